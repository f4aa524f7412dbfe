"""To what a search was narrowed, in words of both languages, without a character that acts."""

import pytest

from rag.answers import EVERYWHERE, Language, Narrowing
from rag.delimiting import compose_narrowing, tell_narrowing
from rag.pipeline import Pipeline
from tests.unit.rag_fakes import QINGQUAN, make_query

NARROWED = Narrowing(
    zones=("青泉经开区", "甲经开区"),
    cities=("青州",),
    since="2024-01",
    until="2024-06",
    sources=("p_1", "[x]"),
)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            "Narrowed to: articles about Qingquan Economic and Technological Development Zone (青泉经开区), "
            "甲经开区; zones in Qingzhou (青州); files with “p\\_1”, “\\[x\\]” in their names; "
            "published from 2024-01 to 2024-06.",
        ),
        (
            "zh",
            "检索范围：关于青泉经济技术开发区（Qingquan Economic and Technological Development Zone）、"
            "甲经开区的文章；位于青州（Qingzhou）的开发区；"
            "文件名含“p\\_1”、“\\[x\\]”；2024-01 至 2024-06 刊出。",
        ),
    ],
)
def test_to_what_a_search_is_narrowed_is_said(language: Language, text: str) -> None:
    assert compose_narrowing(NARROWED, [QINGQUAN], language) == text
    assert compose_narrowing(EVERYWHERE, [QINGQUAN], language) == ""


@pytest.mark.parametrize(
    ("narrowing", "text"),
    [
        (Narrowing(since="2024"), "Narrowed to: published in 2024 or later."),
        (Narrowing(until="2024-03"), "Narrowed to: published in 2024-03 or earlier."),
        (
            Narrowing(sources=tuple("abcdefg")),
            "Narrowed to: files with “a”, “b”, “c”, “d”, “e” and 2 more in their names.",
        ),
    ],
)
def test_open_ends_and_long_rows_are_told_shortly(narrowing: Narrowing, text: str) -> None:
    assert compose_narrowing(narrowing, [], "en") == text


def test_the_note_of_a_question_is_in_its_language(pipeline: Pipeline) -> None:
    narrowing = Narrowing(zones=("绛县经开区",))
    english = make_query(language="en", narrowing=narrowing)
    assert tell_narrowing(english, pipeline.resources) == (
        "Narrowed to: articles about Jiangxian Economic and Technological Development Zone (绛县经开区)."
    )
    assert tell_narrowing(make_query(narrowing=narrowing), pipeline.resources).startswith(
        "检索范围：关于绛县"
    )
    assert tell_narrowing(make_query(), pipeline.resources) == ""
