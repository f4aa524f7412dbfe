"""What is wrong with an answer, a line each, beside what was expected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from eval.questions import LIST, GoldQuestion
from eval.retrieval_metrics import ZoneName, part_zones


@dataclass(frozen=True, slots=True)
class Given:
    """What an answer gives of what was expected.

    Attributes:
        abstained: It says that the pages do not say, and so gives no zone and no answer.
        zones: The zones that its text tells of.
        untold: Short names of zones that only its text, or only its field `zones`, has.
        answers: Of each any-of list, whether it is answered.
        evidence: Of each gold stretch, whether one of the best passages shows it.
    """

    abstained: bool
    zones: tuple[ZoneName, ...]
    answers: tuple[bool, ...]
    evidence: tuple[bool, ...]
    untold: tuple[str, ...] = ()


def explain_answer(gold: GoldQuestion, given: Given) -> Iterator[str]:
    """Say of an answer what of the gold it lacks, what it should not have, and what was not found."""
    named = ", ".join(short for short, _ in given.zones)
    if not gold.is_answerable:
        if not given.abstained:
            yield f"answered ({named or 'no zone'}) although the pages do not say"
        return
    if given.abstained:
        yield "refused although the pages say"
    elif gold.kind == LIST:
        yield from _explain_list(gold, given.zones)
        if given.untold:
            yield f"in the text alone, or in the field zones alone: {', '.join(given.untold)}"
    elif missing := [
        group[0] for group, is_given in zip(gold.answers, given.answers, strict=True) if not is_given
    ]:
        yield f"the answer lacks {', '.join(missing)}"
    absent = [wanted for wanted, is_found in zip(gold.evidence, given.evidence, strict=True) if not is_found]
    if absent:
        yield f"not among the ten best passages: {', '.join(absent)}"


def _explain_list(gold: GoldQuestion, zones: Sequence[ZoneName]) -> Iterator[str]:
    parts = part_zones(zones, gold.zones, gold.optional_zones)
    if parts.missing:
        yield f"zones missing: {', '.join(parts.missing)}"
    if parts.wrong:
        yield f"zones wrong: {', '.join(short for short, _ in parts.wrong)}"
