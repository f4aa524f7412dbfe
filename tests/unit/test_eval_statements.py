"""Gold statements: rows are checked, and every cited sentence must stand on its page."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from eval.checking.statements import CitedPages, GoldStatement, cite_statements, load_statements
from eval.questions import GoldFileError

PAGE = """垣曲经济技术开发区

铜杆项目开工

本刊讯 垣曲经济技术开发区铜杆项目昨日开工，总投资 6.8
亿元，厂房面积 7.6 万 m<sup>2</sup>。项目计划2025年底建成，将安排420人就业。
产品主要供给京津津冀的电缆厂。（李平）
"""
ROW = {
    "id": "a",
    "lang": "zh",
    "statement": "项目将安排420人就业。",
    "source": "page.txt",
    "sentence": "项目计划2025年底建成，将安排420人就业。",
    "zone": "垣曲",
    "label": "right",
    "kind": "none",
}


@pytest.fixture
def pages(tmp_path: Path) -> CitedPages:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "page.txt").write_text(PAGE, encoding="utf-8")
    return CitedPages(folder)


def write(tmp_path: Path, *rows: Mapping[str, object]) -> Path:
    path = tmp_path / "gold.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def make_gold(**fields: str) -> GoldStatement:
    return GoldStatement(**{**ROW, **fields})  # type: ignore[arg-type]


def test_a_row_as_it_is_written(tmp_path: Path) -> None:
    assert load_statements(write(tmp_path, ROW)) == (make_gold(),)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"label": "true"}, "label is 'true'; use one of right, wrong"),
        ({"kind": "typo", "label": "wrong"}, "kind is 'typo'"),
        ({"kind": "figure"}, "only a right one is of kind 'none'"),
        ({"label": "wrong"}, "only a right one is of kind 'none'"),
        ({"lang": "de"}, "lang is 'de'"),
        ({"statement": " "}, "statement must be a text that is not empty"),
    ],
    ids=["label", "kind", "right with an error", "wrong without one", "language", "empty"],
)
def test_a_row_that_cannot_be_used_is_named(tmp_path: Path, change: dict[str, object], named: str) -> None:
    with pytest.raises(GoldFileError, match="line 1") as error:
        load_statements(write(tmp_path, {**ROW, **change}))
    assert named in str(error.value)


def test_an_id_stands_once(tmp_path: Path) -> None:
    with pytest.raises(GoldFileError, match="'a' stands twice"):
        load_statements(write(tmp_path, ROW, ROW))


def test_a_split_is_chosen_and_an_unknown_one_refused(tmp_path: Path) -> None:
    path = write(tmp_path, {**ROW, "split": "fit"}, {**ROW, "id": "b", "split": "test"})
    assert [gold.id for gold in load_statements(path, split="test")] == ["b"]
    with pytest.raises(GoldFileError, match=r"splits: \['fit', 'test'\]"):
        load_statements(path, split="dev")


def test_a_sentence_is_cited_whole_with_its_zone(pages: CitedPages) -> None:
    cited = pages.cite(make_gold(sentence="将安排420人就业"))
    assert [citation.text for citation in cited.citations] == ["项目计划2025年底建成，将安排420人就业。"]
    assert (cited.citations[0].zone, cited.citations[0].headline) == ("垣曲经开区", "铜杆项目开工")


def test_two_sentences_are_two_citations(pages: CitedPages) -> None:
    cited = pages.cite(make_gold(sentence="420人就业。产品主要供给"))
    assert [citation.number for citation in cited.citations] == [1, 2]
    assert cited.citations[1].text.startswith("产品主要供给")


@pytest.mark.parametrize(
    "sentence", ["厂房面积7.6万m<sup>2</sup>。", "厂房面积7.6万m²。"], ids=["page", "mended"]
)
def test_a_sentence_may_be_copied_from_the_page_or_from_the_mended_text(
    pages: CitedPages, sentence: str
) -> None:
    assert pages.cite(make_gold(sentence=sentence)).citations[0].text.endswith("厂房面积7.6万m²。")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"sentence": "项目计划2026年底建成"}, "no article of page.txt holds"),
        ({"source": "other.txt"}, "has no page 'other.txt'"),
        ({"zone": "侯马"}, "is of 垣曲经开区, not '侯马'"),
    ],
    ids=["sentence", "page", "zone"],
)
def test_what_does_not_stand_there_is_refused(pages: CitedPages, change: dict[str, str], named: str) -> None:
    with pytest.raises(GoldFileError, match=r"^a: ") as error:
        pages.cite(make_gold(**change))
    assert named in str(error.value)


def test_a_folder_of_pages_is_read_for_many(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE, encoding="utf-8")
    cited = cite_statements([make_gold(), make_gold(id="b", sentence="产品主要供给")], tmp_path)
    assert [one.citations[0].text for one in cited] == [
        "项目计划2025年底建成，将安排420人就业。",
        "产品主要供给京津冀的电缆厂。",
    ]
