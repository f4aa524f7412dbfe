"""`python -m eval --ablate`: what is asked of which variant, and what the table and the report say of it."""

import argparse
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from eval.__main__ import make_parser
from eval.ablations.asking import QUESTIONS_AT_ONCE, AskedQuestion, Task, make_tasks
from eval.ablations.command import choose_families, find_misuse, name_models, run_ablation
from eval.ablations.variants import NamedModels, list_variants
from eval.questions import GoldQuestion
from tests.small_pages import PAGES, ROWS


class FakeAsk:
    """Answers all rightly, but for variants without the keyword path; keeps what it was asked."""

    def __init__(self) -> None:
        self.tasks: list[Task] = []

    def __call__(self, task: Task) -> tuple[AskedQuestion, ...]:
        self.tasks.append(task)
        value = float(task.variant.settings.get("keyword_weight") != 0)
        return tuple(
            AskedQuestion(one.id, one.lang, {"list_f1": value}, 0.01) for one in reversed(task.questions)
        )


@pytest.fixture
def gold(tmp_path: Path) -> str:
    path = tmp_path / "mine.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    return str(path)


def parse(*arguments: str) -> argparse.Namespace:
    return make_parser().parse_args(["--ablate", *arguments])


def find_variants(report: Any) -> dict[str, Any]:
    return {one["name"]: one for one in report["variants"]}


def test_each_variant_is_asked_and_held_against_the_pipeline(gold: str) -> None:
    ask, console = FakeAsk(), Console(width=120, record=True, file=StringIO())
    options = parse("paths", "--questions", gold, "--pages", str(PAGES), "--jobs", "1", "--set", "hits=5")
    report: Any = run_ablation(options, console, ask=ask).report
    variants = find_variants(report)
    assert list(variants)[:3] == ["default", "dense only", "keyword only"]
    assert variants["default"]["groups"]["all"]["figures"]["list_f1"]["value"] == 1.0
    worse = variants["dense only"]["groups"]["all"]["differences"]["list_f1"]
    assert (worse["value"], worse["n"], worse["p"], worse["mark"]) == (-1.0, 3, 0.25, "*")
    assert variants["dense only"]["groups"]["lang zh"]["differences"]["list_f1"]["n"] == 1
    assert variants["keyword only"]["groups"]["all"]["differences"]["list_f1"]["value"] == 0.0
    assert [one["id"] for one in variants["default"]["questions"]] == ["l", "n", "u"]
    assert report["tests"] == {"all": 5, "lang en": 5, "lang zh": 5}
    assert {task.settings["hits"] for task in ask.tasks} == {"5"}
    assert len({task.index for task in ask.tasks}) == 1
    assert not ask.tasks[0].index.exists()
    printed = console.export_text()
    assert "-1.000* .250" in printed
    assert "among the 5 tests of this table" in printed


def test_each_size_is_asked_over_an_index_of_its_own(gold: str) -> None:
    ask = FakeAsk()
    options = parse("chunks", "--questions", gold, "--pages", str(PAGES), "--jobs", "1", "--split", "test")
    report: Any = run_ablation(options, Console(quiet=True), ask=ask).report
    assert len({task.index for task in ask.tasks}) == 5
    assert {question.id for task in ask.tasks for question in task.questions} == {"n"}
    passages = {name: one["passages"] for name, one in find_variants(report).items()}
    assert (
        passages["passages of one sentence"] > passages["default"] >= passages["passages of whole articles"]
    )


def test_news_may_stand_among_the_pages(gold: str, tmp_path: Path) -> None:
    news = tmp_path / "news.jsonl"
    rows = [{"id": str(number), "date": "2023-08-01", "text": f"第{number}条新闻。"} for number in range(9)]
    news.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    arguments = ["zones", "--questions", gold, "--pages", str(PAGES), "--jobs", "1"]
    more = [*arguments, "--distractors", str(news), "--limit", "4"]
    few, many = (
        find_variants(run_ablation(parse(*given), Console(quiet=True), ask=FakeAsk()).report)["default"][
            "passages"
        ]
        for given in (arguments, more)
    )
    assert many == few + 4


def test_questions_are_asked_some_at_a_time_and_none_twice(tmp_path: Path) -> None:
    questions = [_make_question(number) for number in range(2 * QUESTIONS_AT_ONCE + 1)]
    (variant, *_) = list_variants(["zones"], NamedModels())
    tasks = make_tasks(variant, tmp_path, {}, questions)
    assert [len(task.questions) for task in tasks] == [QUESTIONS_AT_ONCE, QUESTIONS_AT_ONCE, 1]
    assert [one for task in tasks for one in task.questions] == questions


def test_what_is_changed_where_nothing_is_named() -> None:
    assert choose_families(parse()) == ["paths", "chunks", "zones", "stages"]
    assert choose_families(parse("--encoders", "a")) == ["paths", "encoders", "chunks", "zones", "stages"]
    assert choose_families(parse("zones", "--encoders", "a")) == ["zones"]


def test_models_are_named_by_options_of_either_kind() -> None:
    options = parse(
        "--encoders", "a", "b", "--encoder", "c", "--set", "encoder=own", "--set", "reranker=cross"
    )
    assert name_models(options) == NamedModels("own", ("a", "b", "c"), "cross")
    assert name_models(parse("--reranker", "mine")) == NamedModels(reranker="mine")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["chunk"], "there is no ablation 'chunk'"),
        (["encoders"], "name one by --encoders"),
        (["--index", "somewhere"], "leave out --index"),
        (["--set", "model=openai:x"], "leave out --set model=…"),
        (["--jobs", "-1"], "--jobs must be 1 or more (0: one a core), not -1"),
    ],
)
def test_what_does_not_fit_is_said(arguments: list[str], message: str) -> None:
    assert message in find_misuse(parse(*arguments))


def _make_question(number: int) -> GoldQuestion:
    return GoldQuestion(f"q{number}", "unanswerable", "en", "Who?")
