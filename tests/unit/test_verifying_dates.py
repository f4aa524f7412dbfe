"""Years and dates of statements against sentences and the day their articles came out."""

from __future__ import annotations

import pytest

from rag.answers import Citation
from rag.verifying_dates import find_date_problems


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
        ("in August", "1-8月份"),
        ("from 2023 to 2025", "2023-2025年"),
        ("reported on 22 August 2023", "产值达到5亿元"),
        ("in 2023", "产值达到5亿元"),
        ("Wang Jun may come.", "王军"),
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
        ("in 2022", "产值达到5亿元", "2023"),
        ("去年", "今年产值", "今年"),
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
