"""Files of rows and pairs: what is written is read, and what is damaged is named by its line."""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.errors import TrainingDataError
from training.pairs import LONGEST_LINE_BYTES, Pair, read_pairs, read_rows, write_pairs

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
PAIRS = st.lists(st.builds(Pair, TEXT, TEXT, TEXT), max_size=8)


def write_lines(path: Path, *lines: bytes) -> Path:
    path.write_bytes(gzip.compress(b"\n".join(lines)))
    return path


@given(PAIRS)
def test_pairs_come_back_as_they_were(pairs: list[Pair]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "deep" / "pairs.jsonl.gz"
        write_pairs(path, pairs)
        assert list(read_pairs(path)) == pairs


def test_the_same_pairs_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "other"):
        write_pairs(tmp_path / name, [Pair("copper", "铜", "mine")])
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"{", "is no JSON"),
        (b"[1]", "is no JSON object"),
        (b'"text"', "is no JSON object"),
        (b"\xff", "is no JSON"),
        (b"[" * 100_000, "is no JSON"),
        (b'{"left": "a", "right": "b"}', "'source' is to be text; the row has left, right"),
        (b'{"left": 1, "right": "b", "source": "c"}', "'left' is to be text"),
        (b'{"left": "' + b"a" * LONGEST_LINE_BYTES + b'"}', "the line is longer than"),
    ],
    ids=["cut", "list", "string", "bytes", "nested", "missing", "number", "long"],
)
def test_a_damaged_line_is_named_by_its_number(line: bytes, said: str, tmp_path: Path) -> None:
    good = b'{"left": "a", "right": "b", "source": "c"}'
    path = write_lines(tmp_path / "pairs.jsonl.gz", good, b"", line, good)
    with pytest.raises(TrainingDataError) as caught:
        list(read_pairs(path))
    assert f"{path}:3" in str(caught.value)
    assert said in str(caught.value)


def test_a_file_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl.gz"
    write_pairs(path, [Pair(str(number), "铜", "mine") for number in range(5000)])
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(TrainingDataError, match="is damaged after line"):
        list(read_rows(path))


def test_a_file_that_is_no_gzip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl.gz"
    path.write_bytes(b'{"left": "a"}')
    with pytest.raises(TrainingDataError, match="is damaged after line 0"):
        list(read_rows(path))


def test_a_missing_file_names_the_option(tmp_path: Path) -> None:
    with pytest.raises(TrainingDataError, match=r"none\.jsonl\.gz is missing; --data names the folder"):
        list(read_rows(tmp_path / "none.jsonl.gz"))


def test_an_unfinished_file_does_not_take_the_place_of_a_whole_one(tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl.gz"
    write_pairs(path, [Pair("copper", "铜", "mine")])

    def break_off() -> list[Pair]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_pairs(path, (pair for pair in break_off()))
    assert list(read_pairs(path)) == [Pair("copper", "铜", "mine")]
