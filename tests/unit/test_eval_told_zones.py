"""The zones that the text of an answer tells of, as the program composes it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.citing.told_zones import read_told_zones
from index.documents import Zone
from index.zones import load_gazetteer
from prompts.loading import load_wording
from rag.answers import Language, Scope, Statement
from rag.composing import (
    compose_author,
    compose_list,
    compose_quotes,
    compose_written_item,
    name_zone,
    render_statement,
)
from tests.judged_answers import make_answer, make_citation
from tests.unit.rag_fakes import QINGQUAN, make_query

LANGUAGES: tuple[Language, ...] = ("en", "zh")
CITED = make_citation("铜箔项目投产。", byline="林小舟", headline="铜箔")


def get(short: str) -> Zone:
    zone = load_gazetteer().get(short)
    assert zone is not None
    return zone


YUANQU, PINGLU = get("垣曲经开区"), get("平鲁经开区")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("in_field", [True, False])
def test_a_list_tells_of_the_zone_of_each_item_whatever_the_field_has(
    language: Language, in_field: bool
) -> None:
    zones = [YUANQU, PINGLU]
    text = compose_list(make_query(language=language), [(zone, [CITED]) for zone in zones], Scope(87, 46))
    told = read_told_zones(make_answer(text, zones=zones if in_field else ()))
    assert told == (("垣曲经开区", "垣曲"), ("平鲁经开区", "平鲁"))


def test_a_zone_of_the_field_alone_is_not_told() -> None:
    text = compose_quotes(make_query(), [(YUANQU, CITED), (None, CITED), (YUANQU, CITED)])
    assert read_told_zones(make_answer(text, zones=[YUANQU, PINGLU])) == (("垣曲经开区", "垣曲"),)


@pytest.mark.parametrize("language", LANGUAGES)
def test_authors_and_comparisons_tell_of_their_zones(language: Language) -> None:
    query = make_query(language=language)
    names = [name_zone(zone, language) for zone in (YUANQU, QINGQUAN)]
    sides = {"larger": "9亿元", "larger_zone": names[0], "smaller": "3亿元", "smaller_zone": names[1]}
    lead = load_wording(language, "answer")["larger"].format(**sides)
    signed = make_answer(compose_author(query, [(QINGQUAN, CITED)]), zones=[QINGQUAN])
    compared = make_answer(compose_quotes(query, [], lead=lead), zones=[QINGQUAN, YUANQU])
    assert read_told_zones(signed) == (("青泉经开区", "青泉"),)
    assert read_told_zones(compared) == (("垣曲经开区", "垣曲"), ("青泉经开区", "青泉"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_item_that_a_model_wrote_is_of_its_zone_and_of_none_that_it_mentions(language: Language) -> None:
    words = "It outdoes 平鲁经开区."
    item = compose_written_item(name_zone(YUANQU, language), f"{words} [1]", [CITED], language)
    assert read_told_zones(make_answer(item, citations=[CITED])) == (("垣曲经开区", "垣曲"),)


def test_an_item_of_which_all_is_struck_tells_of_nothing() -> None:
    struck = render_statement(Statement("It makes foil.", (1,), "unsupported"), "en", "strike")
    item = compose_written_item(name_zone(YUANQU, "en"), struck, [], "en")
    assert read_told_zones(make_answer(item, zones=[YUANQU])) == ()


@pytest.mark.parametrize(
    ("text", "shorts"),
    [
        pytest.param("垣曲经开区 makes foil. 平鲁经开区 too.", ("垣曲经开区", "平鲁经开区"), id="named"),
        pytest.param("It makes foil [1].", ("平鲁经开区",), id="by what it cites"),
        pytest.param("垣曲经开区 makes foil [1].", ("垣曲经开区",), id="named, and citing another's"),
        pytest.param("Foil is made.", (), id="neither"),
        pytest.param(
            "- **Nowhere at all**: 「铜箔」 [1]", ("Nowhere at all",), id="a name that nothing knows"
        ),
    ],
)
def test_zones_of_free_words(text: str, shorts: tuple[str, ...]) -> None:
    cited = replace(CITED, zone=PINGLU.short)
    assert tuple(short for short, _ in read_told_zones(make_answer(text, citations=[cited]))) == shorts


WORDS = [
    "- **",
    "**: ",
    "「",
    "」 [1]",
    "[2]",
    "~~",
    "\n",
    "垣曲经开区",
    "Pinglu development zone",
    "经开区",
    " (",
    ") ",
]


@given(st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=6)), max_size=12).map("".join))
def test_no_text_makes_reading_raise(text: str) -> None:
    told = read_told_zones(make_answer(text, zones=[YUANQU], citations=[CITED]))
    assert len(set(told)) == len(told)
