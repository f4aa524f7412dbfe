"""The zones as programs get them: which are listed, in which order, with which dates."""

from __future__ import annotations

import pytest

from app.programs import listing
from app.programs.listing import list_zones
from app.programs.requests import ZonesRequest
from index.catalogue import ArticleEntry, Catalogue
from index.documents import Dated, Zone
from index.zones import Gazetteer

ONE, TWO, NONE = (
    Zone(f"{place}经开区", f"{place}经济技术开发区", f"{english} Zone", "长治", "Changzhi", place, english)
    for place, english in (("甲", "Jia"), ("乙", "Yi"), ("丙", "Bing"))
)
DATES = (("乙经开区", Dated(2024, 3)), ("甲经开区", Dated()), ("乙经开区", Dated(2023)), ("", Dated(2020)))
CATALOGUE = Catalogue(
    tuple(
        ArticleEntry(number, f"a:{number}", "a.txt", number, zone, "", date, is_whole_page=False)
        for number, (zone, date) in enumerate(DATES)
    ),
    (ONE, TWO, NONE),
)


def test_zones_with_most_articles_come_first_with_their_dates(gazetteer: Gazetteer) -> None:
    given = list_zones(ZonesRequest(), CATALOGUE, gazetteer)
    zones = given["zones"]
    assert isinstance(zones, list)
    told = [
        (zone["short"], zone["articles"], zone["first"], zone["last"])
        for zone in zones
        if isinstance(zone, dict)
    ]
    assert told == [("乙经开区", 2, "2023", "2024-03"), ("甲经开区", 1, "", ""), ("丙经开区", 0, "", "")]
    assert given["scope"] == {"articles": 4, "zones": 3}


def test_of_too_many_zones_those_with_most_articles_are_listed(
    gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "MOST_ZONES", 1)
    given = list_zones(ZonesRequest(text="经开区"), CATALOGUE, gazetteer)
    zones = given["zones"]
    assert isinstance(zones, list)
    assert (given["total"], [zone["short"] for zone in zones if isinstance(zone, dict)]) == (3, ["乙经开区"])
