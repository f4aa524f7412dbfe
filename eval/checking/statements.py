"""Gold statements: what a text says of a sentence of a page, and whether the sentence bears it out.

JSON lines, as the questions are. Each row is checked, and so is that its sentence stands on its page, since a
pair whose sentence is not there would falsify every figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import numpy as np

from eval.questions import GoldFileError, check_ids, read_rows, read_text
from eval.retrieval_metrics import matches_zone
from index.chunking import split_sentences
from index.documents import Article, Page
from index.reading import read_pages
from index.segmenting import segment_page
from index.zones import Gazetteer, load_gazetteer
from rag.answers import Citation, Evidence, Language
from rag.citing import cite_sentence
from rag.weighing import attribute_zone

Label = Literal["right", "wrong"]
Kind = Literal[
    "none", "figure", "figure_swap", "zone", "date", "name", "negation", "neighbour", "added", "plan"
]
RIGHT: Label = "right"
NO_ERROR: Kind = "none"


@dataclass(frozen=True, slots=True)
class GoldStatement:
    """One statement beside the sentence that it cites.

    Attributes:
        id: Unique within its file.
        lang: The language of the statement.
        statement: As a model would write it, without the reference.
        source: The page's path below the folder of pages.
        sentence: The cited sentence or sentences of one article, white space removed.
        zone: The zone that the sentence speaks of: its short name or its place.
        label: Whether the sentence bears the statement out.
        kind: In what a wrong statement is wrong; `none` for a right one.
        split: `fit` where it may be looked at while rules are written, `test` where not; may be empty.
    """

    id: str
    lang: Language
    statement: str
    source: str
    sentence: str
    zone: str
    label: Label
    kind: Kind
    split: str = ""

    @property
    def is_right(self) -> bool:
        """Whether the sentence bears it out."""
        return self.label == RIGHT


@dataclass(frozen=True, slots=True)
class CitedStatement:
    """A gold statement and the citations that it gives, made as an answer makes them."""

    gold: GoldStatement
    citations: tuple[Citation, ...]


def load_statements(path: Path, *, split: str = "") -> tuple[GoldStatement, ...]:
    """Read a file of statements.

    Args:
        path: JSON lines with every field of `GoldStatement`; `split` may be left out.
        split: Keep only the rows whose `split` is this; empty keeps all, and so does a file without splits.

    Raises:
        GoldFileError: The file cannot be read, a row is wrong, an id stands twice, or nothing is left.
    """
    statements = [read_statement(row, where) for where, row in read_rows(path)]
    check_ids([statement.id for statement in statements], path, "statement")
    known = sorted({statement.split for statement in statements if statement.split})
    chosen = tuple(one for one in statements if not split or not known or one.split == split)
    if not chosen:
        raise GoldFileError(f"{path}: no statement{f' of split {split!r}; splits: {known}' if split else ''}")
    return chosen


def read_statement(row: Mapping[str, object], where: str) -> GoldStatement:
    """Make a statement of a row; raises GoldFileError, which begins with `where` and names the field."""
    label = _read_choice(row, "label", get_args(Label), where)
    kind = _read_choice(row, "kind", get_args(Kind), where)
    if (label == RIGHT) != (kind == NO_ERROR):
        raise GoldFileError(
            f"{where}: label is {label!r} and kind is {kind!r}; only a right one is of kind 'none'"
        )
    return GoldStatement(
        id=read_text(row, "id", where),
        lang="en" if _read_choice(row, "lang", get_args(Language), where) == "en" else "zh",
        statement=read_text(row, "statement", where),
        source=read_text(row, "source", where),
        sentence=read_text(row, "sentence", where),
        zone=read_text(row, "zone", where, default=""),
        label="right" if label == RIGHT else "wrong",
        kind=next(known for known in get_args(Kind) if known == kind),
        split=read_text(row, "split", where, default=""),
    )


def _read_choice(row: Mapping[str, object], name: str, choices: Sequence[str], where: str) -> str:
    value = read_text(row, name, where)
    if value not in choices:
        raise GoldFileError(f"{where}: {name} is {value!r}; use one of {', '.join(choices)}")
    return value


class CitedPages:
    """The articles of a folder of pages, to cite sentences of."""

    def __init__(self, folder: Path, *, gazetteer: Gazetteer | None = None) -> None:
        """Read and segment the pages of `folder`."""
        self._folder = folder
        self._gazetteer = gazetteer or load_gazetteer()
        self._pages = {page.source: page for page in read_pages(folder).pages}
        self._articles = {source: segment_page(page) for source, page in self._pages.items()}

    @property
    def articles(self) -> list[tuple[Page, Article]]:
        """Every article with its page, in order."""
        return [(page, article) for source, page in self._pages.items() for article in self._articles[source]]

    def cite(self, gold: GoldStatement) -> CitedStatement:
        """Find the sentences that a gold statement cites, and cite them, numbered from 1.

        Raises:
            GoldFileError: They do not stand in one article of the page, or are of another zone.
        """
        if gold.source not in self._pages:
            raise GoldFileError(f"{gold.id}: {self._folder} has no page {gold.source!r}; check source")
        wanted = "".join(gold.sentence.split())
        for article in self._articles[gold.source]:
            spans = _find_sentences(article, self._pages[gold.source], wanted)
            if spans:
                return CitedStatement(gold, self._cite_spans(gold, article, spans))
        raise GoldFileError(
            f"{gold.id}: no article of {gold.source} holds {wanted[:40]!r}; copy the sentence from the page,"
            " white space removed"
        )

    def _cite_spans(
        self, gold: GoldStatement, article: Article, spans: Sequence[tuple[int, int]]
    ) -> tuple[Citation, ...]:
        citations = []
        for number, (start, end) in enumerate(spans, start=1):
            short = attribute_zone(article.body[start:end], article, self._gazetteer)
            evidence = Evidence(article, start, end, short, 1.0)
            citations.append(cite_sentence(evidence, self._pages[article.source], number=number))
        zones = {citation.zone for citation in citations} | {article.zone}
        if gold.zone and not any(matches_zone(gold.zone, (short, self._place_of(short))) for short in zones):
            raise GoldFileError(
                f"{gold.id}: the sentence is of {', '.join(zones)}, not {gold.zone!r}; check zone"
            )
        return tuple(citations)

    def _place_of(self, short: str) -> str:
        return next((mention.zone.place for mention in self._gazetteer.find(short)), "")


def _find_sentences(article: Article, page: Page, wanted: str) -> list[tuple[int, int]]:
    """Give the sentences of an article that a stretch without white space stands in; none when it does not.

    It may be copied from the page or from the mended text: one has characters that the other lacks.
    """
    stretch = _find_stretch(article.body, wanted)
    if stretch is None:
        on_page = _find_stretch(page.text[article.page_start : article.page_end], wanted)
        if on_page is None:
            return []
        starts = article.offsets[:, 0] - article.page_start
        stretch = tuple(np.searchsorted(starts, on_page).tolist())
    sentences = split_sentences(article.body, offsets=article.offsets)
    return [(start, end) for start, end in sentences if start < stretch[1] and stretch[0] < end]


def _find_stretch(text: str, wanted: str) -> tuple[int, int] | None:
    """Give where a stretch without white space stands in a text that may have some."""
    places = [at for at, character in enumerate(text) if not character.isspace()]
    at = "".join(text[place] for place in places).find(wanted)
    return None if at < 0 else (places[at], places[at + len(wanted) - 1] + 1)


def cite_statements(statements: Sequence[GoldStatement], pages: Path) -> tuple[CitedStatement, ...]:
    """Cite every statement's sentences on the pages of a folder.

    Raises:
        GoldFileError: A sentence does not stand on its page; the message names the statement.
    """
    cited = CitedPages(pages)
    return tuple(cited.cite(statement) for statement in statements)
