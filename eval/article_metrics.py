"""Figures over segmenting: do articles start and end where they should, with zone, headline and byline."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from eval.questions import GoldArticle
from eval.retrieval_metrics import compute_f1, matches_zone, strip_spaces

# What follows the place in a canonical short name: place + kind.
_KIND = re.compile(r"(?:经开区|高新区|示范区|综改区|开发区)$")


@dataclass(frozen=True, slots=True)
class FoundArticle:
    """What segmenting made of an article, as far as it is judged; see `index.documents.Article`."""

    source: str
    zone: str
    headline: str
    byline: str
    body: str


@dataclass(frozen=True, slots=True)
class ArticleOutcome:
    """One gold article beside what was found for it.

    Attributes:
        gold: The article that should be found.
        found: The article that fits best, or `None`.
        has_bounds: First and last characters both match.
        has_zone: The zone is right.
        has_headline: The headline is right.
        has_byline: The byline is right.
    """

    gold: GoldArticle
    found: FoundArticle | None
    has_bounds: bool
    has_zone: bool
    has_headline: bool
    has_byline: bool

    @property
    def misses(self) -> tuple[str, ...]:
        """Names of what is wrong."""
        named = {"bounds": self.has_bounds, "zone": self.has_zone, "headline": self.has_headline}
        return tuple(name for name, is_right in {**named, "byline": self.has_byline}.items() if not is_right)


@dataclass(frozen=True, slots=True)
class BoundaryScores:
    """Precision, recall and F1 of articles whose first and last characters both match."""

    precision: float
    recall: float
    f1: float
    n_found: int
    n_gold: int


def matches_bounds(gold: GoldArticle, found: FoundArticle) -> bool:
    """Tell whether the found body, white space removed, starts and ends as the gold does, on its page."""
    body = strip_spaces(found.body)
    if gold.source != found.source:
        return False
    return body.startswith(strip_spaces(gold.first)) and body.endswith(strip_spaces(gold.last))


def compute_boundary_scores(gold: Sequence[GoldArticle], found: Sequence[FoundArticle]) -> BoundaryScores:
    """Compute boundary precision, recall and F1.

    With `m` the number of gold articles that have a found one with the same bounds, each used once:
    `P = m / |found|`, `R = m / |gold|`, `F1 = 2PR / (P + R) = 2m / (|found| + |gold|)`: strict matching, as
    in named-entity scoring (Tjong Kim Sang and De Meulder, CoNLL-2003).

    Args:
        gold: The articles that should be found.
        found: All that was found on the pages that the gold names; others would count as wrong.
    """
    unused = list(found)
    matched = 0
    for wanted in gold:
        match = next(
            (place for place, candidate in enumerate(unused) if matches_bounds(wanted, candidate)), None
        )
        if match is not None:
            del unused[match]
            matched += 1
    precision = matched / len(found) if found else 0.0
    recall = matched / len(gold) if gold else 0.0
    return BoundaryScores(precision, recall, compute_f1(precision, recall), len(found), len(gold))


def pair_article(gold: GoldArticle, found: Sequence[FoundArticle]) -> FoundArticle | None:
    """Find the article to judge against a gold one: same bounds, else the one with its first characters.

    Where no body holds the first characters (a wrong cut may have made them a headline), the one that holds
    the last characters is taken; where none does, there is no pair and everything about it is wrong.
    """
    same_page = [candidate for candidate in found if candidate.source == gold.source]
    bodies = [strip_spaces(candidate.body) for candidate in same_page]
    first, last = strip_spaces(gold.first), strip_spaces(gold.last)
    tests = (
        [matches_bounds(gold, candidate) for candidate in same_page],
        [body.startswith(first) for body in bodies],
        [first in body for body in bodies],
        [last in body for body in bodies],
    )
    places = (place for test in tests for place, is_match in enumerate(test) if is_match)
    place = next(places, None)
    return None if place is None else same_page[place]


def judge_article(gold: GoldArticle, found: Sequence[FoundArticle]) -> ArticleOutcome:
    """Judge what was found for one gold article; texts are compared with white space removed."""
    pair = pair_article(gold, found)
    if pair is None:
        return ArticleOutcome(
            gold, None, has_bounds=False, has_zone=False, has_headline=False, has_byline=False
        )
    return ArticleOutcome(
        gold,
        pair,
        has_bounds=matches_bounds(gold, pair),
        has_zone=matches_zone(gold.zone, (pair.zone, _KIND.sub("", pair.zone))),
        has_headline=strip_spaces(gold.headline) == strip_spaces(pair.headline),
        has_byline=strip_spaces(gold.byline) == strip_spaces(pair.byline),
    )
