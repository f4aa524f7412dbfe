from dataclasses import replace

import pytest

from eval.judging import Judgement, ask_questions, judge_answer
from eval.questions import GoldQuestion
from index.documents import Zone
from prompts.loading import load_wording
from rag.answers import Answer, Query, Scope, Statement
from rag.composing import compose_list, compose_quotes
from tests.judged_answers import FakePipeline, make_answer, make_citation, make_hit, make_zone

ALPHA, BETA = make_zone("甲地经开区", "甲地"), make_zone("乙地高新区", "乙地")
NUMBER = GoldQuestion("n", "number", "en", "How much?", ("甲地",), (("3.2",),), ("投资3.2亿元",))
LIST = GoldQuestion("l", "list", "zh", "哪些？", ("甲地", "乙地"))
NONE = GoldQuestion("u", "unanswerable", "en", "Who?")
FOUND = make_hit("总投资 3.2\n亿元", byline="张三")


def test_right_figure_in_a_citation_counts() -> None:
    gold = GoldQuestion("n", "number", "en", "How much?", (), (("3.2",),), ("投资3.2亿元", "张三"))
    outcome = judge_answer(
        gold, make_answer("It says [1].", citations=[make_citation("总投资3.2亿元")], hits=[FOUND])
    )
    assert outcome.metrics == {
        "evidence_recall@10": 1.0,
        "answer_accuracy": 1.0,
        "number_accuracy": 1.0,
        "figure_accuracy": 1.0,
        "wrong_refusals": 0.0,
        "quote_precision": 1.0,
    }
    assert outcome.reasons == ()


def test_byline_of_a_citation_counts() -> None:
    gold = GoldQuestion("f", "fact", "en", "Who wrote it?", (), (("张三",),))
    assert (
        judge_answer(gold, make_answer("[1]", citations=[make_citation("文", byline="张 三")])).metrics[
            "fact_accuracy"
        ]
        == 1.0
    )


def test_the_same_value_in_another_unit_counts_with_the_unit_of_the_evidence() -> None:
    right, wrong = (
        judge_answer(NUMBER, make_answer(f"It came to {millions} million yuan.", hits=[FOUND]))
        for millions in (320, 330)
    )
    assert (right.metrics["number_accuracy"], right.reasons) == (1.0, ())
    assert (wrong.metrics["number_accuracy"], wrong.reasons) == (0.0, ("the answer lacks 3.2",))


@pytest.mark.parametrize(
    ("text", "figures", "names"),
    [
        pytest.param("张三 invested 3.2", 1, 1, id="both"),
        pytest.param("张三 invested 3.3", 0, 1, id="the name"),
        pytest.param("李四 invested 3.2", 1, 0, id="the figure"),
    ],
)
def test_figures_and_names_are_told_apart(text: str, figures: float, names: float) -> None:
    gold = GoldQuestion("f", "fact", "en", "Who invested how much?", (), (("3.2",), ("张三", "Zhang San")))
    metrics = judge_answer(gold, make_answer(text)).metrics
    assert (metrics["figure_accuracy"], metrics["name_accuracy"]) == (figures, names)
    assert metrics["answer_accuracy"] == min(figures, names)


def test_each_figure_must_be_given() -> None:
    gold = GoldQuestion(
        "n", "number", "en", "How many of each?", (), (("214",), ("173",), ("走访", "visits"))
    )
    metrics = judge_answer(gold, make_answer("214 visits")).metrics
    assert (metrics["figure_accuracy"], metrics["name_accuracy"], metrics["answer_accuracy"]) == (0, 1, 0)


HELD = Statement("The plant cost 320 million yuan.", (1,), "supported")
STRUCK = Statement("The plant cost 320 million yuan.", (1,), "contradicted")
VAGUE = Statement("The plant was costly.", (1,), "supported")


@pytest.mark.parametrize(
    ("answer", "accuracy"),
    [
        pytest.param(make_answer("… 3.2", model="m", statements=[VAGUE, HELD]), 1, id="said"),
        pytest.param(
            make_answer("~~… 3.2~~", model="m", statements=[VAGUE, STRUCK]), 0, id="said and struck"
        ),
        pytest.param(
            make_answer("…", model="m", statements=[VAGUE], citations=[make_citation("投资3.2亿元")]),
            0,
            id="only the sentence it cites says so",
        ),
        pytest.param(make_answer("…", citations=[make_citation("投资3.2亿元")]), 1, id="quoted"),
    ],
)
def test_a_model_has_said_what_its_statements_say_that_hold(answer: Answer, accuracy: float) -> None:
    assert judge_answer(NUMBER, answer).metrics["number_accuracy"] == accuracy


