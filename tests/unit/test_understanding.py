"""What a question asks for: language, zones, years, list or not, and what a follow-up leaves out."""

from collections.abc import Callable

import pytest

from index.lexicon import Lexicon
from index.zones import Gazetteer
from rag.answers import Expected, Query
from rag.dialogue.locating import locate_names
from rag.understanding import detect_language, is_comparison, understand_question

Understand = Callable[..., Query]


@pytest.fixture
def understand(gazetteer: Gazetteer, lexicon: Lexicon) -> Understand:
    def ask(question: str, *history: str) -> Query:
        return understand_question(question, gazetteer=gazetteer, lexicon=lexicon, history=history)

    return ask


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Which zones make glass?", "en"),
        ("哪些开发区生产玻璃？", "zh"),
        ("运城 copper foil output value", "en"),
        ("LED产业在哪些开发区？", "zh"),
        ("???", "en"),
    ],
    ids=["English", "Chinese", "English with a Chinese name", "Chinese with a Latin name", "no words"],
)
def test_the_language_is_that_of_most_words(question: str, language: str) -> None:
    assert detect_language(question) == language


def test_the_names_of_zones_do_not_decide_the_language(understand: Understand) -> None:
    assert understand("运城经济技术开发区 copper?").language == "en"


@pytest.mark.parametrize(
    "question",
    [
        "Which zones make glass?",
        "List the development zones that export glass",
        "What areas of the province invest in copper?",
        "哪些开发区生产玻璃？",
        "列举发展铜箔的经开区",
        "有铸造企业的是哪几个园区？",
        "Where is glass made?",
    ],
)
def test_a_question_for_every_zone_is_a_list(understand: Understand, question: str) -> None:
    query = understand(question)
    assert query.is_list
    assert query.expects == "any"


@pytest.mark.parametrize(
    "question",
    [
        "How much did Yuncheng Economic Development Zone invest in copper foil?",
        "What is the output value of Jincheng Economic Development Zone?",
        "运城经开区的铜箔产值是多少？",
        "晋城经开区的作者是谁？",
    ],
)
def test_a_question_about_one_zone_is_no_list(understand: Understand, question: str) -> None:
    assert not understand(question).is_list


@pytest.mark.parametrize(
    "question",
    [
        "Which zone has the larger output value, Yuncheng Economic Development Zone or Jincheng Economic"
        " Development Zone?",
        "运城经开区和晋城经开区，哪个开发区的产值更高？",
    ],
    ids=["en", "zh"],
)
def test_a_comparison_of_two_named_zones_is_no_list(understand: Understand, question: str) -> None:
    query = understand(question)
    assert query.zones == ("运城经开区", "晋城经开区")
    assert not query.is_list
    assert is_comparison(query)


@pytest.mark.parametrize(
    ("question", "zones"),
    [
        ("运城经济技术开发区的产值", ("运城经开区",)),
        ("运城经济开发区的产值", ("运城经开区",)),
        ("output value of Changzhi High-tech Zone", ("长治高新区",)),
        ("长治高新区和长治经开区的产值", ("长治高新区", "长治经开区")),
        ("产值是多少", ()),
    ],
    ids=["full name", "other name", "English", "two of one city", "none"],
)
def test_zones_are_known_by_any_of_their_names(
    understand: Understand, question: str, zones: tuple[str, ...]
) -> None:
    assert understand(question).zones == zones


def test_a_place_of_a_zone_means_that_zone(understand: Understand) -> None:
    query = understand("How much does Yuncheng export?")
    assert (query.zones, query.cities) == (("运城经开区",), ())


@pytest.mark.parametrize(
    "question", ["Which zones in Yuncheng make glass?", "运城有哪些开发区生产玻璃？"], ids=["en", "zh"]
)
def test_a_city_in_a_list_question_is_a_filter_by_city(understand: Understand, question: str) -> None:
    query = understand(question)
    assert (query.zones, query.cities) == ((), ("运城",))


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("output value in 2023 and 2024", (2023, 2024)),
        ("2023年的产值与2023年的出口", (2023,)),
        ("part number 120234", ()),
        ("the 300 firms", ()),
    ],
    ids=["two", "one twice", "within a number", "no year"],
)
def test_years(understand: Understand, question: str, years: tuple[int, ...]) -> None:
    assert understand(question).years == years


@pytest.mark.parametrize(
    ("question", "expects"),
    [
        ("How much was invested in the project?", "number"),
        ("How many companies export glass?", "number"),
        ("玻璃企业有多少家？", "number"),
        ("投资金额是多少？", "number"),
        ("Who opened the project?", "person"),
        ("谁负责这个项目？", "person"),
        ("Who wrote the article on glass?", "author"),
        ("这篇玻璃文章的作者是谁？", "author"),
        ("Which company makes copper foil?", "organisation"),
        ("铜箔是哪家企业生产的？", "organisation"),
        ("When did the project start?", "date"),
        ("项目是什么时候开工的？", "date"),
        ("Tell me about copper foil", "any"),
        ("介绍一下铜箔", "any"),
    ],
)
def test_the_kind_of_answer_wanted(understand: Understand, question: str, expects: Expected) -> None:
    assert understand(question).expects == expects


def test_the_topic_is_the_question_without_zones_and_years(understand: Understand) -> None:
    query = understand("运城经开区2023年的铜箔产值是多少？")
    assert query.topic == "的铜箔产值是多少"
    assert [concept.surface for concept in query.concepts] == ["铜箔", "产值"]


