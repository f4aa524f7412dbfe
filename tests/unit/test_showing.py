"""What `--show` prints."""

from __future__ import annotations

from index.documents import Page
from index.segmenting import segment_page
from index.showing import show_page


def test_articles_are_shown() -> None:
    page = Page("a.txt", "平遥经济技术开发区\n\n安排部署重点工作\n\n本刊讯 近日，园区开了会。（王波）\n")
    shown = show_page(page, segment_page(page))
    assert shown.startswith("a.txt (utf-8, 39 characters): 1 article\n")
    for row in (
        "zone       平遥经开区",
        "headline   安排部署重点工作",
        "byline     王波",
        "dateline   本刊讯",
    ):
        assert row in shown
    assert "could not be split" not in shown


def test_page_that_could_not_be_split_is_said() -> None:
    page = Page("a.txt", "没有标题的文字。")
    assert "could not be split" in show_page(page, segment_page(page))
