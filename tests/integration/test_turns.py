"""Six whole turns over the small pages, held to what was read and found right.

`golden/turns/*.json` have the question and the answer as the contract gives it, without what tuning moves:
seconds, scores, the hits after the best, most of the trace. To write them anew after a change that is meant,
and then to read them: `ZONEWISE_WRITE_GOLDEN=1 python -m pytest tests/integration/test_turns.py`.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from rag.contract import answer_as_json
from rag.pipeline import Pipeline
from tests.small_pages import PAGES

TURNS = sorted(PAGES.parent.glob("*.json"))
UNDERSTOOD = ("standalone", "topic", "zones", "cities", "years", "is_list", "expects")


def play_turn(pipeline: Pipeline, question: str) -> dict[str, Any]:
    """Answer, and keep of the hits where the best stands, of the trace what was understood and decided."""
    answer: dict[str, Any] = answer_as_json(pipeline.answer(question))
    stages = answer["trace"]
    kept = {key: value for key, value in answer.items() if key not in {"hits", "trace", "seconds"}}
    kept["best_hit"] = next(
        ({key: hit[key] for key in ("zone", "headline", "source")} for hit in answer["hits"]), None
    )
    kept["understood"] = {key: stages[0][key] for key in UNDERSTOOD}
    kept["form"] = stages[-1]["form"]
    return kept


@pytest.mark.parametrize("path", TURNS, ids=lambda path: path.stem)
def test_a_turn_is_as_it_was_found_right(path: Path, pipeline: Pipeline) -> None:
    expected = json.loads(path.read_text("utf-8"))
    turn = play_turn(pipeline, expected["question"])
    if os.environ.get("ZONEWISE_WRITE_GOLDEN") == "1":
        path.write_text(json.dumps(turn, ensure_ascii=False, indent=2) + "\n", "utf-8")
    assert turn == expected


def test_there_is_a_turn_of_each_form() -> None:
    turns = [json.loads(path.read_text("utf-8")) for path in TURNS]
    assert {(turn["form"], turn["language"]) for turn in turns} >= {
        ("list", "en"),
        ("list", "zh"),
        ("quotes", "en"),
        ("comparison", "zh"),
        ("abstention", "en"),
        ("author", "zh"),
    }


@pytest.mark.parametrize("path", TURNS, ids=lambda path: path.stem)
def test_a_golden_quote_stands_on_its_page(path: Path) -> None:
    for citation in json.loads(path.read_text("utf-8"))["citations"]:
        page = (PAGES / citation["source"]).read_text("utf-8")
        assert page[citation["start"] : citation["end"]] == citation["quote"]
