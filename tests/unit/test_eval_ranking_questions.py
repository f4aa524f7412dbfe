"""What is relevant to a gold question, and the figures of the whole ranking."""

import math
from dataclasses import replace

import pytest

from eval.judging import ask_questions
from eval.questions import GoldQuestion
from eval.ranking_paths import rank_query
from eval.ranking_questions import (
    NOT_IN_INDEX,
    RANKING_FIGURES,
    IndexTexts,
    RankingJudge,
    Relevance,
    find_relevant,
    find_unknown_zones,
    measure_ranking,
    read_texts,
)
from rag.pipeline import Pipeline

# Article 0 has passages 0 and 1, article 1 has passage 2, article 2 has passages 3 and 4.
TEXTS = IndexTexts(
    passages=("投资3.2亿元", "年产铜管", "投资3.2亿元建厂", "开工", "投产"),
    articles=(0, 0, 1, 2, 2),
    fields=(
        ("铜业", "张三", "投资3.2亿元年产铜管"),
        ("玻璃", "李四", "投资3.2亿元建厂"),
        ("电池项目", "王五", "开工投产"),
    ),
)


@pytest.mark.parametrize(
    ("stretch", "relevant"),
    [
        pytest.param("投资 ３.2 亿元", {"0", "2"}, id="in two passages, as text is folded"),
        pytest.param("铜管", {"1"}, id="in one"),
        pytest.param("电池", {"3", "4"}, id="in a headline: all of its article"),
        pytest.param("李四", {"2"}, id="in a byline: all of its article"),
        pytest.param("工投", {"3", "4"}, id="across two passages: all of its article"),
        pytest.param("铜业张三", {"absent 铜业张三"}, id="across two fields: nowhere"),
    ],
)
def test_what_holds_a_stretch_is_relevant(stretch: str, relevant: set[str]) -> None:
    assert set(find_relevant([stretch], TEXTS).grades) == relevant


def test_articles_of_what_is_relevant() -> None:
    found = find_relevant(["3.2亿元", "铜管", "钛合金"], TEXTS)
    assert found.articles == {"0": "0", "1": "0", "2": "1", "absent 钛合金": "absent 钛合金"}
    assert found.absent == ("钛合金",)


def test_figures_follow_their_formulas_over_passages_and_articles() -> None:
    relevance = Relevance({"1": 1, "2": 1}, {"1": "0", "2": "1"}, ())
    figures = measure_ranking([3, 0, 1, 4, 2], relevance, TEXTS)
    best = 1 + 1 / math.log2(3)
    assert tuple(figures) == RANKING_FIGURES
    assert figures == pytest.approx(
        {
            "passage_recall@10": 1.0,
            "passage_mrr": 1 / 3,
            "passage_ndcg@10": (1 / math.log2(4) + 1 / math.log2(6)) / best,
            "passage_map": (1 / 3 + 2 / 5) / 2,
            # By article: 2, 0, 1.
            "article_recall@10": 1.0,
            "article_mrr": 1 / 2,
            "article_ndcg@10": (1 / math.log2(3) + 1 / math.log2(4)) / best,
            "article_map": (1 / 2 + 2 / 3) / 2,
        }
    )


def test_what_stands_nowhere_counts_as_not_found() -> None:
    figures = measure_ranking([1], find_relevant(["铜管", "钛合金"], TEXTS), TEXTS)
    assert figures["passage_recall@10"] == figures["article_recall@10"] == 1 / 2
    assert figures["passage_map"] == figures["article_map"] == 1 / 2
    assert set(measure_ranking([0, 1], find_relevant(["钛合金"], TEXTS), TEXTS).values()) == {0.0}


def test_below_the_tenth_counts_for_all_but_recall() -> None:
    texts = replace(TEXTS, passages=tuple("甲乙丙丁戊己庚辛壬癸子丑"), articles=tuple(range(12)))
    figures = measure_ranking(range(12), find_relevant(["丑"], texts), texts)
    assert (figures["passage_recall@10"], figures["passage_ndcg@10"]) == (0.0, 0.0)
    assert figures["passage_mrr"] == figures["article_map"] == pytest.approx(1 / 12)


COPPER = GoldQuestion(
    "c", "list", "en", "Which zones process copper?", ("运城",), evidence=("电子铜箔2.4万吨",)
)


