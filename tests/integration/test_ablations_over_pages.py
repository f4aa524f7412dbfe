"""`python -m eval --ablate` over small pages: the real pipeline, in processes of their own."""

import json
from multiprocessing import active_children
from pathlib import Path
from typing import Any

import pytest

from eval.__main__ import main
from eval.ablations.asking import AskedQuestion, Task, ask_all, make_tasks
from eval.ablations.variants import NamedModels, list_variants
from eval.questions import GoldQuestion
from tests.small_pages import PAGES, ROWS
from tests.tiny_models import make_cross_encoder, make_sentence_model


def test_the_real_pipeline_in_processes_of_its_own(tmp_path: Path) -> None:
    gold = tmp_path / "mine.jsonl"
    gold.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    out = tmp_path / "out.json"
    arguments = ["--ablate", "zones", "--questions", str(gold), "--pages", str(PAGES), "--jobs", "2"]
    assert main([*arguments, "--json", str(out), "--quiet"]) == 0
    variants = {one["name"]: one for one in json.loads(out.read_text("utf-8"))["variants"]}
    figures: dict[str, Any] = {name: one["groups"]["all"]["figures"] for name, one in variants.items()}
    assert figures["default"]["list_f1"]["value"] == figures["default"]["answer_accuracy"]["value"] == 1.0
    assert (
        figures["default"]["evidence_recall@10"]["value"] == figures["default"]["passage_mrr"]["value"] == 1.0
    )
    assert figures["lists: zones of the 10 hits"]["list_f1"]["value"] < 1.0
    assert figures["lists: zones of the 10 hits"]["answer_accuracy"]["value"] == 1.0


@pytest.mark.models
def test_models_of_other_makers_are_set_against_ours(tmp_path: Path) -> None:
    gold = tmp_path / "mine.jsonl"
    gold.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    encoder = str(make_sentence_model(tmp_path / "encoder"))
    cross = str(make_cross_encoder(tmp_path / "cross"))
    out = tmp_path / "out.json"
    arguments = ["--ablate", "paths", "encoders", "--encoders", encoder, "--reranker", cross, "--jobs", "1"]
    assert (
        main([*arguments, "--questions", str(gold), "--pages", str(PAGES), "--json", str(out), "--quiet"])
        == 0
    )
    variants = {one["name"]: one for one in json.loads(out.read_text("utf-8"))["variants"]}
    assert variants[f"encoder {encoder}"]["encoder"] == encoder
    assert variants[f"fused, reranker {cross}"]["settings"] == {"reranker": cross}
    # Weights by chance rank as chance does; what answers are made of does not rest on them here.
    for name in (f"encoder {encoder}", f"fused, reranker {cross}"):
        ranked = variants[name]["groups"]["all"]["differences"]["passage_mrr"]
        assert (ranked["n"], ranked["value"] <= 0) == (2, True)
    assert variants["default"]["encoder"] == ""


def test_work_that_is_given_up_leaves_no_process(tmp_path: Path) -> None:
    tasks = make_tasks(
        list_variants(["zones"], NamedModels())[0],
        tmp_path,
        {},
        [GoldQuestion("q", "unanswerable", "en", "Who?")],
    )
    before = set(active_children())
    asked = ask_all(tasks * 8, jobs=2, ask=_ask_nothing)
    next(asked)
    assert set(active_children()) - before
    asked.close()  # type: ignore[attr-defined]
    assert set(active_children()) == before


def _ask_nothing(task: Task) -> tuple[AskedQuestion, ...]:
    del task
    return ()
