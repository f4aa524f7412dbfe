"""What a sentence names as its zone's own, and what as another's."""

import pytest

from rag.owning import is_of_others
from tests.unit.rag_fakes import make_concept, make_query

MAKERS = "哪些开发区生产玻璃？"


def is_others(sentence: str, *, asked: str = MAKERS, words: tuple[str, ...] = ("玻璃",)) -> bool:
    concepts = tuple(make_concept(word, alternatives=(word,), weight=0.8) for word in words)
    return is_of_others(make_query(concepts=concepts, standalone=asked, is_list=True), sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "协会统一采购纯碱、玻璃和包装箱。",
        "产品卖给南方的玻璃厂。",
        "涂料发往广东的玻璃加工企业。",
        "小分队拜访了一家玻璃企业。",
        "招商干部与玻璃企业座谈。",
        "公司为玻璃厂提供耐火砖。",
        "年产玻璃用石英砂40万吨。",
        "产品有玻璃客户二十多家。",
        "新材料用于玻璃、陶瓷和涂料。",
    ],
)
def test_what_is_bought_sold_to_served_or_visited_is_of_others(sentence: str) -> None:
    assert is_others(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "园区年产玻璃40万吨。",
        "企业采购石英砂，生产玻璃。",
        "采用新工艺加工玻璃。",
        "公司用天然气烧玻璃，产品发往广东。",
        "玻璃用电量下降。",
        "玻璃用地已经平整。",
        "为做大玻璃产业，开发区设立基金。",
        "考察组回来后，玻璃项目签约落地。",
        "改用电炉后投产的玻璃线有三条。",
        "开发区没有这类企业。",
    ],
)
def test_what_the_zone_makes_itself_is_its_own(sentence: str) -> None:
    assert not is_others(sentence)


def test_one_mention_of_its_own_is_enough() -> None:
    assert is_others("产品卖给玻璃厂。")
    assert not is_others("产品卖给玻璃厂，自己也产玻璃。")


def test_a_thing_made_for_another_is_its_own() -> None:
    sentence = "年产玻璃用石英砂40万吨。"
    assert is_others(sentence)
    assert not is_others(sentence, asked="哪些开发区生产玻璃用的石英砂？", words=("玻璃", "石英砂"))


@pytest.mark.parametrize(
    "asked",
    [
        "Which zones supply materials to glass makers?",
        "哪些开发区为玻璃企业供应材料？",
        "Which zones buy glass?",
        "Which zones have a glass museum?",
    ],
)
def test_who_does_not_ask_for_makers_is_given_buyers_and_suppliers_too(asked: str) -> None:
    assert not is_others("公司为玻璃厂提供耐火砖。", asked=asked)


def test_words_that_nearly_every_page_has_are_no_mention() -> None:
    light = make_concept("企业", alternatives=("企业",), weight=0.1)
    query = make_query(concepts=(light,), standalone="哪些开发区有企业？", is_list=True)
    assert not is_of_others(query, "走访企业。")
