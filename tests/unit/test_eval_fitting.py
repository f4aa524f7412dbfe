"""Fitting the judging models: bags, thresholds, and a file that reads back."""

from pathlib import Path

import numpy as np
import pytest

from eval.fitting import (
    Bag,
    find_surest,
    fit_coefficients,
    fit_models,
    format_models,
    is_for_fitting,
    measure_answers,
    measure_lists,
    weights_of,
)
from eval.questions import GoldQuestion
from rag.judging import FEATURES, JudgingModel, load_judging_models

SIZE = len(FEATURES)


def make_bag(
    covered: float, *, wanted: bool, kind: str = "zone", question: str = "q", share: float = 1.0
) -> Bag:
    """One sentence that covers the question so far, and one that says nothing."""
    features = np.zeros((2, SIZE))
    features[0] = covered
    return Bag(question, kind, wanted, features, np.array([share, share]))


def make_question(name: str, split: str = "") -> GoldQuestion:
    return GoldQuestion(name, "list", "en", "which zones?", split=split)


@pytest.mark.parametrize(("split", "expected"), [("fit", True), ("test", False)])
def test_a_marked_question_goes_where_it_is_marked(split: str, expected: bool) -> None:
    assert is_for_fitting(make_question("x", split)) is expected


def test_questions_without_a_mark_are_halved_by_their_id() -> None:
    chosen = [is_for_fitting(make_question(f"s{number:03d}")) for number in range(400)]
    assert 150 < sum(chosen) < 250
    assert chosen == [is_for_fitting(make_question(f"s{number:03d}")) for number in range(400)]


def test_the_surest_sentence_stands_for_its_bag() -> None:
    weights = np.append(np.ones(SIZE), -1.0)
    row, probability = find_surest(make_bag(0.5, wanted=True, share=0.5), weights)
    assert row == 0
    assert probability == pytest.approx(0.5 / (1 + np.exp(-(0.5 * SIZE - 1))))


def test_coverage_speaks_for_a_sentence_and_never_against_it() -> None:
    bags = [make_bag(value, wanted=value > 0.5) for value in np.linspace(0.05, 0.95, 20)]
    weights = fit_coefficients(bags)
    assert (weights[:-1][[name != "is_english" for name in FEATURES]] >= 0).all()
    assert find_surest(make_bag(0.9, wanted=True), weights)[1] > 0.5
    assert find_surest(make_bag(0.2, wanted=False), weights)[1] < 0.5


def test_list_figures_are_macro_averages_over_questions() -> None:
    weights = np.append(np.ones(SIZE), -3.5)
    bags = [
        make_bag(1.0, wanted=True, question="a"),
        make_bag(0.9, wanted=False, question="a"),
        make_bag(0.95, wanted=True, question="b"),
        make_bag(0.0, wanted=False, question="none"),
    ]
    figures = measure_lists(bags, weights, 0.9)
    assert figures.precision == pytest.approx((1 / 2 + 1) / 2)
    assert figures.recall == pytest.approx(1.0)
    assert figures.f1 == pytest.approx((2 / 3 + 1) / 2)
    assert figures.refused == 1.0


def test_answered_and_refused_are_shares_of_their_questions() -> None:
    weights = np.append(np.ones(SIZE), -3.5)
    bags = [
        make_bag(1.0, wanted=True, kind="answer"),
        make_bag(0.1, wanted=True, kind="answer"),
        make_bag(0.1, wanted=False, kind="answer"),
    ]
    assert measure_answers(bags, weights, 0.9) == (0.5, 1.0)


def test_the_written_models_read_back(tmp_path: Path) -> None:
    bags = [
        make_bag(value, wanted=value > 0.5, kind=kind, question=f"{kind}{value}")
        for kind in ("zone", "answer")
        for value in np.linspace(0.05, 0.95, 20)
    ]
    for_lists, for_quotes = fit_models(bags)
    path = tmp_path / "model.toml"
    path.write_text(format_models(for_lists, for_quotes), "utf-8")
    models = load_judging_models(path)
    assert models.for_lists == for_lists
    assert models.for_quotes == for_quotes


def test_the_weights_of_a_model_are_its_coefficients_and_intercept() -> None:
    model = JudgingModel({name: float(rank) for rank, name in enumerate(FEATURES)}, -2.0, 0.5)
    assert weights_of(model).tolist() == [*map(float, range(SIZE)), -2.0]
