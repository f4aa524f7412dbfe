"""Ask gold questions of a pipeline and judge each answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from eval.answer_metrics import is_right_refusal, is_wrong_refusal, list_missing_answers
from eval.questions import LIST, GoldQuestion
from eval.retrieval_metrics import (
    ZoneName,
    compute_evidence_recall,
    find_evidence,
    matches_zone,
    score_zone_list,
)
from rag.answers import Answer

EVIDENCE_RECALL = "evidence_recall@10"
RIGHT_REFUSALS = "right_refusals"
WRONG_REFUSALS = "wrong_refusals"
RIGHT_STRUCK = "right_struck"
LATENCY_P50 = "latency_p50_ms"
LATENCY_P95 = "latency_p95_ms"
LOWER_IS_BETTER = frozenset({WRONG_REFUSALS, RIGHT_STRUCK, LATENCY_P50, LATENCY_P95})
UNGATED = frozenset({LATENCY_P50, LATENCY_P95})
"""Figures that are reported and never held against a baseline: the machine has its share in them."""


class Answerer(Protocol):
    """What answers questions: `rag.pipeline.Pipeline`, or a fake."""

    def answer(self, question: str, *, history: Sequence[str] = ()) -> Answer:
        """Answer one question; `history` are those asked before it, oldest first."""
        ...


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one judge says of one answer.

    Attributes:
        metrics: Figure by name, 0 to 1; only those that apply to the question.
        reasons: What is wrong, a line each; empty when nothing is.
    """

    metrics: Mapping[str, float] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()


class Judge(Protocol):
    """Judges one more side of an answer, beside what `judge_answer` sees by itself."""

    def judge(self, gold: GoldQuestion, answer: Answer) -> Judgement:
        """Judge one answer."""
        ...


@dataclass(frozen=True, slots=True)
class Examination:
    """What is asked, and who judges it.

    Attributes:
        answerer: Answers the questions.
        judges: Each adds figures and reasons to every outcome; no two may give figures of one name.
    """

    answerer: Answerer
    judges: tuple[Judge, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionOutcome:
    """One gold question beside its answer.

    Attributes:
        gold: The question and what was expected.
        abstained: The answer says that the pages do not say.
        zones: Short names of the zones that the answer asserts.
        text: The answer's text.
        metrics: Figure by name, 0 to 1; only those that apply to the question.
        reasons: What is wrong, a line each; empty when nothing is.
        seconds: Wall time of the answer.
        answer: The whole answer, with its trace; `None` where an outcome was made without one.
    """

    gold: GoldQuestion
    abstained: bool
    zones: tuple[str, ...]
    text: str
    metrics: Mapping[str, float]
    reasons: tuple[str, ...]
    seconds: float
    answer: Answer | None = None


def ask_questions(
    pipeline: Answerer,
    questions: Sequence[GoldQuestion],
    *,
    judges: Sequence[Judge] = (),
    progress: Callable[[], None] | None = None,
) -> tuple[QuestionOutcome, ...]:
    """Ask every question, in order, and judge the answers; `progress` is called after each."""
    outcomes = []
    for question in questions:
        answer = pipeline.answer(question.question, history=question.before)
        outcomes.append(judge_answer(question, answer, judges=judges))
        if progress is not None:
            progress()
    return tuple(outcomes)


def judge_answer(gold: GoldQuestion, answer: Answer, *, judges: Sequence[Judge] = ()) -> QuestionOutcome:
    """Judge one answer; one that abstains asserts no zone and no figure, whatever it shows as nearest.

    Args:
        gold: What was expected.
        answer: What was given.
        judges: Each adds its figures and reasons.
    """
    zones = () if answer.abstained else tuple((zone.short, zone.place) for zone in answer.zones)
    missing = [] if answer.abstained else list_missing_answers(gold.answers, list_fields(answer))
    hits = [(hit.text, hit.article.headline, hit.article.byline) for hit in answer.hits]
    further = [judge.judge(gold, answer) for judge in judges]
    metrics = _measure(gold, zones, hits, abstained=answer.abstained, holds_all=not missing)
    reasons = _explain(gold, zones, hits, abstained=answer.abstained, missing=missing)
    return QuestionOutcome(
        gold=gold,
        abstained=answer.abstained,
        zones=tuple(dict.fromkeys(short for short, _ in zones)),
        text=answer.text,
        metrics=metrics | {name: value for one in further for name, value in one.metrics.items()},
        reasons=(*reasons, *(reason for one in further for reason in one.reasons)),
        seconds=answer.seconds,
        answer=answer,
    )


def list_fields(answer: Answer) -> list[str]:
    """Give the texts of an answer in which a figure or name counts as given."""
    fields = [answer.text]
    for citation in answer.citations:
        fields += [citation.quote, citation.text, citation.headline, citation.byline]
    return fields


def _measure(
    gold: GoldQuestion,
    zones: Sequence[ZoneName],
    hits: Sequence[Sequence[str]],
    *,
    abstained: bool,
    holds_all: bool,
) -> dict[str, float]:
    refusal = {"is_answerable": gold.is_answerable, "abstained": abstained}
    if not gold.is_answerable:
        return {RIGHT_REFUSALS: float(is_right_refusal(**refusal))}
    metrics = {WRONG_REFUSALS: float(is_wrong_refusal(**refusal))}
    if gold.evidence:
        metrics[EVIDENCE_RECALL] = compute_evidence_recall(gold.evidence, hits)
    if gold.kind == LIST:
        scores = score_zone_list(zones, gold.zones, gold.optional_zones)
        metrics |= {"list_precision": scores.precision, "list_recall": scores.recall, "list_f1": scores.f1}
    else:
        accuracy = float(holds_all and not abstained)
        metrics |= {"answer_accuracy": accuracy, f"{gold.kind}_accuracy": accuracy}
    return metrics


def _explain(
    gold: GoldQuestion,
    zones: Sequence[ZoneName],
    hits: Sequence[Sequence[str]],
    *,
    abstained: bool,
    missing: Sequence[str],
) -> Iterator[str]:
    named = ", ".join(short for short, _ in zones)
    if not gold.is_answerable:
        if not abstained:
            yield f"answered ({named or 'no zone'}) although the pages do not say"
        return
    if abstained:
        yield "refused although the pages say"
    elif gold.kind == LIST:
        yield from _explain_list(gold, zones)
    elif missing:
        yield f"the answer lacks {', '.join(missing)}"
    found = find_evidence(gold.evidence, hits)
    absent = [wanted for wanted, is_found in zip(gold.evidence, found, strict=True) if not is_found]
    if absent:
        yield f"not among the ten best passages: {', '.join(absent)}"


def _explain_list(gold: GoldQuestion, zones: Sequence[ZoneName]) -> Iterator[str]:
    lacking = [wanted for wanted in gold.zones if not any(matches_zone(wanted, zone) for zone in zones)]
    allowed = (*gold.zones, *gold.optional_zones)
    wrong = [zone[0] for zone in zones if not any(matches_zone(name, zone) for name in allowed)]
    if lacking:
        yield f"zones missing: {', '.join(lacking)}"
    if wrong:
        yield f"zones wrong: {', '.join(wrong)}"
