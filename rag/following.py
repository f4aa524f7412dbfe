"""By rule: a follow-up question made to stand alone, from the question before it.

What is known of the question before (its zones, cities, years and concepts) is carried over at the level of
the `Query`, so that the two may be in different languages; the text is made for readers and for models.

What a rule cannot know: `it` is taken for the zone that the earlier question names, never for a company or
project in it ("that company", "the project" carry the earlier words too), and "which of them" joins the
earlier topic, but is not limited to the zones of the earlier answer, since only questions are remembered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from index.lexicon import Lexicon
from index.zones import Gazetteer
from rag.answers import Concept, Language, Query
from rag.conceiving import is_light
from rag.locating import Span, blank_spans, locate_names, replace_spans
from rag.question_words import QuestionWords, load_question_words

YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)(?:\s*年)?")
_WORD = re.compile(r"[\u3400-\u9fff]|[A-Za-z0-9][\w&'-]*")
_HANZI = re.compile(r"[\u3400-\u9fff]")
_PREPOSITION = re.compile(r"\b(?:in|from|over|around|of|at)\s*$", re.IGNORECASE)
_MOST_WORDS = {"en": 8, "zh": 12}
"""A question that only opens like a follow-up ("And …") is one when it is no longer than this."""
_NEW_GROUPS = 1000
_CONTEXT_WEIGHT = 0.5
"""What only says which thing is meant weighs less than what is asked of it."""
_AND = re.compile(r"^\s*(?:and|but|so)\b[,\s]*", re.IGNORECASE)
_PLURAL = frozenset({"their", "they"})


def complete_follow_up(
    query: Query,
    before: Query,
    *,
    gazetteer: Gazetteer,
    lexicon: Lexicon,
    understand: Callable[[str], Query],
) -> Query:
    """Give the question with what it leaves out, or as it is when it stands alone.

    Args:
        query: The question, understood by itself.
        before: The question before it, complete.
        gazetteer: Knows the names of zones.
        lexicon: Tells which word of the earlier question a new topic is nearest to.
        understand: Understands a text by itself.
    """
    words = load_question_words(query.language)
    if not query.concepts and before.concepts and _names_place_or_time(query, words):
        return _complete_nameless(query, before, words, gazetteer=gazetteer, understand=understand)
    is_whole = query.zones or query.cities or words.patterns["to_the_program"].search(query.question)
    if is_whole:
        return query
    for kind, complete in _BY_REFERENCE.items():
        if (name := find_reference(query.question, words, kind)) is not None:
            asks_for_zones = kind != "refer_them" and _asks_for_zones(query, words, name)
            return query if asks_for_zones else complete(query, before, name, gazetteer)
    if words.patterns["bare_asking"].match(query.question):
        return _join_thing(query, before, None, gazetteer)
    if is_elliptical(query.question, words) and not _asks_for_zones(query, words, None):
        return _complete_elliptical(query, before, words, gazetteer=gazetteer, lexicon=lexicon)
    return query


def find_reference(question: str, words: QuestionWords, kind: str) -> Span | None:
    """Give where the words stand that refer to what was named before, by one of the `refer_…` patterns."""
    match = words.patterns[kind].search(question)
    return match.span("name") if match else None


def refers_back(question: str, language: Language) -> bool:
    """Say whether a question has words, or a shape, that may need an earlier question."""
    words = load_question_words(language)
    shapes = ("follow_opening", "follow_closing", "bare_asking")
    return any(words.patterns[kind].search(question) for kind in (*_BY_REFERENCE, *shapes))


def is_elliptical(question: str, words: QuestionWords) -> bool:
    """Say whether a question is shaped like the rest of one: "What about exports?", "出口呢？"."""
    opening = words.patterns["follow_opening"].match(question)
    rest = question[opening.end() :] if opening else question
    if words.patterns["wide_scope"].search(question):
        return False
    if len(_WORD.findall(rest)) > _MOST_WORDS["zh" if _HANZI.search(rest) else "en"]:
        return False
    closes = words.patterns["follow_closing"].search(question)
    return bool(opening) or (closes is not None and not words.patterns["own_asking"].search(question))


def _asks_for_zones(query: Query, words: QuestionWords, name: Span | None) -> bool:
    """Say whether it asks which zones fit: such a question is whole without any zone."""
    spans = [name] if name else []
    if name:
        spans += [match.span() for match in words.patterns["where_asking"].finditer(query.question)]
    return bool(words.patterns["list_zones"].search(blank_spans(query.question, spans)))


def _names_place_or_time(query: Query, words: QuestionWords) -> bool:
    names = query.zones or query.cities or query.years
    return bool(names) or words.patterns["relative_year"].search(query.question) is not None


def _complete_nameless(
    query: Query,
    before: Query,
    words: QuestionWords,
    *,
    gazetteer: Gazetteer,
    understand: Callable[[str], Query],
) -> Query:
    """Complete what names only a place or a time: "and in Jincheng?", "and this year?"."""
    relative = words.patterns["relative_year"].search(query.question)
    year = str(query.years[0]) if query.years else relative[0] if relative else ""
    names = _typed_names(query.question, gazetteer)
    completed = understand(_shift(before, names, year, gazetteer))
    return replace(completed, question=query.question, language=query.language)


def _shift(before: Query, names: str, year: str, gazetteer: Gazetteer) -> str:
    """Put other names and another year into a question, or add them where it has none."""
    text = before.standalone
    if names:
        spans = locate_names(text, gazetteer)
        if spans:
            text = replace_spans(text, spans, names)
        elif before.is_list and not _HANZI.search(text):
            text = f"{text.rstrip('? ')} in {names}?"
        else:
            text = f"{names} {text}"
    if year:
        years = [match.span(1 if year.isdigit() else 0) for match in YEAR.finditer(text)]
        text = replace_spans(text, years, year) if years else f"{text.rstrip('?？ ')} {year}"
    return text


def _typed_names(question: str, gazetteer: Gazetteer) -> str:
    blanked = blank_opening(question)
    return " ".join(blanked[start:end] for start, end in locate_names(blanked, gazetteer))


_OPENING = re.compile(r"^(?:那么|那(?![里儿边家个些座条项])|请问|再问)")


def blank_opening(question: str) -> str:
    """Blank 那 in "那祁县呢", which would be taken for a part of the place's name."""
    return _OPENING.sub(lambda match: " " * len(match[0]), question)


