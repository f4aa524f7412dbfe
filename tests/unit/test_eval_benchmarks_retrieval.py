from collections.abc import Iterator
from pathlib import Path

import pytest

from eval.benchmarks.adapting import BenchmarkQuestion, Collection, Document
from eval.benchmarks.retrieval import (
    compute_figures,
    index_collection,
    open_collection,
    rank_documents,
    rank_questions,
)
from eval.ranking_paths import PATHS
from index.store import open_index
from rag.resources import Resources

LONG = "游客来到山村。" * 60 + "村里的工厂生产玻璃器皿。" + "孩子们在河边唱歌。" * 60
DOCUMENTS = (
    Document("tea", "春天，茶农上山采茶，炒制的新茶卖到外地。"),
    Document("empty", ""),
    Document("copper", "企业建成铜加工项目，年产铜管八万吨。"),
    Document("title", "", "光伏发电"),
    Document("long", LONG),
    Document("school", "太原的学校开设了英语课程，学生们很喜欢。"),
)
QUESTIONS = (
    BenchmarkQuestion("1", "Who processes copper?", "en", {"copper": 1}),
    BenchmarkQuestion("2", "谁生产玻璃器皿？", "zh", {"long": 1}),
)
COLLECTION = Collection(DOCUMENTS, QUESTIONS)


@pytest.fixture(scope="module")
def resources(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Resources]:
    folder = tmp_path_factory.mktemp("benchmark") / "index"
    index_collection(COLLECTION, folder, overrides={})
    with open_collection(folder, overrides={}) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        pytest.param("Who processes copper?", "copper", id="English"),
        pytest.param("哪家企业加工铜？", "copper", id="Chinese"),
        pytest.param("Where is photovoltaic power generated?", "title", id="by its title alone"),
    ],
)
@pytest.mark.parametrize("path", PATHS)
def test_every_path_puts_the_answer_first(
    resources: Resources, path: str, question: str, wanted: str
) -> None:
    assert rank_documents(question, resources)[path][0] == wanted


def test_a_document_is_one_passage_and_none_without_text(resources: Resources) -> None:
    assert (resources.index.n_articles, resources.index.n_passages) == (6, 5)


def test_words_find_only_what_has_them(resources: Resources) -> None:
    found = rank_documents("采茶", resources)
    assert found["keyword"] == ("tea",)
    assert set(found["dense"]) == {"tea", "copper", "title", "long", "school"}


def test_a_city_in_a_question_filters_nothing(resources: Resources) -> None:
    assert len(rank_documents("太原谁生产铜管？", resources)["dense"]) == 5
    assert rank_documents("太原谁生产铜管？", resources)["fused"][0] == "copper"


def test_a_cut_document_stands_once_where_its_best_passage_stands(tmp_path: Path) -> None:
    index_collection(COLLECTION, tmp_path / "cut", overrides={}, is_cut=True)
    with open_index(tmp_path / "cut") as index:
        assert index.n_passages > 6
    with open_collection(tmp_path / "cut", overrides={}) as opened:
        found = rank_documents("谁生产玻璃器皿？", opened)
    assert [found[path][0] for path in ("keyword", "fused", "reranked")] == ["long"] * 3
    assert all(len(set(ranking)) == len(ranking) for ranking in found.values())


def test_settings_reach_the_search(resources: Resources) -> None:
    overrides = {"late_weight": "0"}
    with open_collection(resources.index.path, overrides=overrides) as opened:
        for question in ("Who sings?", "茶"):
            found = rank_documents(question, opened)
            assert found["reranked"] == found["fused"]


def test_figures_follow_from_ranks_and_grades() -> None:
    question = BenchmarkQuestion("q", "?", "en", {"a": 1, "b": 1, "x": 0})
    assert compute_figures(["x", "a", "y", "b"], question) == pytest.approx(
        {
            "recall@1": 0.0,
            "recall@10": 1.0,
            "recall@100": 1.0,
            "MRR": 1 / 2,
            "nDCG@10": (1 / 1.584962500721156 + 1 / 2.321928094887362) / (1 + 1 / 1.584962500721156),
            "MAP": (1 / 2 + 2 / 4) / 2,
        }
    )


def test_each_question_is_judged_by_its_own_grades(resources: Resources) -> None:
    right = rank_questions(COLLECTION, resources)
    assert [one.figures["reranked"]["recall@1"] for one in right] == [1.0, 1.0]
    one, other = QUESTIONS
    swapped = (
        BenchmarkQuestion(one.id, one.text, one.lang, other.grades),
        BenchmarkQuestion(other.id, other.text, other.lang, one.grades),
    )
    wrong = rank_questions(Collection(DOCUMENTS, swapped), resources)
    assert [one.figures["reranked"]["recall@1"] for one in wrong] == [0.0, 0.0]


def test_progress_is_told_for_each_question(resources: Resources) -> None:
    told: list[None] = []
    rank_questions(COLLECTION, resources, progress=lambda: told.append(None))
    assert len(told) == 2
