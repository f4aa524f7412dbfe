"""What the question's year and kind of answer, and doubts, leave of a sentence's probability."""

from typing import Any

import numpy as np
import pytest

from index.documents import Dated
from index.store import Index
from index.zones import Gazetteer, load_gazetteer
from rag import weighing
from rag.answers import Expected
from rag.judging import FEATURES, JudgedSentences, JudgingModel
from rag.weighing import attribute_zone, fit_to_question, known_years, weigh_evidence
from tests.unit.rag_fakes import make_article, make_concept, make_query

YEARS = (2022, 2024)
UNDATED = Dated()


def fit(
    sentence: str, *, published: Dated = UNDATED, words: tuple[str, ...] = ("铜",), **changes: Any
) -> float:
    query = make_query(concepts=tuple(make_concept(word) for word in words), **changes)
    article = make_article(sentence, published=published, zone="运城经开区")
    return fit_to_question(query, sentence, article, YEARS, load_gazetteer())


@pytest.mark.parametrize(
    ("sentence", "published", "share"),
    [
        ("2023年投产。", UNDATED, 1.0),
        ("2022年投产。", Dated(2023), weighing._OTHER_YEAR),
        ("去年投产。", Dated(2024), 1.0),
        ("今年投产。", Dated(2024), weighing._OTHER_YEAR),
        ("项目投产。", Dated(2023), 1.0),
        ("项目投产。", Dated(2024), weighing._OTHER_YEAR),
        ("项目投产。", UNDATED, weighing._UNKNOWN_YEAR),
    ],
    ids=[
        "said", "another said", "counted from the page", "counted to another", "the page's", "another page's",
        "unknown",
    ],
)  # fmt: skip
def test_the_year_asked_for(sentence: str, published: Dated, share: float) -> None:
    assert fit(sentence, published=published, years=(2023,)) == share
    assert fit(sentence, published=published) == 1.0


def test_an_unknown_year_is_none_that_no_page_has() -> None:
    assert weighing._OTHER_YEAR < weighing._UNKNOWN_YEAR < 1
    assert fit("项目投产。", years=(2019,)) == weighing._OTHER_YEAR
    assert fit("项目投产。", years=(2024,)) == weighing._UNKNOWN_YEAR


def test_the_years_of_an_index(long_index: Index) -> None:
    assert known_years(long_index) == (2022, 2024)


@pytest.mark.parametrize(
    ("question", "expects", "good", "bad"),
    [
        ("铜投资多少元？", "number", "铜投资3亿元。", "铜投资不少。"),
        ("铜项目何时投产？", "date", "铜项目2023年投产。", "铜项目投产。"),
        ("铜由哪家公司生产？", "organisation", "铜由三泉铜业有限公司生产。", "铜在这里生产。"),
    ],
    ids=["number", "date", "organisation"],
)
def test_a_sentence_without_what_is_asked_for_hardly_answers(
    question: str, expects: Expected, good: str, bad: str
) -> None:
    changes: dict[str, Any] = {"standalone": question, "expects": expects}
    assert fit(good, **changes) > 0.9
    assert fit(bad, **changes) == weighing._WITHOUT_WHAT_IS_ASKED[expects] < fit(good, **changes)


def test_a_figure_far_from_what_is_named_loses_at_most_a_share() -> None:
    changes: dict[str, Any] = {"standalone": "铜投资多少元？", "expects": "number"}
    near, far = fit("铜3亿元。", **changes), fit(f"铜{'很好' * 90}，投资3亿元。", **changes)
    assert near == 1.0
    assert far == pytest.approx(1 - weighing._FAR_LOSS, abs=0.01)


def test_a_figure_of_another_unit_is_better_than_none() -> None:
    changes: dict[str, Any] = {"standalone": "铜投资多少元？", "expects": "number"}
    shares = [fit(text, **changes) for text in ("铜投资3亿元。", "铜企业30家。", "铜企业很多。")]
    assert shares[0] > shares[1] > shares[2]


