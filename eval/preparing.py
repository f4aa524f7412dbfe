"""What an evaluation needs of the system itself: an index of the pages, a pipeline over it, cut articles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from eval.article_metrics import (
    ArticleOutcome,
    BoundaryScores,
    FoundArticle,
    compute_boundary_scores,
    judge_article,
)
from eval.benchmarks.speed import write_pages
from eval.judging import Answerer, Examination
from eval.measuring import count_files
from eval.questions import GoldArticle, GoldFileError, list_sources
from index.builds import OnStep


@dataclass(frozen=True, slots=True)
class Distractors:
    """Articles that answer nothing, to be put among the pages.

    Attributes:
        news: JSON lines, plain or `.gz`, with `id`, `date` and `text`.
        limit: Only the first so many; 0 takes all.
    """

    news: Path
    limit: int = 0

    def mix(self, pages: Path, to: Path) -> int:
        """Write them as page files beside copies of the pages, and give how many there are.

        Raises:
            GoldFileError: The file cannot be read, an item has no text, or there is none.
        """
        files = write_pages(self.news, pages, to, limit=self.limit)
        added = files - count_files(pages)
        if not added:
            raise GoldFileError(f"{self.news}: no item; give articles as JSON lines to --distractors")
        return added


def build_page_index(pages: Path, to: Path, *, on_step: OnStep | None = None) -> Path:
    """Index a folder of pages with the bundled encoder and give the index's folder."""
    from index.building import build_index
    from index.embedding import load_bundled_encoder

    build_index(pages, to, encoder=load_bundled_encoder(), on_step=on_step)
    return to


@contextmanager
def open_examination(index: Path, overrides: Mapping[str, object]) -> Iterator[Examination]:
    """Open the real pipeline over an index, and the judges that look into its index; close it at the end.

    Args:
        index: The index's folder.
        overrides: Settings to change, by name.
    """
    from eval.ranking_questions import RankingJudge
    from rag.assembling import open_pipeline
    from rag.settings import load_settings

    pipeline = open_pipeline(load_settings({**overrides, "index_dir": index}))
    with pipeline.resources.index:
        yield Examination(pipeline, judges=(RankingJudge(pipeline.resources),))


@contextmanager
def open_answerer(index: Path, overrides: Mapping[str, object]) -> Iterator[Answerer]:
    """Open the real pipeline alone, as `open_examination` does."""
    with open_examination(index, overrides) as examination:
        yield examination.answerer


def cut_articles(gold: Sequence[GoldArticle], pages: Path) -> tuple[FoundArticle, ...]:
    """Segment the pages that the gold names.

    Raises:
        GoldFileError: A page that the gold names is not in the folder.
    """
    from index.reading import read_pages
    from index.segmenting import segment_page

    by_source = {page.source: page for page in read_pages(pages).pages}
    absent = [source for source in list_sources(gold) if source not in by_source]
    if absent:
        raise GoldFileError(f"{pages} does not hold {', '.join(absent)}, which the gold names; check --pages")
    return tuple(
        FoundArticle(article.source, article.zone, article.headline, article.byline, article.body)
        for source in list_sources(gold)
        for article in segment_page(by_source[source])
    )


def judge_articles(
    gold: Sequence[GoldArticle], found: Sequence[FoundArticle]
) -> tuple[tuple[ArticleOutcome, ...], BoundaryScores]:
    """Judge all gold articles, and the bounds over all that was found."""
    return tuple(judge_article(wanted, found) for wanted in gold), compute_boundary_scores(gold, found)
