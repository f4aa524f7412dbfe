"""To what a search is narrowed: what is left is what a slow filter leaves, and wrong choices are told."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.catalogue import ArticleEntry, Catalogue
from index.documents import Dated, Zone
from index.zones import Gazetteer, load_gazetteer
from rag.answers import EVERYWHERE, Narrowing, Scope
from rag.narrowing import (
    MOST_CHARS,
    NarrowingError,
    admits_zone,
    check_narrowing,
    count_scope,
    find_allowed_articles,
    read_narrowing,
)
from rag.pipeline import Pipeline

ZONES = tuple(
    Zone(f"{place}经开区", f"{place}经济开发区", f"{english} Zone", city, "", place, english)
    for place, english, city in [("甲", "Jia", "东城"), ("乙", "Yi", "东城"), ("丙", "Bing", "")]
)
SOURCES = ("2024/A_01.txt", "2024/b_02.txt", "c.TXT", "added/a-3.txt")

dates = st.builds(
    lambda year, month, day: Dated(year, month, day if month else None) if year else Dated(),
    st.none() | st.integers(2022, 2024),
    st.none() | st.integers(1, 12),
    st.none() | st.integers(1, 28),
)
shorts = st.sampled_from([*(zone.short for zone in ZONES), ""])
bounds = st.builds(lambda value, length: str(value)[:length], st.dates(date(2022, 1, 1), date(2024, 12, 31)),
                   st.sampled_from([0, 4, 7, 10]))  # fmt: skip
narrowings = st.builds(
    Narrowing,
    zones=st.lists(st.sampled_from([zone.short for zone in ZONES]), max_size=2).map(tuple),
    cities=st.lists(st.sampled_from(["东城", "西城"]), max_size=2).map(tuple),
    since=bounds,
    until=bounds,
    sources=st.lists(st.sampled_from(["a", "TXT", "2024/", "B_0", "nowhere"]), max_size=2).map(tuple),
)


def make_catalogue(rows: list[tuple[str, str, Dated]]) -> Catalogue:
    entries = tuple(
        ArticleEntry(number, f"id{number}", source, 0, zone, "", published, is_whole_page=False)
        for number, (source, zone, published) in enumerate(rows)
    )
    return Catalogue(entries, ZONES)


def list_days(text: str) -> list[date]:
    """Give every day that a date to any precision may mean."""
    days = (date(2021, 1, 1) + timedelta(days=number) for number in range(5 * 366))
    return [day for day in days if str(day).startswith(text)]


def fits(entry: ArticleEntry, narrowing: Narrowing) -> bool:
    """Say in the slowest way whether an article is left."""
    zone = next((zone for zone in ZONES if zone.short == entry.zone), None)
    if narrowing.zones and entry.zone not in narrowing.zones:
        return False
    if narrowing.cities and (zone is None or zone.city not in narrowing.cities):
        return False
    if narrowing.sources and not any(one.lower() in entry.source.lower() for one in narrowing.sources):
        return False
    if not (narrowing.since or narrowing.until):
        return True
    if entry.published.year is None:
        return False
    first = list_days(narrowing.since)[0] if narrowing.since else date.min
    last = list_days(narrowing.until)[-1] if narrowing.until else date.max
    return any(first <= day <= last for day in list_days(str(entry.published)))


@given(st.lists(st.tuples(st.sampled_from(SOURCES), shorts, dates), max_size=6), narrowings)
def test_the_articles_left_are_those_of_a_slow_filter(
    rows: list[tuple[str, str, Dated]], narrowing: Narrowing
) -> None:
    catalogue = make_catalogue(rows)
    allowed = find_allowed_articles(narrowing, catalogue)
    if narrowing.is_empty:
        assert allowed is None
        return
    assert allowed is not None
    assert allowed.tolist() == [fits(entry, narrowing) for entry in catalogue.entries]


@pytest.mark.parametrize(
    ("published", "since", "until", "is_left"),
    [
        (Dated(2024), "2024-06", "", True),
        (Dated(2024), "", "2024-01", True),
        (Dated(2024), "2024-03-05", "2024-03-05", True),
        (Dated(2023), "2024", "", False),
        (Dated(2024, 2), "2024-02-29", "", True),
        (Dated(2024, 3), "", "2024-02", False),
        (Dated(2024, 3, 7), "2024-03", "2024-03", True),
        (Dated(2024, 3, 7), "2024-03-07", "2024-03-07", True),
        (Dated(2024, 3, 7), "2024-03-08", "", False),
        (Dated(2024, 3, 7), "", "2024-03-06", False),
        (Dated(), "0001", "", False),
        (Dated(), "", "9999", False),
    ],
)
def test_dates_overlap_as_far_as_they_are_known(
    published: Dated, since: str, until: str, *, is_left: bool
) -> None:
    catalogue = make_catalogue([("a.txt", "", published)])
    allowed = find_allowed_articles(Narrowing(since=since, until=until), catalogue)
    assert allowed is not None
    assert allowed.tolist() == [is_left]


def test_an_index_without_articles_is_left_without_any() -> None:
    for narrowing in (Narrowing(zones=("甲经开区",)), Narrowing(sources=("a",)), Narrowing(since="2024")):
        allowed = find_allowed_articles(narrowing, Catalogue((), ()))
        assert allowed is not None
        assert allowed.shape == (0,)


def test_a_zone_is_admitted_where_both_fields_hold() -> None:
    first, second, third = ZONES
    narrowing = Narrowing(zones=(first.short, third.short), cities=("东城",))
    assert [admits_zone(narrowing, zone) for zone in (first, second, third)] == [True, False, False]
    assert admits_zone(Narrowing(since="2024"), third)


@pytest.mark.parametrize(
    ("narrowing", "scope"),
    [
        (EVERYWHERE, Scope(8, 8)),
        (Narrowing(cities=("运城",)), Scope(3, 3)),
        (Narrowing(sources=("k7",)), Scope(2, 2)),
        (Narrowing(since="2024"), Scope(3, 3)),
        (Narrowing(since="2030"), Scope(0, 0)),
    ],
)
def test_what_is_searched_is_counted(narrowing: Narrowing, scope: Scope, pipeline: Pipeline) -> None:
    assert count_scope(narrowing, pipeline.index) == scope


def check(pipeline: Pipeline, **fields: object) -> Narrowing:
    return check_narrowing(read_narrowing(fields), pipeline.index.catalogue, pipeline.gazetteer)


@pytest.mark.parametrize(
    "name",
    ["绛县经开区", "绛县经济技术开发区", "绛县", "Jiangxian", "jiangxian",
     "Jiangxian Economic and Technological Development Zone", " 绛县经开区 "],
)  # fmt: skip
def test_a_zone_goes_by_any_of_its_names(name: str, pipeline: Pipeline) -> None:
    assert check(pipeline, zones=[name]).zones == ("绛县经开区",)


def test_a_zone_of_the_index_that_the_gazetteer_does_not_list_goes_by_its_names(pipeline: Pipeline) -> None:
    assert check(pipeline, zones=["青泉经开区"]).zones == ("青泉经开区",)


@pytest.mark.parametrize("name", ["运城", "运城市", "Yuncheng", "YUNCHENG", "Yuncheng City"])
def test_a_city_goes_by_characters_or_pinyin(name: str, pipeline: Pipeline) -> None:
    assert check(pipeline, cities=[name]).cities == ("运城",)


def test_values_are_trimmed_and_each_is_there_once(pipeline: Pipeline) -> None:
    checked = check(
        pipeline,
        zones=["Jiangxian", "绛县经开区", "  "],
        sources=[" k7", "k7", ""],
        since=" 2024-05 ",
        until="",
    )
    assert checked == Narrowing(zones=("绛县经开区",), sources=("k7",), since="2024-05")
    assert check(pipeline, zones=[" "], since="  ").is_empty


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"zones": ["绛显经开区"]}, "is called '绛显经开区'; the nearest names are 绛县经开区"),
        ({"zones": ["大同经开区"]}, "no one zone of the index is called '大同经开区'"),
        ({"zones": ["Atlantis"]}, "'Atlantis'; there are .*经开区"),
        ({"cities": ["Yunchen"]}, "lies in the city 'Yunchen'; the nearest names are 运城"),
        ({"cities": ["大同"]}, "lies in the city '大同'"),
        ({"since": "2024-13"}, "since is '2024-13'; it takes a date such as 2024, 2024-03 or 2024-03-07"),
        ({"until": "2023-02-29"}, "until is '2023-02-29'"),
        ({"until": "5/2024"}, "until is '5/2024'"),
        ({"since": "２０２４"}, "since is '２０２４'"),
        ({"since": "0000"}, "since is '0000'"),
        ({"since": "2024-05", "until": "2024-04-30"}, "since is 2024-05, which is after until, 2024-04-30"),
        ({"sources": ["x" * (MOST_CHARS + 1)]}, "a value of 301 characters; give at most 300"),
        ({"sources": ["a\x1bb"]}, "control characters"),
        ({"sources": [str(n) for n in range(51)]}, "sources has 51 values; give at most 50"),
        ({"zones": ["甲"] * 201}, "zones has 201 values; give at most 200"),
        ({"cities": ["甲"] * 201}, "cities has 201 values; give at most 200"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told(fields: dict[str, object], message: str, pipeline: Pipeline) -> None:
    with pytest.raises(NarrowingError, match=message):
        check(pipeline, **fields)


def test_a_place_of_several_zones_is_no_zone(gazetteer: Gazetteer) -> None:
    zones = tuple(zone for zone in gazetteer.zones if zone.short in {"长治经开区", "长治高新区"})
    with pytest.raises(NarrowingError, match=r"'Changzhi'; the nearest names are 长治..区, 长治..区"):
        check_narrowing(Narrowing(zones=("Changzhi",)), Catalogue((), zones), gazetteer)


def test_an_index_without_zones_says_that_it_has_none(gazetteer: Gazetteer) -> None:
    for fields in ({"zones": ("运城经开区",)}, {"cities": ("运城",)}):
        with pytest.raises(NarrowingError, match="it has none"):
            check_narrowing(replace(EVERYWHERE, **fields), Catalogue((), ()), gazetteer)  # type: ignore[arg-type]


@given(narrowings)
def test_plain_values_are_read_as_they_were_given(narrowing: Narrowing) -> None:
    assert read_narrowing(narrowing.as_json()) == narrowing


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"zone": ["甲"]}, "not narrowed by 'zone'; by zones, cities, since, until, sources"),
        ({"zones": "甲经开区"}, "zones is '甲经开区'; it takes a list of texts"),
        ({"sources": [1]}, "sources is .*; it takes a list of texts"),
        ({"since": 2024}, "since is '2024'; it takes a text"),
    ],
)  # fmt: skip
def test_values_of_another_kind_are_refused(given: dict[str, object], message: str) -> None:
    with pytest.raises(NarrowingError, match=message):
        read_narrowing(given)


@given(st.text(max_size=12) | st.from_regex(r"[0-9]{4}(-[0-9]{2}){0,2}", fullmatch=True))
def test_a_date_is_what_the_calendar_has(text: str) -> None:
    is_date = not text.strip() or any(
        is_of_calendar(text.strip() + rest)
        for rest in ("", "-01", "-01-01")
        if len(text.strip() + rest) == 10
    )
    narrowing = Narrowing(since=text)
    if is_date:
        assert check_narrowing(narrowing, Catalogue((), ()), load_gazetteer()).since == text.strip()
    else:
        with pytest.raises(NarrowingError, match="since is "):
            check_narrowing(narrowing, Catalogue((), ()), load_gazetteer())


def is_of_calendar(day: str) -> bool:
    if not day.isascii() or re.fullmatch(r"\d{4}-\d{2}-\d{2}", day) is None:
        return False
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True
