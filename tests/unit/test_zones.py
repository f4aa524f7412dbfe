"""Names of zones and places: every form to one zone, and nothing where there is none."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.documents import Zone
from index.zone_kinds import GAZETTEER_DIR, read_gazetteer
from index.zones import Gazetteer, load_gazetteer

GAZETTEER = load_gazetteer()
ALIASES = Path(__file__).parent.parent / "golden" / "zone_aliases.tsv"
PAIRS = [
    (short, alias)
    for line in ALIASES.read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
    for short, aliases in [line.split("\t")]
    for alias in aliases.split("|")
]
FILLER = st.text(alphabet="铜铝煤投资亿元项目企业园，。；、 ", max_size=12)
NAMES = [(zone, name) for zone in GAZETTEER.zones for name in GAZETTEER.names_of(zone)]


def spans(text: str, gazetteer: Gazetteer = GAZETTEER) -> list[tuple[str, str]]:
    return [(m.zone.short, text[m.start : m.end]) for m in gazetteer.find(text)]


def places(text: str) -> list[tuple[str, str]]:
    return [(m.place, text[m.start : m.end]) for m in GAZETTEER.find_places(text)]


@pytest.mark.parametrize(("short", "alias"), PAIRS, ids=[alias for _, alias in PAIRS])
def test_alias_is_found_whole_and_resolves(short: str, alias: str) -> None:
    zone = GAZETTEER.resolve(alias)
    assert zone is not None
    assert (zone.short, zone.listed) == (short, True)
    assert spans(f"12家，{alias}; 3") == [(short, alias)]


def test_gazetteer_is_complete_and_consistent() -> None:
    shorts = [zone.short for zone in GAZETTEER.zones]
    assert len(shorts) == len(set(shorts)) >= 100
    for zone in GAZETTEER.zones:
        assert zone.short.startswith(zone.place)
        assert zone.english.startswith(zone.place_english)
        assert zone.city
        assert zone.city_english
        assert GAZETTEER.get(zone.short) is zone
    luliang = GAZETTEER.get("吕梁经开区")
    assert luliang is not None
    assert luliang.english == "Lüliang Economic and Technological Development Zone"


def test_names_of_different_zones_never_clash_in_chinese() -> None:
    owners: dict[str, set[str]] = {}
    for zone, name in NAMES:
        if not name.isascii():
            owners.setdefault(name.casefold(), set()).add(zone.short)
    assert {name: shorts for name, shorts in owners.items() if len(shorts) > 1} == {}


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(NAMES), FILLER, FILLER)
def test_every_name_is_found_at_its_exact_span(named: tuple[object, str], before: str, after: str) -> None:
    zone, name = named
    text = f"{before}。{name}，{after}"
    found = [m for m in GAZETTEER.find(text) if m.start == len(before) + 1]
    assert zone in [m.zone for m in found]
    assert {m.end for m in found} == {len(before) + 1 + len(name)}


@given(st.text(max_size=80))
def test_mentions_are_ordered_and_do_not_overlap(text: str) -> None:
    found = GAZETTEER.find(text)
    assert all(0 <= m.start < m.end <= len(text) for m in found)
    assert all(a.end <= b.start or (a.start, a.end) == (b.start, b.end) for a, b in pairwise(found))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("长治经开区与长治高新区", ["长治经开区", "长治高新区"]),
        ("上党经开区一行赴沁源经开区考察", ["上党经开区", "沁源经开区"]),
        ("左云、襄垣经开区", ["左云经开区", "襄垣经开区"]),
        ("Zuoyun and Xiangyuan development zones", ["左云经开区", "襄垣经开区"]),
        ("the Zuoyun development zone or the Yuanqu one", ["左云经开区"]),
        ("走进左云经济技术开发区", ["左云经开区"]),
    ],
    ids=["kinds", "visit", "shared-kind", "plural", "one-of-two", "leading-word"],
)
def test_several_zones(text: str, expected: list[str]) -> None:
    assert [short for short, _ in spans(text)] == expected


def test_shared_spelling_gives_both_zones_until_something_tells_them_apart() -> None:
    assert {short for short, _ in spans("Pinglu development zone")} == {"平鲁经开区", "平陆经开区"}
    assert GAZETTEER.resolve("Pinglu development zone") is None
    assert places("Pinglu, Shuozhou") == [("平鲁", "Pinglu, Shuozhou")]


@pytest.mark.parametrize(
    "text",
    [
        *[
            "全省开发区",
            "山西经开区",
            "山西开发区",
            "郊区经开区",
            "国家级经开区",
            "各开发区",
            "该经开区",
            "省级高新区",
            "我省开发区",
            "本开发区",
            "一流示范区",
            "农业示范区",
            "开发区",
        ],
        *[
            "国家现代农业产业示范区",
            "苏州工业园区",
            "示范区",
            "经济技术开发区",
            "推动开发区发展",
            "科技创新示范区",
        ],
        *["部分开发区", "生态文明示范区", "区和高新区", "Yunchengli development zone", "development zone"],
        *["economic development", "Changzhi development zones", "Shanxi development zone"],
    ],
)
def test_what_is_no_zone(text: str) -> None:
    assert spans(f"，{text}。") == []


@pytest.mark.parametrize(
    ("text", "short", "printed", "english"),
    [
        ("近日，走进张家港经开区", "张家港经开区", "张家港经开区", "Zhangjiagang"),
        ("赴江苏省昆山市高新技术产业开发区学习", "昆山高新区", "昆山市高新技术产业开发区", "Kunshan"),
        ("深入阿拉尔经济技术开发区", "阿拉尔经开区", "阿拉尔经济技术开发区", "Alaer"),
        ("来到甘亭镇，甘亭经济开发区", "甘亭经开区", "甘亭经济开发区", "Ganting"),
        ("位于曲沃现代农业产业示范区", "曲沃示范区", "曲沃现代农业产业示范区", "Quwo"),
        ("云丘山生态文化旅游示范区", "云丘山文旅示范区", "云丘山生态文化旅游示范区", "Yunqiushan"),
        ("阳泉郊区经济技术开发区", "阳泉郊区经开区", "阳泉郊区经济技术开发区", "Yangquanjiaoqu"),
        ("垣曲高新区", "垣曲高新区", "垣曲高新区", "Yuanqu"),
    ],
    ids=[
        "city",
        "province-first",
        "three-characters",
        "town",
        "agricultural",
        "tourism",
        "suburb",
        "other-kind",
    ],
)
def test_unlisted_zone_by_rule(text: str, short: str, printed: str, english: str) -> None:
    (mention,) = GAZETTEER.find(text)
    assert mention.zone.short == short
    assert not mention.zone.listed
    assert text[mention.start : mention.end] == printed
    assert mention.zone.place_english == english


def test_unlisted_zone_at_a_known_county_has_its_city() -> None:
    (mention,) = GAZETTEER.find("神池经济技术开发区")
    assert (mention.zone.city, mention.zone.city_english, mention.zone.english) == (
        "忻州",
        "Xinzhou",
        "Shenchi Economic and Technological Development Zone",
    )


def test_with_zones_finds_unlisted_zones_by_english_name() -> None:
    zone = GAZETTEER.find("走进张家港经开区")[0].zone
    known = GAZETTEER.with_zones([zone])
    assert spans("Zhangjiagang development zone") == []
    assert spans("the Zhangjiagang development zone's copper", known)[0][0] == "张家港经开区"
    assert known.resolve("Zhangjiagang") == zone
    assert len(known.zones) == len(GAZETTEER.zones) + 1
    assert known.with_zones([]).zones == known.zones


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("长治市和垣曲县", [("长治", "长治市"), ("垣曲", "垣曲县")]),
        ("长治市上党区", [("上党", "长治市上党区")]),
        ("in Yuanqu county and Changzhi", [("垣曲", "Yuanqu county"), ("长治", "Changzhi")]),
        ("Yuncheng's copper", [("运城", "Yuncheng")]),
        ("Shangdang District of Changzhi City", [("上党", "Shangdang District of Changzhi City")]),
        ("左云经开区", []),
        ("长治市场", [("长治", "长治")]),
        ("大同小异", []),
        ("浙江长兴县、贵阳高新产业", []),
        ("吕梁兴县", [("兴县", "吕梁兴县")]),
        ("a jingle", []),
        ("Jingle's", [("静乐", "Jingle")]),
        ("would he shun Shanxi", []),
    ],
)  # fmt: skip
def test_places(text: str, expected: list[tuple[str, str]]) -> None:
    assert places(text) == expected


def test_bare_place_resolves_only_when_it_has_one_zone() -> None:
    jishan = GAZETTEER.resolve("Jishan")
    assert jishan is not None
    assert jishan.short == "稷山经开区"
    assert GAZETTEER.resolve("长治") is None
    assert {zone.short for zone in GAZETTEER.zones_of_place("长治")} == {"长治经开区", "长治高新区"}
    assert GAZETTEER.resolve("长治的企业") is None


def test_unknown_kind_in_the_table_is_named(tmp_path: Path) -> None:
    for file in GAZETTEER_DIR.iterdir():
        (tmp_path / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "shanxi_zones.tsv").write_text("运城\tmarine\n", encoding="utf-8")
    with pytest.raises(ValueError, match="unknown kind 'marine' of 运城"):
        read_gazetteer(tmp_path)


def _make_unlisted(place: str, english: str) -> Zone:
    return Zone(
        short=f"{place}经开区",
        name=f"{place}经济技术开发区",
        english=f"{english} Economic and Technological Development Zone",
        city="",
        city_english="",
        place=place,
        place_english=english,
        listed=False,
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("那青泉呢？", ["青泉"]),
        ("青泉那边呢？", ["青泉"]),
        ("企业哪一年搬到青泉来的？", ["青泉"]),
        ("换成青泉呢？", ["青泉"]),
        ("青泉去年新增企业40家。", ["青泉"]),
        ("青泉的企业有多少？", ["青泉"]),
        ("青泉和隆兴哪个大？", ["青泉", "隆兴"]),
        ("在隆兴，企业多了。", ["隆兴"]),
        ("隆兴市场活跃。", []),
        ("大隆兴产业发展快。", []),
        ("隆兴产业发展快。", []),
        ("沿隆兴大道建设。", []),
        ("青泉经开区去年增长。", []),
    ],
)
def test_a_zone_of_the_index_is_found_by_its_bare_name(text: str, expected: list[str]) -> None:
    known = GAZETTEER.with_zones([_make_unlisted("青泉", "Qingquan"), _make_unlisted("隆兴", "Longxing")])
    assert [mention.place for mention in known.find_places(text)] == expected
    assert GAZETTEER.find_places(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("江苏省青泉综合保税区封关运作。", ["青泉综保区"]),
        ("青泉综保区与青泉经开区签约。", ["青泉综保区", "青泉经开区"]),
        ("大同综合保税区增长。", ["大同综保区"]),
        ("Datong Comprehensive Bonded Zone grew.", ["大同综保区"]),
        ("The Datong Integrated Free Trade Zone grew.", ["大同综保区"]),
        ("Datong zongbaoqu grew.", ["大同综保区"]),
        ("上海自由贸易试验区扩容。", ["上海自贸区"]),
        ("各国建立自由贸易区。", []),
        ("两地保税区联动。", []),
        ("大同工业园区增长。", []),
        ("Datong Industrial Park grew.", []),
    ],
)
def test_bonded_and_free_trade_zones_are_kinds_of_their_own(text: str, expected: list[str]) -> None:
    assert [mention.zone.short for mention in GAZETTEER.find(text)] == expected


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("内蒙古青泉工业园区已形成年产1500套的能力。", "青泉工业园区"),
        ("本刊讯 江苏省青泉工业园区去年增长。", "青泉工业园区"),
        ("青泉产业园区", "青泉工业园区"),
        ("书记在青泉工业园区调研。", ""),
        ("重点工业园区增长。", ""),
        ("青泉经开区增长，青泉工业园区开工。", ""),
    ],
)
def test_a_park_is_a_zone_where_a_text_begins_with_it(text: str, short: str) -> None:
    park = GAZETTEER.find_park(text)
    assert (park.short if park else "") == short
    assert all(not mention.zone.short.endswith("工业园区") for mention in GAZETTEER.find(text))


def test_a_park_that_an_article_is_about_is_found_by_its_names() -> None:
    park = GAZETTEER.find_park("青泉工业园区")
    assert park is not None
    known = GAZETTEER.with_zones([park])
    for text in ("在青泉工业园区，企业增长。", "Qingquan Industrial Park grew."):
        assert [mention.zone.short for mention in known.find(text)] == ["青泉工业园区"]
