"""A word table is written, read and looked up; one that does not fit its encoder is refused."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import save_file

from index.errors import EncoderFolderError
from index.word_tables import (
    SHARE_STEPS,
    WORD_TABLE_FILE,
    PieceTranslations,
    WordTable,
    digest_vocabulary,
    read_word_table,
)
from tests.unit.joined_texts import join_texts
from training.aligning import Alignment, AlignmentSettings, align_pieces
from training.word_tables import (
    TableSettings,
    make_word_table,
    tabulate_probabilities,
    write_word_table,
)

VOCABULARY = ("▁copper", "▁foil", "▁the", "铜", "箔", "铜箔")
COPPER, FOIL, THE, TONG, BO, TONGBO = range(6)


def make_table(**changes: Any) -> WordTable:
    table = WordTable(
        np.array([COPPER, FOIL, THE], dtype=np.int32),
        np.array([51, 0, 0], dtype=np.uint8),
        np.array([0, 2, 3, 3], dtype=np.int32),
        np.array([TONG, TONGBO, BO], dtype=np.int32),
        np.array([153, 51, 102], dtype=np.uint8),
        digest_vocabulary(VOCABULARY),
    )
    return replace(table, **changes)


def test_a_table_is_read_as_it_was_written(tmp_path: Path) -> None:
    write_word_table(make_table(), tmp_path / WORD_TABLE_FILE)
    table = read_word_table(tmp_path / WORD_TABLE_FILE, VOCABULARY)
    assert table.find(COPPER) == PieceTranslations(0.2, ((TONG, 0.6), (TONGBO, 0.2)))
    assert table.find(FOIL) == PieceTranslations(0.0, ((BO, 0.4),))
    assert table.find(THE) == PieceTranslations(0.0, ())
    assert [path.name for path in tmp_path.iterdir()] == [WORD_TABLE_FILE]


@pytest.mark.parametrize("piece", [TONG, TONGBO, 99])
def test_a_piece_that_the_table_does_not_know_is_not_found(piece: int) -> None:
    assert make_table().find(piece) is None


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"vocabulary_digest": "0" * 16}, "another tokenizer"),
        ({"chinese": np.array([3, 5, 6], dtype=np.int32)}, "no rows of a table of 6"),
        ({"chinese": np.array([3, -1, 4], dtype=np.int32)}, "no rows of a table of 6"),
        ({"chinese": np.array([3, 5], dtype=np.int32)}, "differ in length"),
        ({"starts": np.array([0, 2, 2, 2], dtype=np.int32)}, "do not follow each other"),
        ({"starts": np.array([0, 4, 3, 3], dtype=np.int32)}, "do not follow each other"),
        ({"starts": np.array([0, 3], dtype=np.int32)}, "differ in length"),
        ({"own": np.array([0, 0], dtype=np.uint8)}, "differ in length"),
        ({"english": np.array([1, 0, 2], dtype=np.int32)}, "do not rise"),
        ({"shares": np.array([154, 51, 102], dtype=np.uint8)}, "sum to more than 1"),
        ({"shares": np.array([1.0, 0.5, 0.5], dtype=np.float32)}, r"shares \(float32\)"),
    ],
)
def test_a_table_that_does_not_fit_is_refused(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    write_word_table(make_table(**changes), tmp_path / WORD_TABLE_FILE)
    with pytest.raises(EncoderFolderError, match=message):
        read_word_table(tmp_path / WORD_TABLE_FILE, VOCABULARY)


def test_a_file_of_another_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / WORD_TABLE_FILE
    save_file({"english": np.zeros(1, dtype=np.int32)}, path)
    with pytest.raises(EncoderFolderError, match="has the format None"):
        read_word_table(path, VOCABULARY)


@pytest.mark.parametrize("content", [b"", b"\x08\0\0\0\0\0\0\0{}", b"{"])
def test_what_is_no_safetensors_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / WORD_TABLE_FILE
    path.write_bytes(content)
    with pytest.raises(EncoderFolderError, match="cannot be read as a word table"):
        read_word_table(path, VOCABULARY)


def test_a_table_of_nothing_is_a_table(tmp_path: Path) -> None:
    alignment = align({(TONG, COPPER): 1.0})
    write_word_table(make_word_table(alignment, VOCABULARY, TableSettings()), tmp_path / WORD_TABLE_FILE)
    assert read_word_table(tmp_path / WORD_TABLE_FILE, VOCABULARY).find(COPPER) is None


def find(table: WordTable, piece: int) -> list[tuple[int, float]]:
    found = table.find(piece)
    return list(found.chinese) if found else []


def align(counts: dict[tuple[int, int], float], occurrences: float = 1.0) -> Alignment:
    pairs = np.array(sorted(counts), dtype=np.int32).reshape(-1, 2)
    found = np.array([counts[pair] for pair in sorted(counts)])
    totals = np.full(len(VOCABULARY), occurrences)
    return Alignment(pairs[:, 0], pairs[:, 1], found, totals, totals, ())


def test_shares_tell_how_sure_a_translation_is() -> None:
    sure, unsure = align({(COPPER, TONG): 0.9}), align({(COPPER, TONG): 0.09})
    shares = [find(make_word_table(one, VOCABULARY, TableSettings()), COPPER)[0][1] for one in (sure, unsure)]
    assert shares == pytest.approx([0.9**0.5, 0.3], abs=1 / SHARE_STEPS)


def test_shares_are_flatter_than_probabilities() -> None:
    alignment = align({(COPPER, TONG): 0.64, (COPPER, TONGBO): 0.04})
    shares = [share for _, share in find(make_word_table(alignment, VOCABULARY, TableSettings()), COPPER)]
    confidence = (0.64 + 0.04) ** 0.5
    assert shares == pytest.approx([0.8 * confidence, 0.2 * confidence], abs=1 / SHARE_STEPS)


def test_only_the_best_and_the_probable_are_kept() -> None:
    alignment = align({(COPPER, TONG): 0.3, (COPPER, BO): 0.2, (COPPER, TONGBO): 0.4, (FOIL, BO): 0.004})
    table = make_word_table(alignment, VOCABULARY, TableSettings(most=2))
    assert [piece for piece, _ in find(table, COPPER)] == [TONGBO, TONG]
    assert table.find(FOIL) is None


def test_a_piece_that_is_printed_as_it_is_stands_for_itself() -> None:
    alignment = align({(COPPER, COPPER): 0.25, (COPPER, TONG): 0.25})
    found = make_word_table(alignment, VOCABULARY, TableSettings()).find(COPPER)
    assert found is not None
    ((chinese, share),) = found.chinese
    assert chinese == TONG
    assert [found.own, share] == pytest.approx([0.5**0.5 / 2] * 2, abs=1 / SHARE_STEPS)


def test_a_piece_that_is_often_seen_and_never_linked_is_known_to_translate_nothing() -> None:
    seldom, often = (align({(COPPER, TONG): 0.0}, occurrences=count) for count in (19.0, 20.0))
    assert make_word_table(seldom, VOCABULARY, TableSettings()).find(THE) is None
    assert make_word_table(often, VOCABULARY, TableSettings()).find(THE) == PieceTranslations(0.0, ())


def test_only_english_pieces_are_translated_into_chinese_ones() -> None:
    alignment = align({(COPPER, FOIL): 0.5, (TONG, BO): 0.5, (COPPER, TONG): 0.5})
    table = make_word_table(alignment, VOCABULARY, TableSettings())
    assert table.english.tolist() == [COPPER]
    assert table.chinese.tolist() == [TONG]


def test_the_other_direction_is_the_same_with_the_sides_swapped() -> None:
    alignment = align({(COPPER, TONG): 0.5, (FOIL, TONG): 1.0}, occurrences=2.0)
    found = tabulate_probabilities(
        (alignment.chinese, alignment.english),
        alignment.counts,
        alignment.chinese_counts,
        most=6,
        least_probability=0.005,
    )
    entries = slice(found.starts[TONG], found.starts[TONG + 1])
    assert found.pieces[entries].tolist() == [FOIL, COPPER]
    assert found.probabilities[entries].tolist() == [0.5, 0.25]


def test_a_corpus_becomes_a_table() -> None:
    english, chinese = (
        [np.array(text, dtype=np.int32) for text in side]
        for side in ([[COPPER, FOIL], [COPPER], [FOIL]], [[TONG, BO], [TONG], [BO]])
    )
    pairs = join_texts(english, chinese, [1.0, 1.0, 1.0])
    rounds: list[None] = []
    found = align_pieces(pairs, vocabulary=len(VOCABULARY), on_round=lambda: rounds.append(None))
    table = make_word_table(found, VOCABULARY, TableSettings())
    assert [find(table, piece)[0][0] for piece in (COPPER, FOIL)] == [TONG, BO]
    settings_used = AlignmentSettings()
    assert len(rounds) == 1 + settings_used.free_rounds + settings_used.agreeing_rounds


probabilities = st.dictionaries(
    st.tuples(st.sampled_from([COPPER, FOIL, THE]), st.sampled_from([TONG, BO, TONGBO])),
    st.floats(0, 1, allow_nan=False),
    min_size=1,
)


@given(probabilities, st.floats(0, 1), st.floats(0.1, 2), st.integers(1, 3))
@settings(deadline=None)
def test_shares_of_a_piece_sum_to_one_at_most(
    counts: dict[tuple[int, int], float], confidence: float, power: float, most: int
) -> None:
    kept = TableSettings(most=most, share_power=power, confidence_power=confidence)
    table = make_word_table(align(counts, occurrences=3.0), VOCABULARY, kept)
    for piece in (COPPER, FOIL, THE):
        found = find(table, piece)
        shares = [share for _, share in found]
        assert sum(shares) <= 1.0 + 1e-9
        assert shares == sorted(shares, reverse=True)
        assert len(found) <= most
