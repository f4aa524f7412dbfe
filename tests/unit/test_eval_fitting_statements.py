"""Fitting the meaning models: pairs as told, the threshold where it was asked for, the file as it is read."""

from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from eval.checking import fitting_statements
from eval.checking.fitting_command import run_statement_fitting
from eval.checking.fitting_statements import (
    ALLOWED,
    THRESHOLD,
    MeaningPair,
    ParallelRow,
    fit_model,
    format_models,
    is_for_testing,
    make_pairs,
    share_struck,
)
from eval.questions import GoldFileError
from index.lexicon import Lexicon
from rag.checking.measuring_meaning import FEATURES
from rag.checking.verifying_meaning import load_meaning_models

ROWS = (
    ParallelRow("The mill makes paper, and it sells boxes to farms.", "纸厂生产纸张，并把纸箱卖给农场。"),
    ParallelRow("Snow fell on the northern mountains last night.", "昨夜，北部山区下了一场大雪。"),
    ParallelRow("The choir sang old songs, and the hall was full.", "合唱团演唱了老歌，大厅里座无虚席。"),
    ParallelRow("Doctors advise people to drink more water.", "医生建议人们多喝水，少吃盐。"),
    ParallelRow("A new bridge across the river opens in May.", "跨河新桥五月通车，全长两公里。"),
)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_pairs_are_right_of_their_own_sentence_and_wrong_of_others(language: str, lexicon: Lexicon) -> None:
    pairs = list(make_pairs(ROWS, language, lexicon))  # type: ignore[arg-type]
    kinds = {(pair.kind, pair.is_right) for pair in pairs}
    expected = {("whole", True), ("part", True), ("two", True)}
    assert expected | {("nearest", False), ("neighbour", False), ("added", False)} <= kinds
    wholes = [pair for pair in pairs if pair.kind == "whole"]
    assert [pair.sources for pair in wholes] == [(row.zh,) for row in ROWS]
    neighbours = [pair for pair in pairs if pair.kind == "neighbour"]
    assert neighbours[0].sources == (ROWS[1].zh,)
    assert all(len(pair.sources) == 2 for pair in pairs if pair.kind == "two")


def test_english_statements_are_the_translations(lexicon: Lexicon) -> None:
    pairs = list(make_pairs(ROWS, "en", lexicon))
    assert [pair.statement for pair in pairs if pair.kind == "whole"] == [row.en for row in ROWS]
    added = [pair.statement for pair in pairs if pair.kind == "added"]
    assert all(any(statement.startswith(row.en.rstrip(".")) for row in ROWS) for statement in added)


def test_pairs_are_the_same_each_time(lexicon: Lexicon) -> None:
    assert list(make_pairs(ROWS, "zh", lexicon)) == list(make_pairs(ROWS, "zh", lexicon))


def test_every_fourth_block_is_left_out() -> None:
    testing = [row for row in range(320) if is_for_testing(row)]
    assert testing == [*range(120, 160), *range(280, 320)]


def test_the_threshold_strikes_what_was_allowed_of_right_ones() -> None:
    chance = np.random.default_rng(7)
    is_right = np.arange(2000) % 2 == 0
    features = chance.normal(0, 1, (2000, len(FEATURES)))
    features[is_right, 0] += 3
    model = fit_model(features, is_right)
    pairs = [MeaningPair("", (), bool(right), "made") for right in is_right]
    right, wrong = share_struck(pairs, features, model)
    assert right.is_right
    assert right.struck == pytest.approx(ALLOWED, abs=0.002)
    assert wrong.struck > 0.5
    assert model.coefficients["covered"] > 1
    assert min(model.coefficients[name] for name in FEATURES if name != "length") >= 0
    assert model.coefficients["length"] <= 0


def test_the_file_is_read_as_it_is_written(tmp_path: Path) -> None:
    models = load_meaning_models()
    path = tmp_path / "model.toml"
    path.write_text(format_models(models), "utf-8")
    assert load_meaning_models(path) == models
    assert models.threshold == THRESHOLD


def test_fitting_writes_a_model_and_prints_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lexicon: Lexicon
) -> None:
    monkeypatch.setattr(fitting_statements, "_BLOCK", 1)
    rows = "".join(f'{{"en": "{row.en}", "zh": "{row.zh}"}}\n' for row in ROWS * 2)
    (tmp_path / "pairs.jsonl").write_text(rows, "utf-8")
    console = Console(record=True, width=100)
    run_statement_fitting(console, [tmp_path / "pairs.jsonl"], to=tmp_path / "model.toml")
    assert load_meaning_models(tmp_path / "model.toml").encoder == lexicon.encoder.digest
    assert "wrong, neighbour" in console.export_text()


@pytest.mark.parametrize("content", ["", "[]\n", '{"en": "x"}\n'], ids=["empty", "no object", "no zh"])
def test_a_file_without_pairs_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text(content, "utf-8")
    with pytest.raises(GoldFileError, match=r"pairs\.jsonl"):
        run_statement_fitting(Console(quiet=True), [path], to=tmp_path / "model.toml")