@pytest.mark.parametrize(
    ("sentence", "asked"),
    [
        ("全区尚无铜企业。", "尚无"),
        ("把铜箔做得像纸一样薄。", "像纸一样"),
        ("考察组到晋城看了铜企业。", "考察组"),
    ],
    ids=["absence", "simile", "visit"],
)
def test_a_doubtful_sentence_counts_for_less_unless_that_is_asked(sentence: str, asked: str) -> None:
    assert fit(sentence) == weighing._DOUBTFUL < 1
    assert fit(sentence, words=("铜", asked)) == 1.0


def test_a_visit_to_the_article_s_own_zone_is_not_doubtful() -> None:
    assert fit("考察组到运城看了铜企业。") == 1.0
    assert fit("考察组看了铜企业。") == 1.0


def test_reasons_against_a_sentence_add_up() -> None:
    share = fit("全区尚无铜企业。", published=Dated(2024), years=(2023,))
    assert share == pytest.approx(weighing._OTHER_YEAR * weighing._DOUBTFUL)


@pytest.mark.parametrize(
    ("sentence", "zone"),
    [
        ("铜箔投产。", "运城经开区"),
        ("运城经济技术开发区的铜箔投产。", "运城经开区"),
        ("考察团走进晋城经济技术开发区。", "晋城经开区"),
        ("运城经开区考察团走进晋城经开区。", "运城经开区"),
        ("考察团走进晋城经开区和祁县经开区。", "运城经开区"),
    ],
    ids=["none named", "its own", "one other", "its own and another", "two others"],
)
def test_a_sentence_speaks_of_its_article_s_zone_or_of_the_one_other_that_it_names(
    sentence: str, zone: str, gazetteer: Gazetteer
) -> None:
    assert attribute_zone(sentence, make_article(sentence, zone="运城经开区"), gazetteer) == zone


def weigh(probabilities: list[float], long_index: Index, gazetteer: Gazetteer) -> list[tuple[str, float]]:
    """Weigh sentences, all of one article, whose probabilities the model gives as they are."""
    sentences = [f"晋城经开区的项目{number}。" for number in range(len(probabilities))]
    article = make_article("".join(sentences), zone="运城经开区")
    bounds = np.cumsum([0, *map(len, sentences)])
    features = np.zeros((len(sentences), len(FEATURES)), dtype=np.float32)
    features[:, 0] = np.log(np.array(probabilities) / (1 - np.array(probabilities)))
    model = JudgingModel(dict.fromkeys(FEATURES, 0.0) | {FEATURES[0]: 1.0}, 0.0, threshold=0.6)
    judged = JudgedSentences(
        [article] * len(sentences), np.stack([bounds[:-1], bounds[1:]], axis=1).astype(np.int32), features,
        np.zeros((len(sentences), 1), dtype=np.float32),
    )  # fmt: skip
    evidence = weigh_evidence(make_query(), judged, model=model, index=long_index, gazetteer=gazetteer)
    assert all(set(item.features) == set(FEATURES) for item in evidence)
    return [(item.zone, round(item.score, 4)) for item in evidence]


def test_evidence_comes_best_first_without_what_is_hopeless(long_index: Index, gazetteer: Gazetteer) -> None:
    found = weigh([0.5, 0.9, 0.05, 0.7], long_index, gazetteer)
    assert [score for _, score in found] == pytest.approx([0.9, 0.7, 0.5])


def test_only_what_may_be_asserted_is_read_for_another_zone(long_index: Index, gazetteer: Gazetteer) -> None:
    assert weigh([0.9, 0.2], long_index, gazetteer) == [("晋城经开区", 0.9), ("运城经开区", 0.2)]


def test_in_a_list_a_sentence_must_meet_the_amount_that_the_question_sets() -> None:
    asked: dict[str, Any] = {"standalone": "哪些开发区有超过20亿元的铜项目？", "is_list": True}
    assert fit("铜项目投资26亿元。", **asked) == 1.0
    assert fit("铜项目投资6亿元。", **asked) == 0.0
    assert fit("铜项目用电26亿千瓦时。", **asked) == 0.0
    # Whether an output is over 20 billion is answered by what it is.
    assert fit("铜项目投资6亿元。", standalone="铜项目投资超过20亿元吗？") == 1.0
