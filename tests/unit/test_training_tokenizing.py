"""The tokenizer: whole words win, and there is no hanzi that it does not know."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from tokenizers import Tokenizer

from tests.tiny_corpus import GLOSSARY, iterate_sentences
from training.pairs import Pair
from training.recipe import load_recipe
from training.tokenizing import PAD, UNKNOWN, Words, build_tokenizer
from training.word_counts import (
    WordCounts,
    find_whole_terms,
    iterate_english_words,
    make_cutter,
    merge_counts,
    rank_words,
)

pytest.importorskip("rjieba", reason="needs the extra `training` (rjieba)")

SETTINGS = replace(load_recipe().tokenizer, chinese_words=200, english_words=90, english_pieces=80)
ENTRIES = [
    Pair(english, chinese, "glossary") for english, terms in GLOSSARY.items() for chinese in terms.split("|")
]


def count_words() -> Words:
    terms = find_whole_terms(ENTRIES, 4)
    sentences, entries = WordCounts(), WordCounts()
    cut_words = make_cutter(terms)
    sentences.count((Pair(english, chinese, "tiny") for english, chinese in iterate_sentences()), cut_words)
    entries.count(ENTRIES, cut_words)
    english = merge_counts(sentences.english, entries.english, term_share=0.3, most_terms=10)
    chinese = merge_counts(sentences.chinese, entries.chinese, term_share=0.3, most_terms=10)
    whole = {word for entry in ENTRIES for word in iterate_english_words(entry.left)}
    return Words(english, chinese, frozenset(whole.union(terms)))


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return build_tokenizer(count_words(), SETTINGS)


def cut(tokenizer: Tokenizer, text: str) -> list[str]:
    return [piece for piece in tokenizer.encode(text).tokens if piece != "▁"]


@pytest.mark.parametrize("word", ["processing", "photovoltaic", "magnesium", "tailings", "warehouse"])
def test_an_english_word_stays_whole(word: str, tokenizer: Tokenizer) -> None:
    assert cut(tokenizer, word) == [f"▁{word}"]
    assert cut(tokenizer, f"New {word.upper()} near the river")[-4:] == [
        f"▁{word}",
        "▁near",
        "▁the",
        "▁river",
    ]


@pytest.mark.parametrize("word", ["经开区", "招商引资", "尾矿", "光伏", "仓库"])
def test_a_chinese_word_stays_whole(word: str, tokenizer: Tokenizer) -> None:
    assert cut(tokenizer, word) == [word]
    assert cut(tokenizer, f"河边{word}，铜矿") == ["河边", word, ",", "铜矿"]


def test_a_term_that_is_too_long_is_cut_in_its_words(tokenizer: Tokenizer) -> None:
    assert cut(tokenizer, "经济开发区") == ["经济", "开发区"]


def test_every_hanzi_has_a_piece(tokenizer: Tokenizer) -> None:
    block = "".join(map(chr, range(0x4E00, 0xA000)))
    assert UNKNOWN not in tokenizer.encode(block).tokens
    assert all(tokenizer.token_to_id(hanzi) is not None for hanzi in block)


def test_an_unknown_word_falls_in_pieces_that_spell_it(tokenizer: Tokenizer) -> None:
    assert "".join(tokenizer.encode("hyperspectral").tokens) == "▁hyperspectral"
    assert cut(tokenizer, "qqq777") == ["q", "q", "q", "7", "7", "7"]


def test_width_and_case_do_not_matter(tokenizer: Tokenizer) -> None:
    assert cut(tokenizer, "Ｃｏｐｐｅｒ") == cut(tokenizer, "copper") == ["▁copper"]


def test_there_are_as_many_rows_as_the_file_has_pieces(tokenizer: Tokenizer) -> None:
    assert tokenizer.id_to_token(0) == PAD
    assert tokenizer.id_to_token(1) == UNKNOWN
    assert Tokenizer.from_str(tokenizer.to_str()).get_vocab_size() == tokenizer.get_vocab_size()
    assert '"▁copper",-' in tokenizer.to_str()
    assert len(tokenizer.to_str()) / tokenizer.get_vocab_size() < 20, "scores are to be short"


def test_the_same_words_give_the_same_tokenizer(tokenizer: Tokenizer) -> None:
    assert build_tokenizer(count_words(), SETTINGS).to_str() == tokenizer.to_str()


def test_the_commonest_words_are_chosen() -> None:
    few = replace(SETTINGS, english_words=16, chinese_words=12)
    pieces = build_tokenizer(count_words(), few).get_vocab()
    assert "▁the" in pieces, "it stands in every sentence"
    assert "▁magnesium" in pieces, "it is a term"
    assert "▁windows" not in pieces


def test_terms_count_a_share_up_to_a_bound() -> None:
    merged = merge_counts(Counter(a=5), Counter(a=2, b=50), term_share=0.5, most_terms=10)
    assert merged == {"a": 6.0, "b": 5.0}
    assert rank_words({"b": 1, "a": 1, "c": 2}) == ["c", "a", "b"]


def test_words_end_at_hanzi() -> None:
    assert list(iterate_english_words("5G网络 and LED灯")) == ["5g", "and", "led"]
