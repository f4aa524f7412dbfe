"""The numbered parts of an article, and the part that a sentence stands in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.sectioning import find_sections, locate_section
from tests.unit.rag_fakes import make_article


def heads(body: str) -> list[tuple[str, str]]:
    article = make_article(body)
    return [(section.head, body[section.start : section.end]) for section in find_sections(article)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("一是抓铜箔项目。", "二是抓玻璃项目。"),
        ("一、抓铜箔项目。", "二、抓玻璃项目。"),
        ("（一）抓铜箔项目。", "（二）抓玻璃项目。"),
        ("(1)抓铜箔项目。", "(2)抓玻璃项目。"),
        ("首先，抓铜箔项目。", "其次，抓玻璃项目。"),
    ],
    ids=["are", "stroke", "brackets", "digits", "words"],
)
def test_numbered_heads_open_parts(first: str, second: str) -> None:
    body = f"园区有两件事。{first}已有7家企业。{second}已有64家企业。"
    assert heads(body) == [
        ("", "园区有两件事。"),
        (first, f"{first}已有7家企业。"),
        (second, f"{second}已有64家企业。"),
    ]


def test_one_number_is_no_division() -> None:
    body = "园区有一件事。一是抓铜箔项目。已有7家企业。"
    assert heads(body) == [("", body)]
    assert heads("") == [("", "")]


def test_a_number_within_a_sentence_opens_nothing() -> None:
    body = "这里一是铜多，二是玻璃多。别处三是路多，四是树多。"
    assert heads(body) == [("", body)]


@given(
    st.lists(
        st.sampled_from(["一是抓铜箔。", "二是修路。", "已有7家企业。", "\n", "三、种树；", "树"]),
        max_size=12,
    )
)
def test_parts_follow_each_other_and_hold_every_place(pieces: list[str]) -> None:
    body = "".join(pieces)
    sections = find_sections(make_article(body))
    assert [section.start for section in sections[1:]] == [section.end for section in sections[:-1]]
    assert (sections[0].start, sections[-1].end) == (0, len(body))
    for at in range(len(body)):
        section = sections[locate_section(sections, at)]
        assert section.start <= at < section.end
