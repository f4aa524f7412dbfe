"""Ask gold questions of a pipeline and judge each answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from eval.answer_metrics import asks_for_figure, find_answers
from eval.citing.cited_answers import compute_quote_precision
from eval.citing.reading_answers import Comparison, read_statements
from eval.citing.told_zones import read_told_zones
from eval.explaining_answers import Given, explain_answer
from eval.questions import LIST, GoldQuestion
from eval.retrieval_metrics import find_evidence, score_zone_list
from rag.answers import Answer

EVIDENCE_RECALL = "evidence_recall@10"
RIGHT_REFUSALS = "right_refusals"
WRONG_REFUSALS = "wrong_refusals"
RIGHT_STRUCK = "right_struck"
LIST_AS_TOLD = "list_as_told"
QUOTE_PRECISION = "quote_precision"
FIGURE_ACCURACY = "figure_accuracy"
NAME_ACCURACY = "name_accuracy"
LATENCY_P50 = "latency_p50_ms"
LATENCY_P95 = "latency_p95_ms"
LOWER_IS_BETTER = frozenset({WRONG_REFUSALS, RIGHT_STRUCK, LATENCY_P50, LATENCY_P95})
UNGATED = frozenset({LATENCY_P50, LATENCY_P95})
"""Figures that are reported and never held against a baseline: the machine has its share in them."""


def get_perfect(figure: str) -> float:
    """Give the best score that a question can have in a figure: 0 where lower is better, else 1."""
    return 0.0 if figure in LOWER_IS_BETTER else 1.0


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
        zones: Short names of the zones that the answer's text tells of.
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

    Raises:
        ValueError: Two of them give a figure of one name.
    """
    given = _read_answer(gold, answer)
    metrics = _measure(gold, given) | _measure_text(gold, answer, given)
    own = Judgement(metrics, tuple(explain_answer(gold, given)))
    judgements = [own, *(judge.judge(gold, answer) for judge in judges)]
    return QuestionOutcome(
        gold=gold,
        abstained=answer.abstained,
        zones=tuple(dict.fromkeys(short for short, _ in given.zones)),
        text=answer.text,
        metrics=_join_metrics(judgements),
        reasons=tuple(reason for one in judgements for reason in one.reasons),
        seconds=answer.seconds,
        answer=answer,
    )


def list_fields(answer: Answer) -> list[str]:
    """Give the texts of an answer in which a figure or name counts as given, each to be looked at by itself.

    What a language model wrote are its statements: those that were struck are taken back, and what a cited
    sentence says beyond them the model has not said. A quoted answer is what it states and quotes, with the
    headline and the author of each quote. What only frames it is no answer: how many articles were searched,
    and the date and file that stand below a quote, which would give any year or month that is asked for. One
    that compares two figures answers with these: what else the sentences below say was not compared.
    """
    if answer.model:
        return [statement.text for statement in answer.statements if statement.holds]
    stated = read_statements(answer.text)
    if compared := [statement.text for statement in stated if isinstance(statement.content, Comparison)]:
        return compared
    fields = [statement.text for statement in stated]
    for citation in answer.citations:
        fields += [citation.text, citation.headline, citation.byline]
    return fields


def _read_answer(gold: GoldQuestion, answer: Answer) -> Given:
    hits = [(hit.text, hit.article.headline, hit.article.byline) for hit in answer.hits]
    evidence = tuple(find_evidence(gold.evidence, hits))
    if answer.abstained:
        return Given(abstained=True, zones=(), answers=(False,) * len(gold.answers), evidence=evidence)
    found = find_answers(gold.answers, list_fields(answer), evidence=gold.evidence)
    zones = read_told_zones(answer)
    untold = {short for short, _ in zones} ^ {zone.short for zone in answer.zones}
    return Given(
        abstained=False,
        zones=zones,
        answers=tuple(found),
        evidence=evidence,
        untold=tuple(sorted(untold)),
    )


def _join_metrics(judgements: Sequence[Judgement]) -> dict[str, float]:
    joined: dict[str, float] = {}
    for one in judgements:
        if twice := sorted(joined.keys() & one.metrics.keys()):
            raise ValueError(
                f"two judges give {', '.join(twice)}; leave one out, or name its figures otherwise"
            )
        joined |= one.metrics
    return joined


def _measure(gold: GoldQuestion, given: Given) -> dict[str, float]:
    if not gold.is_answerable:
        return {RIGHT_REFUSALS: float(given.abstained)}
    metrics = {WRONG_REFUSALS: float(given.abstained)}
    if gold.evidence:
        metrics[EVIDENCE_RECALL] = sum(given.evidence) / len(given.evidence)
    if gold.kind == LIST:
        scores = score_zone_list(given.zones, gold.zones, gold.optional_zones)
        return metrics | {
            "list_precision": scores.precision,
            "list_recall": scores.recall,
            "list_f1": scores.f1,
        }
    return metrics | _measure_answers(gold, given)


def _measure_text(gold: GoldQuestion, answer: Answer, given: Given) -> dict[str, float]:
    """Give what a reader of the text meets: a list that is what its field has, and quotes to the point."""
    if given.abstained or not gold.is_answerable:
        return {}
    if gold.kind == LIST:
        return {LIST_AS_TOLD: float(not given.untold)}
    precision = compute_quote_precision(gold, answer)
    return {} if precision is None else {QUOTE_PRECISION: precision}


def _measure_answers(gold: GoldQuestion, given: Given) -> dict[str, float]:
    """Give whether all that was asked for is given, and the same by what is asked for: figures, names."""
    accuracy = float(all(given.answers))
    metrics = {"answer_accuracy": accuracy, f"{gold.kind}_accuracy": accuracy}
    by_form: dict[str, list[bool]] = {}
    for group, is_given in zip(gold.answers, given.answers, strict=True):
        by_form.setdefault(FIGURE_ACCURACY if asks_for_figure(group) else NAME_ACCURACY, []).append(is_given)
    return metrics | {name: float(all(found)) for name, found in by_form.items()}