@pytest.mark.parametrize(
    ("wanted", "printed"),
    [
        pytest.param("2023年10月", "2023-10-28", id="the month of the issue"),
        pytest.param("2023", "2023-10-28", id="its year"),
        pytest.param("28", "2023-10-28", id="its day"),
        pytest.param("03", "p-03.txt", id="the number of the page"),
        pytest.param("87", "87 articles", id="how many articles were searched"),
        pytest.param("1 zone", "1 zone", id="how many zones fit"),
    ],
)
def test_what_frames_an_answer_does_not_answer(wanted: str, printed: str) -> None:
    cited = replace(
        make_citation("项目投产。", headline="铜箔"),
        published="2023-10-28",
        source="p-03.txt",
        text_focus=(0, 2),
    )
    text = compose_list(Query("q", "q", "q", "en"), [(ALPHA, [cited])], Scope(87, 46))
    assert printed in text
    gold = GoldQuestion(
        "f", "fact", "en", "When?", (), ((wanted,), ("项目投产",), ("铜箔",), ("甲地经开区",))
    )
    outcome = judge_answer(gold, make_answer(text, citations=[cited]))
    assert outcome.reasons == (f"the answer lacks {wanted}",)


@pytest.mark.parametrize(
    ("larger", "smaller", "accuracy"),
    [
        pytest.param("2万吨", "1.5万吨", 1, id="what was asked for"),
        pytest.param("1.6亿元", "9800万元", 0, id="something else of the same sentences"),
    ],
)
def test_a_comparison_answers_with_what_it_compares(larger: str, smaller: str, accuracy: float) -> None:
    sides = {"larger": larger, "larger_zone": "甲地经开区", "smaller": smaller, "smaller_zone": "乙地高新区"}
    lead = load_wording("en", "answer")["larger"].format(**sides)
    quotes = [
        (ALPHA, make_citation("投资1.6亿元，日处理2万吨。")),
        (BETA, make_citation("投资9800万元，日处理1.5万吨。")),
    ]
    text = compose_quotes(Query("q", "q", "q", "en"), quotes, lead=lead)
    gold = GoldQuestion("c", "compare", "en", "Which treats more?", (), (("2万吨",), ("1.5万吨",)))
    answer = make_answer(text, citations=[citation for _, citation in quotes])
    assert judge_answer(gold, answer).metrics["compare_accuracy"] == accuracy


SHOWN_AS_NEAREST = make_answer("no", abstained=True, citations=[make_citation("投资3.2亿元")], hits=[FOUND])
MISSED = "not among the ten best passages: 投资3.2亿元"


@pytest.mark.parametrize(
    ("answer", "accuracy", "recall", "refused", "reason"),
    [
        pytest.param(make_answer("3.3", hits=[FOUND]), 0, 1, 0, "the answer lacks 3.2", id="wrong figure"),
        pytest.param(SHOWN_AS_NEAREST, 0, 1, 1, "refused although the pages say", id="shown as nearest"),
        pytest.param(make_answer("3.2"), 1, 0, 0, MISSED, id="right by luck"),
    ],
)
def test_faults_of_a_number(
    answer: Answer, accuracy: float, recall: float, refused: float, reason: str
) -> None:
    outcome = judge_answer(NUMBER, answer)
    assert outcome.metrics["number_accuracy"] == accuracy
    assert outcome.metrics["evidence_recall@10"] == recall
    assert outcome.metrics["wrong_refusals"] == refused
    assert outcome.reasons == (reason,)


GAMMA = make_zone("丙地经开区", "丙地")


def make_list(*zones: Zone) -> Answer:
    """A list as the program composes it."""
    groups = [(zone, [make_citation("铜箔投产。")]) for zone in zones]
    text = compose_list(Query("q", "q", "q", "zh"), groups, Scope(87, 46))
    return make_answer(text, zones=zones, citations=[make_citation("铜箔投产。")])


def test_list_is_judged_by_zone() -> None:
    outcome = judge_answer(LIST, make_list(ALPHA, GAMMA))
    assert outcome.metrics["list_precision"] == 1 / 2
    assert outcome.metrics["list_recall"] == 1 / 2
    assert outcome.metrics["list_f1"] == 1 / 2
    assert outcome.reasons == ("zones missing: 乙地", "zones wrong: 丙地经开区")
    assert outcome.zones == ("甲地经开区", "丙地经开区")


