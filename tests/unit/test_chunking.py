"""Sentences and passages."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.chunking import MAX_SENTENCE, PassageSizes, chunk_article, split_sentences
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


SIZES = st.tuples(st.integers(0, 600), st.integers(0, 600)).map(
    lambda pair: PassageSizes(min(pair), max(pair))
)


@given(TEXTS, SIZES)
def test_passages_of_any_size_hold_every_sentence_once_in_order(text: str, sizes: PassageSizes) -> None:
    article = make_article(text)
    passages = chunk_article(article, sizes)
    assert [s for passage in passages for s in passage.sentences] == split_sentences(
        text, offsets=article.offsets
    )
    for passage in passages:
        assert len(passage.sentences) == 1 or passage.end - passage.start <= sizes.least + sizes.most


def test_the_sizes_say_how_many_sentences_go_together() -> None:
    sentence = "园区加快建设，项目按期投产。"  # of 14 characters
    article = make_article("\n".join([sentence * 30] * 2))
    counts = {
        (least, most): [
            len(passage.sentences) for passage in chunk_article(article, PassageSizes(least, most))
        ]
        for least, most in [(0, 0), (60, 200), (120, 400), (240, 800), (10_000, 10_000)]
    }
    # What is left of the first paragraph is too short, and goes on in the second; what is left then joins.
    assert counts == {
        (0, 0): [1] * 60,
        (60, 200): [14, 14, 14, 18],
        (120, 400): [28, 32],
        (240, 800): [30, 30],
        (10_000, 10_000): [60],
    }


def test_the_usual_sizes_are_taken_where_none_are_given() -> None:
    article = make_article("园区加快建设，项目按期投产。" * 60)
    assert chunk_article(article) == chunk_article(article, PassageSizes(120, 400))


@pytest.mark.parametrize(("least", "most"), [(-1, 10), (11, 10)])
def test_sizes_that_cannot_be_are_refused(least: int, most: int) -> None:
    with pytest.raises(ValueError, match=f"passages of {least} to {most} characters cannot be"):
        PassageSizes(least, most)
