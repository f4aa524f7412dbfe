"""Follow-ups by rule: what is carried over from the question before, and which questions are left alone."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from index.lexicon import Lexicon
from index.zones import Gazetteer
from rag.answers import Query
from rag.dialogue.recognising import refers_back
from rag.understanding import understand_question

Understand = Callable[..., Query]

FOIL_EN = "How much copper foil did Yuncheng Economic Development Zone export in 2023?"
FOIL_ZH = "运城经开区2023年铜箔出口多少吨？"
LIST_EN, LIST_ZH = "Which zones make glass?", "哪些开发区生产玻璃？"
LARGER_EN = (
    "Which zone has the larger output value, Yuncheng Economic Development Zone or Jincheng Economic"
    " Development Zone?"
)
COMPANY_EN = "How much did Jinhui Magnesium invest?"
YUNCHENG = "Yuncheng Economic Development Zone"


@pytest.fixture
def understand(gazetteer: Gazetteer, lexicon: Lexicon) -> Understand:
    def ask(question: str, *history: str) -> Query:
        return understand_question(question, gazetteer=gazetteer, lexicon=lexicon, history=history)

    return ask


def surfaces(query: Query) -> list[str]:
    return [concept.surface for concept in query.concepts]


@pytest.mark.parametrize(
    ("follow_up", "standalone"),
    [
        ("And its output value?", f"And {YUNCHENG}'s output value in 2023?"),
        ("What about exports?", f"What about exports in {YUNCHENG} in 2023?"),
        ("How about jobs?", f"How about jobs in {YUNCHENG} in 2023?"),
        ("And how many jobs?", f"And how many jobs in {YUNCHENG} in 2023?"),
        ("What is its output value?", f"What is {YUNCHENG}'s output value in 2023?"),
        ("What's its output value?", f"What's {YUNCHENG}'s output value in 2023?"),
        ("How large are their exports?", f"How large are {YUNCHENG}'s exports in 2023?"),
        ("How fast did its output value grow?", f"How fast did {YUNCHENG}'s output value grow in 2023?"),
        ("How many of its companies export?", f"How many of {YUNCHENG}'s companies export in 2023?"),
        ("How many jobs does it offer?", f"How many jobs does {YUNCHENG} offer in 2023?"),
        ("And what does it make?", f"And what does {YUNCHENG} make?"),
        ("Who runs it?", f"Who runs {YUNCHENG}?"),
        ("Which company invested in it?", f"Which company invested in {YUNCHENG}?"),
        ("Which company is its biggest investor?", f"Which company is {YUNCHENG}'s biggest investor?"),
        ("Who heads that zone?", f"Who heads {YUNCHENG}?"),
        ("Who heads the zone?", f"Who heads {YUNCHENG}?"),
        ("When was it set up?", f"When was {YUNCHENG} set up?"),
        ("Where is it?", f"Where is {YUNCHENG}?"),
        ("Which companies are there?", f"Which companies are in {YUNCHENG}?"),
        ("Which solar projects are built there?", f"Which solar projects are built in {YUNCHENG}?"),
        ("What are all its projects?", f"What are all {YUNCHENG}'s projects?"),
        ("Can you tell me its output value?", f"Can you tell me {YUNCHENG}'s output value in 2023?"),
        ("Tell me more about its projects", f"Tell me more about {YUNCHENG}'s projects in 2023?"),
        ("What about solar in 2024?", f"What about solar in 2024 in {YUNCHENG}?"),
        ("What is its output value this year?", f"What is {YUNCHENG}'s output value this year?"),
    ],
)
def test_zone_and_year_are_carried_over(understand: Understand, follow_up: str, standalone: str) -> None:
    query = understand(follow_up, FOIL_EN)
    assert query.standalone == standalone
    assert query.zones == ("运城经开区",)
    assert query.years == tuple(int(year) for year in ("2023", "2024") if year in standalone)
    assert not query.is_list


@pytest.mark.parametrize(
    ("follow_up", "standalone"),
    [
        ("那产值呢？", "运城经开区2023年产值呢？"),
        ("出口呢", "运城经开区2023年出口呢"),
        ("那产值是多少？", "运城经开区2023年产值是多少？"),
        ("它今年的产值是多少？", "运城经开区今年的产值是多少？"),
        ("其产值是多少？", "运城经开区2023年的产值是多少？"),
        ("它的产值呢？", "运城经开区2023年的产值呢？"),
        ("该区有多少企业？", "运城经开区2023年有多少企业？"),
        ("那个开发区的产值？", "运城经开区2023年的产值？"),
        ("那里有哪些企业？", "运城经开区有哪些企业？"),
        ("谁负责它的招商？", "谁负责运城经开区的招商？"),
        ("它在哪里？", "运城经开区在哪里？"),
    ],
)
def test_zone_and_year_are_carried_over_in_chinese(
    understand: Understand, follow_up: str, standalone: str
) -> None:
    query = understand(follow_up, FOIL_ZH)
    assert query.standalone == standalone
    assert query.zones == ("运城经开区",)
    assert query.years == ((2023,) if "2023" in standalone else ())
    assert not query.is_list


def test_the_topic_is_the_follow_up_s_own(understand: Understand) -> None:
    assert surfaces(understand("那产值呢？", FOIL_ZH)) == ["产值"]
    assert surfaces(understand("What is its output value?", FOIL_EN)) == ["output value"]


@pytest.mark.parametrize(
    ("follow_up", "before", "standalone"),
    [
        ("And this year?", FOIL_EN, f"How much copper foil did {YUNCHENG} export in this year?"),
        ("那今年呢？", FOIL_ZH, "运城经开区今年铜箔出口多少吨？"),
        ("那2024年呢？", FOIL_ZH, "运城经开区2024年铜箔出口多少吨？"),
    ],
    ids=["this year", "this year in Chinese", "a year in Chinese"],
)
def test_another_year_takes_the_year_s_place(
    understand: Understand, follow_up: str, before: str, standalone: str
) -> None:
    assert understand(follow_up, before).standalone == standalone


@pytest.mark.parametrize(
    ("follow_up", "before", "standalone"),
    [
        ("What about copper?", LIST_EN, "Which zones make copper?"),
        ("铜呢？", LIST_ZH, "哪些开发区生产铜？"),
        ("What about copper?", LIST_ZH, "哪些开发区生产铜？"),
        ("And exports?", LARGER_EN, LARGER_EN.replace("output value", "exports")),
    ],
    ids=["list", "list in Chinese", "in another language", "comparison"],
)
def test_after_a_list_or_comparison_the_new_topic_takes_the_old_one_s_place(
    understand: Understand, follow_up: str, before: str, standalone: str
) -> None:
    query, first = understand(follow_up, before), understand(before)
    assert query.standalone == standalone
    assert (query.is_list, query.zones) == (first.is_list, first.zones)


@pytest.mark.parametrize(
    ("follow_up", "before", "standalone", "topics"),
    [
        ("Which of them export?", LIST_EN, "Which zones make glass, and which of them export?", "export"),
        ("And which of these have solar?", LIST_EN,
         "Which zones make glass, and which of these have solar?", "solar"),
        ("What are their exports?", LIST_EN,
         "Which zones make glass, and what are their exports?", "exports"),
        ("其中哪些出口？", LIST_ZH, "哪些开发区生产玻璃，其中哪些出口？", "出口"),
        ("这些开发区有光伏吗？", LIST_ZH, "哪些开发区生产玻璃，这些开发区有光伏吗？", "光伏"),
        ("它们的产值是多少？", LIST_ZH, "哪些开发区生产玻璃，它们的产值是多少？", "产值"),
    ],
)  # fmt: skip
def test_a_question_of_the_list_joins_it(
    understand: Understand, follow_up: str, before: str, standalone: str, topics: str
) -> None:
    query = understand(follow_up, before)
    assert query.standalone == standalone
    assert query.is_list
    assert len(query.required) == 1
    assert "玻璃" in query.required[0], "a sentence must name what the list was of"
    assert surfaces(query) == [*surfaces(understand(before)), topics]
    groups = [concept.group for concept in query.concepts]
    assert len(set(groups)) == len(groups), "the two are wanted together, not one or the other"


@pytest.mark.parametrize(
    ("follow_up", "before", "carried"),
    [
        ("How many people work for that company?", FOIL_EN, ["copper foil", "export"]),
        ("When was it founded?", COMPANY_EN, ["Jinhui", "Magnesium"]),
        ("这家企业还生产什么？", FOIL_ZH, ["铜箔", "出口"]),
        ("Since when?", FOIL_EN, ["copper foil", "export"]),
        ("什么时候？", FOIL_ZH, ["铜箔", "出口"]),
    ],
    ids=["company", "it, where no zone is named", "company in Chinese", "bare", "bare in Chinese"],
)
def test_what_speaks_of_a_thing_keeps_the_words_that_named_it(
    understand: Understand, follow_up: str, before: str, carried: list[str]
) -> None:
    query = understand(follow_up, before)
    assert surfaces(query)[-len(carried) :] == carried
    assert query.zones == understand(before).zones
    assert all(surface in query.standalone for surface in carried)


@pytest.mark.parametrize(
    ("follow_up", "before", "standalone", "language"),
    [
        ("What about exports?", FOIL_ZH,
         "What about exports in Yuncheng Economic and Technological Development Zone in 2023?", "en"),
        ("那产值呢？", FOIL_EN, "运城经济技术开发区2023年产值呢？", "zh"),
        ("它的产值是多少？", FOIL_EN, "运城经济技术开发区2023年的产值是多少？", "zh"),
        ("Who heads it?", FOIL_ZH, "Who heads Yuncheng Economic and Technological Development Zone?", "en"),
    ],
)  # fmt: skip
def test_a_follow_up_may_be_in_the_other_language(
    understand: Understand, follow_up: str, before: str, standalone: str, language: str
) -> None:
    query = understand(follow_up, before)
    assert (query.standalone, query.language) == (standalone, language)
    assert query.zones == ("运城经开区",)


@pytest.mark.parametrize(
    ("questions", "zones", "years", "topic"),
    [
        ([FOIL_EN, "And its output value?", "And in 2024?"], ("运城经开区",), (2024,), ["output value"]),
        ([FOIL_EN, "and in Jincheng?", "What about jobs?"], ("晋城经开区",), (2023,), ["jobs"]),
        ([FOIL_ZH, "那晋城呢？", "产值呢？", "那2024年呢？"], ("晋城经开区",), (2024,), ["产值"]),
        ([FOIL_ZH, "What about jobs?", "那2024年呢？"], ("运城经开区",), (2024,), ["jobs"]),
        ([FOIL_EN, LIST_EN, "What about copper?"], (), (), ["make", "copper"]),
        ([LIST_ZH, "铜呢？", "其中哪些出口？"], (), (), ["生产", "铜", "出口"]),
        ([LIST_ZH, "What about copper?", "光伏呢？"], (), (), ["生产", "光伏"]),
        (
            [LIST_EN, "Which of them export?", "And which of these have solar?"],
            (),
            (),
            ["make", "glass", "export", "solar"],
        ),
    ],
    ids=[
        "topic, year",
        "zone, topic",
        "zone, topic, year",
        "both languages",
        "a new question",
        "list",
        "topics in both languages",
        "two restrictions",
    ],
)
def test_chains(
    understand: Understand,
    questions: list[str],
    zones: tuple[str, ...],
    years: tuple[int, ...],
    topic: list[str],
) -> None:
    query = understand(questions[-1], *questions[:-1])
    assert (query.zones, query.years, surfaces(query)) == (zones, years, topic)
    assert len({concept.group for concept in query.concepts}) == len(topic)


def test_a_very_long_history_is_no_trouble(understand: Understand) -> None:
    query = understand("And its output value?", *["Who are you?"] * 5000, FOIL_EN)
    assert query.zones == ("运城经开区",)


LINES_EN, LINES_ZH = (
    "How much was invested in the dye works of Yuncheng Economic Development Zone?",
    "运城经开区的染料项目投资多少？",
)
OF_ONE_ZONE = ("运城经开区",)


@pytest.mark.parametrize(
    ("follow_up", "before", "standalone", "topics"),
    [
        ("How many warehouses?", LINES_EN, f"How many warehouses (dye, {YUNCHENG})?", ["warehouses", "dye"]),
        ("how large is the area", LINES_EN, f"how large is the area (dye, {YUNCHENG})?", ["dye"]),
        ("Who is the manager?", LINES_EN, f"Who is the manager (dye, {YUNCHENG})?", ["manager", "dye"]),
        ("When does the boiler start?", LINES_EN, f"When does the boiler start (dye, {YUNCHENG})?",
         ["boiler", "start", "dye"]),
        ("When will a boiler start?", LINES_EN, "When will a boiler start?", ["boiler", "start"]),
        ("有多少个仓库？", LINES_ZH, "有多少个仓库（染料、运城经开区）？", ["仓库", "染料"]),
        ("什么时候开工？", LINES_ZH, "什么时候开工（染料、项目、投资、运城经开区）？",
         ["开工", "染料", "项目", "投资"]),
        ("占地面积是多少？", LINES_ZH, "占地面积是多少（染料、运城经开区）？", ["占地面积", "染料"]),
    ],
)  # fmt: skip
def test_what_does_not_say_what_it_is_of_leans_on_the_question_before(
    understand: Understand, follow_up: str, before: str, standalone: str, topics: list[str]
) -> None:
    query = understand(follow_up, before)
    assert (query.standalone, surfaces(query)) == (standalone, topics)
    is_carried = standalone != follow_up
    assert query.zones == (OF_ONE_ZONE if is_carried else ())
    assert query.may_lean is not is_carried, "what is not carried is told"


@pytest.mark.parametrize(
    ("follow_up", "before", "standalone"),
    [
        ("What did she promise?", f"Who runs {YUNCHENG}?", f"What did she promise ({YUNCHENG})?"),
        ("他提出了什么？", "运城经开区的主任是谁？", "他提出了什么（主任、运城经开区）？"),
        ("When did it?", f"Did {YUNCHENG} open a dye plant?", f"When did it (open, dye, plant, {YUNCHENG})?"),
        ("Why is it late?", f"Is the dye plant of {YUNCHENG} open?", f"Why is it late (dye, {YUNCHENG})?"),
        ("I meant the glass: who makes it?", LINES_EN, f"the glass: who makes it in {YUNCHENG}?"),
        ("I mean the glass works", LINES_EN, f"the glass works (invested, {YUNCHENG})?"),
        ("2022年呢？", "运城经开区今年出口多少铜箔？", "运城经开区2022年出口多少铜箔？"),
        ("And in 2022?", f"How much did {YUNCHENG} export?", f"How much did {YUNCHENG} export in 2022?"),
    ],
)
def test_persons_things_corrections_and_years(
    understand: Understand, follow_up: str, before: str, standalone: str
) -> None:
    query = understand(follow_up, before)
    assert query.standalone == standalone
    assert query.zones == OF_ONE_ZONE


BIG_EN, BIG_ZH = "Which zones have a plant worth over 2 billion yuan?", "哪些开发区有超过20亿元的项目？"


@pytest.mark.parametrize(
    ("follow_up", "before", "standalone", "language"),
    [
        ("And over 300 million?", BIG_EN,
         "Which zones have a plant worth over 300 million yuan?", "en"),
        ("那5亿呢？", BIG_ZH, "哪些开发区有超过5亿元的项目？", "zh"),
        ("Only those in Hunan.", LIST_EN, "Which zones make glass (only in Hunan)?", "en"),
        ("只要湖南的", LIST_ZH, "哪些开发区生产玻璃（只要湖南的）？", "zh"),
        ("请用中文回答", LIST_EN, LIST_EN, "zh"),
        ("In English please", LIST_ZH, LIST_ZH, "en"),
        ("And which mine copper?", LIST_EN, "Which zones mine copper?", "en"),
    ],
)  # fmt: skip
def test_a_list_is_asked_again_with_one_thing_changed(
    understand: Understand, follow_up: str, before: str, standalone: str, language: str
) -> None:
    query = understand(follow_up, before)
    assert (query.standalone, query.language, query.is_list) == (standalone, language, True)
    assert not query.may_lean


def test_which_is_larger_is_of_the_two_zones_before(understand: Understand) -> None:
    compared = understand("Which is smaller?", "Compare the exports of Yuncheng and Jincheng.")
    assert compared.standalone == "Which is smaller, the exports of Yuncheng or Jincheng?"
    assert set(compared.zones) == {"运城经开区", "晋城经开区"}
    in_turn = understand("哪个更高？", "运城经开区的产值是多少？", "晋城经开区呢？")
    assert in_turn.standalone == "运城经开区和晋城经开区的产值哪个更高？"
    assert set(in_turn.zones) == {"运城经开区", "晋城经开区"}


def test_one_more_zone_after_a_comparison_is_asked_for_by_itself(understand: Understand) -> None:
    query = understand("What about Changzhi?", "Compare the exports of Yuncheng and Jincheng.")
    assert query.standalone == "How much is the exports of Changzhi?"
    assert "运城经开区" not in query.zones


def test_an_open_question_after_a_zone_says_that_it_was_taken_by_itself(understand: Understand) -> None:
    own = understand("How many companies make copper foil?", FOIL_EN)
    assert (own.zones, own.may_lean) == ((), True)
    assert not understand("Which zones make glass?", FOIL_EN).may_lean
    assert not understand("And exports of the whole country?", FOIL_EN).may_lean
    assert not understand("How many companies make copper foil?").may_lean


@pytest.mark.parametrize(
    ("question", "before"),
    [
        ("哪些开发区也生产这种产品？", FOIL_ZH),
        ("Which zones also make this?", FOIL_EN),
        ("Who owns the second one?", FOIL_EN),
    ],
)
def test_what_no_history_holds_is_told(understand: Understand, question: str, before: str) -> None:
    query = understand(question, before)
    assert (query.standalone, query.may_lean) == (question, True)


def test_a_question_of_its_own_does_not_hide_the_zone_before_it(understand: Understand) -> None:
    own = "How many companies recycle glass?"
    assert understand("Who is the manager?", LINES_EN, own).zones == OF_ONE_ZONE
    assert understand("Is there a railway?", LINES_EN, own).may_lean, "still may be of the zone, and is told"
    assert understand("Who is the manager?", LINES_EN, LIST_EN).may_lean, (
        "of whom, after a list, is not known"
    )


def test_one_zone_after_a_list_is_no_list(understand: Understand) -> None:
    query = understand("那运城经开区呢？", LIST_ZH)
    assert (query.zones, query.is_list) == (("运城经开区",), False)
    assert "玻璃" in surfaces(query)
    assert understand("and in Jinzhong?", LIST_EN).is_list, "a city has several zones"


INDEPENDENT_EN = [
    "How many companies recycle glass in the south?",
    "What is the price of copper?",
    "Who is the biggest investor?",
    "How large is the investment in copper foil?",
    "How many other zones have solar projects?",
    "When will the railway to the coast be finished?",
    "Why do zones subsidise solar panels?",
    "What is more than 2 billion yuan worth?",
    "Who was the first one to export glass?",
    "Which zones make batteries?",
    "And which zones make batteries?",
    "Which zone has its own power plant?",
    "Which zones sell their glass abroad?",
    "Which company sells its glass abroad?",
    "Who said that it was a record?",
    "Is it true that glass is made from sand?",
    "How long does it take to build a solar project?",
    "How much does it cost to build a railway?",
    "Which company moved its factory to the south and closed it?",
    "How do companies recycle glass and sell it?",
    "Which firms make glass for those who need solar panels?",
    "How many companies make copper foil?",
    "Who won the prize for solar cells?",
    "What is the output value of the whole province?",
    "And what is the output value of Shanxi?",
    "And exports of the whole country?",
    "And finally, tell me everything that the newspaper wrote about copper and glass projects",
    "How much glass does Qixian Economic Development Zone export?",
    "And how much glass does Qixian Economic Development Zone export?",
    "Which companies and projects are there in Jincheng?",
    "Where is glass made?",
    "What is sodium-ion technology?",
    "Are there zones that make glass?",
    "In which zones did glass exports grow?",
    "Which projects started this year?",
    "copper foil output value",
    "List all zones with solar projects",
    "What is the zone with the largest copper output?",
    "Which project of the copper industry is the biggest?",
    "Thanks, that was helpful",
    "What can you do?",
    "Compare the exports of Yuncheng and Jincheng",
]
INDEPENDENT_ZH = [
    "其他开发区有多少家？",
    "铜箔项目为什么没有开工？",
    "玻璃的产能是多少？",
    "谁是第一个院士？",
    "全省光伏增长了多少？",
    "哪些开发区生产电池？",
    "那哪些开发区生产电池？",
    "哪些开发区生产电池呢？",
    "哪家公司把它的产品卖到国外？",
    "哪个企业将其总部迁来？",
    "土耳其是哪家企业的出口市场？",
    "其他企业有多少家？",
    "全省的产值是多少？",
    "那全省的产值呢？",
    "山西光伏装机情况呢？",
    "企业怎样才能申请补贴呢？",
    "铜箔企业有多少家？",
    "应该区分哪些项目类型？",
    "祁县经开区的玻璃出口是多少？",
    "还有哪些开发区出口玻璃？",
    "什么是钠离子电池？",
    "光伏项目的投资是多少？",
    "谁获得了科技进步奖？",
    "谢谢，它很有帮助",
    "铜箔 产值",
    "今年哪些开发区开工了光伏项目？",
]


@pytest.mark.parametrize("before", [FOIL_EN, FOIL_ZH, LIST_EN], ids=["English", "Chinese", "list"])
@pytest.mark.parametrize("question", [*INDEPENDENT_EN, *INDEPENDENT_ZH])
def test_a_question_of_its_own_is_not_changed(understand: Understand, question: str, before: str) -> None:
    assert understand(question, before) == understand(question)


GOLD = [
    json.loads(line)["question"]
    for path in sorted((Path(__file__).parents[2] / "eval" / "data").glob("sample_*s.jsonl"))
    for line in path.read_text("utf-8").splitlines()
    if '"question"' in line and not json.loads(line).get("before")
]


@pytest.mark.parametrize("before", [FOIL_EN, FOIL_ZH, LIST_ZH], ids=["English", "Chinese", "list"])
def test_no_question_of_the_gold_is_taken_for_a_follow_up(understand: Understand, before: str) -> None:
    assert len(GOLD) > 200
    changed = [question for question in GOLD if understand(question, before).standalone != question]
    assert changed == []


def test_a_singular_after_a_list_stands_as_it_is(understand: Understand) -> None:
    assert understand("What is its output value?", LIST_EN).standalone == "What is its output value?"


@pytest.mark.parametrize(
    ("question", "language", "may_need_more"),
    [
        ("And its output value?", "en", True),
        ("Which of them export?", "en", True),
        ("Since when?", "en", True),
        ("Which zones make glass?", "en", False),
        ("那产值呢？", "zh", True),
        ("这家企业有多少人？", "zh", True),
        ("哪些开发区生产玻璃？", "zh", False),
    ],
)
def test_words_that_refer_back(question: str, language: str, *, may_need_more: bool) -> None:
    assert refers_back(question, "zh" if language == "zh" else "en") is may_need_more
