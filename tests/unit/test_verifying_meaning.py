"""How surely sentences bear a statement out: the logistic, the order of statements, what is left out."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.lexicon import Lexicon
from index.zones import Gazetteer
from rag.answers import Problem
from rag.checking.measuring_meaning import FEATURES, MeaningMeasure
from rag.checking.statement_units import UnitFinder, tell_language
from rag.checking.verifying_meaning import (
    MeaningJudge,
    MeaningModel,
    MeaningModelError,
    load_meaning_judge,
    load_meaning_models,
)
from tests.unit.rag_fakes import make_citation

COPPER = "链主企业投资24亿元实施智慧开采，井下电铲由工人在地面遥控，年采矿能力由600万吨提高到900万吨。"
VINEGAR = "这里聚集了食醋企业36家，年产食醋85万吨，占全国的五分之一。"


@pytest.fixture(scope="module")
def judge(lexicon: Lexicon, gazetteer: Gazetteer) -> MeaningJudge:
    return load_meaning_judge(lexicon, gazetteer)


@pytest.fixture(scope="module")
def measure(lexicon: Lexicon, gazetteer: Gazetteer) -> MeaningMeasure:
    return MeaningMeasure(lexicon, gazetteer)


@given(
    st.lists(st.floats(-4, 4), min_size=len(FEATURES), max_size=len(FEATURES)),
    st.lists(st.floats(-2, 1), min_size=len(FEATURES), max_size=len(FEATURES)),
    st.floats(-4, 4),
)
def test_the_support_is_the_logistic_of_the_weighted_sum(
    coefficients: list[float], features: list[float], intercept: float
) -> None:
    model = MeaningModel(dict(zip(FEATURES, coefficients, strict=True)), intercept)
    logit = sum(c * f for c, f in zip(coefficients, features, strict=True)) + intercept
    assert model.predict(np.array(features)) == pytest.approx(1 / (1 + np.exp(-logit)))


def test_the_models_that_ship_are_of_the_encoder_that_ships(lexicon: Lexicon) -> None:
    models = load_meaning_models()
    assert models.encoder == lexicon.encoder.digest
    for model in models.by_language.values():
        assert set(model.coefficients) == set(FEATURES)
        assert all(model.coefficients[name] >= 0 for name in FEATURES if name != "length")


def test_models_of_another_encoder_are_refused(measure: MeaningMeasure) -> None:
    models = replace(load_meaning_models(), encoder="0123")
    with pytest.raises(MeaningModelError, match="fitted for the encoder 0123"):
        MeaningJudge(measure, models)


@pytest.mark.parametrize(
    ("statement", "own", "other"),
    [
        ("Workers on the surface steer the shovels underground by remote control.", COPPER, VINEGAR),
        ("It turns out a fifth of the country's vinegar.", VINEGAR, COPPER),
        ("工人在地面上遥控井下的电铲。", COPPER, VINEGAR),
        ("当地的食醋产量占到全国五分之一。", VINEGAR, COPPER),
    ],
)
def test_its_own_sentence_bears_a_statement_out_and_another_does_not(
    judge: MeaningJudge, statement: str, own: str, other: str
) -> None:
    assert judge.support(statement, [make_citation(own)]) >= judge.threshold
    assert judge.support(statement, [make_citation(other)]) < judge.threshold


def test_two_sentences_bear_out_together_what_neither_does_alone(judge: MeaningJudge) -> None:
    both = [make_citation(COPPER), make_citation(VINEGAR)]
    joined = "工人在地面遥控井下电铲，食醋产量占全国的五分之一。"
    assert judge.support(joined, both) > max(judge.support(joined, [one]) for one in both)


def test_what_only_the_headline_says_counts(judge: MeaningJudge) -> None:
    bare = make_citation("一期投资3.5亿元，年底建成。", headline="")
    headed = replace(bare, headline="冻干食品产业园开工")
    statement = "冻干食品项目一期年底建成。"
    assert judge.support(statement, [headed]) > judge.support(statement, [bare])


def test_nothing_is_borne_out_by_nothing(judge: MeaningJudge) -> None:
    assert judge.support("Vinegar is made there.", []) == 0.0
    assert judge.negation("No vinegar is made there.", []) is None


def test_figures_and_zones_are_left_to_other_checks(measure: MeaningMeasure) -> None:
    right = measure.measure("清徐经开区年产食醋85万吨。", [VINEGAR])
    wrong = measure.measure("高平经开区年产食醋15万吨。", [VINEGAR])
    assert right == pytest.approx(wrong)


def test_an_added_clause_is_the_least_covered_one(measure: MeaningMeasure) -> None:
    least = FEATURES.index("least_clause")
    plain = measure.measure("这里年产食醋85万吨，占全国的五分之一。", [VINEGAR])
    added = measure.measure("这里年产食醋85万吨，火箭发射场也已经竣工。", [VINEGAR])
    assert added[least] < plain[least] - 0.2


def test_the_nearest_clause_is_found_for_each_clause(measure: MeaningMeasure) -> None:
    pairs = measure.pair_clauses("The mine's capacity was raised; workers steer by remote control.", [COPPER])
    assert [nearest for _, nearest in pairs] == [
        "年采矿能力由600万吨提高到900万吨",
        "井下电铲由工人在地面遥控",
    ]


def test_the_clause_that_is_meant_decides_on_a_reversal(judge: MeaningJudge) -> None:
    source = make_citation("设备采购量减少两成，产品出口量同比增长18%。")
    assert judge.negation("产品出口量同比增长18%，设备采购量减少两成。", [source]) is None
    assert judge.negation("产品出口量同比下降18%。", [source]) == Problem("negation", "下降", "增")


def test_a_sentence_of_no_words_is_measured_too(judge: MeaningJudge) -> None:
    assert 0.0 <= judge.support("2024?", [make_citation("……")]) <= 1.0


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Zhongtiao Copper (中条铜业) invested 2.4 billion yuan in it.", "en"),
        ("Micro LED显示面板项目投产。", "zh"),
        ("85万吨", "zh"),
    ],
)
def test_the_language_of_a_statement(text: str, language: str) -> None:
    assert tell_language(text) == language


def test_names_in_pinyin_are_no_words_to_be_covered(lexicon: Lexicon) -> None:
    units = UnitFinder(lexicon).find("Zhongtiao Copper put its money into mining at Tongkuangyu.", "en")
    found = [unit.words for unit in units]
    assert any("铜" in words for words in found)
    assert not any(word in words for words in found for word in ("zhongtiao", "tongkuangyu"))