def test_optional_zones_are_neither_wrong_nor_wanted() -> None:
    gold = replace(LIST, optional_zones=("丙地",))
    outcome = judge_answer(gold, make_list(ALPHA, BETA, GAMMA))
    assert [outcome.metrics[f"list_{name}"] for name in ("precision", "recall", "f1")] == [1, 1, 1]
    assert outcome.reasons == ()


def test_a_zone_that_is_asserted_twice_counts_once() -> None:
    outcome = judge_answer(LIST, make_list(ALPHA, GAMMA, ALPHA))
    assert (outcome.metrics["list_precision"], outcome.zones) == (1 / 2, ("甲地经开区", "丙地经开区"))


def test_list_that_abstains_asserts_nothing() -> None:
    outcome = judge_answer(LIST, replace(make_list(ALPHA, BETA), abstained=True))
    assert outcome.zones == ()
    assert outcome.metrics["list_f1"] == 0.0
    assert "list_as_told" not in outcome.metrics


def test_a_zone_that_the_text_lacks_is_not_listed_whatever_the_field_says() -> None:
    """A reader sees the text: a bullet that is lost is a zone that is lost."""
    whole, cut = make_list(ALPHA, BETA), replace(make_list(ALPHA), zones=(ALPHA, BETA))
    metrics = [judge_answer(LIST, answer).metrics for answer in (whole, cut)]
    assert [one["list_recall"] for one in metrics] == [1.0, 1 / 2]
    assert [one["list_as_told"] for one in metrics] == [1.0, 0.0]
    reason = "in the text alone, or in the field zones alone: 乙地高新区"
    assert judge_answer(LIST, cut).reasons == ("zones missing: 乙地", reason)


def test_a_zone_that_the_field_lacks_is_listed_when_the_text_tells_of_it() -> None:
    outcome = judge_answer(replace(LIST, zones=("甲地",)), replace(make_list(ALPHA, BETA), zones=(ALPHA,)))
    assert (outcome.metrics["list_precision"], outcome.metrics["list_as_told"]) == (1 / 2, 0.0)


def test_unanswerable_has_one_figure() -> None:
    right, wrong = (judge_answer(NONE, replace(make_list(ALPHA), abstained=flag)) for flag in (True, False))
    assert right.metrics == {"right_refusals": 1.0}
    assert wrong.metrics == {"right_refusals": 0.0}
    assert wrong.reasons == ("answered (甲地经开区) although the pages do not say",)


def test_two_judges_cannot_give_one_figure() -> None:
    with pytest.raises(ValueError, match="two judges give quiet"):
        judge_answer(NUMBER, make_answer("3.2"), judges=[ShoutingJudge(), ShoutingJudge()])


def test_a_follow_up_is_asked_with_the_questions_before_it() -> None:
    later = GoldQuestion("f", "number", "en", "And in B?", (), (("3.2",),), before=("How much?", "Why?"))
    pipeline = FakePipeline({"How much?": make_answer("3.2"), "And in B?": make_answer("3.2")})
    ask_questions(pipeline, [NUMBER, later])
    assert pipeline.histories == {"How much?": (), "And in B?": ("How much?", "Why?")}


def test_questions_are_asked_in_order_with_progress() -> None:
    pipeline = FakePipeline({"How much?": make_answer("3.2"), "Who?": make_answer(abstained=True)})
    steps: list[None] = []
    outcomes = ask_questions(pipeline, [NUMBER, NONE], progress=lambda: steps.append(None))
    assert [outcome.gold.id for outcome in outcomes] == ["n", "u"]
    assert len(steps) == 2


def test_the_whole_answer_stays_with_its_outcome() -> None:
    answer = make_answer("3.2", hits=[FOUND])
    assert judge_answer(NUMBER, answer).answer is answer


class ShoutingJudge:
    """Finds fault with every answer that shouts."""

    def judge(self, gold: GoldQuestion, answer: Answer) -> Judgement:
        is_loud = answer.text.isupper()
        return Judgement({"quiet": float(not is_loud)}, (f"{gold.id} shouts",) if is_loud else ())


def test_judges_add_figures_and_reasons() -> None:
    loud = judge_answer(NUMBER, make_answer("ALL OF 3.3", hits=[FOUND]), judges=[ShoutingJudge()])
    assert loud.metrics == {**judge_answer(NUMBER, make_answer("3.3", hits=[FOUND])).metrics, "quiet": 0.0}
    assert loud.reasons == ("the answer lacks 3.2", "n shouts")
    pipeline = FakePipeline({"How much?": make_answer("all of 3.2", hits=[FOUND])})
    [quiet] = ask_questions(pipeline, [NUMBER], judges=[ShoutingJudge()])
    assert (quiet.metrics["quiet"], quiet.reasons) == (1.0, ())
