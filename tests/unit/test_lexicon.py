"""English words become Chinese ones: from the glossary, else from the encoder's rows."""

from pathlib import Path

import numpy as np
import pytest

from index.embedding import load_bundled_encoder
from index.lexicon import OWN_WEIGHT, Lexicon, load_lexicon, read_glossary
from index.word_tables import WordTable, digest_vocabulary

ENCODER = load_bundled_encoder()
SMALL = Lexicon(
    ENCODER, {"copper": ("铜",), "copper foil": ("铜箔",), "battery": ("电池",), "joint-stock": ("股份",)}
)


def translate(word: str) -> dict[str, float]:
    piece = ENCODER.split([word])[0]
    return {ENCODER.vocabulary[row]: share for row, share in SMALL.translate_piece(int(piece[0]))}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("copper foil makers", [("copper foil", ("铜箔",))]),
        ("Copper and batteries", [("Copper", ("铜",)), ("batteries", ("电池",))]),
        ("copper foils", [("copper foils", ("铜箔",))]),
        ("joint-stock firms", [("joint-stock", ("股份",))]),
        ("coppersmith", []),
    ],
    ids=["longest wins", "case and plural", "plural of a phrase", "hyphen", "no part of a word"],
)
def test_glossary_terms_are_found(text: str, expected: list[tuple[str, tuple[str, ...]]]) -> None:
    assert [(text[m.start : m.end], m.chinese) for m in SMALL.find_terms(text)] == expected


def test_an_english_row_has_its_chinese_rows_nearest() -> None:
    shares = translate("copper")
    assert "铜" in shares
    assert "铜" in max(shares, key=lambda word: shares[word])  # or a word of copper, such as 铜业
    assert sum(shares.values()) <= 1.0 + 1e-6


def split_word(word: str) -> int:
    (piece,) = ENCODER.split([word])[0]
    return int(piece)


def test_the_word_table_comes_before_the_rows() -> None:
    copper, coal = split_word("copper"), split_word("coal")
    words = WordTable(
        np.array([copper], dtype=np.int32),
        np.array([51], dtype=np.uint8),
        np.array([0, 2], dtype=np.int32),
        np.array([split_word("铜"), split_word("电池")], dtype=np.int32),
        np.array([153, 51], dtype=np.uint8),
        digest_vocabulary(ENCODER.vocabulary),
    )
    lexicon = Lexicon(ENCODER, {}, words)
    assert lexicon.translate_piece(copper) == ((split_word("铜"), 0.6), (split_word("电池"), 0.2))
    assert lexicon.translate_word("copper") == lexicon.translate_piece(copper)
    assert lexicon.translate_piece(coal) == SMALL.translate_piece(coal) != ()
    weights = lexicon.weigh_terms(np.array([copper], dtype=np.int32))
    assert weights == {copper: 0.2, split_word("铜"): 0.6, split_word("电池"): 0.2}


def test_a_word_of_several_pieces_is_translated_by_their_rows() -> None:
    pieces = ENCODER.split(["copper coal"])[0]
    together = SMALL.translate_vector(ENCODER.rows[pieces].sum(axis=0))
    assert SMALL.translate_word("copper coal") == together
    assert {ENCODER.vocabulary[row] for row, _ in together} & {"铜", "煤", "煤炭", "铜矿", "煤矿"}


def test_no_stream_of_words_fills_the_memory() -> None:
    assert SMALL.translate_word.cache_parameters()["maxsize"]
    assert SMALL.translate_piece.cache_parameters()["maxsize"]


def test_a_chinese_piece_stands_for_itself_alone() -> None:
    piece = ENCODER.split(["铜"])[0]
    assert SMALL.weigh_terms(piece) == {int(piece[0]): 1.0}


def test_an_english_piece_keeps_little_weight_for_itself() -> None:
    piece = ENCODER.split(["copper"])[0]
    weights = SMALL.weigh_terms(piece)
    assert weights[int(piece[0])] == OWN_WEIGHT
    assert len(weights) > 1


def test_a_zero_vector_has_no_translation() -> None:
    assert SMALL.translate_vector(np.zeros(ENCODER.dimensions, dtype=np.float32)) == ()


def test_the_bundled_glossary_is_read() -> None:
    terms = load_lexicon().find_terms("photovoltaic modules")
    assert any("光伏" in word for term in terms for word in term.chinese)


def test_a_bad_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "glossary.tsv"
    path.write_text("# metals\ncopper\t铜\nsilver 银\n", "utf-8")
    with pytest.raises(ValueError, match="line 3"):
        read_glossary(path)
