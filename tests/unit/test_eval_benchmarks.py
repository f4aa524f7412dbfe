import gzip
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from eval.benchmarks.naive_retrieval import build_naive_index, cut_pieces
from eval.benchmarks.speed import Row, read_news, write_pages
from eval.measuring import CommandFailedError, compute_percentile, measure_folder_mib, measure_module
from eval.questions import GoldFileError

ITEMS = [{"id": f"x/{n}", "date": "2023-07-29 23:15", "text": f"新闻{n}"} for n in range(3)]
ITEMS[1]["date"] = "202307/1"


class LetterEncoder:
    """Counts the letters a to d, to unit length."""

    name, digest, dimensions = "letters", "0", 4

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        counts = np.array([[text.count(letter) for letter in "abcd"] for text in texts], dtype=np.float32)
        norms = np.linalg.norm(counts, axis=1, keepdims=True)
        return np.asarray(counts / np.maximum(norms, 1e-9), dtype=np.float32)

    encode_passages = encode_queries


def test_naive_search_gives_the_nearest_pieces_in_order() -> None:
    naive = build_naive_index(["aaab" * 50 + "cccc", "abdd"], LetterEncoder())
    assert naive.pieces == ("aaab" * 50, "cccc", "abdd")
    assert naive.search("ab", k=2) == ["aaab" * 50, "abdd"]
    assert naive.search("c", k=10)[0] == "cccc"


def test_pieces_cover_the_text_without_blank_ones() -> None:
    assert cut_pieces("abcde", length=2) == ["ab", "cd", "e"]
    assert cut_pieces("ab \ncd", length=2) == ["ab", "cd"]


def test_nothing_to_index_is_an_error() -> None:
    with pytest.raises(ValueError, match="at least one page"):
        build_naive_index([" "], LetterEncoder())


@pytest.mark.parametrize("is_zipped", [True, False], ids=["gz", "plain"])
def test_news_become_page_files_beside_the_pages(tmp_path: Path, *, is_zipped: bool) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "own.txt").write_text("甲地", encoding="utf-8")
    lines = "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in ITEMS).encode()
    news = tmp_path / ("n.jsonl.gz" if is_zipped else "n.jsonl")
    news.write_bytes(gzip.compress(lines) if is_zipped else lines)
    assert write_pages(news, pages, tmp_path / "to", limit=2) == 3
    assert sorted(path.name for path in (tmp_path / "to").iterdir()) == [
        "2023-07-29_000000_x_0.txt",
        "202307_1_000001_x_1.txt",
        "own.txt",
    ]
    assert len(list(read_news(news))) == 3


@pytest.mark.parametrize("content", ["{", '{"id": "a"}', "[]"], ids=["not JSON", "without text", "no object"])
def test_wrong_news_are_named(tmp_path: Path, content: str) -> None:
    news = tmp_path / "n.jsonl"
    news.write_text(content, encoding="utf-8")
    with pytest.raises(GoldFileError, match=r"n\.jsonl"):
        list(read_news(news))


def test_cut_off_news_are_named(tmp_path: Path) -> None:
    news = tmp_path / "n.gz"
    news.write_bytes(gzip.compress(json.dumps(ITEMS[0]).encode())[:-12])
    with pytest.raises(GoldFileError, match=r"n\.gz"):
        list(read_news(news))


def test_missing_news_are_named(tmp_path: Path) -> None:
    with pytest.raises(GoldFileError, match="check --news"):
        list(read_news(tmp_path / "none.gz"))


def test_percentiles_are_linear_between_values() -> None:
    assert compute_percentile([4, 1, 2, 3], 50) == 2.5
    assert compute_percentile([0, 10], 95) == pytest.approx(0 + 0.95 * 10)


def test_ratio_needs_a_yardstick() -> None:
    assert Row("a", "s", 3.0, 2.0).ratio == 3.0 / 2.0
    assert Row("a", "s", 3.0).ratio is None
    assert Row("a", "s", 3.0, 0.0).ratio is None


def test_a_module_is_measured_in_its_own_process() -> None:
    measured = measure_module(["this"], timeout_s=60)
    assert "Beautiful is better than ugly." in measured.output
    assert 0 < measured.seconds < 60
    assert 1 < measured.peak_mib < 500


@pytest.mark.parametrize(
    ("own", "imports", "told"),
    [
        pytest.param(None, "", "None", id="none set"),
        pytest.param("3", "", "3", id="set"),
        pytest.param(None, "import eval", "1", id="none set, in an evaluation"),
        pytest.param("3", "import eval", "3", id="set, in an evaluation"),
    ],
)
def test_evaluating_multiplies_with_one_thread_and_what_is_measured_as_its_user_does(
    own: str | None, imports: str, told: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "telling_threads.py").write_text(
        f"import os\n{imports}\nprint(os.environ.get('OPENBLAS_NUM_THREADS'))", "utf-8"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    monkeypatch.setattr("eval.measuring.OWN_BLAS_THREADS", own)
    assert measure_module(["telling_threads"], timeout_s=60).output.strip() == told


def test_a_failing_command_says_why() -> None:
    with pytest.raises(CommandFailedError, match="No module named no_such_module"):
        measure_module(["no_such_module"], timeout_s=60)
    assert measure_module(["no_such_module"], timeout_s=60, accepted=frozenset({1})).output == ""


def test_a_command_that_does_not_end_is_ended() -> None:
    with pytest.raises(CommandFailedError, match="longer than 0 s"):
        measure_module(["http.server", "--bind", "127.0.0.1", "0"], timeout_s=0.05)


def test_folder_size_counts_files_below(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b").write_bytes(b"x" * 2**20)
    (tmp_path / "c").write_bytes(b"x" * 2**19)
    assert measure_folder_mib(tmp_path) == 1.5