def test_every_passage_of_an_index_is_read(pipeline: Pipeline) -> None:
    texts = read_texts(pipeline.index)
    assert len(texts.passages) == len(texts.articles) == pipeline.index.n_passages
    assert len(texts.fields) == pipeline.index.n_articles
    assert [number for number, text in enumerate(texts.passages) if "电子铜箔2.4万吨" in text] != []


def test_real_rankings_are_judged(pipeline: Pipeline) -> None:
    [outcome] = ask_questions(pipeline, [COPPER], judges=[RankingJudge(pipeline.resources)])
    assert outcome.answer is not None
    texts = read_texts(pipeline.index)
    ranking = rank_query(outcome.answer.query, pipeline.resources)["reranked"]
    ranks = [
        rank for rank, number in enumerate(ranking, start=1) if "电子铜箔2.4万吨" in texts.passages[number]
    ]
    assert outcome.metrics["passage_mrr"] == 1 / ranks[0]
    assert outcome.metrics["article_recall@10"] == 1.0


def test_each_path_of_the_search_has_a_figure_of_its_own(pipeline: Pipeline) -> None:
    [outcome] = ask_questions(pipeline, [COPPER], judges=[RankingJudge(pipeline.resources)])
    assert outcome.answer is not None
    texts = read_texts(pipeline.index)
    rankings = rank_query(outcome.answer.query, pipeline.resources)
    relevant = {number for number, text in enumerate(texts.passages) if "电子铜箔2.4万吨" in text}
    for path in ("dense", "keyword"):
        found = relevant & set(rankings[path][:10])
        assert outcome.metrics[f"{path}_recall@10"] == len(found) / len(relevant)


def test_a_follow_up_is_ranked_as_completed(pipeline: Pipeline) -> None:
    later = GoldQuestion(
        "f",
        "number",
        "zh",
        "占地多少？",
        (),
        (("260",),),
        ("占地260亩",),
        before=("运城经开区的铜箔项目投资多少？",),
    )
    [outcome] = ask_questions(pipeline, [later], judges=[RankingJudge(pipeline.resources)])
    assert outcome.answer is not None
    assert "铜箔" in outcome.answer.query.standalone
    assert outcome.metrics["passage_mrr"] == 1.0


def test_an_index_that_lost_the_evidence_is_told(pipeline: Pipeline) -> None:
    gone = replace(COPPER, evidence=("钛合金锻件",))
    [outcome] = ask_questions(pipeline, [gone], judges=[RankingJudge(pipeline.resources)])
    assert {outcome.metrics[name] for name in RANKING_FIGURES} == {0.0}
    assert "stands nowhere in the index: 钛合金锻件" in outcome.reasons


def test_a_wanted_zone_that_no_page_names_is_told_of_a_list_alone(pipeline: Pipeline) -> None:
    zones = (*COPPER.zones, "敦煌", "昆明高新区")
    gone = replace(COPPER, id="gone", kind="list", zones=zones, evidence=())
    fact = replace(COPPER, id="fact", kind="fact", zones=zones)
    wrong, right = ask_questions(pipeline, [gone, fact], judges=[RankingJudge(pipeline.resources)])
    assert [reason for reason in wrong.reasons if reason.startswith(NOT_IN_INDEX[1])] == [
        "is named by no page of the index: 敦煌",
        "is named by no page of the index: 昆明高新区",
    ]
    assert not [reason for reason in right.reasons if reason.startswith(NOT_IN_INDEX)]


def test_a_zone_that_a_round_up_names_is_known() -> None:
    texts = replace(TEXTS, fields=(("要闻", "", "长治高新技术产业开发区开工"),), zones=frozenset({"垣曲"}))
    gold = replace(COPPER, kind="list", zones=("垣曲", "长治高新区", "敦煌"))
    assert list(find_unknown_zones(gold, texts)) == ["敦煌"]


@pytest.mark.parametrize(
    "gold",
    [
        pytest.param(replace(COPPER, evidence=()), id="no evidence"),
        pytest.param(replace(COPPER, kind="unanswerable"), id="unanswerable"),
    ],
)
def test_without_evidence_there_is_no_ranking_to_judge(gold: GoldQuestion, pipeline: Pipeline) -> None:
    [outcome] = ask_questions(pipeline, [gold], judges=[RankingJudge(pipeline.resources)])
    assert not set(outcome.metrics) & set(RANKING_FIGURES)
