"""What turns a statement into its opposite, in both languages, and what only looks like it."""

import pytest

from rag.answers import Problem
from rag.checking.statement_units import tell_language
from rag.checking.verifying_polarity import find_reversal, load_opposites, load_polarity


def reverse(statement: str, source: str, nearest: str = "") -> Problem | None:
    pairs = [(statement, nearest or source)]
    return find_reversal(statement, tell_language(statement), source, pairs)


@pytest.mark.parametrize(
    ("statement", "source", "said", "instead"),
    [
        ("Exports fell by a fifth.", "出口量增长了两成", "fell", "增"),
        ("The zone imports fittings.", "管件出口到多个国家", "imports", "出口"),
        ("The plant was shut in May.", "工厂5月投产", "shut", "投产"),
        ("The contract was terminated.", "双方签订了五年协议", "terminated", "签"),
        ("The plant was finished ahead of time.", "工程比计划晚了8天完工", "ahead of", "晚"),
        ("Only the chief has a phone.", "人人都有电话", "Only the", "人人"),
        ("Only one of the parts broke.", "没有一件损坏", "Only one", "没有一件"),
        ("只有厂长有电话。", "人人都有电话", "只有", "人人"),
        ("Growth was below that of the city.", "增速高于全市", "below", "高于"),
        (
            "It made 3,000 tonnes, 200 less than in 2022.",
            "产量3000吨，比2022年增加200吨",
            "less than",
            "增加",
        ),
        ("The kilns work at half load.", "窑炉满负荷生产", "half load", "满负荷"),
        ("增速低于全市。", "增速高于全市", "低于", "高于"),
        ("窑炉处于闲置。", "窑炉满负荷生产", "闲置", "满负荷"),
        ("产值同比下降两成。", "产值同比增长两成", "下降", "增"),
        ("项目6月停工。", "项目6月开工", "停工", "开工"),
        ("The zone does not make glass.", "全区有玻璃企业9家", "not", ""),
        ("开发区没有玻璃企业。", "全区有玻璃企业9家", "没有", ""),
        ("The company signed the contract.", "正在洽谈，目前尚未签约", "", "尚未"),
        ("Profits rose.", "利润有所下降", "rose", "下降"),
        ("The zone lacks quartz.", "优质石英砂储量丰富", "lacks", ""),
        ("Firms have to send their samples there.", "企业不必再把样品送到外地", "", "不必"),
        ("Firms send their samples there.", "企业不再把样品送到外地", "", "不再"),
    ],
)
def test_an_opposite_is_found_with_both_words(statement: str, source: str, said: str, instead: str) -> None:
    assert reverse(statement, source) == Problem("negation", said, instead)


@pytest.mark.parametrize(
    ("statement", "source"),
    [
        ("Exports rose by a fifth.", "出口量增长了两成"),
        ("Costs were cut by a fifth.", "成本下降两成"),
        ("The zone no longer sends samples elsewhere.", "样品不用再送到外地"),
        ("No accident came of it.", "没有一起演变成事故"),
        ("The contract has not been signed yet.", "目前尚未签约"),
        ("The zone has copper recycling neither now nor soon.", "铜的回收目前还是空白"),
        ("Not only heavy machines but also chips are made.", "既有大型设备，又有芯片"),
        ("The line costs no less than 3 million yuan.", "生产线投资300万元"),
        ("Only one of the parts broke.", "只有一件损坏，其余全部合格"),
        ("None of the parts broke.", "没有一件损坏"),
        ("Growth was above that of the city.", "增速高于全市"),
        ("The kilns work at full load.", "窑炉满负荷生产"),
        ("The papers are not complete yet.", "尚在办理手续"),
        ("二期手续还没办完。", "二期尚在办理手续"),
        ("Area: 30 mu", "计划新建厂房30亩"),
        ("不仅有设备，还有芯片。", "既有大型设备，又有芯片"),
        ("年产无人机3000架。", "企业年产无人机3000架"),
        ("The articles do not say how many work there.", "企业有员工23人"),
        ("文章没有提到员工人数。", "企业有员工23人"),
    ],
)
def test_a_right_statement_is_let_pass(statement: str, source: str) -> None:
    assert reverse(statement, source) is None


@pytest.mark.parametrize(
    ("statement", "source", "found"),
    [
        ("The works opened in June.", "项目计划6月投产", Problem("meaning", "", "计划")),
        ("The works will open in June.", "项目计划6月投产", None),
        ("The works are due to open in June.", "项目预计6月投产", None),
        ("项目6月投产。", "项目力争6月投产", Problem("meaning", "", "力争")),
        ("项目预计6月投产。", "项目力争6月投产", None),
        ("The first phase is finished.", "计划建设三期，一期已完工", None),
        (
            "The second hall has been built.",
            "下一步，建设二期厂房",
            Problem("meaning", "has been built", "下一步"),
        ),
        ("The truck is being tested.", "计划明年推出重卡，还在做路试", None),
        ("The truck has reached its buyers.", "还在做路试", Problem("meaning", "has reached", "还在")),
    ],
)
def test_a_plan_told_as_done(statement: str, source: str, found: Problem | None) -> None:
    assert reverse(statement, source) == found


def test_a_plan_in_another_clause_does_no_harm() -> None:
    statement = "A plant of 50,000 tonnes opened in May."
    source = "一期5万吨5月投产，二期计划明年开工"
    assert reverse(statement, source, "一期5万吨5月投产") is None


@pytest.mark.parametrize(
    ("statement", "source", "word"),
    [
        ("It is the largest fund of the province.", "开发区设立产业基金", "largest"),
        ("这是全省唯一的产业基金。", "开发区设立产业基金", "唯一"),
    ],
)
def test_a_superlative_needs_one_on_the_page(statement: str, source: str, word: str) -> None:
    assert reverse(statement, source) == Problem("meaning", word)
    assert reverse(statement, f"{source}，规模全省最大") is None


@pytest.mark.parametrize(
    ("statement", "source", "said", "instead"),
    [
        ("It is the longest bridge of the province.", "这座桥的载重全省最高", "longest", "最高"),
        ("这是全省最小的泵。", "这是全省最大的泵", "最小", "最大"),
        ("It has the lowest price of all.", "价格全省最高", "lowest", "最高"),
    ],
)
def test_a_superlative_is_no_other(statement: str, source: str, said: str, instead: str) -> None:
    assert reverse(statement, source) == Problem("meaning", said, instead)
    assert reverse(statement, "全省最长，最小，最低") is None


def test_the_patterns_that_ship_have_both_sides_in_both_languages() -> None:
    for pair in load_opposites():
        for side in (pair.up, pair.down):
            assert set(side) == {"en", "zh"}
            assert not side["zh"].search("。")
            assert not side["en"].search(".")
    for language in ("en", "zh"):
        assert load_polarity(language).denies.search("The zone has no plant. 开发区没有工厂。")
