"""The suites that guard a change: gold over the sample, and over the development pages where they lie."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from rag.settings import SAMPLE_PAGES

_ROOT = Path(__file__).parent.parent
GOLD_FOLDER = Path(__file__).parent / "data"
STATEMENTS_FILE = GOLD_FOLDER / "sample_statements.jsonl"
PARAPHRASES_FILE = GOLD_FOLDER / "sample_paraphrases.jsonl"
BASELINE_FILE = Path(__file__).parent / "baseline.json"
DEVELOPMENT_FOLDER = _ROOT.parent / "shared"


@dataclass(frozen=True, slots=True)
class Suite:
    """One gold file and the pages it is about.

    Attributes:
        what: Whether it holds questions, articles or statements.
        gold: The gold file.
        pages: The folder of pages.
    """

    what: Literal["questions", "articles", "statements"]
    gold: Path
    pages: Path

    @property
    def name(self) -> str:
        """The gold file's name without its ending: its name in reports and in the baseline."""
        return self.gold.name.removesuffix(".jsonl")


def list_gate_suites(development: Path = DEVELOPMENT_FOLDER) -> tuple[list[Suite], list[str]]:
    """List the suites to run, and say which are left out and why.

    The sample's always run. The development pages are not part of the project; they are used where their
    folder lies beside it.
    """
    suites = [
        Suite("questions", GOLD_FOLDER / "sample_questions.jsonl", SAMPLE_PAGES),
        Suite("questions", GOLD_FOLDER / "sample_hard_questions.jsonl", SAMPLE_PAGES),
        Suite("questions", GOLD_FOLDER / "sample_fresh_questions.jsonl", SAMPLE_PAGES),
        Suite(
            "questions",
            GOLD_FOLDER / "fresh" / "fresh_pages_questions.jsonl",
            GOLD_FOLDER / "fresh" / "pages",
        ),
        Suite("questions", GOLD_FOLDER / "sample_near_misses.jsonl", SAMPLE_PAGES),
        Suite("articles", GOLD_FOLDER / "sample_articles.jsonl", SAMPLE_PAGES),
        Suite("statements", STATEMENTS_FILE, SAMPLE_PAGES),
        Suite("statements", PARAPHRASES_FILE, SAMPLE_PAGES),
    ]
    extra = [
        Suite("questions", development / "questions.dev.jsonl", development / "corpus"),
        Suite("articles", development / "articles.dev.jsonl", development / "corpus"),
    ]
    here = [suite for suite in extra if suite.gold.is_file() and suite.pages.is_dir()]
    absent = [suite for suite in extra if suite not in here]
    skipped = [f"{suite.name}: skipped, {suite.gold.name} is not beside the project" for suite in absent]
    return suites + here, skipped
