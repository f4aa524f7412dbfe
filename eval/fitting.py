"""The judging models fitted: which sentences answer, learnt from the questions marked `fit`.

A question marks whole zones or stretches of text, not sentences. So each is a bag of sentences that is
represented by its surest one, and fitting and choosing take turns (multiple-instance learning; Dietterich,
Lathrop and Lozano-Perez, "Solving the multiple instance problem with axis-parallel rectangles", 1997).
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.questions import LIST, GoldQuestion
from eval.retrieval_metrics import fold_text, matches_zone
from rag.judging import FEATURES, JudgedSentences, JudgingModel
from rag.listing import lower_threshold
from rag.pipeline import Pipeline
from rag.searching import judge_candidates, rank_candidates, score_query
from rag.understanding import understand_question
from rag.weighing import attribute_zone, fit_to_question, known_years

Table = NDArray[np.float64]

_ROUNDS = 15
_RIDGE = 0.001
_LEAST_FIT = 0.5
"""A sentence that the rules refuse (another year, no figure) teaches nothing."""
_IMPORTANCE = {("zone", True): 2.0, ("zone", False): 0.35, ("answer", True): 1.5, ("answer", False): 1.0}
"""Zones that do not fit are many, questions without an answer few."""
_REFUSAL_SHARE = 0.15
_ENOUGH_REFUSED = 0.84
"""A reader who is refused an answer that the pages hold is worse off than one who reads a quote that does not
answer: beyond this share of refusals, answering counts alone."""
_UNBOUNDED = frozenset({"is_english"})


@dataclass(frozen=True, slots=True)
class Bag:
    """Sentences of which the surest one stands for all.

    Attributes:
        question: The question's id.
        kind: `zone`, one zone of a list; or `answer`, all that may answer a question.
        is_wanted: Whether it should be asserted.
        features: `(n, len(FEATURES))` float64.
        shares: `(n,)` float64: what the rules leave of each sentence's probability.
    """

    question: str
    kind: str
    is_wanted: bool
    features: Table
    shares: Table


def is_for_fitting(question: GoldQuestion) -> bool:
    """Say whether a question is in the half to fit on: as it is marked, else by its id."""
    return question.split == "fit" if question.split else zlib.crc32(question.id.encode()) % 2 == 1


def collect_bags(questions: Sequence[GoldQuestion], pipeline: Pipeline) -> Iterator[Bag]:
    """Judge all that may answer each question, and mark what should be asserted."""
    resources = pipeline.resources
    years = known_years(resources.index)
    for gold in questions:
        query = understand_question(gold.question, gazetteer=resources.gazetteer, lexicon=resources.lexicon)
        scores = score_query(query, resources)
        judged = judge_candidates(query, scores, rank_candidates(query, scores, resources), resources)
        texts = [
            article.body[start:end]
            for article, (start, end) in zip(judged.articles, judged.spans.tolist(), strict=True)
        ]
        shares = np.array(
            [
                fit_to_question(query, text, article, years, resources.gazetteer)
                for text, article in zip(texts, judged.articles, strict=True)
            ]
        )
        if query.is_list:
            zones = [
                attribute_zone(text, article, resources.gazetteer)
                for text, article in zip(texts, judged.articles, strict=True)
            ]
            yield from _bags_of_zones(gold, judged, shares, zones, pipeline)
        elif gold.kind != LIST:
            yield from _bag_of_answer(gold, judged, shares, texts)


def _bags_of_zones(
    gold: GoldQuestion, judged: JudgedSentences, shares: Table, zones: Sequence[str], pipeline: Pipeline
) -> Iterator[Bag]:
    rows: defaultdict[str, list[int]] = defaultdict(list)
    for row, short in enumerate(zones):
        rows[short].append(row)
    for short, chosen in rows.items():
        zone = pipeline.gazetteer.get(short)
        name = (short, zone.place if zone else "")
        if not short or any(matches_zone(other, name) for other in gold.optional_zones):
            continue
        is_wanted = any(matches_zone(other, name) for other in gold.zones)
        yield Bag(gold.id, "zone", is_wanted, judged.features[chosen].astype(float), shares[chosen])


def _bag_of_answer(
    gold: GoldQuestion, judged: JudgedSentences, shares: Table, texts: Sequence[str]
) -> Iterator[Bag]:
    rows = list(range(len(texts)))
    if gold.is_answerable:
        wanted = [fold_text(stretch) for stretch in gold.evidence]
        rows = [row for row in rows if any(stretch in fold_text(texts[row]) for stretch in wanted)]
    if rows:
        features = judged.features[rows].astype(float)
        yield Bag(gold.id, "answer", gold.is_answerable, features, shares[rows])


def fit_coefficients(bags: Sequence[Bag]) -> Table:
    """Fit a logistic model over bags; give its coefficients and, last, its intercept.

    Coverage and likeness can only speak for a sentence, so their coefficients are not negative.
    """
    from scipy.optimize import minimize  # type: ignore[import-untyped]

    bounds = [(None, None) if name in _UNBOUNDED else (0, None) for name in FEATURES]
    weights: Table = np.append(np.ones(len(FEATURES)), -4.0)
    for _ in range(_ROUNDS):
        surest = [find_surest(bag, weights)[0] for bag in bags]
        kept = [(bag, row) for bag, row in zip(bags, surest, strict=True) if bag.shares[row] >= _LEAST_FIT]
        features = np.array([bag.features[row] for bag, row in kept])
        wanted = np.array([float(bag.is_wanted) for bag, _ in kept])
        importance = np.array([_IMPORTANCE[bag.kind, bag.is_wanted] for bag, _ in kept])
        loss = make_loss(features, wanted, importance)
        weights = minimize(loss, weights, jac=True, bounds=[*bounds, (None, None)]).x
    return weights


def make_loss(features: Table, wanted: Table, importance: Table) -> Callable[[Table], tuple[float, Table]]:
    """Give the weighted logistic loss with a ridge, and its gradient."""
    ridge = _RIDGE * importance.sum()

    def loss(weights: Table) -> tuple[float, Table]:
        logits = features @ weights[:-1] + weights[-1]
        errors = (1 / (1 + np.exp(-logits)) - wanted) * importance
        value = (importance * (np.logaddexp(0, logits) - wanted * logits)).sum()
        gradient = np.append(features.T @ errors + ridge * weights[:-1], errors.sum())
        return float(value + ridge / 2 * (weights[:-1] ** 2).sum()), gradient

    return loss


def find_surest(bag: Bag, weights: Table) -> tuple[int, float]:
    """Give the row of a bag's surest sentence, and its probability after the rules."""
    probabilities = bag.shares / (1 + np.exp(-(bag.features @ weights[:-1] + weights[-1])))
    return int(probabilities.argmax()), float(probabilities.max())


