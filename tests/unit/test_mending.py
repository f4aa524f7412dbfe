"""Stutter: what is mended and what is rightly doubled."""

from __future__ import annotations

import pytest

from index.mending import find_stutters, read_known_words, read_vocabulary


@pytest.mark.parametrize(
    ("text", "places"),
    [
        pytest.param("融入京津津冀", [3], id="region"),
        pytest.param("对接长三三角", [3], id="delta"),
        pytest.param("全市营商商环境", [3], id="term"),
        pytest.param("产业链链长制", [], id="chain-and-its-head"),
        pytest.param("天津津成集团", [], id="city-and-company"),
        pytest.param("共产党党员", [], id="party-and-member"),
        pytest.param("人人有责，天天向上", [], id="reduplication"),
        pytest.param("开发区区长", [], id="zone-and-head"),
        pytest.param("", [], id="empty"),
    ],
)
def test_stutter(text: str, places: list[int]) -> None:
    assert find_stutters(text) == places


def test_no_known_word_is_itself_taken_for_a_stutter() -> None:
    assert [word for word in read_known_words() if find_stutters(word)] == []


def test_vocabulary_holds_words_only() -> None:
    assert {"天津", "党员", "京津冀"} <= read_vocabulary()
    assert all(2 <= len(word) <= 8 for word in read_vocabulary())
