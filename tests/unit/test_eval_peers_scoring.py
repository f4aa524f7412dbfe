"""What pieces are worth to a gold question, by hand."""

import math

import pytest

from eval.peers.scoring import (
    ANSWER_RECALL,
    MRR,
    NDCG,
    NEVER,
    compute_recall_within,
    count_before,
    fold_pieces,
    score_ranking,
    score_shown,
)
from eval.questions import GoldQuestion
from index.zones import Gazetteer

PIECES = [
    ("祁县经济技术开发区出口玻璃器皿5 600万件。",),
    ("垣曲经济技术开发区铜杆项目总投资7.4亿元，建设周期18个月。",),
    ("长治高新技术产业开发区的铜加工企业还没有。",),
]
LIST = GoldQuestion("l", "list", "zh", "哪些开发区加工铜？", zones=("垣曲",), evidence=("铜杆项目",))
NUMBER = GoldQuestion(
    "n",
    "number",
    "zh",
    "投资多少，建多久？",
    answers=(("7.4", "七点四"), ("18",)),
    evidence=("7.4亿元", "5600万件"),
)


def test_every_zone_that_the_first_pieces_name_is_asserted(gazetteer: Gazetteer) -> None:
    metrics = score_shown(LIST, PIECES, gazetteer).metrics
    found = {
        k: tuple(metrics[f"list_{name}@{k}"] for name in ("precision", "recall", "f1")) for k in (1, 2, 3)
    }
    assert found == {
        1: (0.0, 0.0, 0.0),
        2: (1 / 2, 1.0, pytest.approx(2 / 3)),
        3: (1 / 3, 1.0, pytest.approx(1 / 2)),
    }


def test_an_answer_counts_when_all_its_parts_stand_in_the_pieces(gazetteer: Gazetteer) -> None:
    assert score_shown(NUMBER, PIECES, gazetteer).metrics[ANSWER_RECALL] == 1.0
    assert score_shown(NUMBER, PIECES[::2], gazetteer).metrics[ANSWER_RECALL] == 0.0


def test_evidence_is_looked_for_in_ten_pieces(gazetteer: Gazetteer) -> None:
    far = [("无",)] * 9 + PIECES
    scores = score_shown(NUMBER, far, gazetteer)
    assert scores.metrics["evidence_recall@10"] == 1 / 2
    assert scores.read == 9 + len(PIECES[0][0]) - 1


def test_a_question_that_has_no_answer_gives_no_figure(gazetteer: Gazetteer) -> None:
    gold = GoldQuestion("u", "unanswerable", "zh", "有机场吗？")
    assert score_shown(gold, PIECES, gazetteer).metrics == {}
    assert score_ranking(gold, [0, 1], fold_pieces(["甲", "乙"])) == {}


def test_characters_are_counted_up_to_the_piece_that_holds_a_stretch() -> None:
    first = len(PIECES[0][0]) - 1  # the space within its number is not read
    assert list(count_before(["5600万件", "7.4亿元", "机场"], PIECES)) == [0, first, NEVER]


@pytest.mark.parametrize(
    ("budget", "recall"),
    [
        pytest.param(0, 1 / 3, id="the first piece is always read"),
        pytest.param(100, 1 / 3, id="the budget ends where the second begins"),
        pytest.param(101, 2 / 3, id="a piece begun is read to its end"),
    ],
)
def test_recall_within_a_budget_of_characters(budget: int, recall: float) -> None:
    assert compute_recall_within([0, 100, NEVER], budget) == pytest.approx(recall)


def test_the_order_of_pieces_is_scored_as_that_of_passages() -> None:
    texts = fold_pieces([piece for (piece,) in PIECES])
    figures = score_ranking(NUMBER, [2, 1, 0], texts)
    best = 1 + 1 / math.log2(3)
    assert figures == pytest.approx({MRR: 1 / 2, NDCG: (1 / math.log2(3) + 1 / math.log2(4)) / best})


def test_a_stretch_that_the_cut_parted_is_never_found() -> None:
    texts = fold_pieces(["总投资7.", "4亿元", "5600万件"])
    assert score_ranking(NUMBER, [2, 0, 1], texts)[NDCG] == pytest.approx(1 / (1 + 1 / math.log2(3)))
