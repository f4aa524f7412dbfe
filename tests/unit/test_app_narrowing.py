"""What a reader may narrow the search to, in pinyin's order; what is left of it, in words."""

from __future__ import annotations

import pytest

from app.views.answers import View
from app.views.narrowing import list_city_choices, list_zone_choices, render_narrowed, render_wrong_choice
from index.catalogue import Catalogue
from index.documents import Zone
from prompts.loading import load_wording
from rag.answers import EVERYWHERE, Narrowing, Scope
from tests.scripted_answerer import HOSTILE

YUANQU = Zone("垣曲经开区", "垣曲经济技术开发区", "", "运城", "Yuncheng", "垣曲", "Yuanqu")
HOUMA = Zone("侯马经开区", "侯马经济开发区", "", "临汾", "Linfen", "侯马", "Houma")
UNKNOWN = Zone("白石经开区", "白石经开区", "", "", "", "白石", "", listed=False)
CATALOGUE = Catalogue((), (YUANQU, UNKNOWN, HOUMA))


def make_view(language: str = "en") -> View:
    return View(language, load_wording(language, "page"), Scope(articles=87, zones=46))


def test_zones_stand_in_the_order_of_their_pinyin_with_their_short_names_as_values() -> None:
    assert list_zone_choices(CATALOGUE) == [
        ("侯马经开区 Houma", "侯马经开区"),
        ("垣曲经开区 Yuanqu", "垣曲经开区"),
        ("白石经开区", "白石经开区"),
    ]


def test_cities_stand_in_the_order_of_their_pinyin_each_once() -> None:
    assert list_city_choices(CATALOGUE) == [("临汾 Linfen", "临汾"), ("运城 Yuncheng", "运城")]


@pytest.mark.parametrize(
    ("narrowing", "left", "told"),
    [
        (EVERYWHERE, Scope(87, 46), "Nothing is left out"),
        (Narrowing(cities=("运城",)), Scope(15, 8), "15 of 87 articles on 8 of 46 zones are searched"),
        (Narrowing(since="2031"), Scope(0, 0), "No article fits this choice"),
    ],
    ids=["everything", "some", "nothing"],
)
def test_what_is_left_is_counted(narrowing: Narrowing, left: Scope, told: str) -> None:
    assert told in render_narrowed(narrowing, left, make_view())


def test_a_wrong_choice_is_told_as_text() -> None:
    html = render_wrong_choice(f"no article is about the zone {HOSTILE}")
    assert 'role="alert"' in html
    assert "<img" not in html