def _complete_plural(query: Query, before: Query, name: Span, gazetteer: Gazetteer) -> Query:
    """Complete "which of them export?": all that was asked before stays asked."""
    if before.is_list:
        return _join_list(query, before)
    if len(before.zones) > 1:
        return _carry_zones(query, before, name, gazetteer)
    return _join_thing(query, before, name, gazetteer)


def _complete_reference(query: Query, before: Query, name: Span, gazetteer: Gazetteer) -> Query:
    """Complete a question that says its, it, there or that zone."""
    if before.is_list:
        is_plural = query.question[slice(*name)].lower() in _PLURAL
        return _join_list(query, before) if is_plural else query
    if before.zones or before.cities:
        return _carry_zones(query, before, name, gazetteer)
    return _join_thing(query, before, name, gazetteer)


def _complete_elliptical(
    query: Query, before: Query, words: QuestionWords, *, gazetteer: Gazetteer, lexicon: Lexicon
) -> Query:
    """Complete "What about exports?": of the same zone; after a list or a comparison, asked the same way."""
    compares = load_question_words(before.language).patterns["compare"].search(before.standalone)
    if (before.zones or before.cities) and not (before.is_list or compares):
        return _carry_zones(query, before, None, gazetteer)
    return _swap_topic(query, before, words, lexicon)


def _carry_zones(query: Query, before: Query, name: Span | None, gazetteer: Gazetteer) -> Query:
    """Ask it of the zones, and of the year, that the question before named."""
    words = load_question_words(query.language)
    years = query.years
    rest = words.patterns["follow_opening"].sub("", query.question)
    asks_a_figure = query.expects == "number" or not words.patterns["own_asking"].search(rest)
    if asks_a_figure and not words.patterns["relative_time"].search(query.question):
        years = query.years or before.years
    said_year = " ".join(map(str, years)) if not query.years else ""
    zones = _name_zones(before, query.language, gazetteer)
    write = _write_chinese if query.language == "zh" else _write_english
    said = query.question[slice(*name)] if name else ""
    return replace(
        query,
        concepts=tuple(concept for concept in query.concepts if concept.surface not in said),
        standalone=write(query.question, name, zones, said_year),
        zones=before.zones,
        cities=before.cities,
        years=years,
        is_list=False,
    )


def _name_zones(before: Query, language: Language, gazetteer: Gazetteer) -> str:
    """Name the zones of the question before as it did, or in the other language."""
    text = before.standalone
    typed = [text[start:end] for start, end in locate_names(text, gazetteer)]
    is_foreign = any(bool(_HANZI.search(name)) != (language == "zh") for name in typed)
    if is_foreign and before.zones:
        zones = [zone for zone in map(gazetteer.get, before.zones) if zone is not None]
        typed = [(zone.english or zone.name) if language == "en" else zone.name for zone in zones] or typed
    return (" and " if language == "en" else "和").join(dict.fromkeys(typed))


def _write_english(question: str, name: Span | None, zones: str, year: str) -> str:
    text = question.rstrip("?？ .")
    if name is None:
        text = f"{text} in {zones}"
    else:
        said = question[slice(*name)].lower()
        if said in ("its", "their"):
            zones = f"{zones}'s"
        elif said.endswith("there") and not _PREPOSITION.search(text[: name[0]]):
            zones = f"in {zones}"
        text = text[: name[0]] + zones + text[name[1] :]
    return f"{text} in {year}?" if year else f"{text}?"


