"""Do gold articles stand on their pages: first and last words in order, headline, byline, none in another?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from eval.questions import GoldArticle
from eval.retrieval_metrics import fold_text
from eval.validating.findings import Fault, Finding, Place
from eval.validating.searching_pages import GoldPages

_BETWEEN_NAMES = re.compile(r"[\s、，,;；]+")


@dataclass(frozen=True, slots=True)
class _Bounds:
    """An article's body within its folded page, `[start, end)`."""

    place: Place
    start: int
    end: int


def prove_articles(rows: Sequence[tuple[Place, GoldArticle]], pages: GoldPages) -> Iterator[Finding]:
    """Give what is wrong with gold articles, each by itself and then those of a page beside each other."""
    by_page: dict[str, list[_Bounds]] = {}
    for place, gold in rows:
        for fault in _prove_article(gold, pages):
            yield Finding(place, fault)
        bounds = _find_bounds(gold, pages.folded_pages.get(gold.source, ""))
        if bounds is not None:
            by_page.setdefault(gold.source, []).append(_Bounds(place, *bounds))
    for page in by_page.values():
        yield from _find_overlaps(page)


def _prove_article(gold: GoldArticle, pages: GoldPages) -> Iterator[Fault]:
    page = pages.folded_pages.get(gold.source)
    if page is None:
        yield Fault("source", f"there is no page {gold.source!r}", "write its path below the folder of pages")
        return
    yield from _prove_zone(gold, page, pages)
    absent = [name for name in ("first", "last") if fold_text(getattr(gold, name)) not in page]
    for name in absent:
        yield _not_there(name, getattr(gold, name), gold.source)
    if not absent and _find_bounds(gold, page) is None:
        yield Fault(
            "last",
            f"{gold.last!r} does not stand behind {gold.first!r}",
            "see that the two are of one article",
        )
    if fold_text(gold.headline) not in page:
        yield _not_there("headline", gold.headline, gold.source)
    for name in _BETWEEN_NAMES.split(gold.byline):
        if fold_text(name) not in page:
            yield _not_there("byline", name, gold.source)


def _prove_zone(gold: GoldArticle, page: str, pages: GoldPages) -> Iterator[Fault]:
    if not gold.zone:
        return
    if not pages.is_known(gold.zone):
        meant = pages.gazetteer.resolve(gold.zone)
        remedy = f"write {meant.short!r} or {meant.place!r}" if meant else "write its place or its short name"
        yield Fault("zone", f"{gold.zone!r} is the place or the short name of no zone", remedy)
        return
    known = pages.gazetteer.get(gold.zone)
    if fold_text(known.place if known else gold.zone) not in page:
        yield Fault(
            "zone", f"{gold.source} nowhere names {gold.zone!r}", "see which zone the article is about"
        )


def _not_there(name: str, value: str, source: str) -> Fault:
    return Fault(name, f"{value!r} does not stand on {source}", "copy it from the page, white space removed")


def _find_bounds(gold: GoldArticle, page: str) -> tuple[int, int] | None:
    """Give where an article's body stands on its folded page: the first `last` behind the first `first`."""
    first, last = fold_text(gold.first), fold_text(gold.last)
    start = page.find(first)
    at = page.find(last, start) if start >= 0 else -1
    return None if at < 0 else (start, max(at + len(last), start + len(first)))


def _find_overlaps(page: Sequence[_Bounds]) -> Iterator[Finding]:
    ordered = sorted(page, key=lambda bounds: (bounds.start, bounds.end))
    for one, following in pairwise(ordered):
        if following.start < one.end:
            fault = Fault(
                "first",
                f"the article begins before the one at {one.place} ends",
                "see where each begins and ends; first and last must not stand twice on the page",
            )
            yield Finding(following.place, fault)
