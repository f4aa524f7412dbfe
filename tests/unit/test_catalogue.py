"""The catalogue: an entry for every article, what is derived of them, and one reading for all threads."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.building import build_index_of_pages
from index.catalogue import ArticleEntry, Catalogue, span_of
from index.database import ArticleReader
from index.documents import Dated, Zone
from index.store import Index, open_index
from tests.unit.index_fakes import COAL, COPPER, PLAIN, RULES


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("catalogue") / "index"
    build_index_of_pages([COAL, COPPER, PLAIN], folder, rules=RULES)
    return folder


@pytest.fixture(scope="module")
def index(folder: Path) -> Iterator[Index]:
    with open_index(folder) as index:
        yield index


def make_zone(short: str, city: str = "", city_english: str = "") -> Zone:
    return Zone(short, short, short, city, city_english, short, short)


def make_entry(number: int, zone: str = "", published: Dated | None = None) -> ArticleEntry:
    return ArticleEntry(number, f"id{number}", "p.txt", number, zone, "", published or Dated(), False)


def test_an_entry_is_what_its_article_says(index: Index) -> None:
    entries = index.catalogue.entries
    assert [entry.number for entry in entries] == list(range(index.n_articles))
    for entry, article in zip(entries, index.articles(range(index.n_articles)), strict=True):
        for name in ("id", "source", "ordinal", "zone", "headline", "published", "is_whole_page"):
            one, other = getattr(entry, name), getattr(article, name)
            assert (one, type(one)) == (other, type(other))
    assert [entry.is_whole_page for entry in entries] == [False, False, False, True]


def test_the_arrays_agree_with_those_of_the_index(index: Index) -> None:
    catalogue = index.catalogue
    assert catalogue.zones == index.zones
    assert catalogue.zone_numbers.tolist() == index.article_zones.tolist() == [0, 1, 2, -1]
    assert catalogue.sources == ("coal.txt", "copper.txt", "plain.txt")
    assert catalogue.source_numbers.tolist() == [0, 1, 1, 2]
    assert catalogue.published_spans.tolist() == [
        [20240101, 20241231], [20240101, 20241231], [20230101, 20231231], [0, 0],
    ]  # fmt: skip


def test_it_is_read_once_for_all_threads(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    readings = []
    read = ArticleReader.list_entries

    def count(self: ArticleReader) -> tuple[ArticleEntry, ...]:
        readings.append(1)
        return read(self)

    monkeypatch.setattr(ArticleReader, "list_entries", count)
    with open_index(folder) as index, ThreadPoolExecutor(8) as pool:
        given = list(pool.map(lambda _: index.catalogue, range(32)))
        assert all(one is given[0] for one in given)
    assert len(readings) == 1
    assert given[0].entries[0].headline == "煤矿改造"


def test_zones_and_cities_are_found() -> None:
    zones = (
        make_zone("甲经开区", "长治"), make_zone("乙经开区", "长治", "Changzhi"), make_zone("丙经开区"),
        make_zone("戊经开区", "长治"),
    )  # fmt: skip
    entries = tuple(make_entry(n, zone) for n, zone in enumerate(["甲经开区", "丙经开区", ""]))
    catalogue = Catalogue(entries, zones)
    assert catalogue.zone("乙经开区") is zones[1]
    assert catalogue.zone("丁经开区") is None
    assert catalogue.cities == ("长治",)
    assert catalogue.city_names == {"长治": "Changzhi"}


def test_months_are_those_known_to_the_month() -> None:
    dates = [Dated(2024, 3), Dated(2023), Dated(), Dated(2022, 11, 5), Dated(2024, 3, 9)]
    catalogue = Catalogue(tuple(make_entry(n, published=date) for n, date in enumerate(dates)), ())
    assert catalogue.months == ("2022-11", "2024-03")


def test_an_index_without_articles_has_an_empty_catalogue() -> None:
    catalogue = Catalogue((), ())
    assert catalogue.published_spans.shape == (0, 2)
    assert (catalogue.sources, catalogue.months, catalogue.cities) == ((), (), ())


@given(st.dates())
def test_a_day_lies_within_its_month_and_its_year(day: object) -> None:
    year, month, number = map(int, str(day).split("-"))
    first, last = span_of(Dated(year, month, number))
    assert first == last == year * 10_000 + month * 100 + number
    for wider in (Dated(year, month), Dated(year)):
        start, end = span_of(wider)
        assert start <= first <= end
