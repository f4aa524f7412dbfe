"""Texts of others against the small pages: what holds, what does not, and by which sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from rag.answers import Citation, Problem, Statement, Verdict
from rag.assembling import load_checker
from rag.checking.stating import Claim
from rag.pipeline import Pipeline
from rag.resources import Checker
from rag.texts.checking_texts import (
    MOST_STATEMENTS,
    CheckedStatement,
    TextError,
    check_text,
    count_verdicts,
    is_lead,
    prepare_text,
)
from rag.texts.finding_sources import Candidate, SourceFinder
from rag.texts.judging_found import LEAST_SUPPORT
from tests.unit.rag_fakes import make_citation

RIGHT = [
    "Yuncheng Economic and Technological Development Zone has 7 copper processing companies.",
    "Qixian exported 56 million pieces of glassware, worth 380 million yuan.",
    "绛县经开区有9家医药企业。",
    "祁县经开区玻璃企业有64家。",
]
WRONG: list[tuple[str, Verdict]] = [
    ("绛县经开区有12家医药企业。", "contradicted"),
    ("祁县经开区玻璃企业有74家。", "contradicted"),
    ("Qixian exported 56 million pieces of glassware, worth 830 million yuan.", "contradicted"),
    ("长治高新区有64家玻璃企业。", "unsupported"),
    ("绛县经开区正在建设国际机场。", "unsupported"),
    ("Jincheng is building a nuclear power station.", "unsupported"),
    ("The zone's director was dismissed.", "unsupported"),
    ("Copper wire is made in Jincheng.", "unsupported"),
    ("Yuncheng trains pilots.", "unsupported"),
]


@pytest.fixture(scope="module")
def checker(pipeline: Pipeline) -> Checker:
    return load_checker(pipeline.gazetteer, pipeline.resources.lexicon)


def check(text: str, pipeline: Pipeline, checker: Checker) -> list[CheckedStatement]:
    return list(check_text(prepare_text(text), pipeline.resources, checker))


@pytest.mark.parametrize("text", RIGHT)
def test_a_right_statement_finds_its_sentence(text: str, pipeline: Pipeline, checker: Checker) -> None:
    (item,) = check(text, pipeline, checker)
    assert (item.statement.verdict, item.statement.problems) == ("supported", ())
    assert item.cited is None
    assert not item.statement.is_cited
    assert [source.number for source in item.sources] == list(item.statement.citations)


@pytest.mark.parametrize(("text", "verdict"), WRONG)
def test_a_wrong_statement_does_not_hold(
    text: str, verdict: Verdict, pipeline: Pipeline, checker: Checker
) -> None:
    (item,) = check(text, pipeline, checker)
    assert item.statement.verdict == verdict


def test_a_contradiction_gives_both_figures(pipeline: Pipeline, checker: Checker) -> None:
    (item,) = check("绛县经开区有12家医药企业。", pipeline, checker)
    (problem,) = item.statement.problems
    assert (problem.kind, problem.said, problem.instead) == ("figure", "12家", "9家")
    assert item.sources[0].text == "绛县经开区共有医药企业9家，带动就业1360人。"


def test_our_own_answer_passes_with_its_own_sources(pipeline: Pipeline, checker: Checker) -> None:
    answer = pipeline.answer("Which zones process copper?")
    checked = check(answer.text, pipeline, checker)
    assert count_verdicts(checked) == {"supported": 2, "contradicted": 0, "unsupported": 0, "framing": 0}
    for item, citation in zip(checked, answer.citations, strict=True):
        assert item.statement.is_cited
        assert item.sources[0].number == citation.number
        assert item.sources[0].text == citation.text


CITED = """\
绛县经开区有{count}家医药企业。[3]

