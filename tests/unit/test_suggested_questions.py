"""What the answer to a suggested question must be like: whose amount it is, and how zones are named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.answers import Narrowing
from rag.pipeline import Pipeline
from rag.suggestions.asking import Proposal, ask_zone, ask_zones, name_zone_briefly, tells_one_amount
from rag.suggestions.choosing import Choice, fold_question
from rag.suggestions.surveying import count_by_zone, find_passages, is_told
from rag.suggestions.themes import Theme, load_themes


def theme(english: str) -> Theme:
    return next(one for one in load_themes().themes if one.english == english)


@pytest.mark.parametrize(
    ("sentence", "is_told"),
    [
        ("企业投资3.9亿元建成燃料电池生产线。", True),
        ("燃料电池项目去年开工，总投资3.9亿元，占地90亩。", True),
        ("厂房总投资4.7亿元，入驻的有燃料电池企业。", False),
        ("燃料电池、储氢瓶两个项目，合同投资5.3亿元。", False),
        ("燃料电池项目投资3.9亿元，去年产值2亿元。", False),
        ("燃料电池产业产值3.9亿元。", False),
        ("光伏项目投资3.9亿元。", False),
    ],
)
def test_an_amount_is_of_a_theme_only_where_it_can_be_of_nothing_else(sentence: str, is_told: bool) -> None:
    assert tells_one_amount(theme("fuel cell"), sentence) is is_told


def test_a_zone_is_named_by_its_place_where_it_is_the_only_one_there(pipeline: Pipeline) -> None:
    only, one_of_two = pipeline.gazetteer.get("垣曲经开区"), pipeline.gazetteer.get("长治高新区")
    assert only is not None
    assert one_of_two is not None
    assert name_zone_briefly(only, "en", pipeline) == "Yuanqu Development Zone"
    assert name_zone_briefly(one_of_two, "en", pipeline) == one_of_two.english
    assert name_zone_briefly(only, "zh", pipeline) == "垣曲经开区"


def test_the_name_that_is_given_is_understood_as_that_zone(pipeline: Pipeline) -> None:
    for zone in pipeline.index.zones:
        found = pipeline.gazetteer.find(f"What is made at {name_zone_briefly(zone, 'en', pipeline)}?")
        assert [mention.zone.short for mention in found] == [zone.short]


def test_passages_that_name_a_theme_are_found_by_their_words(pipeline: Pipeline) -> None:
    index, lexicon = pipeline.index, pipeline.resources.lexicon
    counts = count_by_zone(find_passages(theme("copper processing"), index, lexicon), index)
    told = {zone for zone, count in zip(index.zone_names, counts.tolist(), strict=True) if count}
    assert {"运城经开区", "垣曲经开区"} <= told
    assert is_told(theme("copper processing"), pipeline, least=2)
    assert not is_told(theme("copper processing"), pipeline, least=5)
    assert not is_told(theme("graphene"), pipeline, least=1)


def test_a_question_is_offered_only_with_enough_zones(pipeline: Pipeline) -> None:
    copper = theme("copper processing")
    choice = Choice(pipeline, "en", may_go_on=lambda: True)
    assert choice.take_next([ask_zones(copper, "en", least=3)]) is None
    offered = choice.take_next([ask_zones(copper, "en", least=2)])
    assert offered is not None
    assert set(offered.tried.draft.zones) == {"运城经开区", "垣曲经开区"}
    assert choice.take_next([ask_zones(copper, "en", least=2)]) is None, "it is offered once"


def test_an_investment_is_offered_where_the_zone_tells_it(pipeline: Pipeline) -> None:
    rod, glass = theme("copper rod"), theme("glass")
    yuanqu = pipeline.gazetteer.get("垣曲经开区")
    assert yuanqu is not None
    choice = Choice(pipeline, "zh", may_go_on=lambda: True)
    ask = [ask_zone("investment", one, yuanqu, language="zh", pipeline=pipeline) for one in (glass, rod)]
    offered = choice.take_next(ask)
    assert offered is not None
    assert offered.proposal.text == "垣曲经开区的铜杆项目投资多少？"
    assert "7.4亿元" in offered.tried.draft.text.replace(" ", "").replace("*", "")


def test_only_what_the_narrowed_search_gives_is_offered(pipeline: Pipeline) -> None:
    copper, narrowing = theme("copper processing"), Narrowing(zones=("垣曲经开区",))
    choice = Choice(pipeline, "en", may_go_on=lambda: True, narrowing=narrowing)
    assert choice.take_next([ask_zones(copper, "en", least=2)]) is None
    offered = choice.take_next([ask_zones(copper, "en")])
    assert offered is not None
    assert offered.tried.draft.zones == ("垣曲经开区",)


def test_a_question_that_leans_on_what_nobody_said_is_not_offered(pipeline: Pipeline) -> None:
    leaning = Proposal("When was the project started?", lambda _: True, lambda _: True)
    asked = ("Which zones invest in copper processing?",)
    assert Choice(pipeline, "en", may_go_on=lambda: True, history=asked).take_next([leaning]) is None
    assert Choice(pipeline, "en", may_go_on=lambda: True).take_next([leaning]) is not None


def test_of_one_theme_one_question_is_offered(pipeline: Pipeline) -> None:
    rod, yuanqu = theme("copper rod"), pipeline.gazetteer.get("垣曲经开区")
    assert yuanqu is not None
    first = Proposal("垣曲经开区有哪些铜加工项目？", lambda _: True, lambda _: True, theme=rod)
    second = ask_zone("investment", rod, yuanqu, language="zh", pipeline=pipeline)
    second = replace(second, is_narrower=True)
    choice = Choice(pipeline, "zh", may_go_on=lambda: True, seen=frozenset())
    assert choice.take_next([first]) is not None
    assert choice.take_next([second]) is None
    assert choice.take_next([replace(second, theme=None)]) is not None


def test_a_question_is_known_again_whatever_its_signs() -> None:
    assert fold_question(" Which zones make glass?") == fold_question("which zones make glass")
