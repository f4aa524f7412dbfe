"""Figures by what they tell: retrieval, lists, answers, citations, refusals, time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from eval.intervals import Figure

_MS = "_ms"
_DECIMALS = 4
_SHOWN_BY_THREE = 0.0005


@dataclass(frozen=True, slots=True)
class Section:
    """Figures that tell of one thing.

    Attributes:
        title: What they tell of.
        names: Their names, in the order of the run.
    """

    title: str
    names: tuple[str, ...]


_TITLES = (
    ("retrieval", re.compile(r"(evidence|passage|article|dense|keyword)_(recall|mrr|ndcg|map)\b.*")),
    ("articles", re.compile(r"boundary_.+|(zone|headline|byline)_accuracy")),
    ("lists", re.compile(r"list_.+")),
    ("answers", re.compile(r".+_accuracy")),
    ("citations", re.compile(r"citation_.+|quote_.+")),
    ("refusals", re.compile(r"(right|wrong)_refusals|abstention_.+")),
    ("check of statements", re.compile(r"caught_.+|wrong_caught|check_precision|right_struck")),
    ("time", re.compile(r".+_ms")),
)
OTHER = "other"
KEY_FIGURES = (
    "evidence_recall@10",
    "list_f1",
    "answer_accuracy",
    "citation_recall",
    "right_refusals",
    "wrong_refusals",
)
"""What is shown of each group of questions, few enough for 80 columns; `report.json` has the others."""


def sort_figures(names: Iterable[str]) -> list[Section]:
    """Sort figures into sections, in a fixed order; those of one section stay in theirs."""
    by_title: dict[str, list[str]] = {title: [] for title in (*(title for title, _ in _TITLES), OTHER)}
    for name in names:
        by_title[_find_title(name)].append(name)
    return [Section(title, tuple(found)) for title, found in by_title.items() if found]


def choose_key_figures(names: Iterable[str]) -> list[str]:
    """Give those of the key figures that there are, in their order."""
    present = set(names)
    return [name for name in KEY_FIGURES if name in present]


def is_time(name: str) -> bool:
    """Tell whether a figure is a time in milliseconds, not a share between 0 and 1."""
    return name.endswith(_MS)


def format_value(name: str, value: float) -> str:
    """Give a figure as text: three decimals, or whole milliseconds.

    It is first rounded to the four decimals of a baseline, so that a figure and the same read from there are
    one text: 0.90547 would else be 0.905 beside its 0.9055.
    """
    return f"{value:.0f} ms" if is_time(name) else f"{round(value, _DECIMALS):.3f}"


def format_difference(name: str, value: float) -> str:
    """Give a difference as text, always with its sign; one that three decimals would not show has four."""
    is_small = 0 < abs(round(value, _DECIMALS)) < _SHOWN_BY_THREE
    told = f"{value:+.0f} ms" if is_time(name) else f"{value:+.4f}" if is_small else f"{value:+.3f}"
    return told.replace("-", "−")


def format_interval(name: str, figure: Figure) -> str:
    """Give the 95 % interval as text."""
    if is_time(name):
        return f"{figure.low:.0f} to {figure.high:.0f}"
    return f"{figure.low:.3f} to {figure.high:.3f}"


def format_scores(before: float, now: float) -> tuple[str, str]:
    """Give two scores of a question as text: two decimals, and four where these would be the same."""
    first, second = f"{before:.2f}", f"{now:.2f}"
    return (first, second) if first != second else (f"{before:.{_DECIMALS}f}", f"{now:.{_DECIMALS}f}")


def split_group(group: str) -> tuple[str, str]:
    """Part a group's name into what it is by and which it is: `lang en` gives `lang` and `en`."""
    label, _, value = group.partition(" ")
    return label, value or label


def sort_groups(groups: Iterable[str]) -> list[str]:
    """Put groups by the same thing (`lang en`, `lang zh`) side by side, otherwise as they come."""
    listed = list(groups)
    labels = list(dict.fromkeys(split_group(group)[0] for group in listed))
    return sorted(listed, key=lambda group: labels.index(split_group(group)[0]))


def _find_title(name: str) -> str:
    return next((title for title, pattern in _TITLES if pattern.fullmatch(name)), OTHER)
