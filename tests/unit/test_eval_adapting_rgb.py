import json
from pathlib import Path
from typing import Any

import pytest

from eval.benchmarks.adapting_rgb import RgbQuestion, choose_passages, load_rgb
from eval.questions import GoldFileError

NEGATIVE = ["n1", "n2", "n3"]


def load(tmp_path: Path, *rows: dict[str, Any], limit: int = 0) -> tuple[RgbQuestion, ...]:
    path = tmp_path / "rgb.json"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return load_rgb(path, limit=limit)


def make_noise_row(**other: Any) -> dict[str, Any]:
    row = {"id": 0, "query": "谁？", "answer": ["甲"], "positive": ["p1", "p2", "p3", "p4", "p5", "p6"]}
    return {**row, "negative": NEGATIVE, **other}


@pytest.mark.parametrize(
    ("answer", "wanted"),
    [
        pytest.param("甲", (("甲",),), id="a text"),
        pytest.param(["甲", "乙"], (("甲",), ("乙",)), id="all of them"),
        pytest.param([["甲", "甲方"], "乙"], (("甲", "甲方"), ("乙",)), id="one of a list"),
    ],
)
def test_answers_in_each_of_rgbs_forms(
    tmp_path: Path, answer: object, wanted: tuple[tuple[str, ...], ...]
) -> None:
    (question,) = load(tmp_path, make_noise_row(answer=answer))
    assert question.answers == wanted
    assert (question.lang, question.ability) == ("zh", "noise")


@pytest.mark.parametrize(
    ("noise", "wanted"),
    [
        pytest.param(0.0, ("p1", "p2", "p3", "p4", "p5"), id="none"),
        pytest.param(0.4, ("p1", "p2", "p3", "n1", "n2"), id="two of five"),
        pytest.param(0.5, ("p1", "p2", "n1", "n2", "n3"), id="rounded up"),
        pytest.param(0.8, ("p1", "p2", "n1", "n2", "n3"), id="too few that do not answer"),
        pytest.param(1.0, ("n1", "n2", "n3"), id="all"),
    ],
)
def test_noise_takes_the_place_of_passages_that_answer(
    tmp_path: Path, noise: float, wanted: tuple[str, ...]
) -> None:
    (question,) = load(tmp_path, make_noise_row())
    assert choose_passages(question, noise=noise) == wanted


def test_too_few_that_answer_are_made_up_by_noise(tmp_path: Path) -> None:
    (question,) = load(tmp_path, make_noise_row(positive=["p1"]))
    assert choose_passages(question, noise=0.2) == ("p1", "n1", "n2", "n3")


def test_every_part_of_an_integration_question_keeps_a_passage(tmp_path: Path) -> None:
    row = make_noise_row(answer=["甲", "乙"], positive=[["a1", "a2", "a3"], ["b1"]])
    (question,) = load(tmp_path, row)
    assert question.ability == "integration"
    assert choose_passages(question, noise=0.8) == ("a1", "b1", "n1", "n2", "n3")
    assert choose_passages(question, noise=0.4) == ("a1", "b1", "a2", "n1", "n2")


def test_counterfactual_passages_are_the_false_ones(tmp_path: Path) -> None:
    row = make_noise_row(
        answer="甲",
        fakeanswer="乙",
        positive=["p1", "p2", "p3", "p4"],
        positive_wrong=["w1", "w2", "w3", "w4"],
    )
    (question,) = load(tmp_path, row)
    assert (question.ability, question.fake) == ("counterfactual", "乙")
    assert choose_passages(question, noise=0.4) == ("w1", "w2", "w3", "n1", "n2")


def test_only_the_first_questions_are_read(tmp_path: Path) -> None:
    rows = [make_noise_row(id=number) for number in range(3)]
    assert [question.id for question in load(tmp_path, *rows, limit=2)] == ["0", "1"]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        pytest.param(make_noise_row(query=""), "line 1: query must be a text", id="no question"),
        pytest.param(make_noise_row(answer=[]), "line 1: answer is \\[\\]", id="no answer"),
        pytest.param(make_noise_row(answer=3), "line 1: answer must be a list of texts", id="a number"),
        pytest.param(make_noise_row(positive="p"), "line 1: positive must be a list", id="no list"),
        pytest.param(
            make_noise_row(positive_wrong=["w"]), "line 1: fakeanswer must be", id="no false answer"
        ),
    ],
)
def test_a_wrong_row_is_named_with_its_line(tmp_path: Path, row: dict[str, Any], message: str) -> None:
    with pytest.raises(GoldFileError, match=message):
        load(tmp_path, row)


def test_an_empty_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(GoldFileError, match="no question"):
        load(tmp_path)
