"""The trace of an answer as HTML that a person can read: a table for each stage, the raw JSON below."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape

from rag.answers import Json, Trace

MAX_ROWS = 20
"""How many entries of a long list are shown; the raw JSON has all."""


def render_trace(trace: Trace, wording: Mapping[str, str]) -> str:
    """Give the HTML of a trace, its stages in order."""
    stages = "".join(
        f"<li><h4>{escape(wording.get(f'trace_{name}', name))}</h4>{_render_fields(values, wording)}</li>"
        for name, values in trace.stages
    )
    raw = escape(json.dumps(trace.as_json(), ensure_ascii=False, indent=1))
    return (
        f'<ol class="zw-trace">{stages}</ol>'
        f'<details class="zw-raw"><summary>{escape(wording["trace_raw"])}</summary>'
        f'<pre tabindex="0">{raw}</pre></details>'
    )


def render_no_trace(wording: Mapping[str, str]) -> str:
    """Give the HTML that stands where no answer has a trace yet."""
    return f'<p class="zw-hint">{escape(wording["trace_empty"])}</p>'


def _render_fields(values: Mapping[str, Json], wording: Mapping[str, str]) -> str:
    rows = "".join(
        f"<tr><th scope=row>{escape(_name(key, wording))}</th><td>{_render_value(value, wording)}</td></tr>"
        for key, value in values.items()
    )
    return f'<table class="zw-fields">{rows}</table>'


def _name(key: str, wording: Mapping[str, str]) -> str:
    return wording.get(f"field_{key}", key.replace("_", " "))


def _render_value(value: Json, wording: Mapping[str, str]) -> str:
    if isinstance(value, dict):
        return _render_fields(value, wording) if value else "–"
    if isinstance(value, list):
        return _render_list(value, wording)
    if isinstance(value, bool):
        return escape(wording["yes" if value else "no"])
    return escape(_format_scalar(value))


def _format_scalar(value: Json) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, float):
        return f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"
    return str(value)


def _render_list(items: Sequence[Json], wording: Mapping[str, str]) -> str:
    if not items:
        return "–"
    shown = items[:MAX_ROWS]
    more = len(items) - len(shown)
    rest = f"<p>{escape(wording['trace_more'].format(more=more))}</p>" if more else ""
    records = [item for item in shown if isinstance(item, dict)]
    if len(records) == len(shown):
        return _render_records(records, wording) + rest
    return ", ".join(_render_value(item, wording) for item in shown) + rest


def _render_records(records: Sequence[Mapping[str, Json]], wording: Mapping[str, str]) -> str:
    columns = list(dict.fromkeys(key for record in records for key in record))
    head = "".join(f"<th scope=col>{escape(_name(column, wording))}</th>" for column in columns)
    rows = "".join(
        f"<tr>{''.join(_render_cell(record.get(column), wording) for column in columns)}</tr>"
        for record in records
    )
    table = f'<table class="zw-records"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
    return f'<div class="zw-scroll" tabindex="0">{table}</div>'


def _render_cell(value: Json, wording: Mapping[str, str]) -> str:
    """Give a cell that is as wide as its text needs: long sentences are not squeezed into a column."""
    length = len(value) if isinstance(value, str) else 0
    kind = ' class="zw-long"' if length > 40 else ' class="zw-medium"' if length > 10 else ""
    return f"<td{kind}>{_render_value(value, wording)}</td>"
