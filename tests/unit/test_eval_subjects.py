from pathlib import Path

import pytest

from eval.gating import Suite
from eval.preparing import Distractors, build_page_index
from eval.subjects import Subject, describe_subjects, digest_pages, list_differences

PAGE = "青州经开区铜箔项目投产\n本刊讯 近日，铜箔投产。（林小舟）\n"


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    (folder / "b").mkdir(parents=True)
    (folder / "a.txt").write_text(PAGE, "utf-8")
    (folder / "b" / "c.txt").write_text(PAGE, "utf-8")
    return folder


@pytest.fixture
def suite(pages: Path, tmp_path: Path) -> Suite:
    gold = tmp_path / "mine.jsonl"
    gold.write_text("{}\n", "utf-8")
    return Suite("questions", gold, pages)


def test_pages_are_told_apart_by_what_they_say_and_how_they_are_called(pages: Path) -> None:
    first = digest_pages(pages)
    (pages / "a.txt").rename(pages / "d.txt")
    renamed = digest_pages(pages)
    (pages / "d.txt").rename(pages / "a.txt")
    assert digest_pages(pages) == first
    (pages / "a.txt").write_text(PAGE.replace("铜箔", "铜杆"), "utf-8")
    assert len({first, renamed, digest_pages(pages)}) == 3


def test_an_index_is_of_the_pages_that_it_was_built_from(suite: Suite, tmp_path: Path) -> None:
    index = build_page_index(suite.pages, tmp_path / "index")
    asked = Suite("questions", suite.gold, Path())
    assert describe_subjects([asked], index=index) == describe_subjects([suite])


def test_gold_and_what_is_put_among_the_pages_tell_subjects_apart(suite: Suite, tmp_path: Path) -> None:
    news = tmp_path / "news.jsonl"
    news.write_text('{"id": "n", "date": "2024-01-02", "text": "新闻"}\n', "utf-8")
    (first,) = describe_subjects([suite])
    (mixed,) = describe_subjects([suite], distractors=Distractors(news, 1))
    (fewer,) = describe_subjects([suite], distractors=Distractors(news, 2))
    assert len({first.pages, mixed.pages, fewer.pages}) == 3
    assert first.gold == mixed.gold
    suite.gold.write_text("{} \n", "utf-8")
    (other,) = describe_subjects([suite])
    assert (other.gold == first.gold, other.pages == first.pages) == (False, True)


def test_what_is_another_is_named_and_told_what_to_do() -> None:
    before = {"s": Subject("1" * 64, "2" * 64), "gone": Subject("3" * 64, "4" * 64)}
    assert list_differences(before, {"s": before["s"], "new": before["gone"]}) == []
    gold, pages = list_differences(before, {"s": Subject("5" * 64, "6" * 64)})
    assert gold == (
        "s: the gold differs from that of the baseline (SHA-256 555555555555… now, 111111111111… there);"
        " compare figures only of one gold over the same pages; if meant, --write-baseline"
    )
    assert pages.startswith("s: the pages differ from those of the baseline (SHA-256 666666666666… now,")
