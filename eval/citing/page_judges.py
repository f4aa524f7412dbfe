"""The judges of citations for each folder of pages, a language model among them where one is named."""

from __future__ import annotations

from pathlib import Path

from eval.citing.asking_model import ModelEntailment
from eval.citing.cited_pages import CitedPages
from eval.citing.entailing import CheckEntailment
from eval.citing.judging_by_model import ModelCitationJudge, report_model, tell_model
from eval.citing.judging_citations import CitationJudge
from eval.judging import Judge
from rag.answers import Json


class PageJudges:
    """Makes the judges of each folder of pages, once; the model is one for all of them."""

    def __init__(self, model: ModelEntailment | None = None) -> None:
        """Take the language model that judges beside the check, if one does."""
        self._model = model
        self._made: dict[Path, tuple[Judge, ...]] = {}

    def open(self, pages: Path) -> tuple[Judge, ...]:
        """Give the judges of the answers over some pages; none where the folder holds no page.

        Raises:
            FileNotFoundError: There is no such folder.
        """
        if pages not in self._made:
            self._made[pages] = self._make(pages)
        return self._made[pages]

    def tell(self) -> list[str]:
        """Say how the language model did as a judge; nothing without one."""
        return [tell_model(self._model, self._list_verdicts())] if self._model else []

    def as_json(self) -> dict[str, Json]:
        """Give the same for the report, empty without a model."""
        return {"judge": report_model(self._model, self._list_verdicts())} if self._model else {}

    def _make(self, pages: Path) -> tuple[Judge, ...]:
        from index.lexicon import load_lexicon
        from rag.assembling import load_checker

        cited = CitedPages.open(pages)
        if cited.is_empty:
            return ()
        check = CheckEntailment(load_checker(cited.gazetteer, load_lexicon()), cited.gazetteer)
        judge = CitationJudge(cited, check)
        return (judge, ModelCitationJudge(judge, check, self._model)) if self._model else (judge,)

    def _list_verdicts(self) -> tuple[tuple[bool, bool], ...]:
        return tuple(
            verdict
            for judges in self._made.values()
            for judge in judges
            if isinstance(judge, ModelCitationJudge)
            for verdict in judge.verdicts
        )
