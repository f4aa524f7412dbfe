"""The committed baseline: what each figure was, how sure it was, and of which run, gold and pages it is."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from eval.intervals import Figure
from eval.judging import UNGATED
from eval.origins import Origin
from eval.subjects import Subject
from eval.summarising import ALL, Summary

_VERSION = 4
DECIMALS = 4
"""Figures are written with so many decimals; less than that is no change."""


class BaselineError(ValueError):
    """The baseline cannot be read; the message says how to make one."""


@dataclass(frozen=True, slots=True)
class Floor:
    """What one figure was when the baseline was written.

    Attributes:
        figure: The figure with its interval, rounded as it was written.
        scores: The score of each id that was not perfect in it, rounded; `None` where the figure is no mean.
    """

    figure: Figure
    scores: Mapping[str, float | None] = field(default_factory=dict)

    @property
    def failing(self) -> tuple[str, ...]:
        """Ids that were not perfect in it."""
        return tuple(self.scores)

    @property
    def value(self) -> float:
        """The figure itself."""
        return self.figure.value

    @property
    def n(self) -> int:
        """Over how many questions or articles it stands."""
        return self.figure.n


@dataclass(frozen=True, slots=True)
class SuiteBaseline:
    """What one gold file gave.

    Attributes:
        origin: The run that wrote it.
        subject: The gold and the pages that it is of: figures of others are not to be held against it.
        floors: What no later run may fall below, by figure, over all questions.
        groups: The same by group (`lang en`, `kind list`) and name, without the figures of the machine; to be
            read, held against nothing.
    """

    origin: Origin
    subject: Subject
    floors: Mapping[str, Floor]
    groups: Mapping[str, Mapping[str, Figure]]


Baseline = Mapping[str, SuiteBaseline]
"""By gold file."""


def load_baseline(path: Path) -> Baseline:
    """Read a baseline.

    Raises:
        BaselineError: It is missing, of another version, or not of this make.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["version"] == _VERSION:
            return {suite: _read_suite(row) for suite, row in content["suites"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BaselineError(f"{path} is no baseline ({error}); make one with --write-baseline") from error
    raise BaselineError(
        f"{path} is a baseline of version {content['version']!r}, this program reads version {_VERSION};"
        " remove the file and make it anew with --write-baseline"
    )


def write_baseline(
    path: Path, summaries: Sequence[Summary], origin: Origin, subjects: Mapping[str, Subject]
) -> None:
    """Write the figures of these suites, keeping what stands there of suites that did not run.

    Args:
        path: The file.
        summaries: The figures.
        origin: The run that gave them.
        subjects: By suite what they are of.

    Raises:
        BaselineError: There is a file, and it is no baseline of this version.
    """
    suites = dict(load_baseline(path)) if path.exists() else {}
    suites |= {one.suite: make_suite_baseline(one, origin, subjects[one.suite]) for one in summaries}
    content = {
        "version": _VERSION,
        "suites": {suite: _report_suite(baseline) for suite, baseline in sorted(suites.items())},
    }
    path.write_text(_lay_out(content) + "\n", encoding="utf-8")


def make_suite_baseline(summary: Summary, origin: Origin, subject: Subject) -> SuiteBaseline:
    """Make of figures what a later run is held against."""
    groups = {group: figures for group, figures in summary.groups.items() if group != ALL}
    return SuiteBaseline(
        origin=origin,
        subject=subject,
        floors={
            name: Floor(_round(figure), _list_scores(summary, name))
            for name, figure in summary.figures.items()
        },
        groups={
            group: {name: _round(figure) for name, figure in figures.items() if name not in UNGATED}
            for group, figures in groups.items()
        },
    )


def _list_scores(summary: Summary, name: str) -> dict[str, float | None]:
    scores = summary.scores.get(name, {})
    return {
        id_: round(scores[id_], DECIMALS) if id_ in scores else None for id_ in summary.failing.get(name, ())
    }


def _round(figure: Figure) -> Figure:
    low, high = round(figure.low, DECIMALS), round(figure.high, DECIMALS)
    return Figure(round(figure.value, DECIMALS), figure.n, low, high)


def _report_suite(suite: SuiteBaseline) -> dict[str, object]:
    return {
        **suite.origin.as_json(),
        "subject": asdict(suite.subject),
        "figures": {
            name: {**asdict(floor.figure), "failing": dict(floor.scores)}
            for name, floor in suite.floors.items()
        },
        "groups": {
            group: {name: asdict(figure) for name, figure in figures.items()}
            for group, figures in suite.groups.items()
        },
    }


def _lay_out(value: object, indent: str = "") -> str:
    """Write JSON with one line for each figure, so that a change of the file reads as a change of figures."""
    if not isinstance(value, dict) or "value" in value or not value:
        return json.dumps(value, ensure_ascii=False)
    inner = indent + " "
    rows = [f"{inner}{json.dumps(key)}: {_lay_out(item, inner)}" for key, item in value.items()]
    return "{\n" + ",\n".join(rows) + f"\n{indent}}}"


def _read_suite(row: Mapping[str, object]) -> SuiteBaseline:
    figures, groups = _read_object(row["figures"]), _read_object(row["groups"])
    subject = _read_object(row["subject"])
    return SuiteBaseline(
        origin=_read_origin(row),
        subject=Subject(*(_read_text(subject[name], name) for name in ("gold", "pages"))),
        floors={name: _read_floor(_read_object(floor)) for name, floor in figures.items()},
        groups={
            group: {name: _read_figure(_read_object(one)) for name, one in _read_object(named).items()}
            for group, named in groups.items()
        },
    )


def _read_origin(row: Mapping[str, object]) -> Origin:
    date, commit, encoder = (_read_text(row[name], name) for name in ("date", "commit", "encoder"))
    settings = _read_object(row["settings"]).items()
    read = tuple((name, value) for name, value in settings if isinstance(value, (str, int, float)))
    if len(read) < len(settings):
        raise TypeError(f"expected texts and numbers as settings, found {dict(settings)}")
    return Origin(date, commit, encoder, read)


def _read_floor(row: Mapping[str, object]) -> Floor:
    scores = _read_object(row["failing"])
    read = {id_: score for id_, score in scores.items() if score is None or isinstance(score, (int, float))}
    if len(read) < len(scores):
        raise TypeError(f"expected the score of each failing id, or null, found {dict(scores)}")
    return Floor(_read_figure(row), read)


def _read_figure(row: Mapping[str, object]) -> Figure:
    value, n, low, high = (row[name] for name in ("value", "n", "low", "high"))
    numbers = [one for one in (value, low, high) if isinstance(one, (int, float))]
    if len(numbers) != 3 or not isinstance(n, int):
        raise TypeError(f"expected the numbers value, n, low and high, found {dict(row)}")
    return Figure(float(numbers[0]), n, float(numbers[1]), float(numbers[2]))


def _read_object(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise TypeError(f"expected an object, found {value!r}")
    return value


def _read_text(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise TypeError(f"expected {name} as a text, found {value!r}")
    return value
