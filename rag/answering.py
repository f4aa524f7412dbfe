"""Evidence to an answer: a list of zones, quotes, an author, two sides compared, or that nothing is said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from index.documents import Zone
from index.zones import Gazetteer
from prompts.loading import load_wording
from rag.answers import EVERYWHERE, Citation, Evidence, Narrowing, Query, Scope
from rag.checking.ordering import gives_order, stands_in_order
from rag.citing import cite_sentence, is_verbatim
from rag.comparing import compare_citations
from rag.composing import (
    compose_abstention,
    compose_author,
    compose_list,
    compose_quotes,
    escape_markdown,
    name_zone,
)
from rag.drafts import Draft
from rag.focusing import find_focus
from rag.listing import list_zones, settle_threshold
from rag.narrowing import count_scope, list_searched_zones
from rag.quoting import LEAST_ODDS_SHARE, choose_quotes
from rag.resources import Resources
from rag.searching import Found

_NEAREST = 3
_NEAREST_HITS = 2
_AUTHOR_SHARE = 0.5
_ODDS_SHARE_OF_SEVERAL_ASKS = 0.04
_COMPARISON_SHARE = 0.6


class Citer:
    """Numbers citations as they are made, and leaves out any that is not what stands on its page."""

    def __init__(self, resources: Resources, *, made: Iterable[Citation] = ()) -> None:
        """Go on from the citations that are made already."""
        self._resources = resources
        self.made: list[Citation] = list(made)

    def cite(self, query: Query, evidence: Evidence) -> Citation | None:
        """Make the next citation, or none when the page does not bear it out."""
        page = self._resources.index.page(evidence.article.source)
        focus = find_focus(query, evidence.text)
        citation = cite_sentence(evidence, page, number=len(self.made) + 1, focus=focus)
        if not is_verbatim(citation, page):
            return None
        self.made.append(citation)
        return citation

    def cite_all(self, query: Query, items: Sequence[Evidence]) -> list[tuple[Zone | None, Citation]]:
        """Cite several sentences, each with its zone."""
        made = [(find_zone(item.zone, self._resources.gazetteer), self.cite(query, item)) for item in items]
        return [(zone, citation) for zone, citation in made if citation is not None]


def draft_answer(
    query: Query, found: Sequence[Found], resources: Resources, *, otherwise: Draft | None = None
) -> Draft:
    """Make the answer of what was found, or say that the pages do not say.

    Args:
        query: As understood.
        found: What was found for it, or for each of its sides.
        resources: What the stages share.
        otherwise: What to give instead of saying that the pages do not say.
    """
    if len(found) > 1:
        draft = _draft_comparison(query, found, resources)
    elif query.is_list:
        draft = _draft_list(query, found[0], resources)
    else:
        draft = _draft_quotes(query, found[0], resources)
    return draft or otherwise or _draft_abstention(query, found, resources)


def _draft_list(query: Query, found: Found, resources: Resources) -> Draft | None:
    threshold = _threshold(query, [found], resources)
    listed = list_zones(found.evidence, threshold=threshold, most_each=resources.settings.quotes_of_zone)
    citer = Citer(resources)
    cited = [(short, citer.cite_all(query, items)) for short, items in listed]
    # A zone whose quotes the page does not bear out is not asserted.
    cited = [(short, quotes) for short, quotes in cited if quotes]
    if not cited:
        return None
    groups = [(quotes[0][0], [citation for _, citation in quotes]) for _, quotes in cited]
    return Draft(
        text=compose_list(query, groups, scope_of(resources, query.narrowing)),
        zones=tuple(short for short, _ in cited),
        citations=tuple(citer.made),
        abstained=False,
        form="list",
        threshold=threshold,
    )


def _draft_quotes(query: Query, found: Found, resources: Resources) -> Draft | None:
    evidence = found.evidence
    if query.expects == "author":
        evidence = tuple(_best_of_each_article(item for item in evidence if _is_signed(item)))
    threshold = _threshold(query, [found], resources)
    most = 1 if query.expects == "author" else resources.settings.quotes
    share = _ODDS_SHARE_OF_SEVERAL_ASKS if query.has_several_asks else LEAST_ODDS_SHARE
    chosen = choose_quotes(evidence, threshold=threshold, most=most, odds_share=share)
    citer = Citer(resources)
    quotes = citer.cite_all(query, chosen)
    if not quotes:
        return None
    is_author = query.expects == "author"
    return Draft(
        text=compose_author(query, quotes) if is_author else compose_quotes(query, quotes),
        zones=_zones_of(quotes),
        citations=tuple(citer.made),
        abstained=False,
        form="author" if is_author else "quotes",
        threshold=threshold,
    )


def _draft_comparison(query: Query, found: Sequence[Found], resources: Resources) -> Draft | None:
    """Quote the best sentence of each side, and say which figure is larger; none when a side has nothing."""
    citer = Citer(resources)
    threshold = _threshold(query, found, resources)
    quotes: list[tuple[Zone | None, Citation]] = []
    for side, evidence in zip(found, _part_evidence(found), strict=True):
        chosen = choose_quotes(evidence, threshold=threshold, most=1)
        quotes += citer.cite_all(side.query, chosen)
    if len(quotes) < len(found):
        return None
    return Draft(
        text=compose_quotes(query, quotes, lead=_state_larger(query, quotes)),
        zones=_zones_of(quotes),
        citations=tuple(citer.made),
        abstained=False,
        form="comparison",
        threshold=threshold,
        lead=_state_larger(query, quotes, keys=("larger_written", "equal_written")),
    )


def _part_evidence(found: Sequence[Found]) -> list[list[Evidence]]:
    """Leave each sentence to the side that it answers more surely: one figure is not both."""
    best: dict[tuple[str, int], tuple[float, int]] = {}
    for number, side in enumerate(found):
        for item in side.evidence:
            key = (item.article.id, item.start)
            best[key] = max(best.get(key, (0.0, 0)), (item.score, -number))
    return [
        [item for item in side.evidence if best[item.article.id, item.start] == (item.score, -number)]
        for number, side in enumerate(found)
    ]


def _state_larger(
    query: Query,
    quotes: Sequence[tuple[Zone | None, Citation]],
    *,
    keys: tuple[str, str] = ("larger", "equal"),
) -> str:
    """Say which marked figure is larger; nothing where the sides' zones cannot tell them apart."""
    comparison = compare_citations(quotes[0][1], quotes[1][1])
    if comparison is None or comparison.larger.zone == comparison.smaller.zone:
        return ""
    zones = {citation.number: name_zone(zone, query.language) for zone, citation in quotes}
    wording = load_wording(query.language, "answer")
    return wording[keys[comparison.is_equal]].format(
        larger=escape_markdown(comparison.larger_figure),
        larger_zone=zones[comparison.larger.number],
        smaller=escape_markdown(comparison.smaller_figure),
        smaller_zone=zones[comparison.smaller.number],
    )


