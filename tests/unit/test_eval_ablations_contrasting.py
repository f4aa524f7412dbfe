"""Variants beside the pipeline as it is: figures, paired differences, p, and p for many tests."""

from collections.abc import Mapping, Sequence

import pytest

from eval.ablations.asking import AskedQuestion
from eval.ablations.contrasting import AskedVariant, make_table, tabulate_variants
from eval.ablations.variants import DEFAULT, Variant
from eval.intervals import adjust_holm


def ask_fake(
    name: str, metrics: Sequence[Mapping[str, float]], *, langs: str = "eeee", seconds: float = 0.02
) -> AskedVariant:
    questions = tuple(
        AskedQuestion(f"q{number}", {"e": "en", "z": "zh"}[lang], values, seconds)
        for number, (values, lang) in enumerate(zip(metrics, langs, strict=True))
    )
    return AskedVariant(Variant(name, DEFAULT if name == DEFAULT else "stages"), 7, questions)


def test_a_variant_is_held_against_the_pipeline_question_by_question() -> None:
    before = ask_fake(
        DEFAULT, [{"list_f1": 1.0}, {"list_f1": 0.5}, {"list_f1": 0.5}, {"answer_accuracy": 1.0}]
    )
    after = ask_fake(
        "worse", [{"list_f1": 0.5}, {"list_f1": 0.25}, {"list_f1": 0.0}, {"answer_accuracy": 1.0}]
    )
    table = make_table("all", [before, after])
    first, row = table.rows
    assert first.contrasts == {}
    assert first.figures["list_f1"].value == pytest.approx(2 / 3)
    assert (row.figures["list_f1"].value, row.figures["list_f1"].n) == (0.25, 3)
    lists = row.contrasts["list_f1"]
    assert lists.difference.value == pytest.approx((-0.5 - 0.25 - 0.5) / 3)
    # All three fell: of the eight choices of signs, two lie as far from 0.
    assert lists.difference.p == 2 / 8
    assert lists.p_of_all == pytest.approx(2 * 2 / 8)
    assert lists.excludes_zero
    assert not lists.is_sure
    accuracy = row.contrasts["answer_accuracy"]
    assert (accuracy.difference.value, accuracy.difference.p, accuracy.excludes_zero) == (0.0, 1.0, False)
    assert (table.tests, table.names) == (2, ["list_f1", "answer_accuracy"])
    assert row.median_ms == pytest.approx(20)


def test_a_difference_that_many_questions_show_is_sure() -> None:
    right, wrong = ([{"answer_accuracy": value}] * 20 for value in (1.0, 0.0))
    langs = "e" * 20
    table = make_table("all", [ask_fake(DEFAULT, right, langs=langs), ask_fake("worse", wrong, langs=langs)])
    contrast = table.rows[1].contrasts["answer_accuracy"]
    assert contrast.excludes_zero
    assert contrast.is_sure


def test_each_language_has_a_table_of_its_own() -> None:
    before = ask_fake(DEFAULT, [{"list_f1": 1.0}] * 4, langs="ezez")
    after = ask_fake("worse for English", [{"list_f1": value} for value in (0, 1, 0, 1)], langs="ezez")
    tables = {
        table.group: table.rows[1].contrasts["list_f1"].difference
        for table in tabulate_variants([before, after])
    }
    assert {group: (one.value, one.n) for group, one in tables.items()} == {
        "all": (-0.5, 4),
        "lang en": (-1.0, 2),
        "lang zh": (0.0, 2),
    }


def test_one_language_needs_no_further_table() -> None:
    asked = ask_fake(DEFAULT, [{"list_f1": 1.0}] * 4)
    assert [table.group for table in tabulate_variants([asked, asked])] == ["all"]


def test_other_questions_are_not_compared() -> None:
    before, after = (
        ask_fake(DEFAULT, [{"list_f1": 1.0}] * 4),
        ask_fake("one less", [{"list_f1": 1.0}] * 3, langs="eee"),
    )
    with pytest.raises(ValueError, match="over the same questions; only one has q3"):
        make_table("all", [before, after])


@pytest.mark.parametrize(
    ("ps", "adjusted"),
    [
        pytest.param([], [], id="none"),
        pytest.param([0.04], [0.04], id="one"),
        # Holm's steps: 3 x 0.01, 2 x 0.02 and 1 x 0.03, which may not be below what came before it.
        pytest.param([0.03, 0.01, 0.02], [0.04, 0.03, 0.04], id="never below a smaller one"),
        pytest.param([0.5, 0.9], [1.0, 1.0], id="at most 1"),
    ],
)
def test_holms_adjustment(ps: list[float], adjusted: list[float]) -> None:
    assert adjust_holm(ps) == pytest.approx(adjusted)
