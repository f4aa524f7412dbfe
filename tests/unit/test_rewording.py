"""Numbers put one way, and each still told in the text's own words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.checking.rewording import read_number_words, reword


@pytest.mark.parametrize(
    ("text", "reworded"),
    [
        ("three hundred and twenty firms", "320 firms"),
        ("a dozen firms, two dozen jobs", "12 firms, 24 jobs"),
        ("two million yuan", "two million yuan"),
        ("one hundred million yuan", "100000000 yuan"),
        ("sixty-four makers", "64 makers"),
        ("several hundred firms", "several hundred firms"),
        ("half a million yuan", "500000 yuan"),
        ("two and a half years", "2.5 years"),
        ("a sixfold rise", "a 6 times rise"),
        ("between 3 and 5 million tonnes", "between 3 to 5 million tonnes"),
        ("in the first half of 2023", "in January to June 2023"),
        ("in the first eight months", "in January to August"),
        ("in Q3 2024", "in July to September 2024"),
        ("from 1 to 15 May 2023", "2023年5月1日至15日"),
        ("the 14th Five-Year Plan", "第14个五年规划"),
        ("“十四五”期间", "第14个五年规划期间"),
        ("2023年上半年", "2023年1-6月"),
        ("前三季度、一季度、前8个月", "1-9月、1-3月、1-8月"),
        ("两年半、半年、一个半小时", "2.5年、6个月、1.5个小时"),
        ("in May the zone may grow", "in 5月 the zone may grow"),
        ("on the 8th of March", "on the 8th of March"),
    ],
)
def test_rewording(text: str, reworded: str) -> None:
    assert reword(text).text == reworded


def test_a_figure_is_quoted_in_the_texts_own_words() -> None:
    found = reword("Some three hundred and twenty firms came.")
    start = found.text.index("320")
    assert found.quote(start, start + len("320 firms")) == "three hundred and twenty firms"


@pytest.mark.parametrize(
    ("words", "number"),
    [("a dozen", 12), ("two thousand five hundred", 2500), ("three million", 3_000_000), ("a few", None)],
)
def test_number_words(words: str, number: int | None) -> None:
    assert read_number_words(words) == number


@given(st.text(max_size=200))
def test_every_character_has_its_place(text: str) -> None:
    found = reword(text)
    assert len(found.origins) == len(found.text)
    assert all(0 <= start < end <= len(text) for start, end in found.origins)
    assert found.quote(0, len(found.text)) == text.strip()
