"""A found sentence bears out, and contradicts, only where it is surer than a cited one would have to be."""

from __future__ import annotations

import pytest

from rag.answers import Problem, Statement, Verdict
from rag.texts.judging_found import LEAST_LIKELIHOOD, LEAST_SUPPORT, WITH_FIGURES, judge_found

SURE = 0.99
PLAIN = "绛县经开区生产新药。"
WITH_FIGURE = "绛县经开区有9家医药企业。"


@pytest.mark.parametrize(
    ("text", "support", "likelihood", "holds"),
    [
        (PLAIN, LEAST_SUPPORT, LEAST_LIKELIHOOD, True),
        (PLAIN, LEAST_SUPPORT - 0.01, SURE, False),
        (PLAIN, SURE, LEAST_LIKELIHOOD - 0.01, False),
        (WITH_FIGURE, SURE, WITH_FIGURES, True),
        (WITH_FIGURE, SURE, WITH_FIGURES - 0.01, False),
        (WITH_FIGURE, LEAST_SUPPORT - 0.01, SURE, False),
        ("Nine of the thirteen problems were solved.", SURE, WITH_FIGURES, True),
        ("It was begun in May 2024.", SURE, WITH_FIGURES, False),
    ],
)
def test_a_found_sentence_must_be_sure_in_both_ways(
    text: str, support: float, likelihood: float, *, holds: bool
) -> None:
    judged = judge_found(Statement(text, (1,), "supported", support=support), likelihood)
    assert judged.holds is holds
    assert [problem.kind for problem in judged.problems] == ([] if holds else ["meaning"])


OTHER = Problem("figure", "12家", "9家")


@pytest.mark.parametrize(
    ("problems", "likelihood", "verdict"),
    [
        ((OTHER,), LEAST_LIKELIHOOD, "contradicted"),
        ((OTHER,), LEAST_LIKELIHOOD - 0.01, "unsupported"),
        ((Problem("figure", "900 workers", "6月28日"),), SURE, "unsupported"),
        ((Problem("figure", "3亿元", "3吨"),), SURE, "unsupported"),
        ((OTHER, Problem("figure", "7吨")), SURE, "unsupported"),
        ((OTHER, Problem("date", "2023", "2024")), SURE, "unsupported"),
        ((OTHER, Problem("zone", "祁县经开区")), SURE, "unsupported"),
        ((OTHER, Problem("meaning")), SURE, "unsupported"),
    ],
    ids=["same kind", "unlike", "a date", "other unit", "one missing", "other year", "other zone", "meaning"],
)
def test_a_found_sentence_contradicts_only_in_its_figures(
    problems: tuple[Problem, ...], likelihood: float, verdict: Verdict
) -> None:
    judged = judge_found(Statement(WITH_FIGURE, (1,), "contradicted", problems, support=SURE), likelihood)
    assert judged.verdict == verdict
    assert all(bool(problem.instead) is (verdict == "contradicted") for problem in judged.problems)


def test_what_is_unsupported_stays_so() -> None:
    statement = Statement(PLAIN, (1,), "unsupported", (Problem("zone", "绛县", "祁县"),), support=SURE)
    assert judge_found(statement, SURE) is statement
