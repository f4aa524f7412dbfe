"""Follow-ups that mean one thing of those before: a phase, that fund, the other one, the sister zone."""

from collections.abc import Callable

import pytest

from index.lexicon import Lexicon
from index.zones import Gazetteer
from rag.answers import Query
from rag.understanding import understand_question

Understand = Callable[..., Query]

HYDRAULICS = "晋中经开区的液压件检测中心2023年投资多少？"
SPINNING_EN = "How much does the spinning mill of Jincheng Economic Development Zone earn?"
ALLOY_ZH = "太原高新区的合金粉末2023年产值是多少？"
ALLOY_EN = "What was the output of alloy powder in Taiyuan High-tech Zone in 2023?"
SCHOOLS_ZH = ("晋城经开区建了哪两个矿泉水厂？", "矿泉水厂的投资是多少？")


@pytest.fixture
def understand(gazetteer: Gazetteer, lexicon: Lexicon) -> Understand:
    def ask(question: str, *history: str) -> Query:
        return understand_question(question, gazetteer=gazetteer, lexicon=lexicon, history=history)

    return ask


def surfaces(query: Query) -> list[str]:
    return [concept.surface for concept in query.concepts]


@pytest.mark.parametrize(
    ("follow_up", "before", "standalone", "zone"),
    [
        ("经开区那边呢，出口有多少？", ALLOY_ZH, "太原经开区那边呢，出口有多少？", "太原经开区"),
        ("经开区呢？", ALLOY_ZH, "太原经开区的合金粉末2023年产值是多少？", "太原经开区"),
        ("高新区有多少博士？", ALLOY_ZH, "太原高新区有多少博士？", "太原高新区"),
        (
            "How many people does the economic zone there employ?",
            ALLOY_EN,
            "How many people does Taiyuan Economic and Technological Development Zone employ?",
            "太原经开区",
        ),
    ],
    ids=["with a question", "alone", "the same zone", "in English"],
)
def test_a_bare_kind_of_zone_is_the_one_at_the_same_place(
    understand: Understand, follow_up: str, before: str, standalone: str, zone: str
) -> None:
    query = understand(follow_up, before)
    assert (query.standalone, query.zones, query.question) == (standalone, (zone,), follow_up)


@pytest.mark.parametrize(
    ("follow_up", "before"),
    [
        ("高新区的博士在学什么？", "晋城经开区的产值是多少？"),
        ("高新区的博士在学什么？", "哪些开发区生产玻璃？"),
        ("高新区是什么意思？", ALLOY_ZH),
        ("哪些高新区生产玻璃？", ALLOY_ZH),
        ("How many people work in the high-tech zone of Xi'an?", ALLOY_EN),
        ("What does the high-tech zone mean for China?", ALLOY_EN),
    ],
    ids=["no such zone", "no place", "what the word means", "a list", "of another place", "of a country"],
)
def test_a_bare_kind_without_a_zone_to_be_is_left(
    understand: Understand, follow_up: str, before: str
) -> None:
    assert understand(follow_up, before).zones in {(), understand(follow_up).zones}


@pytest.mark.parametrize(
    ("follow_up", "before", "standalone"),
    [
        ("换成晋中经开区呢？", "晋城经开区的产值是多少？", "晋中经开区的产值是多少？"),
        ("再看看晋中经开区2022年的", "晋城经开区的产值是多少？", "晋中经开区的产值是多少（2022年）？"),
        ("Now for Jinzhong EDZ?", "How many jobs did Jincheng EDZ offer?",
         "How many jobs did Jinzhong EDZ offer?"),
        ("Switch to Jinzhong EDZ.", "How many jobs did Jincheng EDZ offer?",
         "How many jobs did Jinzhong EDZ offer?"),
    ],
)  # fmt: skip
def test_a_swap_changes_the_zone_alone(
    understand: Understand, follow_up: str, before: str, standalone: str
) -> None:
    query = understand(follow_up, before)
    assert (query.standalone, query.zones) == (standalone, ("晋中经开区",))


def test_another_topic_is_no_swap(understand: Understand) -> None:
    query = understand("换个话题，晋中经开区的液压产值是多少？", "晋城经开区的矿泉水出口是多少？")
    assert (query.zones, surfaces(query)) == (("晋中经开区",), ["液压", "产值"])


