"""Questions over the documents of a test set, by the project's own index and search: each path by itself.

Documents become articles without a zone. No zone, city or year of a question filters anything, since such
documents have none; all else is what answering does, the question's understanding included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from eval.benchmarks.adapting import BenchmarkQuestion, Collection, Document
from eval.ranking_metrics import (
    compute_average_precision,
    compute_ndcg,
    compute_recall,
    compute_reciprocal_rank,
    rank_articles,
)
from eval.ranking_paths import rank_passages
from index.building import build_index_of_pages
from index.chunking import chunk_article, split_sentences
from index.documents import Article, Dated, Page, Passage
from index.rules import Rules, find_zone
from index.sentence_encoding import load_encoder
from rag.resources import Resources
from rag.settings import load_settings
from rag.understanding import understand_question

MRR, MAP = "MRR", "MAP"
FIGURES = ("recall@1", "recall@10", "recall@100", MRR, "nDCG@10", MAP)


@dataclass(frozen=True, slots=True)
class QuestionRanking:
    """What one question found.

    Attributes:
        question: The question.
        rankings: Ids of documents, best first, by path, from as many passages as the second stage looks at.
        figures: By path, every one of `FIGURES`.
    """

    question: BenchmarkQuestion
    rankings: Mapping[str, tuple[str, ...]]
    figures: Mapping[str, Mapping[str, float]]


def index_collection(
    collection: Collection, folder: Path, *, overrides: Mapping[str, object], is_cut: bool = False
) -> None:
    """Index the documents in a folder.

    Args:
        collection: The documents.
        folder: Where the index goes.
        overrides: Settings to change, by name; only `encoder` counts here.
        is_cut: Documents are cut into passages as articles are; otherwise each is one passage.

    Raises:
        StoreError: The encoder cannot be used.
    """
    encoder = load_encoder(load_settings(overrides).encoder)
    pages = (Page(document.id, _write_text(document)) for document in collection.documents)
    build_index_of_pages(pages, folder, encoder=encoder, rules=make_rules(is_cut=is_cut))


@contextmanager
def open_collection(folder: Path, *, overrides: Mapping[str, object]) -> Iterator[Resources]:
    """Open an index of documents and what searching it needs, and close it at the end.

    Args:
        folder: The index's.
        overrides: Settings to change, by name; the encoder must be the index's.
    """
    from rag.assembling import open_pipeline

    settings = load_settings({**overrides, "index_dir": folder, "model": ""})
    resources = open_pipeline(settings).resources
    with resources.index:
        yield resources


def make_rules(*, is_cut: bool) -> Rules:
    """Make the rules by which a document becomes one article, of one passage or cut as articles are."""
    return Rules(
        segment=_take_whole,
        chunk=chunk_article if is_cut else _chunk_whole,
        find_zone=find_zone,
        digest=f"one article a document, {'cut' if is_cut else 'whole'}",
    )


def rank_questions(
    collection: Collection, resources: Resources, *, progress: Callable[[], None] = lambda: None
) -> tuple[QuestionRanking, ...]:
    """Ask all questions of a collection."""
    ranked = []
    for question in collection.questions:
        rankings = rank_documents(question.text, resources)
        figures = {path: compute_figures(found, question) for path, found in rankings.items()}
        ranked.append(QuestionRanking(question, rankings, figures))
        progress()
    return tuple(ranked)


def rank_documents(question: str, resources: Resources) -> dict[str, tuple[str, ...]]:
    """Rank documents for a question by each of `PATHS`, each where its best passage stands."""
    query = understand_question(question, gazetteer=resources.gazetteer, lexicon=resources.lexicon)
    found = rank_passages(query, resources)
    return {path: _name_documents(passages, resources) for path, passages in found.items()}


def compute_figures(ranking: Sequence[str], question: BenchmarkQuestion) -> dict[str, float]:
    """Compute every one of `FIGURES` for one ranking of documents."""
    grades = question.grades
    return {
        **{f"recall@{k}": compute_recall(ranking, grades, k=k) for k in (1, 10, 100)},
        MRR: compute_reciprocal_rank(ranking, grades),
        "nDCG@10": compute_ndcg(ranking, grades, k=10),
        MAP: compute_average_precision(ranking, grades),
    }


def _name_documents(passages: Sequence[int], resources: Resources) -> tuple[str, ...]:
    index = resources.index
    articles = {str(number): index.article(int(index.passage_articles[number])).source for number in passages}
    return tuple(rank_articles(list(articles), articles))


def _write_text(document: Document) -> str:
    """Write a document as a page: its title on the first line, which may be empty."""
    title = " ".join(document.title.split())
    return f"{title}\n{document.text}" if document.text.strip() else f"\n{title}"


def _take_whole(page: Page) -> tuple[Article, ...]:
    headline, _, body = page.text.partition("\n")
    first = len(headline) + 1
    places = np.arange(first, first + len(body), dtype=np.int32)
    article = Article(
        id=page.source,
        source=page.source,
        ordinal=0,
        zone="",
        headline=headline,
        byline="",
        dateline="",
        published=Dated(),
        body=body,
        offsets=np.stack([places, places + 1], axis=1),
        page_start=0,
        page_end=len(page.text),
    )
    return (article,)


def _chunk_whole(article: Article) -> tuple[Passage, ...]:
    sentences = split_sentences(article.body, offsets=article.offsets)
    if not sentences:
        return ()
    return (Passage(article.id, sentences[0][0], sentences[-1][1], tuple(sentences)),)
