"""What moved since the baseline as a table for the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.markup import escape
from rich.table import Table

from eval.baselines import Baseline
from eval.intervals import Figure
from eval.regressions import Change

_IDS_SHOWN = 4


def make_change_table(changes: Sequence[Change], baseline: Baseline) -> Table:
    """Make a table of what moved since the baseline, with the day and the commit of each suite's figures."""
    table = Table(title="what moved since the baseline", title_justify="left")
    table.add_column("figure")
    for heading in ("baseline", "now", "n"):
        table.add_column(heading, justify="right")
    table.add_column("questions")
    for suite in dict.fromkeys(change.suite for change in changes):
        origin = baseline[suite].origin if suite in baseline else None
        written = f" (of {origin.date}, {origin.commit})" if origin else " (not in the baseline)"
        table.add_section()
        table.add_row(f"[bold]{escape(suite)}[/bold]{escape(written)}")
        for change in changes:
            if change.suite == suite:
                table.add_row(*_make_cells(change))
    return table


def _make_cells(change: Change) -> tuple[str, ...]:
    before, now = change.before, change.now
    value = "gone" if now is None else f"{now.value:.4f}"
    mark = "[red]worse[/red] " if change.is_worse else ""
    moved = [f"+ {shorten_ids(change.no_longer_failing)}"] if change.no_longer_failing else []
    moved += [f"- {shorten_ids(change.newly_failing)}"] if change.newly_failing else []
    return (
        f"  {escape(change.name)}",
        "new" if before is None else f"{before.value:.4f}",
        mark + value,
        _show_numbers(before, now),
        escape("  ".join(moved)),
    )


def _show_numbers(before: Figure | None, now: Figure | None) -> str:
    """Give on how many a figure stands, and on how many it did where that is what moved."""
    n = now.n if now else 0
    return str(n) if before is None or before.n == n else f"{before.n} → {n}"


def shorten_ids(ids: Sequence[str]) -> str:
    """Give the first of many ids, and how many more there are."""
    more = f" and {len(ids) - _IDS_SHOWN} more" if len(ids) > _IDS_SHOWN else ""
    return ", ".join(ids[:_IDS_SHOWN]) + more
