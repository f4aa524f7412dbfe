"""Questions held against each other and against the language they name: each is asked once only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from eval.questions import GoldQuestion
from eval.retrieval_metrics import fold_text
from eval.validating.findings import Fault, Finding, Place
from index.zones import Gazetteer
from rag.dialogue.locating import blank_spans, locate_names
from rag.understanding import detect_language

_HANZI = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
_MARKS = re.compile(r"[\s?？。.!！,，]+")


def prove_language(question: str, lang: str, gazetteer: Gazetteer) -> Iterator[Fault]:
    """Give a fault when a question is not in the language that it says; one of both languages is no error."""
    plain = blank_spans(question, locate_names(question, gazetteer)) or question
    found = detect_language(plain)
    if found != lang:
        is_mixed = bool(_HANZI.search(plain)) and bool(_LATIN_WORD.search(plain))
        yield Fault(
            "lang",
            f"it is {lang!r}, and the question reads as {found!r}",
            f"write {found!r}",
            is_error=not is_mixed,
        )


def find_repeated_questions(rows: Sequence[tuple[Place, GoldQuestion]]) -> Iterator[Finding]:
    """Find questions that are asked twice, and follow-ups that are asked without what goes before them."""
    asked: dict[tuple[str, ...], tuple[Place, GoldQuestion]] = {}
    for place, gold in rows:
        before, first = asked.setdefault(_key(gold), (place, gold))
        if before is not place:
            yield Finding(place, _explain_repeated(gold, first, before))
    for place, gold in rows:
        alone = asked.get((_fold(gold.question),)) if gold.before else None
        if alone is not None and _says_same(gold, alone[1]):
            fault = Fault(
                "before",
                f"the same question stands alone at {alone[0]} with the same answer; it leans on nothing",
                "word it so that it needs what was asked before",
                is_error=False,
            )
            yield Finding(place, fault)
        if _fold(gold.question) in map(_fold, gold.before):
            fault = Fault("before", "the question itself stands among those before it", "remove it there")
            yield Finding(place, fault)


def _explain_repeated(gold: GoldQuestion, first: GoldQuestion, before: Place) -> Fault:
    if _says_same(gold, first):
        return Fault("question", f"{gold.question!r} is asked at {before}, too", "remove one", is_error=False)
    return Fault(
        "question",
        f"{gold.question!r} is asked at {before}, too, where another answer is wanted",
        "make the two agree, or word them apart",
    )


def _key(gold: GoldQuestion) -> tuple[str, ...]:
    return tuple(map(_fold, (*gold.before, gold.question)))


def _fold(question: str) -> str:
    return _MARKS.sub("", fold_text(question))


def _says_same(one: GoldQuestion, other: GoldQuestion) -> bool:
    """Tell whether two rows want the same answer."""

    def say(gold: GoldQuestion) -> tuple[object, ...]:
        groups = frozenset(frozenset(map(fold_text, group)) for group in gold.answers)
        return gold.kind, frozenset(gold.zones), groups

    return say(one) == say(other)
