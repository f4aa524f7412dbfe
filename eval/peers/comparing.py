"""Trials of several pipelines over the same questions, to figures with intervals and paired differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from eval.intervals import Difference, Figure, average, compare_runs
from eval.judging import EVIDENCE_RECALL, RIGHT_REFUSALS, WRONG_REFUSALS
from eval.peers.abstaining import TEST, Asked, fit_thresholds, part_questions, refuses
from eval.peers.scoring import ANSWER_RECALL, LIST_DEPTHS, MRR, NDCG, compute_recall_within
from eval.peers.trials import Trial, TrialRow
from eval.questions import GoldQuestion
from rag.answers import Language

SAME_READING = "evidence_recall, same reading"
ANSWERED = "answer_accuracy"
LIST_FIGURES = ("list_precision", "list_recall", "list_f1")
FIGURES = (
    EVIDENCE_RECALL,
    SAME_READING,
    MRR,
    NDCG,
    ANSWER_RECALL,
    ANSWERED,
    *LIST_FIGURES,
    RIGHT_REFUSALS,
    WRONG_REFUSALS,
)
Values = dict[str, dict[str, float]]
"""By figure and question."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One pipeline's figures.

    Attributes:
        trial: What they are made of.
        list_k: How many pieces gave the best lists; 0 where lists are the answer's own.
        thresholds: The scores below which it is taken to refuse; none where it refuses by itself.
        values: All values.
    """

    trial: Trial
    list_k: int
    thresholds: Mapping[Language, float]
    values: Values

    def list_figures(self, ids: frozenset[str]) -> dict[str, Figure]:
        """Average every figure over these questions; those that it has a value for."""
        chosen = {name: _choose(self.values.get(name, {}), ids) for name in FIGURES}
        return {name: average(list(found.values())) for name, found in chosen.items() if found}


def stand_ours(trial: Trial, questions: Sequence[GoldQuestion]) -> Standing:
    """Give our figures: lists and refusals are those of the answers.

    Refusals count on the half that peers' thresholds are tested on, so that both stand on the same questions.
    """
    values = _collect(trial, {row.id: row.read for row in trial.rows})
    tested = _list_tested(questions)
    for name in (RIGHT_REFUSALS, WRONG_REFUSALS):
        values[name] = _choose(values.get(name, {}), tested)
    return Standing(trial, 0, {}, values)


def stand_passages(trial: Trial) -> Standing:
    """Give the figures of our ten hits alone, read as a peer's pieces are: it shows what answering adds."""
    values = _collect(trial, {row.id: row.read for row in trial.rows})
    best = _take_lists(values)
    for name in (ANSWERED, RIGHT_REFUSALS, WRONG_REFUSALS):
        values.pop(name, None)
    return Standing(trial, best, {}, values)


def stand_peer(trial: Trial, questions: Sequence[GoldQuestion], *, read: Mapping[str, int]) -> Standing:
    """Give a peer's figures.

    Its lists are the zones that its best `k` pieces name, with the `k` that gives the best F1 over all list
    questions; it refuses below thresholds that are fitted on the half that is not tested.

    Args:
        trial: What it did.
        questions: All gold questions.
        read: For each question the characters of our ten hits.
    """
    values = _collect(trial, read)
    best = _take_lists(values)
    asked = {
        gold.id: Asked(gold.lang, gold.is_answerable, row.confidence)
        for gold, row in zip(questions, trial.rows, strict=True)
    }
    tested = _list_tested(questions)
    thresholds = fit_thresholds([one for id_, one in asked.items() if id_ not in tested])
    values |= _judge_refusals({id_: asked[id_] for id_ in asked if id_ in tested}, thresholds)
    return Standing(trial, best, thresholds, values)


def group_questions(questions: Sequence[GoldQuestion]) -> dict[str, frozenset[str]]:
    """Give the ids of all questions, and of each language."""
    groups = {"all": frozenset(gold.id for gold in questions)}
    for lang in sorted({gold.lang for gold in questions}):
        groups[f"lang {lang}"] = frozenset(gold.id for gold in questions if gold.lang == lang)
    return groups


def compare_standings(ours: Standing, peer: Standing, ids: frozenset[str]) -> dict[str, Difference]:
    """Compare question by question, ours less the peer's, in every figure that both have."""
    differences = {}
    for name in FIGURES:
        before = _choose(peer.values.get(name, {}), ids)
        after = _choose(ours.values.get(name, {}), ids)
        if before and after:
            differences[name] = compare_runs(before, after)
    return differences


def _collect(trial: Trial, read: Mapping[str, int]) -> Values:
    values: Values = {}
    for row in trial.rows:
        for name, value in _measure(row, read[row.id]).items():
            values.setdefault(name, {})[row.id] = value
    return values


def _measure(row: TrialRow, budget: int) -> dict[str, float]:
    metrics = dict(row.metrics)
    if EVIDENCE_RECALL in metrics:
        metrics[SAME_READING] = compute_recall_within(row.before, budget)
    return metrics


def _take_lists(values: Values) -> int:
    """Put the lists of the best number of pieces in the place of the answer's, and give that number."""
    best = max(LIST_DEPTHS, key=lambda k: _mean(values.get(f"list_f1@{k}", {})))
    for name in LIST_FIGURES:
        values[name] = values.get(f"{name}@{best}", {})
    return best


def _judge_refusals(tested: Mapping[str, Asked], thresholds: Mapping[Language, float]) -> Values:
    refused = {id_: float(refuses(one, thresholds)) for id_, one in tested.items()}
    return {
        RIGHT_REFUSALS: {id_: value for id_, value in refused.items() if not tested[id_].is_answerable},
        WRONG_REFUSALS: {id_: value for id_, value in refused.items() if tested[id_].is_answerable},
    }


def _list_tested(questions: Sequence[GoldQuestion]) -> frozenset[str]:
    halves = part_questions(questions)
    return frozenset(id_ for id_, half in halves.items() if half == TEST)


def _choose(values: Mapping[str, float], ids: frozenset[str]) -> dict[str, float]:
    return {id_: value for id_, value in values.items() if id_ in ids}


def _mean(values: Mapping[str, float]) -> float:
    return fmean(values.values()) if values else 0.0
