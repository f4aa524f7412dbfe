"""What a reader is told of the pages they brought: of each file what was found, or why it was refused."""

from __future__ import annotations

import re
from html import unescape

import pytest

from app.views.answers import View
from app.views.pages import (
    describe_added,
    render_added_pages,
    render_failure,
    render_pages_heading,
    render_progress,
    render_removed,
)
from index.adding import AddedFile, AddedPage, AddSummary
from index.additions import AddingError, KnownFile
from index.builds import BuildStep
from index.errors import IndexBusyError, StoreError
from index.generations import IndexDiskError
from index.reading import Refusal
from prompts.loading import load_wording
from rag.answers import Scope
from tests.scripted_answerer import HOSTILE

PAGE = AddedPage(
    "06-18.txt",
    "added/06-18.txt",
    2,
    ("青泉经开区",),
    ("铜箔项目开工", "厂房交付"),
    "2024-06-18",
    "",
    "utf-8",
)


def make_view(language: str = "en") -> View:
    return View(language, load_wording(language, "page"), Scope(articles=37, zones=9))


def read_text(html: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))).strip()


def summarise(**changed: object) -> AddSummary:
    whole = {"pages": (), "already_there": (), "refusals": (), "build": None, "generation": 3, "seconds": 0.1}
    return AddSummary(**(whole | changed))  # type: ignore[arg-type]


def test_each_file_has_a_row_with_what_was_found_in_it() -> None:
    html = render_added_pages(summarise(pages=(PAGE,)), make_view())
    text = read_text(html)
    assert "Added: 06-18.txt (articles: 2)" in text
    assert "articles: 2 · 2024-06-18" in text
    assert "铜箔项目开工" in text
    assert "厂房交付" in text
    assert 'data-ask="What is said about 青泉经开区?"' in html


def test_a_refused_file_and_a_known_one_say_why_and_count_for_nothing() -> None:
    summary = summarise(
        already_there=(KnownFile("same.txt", "2024/one.txt"),),
        refusals=(Refusal("photo.png", "is not of a kind that is read (.md, .txt)"),),
    )
    text = read_text(render_added_pages(summary, make_view()))
    assert "Nothing was added." in text
    assert "same.txt already there as 2024/one.txt; not added twice" in text
    assert "photo.png not added: is not of a kind that is read (.md, .txt)" in text


def test_a_page_without_date_that_could_not_be_split_says_both() -> None:
    odd = AddedPage("odd.txt", "added/odd.txt", 1, (), (), "", "no article begins here", "gb18030")
    text = read_text(render_added_pages(summarise(pages=(odd,)), make_view()))
    assert "articles: 1 · no date found · could not be split into articles, and is one" in text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_a_page_or_a_file_is_called_never_acts(language: str) -> None:
    page = AddedPage(HOSTILE, f"added/{HOSTILE}", 1, (HOSTILE,), (HOSTILE,), HOSTILE, "", "utf-8")
    view = make_view(language)
    html = render_added_pages(summarise(pages=(page,), refusals=(Refusal(HOSTILE, HOSTILE),)), view)
    html += render_removed([f"added/{HOSTILE}"], view) + render_failure(OSError(HOSTILE), view)
    assert "<img" not in html
    assert "](" not in html


def test_progress_counts_pages_then_says_that_the_index_is_written() -> None:
    view = make_view()
    assert "Reading the files" in render_progress(None, 3, view)
    halfway = render_progress(BuildStep("page", 9, "a.txt"), 18, view)
    assert "Indexing: 9 of 18 pages" in read_text(halfway)
    assert '<progress value="9" max="18"' in halfway
    assert "Writing the index" in render_progress(BuildStep("synced", 18), 18, view)


def test_more_pages_than_were_known_never_overfill_the_bar() -> None:
    html = render_progress(BuildStep("page", 19, "added/new.txt"), 18, make_view())
    assert '<progress value="18" max="18"' in html


def test_the_limits_are_told_before_anything_is_sent() -> None:
    text = read_text(render_pages_heading(make_view()))
    assert ".md .txt" in text
    assert "up to 8 MiB a file, 50 files and 64 MiB at once" in text


def test_an_added_page_is_named_with_the_minute_it_came() -> None:
    file = AddedFile("added/06-18.txt", 900, "2026-11-21T22:04:31+00:00")
    assert describe_added(file) == "06-18.txt · 2026-11-21 22:04 UTC"


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (IndexBusyError("another process is writing the index in /srv/zones"), "Try again in a minute"),
        (IndexDiskError("the index in /srv/zones cannot be written"), "its disk is full"),
        (AddingError("61 files are too many at once"), "too many files"),
        (StoreError("/srv/zones is damaged"), "terminal shows the reason"),
        (OSError("/srv/zones"), "terminal shows the reason"),
    ],
    ids=["busy", "disk", "asked", "store", "system"],
)
def test_a_failure_is_told_without_the_places_of_the_host(error: Exception, told: str) -> None:
    html = render_failure(error, make_view())
    assert told in html
    assert "/srv" not in html