来源：
[3] 「{quote}」 — {file}
"""


def test_a_statement_is_held_against_the_sentence_that_the_text_gives(
    pipeline: Pipeline, checker: Checker
) -> None:
    text = CITED.format(count=9, quote="绛县经开区共有医药企业9家，带动就业1360人", file="2024-05-21_02.txt")
    (item,) = check(text, pipeline, checker)
    assert item.statement.holds
    assert item.statement.is_cited
    assert [source.number for source in item.sources] == [3]


def test_a_statement_that_holds_by_another_sentence_is_told_apart(
    pipeline: Pipeline, checker: Checker
) -> None:
    text = CITED.format(count=9, quote="该公司主要生产心血管类新药", file="2024-05-21_02.txt")
    (item,) = check(text, pipeline, checker)
    assert item.statement.holds
    assert item.is_miscited
    assert "医药企业9家" in item.sources[0].text
    assert item.sources[0].number > 3


def test_where_no_sentence_holds_the_one_that_the_text_gives_decides(
    pipeline: Pipeline, checker: Checker
) -> None:
    text = CITED.format(count=12, quote="绛县经开区共有医药企业9家", file="")
    (item,) = check(text, pipeline, checker)
    assert item.statement.verdict == "contradicted"
    assert [source.number for source in item.sources] == [3]
    assert not item.is_miscited


def test_a_quote_that_stands_nowhere_is_told(pipeline: Pipeline, checker: Checker) -> None:
    text = CITED.format(count=9, quote="绛县经开区共有医药企业19家", file="2024-05-21_02.txt")
    (item,) = check(text, pipeline, checker)
    assert item.statement.holds
    assert item.unresolved == (3,)
    assert item.cited is None


@pytest.mark.parametrize(
    ("file", "is_miscited"), [("2024-05-21_02.txt", False), ("k7.txt", False), ("none.txt", False)]
)
def test_a_source_may_be_a_page(
    file: str, *, is_miscited: bool, pipeline: Pipeline, checker: Checker
) -> None:
    (item,) = check(f"绛县经开区有9家医药企业。[1]\n\n[1] {file}", pipeline, checker)
    assert item.statement.holds
    assert item.statement.is_cited is (file == "2024-05-21_02.txt")
    assert item.unresolved == ((1,) if file == "none.txt" else ())
    assert item.is_miscited is is_miscited


def test_a_statement_without_a_zone_is_looked_for_in_the_one_before(
    pipeline: Pipeline, checker: Checker
) -> None:
    text = "祁县经开区玻璃企业有64家。\n从业人员1.1万人。"
    assert [item.statement.verdict for item in check(text, pipeline, checker)] == ["supported"] * 2


def test_headings_lead_ins_and_questions_state_nothing(pipeline: Pipeline, checker: Checker) -> None:
    text = "# Copper in Yuncheng\n\nThe following zones fit:\n\n- 绛县经开区有9家医药企业。\n\nWho is next?"
    verdicts = [item.statement.verdict for item in check(text, pipeline, checker)]
    assert verdicts == ["framing", "framing", "supported", "framing"]


@pytest.mark.parametrize(
    ("claim", "lead"),
    [
        (Claim("Copper"), False),
        (Claim("Copper", is_heading=True), True),
        (Claim("Copper grows.", is_heading=True), False),
        (Claim("Copper: 30 zones", is_heading=True), False),
        (Claim("铜加工情况："), True),
        (Claim("铜加工产值达到30亿元："), False),
        (Claim("word " * 20 + ":"), False),
    ],
)
def test_a_lead_has_the_form_of_one_and_no_figure(claim: Claim, *, lead: bool) -> None:
    assert is_lead(claim) is lead


@pytest.mark.parametrize("text", ["", "  \n\n", "---\n\n***\n", "[1] 「这里是一句原文」"])
def test_a_text_without_statements_cannot_be_checked(text: str) -> None:
    with pytest.raises(TextError, match="makes no statement"):
        prepare_text(text)


def test_a_text_of_too_many_statements_is_refused_with_their_number() -> None:
    with pytest.raises(TextError, match=f"{MOST_STATEMENTS + 1:,} statements; at most {MOST_STATEMENTS:,}"):
        prepare_text("It grew.\n" * (MOST_STATEMENTS + 1))


class LukewarmChecker:
    """Bears out every statement, with little support."""

    def __init__(self, support: float) -> None:
        self.support = support

    def check(self, claim: Claim, citations: Sequence[Citation], *, question: str = "") -> Statement:
        del question
        numbers = tuple(citation.number for citation in citations)
        return Statement(claim.text, numbers, "supported", support=self.support)


@pytest.mark.parametrize(("support", "holds"), [(LEAST_SUPPORT - 0.01, False), (LEAST_SUPPORT, True)])
def test_a_sentence_that_was_found_must_be_surer_than_one_that_is_cited(
    support: float, *, holds: bool, pipeline: Pipeline
) -> None:
    quote = "「绛县经开区共有医药企业9家，带动就业1360人」[1]"
    cited, found = check(f"{quote}\n\n绛县经开区有9家医药企业。", pipeline, LukewarmChecker(support))
    assert cited.statement.holds
    assert found.statement.holds is holds
    assert [problem.kind for problem in found.statement.problems] == ([] if holds else ["meaning"])


class PartialChecker:
    """Bears a statement out by two sentences of one zone together; each alone has one of its figures."""

    def check(self, claim: Claim, citations: Sequence[Citation], *, question: str = "") -> Statement:
        del question
        numbers = tuple(citation.number for citation in citations)
        is_near = {citation.zone for citation in citations} == {"祁县经开区"}
        holds = is_near and len(citations) > 1
        lacking = "3.8亿元" if "64家" in citations[0].text else "64家"
        problems = () if holds else (Problem("figure", lacking),)
        verdict: Verdict = "supported" if holds else "unsupported"
        return Statement(claim.text, numbers, verdict, problems, support=0.9 if is_near else 0.1)


class RefutingChecker:
    """Finds in a cited sentence what `problem` says; the others bear every statement out."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem

    def check(self, claim: Claim, citations: Sequence[Citation], *, question: str = "") -> Statement:
        del question
        numbers = tuple(citation.number for citation in citations)
        if numbers == (3,):
            return Statement(claim.text, numbers, "unsupported", (self.problem,), support=0.9)
        return Statement(claim.text, numbers, "supported", support=0.9)


