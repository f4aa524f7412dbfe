"""The whole way with models of other makers, made on the spot: encoder, reranker and language model."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from index.__main__ import main as index_main
from index.embedding import BUNDLED_NAME
from index.sentence_encoding import load_encoder
from index.store import open_index
from rag.__main__ import main as rag_main
from rag.answers import Answer, TextAdded
from rag.assembling import open_pipeline
from rag.pipeline import Pipeline
from rag.settings import Settings
from tests.small_pages import PAGES
from tests.tiny_models import make_causal_model, make_cross_encoder, make_sentence_model

pytestmark = pytest.mark.models

QUESTION = "运城经开区的铜箔项目达产后可年产多少电子铜箔？"
TRUE = "运城经开区的铜箔项目达产后可年产电子铜箔2.4万吨。[1]"
FALSE = "运城经开区的铜箔项目达产后可年产电子铜箔9.7万吨。[1]"
HALF = "The copper foil project (运城经开区) can make 24,000 tonnes a year. [1]\nIt covers 90 mu. [1]"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module")
def encoder(folder: Path) -> str:
    return str(make_sentence_model(folder))


@pytest.fixture(scope="module")
def reranker(folder: Path) -> str:
    return str(make_cross_encoder(folder / "cross"))


@pytest.fixture(scope="module")
def index_dir(folder: Path, encoder: str) -> Path:
    assert index_main([str(PAGES), "--to", str(folder / "index"), "--encoder", encoder, "--quiet"]) == 0
    return folder / "index"


@pytest.fixture
def opened(index_dir: Path, encoder: str, reranker: str) -> Iterator[Pipeline]:
    pipeline = open_pipeline(Settings(index_dir=index_dir, encoder=encoder, reranker=reranker))
    yield pipeline
    pipeline.index.close()


def answer_with(model: Path, *, index_dir: Path, encoder: str) -> Answer:
    pipeline = open_pipeline(Settings(index_dir=index_dir, encoder=encoder, model=f"hf:{model}"))
    try:
        return pipeline.answer(QUESTION)
    finally:
        pipeline.index.close()


def test_a_real_answer_comes_from_an_index_of_another_encoder(opened: Pipeline) -> None:
    assert opened.resources.encoder.dimensions == opened.index.vectors.dimensions == 32
    answer = opened.answer(QUESTION)
    assert not answer.abstained
    assert "2.4万吨" in answer.citations[0].quote
    assert answer.citations[0].zone == "运城经开区"
    assert opened.answer("哪些开发区发展铜加工？").zones[0].short in {"运城经开区", "垣曲经开区"}


def test_the_second_stage_is_the_one_that_was_named(opened: Pipeline, reranker: str) -> None:
    assert opened.resources.reranker.name == reranker
    best = opened.answer(QUESTION).hits[0]
    again = opened.resources.reranker.score(
        opened.answer(QUESTION).query, _number(best.passage_index), opened.index
    )
    assert best.paths["late"] == pytest.approx(float(again[0]), abs=1e-3)


def test_the_bundled_encoder_is_refused_with_what_to_type(
    index_dir: Path, encoder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rag_main([QUESTION, "--index", str(index_dir)]) == 1
    said = capsys.readouterr().err
    assert f"made with the encoder '{encoder}', not with '{BUNDLED_NAME}'" in said
    assert f"ask with --encoder {encoder} (or ZONEWISE_ENCODER={encoder})" in said
    assert rag_main([QUESTION, "--index", str(index_dir), "--encoder", encoder, "--json"]) == 0
    assert "2.4万吨" in json.loads(capsys.readouterr().out)["text"]


def test_another_encoder_is_refused_by_an_index_of_the_bundled_one(
    small_index_dir: Path, encoder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rag_main([QUESTION, "--index", str(small_index_dir), "--encoder", encoder]) == 1
    assert "ask without --encoder and ZONEWISE_ENCODER" in capsys.readouterr().err


def test_an_index_remembers_its_encoder(
    tmp_path: Path, encoder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    to = str(tmp_path / "index")
    assert index_main([str(PAGES), "--to", to, "--encoder", encoder]) == 0
    assert index_main([str(PAGES), "--to", to]) == 0
    assert "0 new or changed, 3 unchanged" in capsys.readouterr().out
    assert index_main([str(PAGES), "--to", to, "--encoder", BUNDLED_NAME]) == 0
    assert "everything was indexed anew: the encoder" in capsys.readouterr().err
    with open_index(Path(to)) as index:
        assert index.manifest.settings.encoder == BUNDLED_NAME


def test_an_index_whose_encoder_is_gone_says_how_to_go_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    to, gone = str(tmp_path / "index"), make_sentence_model(tmp_path / "gone")
    assert index_main([str(PAGES), "--to", to, "--encoder", str(gone), "--quiet"]) == 0
    load_encoder.cache_clear()
    shutil.rmtree(gone)
    assert index_main([str(PAGES), "--to", to]) == 1
    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith(f"error: there is no folder '{gone}'")
    assert second.startswith(f"the index in {to} was made with it; with --encoder {BUNDLED_NAME}")
    assert index_main([str(PAGES), "--to", to, "--encoder", BUNDLED_NAME, "--quiet"]) == 0


def test_a_local_model_writes_a_real_answer(folder: Path, index_dir: Path, encoder: str) -> None:
    model = make_causal_model(folder / "true", TRUE)
    answer = answer_with(model, index_dir=index_dir, encoder=encoder)
    assert answer.fallback == ""
    (statement,) = answer.statements
    assert statement.verdict == "supported"
    assert statement.citations == (1,)
    assert "可年产电子铜箔2.4万吨" in answer.text
    assert answer.model.endswith(str(model))


def test_what_a_local_model_gets_wrong_is_not_shown_as_right(
    folder: Path, index_dir: Path, encoder: str
) -> None:
    model = make_causal_model(folder / "false", FALSE)
    answer = answer_with(model, index_dir=index_dir, encoder=encoder)
    assert answer.fallback  # nothing of it is left, so the quoted answer stands
    assert "9.7" not in answer.text
    assert "「" in answer.text
    assert "2.4万吨" in answer.text
    writing: dict[str, Any] = dict(answer.trace.stages)["writing"]
    (written,) = writing["statements"]
    assert written["verdict"] == "contradicted"


def test_a_reader_who_leaves_stops_the_local_model(folder: Path, index_dir: Path, encoder: str) -> None:
    model = make_causal_model(folder / "endless", TRUE + "\n", endless=True)
    settings = Settings(index_dir=index_dir, encoder=encoder, model=f"hf:{model}", model_tokens=10_000)
    pipeline = open_pipeline(settings)
    events = pipeline.stream(QUESTION)
    first = next(event for event in events if isinstance(event, TextAdded))
    assert "2.4万吨" in first.text
    chat: Any = pipeline.resources.chat_model
    progress = chat._chat.generator._progress
    events.close()
    for thread in threading.enumerate():
        if thread.name in {"local model", "zonewise-model"}:
            thread.join(60)
            assert not thread.is_alive()
    assert 20 < progress.new_tokens < 2000
    pipeline.index.close()


def test_half_of_an_english_answer_is_struck_out(
    folder: Path, index_dir: Path, encoder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    model = make_causal_model(folder / "half", HALF)
    command = ["How much copper foil can the project in Yuncheng make a year?", "--index", str(index_dir)]
    assert rag_main([*command, "--encoder", encoder, "--model", f"hf:{model}", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    right, wrong = HALF.replace(" [1]", "").split("\n")
    assert f"{right} [1]" in answer["text"]
    assert f"~~{wrong}~~" in answer["text"]


_OFFLINE_PROGRAM = """
import socket, sys

