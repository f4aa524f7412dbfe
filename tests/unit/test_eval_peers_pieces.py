"""Pieces of printed pages, whose lines end within names and numbers."""

import pytest

from eval.peers.pieces import choose_overlap, join_lines


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        pytest.param("玻璃企业达到 6\n4 家", "玻璃企业达到 64 家", id="a number"),
        pytest.param("垣曲经济技\n  术开发区", "垣曲经济技术开发区", id="a name, the next line set in"),
        pytest.param(
            "Yuanqu Economic\nDevelopment Zone", "Yuanqu Economic Development Zone", id="Latin words"
        ),
        pytest.param("完。\n\n下一篇", "完。下一篇", id="a blank line"),
        pytest.param("一行", "一行", id="one line"),
    ],
)
def test_what_a_line_break_parts_is_whole_again(text: str, joined: str) -> None:
    assert join_lines(text) == joined


def test_pieces_share_as_much_as_those_of_the_tutorials() -> None:
    assert [choose_overlap(size) for size in (1000, 300)] == [200, 60]
