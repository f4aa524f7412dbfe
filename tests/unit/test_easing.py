"""A carried year that shuts another zone's page out is eased, and told; a year that was said is not."""

import pytest

from index.zones import load_gazetteer
from rag.answers import Query
from rag.drafts import Draft
from rag.easing import ease_years, tell_other_year
from rag.pipeline import Pipeline
from tests.unit.rag_fakes import make_query

GAZETTEER = load_gazetteer()
CARRIED = make_query("那祁县呢？", zones=("祁县经开区",), years=(2019,), expects="number")


def test_a_year_carried_to_a_zone_that_is_named_is_eased() -> None:
    eased = ease_years(CARRIED, GAZETTEER)
    assert eased is not None
    assert (eased.years, eased.zones) == ((), ("祁县经开区",))


@pytest.mark.parametrize(
    "query",
    [
        make_query("那祁县2019年呢？", zones=("祁县经开区",), years=(2019,)),
        make_query("那祁县今年呢？", zones=("祁县经开区",), years=(2019,)),
        make_query("那产值呢？", zones=("祁县经开区",), years=(2019,)),
        make_query("那祁县呢？", zones=("祁县经开区",)),
        make_query("那祁县和绛县呢？", zones=("祁县经开区", "绛县经开区"), years=(2019,)),
        make_query("祁县有哪些？", zones=("祁县经开区",), years=(2019,), is_list=True),
    ],
    ids=["said", "said by a word", "the same zone", "no year", "two zones", "a list"],
)
def test_other_years_stay(query: Query) -> None:
    assert ease_years(query, GAZETTEER) is None


def test_an_abstention_is_not_of_another_year() -> None:
    draft = Draft("nothing", (), (), abstained=True, form="abstention", threshold=0.5)
    assert tell_other_year(draft, CARRIED) is draft


@pytest.mark.parametrize(
    ("question", "before", "told"),
    [
        ("那祁县呢？", "运城经开区2019年有多少家企业？", "没有说明2019年"),
        ("and in Qixian?", "How many companies has Yuncheng EDZ in 2019?", "do not say it of 2019"),
    ],
)
def test_what_is_of_another_year_is_told_as_such(
    pipeline: Pipeline, question: str, before: str, told: str
) -> None:
    answer = pipeline.answer(question, history=[before])
    assert answer.text.splitlines()[0].count(told) == 1
    assert "**64家**" in answer.text
    assert [zone.short for zone in answer.zones] == ["祁县经开区"]
    assert answer.query.years == (2019,)


def test_a_year_that_is_asked_for_is_not_answered_by_another(pipeline: Pipeline) -> None:
    assert pipeline.answer("祁县经开区2019年有多少家企业？").abstained
