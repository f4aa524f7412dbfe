"""A library of articles made by rule, for the *Zones* tab: known counts, hostile names, both languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from index.catalogue import ArticleEntry, Catalogue
from index.documents import Article, Dated, Page, Zone
from tests.scripted_answerer import HOSTILE, ZONE, make_article

_KIND = "Economic and Technological Development Zone"
OTHER_KIND = Zone(
    "青泉高新区", "青泉高新技术产业开发区", "Qingquan High-tech Industrial Development Zone",
    "青州", "Qingzhou", "青泉", "Qingquan",
)  # fmt: skip
RIVER = Zone("安河经开区", "安河经济技术开发区", f"Anhe {_KIND}", "白州", "Baizhou", "安河", "Anhe")
DOUBLE = Zone("长治经开区", "长治经济技术开发区", f"Changzhi {_KIND}", "长治", "Changzhi", "长治", "Changzhi")
WILD = Zone(HOSTILE, f"全称{HOSTILE}", f"Wild{HOSTILE} {_KIND}", "", "", HOSTILE, f"Wild{HOSTILE}")
ZONES = (ZONE, OTHER_KIND, RIVER, DOUBLE, WILD)


def make_entry(number: int, zone: str = "", date: Dated = Dated(), headline: str = "") -> ArticleEntry:  # noqa: B008
    """Give an entry; five articles stand on each page."""
    return ArticleEntry(
        number=number, id=f"id{number}", source=f"报纸/{number // 5}.txt", ordinal=number % 5, zone=zone,
        headline=headline or f"第{number}篇", published=date, is_whole_page=False,
    )  # fmt: skip


def make_catalogue(rows: Sequence[tuple[str, Dated]], zones: Sequence[Zone] = ZONES) -> Catalogue:
    """Give a catalogue of an article for each row of a zone's short name and a date."""
    entries = tuple(make_entry(number, zone, date) for number, (zone, date) in enumerate(rows))
    return Catalogue(entries, tuple(zones))


ROWS = (
    *[(ZONE.short, Dated(2024, month, 3)) for month in (1, 2, 2, 3, 5)],
    (ZONE.short, Dated(2024)),
    (ZONE.short, Dated()),
    *[(OTHER_KIND.short, Dated(2023, 12)) for _ in range(3)],
    *[(RIVER.short, Dated(2024, 4, day)) for day in (1, 9)],
    (DOUBLE.short, Dated(2024, 3)),
    (WILD.short, Dated(2024, 6, 30)),
    ("", Dated(2024, 6, 1)),
    ("", Dated()),
)
"""Articles: 青泉经开区 7, 青泉高新区 3, 安河 2, 长治 1, the hostile zone 1, without a zone 2."""


def make_many_zones(count: int) -> Catalogue:
    """Give the zones above and `count` more, of which zone `n` has one article, in cities of ten zones."""
    more = [
        Zone(
            f"甲{n}经开区", f"甲{n}经济技术开发区", f"Jia{n} {_KIND}", f"乙{n // 10}", f"Yi{n // 10}",
            f"甲{n}", f"Jia{n}",
        )
        for n in range(count)
    ]  # fmt: skip
    rows = (*ROWS, *((zone.short, Dated(2024, 1 + n % 6)) for n, zone in enumerate(more)))
    return make_catalogue(rows, (*ZONES, *more))


@dataclass
class ScriptedLibrary:
    """Gives one catalogue, which a test may change, and one article under every id of it."""

    now: Catalogue = field(default_factory=lambda: make_many_zones(40))

    def catalogue(self) -> Catalogue:
        """Give the catalogue."""
        return self.now

    def article(self, article_id: str) -> Article:
        """Give the article with the head that its entry tells."""
        entry = next((entry for entry in self.now.entries if entry.id == article_id), None)
        if entry is None:
            raise KeyError(article_id)
        article, _ = make_article()
        return replace(
            article, id=entry.id, zone=entry.zone, headline=entry.headline, published=entry.published
        )

    def page(self, source: str) -> Page:
        """Give the one page."""
        _, page = make_article()
        if source != page.source:
            raise KeyError(source)
        return page
