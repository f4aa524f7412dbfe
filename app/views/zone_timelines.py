"""Articles over time as bars: one drawing within the page, with its numbers as a text beside it."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from app.overview import Overview
from app.views.zone_names import name_period
from app.views.zone_periods import Column, Step, choose_columns
from app.views.zone_tables import name_column
from prompts.loading import load_wording

_FEWEST_SLOTS = 12
"""A few bars take a part of the width only, so that none is as broad as the page."""
_TOP_PX, _GROUND_PX, _NAMES_PX, _YEARS_PX, _HEIGHT_PX = 18, 118, 133, 150, 156
_BAR_SHARE = 0.72


def render_timeline(overview: Overview, language: str) -> str:
    """Give the HTML of the drawing; empty where no date is known to the month, or to the year at least.

    Lengths across are percentages, so that the drawing is as wide as its place and its letters keep their
    size; nothing needs a style attribute, which the policy of the page alone forbids.
    """
    words = load_wording(language, "overview")
    step, columns = choose_columns(overview.all.months)
    drawn = [column for column in columns if not column.is_of_unknown_month]
    if not drawn:
        return ""
    counts = [column.count(overview.all.months) for column in drawn]
    points = [
        words["timeline_point"].format(when=_name_point(column, step, language), articles=count)
        for column, count in zip(drawn, counts, strict=True)
    ]
    period = name_period(overview.all.first, overview.all.last, language)
    title = escape(words["timeline_title"].format(period=period))
    bars, told = "".join(_draw_bars(counts, points)), escape("; ".join(points))
    names = "".join(_draw_names(drawn, step, language))
    kind = "zw-bars zw-many" if len(drawn) > _FEWEST_SLOTS else "zw-bars"
    return (
        f'<section class="zw-part"><h3>{escape(words["timeline_heading"])}</h3>'
        f'<svg class="{kind}" role="img" width="100%" height="{_HEIGHT_PX}"'
        ' aria-labelledby="zw-bars-title" aria-describedby="zw-bars-points">'
        f'<title id="zw-bars-title">{title}</title><desc id="zw-bars-points">{told}</desc>'
        f'<line x1="0" x2="100%" y1="{_GROUND_PX}.5" y2="{_GROUND_PX}.5"/>{bars}{names}</svg>'
        f"{_tell_left_out(overview, drawn, language)}</section>"
    )


def _name_point(column: Column, step: Step, language: str) -> str:
    name = name_column(column, step, language)
    return name if step == "year" else f"{column.year} {name}"


def _draw_bars(counts: list[int], points: list[str]) -> Iterator[str]:
    slot, most = _slot(len(counts)), max(counts) or 1
    for number, (count, point) in enumerate(zip(counts, points, strict=True)):
        if not count:
            continue
        height = max((_GROUND_PX - _TOP_PX) * count / most, 2)
        left, width = slot * (number + (1 - _BAR_SHARE) / 2), slot * _BAR_SHARE
        top = _GROUND_PX - height
        yield (
            f"<g><title>{escape(point)}</title>"
            f'<rect x="{left:.2f}%" y="{top:.1f}" width="{width:.2f}%" height="{height:.1f}" rx="2"/>'
            f'<text class="zw-value" x="{slot * (number + 0.5):.2f}%" y="{top - 5:.1f}">{count:,}</text></g>'
        )


def _draw_names(columns: list[Column], step: Step, language: str) -> Iterator[str]:
    slot, year = _slot(len(columns)), 0
    for number, column in enumerate(columns):
        kind = "zw-name zw-odd" if number % 2 else "zw-name"
        name = escape(name_column(column, step, language))
        middle = slot * (number + 0.5)
        yield f'<text class="{kind}" x="{middle:.2f}%" y="{_NAMES_PX}">{name}</text>'
        if step != "year" and column.year != year:
            year = column.year
            left = slot * (number + (1 - _BAR_SHARE) / 2)
            yield f'<text class="zw-year" x="{left:.2f}%" y="{_YEARS_PX}">{year}</text>'


def _slot(columns: int) -> float:
    return 100 / max(columns, _FEWEST_SLOTS)


def _tell_left_out(overview: Overview, drawn: list[Column], language: str) -> str:
    """Say how many articles are not drawn, where there are any."""
    months = overview.all.months
    year_only = sum(months.values()) - sum(column.count(months) for column in drawn)
    undated = overview.all.undated
    if not year_only and not undated:
        return ""
    words = load_wording(language, "overview")
    text = words["timeline_left_out"].format(year_only=year_only, undated=undated)
    return f'<p class="zw-hint">{escape(text)}</p>'
