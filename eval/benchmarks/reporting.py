"""Figures of benchmarks over public test sets: as tables with their intervals, and as JSON values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from eval.benchmarks.retrieval import FIGURES, MAP, MRR, QuestionRanking
from eval.intervals import Difference, Figure, average, compare_runs, format_p
from eval.ranking_paths import PATHS
from rag.answers import Json, Language

_NAMES: Mapping[Language, str] = {"en": "questions in English", "zh": "questions in Chinese"}
COMPARED = (MRR, "nDCG@10")
PathFigures = Mapping[str, Mapping[str, Figure]]
"""By path and name."""


def print_retrieval(console: Console, ranked: Sequence[QuestionRanking], *, title: str) -> None:
    """Print for each language the figures of every path and the differences between paths."""
    console.print(escape(title), highlight=False, soft_wrap=True)
    for lang in list_languages(ranked):
        console.print(make_path_table(_NAMES[lang], summarise_paths(ranked, lang)))
        console.print(make_difference_table(_NAMES[lang], compare_paths(ranked, lang)))


def print_against(
    console: Console, against: Mapping[Language, Mapping[str, Mapping[str, Difference]]], *, name: str
) -> None:
    """Print for each language how far every path is above itself in an earlier run."""
    for lang, differences in against.items():
        console.print(make_difference_table(f"{_NAMES[lang]}, this run - {name}", differences))


def report_against(
    against: Mapping[Language, Mapping[str, Mapping[str, Difference]]],
) -> dict[str, Json]:
    """Give the differences to an earlier run as JSON values."""
    return {lang: _report_pairs(differences) for lang, differences in against.items()}


def report_retrieval(ranked: Sequence[QuestionRanking]) -> dict[str, Json]:
    """Give all figures, differences and questions as JSON values."""
    languages = list_languages(ranked)
    figures: dict[str, Json] = {lang: _report_paths(summarise_paths(ranked, lang)) for lang in languages}
    differences: dict[str, Json] = {lang: _report_pairs(compare_paths(ranked, lang)) for lang in languages}
    questions: list[Json] = [report_ranking(one) for one in ranked]
    return {"figures": figures, "differences": differences, "questions": questions}


def list_languages(ranked: Sequence[QuestionRanking]) -> list[Language]:
    """Give the languages that are asked in, in the order in which they come up."""
    return list(dict.fromkeys(one.question.lang for one in ranked))


def summarise_paths(ranked: Sequence[QuestionRanking], lang: Language) -> dict[str, dict[str, Figure]]:
    """Average each figure of each path over the questions of one language."""
    return {
        path: {name: average(_list_values(ranked, lang, path, name)) for name in FIGURES} for path in PATHS
    }


def compare_paths(ranked: Sequence[QuestionRanking], lang: Language) -> dict[str, dict[str, Difference]]:
    """Compare paths question by question: fused with either of its parts, and the last stage with fused."""
    pairs = (("dense", "fused"), ("keyword", "fused"), ("fused", "reranked"))
    return {
        f"{after} - {before}": {
            name: compare_runs(
                _map_values(ranked, lang, before, name), _map_values(ranked, lang, after, name)
            )
            for name in COMPARED
        }
        for before, after in pairs
    }


def make_path_table(title: str, figures: PathFigures) -> Table:
    """Make a table with a row for each path; MAP only where it is not MRR, as with one relevant document."""
    names = [name for name in FIGURES if name != MAP or _has_own_map(figures)]
    table = Table(title=escape(title), title_justify="left", show_lines=True)
    table.add_column("path")
    for name in names:
        table.add_column(name, justify="right")
    for path, row in figures.items():
        table.add_row(path, *(format_figure(row[name]) for name in names))
    return table


def make_difference_table(title: str, differences: Mapping[str, Mapping[str, Difference]]) -> Table:
    """Make a table of the differences with their intervals and p."""
    table = Table(title=escape(title), title_justify="left")
    table.add_column("paired difference")
    for name in COMPARED:
        table.add_column(name, justify="right")
        table.add_column("95 % interval", justify="right")
        table.add_column("p", justify="right")
    for what, row in differences.items():
        cells = [
            (f"{one.value:+.3f}", f"{one.low:+.3f} to {one.high:+.3f}", format_p(one.p))
            for one in row.values()
        ]
        table.add_row(what, *(cell for group in cells for cell in group))
    return table


def make_bitext_table(title: str, figures: Mapping[str, Mapping[str, Figure]]) -> Table:
    """Make a table with a row for each file and direction."""
    table = Table(title=escape(title), title_justify="left")
    for heading in ("pairs", "direction"):
        table.add_column(heading)
    for heading in ("accuracy at 1", "95 % interval", "n"):
        table.add_column(heading, justify="right")
    for name, directions in figures.items():
        for direction, one in directions.items():
            interval = f"{one.low:.3f} to {one.high:.3f}"
            table.add_row(escape(name), direction, f"{one.value:.3f}", interval, str(one.n))
    return table


def format_figure(figure: Figure) -> str:
    """Write a figure with its interval below it."""
    return f"{figure.value:.3f}\n{figure.low:.3f} to {figure.high:.3f}"


def report_figure(figure: Figure) -> dict[str, Json]:
    """Give a figure as JSON values."""
    return {"value": figure.value, "n": figure.n, "low": figure.low, "high": figure.high}


def report_ranking(ranked: QuestionRanking, *, most: int = 10) -> dict[str, Json]:
    """Give a question, its first documents and its figures by each path as JSON values."""
    question = ranked.question
    return {
        "id": question.id,
        "lang": question.lang,
        "question": question.text,
        "relevant": [id_ for id_, grade in question.grades.items() if grade > 0],
        "found": {path: list(found[:most]) for path, found in ranked.rankings.items()},
        "figures": {path: dict(row) for path, row in ranked.figures.items()},
    }


def report_difference(difference: Difference) -> dict[str, Json]:
    """Give a difference as JSON values."""
    return {
        "value": difference.value,
        "n": difference.n,
        "low": difference.low,
        "high": difference.high,
        "p": difference.p,
    }


def _report_paths(figures: PathFigures) -> dict[str, Json]:
    return {path: {name: report_figure(one) for name, one in row.items()} for path, row in figures.items()}


def _report_pairs(differences: Mapping[str, Mapping[str, Difference]]) -> dict[str, Json]:
    return {
        what: {name: report_difference(one) for name, one in row.items()} for what, row in differences.items()
    }


def _has_own_map(figures: PathFigures) -> bool:
    return any(row[MAP] != row[MRR] for row in figures.values())


def _list_values(ranked: Sequence[QuestionRanking], lang: Language, path: str, name: str) -> list[float]:
    return list(_map_values(ranked, lang, path, name).values())


def _map_values(ranked: Sequence[QuestionRanking], lang: Language, path: str, name: str) -> dict[str, float]:
    return {one.question.id: one.figures[path][name] for one in ranked if one.question.lang == lang}
