"""The text of a follow-up with what it left out, for readers and models."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.zones import Gazetteer
from rag.answers import Language, Query
from rag.dialogue.locating import YEAR, Span, blank_opening, locate_names, replace_spans

_HANZI = re.compile(r"[\u3400-\u9fff]")
_RELATIVE_YEAR = re.compile(
    r"今年|去年|前年|明年|[前上]一年|\b(?:in )?(?:this|last|next) year\b", re.IGNORECASE
)
_PREPOSITION = re.compile(r"\b(?:in|from|over|around|of|at)\s*$", re.IGNORECASE)
_AND = re.compile(r"^\s*(?:and|but|so)\b[,\s]*", re.IGNORECASE)


def has_hanzi(text: str) -> bool:
    """Say whether a text has Chinese characters."""
    return _HANZI.search(text) is not None


def shift_names(before: Query, names: str, year: str, gazetteer: Gazetteer) -> str:
    """Put other names and another year into a question, or add them where it has none."""
    text = before.standalone
    if names:
        spans = locate_names(text, gazetteer)
        if spans:
            text = replace_spans(text, spans, names)
        elif before.is_list and not _HANZI.search(text):
            text = f"{text.rstrip('? ')} in {names}?"
        else:
            text = f"{names} {text}" if not has_hanzi(text) else write_context(text, "zh", [names])
    if year:
        text = _shift_year(text, year)
    return text


def _shift_year(text: str, year: str) -> str:
    """Put another year in the place of the year, or of "this year" and 今年; else add it."""
    number = year if year.isdigit() else ""
    if years := [match.span(1 if number else 0) for match in YEAR.finditer(text)]:
        return replace_spans(text, years, year)
    if number and (relative := list(_RELATIVE_YEAR.finditer(text))):
        spans = [match.span() for match in relative]
        return replace_spans(text, spans, f"{year}年" if has_hanzi(relative[0][0]) else f"in {year}")
    bare = text.rstrip("?？。. ")
    if has_hanzi(text):
        return f"{bare}（{year}年）？" if number else f"{bare}（{year}）？"
    return f"{bare} in {year}?" if number else f"{bare} {year}?"


def typed_names(question: str, gazetteer: Gazetteer) -> str:
    """Give the zones and places that a question names, as typed."""
    blanked = blank_opening(question)
    return " ".join(blanked[start:end] for start, end in locate_names(blanked, gazetteer))


def name_zones(before: Query, language: Language, gazetteer: Gazetteer) -> str:
    """Name the zones of the question before as it did, or in the other language."""
    text = before.standalone
    typed = [text[start:end] for start, end in locate_names(text, gazetteer)]
    is_foreign = any(bool(_HANZI.search(name)) != (language == "zh") for name in typed)
    if is_foreign and before.zones:
        zones = [zone for zone in map(gazetteer.get, before.zones) if zone is not None]
        typed = [(zone.english or zone.name) if language == "en" else zone.name for zone in zones] or typed
    return (" and " if language == "en" else "和").join(dict.fromkeys(typed))


def write_with_zones(query: Query, name: Span | None, zones: str, year: str) -> str:
    """Give the question with the zones in the place of what refers to them, or added, and with the year."""
    write = _write_chinese if query.language == "zh" else _write_english
    return write(query.question, name, zones, year)


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


def write_joint(before: str, question: str) -> str:
    """Give two questions as one, both of which what is looked for must fit."""
    rest = _AND.sub("", blank_opening(question)).strip()
    if _HANZI.search(rest):
        return f"{before.rstrip('?？。. ')}，{rest}"
    return f"{before.rstrip('?？。. ')}, and {rest[:1].lower()}{rest[1:]}"


def write_context(question: str, language: Language, context: Sequence[str]) -> str:
    """Give the question with the words in brackets that say what it speaks of."""
    if not context:
        return question
    bare = question.rstrip("?？。. ")
    return f"{bare}（{'、'.join(context)}）？" if language == "zh" else f"{bare} ({', '.join(context)})?"