def _draft_abstention(query: Query, found: Sequence[Found], resources: Resources) -> Draft:
    """Say that the pages do not say, and quote what came nearest."""
    searched = list_searched_zones(query.narrowing, resources.index)
    missing = [] if query.is_list or searched & set(query.zones) else list(query.zones)
    citer = Citer(resources)
    evidence = [item for side in found for item in side.evidence]
    nearest = choose_quotes(evidence, threshold=0.0, most=_NEAREST) or _open_hits(found[0])
    quotes = citer.cite_all(replace(query, expects="any"), nearest)
    names = [name_zone(find_zone(short, resources.gazetteer), query.language) for short in missing]
    return Draft(
        text=compose_abstention(
            query,
            quotes,
            scope_of(resources, query.narrowing),
            missing=names,
            is_elsewhere=not set(resources.index.zone_names).isdisjoint(missing),
        ),
        zones=(),
        citations=tuple(citer.made),
        abstained=True,
        form="abstention",
        threshold=_threshold(query, found, resources),
    )


def _open_hits(found: Found) -> tuple[Evidence, ...]:
    """Give the first sentence of the best passages: where no sentence comes near, these are the nearest."""
    opened = [(hit.article, *hit.passage.sentences[0]) for hit in found.hits]
    return tuple(
        Evidence(article, start, end, zone=article.zone, score=0.0)
        for article, start, end in opened
        if not stands_in_order(article.body, start, end)
    )[:_NEAREST_HITS]


def find_zone(short: str, gazetteer: Gazetteer) -> Zone | None:
    """Give the zone of a short name; one that only a sentence names is read off its name."""
    return gazetteer.get(short) or next((mention.zone for mention in gazetteer.find(short)), None)


def scope_of(resources: Resources, narrowing: Narrowing = EVERYWHERE) -> Scope:
    """Give the counts of what is searched."""
    return count_scope(narrowing, resources.index)


def _is_signed(item: Evidence) -> bool:
    """Tell whether the article has a byline, and one that is no order to whoever answers."""
    return bool(item.article.byline) and not gives_order(item.article.byline)


def _best_of_each_article(evidence: Iterable[Evidence]) -> list[Evidence]:
    best: dict[str, Evidence] = {}
    for item in evidence:
        best.setdefault(item.article.id, item)
    return list(best.values())


def _zones_of(quotes: Sequence[tuple[Zone | None, Citation]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(zone.short for zone, _ in quotes if zone is not None))


def _threshold(query: Query, found: Sequence[Found], resources: Resources) -> float:
    """Give the probability below which nothing is asserted."""
    settings = resources.settings
    set_by_hand = settings.list_threshold if query.is_list else settings.quote_threshold
    threshold = set_by_hand or resources.models.choose(is_list=query.is_list).threshold
    if len(found) > 1:
        # Both sides were named, so that less doubt is left than in an open question.
        return threshold * _COMPARISON_SHARE
    if query.is_list:
        return settle_threshold(found[0].evidence, threshold)
    # The article must be the author's; that a sentence of it answers is not asked for.
    return threshold * _AUTHOR_SHARE if query.expects == "author" else threshold
