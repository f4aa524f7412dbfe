"""What is counted of a check: caught by kind, right ones struck, and why."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from eval.checking.checking_statements import check_statements, report_statement, summarise_statements
from eval.checking.statements import GoldStatement
from rag.answers import Citation, Problem, Statement
from rag.checking.stating import Claim

PAGE = """垣曲经济技术开发区

铜杆项目开工

本刊讯 垣曲经济技术开发区铜杆项目昨日开工，总投资6.8亿元。（李平）
"""


class ScriptedChecker:
    """Strikes statements that have a word; keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[Claim, tuple[str, ...]]] = []

    def check(self, claim: Claim, citations: Sequence[Citation], *, question: str = "") -> Statement:
        assert not question
        self.asked.append((claim, tuple(citation.text for citation in citations)))
        if "7亿" not in claim.text:
            return Statement(claim.text, claim.references, "supported", support=0.75)
        problem = Problem("figure", "7亿", "6.8亿元")
        return Statement(claim.text, claim.references, "contradicted", (problem,), support=0.75)


def make_gold(id_: str, statement: str, kind: str = "none", lang: str = "zh") -> GoldStatement:
    label = "right" if kind == "none" else "wrong"
    return GoldStatement(
        id_, lang, statement, "page.txt", "总投资6.8亿元。", "垣曲", label, kind,  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "page.txt").write_text(PAGE, encoding="utf-8")
    return tmp_path


GOLD = (
    make_gold("r1", "总投资6.8亿元。"),
    make_gold("r2", "总投资不是7亿而是6.8亿元。"),
    make_gold("w1", "总投资7亿元。", "figure"),
    make_gold("w2", "A total of 7 million.", "figure", "en"),
    make_gold("w3", "侯马总投资6.8亿元。", "zone"),
)


def test_the_shares_by_kind_and_language(folder: Path) -> None:
    checker = ScriptedChecker()
    outcomes = check_statements(GOLD, folder, open_with=lambda _: checker)
    summary = summarise_statements("mine", outcomes)
    values = {name: (figure.value, figure.n) for name, figure in summary.figures.items()}
    assert values == {
        "caught_figure": (0.5, 2),
        "caught_zone": (0.0, 1),
        "wrong_caught": (pytest.approx(1 / 3), 3),
        "check_precision": (0.5, 2),
        "right_struck": (0.5, 2),
    }
    assert summary.groups["lang zh"]["caught_figure"].value == 1.0
    assert summary.groups["lang en"]["caught_figure"].value == 0.0


def test_a_failure_is_named_in_the_figures_that_it_pulls_down(folder: Path) -> None:
    outcomes = check_statements(GOLD, folder, open_with=lambda _: ScriptedChecker())
    summary = summarise_statements("mine", outcomes)
    assert summary.failing == {
        "caught_figure": ("w2",),
        "caught_zone": ("w3",),
        "wrong_caught": ("w2", "w3"),
        "check_precision": ("r2",),
        "right_struck": ("r2",),
    }
    assert "struck: figure '7亿' for '6.8亿元'" in summary.reasons["r2"]
    assert "let stand, support 0.75" in summary.reasons["w3"]


def test_a_statement_is_checked_against_the_sentence_that_it_cites(folder: Path) -> None:
    checker = ScriptedChecker()
    check_statements(GOLD[:1], folder, open_with=lambda _: checker)
    claim, sentences = checker.asked[0]
    assert claim == Claim("总投资6.8亿元。", (1,))
    assert sentences == ("垣曲经济技术开发区铜杆项目昨日开工，总投资6.8亿元。",)


def test_progress_is_told_after_each(folder: Path) -> None:
    done: list[int] = []
    check_statements(GOLD, folder, open_with=lambda _: ScriptedChecker(), progress=lambda: done.append(1))
    assert len(done) == len(GOLD)


def test_a_report_has_what_was_said_and_found(folder: Path) -> None:
    outcomes = check_statements(GOLD[1:2], folder, open_with=lambda _: ScriptedChecker())
    report = report_statement(outcomes[0])
    assert report["problems"] == [{"kind": "figure", "said": "7亿", "instead": "6.8亿元"}]
    assert (report["id"], report["label"], report["verdict"]) == ("r2", "right", "contradicted")
