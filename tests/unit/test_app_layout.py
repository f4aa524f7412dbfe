"""The fixed parts of the page, in both languages."""

from __future__ import annotations

import pytest

from app.views.answers import View
from app.views.layout import LANGUAGES, list_examples, render_header, render_panel
from prompts.loading import load_wording
from rag.answers import Scope

SCOPE = Scope(articles=37, zones=9)


def view(language: str) -> View:
    return View(language, load_wording(language, "page"), SCOPE)


def is_chinese(text: str) -> bool:
    return any("\u4e00" <= char <= "\u9fff" for char in text)


@pytest.mark.parametrize(("language", "order"), [("en", [0, 0, 1, 1]), ("zh", [1, 1, 0, 0])])
def test_examples_stand_in_both_languages_the_page_s_own_first(language: str, order: list[int]) -> None:
    assert [is_chinese(text) for text in list_examples(view(language))] == order


def test_both_pages_offer_the_same_examples() -> None:
    assert sorted(list_examples(view("en"))) == sorted(list_examples(view("zh")))


@pytest.mark.parametrize("language", [code for _, code in LANGUAGES])
def test_the_header_says_what_is_searched(language: str) -> None:
    html = render_header(view(language))
    assert "37" in html
    assert "9" in html


def test_the_panel_carries_the_words_that_the_script_needs() -> None:
    html = render_panel(view("en"))
    assert 'data-loading="Opening the article…"' in html
    assert 'data-failed="The article could not be opened' in html
    assert "zw-panel-content" in html
