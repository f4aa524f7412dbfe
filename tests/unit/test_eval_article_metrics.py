import pytest

from eval.article_metrics import FoundArticle, compute_boundary_scores, judge_article, pair_article
from eval.questions import GoldArticle

GOLD = GoldArticle("a.txt", "甲地", "新厂 开工", "周旭张晨", "近日，甲地", "全面投产。")
OTHER = GoldArticle("a.txt", "乙地高新区", "", "王五", "今年以来", "再上台阶。")


def find(**changes: str) -> FoundArticle:
    values = {
        "source": "a.txt",
        "zone": "甲地经开区",
        "headline": "新厂开工",
        "byline": "周旭 张晨",
        "body": "近日，\n甲地经开区新厂开工，全面\n投产。\n",
    }
    return FoundArticle(**{**values, **changes})


def test_right_article_has_no_misses() -> None:
    outcome = judge_article(GOLD, [find()])
    assert outcome.has_bounds
    assert outcome.misses == ()


@pytest.mark.parametrize(
    ("changes", "misses"),
    [
        pytest.param({"zone": "乙地经开区"}, ("zone",), id="zone"),
        pytest.param({"zone": ""}, ("zone",), id="no zone"),
        pytest.param({"headline": "新厂"}, ("headline",), id="headline"),
        pytest.param({"byline": "周旭"}, ("byline",), id="byline"),
        pytest.param({"body": "新厂开工 近日，甲地经开区全面投产。"}, ("bounds",), id="starts too early"),
        pytest.param({"body": "近日，甲地经开区全面投产。周旭"}, ("bounds",), id="ends too late"),
    ],
)
def test_each_fault_is_named(changes: dict[str, str], misses: tuple[str, ...]) -> None:
    assert judge_article(GOLD, [find(**changes)]).misses == misses


def test_other_kind_at_the_same_place_is_another_zone_where_the_gold_is_full() -> None:
    body = "今年以来，再上台阶。"
    right = find(zone="乙地高新区", headline="", byline="王五", body=body)
    wrong = find(zone="乙地经开区", headline="", byline="王五", body=body)
    assert judge_article(OTHER, [right]).misses == ()
    assert judge_article(OTHER, [wrong]).misses == ("zone",)


def test_same_bounds_win_over_first_characters() -> None:
    part, whole = find(body="近日，甲地开会。"), find()
    assert pair_article(GOLD, [part, whole]) is whole
    assert pair_article(GOLD, [part]) is part


def test_merged_article_is_paired_by_what_it_holds() -> None:
    merged = find(body="近日，甲地经开区全面投产。今年以来，再上台阶。")
    assert pair_article(OTHER, [merged]) is merged
    assert judge_article(OTHER, [merged]).has_bounds is False


def test_nothing_found_is_wrong_in_everything() -> None:
    outcome = judge_article(GOLD, [find(source="b.txt")])
    assert outcome.found is None
    assert outcome.misses == ("bounds", "zone", "headline", "byline")


def test_boundary_scores_follow_the_formula() -> None:
    found = [find(), find(), find(body="别的文章。")]
    scores = compute_boundary_scores([GOLD, OTHER], found)
    assert (scores.precision, scores.recall) == (1 / 3, 1 / 2)
    assert scores.f1 == pytest.approx(2 * 1 / (3 + 2))


def test_boundary_scores_of_nothing_are_zero() -> None:
    assert compute_boundary_scores([GOLD], []).f1 == 0.0
