"""One judged question as JSON values: what was asked and expected, what came, and where they part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eval.answer_metrics import list_missing_answers
from eval.citing.told_zones import read_told_zones
from eval.judging import QuestionOutcome, list_fields
from eval.questions import LIST, GoldQuestion
from eval.retrieval_metrics import find_evidence, part_zones
from rag.answers import Answer, Json
from rag.contract import answer_as_json


def report_question(outcome: QuestionOutcome) -> dict[str, Json]:
    """Give a question with its gold and what was found; of one that failed the whole answer too.

    The fields are described in `docs/evaluation.md`, "Reports".
    """
    gold = outcome.gold
    is_failed = bool(outcome.reasons)
    return {
        "id": gold.id,
        "kind": gold.kind,
        "lang": gold.lang,
        "traits": list(gold.traits),
        "split": gold.split,
        "before": list(gold.before),
        "question": gold.question,
        "expected": _report_expected(gold),
        "abstained": outcome.abstained,
        "zones": list(outcome.zones),
        "text": outcome.text,
        "metrics": dict(outcome.metrics),
        "reasons": list(outcome.reasons),
        "seconds": round(outcome.seconds, 4),
        "judged": report_parts(gold, outcome.answer) if outcome.answer else None,
        "answer": answer_as_json(outcome.answer) if is_failed and outcome.answer else None,
    }


def report_parts(gold: GoldQuestion, answer: Answer) -> dict[str, Json]:
    """Say of each part of the gold whether the answer has it, and of each zone of the answer whether it fits.

    An answer that abstains asserts no zone and gives nothing. Only lists are judged by their zones; of other
    kinds all three lists of zones are empty.
    """
    zones = () if answer.abstained or gold.kind != LIST else read_told_zones(answer)
    wanted = gold.zones if gold.kind == LIST else ()
    fields = [] if answer.abstained else list_fields(answer)
    parts = part_zones(zones, wanted, gold.optional_zones)
    return {
        "zones_right": [short for short, _ in parts.right],
        "zones_wrong": [short for short, _ in parts.wrong],
        "zones_missing": list(parts.missing),
        "answers_missing": list(list_missing_answers(gold.answers, fields, evidence=gold.evidence)),
        "evidence_ranks": list(_rank_evidence(gold.evidence, answer)),
    }


def _rank_evidence(evidence: Sequence[str], answer: Answer) -> Iterator[int | None]:
    """Give for each gold stretch the rank, from 1, of the first hit that shows it; `None` for none."""
    hits = [(hit.text, hit.article.headline, hit.article.byline) for hit in answer.hits]
    for wanted in evidence:
        ranks = (rank for rank, hit in enumerate(hits, start=1) if find_evidence([wanted], [hit])[0])
        yield next(ranks, None)


def _report_expected(gold: GoldQuestion) -> dict[str, Json]:
    return {
        "zones": list(gold.zones),
        "optional_zones": list(gold.optional_zones),
        "answers": [list(group) for group in gold.answers],
        "evidence": list(gold.evidence),
        "abstained": not gold.is_answerable,
    }
