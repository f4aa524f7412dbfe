"""Attacks through the whole turn: pages with an order are indexed, questions asked, what is shown is judged.

Every family gets the same number of trials: its orders, in each of their places, on sets of sample pages,
with questions of both languages. Seeds are fixed; a run gives the same as the one before.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import product
from math import ceil
from pathlib import Path

from eval.attacking.attack_turns import Turn, begin_turn, open_checked_pipeline
from eval.attacking.attacks import Attack, Placement
from eval.attacking.judging_attacks import Outcome, judge_quoted, judge_written
from eval.attacking.obeying import MANNERS, REGARDLESS, ObeyingModel
from eval.attacking.planting import find_stretch, plant_orders, write_pages
from eval.preparing import build_page_index
from eval.questions import GoldQuestion
from index.reading import read_pages
from rag.drafts import Draft
from rag.settings import Settings

_PAGES = 3


@dataclass
class Ground:
    """Some pages without orders, the questions that they answer, and what is answered then, by question."""

    texts: Mapping[str, str]
    questions: Sequence[GoldQuestion]
    clean: dict[str, Draft] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Raid:
    """One order in one place on some pages, and the questions that are asked then."""

    attack: Attack
    placement: Placement
    ground: Ground
    questions: tuple[GoldQuestion, ...]


def run_attacks(
    families: Mapping[str, Sequence[Attack]],
    questions: Sequence[GoldQuestion],
    pages: Path,
    *,
    trials: int,
    n_grounds: int = 6,
) -> Iterator[Outcome]:
    """Give the outcome of each trial for each answerer.

    Args:
        families: Attacks by family.
        questions: Gold questions over the pages.
        pages: Where the orders are planted, in copies.
        trials: How many a family, at the least.
        n_grounds: How many sets of pages; each is asked without an order once, to see what an order costs.
    """
    with tempfile.TemporaryDirectory(prefix="zonewise-attacks-") as name:
        folder = Path(name)
        grounds = make_grounds(tuple(questions), pages, n_grounds)
        number = 0
        for attacks in families.values():
            for raid in plan_raids(attacks, grounds, trials):
                number += 1
                yield from run_raid(raid, folder / f"raid-{number}")


@cache
def make_grounds(questions: tuple[GoldQuestion, ...], pages: Path, count: int) -> list[Ground]:
    """Choose sets of pages with the questions that they answer, and answer those without any order."""
    texts = {f"{Path(page.source).stem}.txt": page.text for page in read_pages(pages).pages}
    usable = [question for question in questions if question.evidence and question.kind != "compare"]
    chance = random.Random(11)  # noqa: S311 - a fixed choice, not a secret
    grounds = []
    for _ in range(count):
        chosen = {name: texts[name] for name in sorted(chance.sample(sorted(texts), _PAGES))}
        asked = [question for question in usable if _stands_in(question, chosen)]
        chance.shuffle(asked)
        ground = Ground(chosen, asked)
        with tempfile.TemporaryDirectory(prefix="zonewise-attacks-") as folder:
            for question, turn in _ask(ground.texts, asked, Path(folder) / "pages"):
                ground.clean[question.id] = turn.draft
        # What is not answered anyway can be no more refused.
        ground.questions = [question for question in asked if not ground.clean[question.id].abstained]
        grounds.append(ground)
    return grounds


def plan_raids(attacks: Sequence[Attack], grounds: Sequence[Ground], trials: int) -> Iterator[Raid]:
    """Part a family's trials over its orders and their places, each on the next set of pages."""
    pairs = [pair for attack in attacks for pair in product([attack], attack.placements)]
    taken = 0
    # Where the questions of one set of pages are too few, the next set is taken too.
    for turn, (number, (attack, placement)) in product(range(len(grounds)), enumerate(pairs)):
        ground = grounds[(number + turn) % len(grounds)]
        count = ceil((trials - taken) / (len(pairs) - number))
        if count > 0 and (asked := _choose(ground.questions, attack, count, start=number)):
            taken += len(asked)
            yield Raid(attack, placement, ground, asked)


def run_raid(raid: Raid, folder: Path) -> Iterator[Outcome]:
    """Plant, index, ask, and judge all answerers."""
    texts = plant_orders(raid.ground.texts, raid.attack, raid.placement, raid.questions)
    for question, turn in _ask(texts, raid.questions, folder):
        yield judge_quoted(raid.attack, turn, raid.ground.clean[question.id])
        yield from _answer_in_all_manners(raid.attack, turn)


def _answer_in_all_manners(attack: Attack, turn: Turn) -> Iterator[Outcome]:
    """Let the model obey in each manner; where it sees no order, all but the last do the same, once."""
    unseen: Outcome | None = None
    for manner in MANNERS:
        if unseen is not None and manner != REGARDLESS:
            yield replace(unseen, answerer=manner)
            continue
        model = ObeyingModel(attack, manner)
        written = turn.answer_with(model)
        outcome = judge_written(attack, turn, written, manner=manner, has_seen=model.has_seen)
        unseen = None if model.has_seen else outcome
        yield outcome


def _choose(
    questions: Sequence[GoldQuestion], attack: Attack, count: int, *, start: int
) -> tuple[GoldQuestion, ...]:
    """Choose questions, other ones for other orders; lists only, where an order is about zones of a list."""
    fitting = [
        question
        for question in questions
        if attack.effect not in {"drop", "affirm"} or question.kind == "list"
    ]
    if not fitting:
        return ()
    first = start * 7 % len(fitting)
    return tuple((fitting[first:] + fitting[:first])[:count])


def _ask(
    texts: Mapping[str, str], questions: Sequence[GoldQuestion], folder: Path
) -> Iterator[tuple[GoldQuestion, Turn]]:
    """Index pages, and give each question with its turn while the index is open."""
    index = build_page_index(write_pages(texts, folder), folder.with_name(f"{folder.name}-index"))
    pipeline = open_checked_pipeline(Settings(index_dir=index))
    with pipeline.index:
        for question in questions:
            yield question, begin_turn(pipeline, question.question)


def _stands_in(question: GoldQuestion, texts: Mapping[str, str]) -> bool:
    return any(find_stretch(text, question.evidence[0]) is not None for text in texts.values())
