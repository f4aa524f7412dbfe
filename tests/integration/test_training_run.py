"""An encoder of a tiny corpus, from data to folders: what it answers, and that it is always the same."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.embedding import StaticEncoder, Vectors
from tests.tiny_corpus import RECIPE, split_sentences, write_corpus
from training.__main__ import main

pytestmark = pytest.mark.models
pytest.importorskip("sentence_transformers", reason="needs the extra `training` (sentence-transformers)")
pytest.importorskip("datasets", reason="needs the extra `training` (datasets)")
pytest.importorskip("rjieba", reason="needs the extra `training` (rjieba)")

BREAK_AT_STEP = 85
"""Between two checkpoints."""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("training")
    (folder / "recipe.toml").write_text(RECIPE, encoding="utf-8")
    write_corpus(folder / "data")
    return folder


def list_options(corpus: Path, work: str) -> list[str]:
    data = corpus / "data"
    named = {"--data": data, "--recipe": corpus / "recipe.toml", "--glossary": data / "glossary.tsv"}
    return [*(str(part) for pair in named.items() for part in pair), "--work", str(corpus / work)]


def read_record(corpus: Path, work: str, step: str) -> dict[str, Any]:
    return dict(json.loads((corpus / work / "records" / f"{step}.json").read_text("utf-8")))


@pytest.fixture(scope="module")
def made(corpus: Path) -> Path:
    """The folders of the encoder, from one whole run."""
    to = corpus / "encoder"
    assert main(["run", *list_options(corpus, "work"), "--to", str(to), "--quiet"]) == 0
    return to


def test_a_sentence_finds_its_translation_among_sentences_made_of_the_same_words(made: Path) -> None:
    encoder = StaticEncoder.load(made / "light")
    _, held_out = split_sentences()
    english = encoder.encode_queries([one for one, _ in held_out])
    chinese = encoder.encode_passages([other for _, other in held_out])
    own = np.arange(len(held_out))
    scores = english @ chinese.T
    assert np.mean(scores.argmax(axis=1) == own) >= 0.9
    assert np.mean(scores.argmax(axis=0) == own) >= 0.9


def test_a_word_finds_its_translation(made: Path) -> None:
    encoder = StaticEncoder.load(made / "light")
    chinese = ["桥梁", "仓库", "花园", "铜矿", "钢厂", "老港口", "修缮", "出售"]
    vectors = encoder.encode_passages(chinese)
    for english, expected in (
        ("garden", "花园"),
        ("warehouse", "仓库"),
        ("sold", "出售"),
        ("copper mine", "铜矿"),
    ):
        best = int((encoder.encode_queries([english]) @ vectors.T).argmax())
        assert chinese[best] == expected


def test_both_folders_mean_the_same_and_load_elsewhere(made: Path) -> None:
    from sentence_transformers import SentenceTransformer

    texts = [text for pair in split_sentences()[0] for text in pair][:1000]
    light = StaticEncoder.load(made / "light").encode_passages(texts)
    own = StaticEncoder.load(made / "float").encode_passages(texts)
    elsewhere = SentenceTransformer(str(made / "float"), device="cpu").encode(texts)
    assert float((light * own).sum(axis=1).min()) >= 0.999
    assert float((own * elsewhere).sum(axis=1).min()) >= 0.99999


def test_the_card_names_sources_and_figures(made: Path, corpus: Path) -> None:
    card = (made / "light" / "README.md").read_text("utf-8")
    figures = read_record(corpus, "work", "evaluate")["figures"]
    assert figures["bitext"]["dev_parallel"]["english_to_chinese"] >= 0.9
    assert f"| dev_parallel (30) | {figures['bitext']['dev_parallel']['english_to_chinese']:.3f} |" in card
    assert "| tiny_questions | 540 |" in card
    assert "Apache-2.0" in card
    assert "$" not in card
    assert card == (made / "float" / "README.md").read_text("utf-8")


def test_the_word_table_comes_with_the_encoder(made: Path) -> None:
    from index.word_tables import WORD_TABLE_FILE

    assert (made / "light" / WORD_TABLE_FILE).read_bytes() == (made / "float" / WORD_TABLE_FILE).read_bytes()


def test_what_is_done_is_not_done_again(made: Path, corpus: Path) -> None:
    rows = corpus / "work" / "train" / "rows.npy"
    before = rows.stat().st_mtime_ns
    assert main(["run", *list_options(corpus, "work"), "--to", str(made), "--quiet"]) == 0
    assert rows.stat().st_mtime_ns == before


def train_again(corpus: Path, work: str) -> int:
    for step in ("prepare", "tokenizer", "align"):
        assert main([step, *list_options(corpus, work), "--quiet"]) == 0
    return main(["train", *list_options(corpus, work), "--quiet"])


def load_rows(corpus: Path, work: str) -> Vectors:
    rows: Vectors = np.load(corpus / work / "train" / "rows.npy")
    return rows


def list_checkpoints(corpus: Path, work: str) -> list[str]:
    return sorted(path.name for path in (corpus / work / "train" / "checkpoints").iterdir())


class PowerCutError(Exception):
    """What no code of the project expects."""


def test_the_same_seed_gives_the_same_rows(made: Path, corpus: Path) -> None:
    del made
    assert train_again(corpus, "again") == 0
    assert np.array_equal(load_rows(corpus, "again"), load_rows(corpus, "work"))


def test_a_run_that_broke_off_goes_on_to_the_same_rows(
    made: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del made

    def break_off(step: int, remark: str) -> None:
        del remark
        if step == BREAK_AT_STEP:
            raise PowerCutError

    with monkeypatch.context() as patch:
        patch.setattr("training.reporting._say_nothing", break_off)
        with pytest.raises(PowerCutError):
            train_again(corpus, "broken")
    assert list_checkpoints(corpus, "broken") == ["checkpoint-40", "checkpoint-80"]
    assert not (corpus / "broken" / "train" / "rows.npy").exists()
    steps = follow_steps(corpus, "broken", monkeypatch)
    assert steps[0] == 81
    assert np.array_equal(load_rows(corpus, "broken"), load_rows(corpus, "work"))


def test_ctrl_c_leaves_a_checkpoint_of_that_very_step(
    made: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    del made

    def press_ctrl_c(step: int, remark: str) -> None:
        del remark
        if step == BREAK_AT_STEP:
            signal.raise_signal(signal.SIGINT)

    with monkeypatch.context() as patch:
        patch.setattr("training.reporting._say_nothing", press_ctrl_c)
        assert train_again(corpus, "interrupted") == 130
    assert "interrupted; the same command goes on" in capsys.readouterr().err
    assert f"checkpoint-{BREAK_AT_STEP}" in list_checkpoints(corpus, "interrupted")
    steps = follow_steps(corpus, "interrupted", monkeypatch)
    assert steps[0] == BREAK_AT_STEP + 1
    assert np.array_equal(load_rows(corpus, "interrupted"), load_rows(corpus, "work"))


def follow_steps(corpus: Path, work: str, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Train to the end, and give the steps that were done for it."""
    steps: list[int] = []
    with monkeypatch.context() as patch:
        patch.setattr("training.reporting._say_nothing", lambda step, _: steps.append(step))
        assert main(["train", *list_options(corpus, work), "--quiet"]) == 0
    return steps