@pytest.mark.parametrize(
    ("problem", "stands"),
    [
        (Problem("date", "2023"), True),
        (Problem("zone", "绛县"), True),
        (Problem("name", "大学", "学院"), True),
        (Problem("figure", "9家"), False),
        (Problem("meaning"), False),
    ],
)
def test_what_the_cited_sentence_refutes_no_other_one_saves(
    problem: Problem, *, stands: bool, pipeline: Pipeline
) -> None:
    text = CITED.format(count=9, quote="该公司主要生产心血管类新药", file="")
    (item,) = check(text, pipeline, RefutingChecker(problem))
    assert item.statement.holds is not stands
    assert item.is_miscited is not stands
    assert ([source.number for source in item.sources] == [3]) is stands


def test_neighbours_in_one_article_may_bear_a_statement_out_together(pipeline: Pipeline) -> None:
    (item,) = check("祁县经开区玻璃企业有64家，出口额3.8亿元。", pipeline, PartialChecker())
    assert item.statement.holds
    one, other = item.sources
    assert one.article_id == other.article_id
    assert one.article_end <= other.article_start


def test_the_most_alike_may_be_of_the_first_search_alone(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    near = make_citation("祁县的句子。", number=1, zone="祁县经开区", article_id="near")
    far = make_citation("别处的句子。", number=2, zone="运城经开区", article_id="far")

    def find(*_: object) -> Iterator[list[Candidate]]:
        yield [Candidate(near, 0.9)]
        yield [Candidate(far, 0.9)]

    monkeypatch.setattr(SourceFinder, "find_sentences", find)
    (item,) = check("祁县经开区有铜加工企业7家。", pipeline, PartialChecker())
    assert item.statement.verdict == "unsupported"
    assert item.sources == (near,)


def test_where_nothing_is_found_a_statement_is_not_supported(
    pipeline: Pipeline, checker: Checker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def find(*_: object) -> Iterator[list[Candidate]]:
        yield []

    monkeypatch.setattr(SourceFinder, "find_sentences", find)
    (item,) = check("祁县经开区有铜加工企业7家。", pipeline, checker)
    assert item.statement.verdict == "unsupported"
    assert item.sources == ()
