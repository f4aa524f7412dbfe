import gzip
import io
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from rich.console import Console

from eval.benchmarks import speed
from eval.benchmarks.encoding_speed import measure_encoding, take_passages


class ScriptedClock:
    """Passes as many seconds in an encoding as the next of some numbers says."""

    name, digest, dimensions = "clock", "0", 1

    def __init__(self, *seconds: float) -> None:
        self.now = 0.0
        self.seconds = list(seconds)
        self.counts: list[int] = []

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.counts.append(len(texts))
        self.now += self.seconds.pop(0)
        return np.zeros((len(texts), 1), dtype=np.float32)

    encode_queries = encode_passages


def test_passages_are_whole_ones_in_their_order() -> None:
    texts = ["甲" * 200 + "乙" * 200 + "丙" * 199, "短", "丁" * 400]
    assert take_passages(texts) == ["甲" * 200, "乙" * 200, "丁" * 200, "丁" * 200]
    assert take_passages(texts, most=3) == ["甲" * 200, "乙" * 200, "丁" * 200]
    assert take_passages(["短"]) == []


def test_the_fastest_run_counts_and_the_one_before_them_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = ScriptedClock(0.5, 4.0, 2.0, 8.0)
    monkeypatch.setattr("eval.benchmarks.encoding_speed.time.perf_counter", lambda: clock.now)
    assert measure_encoding(clock, ["文"] * 30) == 15.0
    assert clock.counts == [4, 30, 30, 30]


def test_nothing_to_encode_is_an_error() -> None:
    with pytest.raises(ValueError, match="no text has 200 characters"):
        measure_encoding(ScriptedClock(), [])


@pytest.mark.parametrize(
    ("texts", "limit", "count"),
    [
        pytest.param(["文" * 450, "字" * 200], 0, 3, id="all"),
        pytest.param(["文" * 450, "字" * 200], 1, 2, id="limited"),
        pytest.param(["短"], 0, 0, id="short news"),
    ],
)
def test_the_speed_benchmark_has_a_row_for_the_news_that_are_long_enough(
    texts: list[str], limit: int, count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    news = tmp_path / "n.jsonl.gz"
    rows = [{"id": str(n), "date": "2023", "text": text} for n, text in enumerate(texts)]
    news.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    monkeypatch.setattr(speed, "measure_encoding", lambda _, passages: float(len(passages)))
    found = list(speed.measure_encoder(news, limit=limit, console=Console(file=io.StringIO())))
    assert [(row.name, row.unit, row.ours, row.yardstick) for row in found] == [
        ("encoding: passages of 200 characters", "passages a second", count, None)
    ] * bool(count)
