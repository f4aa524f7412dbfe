"""The figure, date or organisation asked for: of the unit asked for, nearest to what is named."""

import math

import pytest

from rag import focusing
from rag.answers import Expected, Language
from rag.focusing import (
    expected_units,
    find_counted,
    find_focus,
    fitting_figures,
    has_figure,
    locate_concepts,
    rate_closeness,
)
from tests.unit.rag_fakes import make_concept, make_query


def focus(question: str, sentence: str, *words: str, expects: Expected = "number") -> str | None:
    query = make_query(question, concepts=tuple(make_concept(word) for word in words), expects=expects)
    span = find_focus(query, sentence)
    return sentence[slice(*span)] if span else None


SEVERAL = "铜箔项目投资18.6亿元，占地260亩，年产铜箔2.4万吨，同比增长14.5%，带动就业1360人。"


@pytest.mark.parametrize(
    ("question", "word", "found"),
    [
        ("铜箔项目投资多少亿元？", "投资", "18.6亿元"),
        ("How much was invested?", "投资", "18.6亿元"),
        ("项目占地面积多大？", "占地", "260亩"),
        ("年产铜箔多少吨？", "铜箔", "2.4万吨"),
        ("the growth rate", "铜箔", "14.5%"),
        ("带动多少人就业？", "就业", "1360人"),
        ("How many jobs?", "就业", "1360人"),
    ],
)
def test_the_figure_of_the_unit_asked_for(question: str, word: str, found: str) -> None:
    assert focus(question, SEVERAL, word) == found


@pytest.mark.parametrize(("word", "found"), [("玻璃", "64家"), ("医药", "9家"), ("铜", "7家")])
def test_of_several_the_one_nearest_to_what_is_named(word: str, found: str) -> None:
    sentence = "玻璃64家都在城东一带，新办的医药9家都在城西一带，还有铜7家。"
    assert focus("企业有多少家？", sentence, word) == found


@pytest.mark.parametrize(("word", "found"), [("医药", "9家"), ("铜", "7家")])
def test_a_figure_of_the_same_clause_goes_before_a_nearer_one(word: str, found: str) -> None:
    assert focus("企业有多少家？", "玻璃企业64家，医药企业9家，铜企业7家。", word) == found


def test_the_first_where_nothing_is_named() -> None:
    assert focus("有多少家？", "玻璃企业64家，医药企业9家。") == "64家"


def test_a_heavier_concept_draws_more() -> None:
    sentence = "玻璃9家，其余都在另外一处，其中医药有64家。"
    light, heavy = make_concept("玻璃", weight=0.1), make_concept("医药", weight=1.0)
    query = make_query("有多少家？", concepts=(light, heavy), expects="number")
    span = find_focus(query, sentence)
    assert span is not None
    assert sentence[slice(*span)] == "64家"


def test_a_year_is_no_amount() -> None:
    assert focus("铜产业有多少？", "2023年铜产业起步。", "铜") is None
    assert not has_figure("2023年9月6日铜产业起步。")
    assert has_figure("铜产业有7家企业。")


def test_no_figure_of_the_unit_no_focus() -> None:
    assert focus("投资多少亿元？", "企业64家。") is None


def test_a_count_is_of_things_and_of_no_listed_unit() -> None:
    query = make_query("有多少个项目？")
    assert expected_units(query) == {"count"}
    assert [SEVERAL[f.start : f.end] for f in fitting_figures(query, SEVERAL)] == ["1360人"]


def test_of_two_units_asked_for_either_does() -> None:
    query = make_query("How much was invested, and how many jobs?")
    assert expected_units(query) == {"yuan", "count"}
    assert [SEVERAL[f.start : f.end] for f in fitting_figures(query, SEVERAL)] == ["18.6亿元", "1360人"]


def test_any_figure_does_where_no_unit_is_asked_for() -> None:
    query = make_query("铜箔多少？")
    assert expected_units(query) == frozenset()
    assert len(fitting_figures(query, SEVERAL)) == 5


