"""Where the evidence of a gold question stands in the whole ranking: figures over passages and over articles.

`eval.judging` looks at the ten passages that an answer shows, of which an article may have only some. Here it
is the ranking itself, as long as the second stage sees it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from eval.judging import Judgement
from eval.questions import LIST, GoldQuestion
from eval.ranking_metrics import (
    Grades,
    compute_average_precision,
    compute_ndcg,
    compute_recall,
    compute_reciprocal_rank,
    grade_articles,
    rank_articles,
)
from eval.ranking_paths import DENSE, KEYWORD, RERANKED, rank_query
from eval.retrieval_metrics import fold_text
from index.store import Index
from rag.answers import Answer
from rag.resources import Resources

K = 10
RELEVANT = 1

_MEASURES: Mapping[str, Callable[[Sequence[str], Grades], float]] = {
    f"recall@{K}": lambda ranking, grades: compute_recall(ranking, grades, k=K),
    "mrr": compute_reciprocal_rank,
    f"ndcg@{K}": lambda ranking, grades: compute_ndcg(ranking, grades, k=K),
    "map": compute_average_precision,
}
RANKING_FIGURES = tuple(f"{unit}_{name}" for unit in ("passage", "article") for name in _MEASURES)
"""The names of all figures of a ranking, those of passages first."""
PATH_FIGURES: Mapping[str, str] = {path: f"{path}_recall@{K}" for path in (DENSE, KEYWORD)}
"""The figure of each path of the search by itself.

Either path makes up for much of what the other loses: that one is broken is hardly seen in what both give.
"""
NOT_IN_INDEX = ("stands nowhere in the index: ", "is named by no page of the index: ")
"""How a reason begins that is the gold's fault, not the program's: of evidence, and of a list's zone."""
_PLACE_CHARS = 2
"""A zone is named by its place, which has so many characters at least, whatever kind of zone follows."""


@dataclass(frozen=True, slots=True)
class IndexTexts:
    """The words of an index, as `fold_text` gives them.

    Attributes:
        passages: The text of each passage, by its number.
        articles: Of each passage the number of its article.
        fields: Of each article its headline, byline and whole text, by its number.
        zones: Short names and places of the zones that articles are about.
    """

    passages: tuple[str, ...]
    articles: tuple[int, ...]
    fields: tuple[tuple[str, str, str], ...]
    zones: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Relevance:
    """What is relevant to one question.

    Attributes:
        grades: `RELEVANT` by the id of a passage: its number, or of an absent stretch a name of its own, so
            that what cannot be found counts as not found.
        articles: The article of each id, likewise.
        absent: The stretches that stand nowhere in the index.
    """

    grades: Mapping[str, int]
    articles: Mapping[str, str]
    absent: tuple[str, ...]


class RankingJudge:
    """Judges where the passages stand that hold a question's evidence; see `find_relevant`.

    It ranks over the index and with the settings of the given resources; the index must stay open.
    """

    def __init__(self, resources: Resources) -> None:
        self._resources = resources

    def judge(self, gold: GoldQuestion, answer: Answer) -> Judgement:
        """Rank anew for the question as the answer understood it; without evidence there is no figure."""
        unknown = [f"{NOT_IN_INDEX[1]}{zone}" for zone in find_unknown_zones(gold, self._texts)]
        if not gold.is_answerable or not gold.evidence:
            return Judgement(reasons=tuple(unknown))
        relevance = find_relevant(gold.evidence, self._texts)
        rankings = rank_query(answer.query, self._resources, paths=[*PATH_FIGURES, RERANKED])
        metrics = measure_ranking(rankings[RERANKED], relevance, self._texts)
        for path, figure in PATH_FIGURES.items():
            metrics[figure] = compute_recall(list(map(str, rankings[path])), relevance.grades, k=K)
        reasons = [f"{NOT_IN_INDEX[0]}{stretch}" for stretch in relevance.absent]
        return Judgement(metrics, (*reasons, *unknown))

    @cached_property
    def _texts(self) -> IndexTexts:
        return read_texts(self._resources.index)


def read_texts(index: Index) -> IndexTexts:
    """Read all words of an index."""
    articles = index.articles(range(index.n_articles))
    numbers = tuple(int(number) for number in index.passage_articles)
    spans = index.passage_spans.tolist()
    return IndexTexts(
        passages=tuple(
            fold_text(articles[article].body[start:end])
            for article, (start, end) in zip(numbers, spans, strict=True)
        ),
        articles=numbers,
        fields=tuple(
            (fold_text(article.headline), fold_text(article.byline), fold_text(article.body))
            for article in articles
        ),
        zones=frozenset(name for zone in index.zones for name in (zone.short, zone.place)),
    )


def find_unknown_zones(gold: GoldQuestion, texts: IndexTexts) -> Iterator[str]:
    """Give the wanted zones of a list that no article is about, and whose place no text names.

    An article about none may name a zone in a round-up, by its long name too: there the place is enough.
    """
    for zone in gold.zones if gold.kind == LIST else ():
        place = fold_text(zone)[:_PLACE_CHARS]
        if zone not in texts.zones and not any(place in one for fields in texts.fields for one in fields):
            yield zone


def find_relevant(evidence: Sequence[str], texts: IndexTexts) -> Relevance:
    """Find the passages that hold a stretch of the evidence, both as `fold_text` gives them.

    A stretch that stands in no passage, but in a headline, in a byline or across the end of a passage, makes
    all passages of that article relevant. One that stands nowhere counts as relevant and never found.

    Args:
        evidence: The gold stretches.
        texts: The words of the index.
    """
    grades: dict[str, int] = {}
    articles: dict[str, str] = {}
    absent = []
    for stretch in evidence:
        found = _find_passages(fold_text(stretch), texts)
        grades |= {str(number): RELEVANT for number in found}
        articles |= {str(number): str(texts.articles[number]) for number in found}
        if not found:
            absent.append(stretch)
            grades[f"absent {stretch}"] = RELEVANT
            articles[f"absent {stretch}"] = f"absent {stretch}"
    return Relevance(grades, articles, tuple(absent))


def measure_ranking(ranking: Sequence[int], relevance: Relevance, texts: IndexTexts) -> dict[str, float]:
    """Compute every one of `RANKING_FIGURES`.

    Args:
        ranking: Numbers of passages, best first, none twice.
        relevance: What is relevant.
        texts: The words of the index.
    """
    passages = [str(number) for number in ranking]
    places = {str(number): str(texts.articles[number]) for number in ranking}
    sides = {
        "passage": (passages, relevance.grades),
        "article": (rank_articles(passages, places), grade_articles(relevance.grades, relevance.articles)),
    }
    return {
        f"{unit}_{name}": compute(found, grades)
        for unit, (found, grades) in sides.items()
        for name, compute in _MEASURES.items()
    }


def _find_passages(stretch: str, texts: IndexTexts) -> list[int]:
    found = [number for number, text in enumerate(texts.passages) if stretch in text]
    if found:
        return found
    holding = {number for number, fields in enumerate(texts.fields) if any(stretch in one for one in fields)}
    return [number for number, article in enumerate(texts.articles) if article in holding]
