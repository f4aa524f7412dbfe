"""What a language model is given: more sentences than the quoted answer shows, so that it has context."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import zip_longest

from rag.answering import Citer, find_zone
from rag.answers import Evidence, Query
from rag.checking.ordering import stands_in_order
from rag.drafts import Draft
from rag.listing import list_zones
from rag.prose.prompting import Quote, ZoneQuotes
from rag.resources import Resources
from rag.searching import Found

MOST_SENTENCES = 10
"""Sentences offered for prose, the quoted ones included."""
PROSE_SHARE = 0.3
ZONE_SHARE = 0.5
"""Share of the quoted answer's least probability from which a model reads a sentence, or judges a zone."""
_SENTENCES_OF_ZONE = 3


def source_prose(query: Query, found: Sequence[Found], draft: Draft, resources: Resources) -> list[Quote]:
    """Give the sentences for an answer in prose: those quoted first, then the likeliest of all sides in turn.

    Their numbers go on from those of the quoted answer.
    """
    citer = Citer(resources, made=draft.citations)
    least = PROSE_SHARE * draft.threshold
    sides = [[item for item in side.evidence if item.score >= least] for side in found]
    turns = (item for turn in zip_longest(*sides) for item in turn if item is not None)
    further = _leave_known(turns, draft)[: max(0, MOST_SENTENCES - len(draft.citations))]
    quoted = [(find_zone(citation.zone, resources.gazetteer), citation) for citation in draft.citations]
    return [*quoted, *citer.cite_all(query, further)]


def source_zones(found: Found, draft: Draft, resources: Resources, *, query: Query) -> list[ZoneQuotes]:
    """Give each zone that may fit with its best sentences, the surest zone first.

    More zones than the quoted answer lists, and always those that it lists; their numbers are new, from 1.
    """
    listed = list_zones(found.evidence, threshold=ZONE_SHARE * draft.threshold, most_each=_SENTENCES_OF_ZONE)
    citer = Citer(resources)
    cited = [tuple(citer.cite_all(query, items)) for _, items in listed]
    return [ZoneQuotes(f"Z{number}", quotes) for number, quotes in enumerate(filter(None, cited), start=1)]


def _leave_known(items: Iterable[Evidence], draft: Draft) -> list[Evidence]:
    """Leave out what the draft quotes already, and what says the same in the same words."""
    stretches: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for citation in draft.citations:
        stretches[citation.article_id].append((citation.article_start, citation.article_end))
    texts: set[str] = {citation.text for citation in draft.citations}
    kept: list[Evidence] = []
    for item in items:
        if stands_in_order(item.article.body, item.start, item.end):
            continue
        is_quoted = any(start < item.end and item.start < end for start, end in stretches[item.article.id])
        if not is_quoted and item.text not in texts:
            texts.add(item.text)
            kept.append(item)
    return kept
