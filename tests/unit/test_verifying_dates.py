"""Years and dates of statements against sentences and the day their articles came out."""

from __future__ import annotations

import pytest

from rag.answers import Citation
from rag.checking.verifying_dates import find_date_problems


def check(statement: str, sentence: str, published: str = "2023-08-22", headline: str = "") -> list[str]:
    size = len(sentence)
    citation = Citation(
        1,
        sentence,
        None,
        sentence,
        None,
        "垣曲经开区",
        headline,
        "",
        published,
        "p.txt",
        0,
        size,
        "a",
        0,
        size,
    )
    return [problem.instead for problem in find_date_problems(statement, [citation])]


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("in 2023", "今年产值增长"),
        ("in 2022", "去年产值增长"),
        ("in 2024", "明年投产"),
        ("In January to August 2023", "今年1-8月"),
        ("In the first eight months of 2023", "今年1-8月"),
        ("Between January and November 2023", "2023年前11个月"),
        ("Between January and July, output grew", "今年1-7月"),
        ("From January through September", "前九个月"),
        ("前8个月", "今年1-8月"),
        ("in the first half of 2023", "上半年产值"),
        ("in the first quarter", "一季度产值"),
        ("in Q1 2023", "一季度产值"),
        ("in May", "今年5月，签约"),
        ("in May 2023", "今年5月，签约"),
        ("by the end of 2024", "2024年底建成"),
        ("in 2023", "今年5月签约，2024年底建成"),
        ("on 15 August 2023", "8月15日"),
        ("on August 15", "8月15日"),
        ("last year", "去年下线"),
        ("last year", "2022年下线"),
        ("this year", "产值达到5亿元"),
        ("up from a year earlier", "同比增长12%"),
        ("up 12% year on year", "增长12%"),
        ("2022年11月", "去年11月"),
        ("in June 2025", "计划2025年6月投产"),
        ("as of August", "1-8月份"),
        ("from 2023 to 2025", "2023-2025年"),
        ("reported on 22 August 2023", "产值达到5亿元"),
        ("in 2023", "产值达到5亿元"),
        ("Wang Jun may come.", "王军"),
        ("by the end of the year", "年底前建成"),
        ("at the end of 2023", "今年底投产"),
        ("since 2021", "2021年以来"),
        ("in mid-May", "5月中旬"),
        ("in early 2024", "2024年初"),
        ("in autumn 2023", "今年秋天"),
        ("the 14th Five-Year Plan", "“十四五”期间"),
        ("by 2025", "到“十四五”末"),
        ("in the past three years", "近三年"),
        ("over the last year", "一年来"),
        ("between January and August", "1-8月"),
        ("from January through August 2023", "今年1-8月"),
        ("from 1 to 15 May", "5月1日至15日"),
        ("the summer of 2022", "去年夏天"),
        ("in the spring of 2024", "明年春天"),
        ("until next June", "到次年6月"),
        ("from October to June", "10月到次年6月"),
        ("the following year", "次年"),
        ("in October 2023", "10月投产"),
        ("At the end of September", "9月底"),
        ("as of July 15", "截至7月15日"),
        ("Since the beginning of the year", "年初以来"),
        ("this month", "本月"),
        ("yesterday", "日前"),
        ("in the fourth quarter", "四季度"),
        ("by the end of next year", "明年年底"),
        ("next year", "2024年投产"),
        ("last December", "去年12月"),
        ("last May", "去年5月"),
        ("two years ago", "前年"),
        ("in 2020, three years ago", "2020年"),
        ("on May Day", "五一"),
        ("On the 8th of March", "3月8日"),
        ("2023-08", "今年8月"),
        ("the year before last", "前年"),
        ("by late 2024", "2024年底"),
        ("in H1", "上半年"),
        ("January-August", "1-8月"),
        ("Jan.-Aug. 2023", "今年1-8月"),
        ("the first two months of 2023", "今年前两个月"),
        ("over the first ten months", "1-10月"),
        ("the past year", "过去一年"),
        ("in August alone", "8月份"),
        ("a December start", "12月投产"),
        ("a start in December 2023", "12月投产"),
        ("the year's first quarter", "一季度"),
        ("six months into the year", "上半年"),
        ("by June 2024", "次年6月"),
        ("ends in 2024", "到明年6月"),
        ("this spring", "今年春天"),
        ("2024", "今年底试产，明年量产"),
        ("within three years", "三年内"),
        ("since last year", "去年以来"),
        ("last year's", "去年的"),
        ("starting in 2019", "自2019年起"),
        ("in the year to August", "1-8月"),
    ],
)
def test_right_dates_pass(statement: str, sentence: str) -> None:
    assert check(statement, sentence) == []


@pytest.mark.parametrize(
    ("statement", "sentence", "instead"),
    [
        ("in 2024", "今年产值增长", "今年"),
        ("in 2021", "去年产值增长", "去年"),
        ("in 2023", "2024年底建成", "2024年"),
        ("in the second half of 2023", "上半年产值", "上半年"),
        ("in May 2022", "今年5月，签约", "5月"),
        ("in June", "今年5月，签约", "5月"),
        ("in July", "一季度产值", "一季度"),
        ("on 16 August", "8月15日", "8月15日"),
        ("last year", "今年下线", "今年"),
        ("in July 2025", "计划2025年6月投产", "2025年6月"),
        ("in August", "产值达到5亿元", "2023"),
        ("in August", "1-8月产值", "1-8月"),
        ("in 2022", "产值达到5亿元", "2023"),
        ("去年", "今年产值", "今年"),
        ("between January and July", "1-8月", "1-8月"),
        ("from 2 to 15 May", "5月1日至15日", "5月1日至15日"),
        ("by 2026", "到“十四五”末", "“十四五”"),
        ("three years ago", "前年", "前年"),
        ("by June 2023", "次年6月", "6月"),
    ],
)
def test_wrong_dates_are_told(statement: str, sentence: str, instead: str) -> None:
    assert check(statement, sentence) == [instead]


def test_a_year_is_taken_from_the_headline_too() -> None:
    assert check("in 2021", "产值达到5亿元", headline="回望2021年") == []


def test_without_a_date_of_publication_only_the_words_count() -> None:
    assert check("last year", "去年下线", published="") == []
    assert check("in 2022", "去年下线", published="") == [""]
    assert check("in 2024", "今年产值", published="2024") == []
