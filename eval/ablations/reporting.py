"""The table of an ablation for the terminal, and as JSON for programs."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from eval.ablations.contrasting import AblationTable, AskedVariant, Contrast, VariantRow
from eval.benchmarks.reporting import report_difference, report_figure
from eval.intervals import Figure
from rag.answers import Json

REPORT_VERSION = 1
_HEADINGS = {
    "evidence_recall@10": "evidence\nrecall@10",
    "passage_ndcg@10": "passage\nnDCG@10",
    "passage_mrr": "passage\nMRR",
    "list_f1": "list F1",
    "answer_accuracy": "answer\naccuracy",
    "right_refusals": "right\nrefusals",
    "wrong_refusals": "wrong\nrefusals",
}
_BY_LANGUAGE = ("evidence_recall@10", "passage_ndcg@10", "list_f1", "answer_accuracy", "wrong_refusals")
"""So many that the languages fit beside each other."""
_LEGEND = (
    "Below each figure its 95 % interval, then the paired difference to the first row and its p."
    " * The interval of the difference excludes 0; ** its p is below 0.05 by Holm, too, among the {tests}"
    " tests of this table. Of wrong refusals fewer are better."
)


def print_tables(console: Console, tables: Sequence[AblationTable], *, title: str, is_brief: bool) -> None:
    """Print the table over all questions, and those by language in full or with key figures alone."""
    console.print(render_table(tables[0], title))
    console.print(_LEGEND.format(tests=tables[0].tests), highlight=False, soft_wrap=True)
    if is_brief and len(tables) > 1:
        console.print(render_languages(tables[1:]))
        return
    for table in tables[1:]:
        console.print(render_table(table, f"{title}, {table.group}, {table.tests} tests"))


def render_table(table: AblationTable, title: str) -> Table:
    """Draw one table: a row a variant, three lines a figure."""
    drawn = _start_table(title)
    for name in table.names:
        drawn.add_column(_HEADINGS[name], justify="right", no_wrap=True)
    drawn.add_column("p50\nms", justify="right", no_wrap=True)
    families = [row.asked.variant.family for row in table.rows]
    for row, before in zip(table.rows, families[:1] + families, strict=False):
        if row.asked.variant.family != before:
            drawn.add_section()
        cells = [_format_cell(row.figures[name], row.contrasts.get(name)) for name in table.names]
        drawn.add_row(_name_row(row), *cells, f"{row.median_ms:.0f}")
    return drawn


def render_languages(tables: Sequence[AblationTable]) -> Table:
    """Draw the languages beside each other: a row a variant, the value and the mark of its difference."""
    drawn = _start_table("by language (all figures by --verbose, and in --json)")
    shared = [(name, table) for name in _BY_LANGUAGE for table in tables if name in table.names]
    for name, table in shared:
        lang = table.group.removeprefix("lang ")
        drawn.add_column(f"{_HEADINGS[name]}\n{lang}", justify="right", no_wrap=True)
    for number, row in enumerate(tables[0].rows):
        cells = []
        for name, table in shared:
            other = table.rows[number]
            cells.append(f"{other.figures[name].value:.3f}{_mark(other.contrasts.get(name)):2}")
        drawn.add_row(escape(row.asked.variant.name), *cells)
    return drawn


def report_tables(tables: Sequence[AblationTable], asked: Sequence[AskedVariant]) -> dict[str, Json]:
    """Give all figures, differences and questions as JSON values."""
    return {
        "version": REPORT_VERSION,
        "tests": {table.group: table.tests for table in tables},
        "variants": [
            {
                "name": one.variant.name,
                "family": one.variant.family,
                "settings": {name: str(value) for name, value in one.variant.settings.items()},
                "encoder": one.variant.recipe.encoder,
                "passages": one.passages,
                "groups": {table.group: report_row(table.rows[number]) for table in tables},
                "questions": [
                    {"id": asked_one.id, "lang": asked_one.lang, "metrics": dict(asked_one.metrics)}
                    for asked_one in one.questions
                ],
            }
            for number, one in enumerate(asked)
        ],
    }


def report_row(row: VariantRow) -> dict[str, Json]:
    """Give a row as JSON values."""
    return {
        "figures": {name: report_figure(figure) for name, figure in row.figures.items()},
        "differences": {
            name: {**report_difference(one.difference), "p_of_all": one.p_of_all, "mark": _mark(one)}
            for name, one in row.contrasts.items()
        },
        "latency_p50_ms": row.median_ms,
    }


def _start_table(title: str) -> Table:
    drawn = Table(
        title=escape(title), title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False
    )
    drawn.add_column("variant", min_width=18)
    return drawn


def _name_row(row: VariantRow) -> str:
    return f"{escape(row.asked.variant.name)}\n[dim]{row.asked.passages} passages[/dim]"


def _format_cell(figure: Figure, contrast: Contrast | None) -> str:
    lines = [f"{figure.value:.3f}", f"{figure.low:.2f} - {figure.high:.2f}"]
    if contrast is not None:
        told = f"{contrast.difference.value:+.3f}{_mark(contrast):2}{_format_p(contrast.difference.p)}"
        lines.append(f"[bold]{told}[/bold]" if contrast.excludes_zero else told)
    return "\n".join(lines)


def _format_p(p: float) -> str:
    return "<.001" if p < 0.001 else f"{p:.3f}".lstrip("0") if p < 1 else "1"


def _mark(contrast: Contrast | None) -> str:
    if contrast is None or not contrast.excludes_zero:
        return ""
    return "**" if contrast.is_sure else "*"
