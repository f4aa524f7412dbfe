import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from eval import __main__ as command
from index.embedding import BUNDLED_NAME
from tests.tiny_models import make_sentence_model

PASSAGES = [
    {"pid": "tea", "text": "春天，茶农上山采茶，炒制的新茶卖到外地。"},
    {"pid": "copper", "text": "企业建成铜加工项目，年产铜管八万吨。"},
    {"pid": "school", "text": "学校开设了英语课程，学生们很喜欢。"},
]
QUESTIONS = [
    {"question": "Who processes copper?", "question_zh": "谁加工铜？", "passage": "copper"},
    {"question": "Where do pupils learn English?", "question_zh": "哪里学英语？", "passage": "school"},
]


def write_rows(path: Path, rows: Sequence[object]) -> str:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return str(path)


def run(arguments: Sequence[str], tmp_path: Path) -> dict[str, Any]:
    out = tmp_path / "out.json"
    assert command.main([*arguments, "--json", str(out)]) == 0
    report: dict[str, Any] = json.loads(out.read_text("utf-8"))
    return report


@pytest.fixture
def xquad(tmp_path: Path) -> list[str]:
    questions = write_rows(tmp_path / "q.jsonl", QUESTIONS)
    passages = write_rows(tmp_path / "p.jsonl", PASSAGES)
    return ["--benchmark", "xquad", "--questions", questions, "--passages", passages]


