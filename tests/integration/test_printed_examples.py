"""The answers that README and docs show are what the program prints over the sample.

Run with `UPDATE_EXAMPLES=1` to write them anew after a change of the answers; then read the difference.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from index.building import build_index
from rag.answering_files import answer_lines
from rag.answers import Json
from rag.assembling import open_pipeline
from rag.contract import answer_as_json
from rag.pipeline import Pipeline
from rag.printing import render_text
from rag.settings import SAMPLE_PAGES, load_settings

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(
    r"<!-- (?P<kind>printed by|json of|lines of): (?P<what>.+?) -->\n```\w*\n(?P<text>.*?)```", re.DOTALL
)
SHOWN_CHARS = 60


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    folder = tmp_path_factory.mktemp("sample") / "index"
    build_index(SAMPLE_PAGES, folder)
    return open_pipeline(load_settings({"index_dir": folder}, environment={}))


def print_answer(question: str, pipeline: Pipeline) -> str:
    """What `python -m rag` prints into a pipe."""
    return render_text(pipeline.answer(question).text, styled=False) + "\n"


def shorten(result: dict[str, Json]) -> dict[str, Json]:
    """Keep one hit with the start of its text, and of the trace the names of the stages."""
    shown = dict(result)
    if isinstance(hits := shown.get("hits"), list):
        shown["hits"] = [_shorten_hit(hit) for hit in hits[:1]]
    if isinstance(stages := shown.get("trace"), list):
        shown["trace"] = [{"stage": stage["stage"]} for stage in stages if isinstance(stage, dict)]
    if "seconds" in shown:
        shown["seconds"] = 0.05
    return shown


def _shorten_hit(hit: Json) -> Json:
    assert isinstance(hit, dict)
    assert isinstance(hit["score"], float)
    return {**hit, "text": str(hit["text"])[:SHOWN_CHARS] + "…", "score": round(hit["score"], 1)}


def print_json(question: str, pipeline: Pipeline) -> str:
    """The contract's object, indented and shortened."""
    return json.dumps(shorten(answer_as_json(pipeline.answer(question))), ensure_ascii=False, indent=2) + "\n"


def print_lines(lines: str, pipeline: Pipeline) -> str:
    """What `--questions` writes for lines parted by ` | `, each cut after some fields."""
    numbered = ((number, line.encode()) for number, line in enumerate(lines.split(" | "), start=1))
    results = answer_lines(numbered, pipeline)
    return "".join(_print_line(result) for result in results)


def _print_line(result: dict[str, Json]) -> str:
    if "error" in result:
        return json.dumps(result, ensure_ascii=False) + "\n"
    shown = {name: result[name] for name in ("id", "version", "question", "language")}
    return json.dumps(shown, ensure_ascii=False).removesuffix("}") + ", …}\n"


PRINTERS: dict[str, Callable[[str, Pipeline], str]] = {
    "printed by": print_answer,
    "json of": print_json,
    "lines of": print_lines,
}


@pytest.mark.parametrize("name", ["README.md", "docs/json-contract.md"])
def test_the_examples_are_what_is_printed(name: str, pipeline: Pipeline) -> None:
    path = ROOT / name
    text = path.read_text("utf-8")

    def renew(block: re.Match[str]) -> str:
        printed = PRINTERS[block["kind"]](block["what"], pipeline)
        return text[block.start() : block.start("text")] + printed + "```"

    renewed = BLOCK.sub(renew, text)
    assert BLOCK.search(text), f"{name} shows no example"
    if os.environ.get("UPDATE_EXAMPLES") == "1":
        path.write_text(renewed, "utf-8")
    else:
        assert renewed == text, "write them anew with UPDATE_EXAMPLES=1, and read the difference"
