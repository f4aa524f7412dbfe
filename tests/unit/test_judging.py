"""How surely a sentence answers: the logistic formula, the weights of concepts, sentence before headline."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.embedding import StaticEncoder
from index.lexicon import Lexicon
from index.store import Index
from rag import judging
from rag.answers import Query
from rag.judging import (
    FEATURES,
    JudgedSentences,
    JudgingModel,
    judge_passages,
    load_judging_models,
    make_weigher,
)
from tests.unit.rag_fakes import make_concept, make_query

COVERAGES = ("covered", "covered_in_context", "least_covered", "named")


def judge(query: Query, index: Index, lexicon: Lexicon) -> JudgedSentences:
    weigh = make_weigher(index, lexicon.encoder)
    return judge_passages(query, np.arange(index.n_passages), index=index, lexicon=lexicon, weigh=weigh)


def find_row(judged: JudgedSentences, sentence: str) -> int:
    texts = [
        a.body[start:end] for a, (start, end) in zip(judged.articles, judged.spans.tolist(), strict=True)
    ]
    return texts.index(sentence)


@given(
    st.lists(st.floats(-4, 4, width=32), min_size=len(FEATURES), max_size=len(FEATURES)),
    st.lists(st.floats(0, 1, width=32), min_size=len(FEATURES), max_size=len(FEATURES)),
    st.floats(-4, 4, width=32),
)
def test_the_probability_is_the_logistic_of_the_weighted_sum(
    coefficients: list[float], features: list[float], intercept: float
) -> None:
    model = JudgingModel(dict(zip(FEATURES, coefficients, strict=True)), intercept, 0.5)
    logit = sum(c * f for c, f in zip(coefficients, features, strict=True)) + intercept
    predicted = model.predict(np.array([features], dtype=np.float32))
    assert predicted[0] == pytest.approx(1 / (1 + np.exp(-logit)), abs=1e-4)


def test_the_models_that_ship() -> None:
    models = load_judging_models()
    for model in (models.for_lists, models.for_quotes):
        assert set(model.coefficients) == set(FEATURES)
        assert 0 < model.threshold < 1
        assert min(model.coefficients[name] for name in COVERAGES) >= 0
        nothing = model.predict(np.zeros((1, len(FEATURES)), dtype=np.float32))
        everything = model.predict(np.ones((1, len(FEATURES)), dtype=np.float32))
        assert nothing[0] < model.threshold < everything[0]
    assert models.choose(is_list=True) is models.for_lists
    assert models.choose(is_list=False) is models.for_quotes


def test_a_rare_concept_weighs_more_than_a_frequent_one(long_index: Index, encoder: StaticEncoder) -> None:
    weigh = make_weigher(long_index, encoder)
    frequent, rare, unseen = (weigh(make_concept(word)) for word in ("铜", "锣", "核电"))
    assert frequent < rare <= unseen
    assert unseen == pytest.approx(1.0)


def test_a_concept_is_as_rare_as_the_more_frequent_of_its_usual_words(
    long_index: Index, encoder: StaticEncoder
) -> None:
    weigh = make_weigher(long_index, encoder)
    assert weigh(make_concept("gong", "锣", "铜")) == pytest.approx(weigh(make_concept("铜")))


def test_the_weight_grows_with_the_meaning_and_is_never_nothing(
    long_index: Index, encoder: StaticEncoder
) -> None:
    weigh = make_weigher(long_index, encoder)
    assert weigh(make_concept("锣", weight=0.5)) == pytest.approx(0.5 * weigh(make_concept("锣")))
    assert weigh(make_concept("锣", weight=0.0)) == judging._LEAST_WEIGHT


def test_the_sentence_itself_counts_most_then_its_headline_then_its_neighbour(
    long_index: Index, lexicon: Lexicon
) -> None:
    query = make_query("铜箔", concepts=(make_concept("铜箔"),))
    judged = judge(query, long_index, lexicon)
    said = judged.coverage[find_row(judged, "铜箔年产两万吨。"), 0]
    in_headline = judged.coverage[find_row(judged, "园区修了新路。"), 0]
    assert said == 1.0
    assert in_headline == pytest.approx(judging._HEADLINE_SHARE)

    query = make_query("铜锣", concepts=(make_concept("铜锣"),))
    judged = judge(query, long_index, lexicon)
    assert judged.coverage[find_row(judged, "农户买了铜锣。"), 0] == 1.0
    beside = judged.coverage[find_row(judged, "锣声很响。"), 0]
    assert judging._SECTION_SHARE <= beside < 1.0


def test_a_sentence_that_answers_is_surer_than_its_headline_and_than_another_subject(
    long_index: Index, lexicon: Lexicon
) -> None:
    query = make_query("铜箔年产", concepts=(make_concept("铜箔"), make_concept("年产", ask=0, group=1)))
    judged = judge(query, long_index, lexicon)
    probabilities = load_judging_models().for_quotes.predict(judged.features)
    answer, headline, other = (
        probabilities[find_row(judged, text)] for text in ("铜箔年产两万吨。", "路边种了树。", "学校开学了。")
    )
    assert answer > headline > other
    assert answer == probabilities.max()


def test_features_have_their_columns(long_index: Index, lexicon: Lexicon) -> None:
    query = make_query("铜箔", concepts=(make_concept("铜箔"),), language="en")
    judged = judge(query, long_index, lexicon)
    assert judged.features.shape == (long_index.n_sentences, len(FEATURES))
    columns = dict(zip(FEATURES, judged.features.T, strict=True))
    row = find_row(judged, "铜箔年产两万吨。")
    texts = [a.body[s:e] for a, (s, e) in zip(judged.articles, judged.spans.tolist(), strict=True)]
    vectors = lexicon.encoder.encode_passages(texts)
    topic = lexicon.encoder.encode_queries(["铜箔"])[0]
    np.testing.assert_allclose(columns["sentence_cosine"], vectors @ topic, atol=1e-5)
    assert columns["named"][row] == 1.0
    assert (columns["is_english"] == 1.0).all()


def test_no_passages_give_no_sentences(long_index: Index, lexicon: Lexicon) -> None:
    query = make_query("铜箔", concepts=(make_concept("铜箔"),))
    weigh = make_weigher(long_index, lexicon.encoder)
    judged = judge_passages(query, np.empty(0, np.int64), index=long_index, lexicon=lexicon, weigh=weigh)
    assert (len(judged.articles), judged.features.shape) == (0, (0, len(FEATURES)))