def test_there_is_the_last_place_that_was_named(understand: Understand) -> None:
    query = understand("那边的水厂呢，有多少人？", HYDRAULICS, "矿泉水的标准是什么？")
    assert query.zones == ("晋中经开区",)


@pytest.mark.parametrize(
    ("follow_up", "before", "phase"),
    [
        ("二期呢，有多少人？", HYDRAULICS, "二期"),
        ("二期什么时候开工？", HYDRAULICS, "二期"),
    ],
)
def test_a_phase_is_of_the_thing_before_and_must_be_named(
    understand: Understand, follow_up: str, before: str, phase: str
) -> None:
    query, first = understand(follow_up, before), understand(before)
    assert query.zones == first.zones
    assert phase in query.required[-1]
    own, carried = query.concepts[0], query.concepts[-1]
    assert carried.surface in surfaces(first)
    assert carried.weight < own.weight / 4, "a page does not name the thing again with each phase"


@pytest.mark.parametrize(
    "follow_up", ["When does the second phase open?", "And the next stage, what does it cost?"]
)
def test_a_phase_in_english_is_of_the_thing_before(understand: Understand, follow_up: str) -> None:
    query = understand(follow_up, SPINNING_EN)
    assert query.zones == ("晋城经开区",)
    assert {"spinning", "mill"} <= set(surfaces(query))


def test_one_phase_takes_the_place_of_another(understand: Understand) -> None:
    query = understand("三期呢，投资多少？", HYDRAULICS, "二期什么时候开工？")
    assert query.zones == ("晋中经开区",)
    assert "二期" not in surfaces(query)
    assert "三期" in query.required[-1]


def test_a_phase_of_something_that_is_named_is_not_of_the_thing_before(understand: Understand) -> None:
    question = "When does the second phase of the railway open?"
    assert understand(question, SPINNING_EN).standalone == question


@pytest.mark.parametrize(
    ("follow_up", "before", "carried"),
    [
        ("How big is that fund?", "Which zone set up a fund for batteries?", "batteries"),
        ("Does this laboratory train people?", "Which zone built a laboratory for magnets?", "magnets"),
        ("那只基金规模多大？", "哪个开发区设立了电池基金？", "电池"),
        ("这个实验室有多少人？", "哪个开发区建了磁材实验室？", "磁材"),
    ],
)
def test_a_thing_is_pointed_at_by_its_earlier_word(
    understand: Understand, follow_up: str, before: str, carried: str
) -> None:
    query = understand(follow_up, before)
    assert carried in surfaces(query)
    assert (query.is_list, query.may_lean) == (False, False)


@pytest.mark.parametrize(
    "question", ["Who said that glass exports grew?", "Is it true that glass is made from sand?"]
)
def test_that_before_a_clause_points_at_nothing(understand: Understand, question: str) -> None:
    assert understand(question, "Which zones make glass?").standalone == question


@pytest.mark.parametrize(
    ("follow_up", "before"),
    [("How many people does that one employ?", SPINNING_EN), ("那家有多少人？", HYDRAULICS)],
)
def test_that_one_is_the_thing_before(understand: Understand, follow_up: str, before: str) -> None:
    query, first = understand(follow_up, before), understand(before)
    assert query.zones == first.zones
    assert set(surfaces(query)) & set(surfaces(first))


def test_that_one_after_one_zone_of_a_list_is_the_thing_of_the_list(understand: Understand) -> None:
    history = ("Which zones have a magnet laboratory?", "How large is Jincheng's?")
    large = understand(history[1], history[0])
    assert (large.expects, large.is_list, large.zones) == ("number", False, ("晋城经开区",))
    assert "laboratory" in surfaces(large)
    query = understand("How many people has that one trained?", *history)
    assert query.zones == ("晋城经开区",)
    assert "laboratory" in surfaces(query)


def test_the_other_one_is_asked_what_the_first_was(understand: Understand) -> None:
    query = understand("那另一个呢？", *SCHOOLS_ZH)
    assert (query.zones, query.expects) == (("晋城经开区",), "number")
    assert "矿泉水厂的投资是多少" in query.standalone
    assert "投资" in surfaces(query)


