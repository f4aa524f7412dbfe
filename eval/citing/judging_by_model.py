"""Citation precision and recall with entailment judged by a language model, beside our own check's."""

from __future__ import annotations

from collections.abc import Sequence

from eval.citing.agreement import Agreement, measure_agreement
from eval.citing.asking_model import ModelEntailment, NoVerdictError
from eval.citing.citation_metrics import score_answer
from eval.citing.entailing import CheckEntailment, CitedText
from eval.citing.judging_citations import (
    CITATION_PRECISION,
    CITATION_RECALL,
    CitationJudge,
    explain_citations,
)
from eval.citing.reading_answers import ReadStatement
from eval.judging import Judgement
from eval.questions import GoldQuestion
from rag.answers import Answer, Json

PRECISION_JUDGED = f"{CITATION_PRECISION}_judged"
RECALL_JUDGED = f"{CITATION_RECALL}_judged"


class ModelCitationJudge:
    """Judges citations as `CitationJudge` does, by a language model; an `eval.judging.Judge`.

    An answer of which the model leaves one question unanswered gets no figure, and is counted. Both judges'
    verdicts on what all citations of a statement together entail are kept, to be held against each other.
    """

    def __init__(self, reader: CitationJudge, check: CheckEntailment, model: ModelEntailment) -> None:
        """Take what reads answers, our own judge of entailment, and the model."""
        self._reader = reader
        self._check = check
        self._model = model
        self._verdicts: dict[tuple[ReadStatement, tuple[CitedText, ...]], tuple[bool, bool]] = {}

    def judge(self, gold: GoldQuestion, answer: Answer) -> Judgement:  # noqa: ARG002 - a judge is given both
        """Give the model's figures of one answer; none for one that states nothing."""
        stated = self._reader.read(answer)
        if not stated:
            return Judgement()
        for cited in stated:
            self._compare(cited.premises, cited.statement)
        try:
            scores = score_answer(stated, self._model)
        except NoVerdictError:
            return Judgement()
        metrics = {PRECISION_JUDGED: scores.precision, RECALL_JUDGED: scores.recall}
        return Judgement(metrics, tuple(explain_citations(stated, scores, by=self._model.name)))

    @property
    def verdicts(self) -> tuple[tuple[bool, bool], ...]:
        """What the check and the model said of each statement with its citations that both judged."""
        return tuple(self._verdicts.values())

    def _compare(self, texts: tuple[CitedText, ...], statement: ReadStatement) -> None:
        if not any(text.source for text in texts):
            return
        try:
            judged = self._model(texts, statement)
        except NoVerdictError:
            return
        self._verdicts[statement, texts] = (self._check(texts, statement), judged)


def measure_verdicts(verdicts: Sequence[tuple[bool, bool]]) -> Agreement | None:
    """Give how far check and model agree; none where the model gave no verdict."""
    if not verdicts:
        return None
    return measure_agreement([one for one, _ in verdicts], [other for _, other in verdicts])


def tell_model(model: ModelEntailment, verdicts: Sequence[tuple[bool, bool]]) -> str:
    """Say in a line how the model did as a judge: calls, replies that were of no use, agreement."""
    counts = model.counts
    parts = [f"citations judged by {model.name}: calls {counts.calls}"]
    if counts.unreadable:
        parts.append(f"neither yes nor no {counts.unreadable}")
    if counts.failed:
        parts.append(f"failed {counts.failed}, the last because {counts.failure}")
    agreement = measure_verdicts(verdicts)
    if agreement is not None:
        kappa = "not defined" if agreement.kappa is None else f"{agreement.kappa:.2f}"
        parts.append(
            f"agrees with the check on {agreement.observed:.3f} of {agreement.n} statements, kappa {kappa}"
        )
    return "; ".join(parts)


def report_model(model: ModelEntailment, verdicts: Sequence[tuple[bool, bool]]) -> dict[str, Json]:
    """Give the same as JSON values, with how often each said yes where the other said no."""
    counts, agreement = model.counts, measure_verdicts(verdicts)
    return {
        "model": model.name,
        "calls": counts.calls,
        "unreadable": counts.unreadable,
        "failed": counts.failed,
        "failure": counts.failure,
        "statements": len(verdicts),
        "agreement": agreement.observed if agreement else None,
        "kappa": agreement.kappa if agreement else None,
        "check_alone_says_yes": verdicts.count((True, False)),
        "model_alone_says_yes": verdicts.count((False, True)),
    }
