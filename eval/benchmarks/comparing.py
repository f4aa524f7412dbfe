"""Two runs of a benchmark over the same questions: this one against an earlier one's `--json`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.benchmarks.reporting import COMPARED
from eval.benchmarks.retrieval import QuestionRanking
from eval.intervals import Difference, compare_runs
from eval.questions import GoldFileError
from eval.ranking_paths import PATHS
from rag.answers import Language

Values = dict[str, dict[str, dict[str, float]]]
"""By path, figure and question."""


@dataclass(frozen=True, slots=True)
class EarlierRun:
    """What an earlier run found.

    Attributes:
        name: The file's.
        encoder: Its encoder.
        values: By language.
    """

    name: str
    encoder: str
    values: Mapping[str, Values]


def load_run(path: Path) -> EarlierRun:
    """Read the `--json` of an earlier run.

    Raises:
        GoldFileError: It cannot be read, or is no report of a retrieval benchmark.
    """
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
        values: dict[str, Values] = {}
        for row in report["questions"]:
            _put(values.setdefault(row["lang"], {}), row["id"], row["figures"])
        return EarlierRun(path.name, str(report["encoder"]), values)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise GoldFileError(
            f"{path}: cannot be read as a report of --benchmark xquad or beir ({error!r}); make one by --json"
        ) from error


def compare_with_run(
    ranked: Sequence[QuestionRanking], earlier: EarlierRun, lang: Language
) -> dict[str, dict[str, Difference]]:
    """Compare each path with itself in the earlier run, over the questions of one language.

    Raises:
        ValueError: The two have not the same questions.
    """
    now: Values = {}
    for one in ranked:
        if one.question.lang == lang:
            _put(now, one.question.id, one.figures)
    before = earlier.values.get(lang, {})
    return {
        path: {name: compare_runs(before.get(path, {}).get(name, {}), now[path][name]) for name in COMPARED}
        for path in PATHS
    }


def _put(values: Values, id_: str, figures: Mapping[str, Mapping[str, float]]) -> None:
    for path in PATHS:
        for name in COMPARED:
            values.setdefault(path, {}).setdefault(name, {})[id_] = float(figures[path][name])
