"""What failed, as a page shows it: each question, its gold beside the answer, and the answer's trace."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from eval.reports.drawing_answers import draw_answer
from eval.reports.viewing_figures import Row
from eval.retrieval_metrics import fold_text

MOST_TRACES = 150
"""Beyond so many failed questions of a run, the page leaves out traces; `report.json` has them all."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A judged sentence of a trace, and what became of it.

    Attributes:
        zone: The zone that it speaks of.
        text: Its words.
        probability: How sure the judging was that it answers, 0 to 1.
        fate: `quoted`, or why it was not.
        features: What the probability was made of, on one line.
    """

    zone: str
    text: str
    probability: float
    fate: str
    features: str


@dataclass(frozen=True, slots=True)
class Search:
    """One search of a trace, with what was judged of its passages.

    Attributes:
        fields: What was searched, name and value.
        paths: The names of the scores that the hits have.
        hits: The passages that were found, best first.
        n_judged: How many sentences were judged.
        sentences: The best of them.
    """

    fields: Sequence[tuple[str, str]]
    paths: Sequence[str]
    hits: Sequence[Row]
    n_judged: int
    sentences: Sequence[Sentence]


@dataclass(frozen=True, slots=True)
class Tracing:
    """The trace of an answer.

    Attributes:
        query: The question as understood, name and value.
        searches: One, or one for each side of a comparison.
        others: The other stages, each its name and its fields.
    """

    query: Sequence[tuple[str, str]]
    searches: Sequence[Search]
    others: Sequence[tuple[str, Sequence[tuple[str, str]]]]


@dataclass(frozen=True, slots=True)
class Failure:
    """One failed question.

    Attributes:
        suite: The gold file.
        row: The question as the report has it.
        new: The figures that it newly fails against the baseline.
        answer: The answer, drawn.
        trace: Why the answer is what it is; `None` where it is left out.
        struck: Statements of a language model that failed their check.
    """

    suite: str
    row: Row
    new: Sequence[str]
    answer: Markup
    trace: Tracing | None
    struck: Sequence[Row] = field(default_factory=tuple)


def view_failures(suites: Sequence[Row], *, most_traces: int = MOST_TRACES) -> list[Failure]:
    """Give every failed question of a report, newly failing ones first, so that these keep their traces."""
    found = [
        (suite, row, _list_new(suite, row["id"]))
        for suite in suites
        for row in suite.get("questions", [])
        if row["reasons"]
    ]
    found.sort(key=lambda one: not one[2])  # stable: otherwise as in the report
    return [
        _view_failure(suite, row, new, is_traced=number < most_traces)
        for number, (suite, row, new) in enumerate(found)
    ]


def _list_new(suite: Row, id_: str) -> Sequence[str]:
    names: Sequence[str] = (suite.get("baseline") or {}).get("newly_failing", {}).get(id_, ())
    return names


def _view_failure(suite: Row, row: Row, new: Sequence[str], *, is_traced: bool) -> Failure:
    answer = row["answer"]
    struck = [one for one in answer["statements"] if one["problems"]] if answer else []
    trace = view_trace(answer) if answer and is_traced else None
    return Failure(suite["suite"], row, new, draw_answer(row["text"]), trace, struck)


def view_trace(answer: Row) -> Tracing:
    """Give the trace of an answer, the contract's JSON, sorted for reading."""
    stages: list[Row] = answer["trace"]
    threshold = next((stage["threshold"] for stage in stages if stage["stage"] == "answering"), 0.0)
    query = next((stage for stage in stages if stage["stage"] == "understanding"), {})
    quoted = [fold_text(citation["quote"]) for citation in answer["citations"]]
    known = {"understanding", "searching", "judging"}
    return Tracing(
        query=list(_list_fields(query)),
        searches=list(_pair_searches(stages, quoted, threshold, is_refused=answer["abstained"])),
        others=[
            (stage["stage"], list(_list_fields(stage))) for stage in stages if stage["stage"] not in known
        ],
    )


def _pair_searches(
    stages: Sequence[Row], quoted: Sequence[str], threshold: float, *, is_refused: bool
) -> Iterator[Search]:
    """Pair each search with the judging that follows it."""
    judgings = [stage for stage in stages if stage["stage"] == "judging"]
    searches = [stage for stage in stages if stage["stage"] == "searching"]
    for number, search in enumerate(searches):
        judging: Row = judgings[number] if number < len(judgings) else {"sentences": 0, "best": []}
        hits = search.get("hits", [])
        yield Search(
            fields=[pair for pair in _list_fields(search) if pair[0] != "hits"],
            paths=_list_paths(hits),
            hits=hits,
            n_judged=judging["sentences"],
            sentences=[
                _view_sentence(one, quoted, threshold, is_refused=is_refused) for one in judging["best"]
            ],
        )


def _list_paths(hits: Sequence[Row]) -> list[str]:
    named = {"source", "zone", "headline"}
    return list(dict.fromkeys(name for hit in hits for name in hit if name not in named))


def _view_sentence(row: Row, quoted: Sequence[str], threshold: float, *, is_refused: bool) -> Sentence:
    known = {"zone", "sentence", "probability"}
    features = ", ".join(f"{name} {show_value(value)}" for name, value in row.items() if name not in known)
    probability = row["probability"]
    is_quoted = any(fold_text(row["sentence"]) in quote for quote in quoted)
    return Sentence(
        zone=row["zone"],
        text=row["sentence"],
        probability=probability,
        fate=_tell_fate(probability, threshold, is_quoted=is_quoted, is_refused=is_refused),
        features=features,
    )


def _tell_fate(probability: float, threshold: float, *, is_quoted: bool, is_refused: bool) -> str:
    if is_quoted and not is_refused:
        return "quoted"
    nearest = "shown as nearest, " if is_quoted else ""
    if probability < threshold:
        return f"{nearest}dropped: below {threshold:g}"
    return (
        f"{nearest}not quoted, though {threshold:g} or more: a better one, or another rule, stood before it"
    )


def _list_fields(stage: Row) -> Iterator[tuple[str, str]]:
    for name, value in stage.items():
        if name != "stage" and value not in ("", [], {}, None):
            yield name.replace("_", " "), show_value(value)


def show_value(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """Give a JSON value on one line for people to read."""
    if isinstance(value, dict):
        return ", ".join(f"{name.replace('_', ' ')}: {show_value(one)}" for name, one in value.items())
    if isinstance(value, list):
        mark = "; " if any(isinstance(one, (dict, list)) for one in value) else ", "
        return mark.join(show_value(one) for one in value)
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "–"}[value]
    return f"{value:.4g}" if isinstance(value, float) else str(value)