def test_bitext_tells_each_file_and_direction(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pairs = [
        {"en": "The copper mine opened in May.", "zh": "铜矿五月投产。"},
        {"en": "Heavy rain flooded the village.", "zh": "大雨淹没了村庄。"},
    ]
    crossed = [{**pairs[0], "zh": pairs[1]["zh"]}, {**pairs[1], "zh": pairs[0]["zh"]}]
    files = [write_rows(tmp_path / "right.jsonl", pairs), write_rows(tmp_path / "crossed.jsonl", crossed)]
    report = run(["--benchmark", "bitext", *files], tmp_path)
    assert report["encoder"] == BUNDLED_NAME
    values = {
        (name, direction): (figure["value"], figure["n"])
        for name, directions in report["figures"].items()
        for direction, figure in directions.items()
    }
    assert values == {
        ("right.jsonl", "en → zh"): (1.0, 2),
        ("right.jsonl", "zh → en"): (1.0, 2),
        ("crossed.jsonl", "en → zh"): (0.0, 2),
        ("crossed.jsonl", "zh → en"): (0.0, 2),
    }
    assert "crossed.jsonl" in capsys.readouterr().out


def test_xquad_tells_each_path_in_each_language(
    xquad: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = run(xquad, tmp_path)
    assert (report["documents"], report["distractors"], report["passages"]) == (3, 0, 3)
    for lang in ("en", "zh"):
        assert list(report["figures"][lang]) == ["dense", "keyword", "fused", "reranked"]
        assert report["figures"][lang]["reranked"]["recall@1"]["value"] == 1.0
    assert [row["found"]["reranked"][0] for row in report["questions"]] == [
        "copper",
        "copper",
        "school",
        "school",
    ]
    printed = capsys.readouterr().out
    assert "questions in English" in printed
    assert "reranked - fused" in printed


def test_distractors_stand_in_the_way(xquad: list[str], tmp_path: Path) -> None:
    copy = [{"text": PASSAGES[1]["text"]}] * 3
    news = write_rows(tmp_path / "news.jsonl", copy)
    report = run([*xquad, "--distractors", news, "--limit", "2"], tmp_path)
    assert (report["documents"], report["distractors"]) == (5, 2)
    (first, *_) = report["questions"]
    assert set(first["found"]["keyword"][:3]) == {
        "copper",
        "distractor 1 of news.jsonl",
        "distractor 2 of news.jsonl",
    }


def test_a_beir_folder_by_its_split(tmp_path: Path) -> None:
    folder = tmp_path / "tiny"
    (folder / "qrels").mkdir(parents=True)
    write_rows(folder / "corpus.jsonl", [{"_id": row["pid"], **row, "title": ""} for row in PASSAGES])
    write_rows(folder / "queries.jsonl", [{"_id": "7", "text": "谁采茶？"}])
    (folder / "qrels" / "dev.tsv").write_text("query-id\tcorpus-id\tscore\n7\ttea\t1\n", encoding="utf-8")
    report = run(["--benchmark", "beir", str(folder), "--split", "dev"], tmp_path)
    assert report["figures"]["zh"]["fused"]["nDCG@10"] == {
        "value": 1.0,
        "n": 1,
        "low": pytest.approx(0.2065, abs=1e-4),
        "high": 1.0,
    }


def test_rgb_tells_each_share_of_noise(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        {
            "id": number,
            "query": "铜加工厂去年产多少铜管？",
            "answer": ["八万吨"],
            "positive": ["甲县的铜加工厂去年产铜管八万吨。", "去年，甲县铜管产量八万吨。"],
            "negative": ["春天茶农上山采茶。", "丁山的农家乐迎来游客。", "学校开设了英语课程。"],
        }
        for number in range(2)
    ]
    files = [write_rows(tmp_path / "zh.json", rows)]
    report = run(["--benchmark", "rgb", *files, "--limit", "1"], tmp_path)
    figures = report["files"]["zh.json"]["figures"]
    assert {what: (row["refused"]["value"], row["refused"]["n"]) for what, row in figures.items()} == {
        "noise, 0% noise": (0.0, 1),
        "noise, 40% noise": (0.0, 1),
        "noise, 80% noise": (0.0, 1),
        "noise, 100% noise": (1.0, 1),
    }
    assert report["model"] == "none (quoted answers)"
    assert "zh.json, language model: none" in capsys.readouterr().out


def test_settings_of_the_search_can_be_changed(xquad: list[str], tmp_path: Path) -> None:
    report = run([*xquad, "--set", "late_weight=0"], tmp_path)
    for row in report["questions"]:
        assert row["found"]["reranked"] == row["found"]["fused"]


def test_a_run_is_compared_with_an_earlier_one(
    xquad: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = tmp_path / "first.json"
    assert command.main([*xquad, "--json", str(first), "--quiet"]) == 0
    earlier = json.loads(first.read_text("utf-8"))
    for row in earlier["questions"]:
        row["figures"]["reranked"]["MRR"] -= 0.5  # as if all had been found at the second rank
    first.write_text(json.dumps(earlier), encoding="utf-8")
    against = run([*xquad, "--against", str(first)], tmp_path)["against"]
    # Two questions that gain: of the four choices of signs, two lie as far from 0.
    assert against["en"]["reranked"]["MRR"] == {"value": 0.5, "n": 2, "low": 0.5, "high": 0.5, "p": 0.5}
    assert against["zh"]["dense"]["MRR"]["value"] == 0.0
    assert f"this run - first.json (encoder {BUNDLED_NAME})" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("{}", "cannot be read as a report of --benchmark xquad or beir", id="no report"),
        pytest.param(
            '{"encoder": "e", "questions": []}', "over the same questions; only one has 1-en", id="others"
        ),
    ],
)
def test_a_run_over_other_questions_is_not_compared(
    xquad: list[str], tmp_path: Path, content: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    earlier = tmp_path / "earlier.json"
    earlier.write_text(content, encoding="utf-8")
    assert command.main([*xquad, "--against", str(earlier), "--quiet"]) == 1
    assert message in capsys.readouterr().err


@pytest.mark.models
def test_another_encoder_gives_the_vectors(xquad: list[str], tmp_path: Path) -> None:
    folder = str(make_sentence_model(tmp_path / "model"))
    assert run([*xquad, "--encoder", folder], tmp_path)["encoder"] == folder
    pairs = write_rows(tmp_path / "pairs.jsonl", [{"en": "Copper.", "zh": "铜。"}])
    assert run(["--benchmark", "bitext", pairs, "--encoder", folder], tmp_path)["encoder"] == folder


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["bitext"], "bitext needs a FILE or more", id="bitext without files"),
        pytest.param(["xquad", "--questions", "q"], "xquad needs --questions", id="xquad without passages"),
        pytest.param(["rgb"], "rgb needs a FILE or more of RGB", id="rgb without files"),
        pytest.param(["beir", "a", "b"], "beir needs one FOLDER", id="two folders"),
        pytest.param(["speed", "--news", "n", "x"], "only --benchmark bitext, beir, rgb", id="stray path"),
        pytest.param(["speed"], "speed needs --news FILE", id="speed without news"),
    ],
)
def test_what_is_missing_is_said(
    arguments: list[str],
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv("ZONEWISE_DATA", raising=False)
    with pytest.raises(SystemExit) as caught:
        command.main(["--benchmark", *arguments])
    assert caught.value.code == 2
    assert message in capsys.readouterr().err


def test_a_path_without_a_benchmark_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.main(["--gate", "somewhere"])
    assert "only --benchmark takes a path as such, here somewhere" in capsys.readouterr().err


def test_an_encoder_that_is_not_here_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pairs = write_rows(tmp_path / "pairs.jsonl", [{"en": "Copper.", "zh": "铜。"}])
    absent = str(tmp_path / "no-such-model")
    assert command.main(["--benchmark", "bitext", pairs, "--encoder", absent, "--quiet"]) == 1
    assert capsys.readouterr().err.count("\n") == 1