@pytest.mark.parametrize(
    ("sentence", "found"),
    [("项目9月6日开工，投资7.4亿元。", "9月6日"), ("项目2023年开工。", "2023年"), ("项目开工。", None)],
    ids=["day", "year", "none"],
)
def test_a_date(sentence: str, found: str | None) -> None:
    assert focus("项目什么时候开工？", sentence, "项目", expects="date") == found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("青禾药业有限公司通过验收。", "青禾药业有限公司"),
        ("晋原农业大学来了。", "晋原农业大学"),
        ("“明睿光电集团”入驻。", "明睿光电集团"),
        ("企业入驻。", None),
    ],
    ids=["company", "university", "in quotation marks", "none"],
)
def test_an_organisation(sentence: str, found: str | None) -> None:
    assert focus("是哪家单位？", sentence, expects="organisation") == found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("这个项目由三泉铜业有限公司建设。", "三泉铜业有限公司"),
        ("实验室与晋原农业大学共建团队。", "晋原农业大学"),
    ],
    ids=["by", "with"],
)
def test_an_organisation_begins_where_its_name_begins(sentence: str, found: str) -> None:
    assert focus("是哪家单位？", sentence, expects="organisation") == found


@pytest.mark.parametrize("expects", ["any", "person", "author"])
def test_nothing_is_marked_where_no_such_thing_is_asked_for(expects: Expected) -> None:
    assert focus("投资多少亿元？", SEVERAL, "投资", expects=expects) is None


def test_concepts_are_located_by_words_parts_and_sound() -> None:
    term = make_concept("functional food", "功能食品", parts=(make_concept("food", "食品", weight=0.5),))
    name = make_concept("Tongjing", is_name=True)
    led = make_concept("LED")
    assert locate_concepts((term, name, led), "食品由铜景生产，配led灯") == [
        ((0, 2), 0.5),
        ((3, 5), 1.0),
        ((9, 12), 1.0),
    ]


@pytest.mark.parametrize(
    ("sentence", "gap"),
    [("玻璃64家", 0), ("64家玻璃", 0), ("玻璃企业已有64家", 4), ("64家玻璃，又有玻璃", 0)],
)
def test_closeness_falls_with_the_gap(sentence: str, gap: int) -> None:
    query = make_query("玻璃企业有多少家？", concepts=(make_concept("玻璃"),), expects="number")
    span = find_focus(query, sentence)
    assert span is not None
    assert rate_closeness(query, sentence, span) == pytest.approx(math.exp(-gap / focusing._NEAR_CHARS))


def test_nothing_is_close_where_nothing_is_named() -> None:
    assert rate_closeness(make_query("有多少家？", expects="number"), "玻璃64家", (2, 5)) == 0.0


@pytest.mark.parametrize(
    ("question", "language", "word", "found"),
    [
        ("有多少家企业？", "zh", "企业", ["企业"]),
        ("企业有多少家？", "zh", "企业", ["企业"]),
        ("How many companies were reached?", "en", "companies", ["companies"]),
        ("企业投资多少？", "zh", "企业", []),
    ],
    ids=["before", "behind", "english", "not counted"],
)
def test_what_is_counted(question: str, language: Language, word: str, found: list[str]) -> None:
    query = make_query(question, language=language, concepts=(make_concept(word),))
    assert [concept.surface for concept in find_counted(query)] == found


def test_the_figure_of_what_is_counted_goes_before_others() -> None:
    concepts = (make_concept("小分队"), make_concept("企业"))
    query = make_query("小分队对接多少家企业？", concepts=concepts, expects="number")
    assert find_focus(query, "小分队5人，对接企业14家。") == (10, 13)


def test_money_is_money_in_any_currency() -> None:
    query = make_query(concepts=(make_concept("出口"),), standalone="出口额是多少？", expects="number")
    assert find_focus(query, "出口额1480万美元，产品23种。") == (3, 10)


def test_a_length_and_a_volume_are_asked_for_by_their_units() -> None:
    assert expected_units(make_query(standalone="跑道修了多少公里？")) == {"m"}
    assert expected_units(make_query(standalone="How many litres of vinegar?")) >= {"m3"}
