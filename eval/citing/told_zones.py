"""The zones that an answer's text tells of, as a reader takes them from it: not what its fields say of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from eval.citing.reading_answers import Comparison, Quotation, ReadStatement, Signature, read_statements
from eval.retrieval_metrics import ZoneName
from index.zones import ZoneMention, load_gazetteer
from rag.answers import Answer, Language
from rag.composing import name_zone

_LANGUAGES: tuple[Language, ...] = ("en", "zh")


def read_told_zones(answer: Answer) -> tuple[ZoneName, ...]:
    """Give the zones that the statements of an answer's text are of, each once, in the text's order.

    A quote, an author, a side of a comparison and a line of a list are of the zone that is named there. Any
    other sentence is of the zones that it names, or else of those whose sentences it cites. What is struck is
    not said. The field `zones` only helps to read names: a zone that stands there alone is not told. A name
    that nothing knows is a zone by that name, which fits none.
    """
    known = {
        name_zone(zone, language): (zone.short, zone.place)
        for zone in answer.zones
        for language in _LANGUAGES
    }
    cited = {citation.number: citation.zone for citation in answer.citations}
    told = (zone for said in read_statements(answer.text) for zone in _list_zones(said, known, cited))
    return tuple(dict.fromkeys(told))


def _list_zones(
    said: ReadStatement, known: Mapping[str, ZoneName], cited: Mapping[int, str]
) -> Iterator[ZoneName]:
    if names := [name for name in _list_names(said) if name]:
        for name in names:
            yield from [known[name]] if name in known else _find_zones(name, ()) or [(name, name)]
        return
    if said.content is not None or said.item:
        return
    sources = [cited[number] for number in said.references if cited.get(number)]
    yield from _find_zones(said.text, sources) or (zone for source in sources for zone in _read_short(source))


def _list_names(said: ReadStatement) -> tuple[str, ...]:
    """Give the names that stand where a statement's form has the name of its zone."""
    match said.content:
        case Quotation(zone=zone) | Signature(zone=zone):
            return (zone,)
        case Comparison(larger_zone=larger, smaller_zone=smaller):
            return (larger, smaller)
    return (said.item,) if said.text.rstrip(":： ") != said.item or said.references else ()


def _read_short(short: str) -> list[ZoneName]:
    zone = load_gazetteer().get(short)
    return [(zone.short, zone.place)] if zone else _find_zones(short, ()) or [(short, short)]


def _find_zones(text: str, sources: Sequence[str]) -> list[ZoneName]:
    """Give the zones that a text names; of several with one spelling those named or cited beside it."""
    mentions = load_gazetteer().find(text)
    alike = [[one for one in mentions if _is_over_the_same(one, mention)] for mention in mentions]
    sure = {mention.zone.short for mention, same in zip(mentions, alike, strict=True) if len(same) == 1}
    sure.update(sources)
    return [
        (mention.zone.short, mention.zone.place)
        for mention, same in zip(mentions, alike, strict=True)
        if mention.zone.short in sure or not any(one.zone.short in sure for one in same)
    ]


def _is_over_the_same(one: ZoneMention, other: ZoneMention) -> bool:
    return (one.start, one.end) == (other.start, other.end)
