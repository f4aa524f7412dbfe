"""A run made by hand, with a planted failure whose every text would act on a page if it were not escaped."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from eval.baselines import Floor, SuiteBaseline
from eval.gating import Suite
from eval.intervals import Figure
from eval.judging import judge_answer
from eval.origins import Origin
from eval.questions import GoldQuestion
from eval.reporting import report_questions
from eval.reports.composing import Run
from eval.running import SuiteResult
from eval.subjects import Subject
from eval.summarising import summarise_questions
from rag.answers import Answer, Trace
from tests.judged_answers import make_answer, make_citation, make_hit, make_zone

EVIL = "<script>document.title='taken'</script>"
TRACE: tuple[tuple[str, dict[str, Any]], ...] = (
    ("understanding", {"topic": f"copper {EVIL}", "is_list": True}),
    (
        "searching",
        {"passages": 2, "hits": [{"source": "a.txt", "zone": "甲地", "headline": EVIL, "dense": 0.25}]},
    ),
    (
        "judging",
        {
            "sentences": 7,
            "best": [
                {"zone": "丙地", "sentence": "铜箔投产。", "probability": 0.91, "covered": 0.5},
                {"zone": "乙地", "sentence": "陶瓷投产。", "probability": 0.31, "covered": 0.1},
                {"zone": "丁地", "sentence": "玻璃投产。", "probability": 0.77, "covered": 0.1},
            ],
        },
    ),
    ("answering", {"form": "list", "threshold": 0.56, "model": ""}),
)
LIST = GoldQuestion(
    "l1", "list", "en", f"Which zones make copper foil? {EVIL}", ("甲地", "丙地"),
    evidence=("铜箔投产", "没有这句"), traits=("same_name",),
)  # fmt: skip
NUMBER = GoldQuestion("n1", "number", "zh", "投资多少？", answers=(("3.2",),), evidence=("投资3.2亿元",))
NONE = GoldQuestion("u1", "unanswerable", "en", "Who is the mayor of Paris?")
ORIGIN = Origin("2026-01-02", "abc1234", "zonewise-static-v1")
SUBJECT = Subject("0" * 64, "f" * 64)


def make_wrong_list() -> Answer:
    """One zone right, one wrong, one missing; evidence for one of two stretches, in the second passage."""
    answer = make_answer(
        "**2 zones fit.** ~~gone~~ \\*plain\\* [1]\n"
        f"- **丙地经开区**: 「铜箔投产。」 [1]\n- **戊地经开区**: 「铜箔投产。」 [1]\n- {EVIL}",
        zones=[make_zone("丙地经开区", "丙地"), make_zone("戊地经开区", "戊地")],
        hits=[make_hit("别的"), make_hit("近日，铜箔投产。")],
        citations=[make_citation("铜箔投产。")],
    )
    return replace(answer, trace=Trace(TRACE))


def make_result(*, number: str = "3.2") -> SuiteResult:
    """A suite of three questions, of which the list always fails."""
    outcomes = (
        judge_answer(LIST, make_wrong_list()),
        judge_answer(NUMBER, make_answer(number, hits=[make_hit("投资3.2亿元")])),
        judge_answer(NONE, make_answer(abstained=True)),
    )
    summary = summarise_questions("mine", outcomes)
    return SuiteResult(summary, report_questions(summary, outcomes), outcomes)


def make_baseline() -> SuiteBaseline:
    """What `list_f1` and `wrong_refusals` were: a perfect list, and one question refused that is not now."""
    floors = {
        "list_f1": Floor(Figure(1.0, 1, 0.2, 1.0)),
        "wrong_refusals": Floor(Figure(0.5, 2, 0.1, 0.9), {"n1": 1.0, "gone": 1.0}),
        "answer_accuracy": Floor(Figure(1.0, 1, 0.2, 1.0)),
    }
    return SuiteBaseline(ORIGIN, SUBJECT, floors, {"lang en": {"list_f1": Figure(1.0, 1, 0.2, 1.0)}})


def make_run(folder: Path, *, number: str = "3.2") -> Run:
    """The suite over a folder with one page, compared with the baseline."""
    pages, gold = folder / "my-pages", folder / "mine.jsonl"
    pages.mkdir(parents=True, exist_ok=True)
    (pages / "p.txt").write_text(
        "青州经开区铜箔项目投产\n本刊讯 近日，铜箔投产。（林小舟）\n", encoding="utf-8"
    )
    rows = [{"id": one.id, "kind": one.kind} for one in (LIST, NUMBER, NONE)]
    gold.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return Run(
        suites=[Suite("questions", gold, pages)],
        results=[make_result(number=number)],
        overrides={"quotes": "4"},
        index=None,
        baseline={"mine": make_baseline()},
        regressions=["mine: list_f1 is 0.5000, the baseline 1.0000"],
        breaches=[],
        skipped=[],
    )


def digest(path: Path) -> str:
    """Give the SHA-256 of a file, by another way than the report's."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
