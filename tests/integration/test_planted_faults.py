"""The gate turns red for each fault that is planted in the real pipeline, and names the figure that tells it.

Everything is real but the fault: the sample pages, their index, the questions, the judges, the command.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from eval import choosing_gold, evaluating, running
from eval.__main__ import main
from eval.citing.page_judges import PageJudges
from eval.evaluating import TOO_LOW
from eval.gating import GOLD_FOLDER, Suite
from eval.judging import Examination
from eval.preparing import build_page_index, open_examination
from rag.answers import Answer
from rag.pipeline import Pipeline
from rag.settings import SAMPLE_PAGES
from tests import planted_faults as faults
from tests.planted_faults import Asked, Fault

SUITE = "planted"
PER_KIND = {"list": 6, "number": 4, "fact": 3, "compare": 1, "unanswerable": 3}
"""How many questions of each kind and language; the whole gate over each fault would take minutes."""

CLEAN = Fault(())
FAULTS = {
    "citations shuffled among statements": Fault(
        ("citation_precision", "citation_recall"), alter=faults.shuffle_citations
    ),
    "one figure of each quote changed": Fault(
        ("answer_accuracy", "number_accuracy", "quote_exactness"), alter=faults.change_figures
    ),
    "a zone dropped from the field of lists": Fault(("list_as_told",), alter=faults.drop_zone),
    "the last item cut off the text of lists": Fault(
        ("list_recall", "list_f1", "list_as_told"), alter=faults.cut_last_item
    ),
    "everything that is found is quoted": Fault(
        ("quote_precision",), settings={"quotes": "20", "quote_threshold": "0.000001"}
    ),
    "nothing is ever refused": Fault(
        ("right_refusals", "abstention_recall", "abstention_f1"), alter=faults.never_abstain
    ),
    "every sentence is sure enough": Fault(
        ("right_refusals", "list_precision"),
        settings={"list_threshold": "0.000001", "quote_threshold": "0.000001"},
    ),
    "vectors of another encoder": Fault(
        ("dense_recall@10", "passage_ndcg@10", "article_mrr"), damage=faults.encode_at_random
    ),
    "vectors of other passages": Fault(
        ("dense_recall@10", "passage_ndcg@10", "article_mrr"), damage=faults.permute_vectors
    ),
    "citations one character off": Fault(("quote_exactness",), alter=faults.shift_citations),
    "offsets one character off": Fault(("quote_exactness",), damage=faults.shift_offsets),
}
HARMLESS = {
    "nothing planted": Fault((), damage=faults.touch_nothing),
    "another processor's rounding": Fault((), damage=faults.add_rounding),
}


@dataclass(frozen=True, slots=True)
class Place:
    """What all runs share.

    Attributes:
        gold: The questions.
        index: Of the sample's pages.
        baseline: Of the clean run.
        judges: Of citations; they know what they found before.
        given: What the sound pipeline answered, which faults of answers alter.
    """

    gold: Path
    index: Path
    baseline: Path
    judges: PageJudges = field(default_factory=PageJudges)
    given: dict[Asked, Answer] = field(default_factory=dict)

    def run(self, fault: Fault, *options: str) -> int:
        """Run the gate over the gold with a fault planted, and give its exit status."""
        settings = [f"--set={name}={value}" for name, value in fault.settings.items()]
        suites = [Suite("questions", self.gold, SAMPLE_PAGES)]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(choosing_gold, "list_gate_suites", lambda: (suites, []))
            patch.setattr(running, "build_page_index", lambda _pages, _to, **_: self.index)
            patch.setattr(running, "open_examination", self.plant(fault))
            patch.setattr(evaluating, "open_page_judges", lambda _: self.judges)
            return main(["--gate", "--quiet", "--baseline", str(self.baseline), *settings, *options])

    def plant(self, fault: Fault) -> Any:
        """Open what is examined as the command does, and plant the fault in it."""
        given = self.given if fault.is_of_answers_alone else {}

        @contextmanager
        def open_planted(*arguments: Any, **options: Any) -> Iterator[Examination]:
            with open_examination(*arguments, **options) as examination:
                pipeline = examination.answerer
                assert isinstance(pipeline, Pipeline)
                if fault.damage is not None:
                    fault.damage(pipeline)
                yield replace(examination, answerer=faults.Altering(pipeline, fault.alter, given))

        return open_planted


def choose_gold() -> list[Mapping[str, object]]:
    """Choose from the committed questions, near misses and follow-ups among them, the first of each kind."""
    chosen: list[Mapping[str, object]] = []
    for name in ("sample_questions", "sample_hard_questions", "sample_near_misses"):
        lines = (GOLD_FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()
        rows = sorted(map(json.loads, lines), key=lambda row: (row["kind"], row["lang"]))
        for (kind, _), group in groupby(rows, key=lambda row: (row["kind"], row["lang"])):
            most = PER_KIND[kind] if name == "sample_questions" else 1
            chosen += list(group)[:most]
    return chosen


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    folder = tmp_path_factory.mktemp("planted")
    gold = folder / f"{SUITE}.jsonl"
    gold.write_text("".join(json.dumps(row) + "\n" for row in choose_gold()), "utf-8")
    made = Place(gold, build_page_index(SAMPLE_PAGES, folder / "index"), folder / "baseline.json")
    assert made.run(CLEAN, "--write-baseline") == 0
    return made


@pytest.mark.parametrize("fault", HARMLESS.values(), ids=HARMLESS.keys())
def test_without_a_fault_the_gate_passes(
    place: Place, fault: Fault, capsys: pytest.CaptureFixture[str]
) -> None:
    assert place.run(fault) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_the_gate_sees(place: Place, fault: Fault, capsys: pytest.CaptureFixture[str]) -> None:
    assert place.run(fault) == TOO_LOW
    message = capsys.readouterr().err
    told = [figure for figure in fault.figures if f"{SUITE}: {figure} is " in message]
    assert told == list(fault.figures), message
    assert "newly failing:\n    " in message
