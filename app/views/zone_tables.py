"""Articles by zone and time as a table whose cells are shaded: the first picture of the *Zones* tab."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from app.overview import Overview, Tally
from app.views.zone_names import link_zone, name_zone
from app.views.zone_periods import Column, Step, choose_columns
from prompts.loading import load_wording

TOP_ZONES = 30
"""Rows beyond these are folded away by the page's script."""
SHADES = 5
"""As many articles in one cell have the strongest shade at the earliest."""

_HEADINGS: dict[Step, str] = {
    "month": "heat_heading",
    "quarter": "heat_heading_quarter",
    "year": "heat_heading_year",
}


@dataclass(frozen=True, slots=True)
class _Grid:
    """The table's columns, its language, and the largest number of a zone's cell."""

    step: Step
    columns: tuple[Column, ...]
    has_undated: bool
    most: int
    language: str


def render_heat_table(overview: Overview, language: str) -> str:
    """Give the HTML of the table with its heading, in a box of its own to scroll in."""
    words = load_wording(language, "overview")
    step, columns = choose_columns(overview.all.months)
    counts = (column.count(zone.tally.months) for zone in overview.zones for column in columns)
    grid = _Grid(step, columns, overview.all.undated > 0, max(counts, default=0), language)
    heading = escape(words[_HEADINGS[step]])
    label = escape(words["heat_label"].format(heading=words[_HEADINGS[step]]))
    hints = [words["heat_hint"]]
    if any(column.is_of_unknown_month for column in columns):
        hints.append(words["heat_unknown_month"])
    return (
        f'<section class="zw-part zw-heat-part" data-top="{TOP_ZONES}"{_word_fold(overview, language)}>'
        f'<h3>{heading}</h3><p class="zw-hint">{escape(" ".join(hints))}</p>'
        f'<div class="zw-heat-box" role="region" tabindex="0" aria-label="{label}">'
        f'<table class="zw-heat"><caption class="zw-unseen">{heading}</caption>{_render_head(grid)}'
        f"<tbody>{''.join(_render_rows(overview, grid))}</tbody>"
        f"<tfoot>{_render_row(escape(words['heat_total']), overview.all, grid, is_total=True)}</tfoot>"
        "</table></div></section>"
    )


def choose_shade(count: int, most: int) -> int:
    """Give 0 for none, else 1 to `SHADES`, logarithmic: many articles of one zone do not drown the others."""
    if count < 1:
        return 0
    return 1 + int((SHADES - 1) * math.log(count) / math.log(max(most, SHADES)) + 1e-9)


def name_column(column: Column, step: Step, language: str) -> str:
    """Give what a column is called below its year: `Mar`, `Q1`, `2024`, or `?` for an unknown month."""
    words = load_wording(language, "overview")
    if column.is_of_unknown_month:
        return "?"
    if step == "year":
        return str(column.year)
    if step == "quarter":
        return words["quarter_name"].format(quarter=column.last // 3)
    return words["month_names"].split()[column.first - 1]


def _word_fold(overview: Overview, language: str) -> str:
    words = load_wording(language, "overview")
    every = words["heat_all"].format(zones=len(overview.zones))
    fewer = words["heat_fewer"].format(zones=TOP_ZONES)
    return f' data-all="{escape(every)}" data-fewer="{escape(fewer)}"'


def _render_head(grid: _Grid) -> str:
    words = load_wording(grid.language, "overview")
    is_parted = grid.step != "year"
    tall = ' rowspan="2"' if is_parted else ""
    zone = f'<th scope="col"{tall}>{escape(words["column_zone"])}</th>'
    last = f'<th scope="col"{tall}>{escape(words["undated"])}</th>' if grid.has_undated else ""
    total = f'<th scope="col"{tall}>{escape(words["column_articles"])}</th>'
    cells = "".join(_render_column(column, grid) for column in grid.columns)
    if not is_parted:
        return f"<thead><tr>{zone}{cells}{last}{total}</tr></thead>"
    years = "".join(_render_years(grid.columns))
    return f"<thead><tr>{zone}{years}{last}{total}</tr><tr>{cells}</tr></thead>"


def _render_years(columns: Sequence[Column]) -> Iterator[str]:
    for year, group in groupby(columns, key=lambda column: column.year):
        yield f'<th scope="colgroup" colspan="{len(list(group))}">{year}</th>'


def _render_column(column: Column, grid: _Grid) -> str:
    name = escape(name_column(column, grid.step, grid.language))
    if column.is_of_unknown_month:
        meant = escape(load_wording(grid.language, "overview")["month_unknown"])
        name = f'<span aria-hidden="true" title="{meant}">{name}</span><span class="zw-unseen">{meant}</span>'
    return f'<th scope="col">{name}</th>'


def _render_rows(overview: Overview, grid: _Grid) -> Iterator[str]:
    for count in overview.zones:
        link = escape(link_zone(count.zone.short, grid.language))
        name = name_zone(count.zone, grid.language)
        yield _render_row(f'<a class="zw-inside" href="{link}">{name}</a>', count.tally, grid)
    if overview.nowhere.articles:
        words = load_wording(grid.language, "overview")
        link = escape(link_zone("", grid.language))
        name = f'<a class="zw-inside" href="{link}">{escape(words["no_zone"])}</a>'
        yield _render_row(name, overview.nowhere, grid, is_zone=False)


def _render_row(name: str, tally: Tally, grid: _Grid, *, is_zone: bool = True, is_total: bool = False) -> str:
    """Give one row; only zones are shaded, for the others' numbers are of another size."""
    is_shaded = is_zone and not is_total
    cells = "".join(_render_cell(column.count(tally.months), grid, is_shaded) for column in grid.columns)
    undated = f"<td>{tally.undated or ''}</td>" if grid.has_undated else ""
    kind = ' class="zw-no-zone"' if not is_zone else ""
    return (
        f'<tr{kind}><th scope="row">{name}</th>{cells}{undated}'
        f'<td class="zw-sum">{tally.articles:,}</td></tr>'
    )


def _render_cell(count: int, grid: _Grid, is_shaded: bool) -> str:  # noqa: FBT001
    shade = choose_shade(count, grid.most) if is_shaded else 0
    kind = f' class="zw-h{shade}"' if shade else ""
    return f"<td{kind}>{count or ''}</td>"
