"""The command line: what is missing is named, with the command to type."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tiny_corpus import RECIPE, write_corpus, write_rows
from training.__main__ import main
from training.checkpoints import find_checkpoint


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "recipe.toml").write_text(RECIPE, encoding="utf-8")
    return write_corpus(tmp_path / "data")


def run(command: str, data: Path, *more: str) -> int:
    given = ("--recipe", str(data.parent / "recipe.toml"), "--glossary", str(data / "glossary.tsv"))
    return main([command, "--data", str(data), "--work", str(data.parent / "work"), "--quiet", *given, *more])


@pytest.mark.parametrize(
    ("command", "earlier"),
    [("tokenizer", "prepare"), ("align", "tokenizer"), ("train", "align"), ("evaluate", "train")],
)
def test_a_missing_step_is_named_with_its_command(
    command: str, earlier: str, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(command, data) == 1
    said = capsys.readouterr().err
    assert f"the step '{earlier}' is not done in {data.parent / 'work'}" in said
    assert f"python -m training {earlier} --data {data} --recipe" in said
    assert f"--work {data.parent / 'work'}" in said


def test_a_step_that_was_done_with_other_data_is_to_be_done_again(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("prepare", data) == 0
    write_rows(data / "train" / "terms.jsonl.gz", [{"en": "copper", "zh": "铜", "src": "mine"}])
    assert run("tokenizer", data) == 1
    assert "the step 'prepare' was done" in capsys.readouterr().err


def test_a_step_that_was_done_with_another_recipe_is_to_be_done_again(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("prepare", data) == 0
    changed = RECIPE.replace("longest_passage_chars = 200", "longest_passage_chars = 150")
    (data.parent / "recipe.toml").write_text(changed, encoding="utf-8")
    assert run("tokenizer", data) == 1
    assert "with other settings or data; do it again" in capsys.readouterr().err


def test_a_damaged_line_is_named(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"en": "copper", "zh": "铜", "src": "mine"}, {"en": "iron", "src": "mine"}]
    write_rows(data / "train" / "terms.jsonl.gz", rows)
    assert run("prepare", data) == 1
    said = capsys.readouterr().err
    assert "terms.jsonl.gz:2: 'zh' is to be text; the row has en, src" in said
    assert run("tokenizer", data) == 1, "a step that failed is not done"


def test_a_missing_folder_is_named(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(data / "train")
    assert run("prepare", data) == 1
    assert "--data names the folder that holds it" in capsys.readouterr().err


def test_a_damaged_glossary_is_named(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (data / "glossary.tsv").write_text("# terms\ncopper 铜\n", encoding="utf-8")
    assert run("prepare", data) == 1
    assert "glossary.tsv:2: an entry is an English term, a tab and Chinese terms" in capsys.readouterr().err


def test_the_folder_of_the_encoder_must_be_named(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run("write", data)
    assert "--to DIR" in capsys.readouterr().err


def test_help_loads_nothing_heavy_and_shows_examples() -> None:
    code = (
        "import sys, training.__main__ as it; print(it.make_parser().format_help());"
        "print(sorted(set(sys.modules) & {'torch', 'numpy', 'tokenizers', 'datasets', 'rjieba'}))"
    )
    told = subprocess.run([sys.executable, "-c", code], text=True, capture_output=True, check=True).stdout
    assert "python -m training run --data" in told
    assert told.splitlines()[-1] == "[]"


def test_a_checkpoint_that_was_cut_off_is_passed_over(tmp_path: Path) -> None:
    for step, state in ((90, "{}"), (200, "{}"), (1000, '{"global')):
        folder = tmp_path / f"checkpoint-{step}"
        folder.mkdir()
        (folder / "trainer_state.json").write_text(state, encoding="utf-8")
    assert find_checkpoint(tmp_path) == str(tmp_path / "checkpoint-200")
    assert not (tmp_path / "checkpoint-1000").exists()
    assert find_checkpoint(tmp_path / "none") is None
