"""Does each stretch of evidence stand on the pages, where a passage can show it, and only there?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from eval.questions import LIST, GoldQuestion
from eval.validating.findings import Fault, quote_texts
from eval.validating.searching_pages import GoldPages, Standing

Standings = Mapping[str, Sequence[Standing]]
"""Where each stretch of a row's evidence stands."""


def find_standings(gold: GoldQuestion, pages: GoldPages) -> Standings:
    """Look up every stretch of a row's evidence."""
    return {stretch: pages.find(stretch) for stretch in gold.evidence}


def prove_evidence(gold: GoldQuestion, standings: Standings, pages: GoldPages) -> Iterator[Fault]:
    """Give what is wrong with the evidence of a question that the pages answer."""
    if not gold.evidence:
        yield Fault(
            "evidence",
            "there is none, so nothing says where the answer stands",
            "add a stretch",
            is_error=False,
        )
    for stretch in gold.evidence:
        if standings[stretch]:
            yield from _look_twice(stretch, standings[stretch], is_list=gold.kind == LIST)
        else:
            yield _explain_absence(stretch, pages)


def _explain_absence(stretch: str, pages: GoldPages) -> Fault:
    if on_pages := pages.find_on_pages(stretch):
        return Fault(
            "evidence",
            f"{stretch!r} stands on {on_pages[0]}, but in no article as it is cut: no passage can show it",
            "take a stretch of one article's text, or see `python -m index --show`",
            is_error=False,
        )
    beginning, page = pages.find_beginning(stretch)
    near = (
        f"; its first {len(beginning)} characters do, {beginning!r} on {page}" if len(beginning) > 1 else ""
    )
    return Fault("evidence", f"{stretch!r} stands on no page{near}", "copy it from the page")


def _look_twice(stretch: str, standings: Sequence[Standing], *, is_list: bool) -> Iterator[Fault]:
    """Look at where a stretch stands; a list may have it twice, and its zones are looked at by themselves."""
    articles = list(dict.fromkeys(standing.where.article.id for standing in standings))
    if len(articles) > 1 and not is_list:
        sources = dict.fromkeys(standing.where.article.source for standing in standings)
        yield Fault(
            "evidence",
            f"{stretch!r} is ambiguous: it stands {len(standings)} times, in {len(articles)} articles"
            f" ({quote_texts(sources)})",
            "see that each place answers, or make it longer until it stands once",
            is_error=False,
        )
    if all(len(standing.sentences) > 1 for standing in standings):
        yield Fault(
            "evidence",
            f"{stretch!r} goes over the end of a sentence, where a passage may end",
            "take a stretch of one sentence",
            is_error=False,
        )
