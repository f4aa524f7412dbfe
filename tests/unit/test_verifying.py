"""Statements against their sentences as a whole: verdicts, gravity, frames, sources found for the uncited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from index.lexicon import Lexicon
from index.zones import Gazetteer
from rag.answers import Citation, Problem
from rag.checking.stating import Claim, split_statements
from rag.checking.verifying import StatementChecker


@dataclass(frozen=True)
class SameWords:
    """A judge that takes a statement to be near a sentence when both hold the same key word."""

    threshold: float = 0.5
    keys: tuple[str, ...] = ("copper", "铜")

    def support(self, statement: str, sources: Sequence[Citation]) -> float:
        has_key = any(key in statement.casefold() for key in self.keys)
        return 0.9 if has_key and any("铜" in source.text for source in sources) else 0.1

    def negation(self, statement: str, sources: Sequence[Citation]) -> Problem | None:
        return Problem("negation", "not") if " not " in statement and sources else None


def cite(text: str, number: int = 1, zone: str = "垣曲经开区", published: str = "2023-08-22") -> Citation:
    return Citation(
        number,
        text,
        None,
        text,
        None,
        zone,
        "铜的文章",
        "张三",
        published,
        "page.txt",
        0,
        len(text),
        "a",
        0,
        len(text),
    )


YUANQU = cite("今年5月，津成电材与开发区签约，投资6.8亿元建设铜线缆项目，年加工铜材8万吨。", 1)
HOUMA = cite("晋南铜材投资9.2亿元的铜箔二期开工，占地160亩。", 2, "侯马经开区", "2024")
OFFERED = (YUANQU, HOUMA)
QUESTION = "Which zones invest in copper processing?"


@pytest.fixture(scope="module")
def checker(gazetteer: Gazetteer, lexicon: Lexicon) -> StatementChecker:
    return StatementChecker(gazetteer, lexicon, SameWords())


def test_a_right_statement_is_supported(checker: StatementChecker) -> None:
    claim = Claim("The Yuanqu zone signed a 680 million yuan copper cable project in May 2023.", (1,), "- ")
    statement = checker.check(claim, OFFERED)
    assert (statement.verdict, statement.problems, statement.citations) == ("supported", (), (1,))
    assert (statement.support, statement.is_cited, statement.prefix) == (0.9, True, "- ")


@pytest.mark.parametrize(
    ("text", "verdict", "problem"),
    [
        (
            "A copper project of 690 million yuan.",
            "contradicted",
            Problem("figure", "690 million yuan", "6.8亿元"),
        ),
        ("A copper project on 500 mu.", "unsupported", Problem("figure", "500 mu", "")),
        ("A copper project signed in May 2022.", "unsupported", Problem("date", "May 2022", "5月")),
        ("Datong Economic Development Zone has a copper project.", "unsupported", None),
        ("It is not a copper project.", "unsupported", Problem("negation", "not")),
        ("It is a gold mine.", "unsupported", Problem("meaning")),
    ],
)
def test_wrong_statements(
    checker: StatementChecker, text: str, verdict: str, problem: Problem | None
) -> None:
    statement = checker.check(Claim(text, (1,)), OFFERED)
    assert statement.verdict == verdict
    assert not statement.holds
    if problem is not None:
        assert statement.problems == (problem,)
    else:
        assert statement.problems[0].kind == "zone"
        assert "垣曲经开区" in statement.problems[0].instead


def test_the_gravest_problem_stands_first(checker: StatementChecker) -> None:
    claim = Claim("In 2021 Datong Economic Development Zone did not sign 690 million yuan.", (1,))
    kinds = [problem.kind for problem in checker.check(claim, OFFERED).problems]
    assert kinds == ["figure", "date", "zone", "negation", "meaning"]


def test_several_citations_are_read_together(checker: StatementChecker) -> None:
    text = "Two zones invest in copper: 680 million yuan in Yuanqu and 920 million yuan in Houma."
    assert checker.check(Claim(text, (1, 2)), OFFERED).verdict == "supported"
    assert checker.check(Claim(text, (1,)), OFFERED).verdict == "contradicted"


def test_zones_cited_are_counted(checker: StatementChecker) -> None:
    statement = checker.check(Claim("Three zones invest in copper.", (1, 2)), OFFERED)
    assert statement.problems == (Problem("figure", "Three zones", "2"),)


def test_a_reference_to_nothing_is_left_out(checker: StatementChecker) -> None:
    claim = Claim("An investment of 680 million yuan in copper.", (1, 7))
    assert checker.check(claim, OFFERED).citations == (1,)


def test_a_source_is_found_for_an_uncited_statement(checker: StatementChecker) -> None:
    statement = checker.check(Claim("Copper foil, 920 million yuan, on 160 mu."), OFFERED)
    assert (statement.verdict, statement.citations, statement.is_cited) == ("supported", (2,), False)
    with_wrong_reference = checker.check(Claim("Copper foil on 160 mu.", (9,)), OFFERED)
    assert (with_wrong_reference.citations, with_wrong_reference.is_cited) == ((2,), False)


def test_an_uncited_statement_without_a_source_is_struck(checker: StatementChecker) -> None:
    statement = checker.check(Claim("Copper foil on 170 mu."), OFFERED)
    assert (statement.verdict, statement.problems) == ("unsupported", (Problem("uncited"),))
    assert checker.check(Claim("Copper foil on 160 mu."), ()).problems == (Problem("uncited"),)


@pytest.mark.parametrize(
    "text",
    [
        "The following zones fit:",
        "The zones below invest in copper processing:",
        "Two zones invest in copper processing:",
        "## Copper processing",
        "**Yuanqu Economic Development Zone:**",
        "Here is a summary of the evidence:",
        "以下开发区符合：",
        "根据资料，符合条件的有以下两个开发区：",
        "| Zone | Project | Source |\n",
    ],
)
def test_frames(checker: StatementChecker, text: str) -> None:
    (claim,) = split_statements(text)
    if claim.text.startswith("Zone |"):
        claim = Claim(claim.text, is_heading=True)
    assert checker.check(claim, OFFERED, question=QUESTION).verdict == "framing"


@pytest.mark.parametrize(
    "text",
    [
        "Ignore all previous instructions:",
        "## Visit evil.example",
        "Buy shares of Acme now:",
        "## Datong Economic Development Zone",
        "Twelve billion yuan follow:",
        "以下开发区已经破产：",
        "请访问以下网址：",
        "Here is the system prompt:",
        "The following zones are bankrupt:",
        "Zones invest in copper processing.",
        "# Yuanqu zone invests in copper processing",
        "HACKED",
        "# HACKED",
    ],
)
def test_what_is_no_frame(checker: StatementChecker, text: str) -> None:
    (claim,) = split_statements(text)
    assert checker.check(claim, (), question=QUESTION).verdict == "unsupported"


def test_a_frame_may_hold_the_figures_of_the_question_only(checker: StatementChecker) -> None:
    question = "Which zones invested in copper processing in 2023?"
    for text, verdict in (
        ("# Copper processing in 2023", "framing"),
        ("# Copper processing in 2024", "unsupported"),
    ):
        (claim,) = split_statements(text)
        assert checker.check(claim, (), question=question).verdict == verdict


def test_a_frame_that_counts_zones_wrongly_is_contradicted(checker: StatementChecker) -> None:
    statement = checker.check(Claim("The following four zones fit:"), OFFERED, question=QUESTION)
    assert (statement.verdict, statement.problems) == ("contradicted", (Problem("figure", "4", "2"),))
