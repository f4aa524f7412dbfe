"""Numbers with units in both languages: one value for every form, and none for turns of speech."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.figures import CALENDAR_UNITS, Figure, find_figures, same_figure
from index.numerals import read_chinese, read_english

CASES = [
    ("投资24.96亿元", "24.96亿元", 2_496_000_000, "yuan"),
    ("投资 24.96 亿元", "24.96 亿元", 2_496_000_000, "yuan"),
    ("worth 2.496 billion yuan.", "2.496 billion yuan", 2_496_000_000, "yuan"),
    ("RMB 2.4 bn", "RMB 2.4 bn", 2_400_000_000, "yuan"),
    ("RMB100 million", "RMB100 million", 100_000_000, "yuan"),
    ("达到24.96亿。", "24.96亿", 2_496_000_000, "count"),
    ("1.2m tons", "1.2m tons", 1_200_000, "tonne"),
    ("1.2m", "1.2m", "1.2", "m"),
    ("¥3,000 million", "¥3,000 million", 3_000_000_000, "yuan"),
    ("２４，９６０元", "２４，９６０元", 24_960, "yuan"),
    ("1,234.5万元", "1,234.5万元", 12_345_000, "yuan"),
    ("总投资两亿元", "两亿元", 200_000_000, "yuan"),
    ("三千五百万元", "三千五百万元", 35_000_000, "yuan"),
    ("2亿3000万元", "2亿3000万元", 230_000_000, "yuan"),
    ("$5 million", "$5 million", 5_000_000, "usd"),
    ("300元/吨", "300元/吨", 300, "yuan/吨"),
    ("增长15.3%", "15.3%", "15.3", "percent"),
    ("grew by 15.3 per cent", "15.3 per cent", "15.3", "percent"),
    ("百分之二十三点五", "百分之二十三点五", "23.5", "percent"),
    ("提高1.5个百分点", "1.5个百分点", "1.5", "percent"),
    ("4400m2的楼", "4400m2", 4400, "m2"),
    ("71654m<sup>2</sup>", "71654m<sup>2</sup>", 71654, "m2"),
    ("4400㎡", "4400㎡", 4400, "m2"),
    ("4万平方米", "4万平方米", 40_000, "m2"),
    ("40,000 square metres", "40,000 square metres", 40_000, "m2"),
    ("占地60亩", "60亩", 40_000, "m2"),
    ("60 mu", "60 mu", 40_000, "m2"),
    ("4 hectares", "4 hectares", 40_000, "m2"),
    ("12.5平方公里", "12.5平方公里", 12_500_000, "m2"),
    ("8万吨/年", "8万吨/年", 80_000, "tonne"),
    ("8 万吨 / 年", "8 万吨 / 年", 80_000, "tonne"),
    ("80,000 tonnes", "80,000 tonnes", 80_000, "tonne"),
    ("年产一万吨", "一万吨", 10_000, "tonne"),
    ("100MW光伏", "100MW", 100_000_000, "watt"),
    ("10万千瓦", "10万千瓦", 100_000_000, "watt"),
    ("二十三家企业", "二十三家", 23, "count:家"),
    ("24 enterprises", "24 enterprises", 24, "count:家"),
    ("twenty-three companies", "twenty-three companies", 23, "count:家"),
    ("两家企业", "两家", 2, "count:家"),
    ("就业岗位 1500 个", "1500 个", 1500, "count:个"),
    ("生产线20\n条", "20\n条", 20, "count:条"),
    ("600 machinists", "600", 600, "count"),
    ("历时八年", "八年", 8, "years"),
    ("到2025年", "2025年", 2025, "year"),
    ("二〇二四年", "二〇二四年", 2024, "year"),
    ("in 2024", "2024", 2024, "year"),
    ("2023年6月12日", "2023年6月12日", 20230612, "date"),
    ("2022 年 11 月", "2022 年 11 月", 20221100, "date"),
    ("10 月 8 日", "10 月 8 日", 1008, "date"),
    ("on June 12, 2023", "June 12, 2023", 20230612, "date"),
    ("12 June 2023", "12 June 2023", 20230612, "date"),
    ("2023-06-12", "2023-06-12", 20230612, "date"),
    ("第一期项目", "第一期", 1, "ordinal"),
    ("第四季度", "第四季度", 4, "ordinal"),
    ("it may 20 times", "20 times", 20, "times"),
    ("第19次", "第19次", 19, "ordinal"),
    ("the 19th meeting", "19th", 19, "ordinal"),
]


@pytest.mark.parametrize(("text", "printed", "value", "unit"), CASES, ids=[case[0] for case in CASES])
def test_one_figure(text: str, printed: str, value: int | str, unit: str) -> None:
    (figure,) = find_figures(text)
    assert text[figure.start : figure.end] == printed
    assert (figure.value, figure.unit, figure.approximate) == (Decimal(value), unit, False)


@pytest.mark.parametrize(
    ("text", "printed", "value", "lean"),
    [
        ("40余项专利", "40余项", 40, 1),
        ("900余万吨", "900余万吨", 9_000_000, 1),
        ("11万多平方米", "11万多平方米", 110_000, 1),
        ("20 多台", "20 多台", 20, 1),
        ("五千余人", "五千余人", 5000, 1),
        ("近百亿元", "百亿元", 10_000_000_000, -1),
        ("约3天", "3天", 3, 0),
        ("300亿元以上", "300亿元", 30_000_000_000, 1),
        ("more than 30 projects", "30 projects", 30, 1),
        ("nearly 50,000 tonnes", "50,000 tonnes", 50_000, -1),
        ("about 1.2 million tonnes", "1.2 million tonnes", 1_200_000, 0),
    ],
)
def test_approximate(text: str, printed: str, value: int, lean: int) -> None:
    (figure,) = find_figures(text)
    assert text[figure.start : figure.end] == printed
    assert (figure.value, figure.approximate, figure.lean) == (Decimal(value), True, lean)


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("3-5亿元", 300_000_000, 500_000_000, "yuan"),
        ("3亿元至5亿元", 300_000_000, 500_000_000, "yuan"),
        ("10%～15%", 10, 15, "percent"),
        ("今年1至8月", 100, 800, "date"),
        ("1-8 月份", 100, 800, "date"),
        ("January to August 2023", 20230100, 20230800, "date"),
        ("2023-2025年", 2023, 2025, "year"),
        ("3 to 5 million tonnes", 3_000_000, 5_000_000, "tonne"),
    ],
)
def test_range(text: str, low: int, high: int, unit: str) -> None:
    (figure,) = find_figures(text)
    assert (figure.value, figure.upper, figure.unit) == (Decimal(low), Decimal(high), unit)


@pytest.mark.parametrize(
    "text",
    [
        "一体化",
        "三化三制",
        "五抓一优一促",
        "一二三产业融合",
        "十分",
        "万家灯火",
        "“12341”工作思路",
        "5G智能",
        "3.0版",
        "一个",
        "两个",
        "一家人",
        "三个一批",
        "数十家",
        "几十家",
        "百家争鸣",
        "一期项目",
        "二期厂房",
        "二十届",
        "千方百计",
        "四大产业链",
        "one of them",
        "单位：万元",
        "A4",
        "GB18030",
        "四方合作",
    ],
)
def test_turns_of_speech_are_no_figures(text: str) -> None:
    assert [figure for figure in find_figures(text) if figure.unit not in CALENDAR_UNITS] == []


def only(text: str) -> Figure:
    (figure,) = find_figures(text)
    return figure


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("24.96亿元", "2.496 billion yuan", True),
        ("24.96亿元", "249,600万元", True),
        ("24.96亿元", "about 2.5 billion yuan", True),
        ("24.96亿元", "2.5 billion yuan", False),
        ("24.96亿元", "more than 2.4 billion yuan", True),
        ("24.96亿元", "nearly 2.4 billion yuan", False),
        ("24.96亿元", "about 3 billion yuan", False),
        ("40余项", "40 patents", True),
        ("40余项", "50 patents", False),
        ("24家", "24 enterprises", True),
        ("24家", "24 people", False),
        ("270余份", "more than 270 copies", True),
        ("8万吨/年", "80,000 tonnes", True),
        ("130亩", "8.67 hectares", True),
        ("130亩", "9 hectares", False),
        ("3-5亿元", "3亿元", False),
        ("3-5亿元", "300 to 500 million yuan", True),
        ("6月12日", "June 12, 2023", True),
        ("6月12日", "June 13, 2023", False),
        ("2023年", "2023 tonnes", False),
        ("15%", "15亿元", False),
    ],
)
def test_same_figure(a: str, b: str, same: bool) -> None:
    assert same_figure(only(a), only(b)) is same
    assert same_figure(only(b), only(a)) is same


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十", 10),
        ("十五", 15),
        ("二十", 20),
        ("一百零五", 105),
        ("两千三百", 2300),
        ("三万亿", 3 * 10**12),
        ("二〇二三", 2023),
        ("一二三", None),
        ("三三两两十", None),
    ],
)
def test_chinese_numeral(text: str, value: int | None) -> None:
    assert read_chinese(text) == value


def test_english_numeral() -> None:
    assert [read_english(word) for word in ("seven", "twenty-three", "Forty", "ten five", "many")] == [
        7,
        23,
        40,
        None,
        None,
    ]


HUNDREDTHS = st.integers(min_value=1, max_value=99_999_99).map(lambda number: Decimal(number) / 100)


@given(
    HUNDREDTHS,
    st.sampled_from(
        [
            "{0}亿元",
            "{0} 亿元",
            "{0}亿元人民币",
            "{0:,}亿元",
            "{1:,} million yuan",
            "RMB {1} mn",
            "{2} billion yuan",
            "¥{2}bn",
        ]
    ),
)
def test_every_form_of_a_sum_is_one_value(hundred_millions: Decimal, form: str) -> None:
    printed = form.format(hundred_millions, hundred_millions * 100, hundred_millions / 10)
    text = f"，{printed}。"
    (figure,) = find_figures(text)
    assert text[figure.start : figure.end] == printed
    assert (figure.value, figure.unit) == (hundred_millions * 10**8, "yuan")


@given(st.integers(min_value=1, max_value=99_999_999))
def test_chinese_numerals_read_back(number: int) -> None:
    assert read_chinese(write_chinese(number)) == number


@given(st.text(alphabet="0123456789.,，%亿万千百十一二三两个家元年月日至-余多 ．０５abmw", max_size=40))
def test_spans_are_in_order_and_never_overlap(text: str) -> None:
    figures = find_figures(text)
    assert all(0 <= figure.start < figure.end <= len(text) for figure in figures)
    assert all(a.end <= b.start for a, b in pairwise(figures))
    assert all(
        text[figure.start : figure.end].strip() == text[figure.start : figure.end] for figure in figures
    )


def write_chinese(number: int) -> str:
    """Write a whole number below one hundred million as it is read aloud."""
    high, low = divmod(number, 10_000)
    words = f"{_write_section(high)}万" if high else ""
    if high and 0 < low < 1000:
        words += "零"
    return words + (_write_section(low) if low else "")


def _write_section(number: int) -> str:
    words = ""
    for digit, power in zip(f"{number:04d}", "千百十 ", strict=True):
        if digit != "0":
            words += "零一二三四五六七八九"[int(digit)] + power.strip()
        elif words and not words.endswith("零"):
            words += "零"
    return words.rstrip("零")
