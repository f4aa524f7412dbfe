"""Answers as the program composes them, read back as a reader would."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.citing.reading_answers import Comparison, Quotation, ReadStatement, Signature, read_statements
from index.documents import Zone
from prompts.loading import load_wording
from rag.answers import Citation, Language, Problem, Scope, Statement, Verdict
from rag.composing import (
    compose_abstention,
    compose_author,
    compose_list,
    compose_quotes,
    compose_sources,
    compose_written_item,
    name_zone,
    render_statement,
)
from tests.unit.rag_fakes import QINGQUAN, make_citation, make_query

LANGUAGES: tuple[Language, ...] = ("en", "zh")
FIRST = make_citation("青泉铜箔项目投资24.96亿元。第二句呢？有！", "24.96亿元")
SECOND = make_citation("用*星号*、[3]和<尖括号>的一句。", number=2, headline="问？答[1]")
QUOTES: Sequence[tuple[Zone | None, Citation]] = ((QINGQUAN, FIRST), (None, SECOND))


def state(text: str, *numbers: int, verdict: Verdict = "supported", **changes: object) -> str:
    problems = () if verdict == "supported" else (Problem("figure", "9.2 (nine)", "9.2亿元（约）"),)
    statement = Statement(text, numbers, verdict, problems, prefix="- ", **changes)  # type: ignore[arg-type]
    return render_statement(statement, "en", "strike")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_quote_is_one_statement_of_its_zone(language: Language) -> None:
    text = compose_quotes(make_query(language=language), QUOTES)
    name = name_zone(QINGQUAN, language)
    assert read_statements(text) == [
        ReadStatement(f"{name}: 「{FIRST.text}」", (1,), Quotation(name, FIRST.text)),
        ReadStatement(f"「{SECOND.text}」", (2,), Quotation("", SECOND.text)),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_frame_of_a_list_is_no_statement(language: Language) -> None:
    groups = [(zone, [citation]) for zone, citation in QUOTES]
    text = compose_list(make_query(language=language, is_list=True), groups, Scope(87, 46))
    assert [said.references for said in read_statements(text)] == [(1,), (2,)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_author_is_read_with_the_headline(language: Language) -> None:
    (said,) = read_statements(compose_author(make_query(language=language), [(QINGQUAN, SECOND)]))
    assert said.references == (2,)
    assert said.content == Signature("林小舟", "问？答[1]", name_zone(QINGQUAN, language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("key", "references"), [("larger", (1, 2)), ("equal_written", (1, 2))])
def test_a_comparison_cites_what_is_marked_below(
    language: Language, key: str, references: tuple[int, ...]
) -> None:
    sides = {"larger": "9亿元", "larger_zone": "甲（A）", "smaller": "3亿元", "smaller_zone": "乙（B）"}
    lead = load_wording(language, "answer")[key].format(**sides)
    said, *quotes = read_statements(compose_quotes(make_query(language=language), QUOTES, lead=lead))
    assert said.references == references
    assert said.content == Comparison("9亿元", "甲（A）", "3亿元", "乙（B）", is_equal=key == "equal_written")
    assert said.text in lead.replace("**", "")
    assert len(quotes) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reason_for_a_quoted_answer_is_no_statement(language: Language) -> None:
    note = load_wording(language, "answer")["fallback"].format(reason="it is down (503)")
    text = f"{note}\n\n{compose_quotes(make_query(language=language), QUOTES)}"
    assert [said.references for said in read_statements(text)] == [(1,), (2,)]


def test_what_a_model_wrote_is_read_without_what_is_struck_and_without_its_sources() -> None:
    written = [
        state("It invests 2.496 billion yuan.", 1),
        state("It invests 9.2 yuan.", 1, verdict="contradicted"),
        state("It hires.", 2, is_cited=False),
        state("It is run by Li (厉害).", 1, unconfirmed=("Li (厉害)",)),
        state("Nothing is cited here."),
    ]
    text = "\n".join([*written, "", compose_sources(QUOTES, "en")])
    assert [(said.text, said.references, said.content) for said in read_statements(text)] == [
        ("It invests 2.496 billion yuan.", (1,), None),
        ("It hires.", (2,), None),
        ("It is run by Li (厉害).", (1,), None),
        ("Nothing is cited here.", (), None),
    ]


def test_a_zone_that_is_kept_is_listed_for_the_quote_below_it() -> None:
    kept = load_wording("en", "answer")["kept_unchecked"]
    struck = state("It aims at 9.2 yuan.", 1, verdict="unsupported").removeprefix("- ")
    lines = [
        compose_written_item("Qingquan (青泉)", f"[1] {kept} {struck}", [FIRST], "en"),
        compose_written_item("Lanshui (蓝水)", "It exports foil. [2]", [SECOND], "en"),
    ]
    assert [(said.text, said.references, said.content) for said in read_statements("\n".join(lines))] == [
        (f"Qingquan (青泉): 「{FIRST.text}」", (1,), Quotation("Qingquan (青泉)", FIRST.text)),
        ("Lanshui (蓝水): It exports foil.", (2,), None),
    ]


def test_a_reference_to_nothing_stays_one() -> None:
    assert read_statements("It is so [1][7].") == [ReadStatement("It is so.", (1, 7))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_shown_as_nearest_is_read_like_any_quote(language: Language) -> None:
    """Whether the answer abstains is not told by its text; its judge looks at that."""
    text = compose_abstention(make_query(language=language), QUOTES, Scope(1, 1))
    assert [said.references for said in read_statements(text) if said.references] == [(1,), (2,)]


@pytest.mark.parametrize(
    ("row", "references"),
    [
        pytest.param("[1][1]", (1,), id="a duplicate counts once"),
        pytest.param("[1][2]", (1, 2), id="one too many"),
        pytest.param("[2] [1] [2]", (2, 1), id="with spaces"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_quote_cites_the_whole_row_behind_it(
    language: Language, row: str, references: tuple[int, ...]
) -> None:
    text = compose_quotes(make_query(language=language), QUOTES[:1]).replace("[1]", row)
    (said,) = read_statements(text)
    name = name_zone(QINGQUAN, language)
    assert (said.references, said.content) == (references, Quotation(name, FIRST.text))


PIECES = [
    "- ",
    "**",
    "青泉 (Q)",
    ": ",
    "：",
    "「",
    "」",
    " ",
    "\n",
    "[1]",
    "[",
    "]",
    f"[{'9' * 5000}]",
    "[①]",
    "~~",
]
PIECES += [
    "(",
    "）",
    "\\",
    " — ",
    *load_wording("en", "answer").values(),
    *load_wording("zh", "answer").values(),
]


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=12).map("".join))
def test_no_text_makes_reading_raise(text: str) -> None:
    for said in read_statements(text):
        assert len(set(said.references)) == len(said.references)
