"""The citations of answers judged: precision and recall after ALCE, and whether quotes are exact."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eval.citing.citation_metrics import CitationScores, Cited, score_answer
from eval.citing.cited_pages import CitedPages
from eval.citing.entailing import CheckEntailment, CitedText
from eval.citing.reading_answers import ReadStatement, read_statements
from eval.judging import Judgement
from eval.questions import GoldQuestion
from rag.answers import Answer

CITATION_PRECISION = "citation_precision"
CITATION_RECALL = "citation_recall"
QUOTE_EXACTNESS = "quote_exactness"
_MOST_CHARS_TOLD = 60

CitedStatement = Cited[CitedText, ReadStatement]


class CitationJudge:
    """Judges the citations of answers by the pages' files and by the check; an `eval.judging.Judge`."""

    def __init__(self, pages: CitedPages, entails: CheckEntailment) -> None:
        """Take the pages that are cited, and what tells whether they bear a statement out."""
        self._pages = pages
        self._entails = entails

    def judge(self, gold: GoldQuestion, answer: Answer) -> Judgement:  # noqa: ARG002 - a judge is given both
        """Give the figures of one answer.

        Quotes are to be exact wherever they stand. An answer that abstains states nothing, whatever it shows
        as nearest, and one without a statement has neither precision nor recall.
        """
        metrics: dict[str, float] = {}
        reasons: list[str] = []
        if answer.citations:
            faults = list(self._list_faults(answer))
            metrics[QUOTE_EXACTNESS] = 1 - len(faults) / len(answer.citations)
            reasons += faults
        stated = self.read(answer)
        if stated:
            scores = score_answer(stated, self._entails)
            metrics |= {CITATION_PRECISION: scores.precision, CITATION_RECALL: scores.recall}
            reasons += explain_citations(stated, scores)
        return Judgement(metrics, tuple(reasons))

    def read(self, answer: Answer) -> list[CitedStatement]:
        """Give what an answer states, each with what the pages say where it points; nothing if it abstains.

        A sentence without citations that only frames others needs none, and is left out.
        """
        if answer.abstained:
            return []
        texts = {one.number: self._pages.read_premise(one) for one in answer.citations}
        sources = [source for source in texts.values() if source is not None]
        return [
            Cited(said, tuple(CitedText(number, texts.get(number)) for number in said.references))
            for said in read_statements(answer.text)
            if said.references or not self._entails.is_frame(said, sources, answer.query.standalone)
        ]

    def _list_faults(self, answer: Answer) -> Iterator[str]:
        for citation in answer.citations:
            if fault := self._pages.find_fault(citation):
                yield f"[{citation.number}] {fault}"


def explain_citations(
    stated: Sequence[CitedStatement], scores: CitationScores, by: str = ""
) -> Iterator[str]:
    """Say of each statement what is wrong with its citations.

    Args:
        stated: What the answer states.
        scores: How that was judged.
        by: Who judged, where it is not the check.
    """
    judged_by = f" (by {by})" if by else ""
    for cited, one in zip(stated, scores.statements, strict=True):
        if not one.is_supported:
            numbers = "".join(f"[{text.number}]" for text in cited.premises)
            fault = f"{numbers} does not bear out{judged_by}" if numbers else "nothing is cited for"
            yield f"{fault}: {_shorten(cited.statement.text)}"
            continue
        for text, is_precise in zip(cited.premises, one.precise, strict=True):
            if not is_precise:
                yield f"[{text.number}] is not needed{judged_by} for: {_shorten(cited.statement.text)}"


def _shorten(text: str) -> str:
    return text if len(text) <= _MOST_CHARS_TOLD else f"{text[:_MOST_CHARS_TOLD]}…"