FOIL_EN = "How much copper foil did Yuncheng Economic Development Zone export in 2023?"
FOIL_ZH = "运城经开区2023年铜箔出口多少吨？"


@pytest.mark.parametrize(
    ("follow_up", "before", "zones", "years"),
    [
        ("and in Jincheng?", FOIL_EN, ("晋城经开区",), (2023,)),
        ("What about Jincheng Economic Development Zone?", FOIL_EN, ("晋城经开区",), (2023,)),
        ("那晋城呢？", FOIL_ZH, ("晋城经开区",), (2023,)),
        ("and in 2024?", FOIL_EN, ("运城经开区",), (2024,)),
        ("那2024年呢？", FOIL_ZH, ("运城经开区",), (2024,)),
        ("and in Jincheng in 2024?", FOIL_EN, ("晋城经开区",), (2024,)),
    ],
    ids=["place", "zone", "place in Chinese", "year", "year in Chinese", "place and year"],
)
def test_a_follow_up_takes_the_rest_from_the_question_before(
    understand: Understand, follow_up: str, before: str, zones: tuple[str, ...], years: tuple[int, ...]
) -> None:
    query, first = understand(follow_up, before), understand(before)
    assert query.question == follow_up
    assert (query.zones, query.years) == (zones, years)
    assert [c.surface for c in query.concepts] == [c.surface for c in first.concepts]
    assert query.expects == first.expects


@pytest.mark.parametrize("place", ["祁县", "绛县"])
def test_a_county_s_short_name_makes_a_follow_up(understand: Understand, place: str) -> None:
    assert understand(f"那{place}呢？", FOIL_ZH).zones == (f"{place}经开区",)


def test_a_year_is_added_where_none_was(understand: Understand) -> None:
    query = understand("那2024年呢？", "运城经开区的铜箔产值是多少？")
    assert query.standalone == "运城经开区的铜箔产值是多少（2024年）？"
    assert query.years == (2024,)


def test_a_zone_is_added_where_none_was(understand: Understand) -> None:
    query = understand("And in Jincheng?", "How much was the output value of copper foil?")
    assert query.zones == ("晋城经开区",)
    assert query.standalone.endswith("How much was the output value of copper foil?")


def test_follow_ups_may_follow_follow_ups(understand: Understand) -> None:
    query = understand("那2024年呢？", FOIL_ZH, "那晋城呢？")
    assert (query.zones, query.years) == (("晋城经开区",), (2024,))


def test_the_answer_is_in_the_language_of_the_follow_up(understand: Understand) -> None:
    assert understand("and in Jincheng?", FOIL_ZH).language == "en"


def test_a_question_with_a_topic_of_its_own_stands_alone(understand: Understand) -> None:
    query = understand("How much glass does Qixian Economic Development Zone export?", FOIL_EN)
    assert query.standalone == query.question
    assert (query.zones, query.years) == (("祁县经开区",), ())


def test_names_are_located_once(gazetteer: Gazetteer) -> None:
    text = "运城经开区和晋城经济技术开发区"
    assert [text[start:end] for start, end in locate_names(text, gazetteer)] == [
        "运城经开区",
        "晋城经济技术开发区",
    ]


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Thanks. Which zones make copper foil?", "Which zones make copper foil?"),
        ("OK, which zones make copper foil?", "which zones make copper foil?"),
        ("谢谢！哪些开发区生产铜箔？", "哪些开发区生产铜箔？"),
        ("好的，哪些开发区生产铜箔？", "哪些开发区生产铜箔？"),
    ],
)
def test_thanks_before_a_question_is_not_asked_for(understand: Understand, question: str, asked: str) -> None:
    polite, bare = understand(question), understand(asked)
    assert (polite.question, polite.standalone) == (question, asked)
    assert (polite.concepts, polite.is_list) == (bare.concepts, True)


def test_more_than_an_amount_compares_no_two_sides(understand: Understand) -> None:
    assert not is_comparison(understand("Which zones expect more than 10 billion yuan?"))
    assert is_comparison(understand("Is more invested in Yuncheng than in Jincheng?"))


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("How many hectares does the glass park cover?", "hectares"),
        ("What is the floor area of the glass park in square metres?", "square metres"),
        ("How many million litres of vinegar were made?", "litres"),
        ("玻璃产业园占地多少公顷？", "公顷"),
        ("电站的装机容量是多少万兆瓦？", "兆瓦"),
    ],
)
def test_the_unit_that_a_figure_is_asked_in_is_not_searched_for(
    understand: Understand, question: str, unit: str
) -> None:
    query = understand(question)
    assert query.concepts
    assert unit not in query.topic
    assert not any(unit in word for concept in query.concepts for word in concept.alternatives)


def test_a_thing_named_like_a_unit_is_searched_for(understand: Understand) -> None:
    assert "公顷" in understand("哪个开发区的公顷最多？").topic
    assert "metres" in understand("Which zones make gas metres?").topic


def test_words_of_time_and_of_pointing_are_no_subject(understand: Understand) -> None:
    concepts = understand("那座电站当年原先的产值？").concepts
    assert [concept.surface for concept in concepts] == ["电站", "产值"]
    assert "Q1" not in understand("Q1 2024 output of glass in Qixian?").topic


def test_the_place_in_a_university_s_name_is_no_place_asked_about(understand: Understand) -> None:
    query = understand("哪些开发区与太原科技大学合作？")
    assert (query.cities, query.zones) == ((), ())
    assert "太原科技大学" in [concept.surface for concept in query.concepts]
    assert understand("太原有哪些开发区办了大学？").cities == ("太原",)
    assert understand("运城的大学有几所？").zones
