import pytest

from eval.benchmarks.adapting_rgb import RgbQuestion
from eval.benchmarks.rgb import ACCURACY, MISLED, REFUSED, answer_over, ask_rgb, judge_rgb, summarise_rgb
from tests.judged_answers import make_answer

TEA = "春天茶农上山采茶。"
NEGATIVE = (TEA, "丁山的农家乐迎来游客。", "学校开设了英语课程。", "大雨淹没了村庄。", "孩子们在河边唱歌。")


def make_question(**other: object) -> RgbQuestion:
    fields: dict[str, object] = {
        "id": "1",
        "text": "铜加工厂去年产多少铜管？",
        "lang": "zh",
        "ability": "noise",
        "answers": (("八万吨", "8万吨"),),
        "positive": (("甲县的铜加工厂去年产铜管八万吨。",),),
        "negative": NEGATIVE,
    }
    return RgbQuestion(**{**fields, **other})  # type: ignore[arg-type]


COUNTERFACTUAL = make_question(
    ability="counterfactual",
    wrong=("甲县的铜加工厂去年产铜管三万吨。",),
    fake="三万吨",
)


def test_an_answer_comes_from_the_given_passages_alone() -> None:
    question = "铜加工厂去年产多少铜管？"
    assert "八万吨" in answer_over(("甲县的铜加工厂去年产铜管八万吨。", TEA), question, overrides={}).text
    assert answer_over(NEGATIVE, question, overrides={}).abstained


@pytest.mark.parametrize(
    ("noise", "text", "abstained", "figures"),
    [
        pytest.param(0.4, "铜管8万吨", False, {ACCURACY: 1.0, REFUSED: 0.0}, id="right by an alternative"),
        pytest.param(0.4, "铜管38万吨", False, {ACCURACY: 0.0, REFUSED: 0.0}, id="another figure"),
        pytest.param(0.4, "八万吨", True, {ACCURACY: 0.0, REFUSED: 1.0}, id="refused"),
        pytest.param(1.0, "八万吨", False, {REFUSED: 0.0}, id="answered from noise"),
        pytest.param(1.0, "没有说明", True, {REFUSED: 1.0}, id="refused over noise"),
    ],
)
def test_an_answer_is_judged(noise: float, text: str, figures: dict[str, float], *, abstained: bool) -> None:
    answer = make_answer(text, abstained=abstained)
    assert judge_rgb(make_question(), noise, answer).figures == figures


def test_every_part_of_an_integration_question_is_wanted() -> None:
    question = make_question(ability="integration", answers=(("八万吨",), ("三百名",)))
    assert judge_rgb(question, 0.0, make_answer("八万吨，三百名")).figures[ACCURACY] == 1.0
    assert judge_rgb(question, 0.0, make_answer("八万吨")).figures[ACCURACY] == 0.0


@pytest.mark.parametrize(
    ("text", "abstained", "wanted"),
    [("三万吨", False, (0.0, 1.0)), ("八万吨", False, (1.0, 0.0)), ("三万吨", True, (0.0, 0.0))],
    ids=["false", "right", "refused"],
)
def test_a_false_answer_that_is_given_counts(
    text: str, wanted: tuple[float, float], *, abstained: bool
) -> None:
    figures = judge_rgb(COUNTERFACTUAL, 0.0, make_answer(text, abstained=abstained)).figures
    assert (figures[ACCURACY], figures[MISLED]) == wanted


def test_real_answers_by_ability_and_noise() -> None:
    figures = summarise_rgb([*ask_rgb(make_question(), overrides={}), *ask_rgb(COUNTERFACTUAL, overrides={})])
    values = {what: {name: one.value for name, one in row.items()} for what, row in figures.items()}
    assert values == {
        "noise, 0% noise": {ACCURACY: 1.0, REFUSED: 0.0},
        "noise, 40% noise": {ACCURACY: 1.0, REFUSED: 0.0},
        "noise, 80% noise": {ACCURACY: 1.0, REFUSED: 0.0},
        "noise, 100% noise": {REFUSED: 1.0},
        # Quotes say what the pages say: nothing here knows better than they do.
        "counterfactual, 0% noise": {ACCURACY: 0.0, REFUSED: 0.0, MISLED: 1.0},
        "counterfactual, 40% noise": {ACCURACY: 0.0, REFUSED: 0.0, MISLED: 1.0},
    }
