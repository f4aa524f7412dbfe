"""Figures of statements against those of sentences: renderings that agree pass, a changed digit does not."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rag.answers import Citation, Problem
from rag.checking.verifying_figures import count_zones, find_figure_problems


def cite(text: str, zone: str = "垣曲经开区") -> Citation:
    return Citation(
        1,
        text,
        None,
        text,
        None,
        zone,
        "标题 99亿元",
        "",
        "2023-08-22",
        "p.txt",
        0,
        len(text),
        "a",
        0,
        len(text),
    )


def check(statement: str, *sentences: str) -> list[Problem]:
    return find_figure_problems(statement, [cite(sentence) for sentence in sentences])


RIGHT = [
    ("about 2.5 billion yuan", "产值24.96亿元"),
    ("2.5 billion yuan", "产值24.96亿元"),
    ("it rose to 7.3 billion", "产值73.021亿元"),
    ("it rose to 7.30 billion", "产值73.021亿元"),
    ("Phases one and two are running", "园区一期、二期已投产"),
    ("Stages two and three of the plant", "工厂二期三期工程"),
    ("the dock's phases 1, 2 and 3 cover it all", "码头一期、二期、三期"),
    ("one hundred and two firms", "102家企业"),
    ("5% of the output", "产量的二十分之一"),
    ("4 percent of the total", "占总量的二十五分之一"),
    ("占12.5%", "占十六分之二"),
    ("占二十分之十一", "占55%"),
    ("for an RMB 470 million project", "总投资4.7亿元的项目"),
    ("a US$ 30 million line", "投资3000万美元的生产线"),
    ("an RMB 1.3 billion, three-year scheme", "三年投资13亿元"),
    ("a 4-billion-yuan plant", "投资40亿元建厂"),
    ("2.496 billion yuan", "产值24.96亿元"),
    ("RMB 2.496 bn", "产值 24.96 亿元"),
    ("more than 2.4 billion yuan", "产值24.96亿元"),
    ("nearly 2.5 billion yuan", "产值24.96亿元"),
    ("almost 2.5 billion yuan", "产值24.96亿元"),
    ("2.496 billion", "产值24.96亿元"),
    ("2.496 billion yuan", "产值24.96亿"),
    ("at least 40 patents", "专利40余项"),
    ("more than 40 patents", "专利40余项"),
    ("40 patents", "专利40余项"),
    ("12 projects", "十二个项目"),
    ("twelve projects", "12个项目"),
    ("two projects", "两个项目"),
    ("two dozen firms", "24家企业"),
    ("a hundred jobs", "岗位100个"),
    ("three hundred and twenty enterprises", "企业320家"),
    ("sixty-four larger makers", "企业64家"),
    ("half a million yuan", "50万元"),
    ("two and a half years", "2.5年"),
    ("three leading firms", "三大龙头企业"),
    ("three products", "铜管、铜棒和铜箔"),
    ("24 enterprises", "24户企业"),
    ("15 people", "15名工人"),
    ("rose 12 percent", "同比增长12%"),
    ("12% higher", "增长12%"),
    ("a 12 percent drop", "下降12%"),
    ("up 12%", "占比12%"),
    ("up 1.5 percentage points", "提高1.5个百分点"),
    ("doubled", "产值翻番"),
    ("doubled", "增长1倍"),
    ("tripled", "是去年的3倍"),
    ("half of its output", "一半产值"),
    ("half of its output", "产值占50%"),
    ("a third of its output", "三分之一的产值"),
    ("10.67 hectares", "占地160亩"),
    ("about 11 hectares", "占地160亩"),
    ("160 mu", "占地160亩"),
    ("80,000 tonnes a year", "8万吨/年"),
    ("80,000 tons", "8万吨"),
    ("300 yuan per tonne", "300元/吨"),
    ("3 to 5 million tonnes", "300-500万吨"),
    ("between 3 and 5 million tonnes", "300万吨至500万吨"),
    ("up to 5 million tonnes", "300-500万吨"),
    ("Phase II", "二期项目"),
    ("the second phase", "二期项目"),
    ("the first phase", "一期厂房"),
    ("the 31st meeting", "第31次会议"),
    ("Article 3", "第三条"),
    ("5G, CO2, GB/T 7714, Covid-19 and Industry 4.0", "没有数字"),
    ("one of them", "没有数字"),
    ("二十三家企业", "23家企业"),
    ("产值约25亿元", "产值24.96亿元"),
    ("100 MW", "10万千瓦"),
    ("Two-thirds of the firms", "三分之二的企业"),
    ("from 300 yuan to 4,800 yuan", "由300元提高到4800元"),
    ("within six months", "半年内建成"),
    ("half a year", "半年内建成"),
    ("six months", "六个月"),
    ("six months ahead", "提前6个月"),
    ("half a year early", "提前半年"),
    ("in six months", "上半年"),
    ("in half a year", "今年1-6月"),
    ("18 months", "一年半"),
    ("a year and a half", "1年半"),
    ("two and a half years", "两年半"),
    ("nine tenths", "九成"),
    ("70%", "七成以上"),
    ("nine out of ten", "九成"),
    ("top ten", "十强"),
    ("the ten-billion-yuan mark", "百亿元大关"),
    ("6.5 litres per 100 km", "百公里油耗6.5升"),
    ("a hundred kilometres", "百公里"),
    ("halved", "减半"),
    ("over half of", "占64%"),
    ("over half of", "过半"),
    ("nearly half of", "47%"),
    ("two shifts", "两班"),
    ("the two signed", "甲与乙签约"),
    ("within one hour", "1小时"),
    ("90 minutes", "一个半小时"),
    ("four times as much", "增长3倍"),
    ("three years", "三年"),
    ("three years in a row", "连续三年"),
    ("a decade", "十年"),
    ("ten years", "十年"),
    ("zero emissions", "零排放"),
    ("one-stop service", "一站式"),
    ("No. 1", "第一"),
    ("a 3-metre wall", "3米高的墙"),
    ("30-minute ride", "30分钟车程"),
    ("24-hour", "24小时"),
    ("three meals", "三餐"),
    ("2.4-metre", "2.4米"),
    ("three-quarters of", "四分之三"),
    ("75% of", "四分之三"),
    ("at 1,200°C", "1200℃"),
    ("1,200 degrees", "1200摄氏度"),
    ("200 km/h", "时速200公里"),
    ("99.9% pure", "纯度99.9%"),
    ("half-finished", "半成品"),
    ("12 GWh", "12吉瓦时"),
    ("0.3 yuan per kWh", "每度0.3元"),
    ("four yuan", "四块钱"),
    ("4 mao", "四毛钱"),
    ("600 kg", "600公斤"),
    ("0.08 mm", "0.08毫米"),
    ("80 microns", "80微米"),
    ("six-micron foil", "6微米铜箔"),
    ("110 kV", "110千伏"),
    ("33,000 servers", "3.3万台"),
    ("thousands of", "上千"),
    ("1.5-fold", "1.5倍"),
    ("a sixfold rise", "增长6倍"),
    ("tenfold", "十倍"),
    ("seven-year", "七年"),
    ("in its third year", "第三年"),
    ("the third year", "第三年"),
    ("100,000-tonne", "10万吨级"),
    ("6-GW", "6吉瓦"),
    ("40 degrees", "40度"),
    ("90 points", "90分"),
    ("one in five", "五分之一"),
    ("20%", "五分之一"),
    ("a fifth of", "20%"),
    ("€5 million", "500万欧元"),
    ("5 million yuan", "500余万元"),
    ("10,000 people", "万人"),
    ("ten thousand people", "万人"),
    ("first prize", "一等奖"),
    ("dozens", "数十"),
    ("the 24-strong team", "24人"),
    ("4A scenic spot", "4A级景区"),
    ("Class 100", "百级"),
    ("100-class", "百级"),
    ("ISO 9001", "ISO9001"),
    ("T800 fibre", "T800级碳纤维"),
    ("No. 3 shaft", "3号井"),
    ("two million tons", "200万吨"),
    ("120,000 m2", "12万平方米"),
    ("ten-plus firms", "10余家"),
    ("30+ firms", "30多家"),
    ("a pair of", "一对"),
    ("pH 7", "pH值7"),
    ("600-odd", "600多"),
    ("some 600 people", "600多人"),
    ("up to 90%", "最高达90%"),
    ("at most 90%", "不超过90%"),
    ("less than 3%", "不到3%"),
    ("fewer than 30 firms", "不足30家"),
]


@pytest.mark.parametrize(("statement", "sentence"), RIGHT, ids=[" | ".join(case) for case in RIGHT])
def test_right_figures_pass(statement: str, sentence: str) -> None:
    assert check(statement, sentence) == []


WRONG = [
    ("it came to 7.4 billion", "产值73.021亿元", "7.4 billion", "73.021亿元"),
    ("Phases two and four are running", "园区二期、三期已投产", "four", ""),
    ("占二十分之一", "占10%", "二十分之一", "10%"),
    ("10% of the output", "产量的二十分之一", "10%", "二十分之一"),
    ("2 billion yuan", "产值24.96亿元", "2 billion yuan", "24.96亿元"),
    ("24.96 billion yuan", "产值24.96亿元", "24.96 billion yuan", "24.96亿元"),
    ("more than 2.5 billion yuan", "产值24.96亿元", "more than 2.5 billion yuan", "24.96亿元"),
    ("more than 2.5 billion yuan", "产值近25亿元", "more than 2.5 billion yuan", "近25亿元"),
    ("nearly 2.4 billion yuan", "产值24.96亿元", "nearly 2.4 billion yuan", "24.96亿元"),
    ("nearly 3 billion yuan", "产值24.96亿元", "nearly 3 billion yuan", "24.96亿元"),
    ("2.496 billion dollars", "产值24.96亿元", "2.496 billion dollars", "24.96亿元"),
    ("$2.496 billion", "产值24.96亿元", "$2.496 billion", "24.96亿元"),
    ("13 projects", "十二个项目", "13 projects", "十二个"),
    ("five hundred firms", "企业320家", "five hundred firms", "320家"),
    ("1,500 jobs", "岗位1496个", "1,500 jobs", "1496个"),
    ("fell 12%", "同比增长12%", "fell 12%", "增长12%"),
    ("a 12% increase", "下降12%", "12% increase", "下降12%"),
    ("up 1.5%", "提高1.5个百分点", "1.5%", "1.5个百分点"),
    ("161 mu", "占地160亩", "161 mu", "160亩"),
    ("16 hectares", "占地160亩", "16 hectares", "160亩"),
    ("8,000 tonnes", "年产8万吨", "8,000 tonnes", "8万吨"),
    ("300 to 400 tonnes", "300-500吨", "300 to 400 tonnes", "300-500吨"),
    ("doubled", "增长3倍", "doubled", "3倍"),
    ("5 hectares", "年产8万吨", "5 hectares", ""),
    ("Phase III", "二期项目", "Phase III", ""),
    ("the 32nd meeting", "第31次会议", "32nd", ""),
    ("四家企业", "企业3家", "四家", "3家"),
    ("99亿元", "产值24.96亿元", "99亿元", "24.96亿元"),
    ("thirty firms", "企业26家，专利30项", "thirty firms", "26家"),
    ("eight tenths", "九成", "eight tenths", "九成"),
    ("more than half of", "占35%", "more than half", "35%"),
    ("seven months", "半年内建成", "seven months", "半年"),
    ("the No. 4 shaft", "3号井", "4", ""),
    ("the hundred-billion-yuan mark", "百亿元大关", "hundred-billion-yuan", "百亿元"),
    ("a sixfold rise", "增长8倍", "sixfold", "8倍"),
    ("two in five", "五分之一", "two in five", "五分之一"),
]


@pytest.mark.parametrize(
    ("statement", "sentence", "said", "instead"), WRONG, ids=[" | ".join(case[:2]) for case in WRONG]
)
def test_wrong_figures_are_told_with_the_cited_one(
    statement: str, sentence: str, said: str, instead: str
) -> None:
    assert check(statement, sentence) == [Problem("figure", said, instead)]


def test_the_figure_of_the_same_kind_and_digits_is_shown() -> None:
    sentence = "总投资6.8亿元，占地160亩，产值24.96亿元"
    assert check("an investment of 6.9 billion yuan", sentence) == [
        Problem("figure", "6.9 billion yuan", "6.8亿元")
    ]
    assert check("680 million yuan, and 24.95 yuan", sentence)[0].instead == "24.96亿元"


def test_figures_of_all_cited_sentences_count_and_headlines_do_not() -> None:
    assert check("680 million yuan on 160 mu", "投资6.8亿元", "占地160亩") == []
    assert check("9.9 billion yuan", "投资6.8亿元")[0].said == "9.9 billion yuan"


@pytest.mark.parametrize(
    ("statement", "zones", "problems"),
    [
        ("Three zones make copper.", ("甲", "乙", "丙"), []),
        ("Three zones make copper.", ("甲", "乙", "乙"), [Problem("figure", "Three zones", "2")]),
        ("三个开发区发展铜加工。", ("甲", "乙"), [Problem("figure", "三个", "2")]),
        ("2 development zones", ("甲", "乙"), []),
    ],
)
def test_zones_are_counted(statement: str, zones: Sequence[str], problems: list[Problem]) -> None:
    assert find_figure_problems(statement, [cite("铜加工", zone) for zone in zones]) == problems


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("The following three zones fit:", 3),
        ("以下两个开发区符合：", 2),
        ("12 development zones", 12),
        ("The zones fit:", None),
        ("Three projects", None),
    ],
)
def test_counts_of_zones_are_read(text: str, count: int | None) -> None:
    assert count_zones(text) == count


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


_YUAN = {
    "亿元": (10**8, ((10**9, " billion yuan"), (10**6, " million yuan"), (10**8, "亿元"), (10**4, "万元"))),
    "万元": (10**4, ((10**6, " million yuan"), (10**3, " thousand yuan"), (1, " yuan"), (10**4, "万元"))),
}
_OTHER = {
    "万吨": (10**4, ((1, " tonnes"), (10**6, " million tonnes"), (10**4, "万吨"))),
    "%": (1, ((1, "%"), (1, " percent"), (1, " per cent"))),
    "亩": (1, ((1, " mu"), (1, "亩"))),
    "平方米": (1, ((1, " square metres"), (1, "㎡"), (Decimal(10**4), " hectares"))),
    "万千瓦": (10**4, ((1000, " MW"), (1, " kilowatts"))),
}
_RENDERINGS = _YUAN | _OTHER


@st.composite
def rendered(draw: st.DrawFn) -> tuple[Decimal, Decimal, str, str]:
    """Give a number, what divides it in the statement, the sentence's unit, the statement's unit."""
    unit = draw(st.sampled_from(sorted(_RENDERINGS)))
    factor, ways = _RENDERINGS[unit]
    number = Decimal(draw(st.integers(11, 99_999))) / 10 ** draw(st.integers(0, 2))
    scale, words = draw(st.sampled_from(ways))
    return number, Decimal(scale) / Decimal(factor), unit, words


@given(rendered())
def test_a_figure_said_in_the_other_language_passes(case: tuple[Decimal, Decimal, str, str]) -> None:
    number, divisor, unit, words = case
    said = _plain(number / divisor)
    assume(len(said.replace(".", "")) < 16)
    assert check(f"It came to {said}{words}.", f"达到{_plain(number)}{unit}。") == []
    assert check(f"It came to {Decimal(said):,f}{words}.", f"达到{_plain(number)}{unit}。") == []


@given(rendered(), st.data())
def test_one_digit_changed_always_fails(case: tuple[Decimal, Decimal, str, str], data: st.DataObject) -> None:
    number, divisor, unit, words = case
    said = _plain(number / divisor)
    assume(len(said.replace(".", "")) < 16)
    places = [at for at, digit in enumerate(said) if digit.isdigit()]
    at = data.draw(st.sampled_from(places))
    digit = data.draw(st.sampled_from([d for d in "123456789" if d != said[at]]))
    changed = said[:at] + digit + said[at + 1 :]
    problems = check(f"It came to {changed}{words}.", f"达到{_plain(number)}{unit}。")
    assert [problem.kind for problem in problems] == ["figure"]


@given(st.text(max_size=200))
def test_any_text_can_be_checked(text: str) -> None:
    check(text, text)
