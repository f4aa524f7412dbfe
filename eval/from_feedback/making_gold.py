"""A rated answer as a row of gold, where a reader found it helpful; else as a row for a person to look at.

What the answer cited becomes the evidence, and what it marked there the answer. Nobody has reviewed that,
and the row says so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from eval.from_feedback.joining_ratings import JoinedRatings, list_before, name_question
from eval.from_feedback.reading_feedback import CitedSentence, RatedAnswer
from eval.questions import LIST, UNANSWERABLE
from eval.validating.proving_answers import COMPARE
from index.chunking import split_sentences
from rag.answers import Json

UNREVIEWED = "unreviewed"
"""The trait of every row: nobody has looked at it."""
CONTRADICTED = "contradicted"
"""The trait of a row of which other readers thought otherwise."""
BY_SENTENCE = "by_sentence"
"""The trait of a row whose answer is a whole sentence: nothing shorter was marked as what was asked for."""
_ID_DIGITS = 10
_LISTS = frozenset({"list", "written_list"})
_COMPARISONS = frozenset({"comparison", "written_comparison"})


@dataclass(frozen=True, slots=True)
class MadeRow:
    """A row for one of the two files.

    Attributes:
        values: The row.
        reason: Why a person must look at it first; empty for a row of gold.
    """

    values: dict[str, Json]
    reason: str = ""


def make_row(joined: JoinedRatings) -> MadeRow:
    """Make gold of a question whose answer was helpful; what cannot be gold is for a person."""
    rated = joined.last
    gold = _make_gold(rated)
    reason = _find_reason(rated, gold)
    named: dict[str, Json] = {"id": _name_row(rated), "lang": rated.language, "question": rated.question}
    if before := list_before(rated):
        named["before"] = list(before)
    if reason:
        return MadeRow({**named, "reason": reason, **_describe(rated)}, reason)
    traits = [UNREVIEWED]
    traits += [CONTRADICTED] if joined.is_contradicted else []
    traits += [BY_SENTENCE] if gold.is_by_sentence else []
    said: dict[str, Json] = {"time": rated.time, "comment": rated.comment, "model": rated.model}
    return MadeRow({**named, "kind": gold.kind, **gold.as_json(), "traits": list(traits), "feedback": said})


@dataclass(frozen=True, slots=True)
class _Gold:
    """What a row of gold says of its answer."""

    kind: str
    zones: tuple[str, ...] = ()
    optional_zones: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    is_by_sentence: bool = False

    def as_json(self) -> dict[str, Json]:
        if self.kind == UNANSWERABLE:
            return {"why": "a reader agreed that the pages do not say; nobody has looked further"}
        row: dict[str, Json] = {"zones": list(self.zones)}
        if self.kind == LIST:
            row["optional_zones"] = list(self.optional_zones)
        else:
            row["answers"] = [[answer] for answer in self.answers]
        return {**row, "evidence": list(self.evidence)}


def _make_gold(rated: RatedAnswer) -> _Gold:
    if rated.abstained:
        return _Gold(UNANSWERABLE)
    if rated.form in _LISTS:
        return _make_list(rated)
    if rated.form in _COMPARISONS:
        return _make_judged(COMPARE, rated.citations[:2])
    marked = [cited for cited in rated.citations if cited.focus]
    chosen = (marked or list(rated.citations))[:1]
    if rated.form == "author" and chosen and chosen[0].byline:
        return _Gold("fact", _list_zones(chosen), answers=(chosen[0].byline,), evidence=(_cut(chosen[0]),))
    return _make_judged("number" if rated.expects == "number" else "fact", chosen)


def _make_list(rated: RatedAnswer) -> _Gold:
    """Take the sentence that each zone is shown with; a zone without one is neither wanted nor wrong."""
    shown: dict[str, CitedSentence] = {}
    for cited in rated.citations:
        shown.setdefault(cited.zone, cited)
    borne_out = [zone for zone in dict.fromkeys(rated.zones) if zone in shown]
    rest = [zone for zone in dict.fromkeys(rated.zones) if zone not in shown]
    evidence = tuple(dict.fromkeys(_cut(shown[zone]) for zone in borne_out))
    return _Gold(LIST, tuple(borne_out), tuple(rest), evidence=evidence)


def _make_judged(kind: str, chosen: Sequence[CitedSentence]) -> _Gold:
    return _Gold(
        kind,
        _list_zones(chosen),
        answers=tuple(dict.fromkeys(cited.focus or _cut(cited) for cited in chosen)),
        evidence=tuple(dict.fromkeys(map(_cut, chosen))),
        is_by_sentence=any(not cited.focus for cited in chosen),
    )


def _list_zones(chosen: Sequence[CitedSentence]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cited.zone for cited in chosen if cited.zone))


def _cut(cited: CitedSentence) -> str:
    """Give the one sentence of a quote that has what was asked for, or else the longest."""
    sentences = [cited.text[start:end] for start, end in split_sentences(cited.text)]
    fitting = [sentence for sentence in sentences if cited.focus and cited.focus in sentence]
    return max(fitting or sentences, key=len, default=cited.text)


def _find_reason(rated: RatedAnswer, gold: _Gold) -> str:
    """Say why this cannot be gold as it is; an empty text where it can."""
    if not rated.is_up:
        return "rated down"
    if rated.narrowing:
        return "narrowed: gold is asked over all articles"
    if gold.kind == LIST and not gold.zones:
        return "a list without a zone that is cited"
    if gold.kind not in (LIST, UNANSWERABLE) and not gold.answers:
        return "cites nothing"
    return ""


def _describe(rated: RatedAnswer) -> dict[str, Json]:
    """Give what a person needs who looks at an answer; no `kind`, so that nothing counts it as gold."""
    return {
        "rating": "up" if rated.is_up else "down",
        "comment": rated.comment,
        "time": rated.time,
        "narrowing": dict(rated.narrowing),
        "standalone": rated.standalone,
        "answered": rated.text,
        "abstained": rated.abstained,
        "told_zones": list(rated.zones),
        "cited": [{"zone": one.zone, "source": one.source, "text": one.text} for one in rated.citations],
        "model": rated.model,
    }


def _name_row(rated: RatedAnswer) -> str:
    """Give an id that the same question has again when the file is made anew."""
    return "feedback-" + hashlib.sha256(name_question(rated).encode()).hexdigest()[:_ID_DIGITS]
