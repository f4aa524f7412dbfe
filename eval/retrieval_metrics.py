"""Figures over what was found: evidence among the best passages, and zones in a list.

Each is a pure function over plain values, between 0 and 1.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

ZoneName = tuple[str, str]
"""An asserted zone: its canonical short name and its place, (`垣曲经开区`, `垣曲`)."""

# U+FF01 to U+FF5E are the full-width forms of ASCII's printed characters, in the same order.
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


@dataclass(frozen=True, slots=True)
class ListScores:
    """Precision, recall and F1 of one list, by zone."""

    precision: float
    recall: float
    f1: float


def strip_spaces(text: str) -> str:
    """Remove all white space: lines are cut anywhere on these pages, so spaces carry no meaning."""
    return "".join(text.split())


def fold_text(text: str) -> str:
    """Remove white space, case and full-width forms (Ａ１％): pages mix them, and the meaning stays."""
    return strip_spaces(text).translate(_HALF_WIDTH).casefold()


def find_evidence(evidence: Sequence[str], hits: Sequence[Sequence[str]], *, k: int = 10) -> list[bool]:
    """Tell of each gold stretch whether one of the first `k` hits shows it, both as `fold_text` gives them.

    Args:
        evidence: The gold stretches.
        hits: What each hit shows, best first: its text, headline and byline, each looked at by itself.
        k: How many hits count.
    """
    shown = [fold_text(field) for hit in hits[:k] for field in hit]
    return [any(fold_text(wanted) in field for field in shown) for wanted in evidence]


def compute_evidence_recall(evidence: Sequence[str], hits: Sequence[Sequence[str]], *, k: int = 10) -> float:
    """Compute evidence recall@k: `|{e in E : e stands in one of h_1 … h_k}| / |E|`.

    This is recall@k (Manning, Raghavan and Schütze, Introduction to Information Retrieval, 2008, chapter 8)
    with the gold stretches as the relevant items, so that it does not depend on how pages are cut into
    passages. The arguments are those of `find_evidence`; `evidence` must not be empty.
    """
    if not evidence:
        raise ValueError("evidence recall needs at least one gold stretch; leave out questions without one")
    found = find_evidence(evidence, hits, k=k)
    return sum(found) / len(found)


def matches_zone(gold: str, asserted: ZoneName) -> bool:
    """Tell whether an asserted zone is the gold one: the same short name, or the gold is its place alone."""
    return gold in asserted


@dataclass(frozen=True, slots=True)
class PartedZones:
    """The zones of a list beside those that it should have, each once.

    Attributes:
        right: Asserted, and wanted.
        wrong: Asserted, and neither wanted nor optional.
        missing: Gold zones that are wanted and not asserted.
    """

    right: tuple[ZoneName, ...]
    wrong: tuple[ZoneName, ...]
    missing: tuple[str, ...]


def part_zones(
    asserted: Collection[ZoneName], wanted: Collection[str], optional: Collection[str] = ()
) -> PartedZones:
    """Part the zones of a list; the arguments are those of `score_zone_list`."""
    zones = dict.fromkeys(asserted)
    right = [zone for zone in zones if any(matches_zone(gold, zone) for gold in wanted)]
    others = [zone for zone in zones if zone not in right]
    wrong = [zone for zone in others if not any(matches_zone(gold, zone) for gold in optional)]
    missing = [gold for gold in dict.fromkeys(wanted) if not any(matches_zone(gold, zone) for zone in right)]
    return PartedZones(tuple(right), tuple(wrong), tuple(missing))


def score_zone_list(
    asserted: Collection[ZoneName], wanted: Collection[str], optional: Collection[str] = ()
) -> ListScores:
    """Score one list by zone.

    With `A` the asserted zones less those that only `optional` matches, and `W` the wanted:
    `P = |{a in A : a matches W}| / |A|` (0 when `A` is empty), `R = |{w in W : w matches A}| / |W|`,
    `F1 = 2PR / (P + R)` (van Rijsbergen, Information Retrieval, 1979, chapter 7), 0 when both are 0.

    Args:
        asserted: The zones that the answer asserts; one that stands twice counts once.
        wanted: Gold zones, places or short names, at least one.
        optional: Gold zones that are neither wanted nor wrong.
    """
    if not wanted:
        raise ValueError("a list needs at least one wanted zone; a list of none is an unanswerable question")
    parts, n_wanted = part_zones(asserted, wanted, optional), len(set(wanted))
    n_right = len(parts.right)
    precision = n_right / (n_right + len(parts.wrong)) if n_right else 0.0
    recall = (n_wanted - len(parts.missing)) / n_wanted
    return ListScores(precision, recall, compute_f1(precision, recall))


def compute_f1(precision: float, recall: float) -> float:
    """Compute the harmonic mean `2PR / (P + R)`; 0 when both are 0."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
