"""Cleaning: what is mended, what is left, and that the map to the page is exact."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.cleaning import clean_page

COLUMN = [
    "　　开发区坚持把项目建设作为头等",
    "大事，今年以来新开工项目十二个，其",
    "中三个已经投产，总投资24.",
    "96 亿元，其余项目正在加快办理前期手",
    "续，力争年底前全部建成。",
]
JOINED = (
    "开发区坚持把项目建设作为头等大事，今年以来新开工项目十二个，其中三个已经投产，"
    "总投资24.96亿元，其余项目正在加快办理前期手续，力争年底前全部建成。"
)


@pytest.mark.parametrize("blank_lines", [0, 1, 2], ids=["single", "double", "triple"])
def test_cut_lines_are_joined(blank_lines: int) -> None:
    page = ("\n" * (blank_lines + 1)).join(COLUMN)
    assert clean_page(page).text == JOINED


@pytest.mark.parametrize("place", [1, 2, 4])
def test_paragraph_goes_on_after_a_column_break(place: int) -> None:
    page = "\n".join([*COLUMN[:place], "", *COLUMN[place:]])
    assert clean_page(page).text == JOINED


def test_headline_is_not_glued_to_its_article() -> None:
    page = "\n".join(["平遥经济技术开发区", "项目建设提速增效", "", *COLUMN])
    assert clean_page(page).text.split("\n") == ["平遥经济技术开发区", "项目建设提速增效", JOINED]


@pytest.mark.parametrize(
    ("page", "mended"),
    [
        pytest.param("总投资 24.96 亿元", "总投资24.96亿元", id="number-and-unit"),
        pytest.param("年产 8 万吨 / 年", "年产8万吨/年", id="slash"),
        pytest.param("车 用 原 材 料", "车用原材料", id="letter-spaced"),
        pytest.param("增长 ２４．５ ％。", "增长24.5%。", id="full-width-number"),
        pytest.param("ＬＥＤ 产业，“链主”：３家", "LED产业，“链主”：3家", id="punctuation-stays"),
        pytest.param("use  open  AI models 模型", "use open AI models模型", id="latin-words"),
        pytest.param(
            "面积71654m<sup>2</sup>，CO<sub>2</sub>减排", "面积71654m²，CO₂减排", id="raised-lowered"
        ),
        pytest.param("开\u200b发\ufeff区\u00ad", "开发区", id="unseen-characters"),
        pytest.param("对接京津津冀市场", "对接京津冀市场", id="stutter"),
        pytest.param("实行产业链链长制", "实行产业链链长制", id="rightly-doubled-term"),
        pytest.param("与天津津成集团合作", "与天津津成集团合作", id="rightly-doubled-name"),
        pytest.param("共产党党员人人争先", "共产党党员人人争先", id="rightly-doubled-words"),
        pytest.param("", "", id="empty"),
        pytest.param(" \n\n　\n", "", id="white-space"),
    ],
)
def test_mending(page: str, mended: str) -> None:
    assert clean_page(page).text == mended


def test_quotation_is_found_on_the_page() -> None:
    page = "总投资\n24.96 亿元的项目 m<sup>2</sup> 已开工。"
    mended = clean_page("标题。\n\n" + page)
    start = mended.text.index("24.96亿元")
    first, last = mended.locate(start, start + len("24.96亿元"))
    assert ("标题。\n\n" + page)[first:last] == "24.96 亿元"


PAGE_TEXT = st.lists(
    st.one_of(
        st.sampled_from(list("开发区产业链京津冀亿元。，；：“”（）—、０９Ａ％ 　\n\n\t12.5ab#-■<>/")),
        st.sampled_from(["<sup>2</sup>", "京津津冀", "本刊讯 ", "（王波）", "\u200b", "\U0001f600"]),
        st.characters(blacklist_categories=["Cs"]),
    ),
    max_size=300,
).map("".join)


@given(PAGE_TEXT)
def test_map_is_exact(page: str) -> None:
    mended = clean_page(page)
    starts, ends = mended.offsets[:, 0], mended.offsets[:, 1]
    assert mended.offsets.shape == (len(mended.text), 2)
    assert mended.offsets.dtype == np.int32
    assert np.all(ends == starts + 1)
    assert np.all(np.diff(starts) > 0)
    assert len(starts) == 0 or (starts[0] >= 0 and ends[-1] <= len(page))
    raised = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789", strict=True))
    for char, place in zip(mended.text, starts, strict=True):
        original = page[place]
        same = char == original or ord(original) - 0xFEE0 == ord(char) or raised.get(char) == original
        assert same or (char.isspace() and original.isspace())


@given(PAGE_TEXT)
def test_nothing_that_is_seen_gets_lost(page: str) -> None:
    mended = clean_page(page)
    kept = set(mended.offsets[:, 0].tolist())
    for place, char in enumerate(page):
        if "\u4e00" <= char <= "\u9fff" and place not in kept:
            assert page[place + 1 :].lstrip("\n 　\t").startswith(char) or char in mended.text


@given(PAGE_TEXT)
def test_mended_text_has_no_blank_lines_or_margins(page: str) -> None:
    lines = clean_page(page).text.split("\n")
    assert lines == [""] or all(line.strip(" ") == line for line in lines)
