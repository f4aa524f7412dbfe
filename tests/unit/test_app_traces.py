"""The trace is readable and complete, and its values stay text."""

from __future__ import annotations

import json
import re
from html import unescape

from app.views.traces import MAX_ROWS, render_trace
from prompts.loading import load_wording
from rag.answers import Trace
from tests.scripted_answerer import make_answer

WORDING = load_wording("en", "page")


def cells(html: str) -> list[str]:
    return [unescape(cell) for cell in re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", html)]


def test_stages_and_fields_are_named_in_words() -> None:
    html = render_trace(make_answer("q").trace, WORDING)
    assert "The question as understood" in html
    assert cells(html)[:4] == ["Topic", "copper processing", "List wanted", "yes"]


def test_records_become_a_table_with_every_column() -> None:
    html = render_trace(
        Trace((("x", {"hits": [{"zone": "甲", "score": 0.51234}, {"score": 1, "new_one": True}]}),)), WORDING
    )
    assert cells(html) == ["Best passages", "Zone", "Score", "new one", "甲", "0.512", "–", "–", "1", "yes"]


def test_long_lists_are_cut_and_say_so_but_the_json_has_all() -> None:
    trace = Trace((("x", {"numbers": list(range(MAX_ROWS + 7))}),))
    html = render_trace(trace, WORDING)
    assert "and 7 more" in html
    raw = re.search(r"<pre[^>]*>(.*?)</pre>", html, re.DOTALL)
    assert raw is not None
    assert json.loads(unescape(raw[1])) == trace.as_json()


def test_values_stay_text() -> None:
    html = render_trace(make_answer("q").trace, WORDING)
    assert "<img" not in html
    assert "<a" not in html


def test_what_is_empty_is_a_dash() -> None:
    empty = Trace((("x", {"a": None, "b": "", "c": [], "d": {}}),))
    assert cells(render_trace(empty, WORDING)) == ["a", "–", "b", "–", "c", "–", "d", "–"]