reached = []
socket.socket.connect = lambda self, address: reached.append(address)
socket.getaddrinfo = lambda *arguments, **options: reached.append(arguments)

from index.embedding import load_bundled_encoder
from index.model_folders import ModelFolderError
from index.sentence_encoding import load_encoder
from rag.models.local_models import load_local_model
from rag.reranking import load_reranker
from rag.settings import Settings

def load_all(encoder, reranker, model):
    load_encoder(encoder).encode_queries(["铜"])
    load_reranker(reranker, load_bundled_encoder())
    load_local_model(model, Settings()).invoke("铜")

load_all(*sys.argv[1:])
try:
    load_encoder("Zonewise/not-here")
except ModelFolderError as error:
    print(error)
print("reached", reached)
"""


def test_no_model_reaches_out_even_where_that_is_allowed(folder: Path, encoder: str, reranker: str) -> None:
    model = str(make_causal_model(folder / "any", "铜箔"))
    allowed = {name: value for name, value in os.environ.items() if not name.endswith("_OFFLINE")}
    run = subprocess.run(
        [sys.executable, "-c", _OFFLINE_PROGRAM, encoder, reranker, model],
        text=True,
        capture_output=True,
        check=True,
        env={**allowed, "HF_HOME": str(folder / "hub")},
    )
    assert "hf download Zonewise/not-here" in run.stdout
    assert run.stdout.endswith("reached []\n")
    assert run.stderr == ""


def _number(passage: int) -> NDArray[np.int64]:
    return np.array([passage], dtype=np.int64)
