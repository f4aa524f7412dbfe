"""Sentences and passages."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.chunking import MAX_SENTENCE, chunk_article, split_sentences
from index.documents import Article, Dated


def make_article(body: str) -> Article:
    starts = np.arange(len(body), dtype=np.int32)
    offsets = np.stack([starts, starts + 1], axis=1)
    return Article("a" * 16, "p.txt", 0, "", "", "", "", Dated(), body, offsets, 0, len(body))


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        pytest.param("投资3.6亿元。已开工！", ["投资3.6亿元。", "已开工！"], id="decimal"),
        pytest.param("他说：“快干。”大家笑了。", ["他说：“快干。”", "大家笑了。"], id="closing-quote"),
        pytest.param(
            "“今天开工。明天投产。”他说。", ["“今天开工。明天投产。”", "他说。"], id="within-quotes"
        ),
        pytest.param("读《产业。园区》一书。", ["读《产业。园区》一书。"], id="within-title"),
        pytest.param("一是快；二是稳。", ["一是快；", "二是稳。"], id="semicolon"),
        pytest.param("真快……真稳。", ["真快……", "真稳。"], id="ellipsis"),
        pytest.param("小标题\n正文。", ["小标题", "正文。"], id="paragraphs"),
        pytest.param(
            "It grew 3.5 percent. Output rose! Why?",
            ["It grew 3.5 percent.", "Output rose!", "Why?"],
            id="en",
        ),
        pytest.param("Dr. Li met Co. staff.", ["Dr. Li met Co. staff."], id="abbreviations"),
        pytest.param("“没有合上的引号。下一句。", ["“没有合上的引号。下一句。"], id="unclosed-quote-short"),
        pytest.param("", [], id="empty"),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in split_sentences(text)] == sentences


def test_long_sentence_is_cut_at_a_comma() -> None:
    text = "园区加快建设步伐，" * 50
    spans = split_sentences(text)
    assert len(spans) == 2
    assert all(end - start <= MAX_SENTENCE and text[end - 1] == "，" for start, end in spans)


def test_length_is_counted_on_the_page() -> None:
    text = "园区加快建设步伐，" * 30
    starts = np.arange(len(text), dtype=np.int32) * 2
    offsets = np.stack([starts, starts + 1], axis=1)
    spans = split_sentences(text, offsets=offsets)
    assert len(split_sentences(text)) == 1
    assert all(offsets[end - 1, 1] - offsets[start, 0] <= MAX_SENTENCE for start, end in spans)
    assert "".join(text[start:end] for start, end in spans) == text


TEXTS = st.text("开发区。！？；…，“”（）《》\n .a1、——", max_size=900)


@given(TEXTS)
def test_sentences_cover_all_that_is_seen(text: str) -> None:
    spans = split_sentences(text)
    assert all(start < end <= start + MAX_SENTENCE for start, end in spans)
    assert all(text[start:end].strip() == text[start:end] for start, end in spans)
    assert all("\n" not in text[start:end] for start, end in spans)
    gaps = [0, *(place for span in spans for place in span), len(text)]
    assert gaps == sorted(gaps)
    assert all(not text[gaps[at] : gaps[at + 1]].strip() for at in range(0, len(gaps), 2))


@given(TEXTS)
def test_passages_hold_every_sentence_once_in_order(text: str) -> None:
    article = make_article(text)
    passages = chunk_article(article)
    assert [s for passage in passages for s in passage.sentences] == split_sentences(
        text, offsets=article.offsets
    )
    for passage in passages:
        assert (passage.start, passage.end) == (passage.sentences[0][0], passage.sentences[-1][1])
        assert passage.end - passage.start <= 520
    assert all(passage.end - passage.start >= 100 for passage in passages[:-1])


def test_paragraphs_are_kept_apart_and_short_ones_merged() -> None:
    long, short = "园区加快建设，项目按期投产。" * 10, "小标题"
    body = "\n".join([long, short, long, "完。"])
    assert [body[p.start : p.end] for p in chunk_article(make_article(body))] == [
        long,
        f"{short}\n{long}\n完。",
    ]


def test_article_without_text_has_no_passages() -> None:
    assert chunk_article(make_article("")) == ()
