import json
from pathlib import Path
from typing import Any

import pytest

from eval.questions import GoldArticle, GoldFileError, list_sources, load_articles, load_questions

ROW = {"id": "a", "kind": "number", "lang": "en", "question": "How many?", "answers": [["4", "four"]]}


def write_rows(path: Path, *rows: Any) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def test_rows_become_questions(tmp_path: Path) -> None:
    listed = {
        "id": "b",
        "kind": "list",
        "lang": "zh",
        "question": "哪些？",
        "zones": ["甲地"],
        "split": "fit",
    }
    none = {"id": "c", "kind": "unanswerable", "lang": "en", "question": "Who?"}
    number, zones, nothing = load_questions(write_rows(tmp_path / "q.jsonl", ROW, listed, none))
    assert number.answers == (("4", "four"),)
    assert zones.zones == ("甲地",)
    assert [question.is_answerable for question in (number, zones, nothing)] == [True, True, False]


def test_split_selects_rows(tmp_path: Path) -> None:
    rows = [
        {**ROW, "id": name, "split": split} for name, split in [("a", "fit"), ("b", "test"), ("c", "fit")]
    ]
    path = write_rows(tmp_path / "q.jsonl", *rows)
    assert [question.id for question in load_questions(path, split="fit")] == ["a", "c"]
    with pytest.raises(GoldFileError, match=r"no question of split 'other'; splits: \['fit', 'test'\]"):
        load_questions(path, split="other")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param({"lang": "fr"}, "lang is 'fr'", id="language"),
        pytest.param({"question": " "}, "question must be a text", id="empty question"),
        pytest.param({"answers": []}, "has no answers", id="nothing to judge by"),
        pytest.param({"answers": [[]]}, "any-of list in answers is empty", id="empty any-of list"),
        pytest.param({"answers": ["4"]}, "must be a list of texts", id="answers not nested"),
        pytest.param({"zones": "甲地"}, "zones must be a list", id="zones not a list"),
        pytest.param({"evidence": [""]}, "not empty", id="empty evidence"),
        pytest.param({"kind": "list"}, "list without zones", id="list of none"),
        pytest.param({"kind": "unanswerable"}, "and yet has answers", id="unanswerable with answers"),
        pytest.param({"id": 3}, "id must be a text", id="id is a number"),
        pytest.param({"before": "Where?"}, "before must be a list of texts", id="before not a list"),
        pytest.param({"before": ["  "]}, "before must be a list of texts", id="empty question before"),
        pytest.param({"traits": ["follow_up"]}, "before is empty", id="follow-up to nothing"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    path = write_rows(tmp_path / "q.jsonl", {**ROW, "id": "first"}, {**ROW, **change})
    with pytest.raises(GoldFileError, match=message) as caught:
        load_questions(path)
    assert "line 2" in str(caught.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"{", "line 1: not JSON", id="not JSON"),
        pytest.param(b"[1]", "expected an object", id="not an object"),
        pytest.param(b"\xff\xfe\x00", "cannot be read as UTF-8", id="not UTF-8"),
        pytest.param(b"\n", "no question", id="empty"),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "q.jsonl").write_bytes(content)
    with pytest.raises(GoldFileError, match=message):
        load_questions(tmp_path / "q.jsonl")


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(GoldFileError, match="check the path"):
        load_articles(tmp_path / "none.jsonl")


def test_ids_must_differ(tmp_path: Path) -> None:
    with pytest.raises(GoldFileError, match="'a' stands twice"):
        load_questions(write_rows(tmp_path / "q.jsonl", ROW, ROW))


def test_articles_keep_order_and_sources_stand_once(tmp_path: Path) -> None:
    row = {"source": "b.txt", "zone": "甲地", "headline": "", "byline": "", "first": "今", "last": "。"}
    articles = load_articles(write_rows(tmp_path / "a.jsonl", row, {**row, "source": "a.txt"}, row))
    assert articles[0] == GoldArticle("b.txt", "甲地", "", "", "今", "。")
    assert list_sources(articles) == ("b.txt", "a.txt")


def test_questions_before_make_a_follow_up(tmp_path: Path) -> None:
    follow_up = {**ROW, "before": ["Where is it?", "And when?"], "traits": ["time"]}
    alone = {**ROW, "id": "b", "traits": ["my own"]}
    first, second = load_questions(write_rows(tmp_path / "q.jsonl", follow_up, alone))
    assert first.before == ("Where is it?", "And when?")
    assert first.traits == ("follow_up", "time")
    assert (second.before, second.traits) == ((), ("my own",))