@pytest.mark.parametrize("follow_up", ["And the other one?", "What about the other zone?"])
def test_the_other_of_two_zones_is_the_one_left(understand: Understand, follow_up: str) -> None:
    both = "How many jobs do Jincheng EDZ and Jinzhong EDZ offer?"
    query = understand(follow_up, both, "How many jobs does Jincheng EDZ offer?")
    assert query.zones == ("晋中经开区",)
    assert query.standalone.startswith("How many jobs does Jinzhong")


@pytest.mark.parametrize(
    ("follow_up", "before", "years"),
    [
        ("那2026年的目标是多少？", ALLOY_ZH, (2026,)),
        ("And the target for 2026?", ALLOY_EN, (2026,)),
        ("目标呢？", ALLOY_ZH, ()),
    ],
)
def test_a_target_is_of_what_was_asked(
    understand: Understand, follow_up: str, before: str, years: tuple[int, ...]
) -> None:
    query, first = understand(follow_up, before), understand(before)
    assert set(surfaces(first)) <= set(surfaces(query))
    assert (query.zones, query.years) == (("太原高新区",), years)


@pytest.mark.parametrize(
    ("follow_up", "before", "standalone"),
    [
        ("磁材呢，销往哪里？", HYDRAULICS, "晋中经开区磁材呢，销往哪里？"),
        ("磁材那边呢，产值有多少？", HYDRAULICS, "晋中经开区2023年磁材那边呢，产值有多少？"),
        ("What about magnets - who buys those?", SPINNING_EN,
         "What about magnets - who buys those in Jincheng Economic Development Zone?"),
    ],
)  # fmt: skip
def test_a_topic_put_first_is_of_the_same_zone(
    understand: Understand, follow_up: str, before: str, standalone: str
) -> None:
    assert understand(follow_up, before).standalone == standalone


def test_a_property_put_first_is_of_the_thing_before(understand: Understand) -> None:
    query = understand("面积呢，一共多大？", HYDRAULICS)
    assert query.zones == ("晋中经开区",)
    assert "液压" in surfaces(query)


@pytest.mark.parametrize(
    ("follow_up", "before", "asked"),
    [
        ("那晋城经开区的水厂呢？", ALLOY_ZH, "产值"),
        ("And the bottling plant in Jincheng EDZ?", "How many jobs does Jinzhong EDZ offer?", "jobs"),
    ],
)
def test_a_thing_of_another_zone_is_asked_the_same(
    understand: Understand, follow_up: str, before: str, asked: str
) -> None:
    query = understand(follow_up, before)
    assert (query.expects, query.zones) == ("number", ("晋城经开区",))
    assert asked in surfaces(query)


def test_the_share_that_singles_one_out_of_a_list_must_be_stated(understand: Understand) -> None:
    listed = "哪些开发区生产玻璃？"
    assert ("7.3%", "7.3％") in understand("其中哪个涨了7.3%？", listed).required
    assert ("7.3%", "7.3％") not in understand("其中哪些涨了7.3%以上？", listed).required


@pytest.mark.parametrize(
    ("follow_up", "before"),
    [
        ("What was the vintage in 2022?", "What does Jincheng EDZ press?"),
        ("What was the harvest in 2022?", "What does Jincheng EDZ grow?"),
        ("占多少亩？", "晋城经开区的矿泉水厂生产什么？"),
        ("花了多少钱？", "晋城经开区的矿泉水厂什么时候投产？"),
    ],
)
def test_the_and_a_bare_verb_lean_on_the_zone_before(
    understand: Understand, follow_up: str, before: str
) -> None:
    query = understand(follow_up, before)
    assert (query.zones, query.may_lean) == (("晋城经开区",), False)


@pytest.mark.parametrize(
    ("follow_up", "before", "thing"),
    [
        ("How large is it?", "Which year did Jincheng EDZ set up its battery fund?", "battery"),
        ("How many people do they employ?", "Which firm makes mirrors in Jincheng EDZ?", "mirrors"),
        ("它有多少人？", "晋城经开区的磁材实验室是谁建的？", "磁材"),
    ],
)
def test_it_and_they_are_the_thing_before(
    understand: Understand, follow_up: str, before: str, thing: str
) -> None:
    query = understand(follow_up, before)
    assert query.zones == ("晋城经开区",)
    assert thing in surfaces(query)
