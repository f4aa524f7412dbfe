import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.retrieval_metrics import compute_evidence_recall, compute_f1, matches_zone, score_zone_list

ALPHA, BETA = ("甲地经开区", "甲地"), ("乙地高新区", "乙地")
BETA_OTHER = ("乙地经开区", "乙地")
GAMMA = ("丙地示范区", "丙地")


def test_evidence_recall_is_share_of_stretches_found() -> None:
    hits = [["投资 3.2\n亿元建厂", "标题"], ["别的", "作者张三"]]
    assert compute_evidence_recall(["3.2亿元", "张三", "不在"], hits) == 2 / 3


def test_widths_do_not_hide_evidence() -> None:
    assert compute_evidence_recall(["总投资１２.５亿元", "LED，芯片"], [["总投资12.5 亿元，led,芯片"]]) == 1.0


def test_evidence_beyond_k_does_not_count() -> None:
    hits = [["无"]] * 10 + [["有证据"]]
    assert compute_evidence_recall(["有证据"], hits) == 0.0
    assert compute_evidence_recall(["有证据"], hits, k=11) == 1.0


def test_evidence_is_not_found_across_two_hits() -> None:
    assert compute_evidence_recall(["前半后半"], [["前半"], ["后半"]]) == 0.0


def test_evidence_recall_refuses_no_evidence() -> None:
    with pytest.raises(ValueError, match="at least one gold stretch"):
        compute_evidence_recall([], [["x"]])


@pytest.mark.parametrize(
    ("gold", "asserted", "is_match"),
    [
        pytest.param("乙地", BETA, True, id="place alone fits any kind"),
        pytest.param("乙地高新区", BETA, True, id="same short name"),
        pytest.param("乙地高新区", BETA_OTHER, False, id="another kind at the same place"),
        pytest.param("乙", BETA, False, id="part of a place is no match"),
    ],
)
def test_zone_match(gold: str, asserted: tuple[str, str], *, is_match: bool) -> None:
    assert matches_zone(gold, asserted) is is_match


def test_list_scores_follow_the_formula() -> None:
    scores = score_zone_list([ALPHA, GAMMA], ["甲地", "乙地", "丁地"])
    assert scores.precision == 1 / 2
    assert scores.recall == 1 / 3
    assert scores.f1 == pytest.approx(2 * (1 / 2) * (1 / 3) / (1 / 2 + 1 / 3))


def test_optional_zone_is_neither_wanted_nor_wrong() -> None:
    assert score_zone_list([ALPHA, GAMMA], ["甲地"], ["丙地"]).f1 == 1.0
    assert score_zone_list([ALPHA], ["甲地"], ["丙地"]).f1 == 1.0
    assert score_zone_list([GAMMA], ["甲地"], ["丙地"]).f1 == 0.0


def test_zone_asserted_twice_counts_once() -> None:
    assert score_zone_list([ALPHA, ALPHA, GAMMA], ["甲地"]).precision == 1 / 2


def test_empty_list_scores_zero() -> None:
    scores = score_zone_list([], ["甲地"])
    assert (scores.precision, scores.recall, scores.f1) == (0.0, 0.0, 0.0)


def test_other_zone_of_the_same_place_is_wrong_where_the_gold_is_full() -> None:
    scores = score_zone_list([BETA, BETA_OTHER], ["乙地高新区"])
    assert (scores.precision, scores.recall) == (1 / 2, 1.0)


@given(st.floats(0, 1), st.floats(0, 1))
def test_f1_lies_between_its_parts(precision: float, recall: float) -> None:
    f1 = compute_f1(precision, recall)
    assert min(precision, recall) - 1e-9 <= f1 <= max(precision, recall) + 1e-9
