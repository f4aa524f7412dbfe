"""Answers made by hand, for tests of judging them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from index.documents import Article, Dated, Passage, Zone
from rag.answers import Answer, Citation, Hit, Query, Statement, Trace


def make_zone(short: str, place: str) -> Zone:
    return Zone(short, short, "", "", "", place, "")


def make_hit(text: str, *, headline: str = "", byline: str = "") -> Hit:
    article = Article(
        id="a", source="a.txt", ordinal=0, zone="", headline=headline, byline=byline, dateline="",
        published=Dated(), body=text, offsets=np.zeros((len(text), 2), np.int32), page_start=0, page_end=0,
    )  # fmt: skip
    return Hit(0, Passage("a", 0, len(text), ((0, len(text)),)), article, 1.0, text)


def make_citation(quote: str, *, byline: str = "", headline: str = "") -> Citation:
    return Citation(
        number=1, quote=quote, focus=None, text=quote, text_focus=None, zone="", headline=headline,
        byline=byline, published="", source="a.txt", start=0, end=len(quote), article_id="a",
        article_start=0, article_end=len(quote),
    )  # fmt: skip


def make_answer(
    text: str = "",
    *,
    abstained: bool = False,
    zones: Sequence[Zone] = (),
    citations: Sequence[Citation] = (),
    hits: Sequence[Hit] = (),
    model: str = "",
    statements: Sequence[Statement] = (),
) -> Answer:
    return Answer(
        query=Query("q", "q", "q", "en"), text=text, abstained=abstained, zones=tuple(zones),
        citations=tuple(citations), hits=tuple(hits), trace=Trace(), seconds=0.01,
        model=model, statements=tuple(statements),
    )  # fmt: skip


class FakePipeline:
    """Answers each question as it was told to, and keeps what was asked before each."""

    def __init__(self, answers: Mapping[str, Answer]) -> None:
        self.answers = answers
        self.histories: dict[str, tuple[str, ...]] = {}

    def answer(self, question: str, *, history: Sequence[str] = ()) -> Answer:
        self.histories[question] = tuple(history)
        return self.answers[question]
