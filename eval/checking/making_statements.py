"""Statements made by rule from the sample pages: half are borne out by their sentence, half wrong in one way.

Every label holds by construction: a right statement is a sentence, some of its clauses, its figures in other
units, or a frame in English filled with what one clause has; a wrong one is such a statement with one thing
put in that the sentence has not. `python -m eval.checking.making_statements` writes the file anew, always
the same.
"""

from __future__ import annotations

import json
import random
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from eval.checking.making_english import EnglishMaker
from eval.checking.making_hanzi import ChineseMaker
from eval.checking.sentence_pool import PagesOfSample
from eval.checking.statements import CitedPages, GoldStatement
from eval.gating import GOLD_FOLDER, STATEMENTS_FILE
from eval.questions import load_questions
from index.lexicon import load_lexicon
from rag.settings import SAMPLE_PAGES

_MOST = {"figure": 45, "figure_swap": 25, "zone": 40, "date": 25, "name": 25, "negation": 25}
_MOST_OTHER = 25
_SEED = 20241121


def make_statements(pages: Path = SAMPLE_PAGES) -> list[GoldStatement]:
    """Make all statements: of each language as many right ones as wrong ones, each kind up to its number."""
    pool = PagesOfSample(CitedPages(pages))
    chance = random.Random(_SEED)  # noqa: S311  # no secret depends on it
    questions = load_questions(GOLD_FOLDER / "sample_questions.jsonl")
    english = EnglishMaker(pool, load_lexicon(), chance)
    chinese = ChineseMaker(pool, chance)
    found: list[GoldStatement] = []
    for maker, statements in (
        ("zh", chinese.make_all()),
        ("en", [*english.make_lists(questions), *english.make_all()]),
    ):
        found += _choose(list(statements), maker, chance)
    return found


def _choose(statements: Sequence[GoldStatement], lang: str, chance: random.Random) -> Iterator[GoldStatement]:
    """Draw some of each kind, none twice, and as many right ones as wrong ones."""
    by_kind: defaultdict[str, list[GoldStatement]] = defaultdict(list)
    for statement in {(one.statement, one.sentence): one for one in statements}.values():
        by_kind[statement.kind].append(statement)
    wrong: list[GoldStatement] = []
    for kind in sorted(set(by_kind) - {"none"}):
        many = by_kind[kind]
        wrong += chance.sample(many, min(len(many), _MOST.get(kind, _MOST_OTHER)))
    right = chance.sample(by_kind["none"], min(len(by_kind["none"]), len(wrong)))
    numbers: Counter[str] = Counter()
    for statement in [*right, *wrong]:
        numbers[statement.kind] += 1
        yield replace(statement, id=f"{lang}-{statement.kind}-{numbers[statement.kind]:03d}")


def choose_split(source: str) -> str:
    """Part the pages in two halves: what is looked at while rules are written, and what is not."""
    return "fit" if zlib.crc32(source.encode()) % 2 else "test"


def format_statements(statements: Sequence[GoldStatement]) -> str:
    """Give the file's text."""
    rows = [asdict(replace(one, split=choose_split(one.source))) for one in statements]
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


if __name__ == "__main__":
    STATEMENTS_FILE.write_text(format_statements(make_statements()), encoding="utf-8")
