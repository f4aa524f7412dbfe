"""Dates of pages and of sentences."""

from __future__ import annotations

import pytest

from index.dating import date_article, date_page, resolve_years
from index.documents import Dated


@pytest.mark.parametrize(
    ("text", "source", "date"),
    [
        pytest.param("2023年6月20日星期二第3版\n正文。", "p.txt", "2023-06-20", id="masthead"),
        pytest.param("山西日报2024-04-18\n正文。", "p.txt", "2024-04-18", id="masthead-dashes"),
        pytest.param("正文。", "20230615_03.txt", "2023-06-15", id="file-name"),
        pytest.param("正文。", "a/2023-06-15.md", "2023-06-15", id="file-name-dashes"),
        pytest.param("正文。", "000_20230615ab.txt", "", id="hash-is-no-date"),
        pytest.param("截至2023年5月底，清退企业两家，2025年预计翻番。", "p.txt", "2023", id="state"),
        pytest.param(
            "2024年开年以来，园区开工项目六个。2022年产值50亿元。", "p.txt", "2024", id="since-new-year"
        ),
        pytest.param("企业2022年11月入驻，至今短短两年时间就投产。", "p.txt", "2024", id="years-since"),
        pytest.param("总结了2023年工作，规划2024年工作。", "p.txt", "", id="turn-of-the-year"),
        pytest.param("2022年产值50亿元，2025年预计产值100亿元。", "p.txt", "", id="history-and-plan"),
        pytest.param("到2030年，产值力争达到百亿元。", "p.txt", "", id="plan"),
        pytest.param("今年以来，园区加快发展。", "p.txt", "", id="nothing"),
    ],
)
def test_page_date(text: str, source: str, date: str) -> None:
    assert str(date_page(text, source)) == date


def test_article_takes_the_month_that_it_reports() -> None:
    body = "6月12日，园区召开会议。7月将再次召开。"
    assert str(date_article(Dated(2023), body)) == "2023-06"
    assert str(date_article(Dated(), body)) == ""
    assert str(date_article(Dated(2023, 7, 4), body)) == "2023-07-04"
    assert str(date_article(Dated(2023), "园区占地100亩。")) == "2023"


@pytest.mark.parametrize(
    ("sentence", "years"),
    [
        pytest.param("今年1-8月份完成投资10亿元。", (2024,), id="this-year"),
        pytest.param("去年产值50亿元，今年增长一成。", (2023, 2024), id="last-and-this"),
        pytest.param("前年开工，明年投产。", (2022, 2025), id="before-and-next"),
        pytest.param("2022年实现产值50亿元。", (2022,), id="named"),
        pytest.param("1-8月，规上工业增加值增长8%。", (2024,), id="months"),
        pytest.param("一季度开门红。", (2024,), id="quarter"),
        pytest.param("2021年至2023年累计投资百亿元。", (2021, 2022, 2023), id="range"),
        pytest.param("2021-2023年累计投资百亿元。", (2021, 2022, 2023), id="range-dash"),
        pytest.param("园区占地2000亩。", (), id="no-year"),
        pytest.param("项目用4个月时间建成。", (), id="duration"),
    ],
)
def test_years_of_a_sentence(sentence: str, years: tuple[int, ...]) -> None:
    assert resolve_years(sentence, Dated(2024)) == years


def test_relative_years_stay_unknown_without_a_date() -> None:
    assert resolve_years("今年1-8月完成投资。", Dated()) == ()
    assert resolve_years("今年比2022年多。", Dated()) == (2022,)
