"""What one pipeline's best pieces are worth to one gold question: figures by name, each between 0 and 1.

The rules are those that our own passages are judged by, so that a difference is the pipeline's and not the
rule's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from eval.answer_metrics import list_missing_answers
from eval.judging import EVIDENCE_RECALL
from eval.questions import LIST, GoldQuestion
from eval.ranking_questions import IndexTexts, find_relevant, measure_ranking
from eval.retrieval_metrics import ZoneName, compute_evidence_recall, fold_text, score_zone_list
from index.zones import Gazetteer

SHOWN = 10
LIST_DEPTHS = (1, 2, 3, 5, 10, 20)
MRR, NDCG = "passage_mrr", "passage_ndcg@10"
ANSWER_RECALL = "answer_recall@10"
NEVER = -1
"""Stands for a stretch that none of the pieces holds."""
Shown = Sequence[Sequence[str]]
"""What pieces show, best first: of a peer its text, and the same with its lines joined; of ours text,
headline, byline and zone. The first of each is what is read."""


@dataclass(frozen=True, slots=True)
class PieceScores:
    """What pieces are worth to one question.

    Attributes:
        metrics: Figures by name; only those that apply to the question.
        read: Characters of the ten best pieces, white space not counted.
        before: For each stretch of the evidence the same of the pieces before the first that holds it,
            `NEVER` where none of the ten does.
    """

    metrics: Mapping[str, float]
    read: int
    before: tuple[int, ...]


def score_shown(gold: GoldQuestion, shown: Shown, gazetteer: Gazetteer) -> PieceScores:
    """Score what pieces show.

    `evidence_recall@10` is that of our hits. `answer_recall@10`: 1 when of every any-of list an alternative
    stands in one of the ten, the most that a model could answer that read them all. `list_precision@k`,
    `list_recall@k`, `list_f1@k`: every zone that one of the first `k` names is taken for asserted.
    """
    best = shown[:SHOWN]
    metrics: dict[str, float] = {}
    if gold.is_answerable and gold.evidence:
        metrics[EVIDENCE_RECALL] = compute_evidence_recall(gold.evidence, best, k=SHOWN)
    if gold.is_answerable and gold.answers:
        fields = [field for fields in best for field in fields]
        missing = list_missing_answers(gold.answers, fields, evidence=gold.evidence)
        metrics[ANSWER_RECALL] = float(not missing)
    if gold.kind == LIST:
        metrics |= dict(_score_lists(gold, shown, gazetteer))
    read = sum(count_characters(fields[0]) for fields in best)
    return PieceScores(metrics, read, tuple(count_before(gold.evidence, best)))


def score_ranking(gold: GoldQuestion, ranking: Sequence[int], texts: IndexTexts) -> dict[str, float]:
    """Score the order of a peer's pieces as that of our passages is scored: MRR and nDCG@10."""
    if not gold.is_answerable or not gold.evidence:
        return {}
    figures = measure_ranking(ranking, find_relevant(gold.evidence, texts), texts)
    return {name: figures[name] for name in (MRR, NDCG)}


def fold_pieces(texts: Sequence[str]) -> IndexTexts:
    """Give pieces in the form of an index whose articles are the pieces themselves."""
    return IndexTexts(tuple(map(fold_text, texts)), tuple(range(len(texts))), ())


def count_before(evidence: Sequence[str], shown: Shown) -> Iterator[int]:
    """Count for each stretch the characters of the pieces before the first that holds it."""
    folded = [tuple(map(fold_text, fields)) for fields in shown]
    for stretch in map(fold_text, evidence):
        places = (place for place, fields in enumerate(folded) if any(stretch in one for one in fields))
        place = next(places, NEVER)
        yield NEVER if place == NEVER else sum(count_characters(fields[0]) for fields in shown[:place])


def count_characters(text: str) -> int:
    """Count characters but white space, which pages as printed have and our passages have not."""
    return sum(not character.isspace() for character in text)


def compute_recall_within(before: Sequence[int], budget: int) -> float:
    """Compute the share of stretches that a reader of `budget` characters meets.

    A piece that is begun is read to its end, and the first one always is.
    """
    return sum(count != NEVER and count < max(budget, 1) for count in before) / len(before)


def _score_lists(gold: GoldQuestion, shown: Shown, gazetteer: Gazetteer) -> Iterator[tuple[str, float]]:
    for k in LIST_DEPTHS:
        scores = score_zone_list(_name_zones(shown[:k], gazetteer), gold.zones, gold.optional_zones)
        yield f"list_precision@{k}", scores.precision
        yield f"list_recall@{k}", scores.recall
        yield f"list_f1@{k}", scores.f1


def _name_zones(shown: Shown, gazetteer: Gazetteer) -> list[ZoneName]:
    zones = [mention.zone for fields in shown for field in fields for mention in gazetteer.find(field)]
    return list(dict.fromkeys((zone.short, zone.place) for zone in zones))