@dataclass(frozen=True, slots=True)
class ListFigures:
    """Macro-averaged over questions: precision, recall and F1 by zone, and right refusals."""

    precision: float
    recall: float
    f1: float
    refused: float


def measure_lists(bags: Sequence[Bag], weights: Table, threshold: float) -> ListFigures:
    """Measure the zones that a threshold asserts."""
    by_question: defaultdict[str, list[tuple[float, bool]]] = defaultdict(list)
    for bag in bags:
        by_question[bag.question].append((find_surest(bag, weights)[1], bag.is_wanted))
    rows: list[tuple[float, float, float]] = []
    refusals: list[bool] = []
    for judged in by_question.values():
        enough = lower_threshold(threshold, max(surest for surest, _ in judged))
        wanted = sum(is_wanted for _, is_wanted in judged)
        asserted = sum(surest >= enough for surest, _ in judged)
        right = sum(surest >= enough and is_wanted for surest, is_wanted in judged)
        if wanted:
            rows.append(
                (right / asserted if asserted else 0.0, right / wanted, 2 * right / (wanted + asserted))
            )
        else:
            refusals.append(asserted == 0)
    precision, recall, f1 = np.mean(rows, axis=0) if rows else (0.0, 0.0, 0.0)
    return ListFigures(float(precision), float(recall), float(f1), float(np.mean(refusals or [True])))


def measure_answers(bags: Sequence[Bag], weights: Table, threshold: float) -> tuple[float, float]:
    """Give the shares of answerable questions answered, and of unanswerable ones refused."""
    answered = [find_surest(bag, weights)[1] >= threshold for bag in bags if bag.is_wanted]
    refused = [find_surest(bag, weights)[1] < threshold for bag in bags if not bag.is_wanted]
    return float(np.mean(answered or [False])), float(np.mean(refused or [True]))


def fit_models(bags: Sequence[Bag]) -> tuple[JudgingModel, JudgingModel]:
    """Fit the model for lists and that for quotes, each with its threshold."""
    zones = [bag for bag in bags if bag.kind == "zone"]
    answers = [bag for bag in bags if bag.kind == "answer"]
    for_lists, for_quotes = fit_coefficients(zones), fit_coefficients(answers)

    def worth_of_list(threshold: float) -> float:
        figures = measure_lists(zones, for_lists, threshold)
        return figures.f1 + _REFUSAL_SHARE * figures.refused

    def worth_of_quote(threshold: float) -> float:
        answered, refused = measure_answers(answers, for_quotes, threshold)
        return answered + 2 * min(refused, _ENOUGH_REFUSED)

    return _make_model(for_lists, worth_of_list), _make_model(for_quotes, worth_of_quote)


def _make_model(weights: Table, worth: Callable[[float], float]) -> JudgingModel:
    """Choose the threshold in the middle of the best stretch, which holds better than its single best."""
    grid = np.arange(0.1, 0.96, 0.02)
    values = np.convolve([worth(float(threshold)) for threshold in grid], np.ones(5) / 5, mode="same")
    values[:2] = values[-2:] = -np.inf
    coefficients = {name: round(float(w), 3) for name, w in zip(FEATURES, weights[:-1], strict=True)}
    return JudgingModel(coefficients, round(float(weights[-1]), 3), round(float(grid[values.argmax()]), 2))


def weights_of(model: JudgingModel) -> Table:
    """Give a model's coefficients and, last, its intercept."""
    return np.array([*(model.coefficients[name] for name in FEATURES), model.intercept])


def format_models(for_lists: JudgingModel, for_quotes: JudgingModel) -> str:
    """Give the model file's text."""
    lines = ["# Fitted by `python -m eval --fit`; do not edit by hand."]
    for name, model in (("lists", for_lists), ("quotes", for_quotes)):
        lines += ["", f"[{name}]", f"intercept = {model.intercept}", f"threshold = {model.threshold}"]
        lines += ["", f"[{name}.coefficients]"]
        lines += [f"{feature} = {value}" for feature, value in model.coefficients.items()]
    return "\n".join(lines) + "\n"
