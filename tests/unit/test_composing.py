"""The frame around the quotes: both scripts, the reader's language, and nothing from a page acts."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answers import Language, Narrowing, Problem, ProblemKind, Scope, Statement
from rag.composing import (
    compose_abstention,
    compose_author,
    compose_list,
    compose_quotes,
    compose_sources,
    escape_markdown,
    name_zone,
    render_statement,
    tell_problem,
)
from tests.unit.rag_fakes import QINGQUAN, make_citation, make_query

ENGLISH, CHINESE = make_query(language="en"), make_query(language="zh")
SCOPE = Scope(articles=8, zones=5)
FOIL = make_citation("铜箔项目投资18.6亿元。", "18.6亿元")
ACTIVE = set("\\`*_[]<>#|~")


def test_a_list_counts_zones_and_what_was_searched() -> None:
    other = replace(QINGQUAN, short="白川经开区", english="Baichuan Zone")
    groups = [(QINGQUAN, [FOIL]), (other, [make_citation("生产铜线。", number=2)])]
    assert compose_list(ENGLISH, groups, SCOPE) == (
        "**2 zones fit.** 8 articles on 5 zones were searched, each zone by itself.\n\n"
        "- **Qingquan Economic and Technological Development Zone (青泉经开区)**:"
        " 「铜箔项目投资**18.6亿元**。」 [1]\n  — 标题 · 2024-05 · a.txt\n"
        "- **Baichuan Zone (白川经开区)**: 「生产铜线。」 [2]\n  — 标题 · 2024-05 · a.txt"
    )


def test_one_zone_in_chinese() -> None:
    text = compose_list(CHINESE, [(QINGQUAN, [FOIL])], SCOPE)
    assert text.startswith("**符合条件的开发区有 1 个。**共检索 8 篇文章、5 个开发区，逐区判断。")
    assert "**青泉经济技术开发区（Qingquan Economic and Technological Development Zone）**" in text


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("en", "Qingquan Economic and Technological Development Zone (青泉经开区)"),
        ("zh", "青泉经济技术开发区（Qingquan Economic and Technological Development Zone）"),
    ],
)
def test_a_zone_is_named_in_both_scripts_the_reader_s_first(language: Language, name: str) -> None:
    assert name_zone(QINGQUAN, language) == name


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_zone_without_english_has_its_chinese_name(language: Language) -> None:
    assert name_zone(replace(QINGQUAN, english=""), language) == "青泉经济技术开发区"


def test_no_zone_is_said_so() -> None:
    assert name_zone(None, "en") == "No zone named"
    assert name_zone(None, "zh") == "未点名开发区"


def test_quotes_follow_an_opening_statement() -> None:
    text = compose_quotes(ENGLISH, [(QINGQUAN, FOIL)], lead="Lead.")
    assert text.split("\n\n")[0] == "Lead."
    assert compose_quotes(ENGLISH, [(QINGQUAN, FOIL)]) == text.removeprefix("Lead.\n\n")
    assert "「铜箔项目投资**18.6亿元**。」 [1]" in text


def test_an_unknown_date_is_said_so_and_a_missing_headline_left_out() -> None:
    citation = make_citation("生产铜线。", published="", headline="")
    assert compose_quotes(ENGLISH, [(None, citation)]).endswith("  — date unknown · a.txt")
    assert compose_quotes(CHINESE, [(None, citation)]).endswith("  —— 日期不详 · a.txt")


def test_an_author_is_named_with_headline_and_zone() -> None:
    assert compose_author(ENGLISH, [(QINGQUAN, FOIL)]) == (
        "**林小舟** is named as the author of “标题”"
        " (Qingquan Economic and Technological Development Zone (青泉经开区)) [1].\n"
        "  — 标题 · 2024-05 · a.txt"
    )
    assert compose_author(CHINESE, [(QINGQUAN, FOIL)]).startswith("《标题》")


def test_an_abstention_says_what_was_searched_and_shows_the_nearest() -> None:
    assert compose_abstention(ENGLISH, [], SCOPE) == (
        "**The articles do not say.** 8 articles on 5 zones were searched."
    )
    text = compose_abstention(ENGLISH, [(QINGQUAN, FOIL)], SCOPE)
    assert text.startswith("**The articles do not say.** 8 articles on 5 zones were searched. Nearest")
    assert text.endswith("a.txt")


@pytest.mark.parametrize(
    ("query", "text"),
    [
        (ENGLISH, "**The articles do not say.** No article about 甲, 乙 is in the index."),
        (CHINESE, "**文章中没有说明。**索引中没有关于甲、乙的文章。"),
    ],
    ids=["en", "zh"],
)
def test_an_abstention_names_the_zones_that_the_index_has_not(query: object, text: str) -> None:
    assert compose_abstention(query, [], SCOPE, missing=["甲", "乙"]) == text  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("scope", "english", "chinese"),
    [
        (Scope(5, 1), "5 articles on 1 zone were searched.", "共检索 5 篇文章、1 个开发区。"),
        (Scope(1, 1), "1 article was searched.", "共检索 1 篇文章。"),
        (Scope(11, 11), "11 articles on 11 zones were searched.", "共检索 11 篇文章、11 个开发区。"),
        (Scope(0, 0), "No article fits what the search is narrowed to.", "没有文章符合所限定的检索范围。"),
    ],
)
def test_a_narrowed_search_of_one_is_told_in_the_singular(scope: Scope, english: str, chinese: str) -> None:
    narrowed = Narrowing(since="2024")
    for query, told in ((ENGLISH, english), (CHINESE, chinese)):
        text = compose_abstention(replace(query, narrowing=narrowed), [], scope)
        assert text.partition("**")[2].partition("**")[2].strip() == told


def test_zones_that_are_left_out_are_not_said_to_be_missing_from_the_index() -> None:
    query = replace(ENGLISH, narrowing=Narrowing(since="2024"))
    text = compose_abstention(query, [], SCOPE, missing=["甲"], is_elsewhere=True)
    assert text.endswith("No article about 甲 is among those that the search is narrowed to.")


@given(st.text(alphabet=st.sampled_from("铜a \\`*_[]<>#|~!()&")))
def test_no_character_of_a_page_acts_and_none_is_lost(text: str) -> None:
    escaped = escape_markdown(text)
    assert re.sub(r"\\([\\`*_\[\]<>#|~])", r"\1", escaped) == text
    rest = re.sub(r"\\.", "", escaped)
    assert not ACTIVE & set(rest)


HOSTILE = "<img src=x>[x](http://evil.example)**18亿元**# `a`"


@pytest.mark.parametrize("field", ["text", "headline", "byline", "source"])
def test_what_comes_from_a_page_is_escaped(field: str) -> None:
    citation = replace(make_citation("铜箔。"), **{field: HOSTILE})  # type: ignore[arg-type]
    text = "\n".join(
        [
            compose_quotes(ENGLISH, [(QINGQUAN, citation)]),
            compose_author(ENGLISH, [(QINGQUAN, citation)]),
            compose_list(CHINESE, [(QINGQUAN, [citation])], SCOPE),
        ]
    )
    assert HOSTILE not in text
    assert escape_markdown(HOSTILE) in text


def test_the_words_around_a_focus_are_escaped_apart_from_its_mark() -> None:
    citation = make_citation("*铜*18.6_亿元_*", "18.6_亿元_")
    assert r"「\*铜\***18.6\_亿元\_**\*」" in compose_quotes(ENGLISH, [(None, citation)])


def render(statement: Statement, language: Language = "en", mode: str = "strike") -> str:
    return render_statement(statement, language, mode)


def test_a_statement_that_holds_is_plain_text_with_its_references() -> None:
    statement = Statement("It invests 9 *billion*.", (2, 1), "supported", prefix="- ")
    assert render(statement) == "- It invests 9 \\*billion\\*. [2] [1]"
    assert (
        render(replace(statement, verdict="framing", citations=(), prefix=""))
        == "It invests 9 \\*billion\\*."
    )


KINDS: tuple[ProblemKind, ...] = ("figure", "date", "zone", "name", "negation", "meaning", "uncited")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_fails_is_struck_with_a_reason_of_its_kind(language: Language) -> None:
    struck = {
        kind: render(Statement("It is *so*.", (1,), "unsupported", (Problem(kind, "12", "34"),)), language)
        for kind in KINDS
    }
    assert len(set(struck.values())) == len(KINDS)
    for kind, text in struck.items():
        assert text.startswith("~~It is \\*so\\*.~~ [1] ")
        assert ("12" in text) == (kind in {"figure", "date", "zone", "name"})
        assert ("34" in text) == (kind != "uncited")


def test_all_reasons_are_told_and_both_figures() -> None:
    problems = (Problem("figure", "9.2 billion", "9.2亿元"), Problem("meaning"))
    assert render(Statement("So.", (1,), "contradicted", problems)) == (
        "~~So.~~ [1] (struck out: the cited sentence says 9.2亿元, not 9.2 billion; "
        "the cited sentence does not say this)"
    )


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (Problem("figure", "12 billion"), "the cited sentence does not have the figure 12 billion"),
        (Problem("meaning", "", "计划"), "the cited sentence tells it as not yet so (“计划”)"),
        (Problem("meaning", "largest"), "the cited sentence does not bear out “largest”"),
        (
            Problem("negation", "", "尚未"),
            "the cited sentence says “尚未”, which is the opposite",
        ),
        (Problem("negation", "not"), "the cited sentence does not bear out “not”"),
        (Problem("negation"), "the cited sentence says the opposite"),
        (Problem("name", "A_B", "*C*"), "the cited sentence names \\*C\\*, not A\\_B"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_reason_tells_as_much_as_is_known(problem: Problem, told: str) -> None:
    assert tell_problem(problem, "en") == told


def test_a_sentence_that_was_found_is_not_called_cited() -> None:
    problem = Problem("figure", "80", "800套")
    assert tell_problem(problem, "en", is_cited=False) == "the sentence says 800套, not 80"
    assert tell_problem(problem, "zh", is_cited=False) == "原句说的是 800套，不是 80"


def test_what_fails_is_left_out_where_it_is_to_be_removed() -> None:
    assert render(Statement("So.", (1,), "unsupported"), mode="remove") == ""
    assert render(Statement("So.", (1,), "supported"), mode="remove") == "So. [1]"


def test_names_that_nothing_confirms_and_citations_that_were_found_are_marked() -> None:
    statement = Statement("Jinnan invests.", (1,), "supported", unconfirmed=("Jinnan", "A_B"), is_cited=False)
    assert render(statement) == (
        "Jinnan invests. [1] (not confirmed by the sentence: Jinnan, A\\_B) "
        "(the sentence was found by Zonewise; the model cited none)"
    )


def test_no_words_of_a_model_act_on_markdown() -> None:
    nasty = Statement("~~x~~ [9](http://e.example) <img src=x> # `a` |b|", (1,), "contradicted", prefix="")
    assert render(nasty) == (
        "~~\\~\\~x\\~\\~ \\[9\\](http://e.example) \\<img src=x\\> \\# \\`a\\` \\|b\\|~~ [1] "
        "(struck out: the cited sentence does not say this)"
    )


def test_sources_stand_word_for_word_by_their_numbers() -> None:
    citation = make_citation("青泉投资9亿元。", focus="9亿元", number=3, headline="铜[箔]")
    lines = compose_sources([(QINGQUAN, citation)], "en").splitlines()
    assert lines[0] == "The sentences it rests on:"
    assert lines[2] == (
        "- [3] **Qingquan Economic and Technological Development Zone (青泉经开区)**: "
        "「青泉投资**9亿元**。」 — 铜\\[箔\\] · 2024-05 · a.txt"
    )