def _write_chinese(question: str, name: Span | None, zones: str, year: str) -> str:
    year = f"{year}年" if year else ""
    if name is None:
        text = blank_opening(question).strip()
        return f"{zones}{year}{text}"
    said = question[slice(*name)]
    possessive = "的" if said in ("其", "它的") else ""
    return f"{question[: name[0]]}{zones}{year}{possessive}{question[name[1] :]}"


def _join_list(query: Query, before: Query) -> Query:
    """Ask for what fits both: the zones of the question before that also do this."""
    asks = max((concept.ask for concept in before.concepts), default=0)
    return replace(
        query,
        standalone=_write_joint(before.standalone, query.question),
        topic=f"{before.topic} {query.topic}".strip(),
        concepts=_merge(before.concepts, query.concepts, ask=asks),
        zones=before.zones,
        cities=before.cities,
        years=query.years or before.years,
        is_list=True,
        expects="any",
    )


def _write_joint(before: str, question: str) -> str:
    rest = _AND.sub("", blank_opening(question)).strip()
    if _HANZI.search(rest):
        return f"{before.rstrip('?？。. ')}，{rest}"
    return f"{before.rstrip('?？。. ')}, and {rest[:1].lower()}{rest[1:]}"


def _merge(first: Sequence[Concept], second: Sequence[Concept], *, ask: int) -> tuple[Concept, ...]:
    known = {concept.surface.lower() for concept in first}
    new = [
        replace(concept, ask=ask, group=concept.group + _NEW_GROUPS)
        for concept in second
        if concept.surface.lower() not in known
    ]
    return (*first, *new)


def _join_thing(query: Query, before: Query, name: Span | None, gazetteer: Gazetteer) -> Query:
    """Ask it of what the question before spoke of: its main words and its zone are carried over."""
    del name  # which company is meant is not known, so that its words stay, and the context goes beside them
    words = load_question_words(before.language)
    main = [concept for concept in before.concepts if not is_light(concept.surface, words)]
    if not main and not before.zones:
        return query
    lowered = [replace(concept, weight=concept.weight * _CONTEXT_WEIGHT) for concept in main]
    surfaces = [concept.surface for concept in main]
    zones = _name_zones(before, query.language, gazetteer)
    return replace(
        query,
        standalone=_write_context(query, [*surfaces, zones] if zones else surfaces),
        topic=" ".join([query.topic, *surfaces]).strip(),
        concepts=_merge(query.concepts, lowered, ask=0),
        zones=before.zones,
        cities=before.cities,
        is_list=False,
    )


def _write_context(query: Query, context: Sequence[str]) -> str:
    bare = query.question.rstrip("?？ ")
    return (
        f"{bare}（{'、'.join(context)}）？" if query.language == "zh" else f"{bare} ({', '.join(context)})?"
    )


def _swap_topic(query: Query, before: Query, words: QuestionWords, lexicon: Lexicon) -> Query:
    """Ask the question before with the new topic in the place of the nearest one."""
    new = [concept for concept in query.concepts if not is_light(concept.surface, words)]
    old_words = load_question_words(before.language)
    old = [concept for concept in before.concepts if not is_light(concept.surface, old_words)]
    if not new or not old:
        return query
    nearest = _find_nearest(old, new, lexicon)
    gone = [concept for concept in before.concepts if concept.group == nearest.group]
    start, end = _stretch(before.standalone, gone)
    said = query.question[slice(*_stretch(query.question, new))]
    if len(new) == 1 and _HANZI.search(before.standalone) and not _HANZI.search(said):
        said = new[0].alternatives[0]
    kept = [concept for concept in before.concepts if concept.group != nearest.group]
    return replace(
        before,
        question=query.question,
        language=query.language,
        standalone=before.standalone[:start] + said + before.standalone[end:],
        topic=before.topic.replace(before.standalone[start:end], said),
        concepts=_merge(kept, new, ask=nearest.ask),
    )


def _find_nearest(old: Sequence[Concept], new: Sequence[Concept], lexicon: Lexicon) -> Concept:
    """Give the concept that the new ones are nearest to in meaning; of equals the last."""
    meant = " ".join(concept.surface for concept in new)
    vectors = lexicon.encoder.encode_queries([meant, *(concept.surface for concept in old)])
    likeness = (vectors[1:] @ vectors[0]).tolist()
    return max(zip(likeness, range(len(old)), old, strict=True))[2]


def _stretch(text: str, concepts: Sequence[Concept]) -> Span:
    """Give where these concepts stand in the text, from the first to the last."""
    lowered = text.lower()
    starts = [lowered.find(concept.surface.lower()) for concept in concepts]
    ends = [start + len(concept.surface) for start, concept in zip(starts, concepts, strict=True)]
    return max(min(starts), 0), max(ends)


_BY_REFERENCE: Mapping[str, Callable[[Query, Query, Span, Gazetteer], Query]] = {
    "refer_them": _complete_plural,
    "refer_thing": _join_thing,
    "refer_whose": _complete_reference,
    "refer_what": _complete_reference,
    "refer_whom": _complete_reference,
    "refer_zone": _complete_reference,
    "refer_where": _complete_reference,
}
"""How a question is completed that has words of each kind, the first that fits."""
