"""Faults planted by chance in all committed questions that are right: how many does the validator find?"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from eval.gating import GOLD_FOLDER
from eval.questions import GoldQuestion, load_questions
from eval.validating.searching_pages import GoldPages, read_gold_pages
from eval.validating.translating_answers import load_translate
from eval.validating.validating import prove_question
from rag.settings import SAMPLE_PAGES

Plant = Callable[[GoldQuestion, random.Random], GoldQuestion | None]
"""Gives a question with a fault, or none where it has nothing to spoil."""

QUESTIONS = [
    gold
    for name in ("sample_questions", "sample_hard_questions")
    for gold in load_questions(GOLD_FOLDER / f"{name}.jsonl")
    if gold.is_answerable
]


@pytest.fixture(scope="module")
def pages() -> GoldPages:
    return read_gold_pages(SAMPLE_PAGES)[0]


def change_digit(text: str, rng: random.Random) -> str:
    at = rng.choice([place for place, character in enumerate(text) if character.isdigit()])
    return text[:at] + rng.choice([digit for digit in "123456789" if digit != text[at]]) + text[at + 1 :]


def has_digit(text: str) -> bool:
    return any(character.isdigit() for character in text)


def find_stranger(gold: GoldQuestion, rng: random.Random) -> GoldQuestion:
    """Give a question about other zones whose answer is no figure."""
    own = {*gold.zones, *gold.optional_zones}
    strange = [one for one in QUESTIONS if one.evidence and one.zones and not own & set(one.zones)]
    return rng.choice([one for one in strange if one.answers and not has_digit(one.answers[0][0])])


def spoil_evidence(gold: GoldQuestion, rng: random.Random) -> GoldQuestion | None:
    if not gold.evidence or not has_digit(gold.evidence[0]):
        return None
    return replace(gold, evidence=(change_digit(gold.evidence[0], rng), *gold.evidence[1:]))


def take_evidence_of_another(gold: GoldQuestion, rng: random.Random) -> GoldQuestion | None:
    return replace(gold, evidence=find_stranger(gold, rng).evidence) if gold.zones else None


def spoil_figure(gold: GoldQuestion, rng: random.Random) -> GoldQuestion | None:
    if not gold.answers or not has_digit(gold.answers[0][0]):
        return None
    return replace(gold, answers=((change_digit(gold.answers[0][0], rng),), *gold.answers[1:]))


def take_name_of_another(gold: GoldQuestion, rng: random.Random) -> GoldQuestion | None:
    if not gold.answers or has_digit(gold.answers[0][0]):
        return None
    return replace(gold, answers=(find_stranger(gold, rng).answers[0], *gold.answers[1:]))


def drop_zone(gold: GoldQuestion, rng: random.Random) -> GoldQuestion | None:
    if gold.kind != "list" or len(gold.zones) == 1:
        return None
    dropped = rng.randrange(len(gold.zones))
    return replace(gold, zones=gold.zones[:dropped] + gold.zones[dropped + 1 :])


def add_zone(gold: GoldQuestion, rng: random.Random) -> GoldQuestion | None:
    return (
        replace(gold, zones=(*gold.zones, find_stranger(gold, rng).zones[0])) if gold.kind == "list" else None
    )


def take_other_language(gold: GoldQuestion, _: random.Random) -> GoldQuestion | None:
    return replace(gold, lang="zh" if gold.lang == "en" else "en")


@pytest.mark.parametrize(
    ("plant", "least"),
    [
        pytest.param(spoil_evidence, 1.0, id="a digit of the evidence"),
        pytest.param(take_evidence_of_another, 1.0, id="another question's evidence"),
        pytest.param(spoil_figure, 0.97, id="a digit of the answer"),
        pytest.param(take_name_of_another, 1.0, id="another question's name"),
        pytest.param(drop_zone, 0.95, id="a zone less"),
        pytest.param(add_zone, 1.0, id="a zone more"),
        pytest.param(take_other_language, 1.0, id="another language"),
    ],
)
def test_most_planted_faults_are_found(pages: GoldPages, plant: Plant, least: float) -> None:
    rng = random.Random(20261121)
    translate = load_translate()
    found, total, missed = 0, 0, []
    for gold in QUESTIONS:
        spoilt = plant(gold, rng)
        if spoilt is None:
            continue
        before = set(prove_question(gold, pages, translate))
        is_found = bool(set(prove_question(spoilt, pages, translate)) - before)
        found, total = found + is_found, total + 1
        missed += [] if is_found else [gold.id]
    assert total >= 20
    assert found >= least * total, f"not found in {missed}"
