"""Sentences to citations: the page's own words with their place, checked against the page."""

from __future__ import annotations

import re

from index.documents import Article, Page
from rag.answers import Citation, Evidence

MAX_QUOTE_CHARS = 300
_MOST_CONTEXT_CHARS = 300
_SENTENCE_END = re.compile(r"[。！？]")
_SENTENCES_BEFORE = 2
_CLAUSE_ENDS = frozenset("，,；;、。！？")


def cite_sentence(
    evidence: Evidence, page: Page, *, number: int, focus: tuple[int, int] | None = None
) -> Citation:
    """Make the citation of a sentence.

    Args:
        evidence: The sentence.
        page: The page it stands on, as read.
        number: The citation's number in the answer.
        focus: What was asked for, as `(start, end)` in the sentence.
    """
    article = evidence.article
    start, end = _fit_quote(article, evidence.start, evidence.end, focus)
    page_start, page_end = article.locate(start, end)
    quote = page.text[page_start:page_end]
    in_text = in_quote = None
    if focus is not None:
        body_focus = (evidence.start + focus[0], evidence.start + focus[1])
        in_text = (body_focus[0] - start, body_focus[1] - start)
        focus_start, focus_end = article.locate(*body_focus)
        in_quote = (focus_start - page_start, focus_end - page_start)
    return Citation(
        number=number,
        quote=quote,
        focus=in_quote,
        text=article.body[start:end].replace("\n", " "),
        text_focus=in_text,
        zone=evidence.zone,
        headline=article.headline,
        byline=article.byline,
        published=str(article.published),
        source=article.source,
        start=page_start,
        end=page_end,
        article_id=article.id,
        article_start=start,
        article_end=end,
        context=_read_before(article, evidence.start, start),
    )


def quote_verbatim(article: Article, start: int, end: int, page: Page) -> str:
    """Give a stretch of the body in the page's own characters, without the white space that cut its lines."""
    return "".join(page.text[first:last] for first, last in article.offsets[start:end].tolist())


def is_verbatim(citation: Citation, page: Page) -> bool:
    """Say whether the quote is what stands on the page, and no longer than a quote may be."""
    stands = page.text[citation.start : citation.end] == citation.quote
    return stands and 0 < len(citation.quote) <= MAX_QUOTE_CHARS


def _read_before(article: Article, sentence: int, quote: int) -> str:
    """Give the sentences before a quote, and what its own sentence has before it."""
    floor = max(0, sentence - _MOST_CONTEXT_CHARS)
    ends = [match.end() for match in _SENTENCE_END.finditer(article.body, floor, sentence)]
    begin = ends[-_SENTENCES_BEFORE - 1] if len(ends) > _SENTENCES_BEFORE else floor
    return article.body[begin:quote].replace("\n", " ").strip()


def _fit_quote(article: Article, start: int, end: int, focus: tuple[int, int] | None) -> tuple[int, int]:
    """Shorten a sentence that is too long for a quote, at the ends of clauses, around its focus."""
    if _is_short(article, start, end):
        return start, end
    first, last = (start, start + 1) if focus is None else (start + focus[0], start + focus[1])
    breaks = [at + 1 for at in range(start, end) if article.body[at] in _CLAUSE_ENDS]
    before = [start, *(at for at in breaks if at <= first)]
    after = [*(at for at in breaks if at >= last), end]
    first = next((at for at in before if _is_short(article, at, last)), first)
    last = next((at for at in reversed(after) if _is_short(article, first, at)), last)
    while last < end and last not in breaks and _is_short(article, first, last + 1):
        last += 1
    return first, last


def _is_short(article: Article, start: int, end: int) -> bool:
    page_start, page_end = article.locate(start, end)
    return page_end - page_start <= MAX_QUOTE_CHARS
