"""Pages added to an index: what is found, what is refused, and what later builds make of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from index.adding import (
    AddedPage,
    KnownFile,
    add_pages,
    list_added,
)
from index.building import build_index, build_index_of_pages
from index.builds import BuildStep
from index.errors import (
    EncoderMismatchError,
    IndexCorruptError,
    IndexNotFoundError,
    NoPagesError,
)
from index.reading import Refusal
from tests.unit.adding_fakes import STEPS, add, read_files, read_texts, remove
from tests.unit.index_fakes import COAL, COPPER, PLAIN, RULES, TRAVEL, HashEncoder


def test_a_page_is_added_and_what_was_found_is_told(index: Path) -> None:
    summary = add_pages([("travel.txt", TRAVEL.text.encode("gb18030"))], index, rules=RULES)

    assert summary.pages == (
        AddedPage(
            name="travel.txt",
            source="added/travel.txt",
            articles=1,
            zones=("丁山示范区",),
            headlines=("农家乐迎客",),
            published="2022",
            warning="",
            encoding="gb18030",
        ),
    )
    assert (summary.already_there, summary.refusals, summary.generation) == ((), (), 2)
    assert summary.build is not None
    assert (summary.build.embedded, summary.build.reused, summary.build.dropped) == (1, 2, 0)
    assert list(read_texts(index)) == ["coal.txt", "copper.txt", "added/travel.txt"]
    assert read_files(index) == {"travel.txt": TRAVEL.text.encode("gb18030")}


def test_several_zones_headlines_and_dates_are_told_in_the_order_of_the_page(index: Path) -> None:
    text = "甲县经开区|三厂开工|2024\n三厂。\n\n乙市高新区|四厂开工|2023\n四厂。\n\n甲县经开区||\n五厂。"

    (page,) = add_pages([("new.txt", text.encode())], index, rules=RULES).pages

    assert (page.articles, page.zones) == (3, ("甲县经开区", "乙市高新区"))
    assert (page.headlines, page.published) == (("三厂开工", "四厂开工"), "2023/2024")


def test_a_page_that_cannot_be_split_comes_with_a_warning(index: Path) -> None:
    (page,) = add(index, PLAIN).pages

    assert page.warning == "could not be split into articles; all of it is one"
    assert (page.articles, page.zones, page.headlines, page.published) == (1, (), (), "")


def test_what_is_no_page_is_refused_and_the_rest_is_added(index: Path) -> None:
    files = [("a.png", b"\x89PNG"), ("travel.txt", TRAVEL.text.encode()), ("empty.txt", b" \n")]

    summary = add_pages(files, index, rules=RULES)

    assert [page.source for page in summary.pages] == ["added/travel.txt"]
    assert [refusal.source for refusal in summary.refusals] == ["a.png", "empty.txt"]
    assert summary.refusals[1] == Refusal("empty.txt", "is empty; remove it or put its text in")


def test_nothing_is_written_when_all_are_refused(index: Path) -> None:
    summary = add_pages([("a.png", b"\x89PNG")], index, rules=RULES)

    assert (summary.pages, summary.build, summary.generation) == ((), None, 1)
    assert len(summary.refusals) == 1
    assert not (index / "added").exists()


def test_a_text_that_is_there_is_not_added_twice(index: Path) -> None:
    add(index, TRAVEL)

    files = [
        ("other.txt", COAL.text.encode("gb18030")),
        ("again.txt", TRAVEL.text.encode()),
        ("plain.txt", PLAIN.text.encode()),
        ("plain too.txt", PLAIN.text.encode()),
    ]
    summary = add_pages(files, index, rules=RULES)

    assert summary.already_there == (
        KnownFile("other.txt", "coal.txt"),
        KnownFile("again.txt", "added/travel.txt"),
        KnownFile("plain too.txt", "added/plain.txt"),
    )
    assert [page.source for page in summary.pages] == ["added/plain.txt"]
    assert sorted(read_files(index)) == ["plain.txt", "travel.txt"]


def test_nothing_is_written_when_all_is_there(index: Path) -> None:
    summary = add(index, COAL)

    assert (summary.build, summary.generation) == (None, 1)
    assert summary.already_there == (KnownFile("coal.txt", "coal.txt"),)


def test_a_name_that_is_taken_by_another_text_gets_a_number(index: Path) -> None:
    add(index, replace(TRAVEL, source="news.txt"))

    summary = add(index, replace(PLAIN, source="NEWS.txt"), replace(COPPER, source="x.txt"))

    assert [page.source for page in summary.pages] == ["added/NEWS (2).txt"]
    assert read_texts(index)["added/news.txt"] == TRAVEL.text
    assert read_texts(index)["added/NEWS (2).txt"] == PLAIN.text


def test_a_name_never_leaves_the_folder(index: Path) -> None:
    (page,) = add_pages([("../../CURRENT/..\\.evil\n.txt", TRAVEL.text.encode())], index, rules=RULES).pages

    assert page.source == "added/evil.txt"
    assert sorted(read_files(index)) == ["evil.txt"]


def test_building_again_finds_nothing_to_do(pages: Path, index: Path) -> None:
    add(index, TRAVEL, replace(PLAIN, source="a.txt"))

    summary = build_index(pages, index, rules=RULES)

    assert (summary.embedded, summary.reused, summary.dropped, summary.generation) == (0, 4, 0, 2)


def test_building_takes_in_changed_pages_and_keeps_the_added_ones(pages: Path, index: Path) -> None:
    add(index, TRAVEL)
    (pages / "coal.txt").unlink()
    (pages / "plain.txt").write_text(PLAIN.text, "utf-8")

    summary = build_index(pages, index, rules=RULES)

    assert (summary.embedded, summary.reused, summary.dropped) == (1, 2, 1)
    assert list(read_texts(index)) == ["copper.txt", "plain.txt", "added/travel.txt"]


def test_other_rules_and_another_encoder_embed_the_added_pages_from_their_files(
    pages: Path, index: Path
) -> None:
    add(index, TRAVEL)

    summary = build_index(pages, index, encoder=HashEncoder(), rules=replace(RULES, digest="other"))

    assert (summary.embedded, summary.reused) == (3, 0)
    assert list(read_texts(index)) == ["coal.txt", "copper.txt", "added/travel.txt"]


def test_a_damaged_index_is_built_again_with_the_added_pages(pages: Path, index: Path) -> None:
    add(index, TRAVEL)
    (index / "generations" / "000002" / "articles.sqlite").unlink()

    with pytest.raises(IndexCorruptError, match="build the index again"):
        add(index, PLAIN)
    assert sorted(read_files(index)) == ["travel.txt"]

    build_index(pages, index, rules=RULES)
    assert list(read_texts(index)) == ["coal.txt", "copper.txt", "added/travel.txt"]


def test_adding_under_other_rules_reads_every_page_anew(index: Path) -> None:
    summary = add_pages([("travel.txt", TRAVEL.text.encode())], index, rules=replace(RULES, digest="other"))

    assert summary.build is not None
    assert (summary.build.embedded, summary.build.reused) == (3, 0)
    assert summary.build.rebuilt_because == "the encoder or the rules have changed"


def test_a_folder_of_pages_named_as_added_ones_are_is_refused(pages: Path, index: Path) -> None:
    (pages / "added").mkdir()
    (pages / "added" / "travel.txt").write_text(TRAVEL.text, "utf-8")

    summary = build_index(pages, index, rules=RULES)

    (refusal,) = summary.refusals
    assert refusal.source == "added/travel.txt"
    assert "give that folder another name" in refusal.reason
    assert list(read_texts(index)) == ["coal.txt", "copper.txt"]
    with pytest.raises(ValueError, match=r"'added/x\.txt' stands in a folder named 'added'"):
        build_index_of_pages([replace(COAL, source="added/x.txt")], index, rules=RULES)


def test_an_empty_folder_does_not_leave_the_added_pages_alone(index: Path, tmp_path: Path) -> None:
    add(index, TRAVEL)
    (tmp_path / "nothing").mkdir()

    with pytest.raises(NoPagesError):
        build_index(tmp_path / "nothing", index, rules=RULES)

    assert len(read_texts(index)) == 3


def test_an_added_file_that_is_spoilt_is_refused_by_name(pages: Path, index: Path) -> None:
    add(index, TRAVEL)
    (index / "added" / "travel.txt").write_bytes(b"\x00\x01")

    summary = build_index(pages, index, rules=RULES)

    assert [refusal.source for refusal in summary.refusals] == ["added/travel.txt"]
    assert list(read_texts(index)) == ["coal.txt", "copper.txt"]


def test_a_file_that_is_too_large_is_refused(index: Path) -> None:
    data = "开发区。".encode() * (1 << 20)

    (refusal,) = add_pages([("large.txt", data)], index, rules=RULES).refusals

    assert refusal.reason == "is larger than 8,388,608 bytes; split it into its newspaper pages"


def test_there_must_be_an_index(tmp_path: Path) -> None:
    for act in (lambda: add(tmp_path, COAL), lambda: remove(tmp_path, "a"), lambda: list_added(tmp_path)):
        with pytest.raises(IndexNotFoundError, match="there is no index in"):
            act()
    assert list(tmp_path.iterdir()) == []


def test_another_encoder_is_refused_and_the_own_one_is_found(index: Path) -> None:
    with pytest.raises(EncoderMismatchError, match="not with 'hash'"):
        add_pages([("t.txt", TRAVEL.text.encode())], index, encoder=HashEncoder(), rules=RULES)

    assert not (index / "added").exists()


def test_steps_are_told_with_how_many_there_will_be(index: Path) -> None:
    steps: list[BuildStep] = []
    add_pages([("t.txt", TRAVEL.text.encode())], index, rules=RULES, on_step=steps.append)

    assert steps[0] == BuildStep("pages copied", 2, "", 3)
    assert steps[1] == BuildStep("page", 3, "added/t.txt", 3)
    assert [step.name for step in steps] == STEPS
