"""What an index holds, counted: the same as by counting each thing anew, whatever the articles are."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.overview import order_date, sort_newest_first, summarise_catalogue
from app.views.zone_periods import MOST_COLUMNS, choose_columns
from index.documents import Dated
from tests.scripted_answerer import ZONE
from tests.scripted_library import DOUBLE, OTHER_KIND, RIVER, ROWS, WILD, ZONES, make_catalogue

YEARS = st.integers(1990, 2030)
MONTHS = st.integers(1, 12)
DATES = st.one_of(
    st.just(Dated()),
    st.builds(Dated, YEARS),
    st.builds(Dated, YEARS, MONTHS),
    st.builds(Dated, YEARS, MONTHS, st.integers(1, 28)),
)
NAMES = st.sampled_from(["", "无名经开区", *(zone.short for zone in ZONES)])
ROW_LISTS = st.lists(st.tuples(NAMES, DATES), max_size=40)


def test_the_counts_of_a_known_catalogue() -> None:
    overview = summarise_catalogue(make_catalogue(ROWS))
    assert [(count.zone, count.tally.articles) for count in overview.zones] == [
        (ZONE, 7), (OTHER_KIND, 3), (RIVER, 2), (DOUBLE, 1), (WILD, 1),
    ]  # fmt: skip
    first = overview.zones[0].tally
    assert (str(first.first), str(first.last), first.undated) == ("2024", "2024-05-03", 1)
    assert first.months == {(2024, 0): 1, (2024, 1): 1, (2024, 2): 2, (2024, 3): 1, (2024, 5): 1}
    assert first.sources == ("报纸/0.txt", "报纸/1.txt")
    assert [(one.city, one.city_english, one.zones, one.articles) for one in overview.cities] == [
        ("青州", "Qingzhou", 2, 10), ("白州", "Baizhou", 1, 2), ("长治", "Changzhi", 1, 1), ("", "", 1, 1),
    ]  # fmt: skip
    assert (overview.all.articles, overview.all.undated, overview.nowhere.articles) == (16, 2, 2)
    assert (str(overview.all.first), str(overview.all.last)) == ("2023-12", "2024-06-30")


def test_nothing_is_counted_as_nothing() -> None:
    overview = summarise_catalogue(make_catalogue((), ()))
    assert (overview.all.articles, overview.zones, overview.cities) == (0, (), ())
    assert overview.all.first == overview.all.last == Dated()


@given(ROW_LISTS)
def test_every_figure_equals_counting_anew(rows: list[tuple[str, Dated]]) -> None:
    catalogue = make_catalogue(rows)
    overview = summarise_catalogue(catalogue)
    tallies = {count.zone.short: count.tally for count in overview.zones} | {"": overview.nowhere}
    for short, tally in tallies.items():
        entries = [entry for entry in catalogue.entries if entry.zone == short]
        dates = [entry.published for entry in entries if entry.published.year]
        assert tally.articles == len(entries)
        assert tally.undated == len(entries) - len(dates)
        assert tally.months == Counter((date.year, date.month or 0) for date in dates)
        assert set(tally.sources) == {entry.source for entry in entries}
        assert all(order_date(tally.first) <= order_date(date) <= order_date(tally.last) for date in dates)
        assert not dates or {tally.first, tally.last} <= set(dates)
    assert sum(tally.articles for tally in tallies.values()) == overview.all.articles == len(rows)
    cities = Counter(count.zone.city for count in overview.zones)
    assert {one.city: one.zones for one in overview.cities} == cities
    counted = [count.tally.articles for count in overview.zones]
    assert counted == sorted(counted, reverse=True)


@given(ROW_LISTS)
def test_the_newest_come_first_and_those_without_a_date_last(rows: list[tuple[str, Dated]]) -> None:
    entries = sort_newest_first(make_catalogue(rows).entries)
    keys = [order_date(entry.published) for entry in entries]
    assert keys == sorted(keys, reverse=True)
    assert sorted(entry.number for entry in entries) == list(range(len(rows)))
    for one, other in pairwise(entries):
        if one.published == other.published:
            assert (one.source, one.ordinal) < (other.source, other.ordinal)


@given(st.dictionaries(st.tuples(YEARS, st.integers(0, 12)), st.integers(1, 99), max_size=60))
def test_columns_hold_every_dated_article_once_and_are_in_order(months: dict[tuple[int, int], int]) -> None:
    step, columns = choose_columns(months)
    assert sum(column.count(months) for column in columns) == sum(months.values())
    assert list(columns) == sorted(columns)
    assert step == "year" or len(columns) <= MOST_COLUMNS


def test_many_months_are_grouped() -> None:
    assert choose_columns([(2023, 1), (2024, 12)])[0] == "month"
    assert choose_columns([(2023, 1), (2025, 1)])[0] == "quarter"
    assert choose_columns([(2016, 1), (2024, 1)])[0] == "year"
    step, columns = choose_columns([(2023, 11), (2024, 0), (2024, 1)])
    assert [(column.year, column.first, column.last) for column in columns] == [
        (2023, 11, 11), (2023, 12, 12), (2024, 0, 0), (2024, 1, 1),
    ]  # fmt: skip
    assert step == "month"


def test_a_stray_date_does_not_make_thousands_of_years() -> None:
    assert [column.year for column in choose_columns([(1024, 1), (2024, 1)])[1]] == [1024, 2024]
