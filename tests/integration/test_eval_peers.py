"""`python -m eval --peers` over small pages: each pipeline in a process of its own, nothing faked."""

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from eval.__main__ import main
from eval.judging import ask_questions
from eval.peers.makers import OURS
from eval.peers.trials import load_gold, try_ours
from eval.preparing import open_examination
from eval.questions import GoldFileError
from eval.summarising import summarise_questions
from tests.small_pages import PAGES

QUESTIONS: list[dict[str, object]] = [
    {"id": "l1", "kind": "list", "lang": "en", "question": "Which zones process copper?", "split": "fit",
     "zones": ["垣曲", "运城"], "evidence": ["铜加工项目由三泉铜业"]},
    {"id": "l2", "kind": "list", "lang": "zh", "question": "哪些开发区有医药企业？", "split": "test",
     "zones": ["绛县"], "evidence": ["共有医药企业9家"]},
    {"id": "n1", "kind": "number", "lang": "zh", "question": "祁县经开区有多少家玻璃企业？", "split": "test",
     "answers": [["64"]], "evidence": ["全区玻璃企业达到64家"]},
    {"id": "n2", "kind": "number", "lang": "en", "question": "How much is invested in Yuanqu's copper rods?",
     "answers": [["7.4"]], "evidence": ["总投资7.4亿元"], "split": "test"},
    {"id": "u1", "kind": "unanswerable", "lang": "en", "question": "Who won the 2018 chess championship?",
     "split": "fit"},
    {"id": "u2", "kind": "unanswerable", "lang": "zh", "question": "谁赢得了国际象棋冠军？", "split": "test"},
]  # fmt: skip


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    path = tmp_path / "gold.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in QUESTIONS), encoding="utf-8")
    return path


def test_our_row_holds_the_suites_own_figures(gold: Path, small_index_dir: Path) -> None:
    questions = load_gold([gold])
    with open_examination(small_index_dir, {}) as examination:
        outcomes = ask_questions(examination.answerer, questions, judges=examination.judges)
    figures = summarise_questions("gold", outcomes).figures
    trial = try_ours(PAGES, questions)
    assert [row.id for row in trial.rows] == [question.id for question in questions]
    for name in ("evidence_recall@10", "passage_mrr", "passage_ndcg@10", "list_f1", "answer_accuracy"):
        values = [row.metrics[name] for row in trial.rows if name in row.metrics]
        assert sum(values) / len(values) == pytest.approx(figures[name].value), name
        assert len(values) == figures[name].n, name


@pytest.mark.bench
@pytest.mark.skipif(find_spec("langchain_community") is None, reason="the bench extra is not installed")
def test_a_peer_stands_beside_ours(gold: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.json"
    news = tmp_path / "news.jsonl"
    news.write_text(json.dumps({"id": "1", "date": "2023-07-01", "text": "今天下雨。"}) + "\n", "utf-8")
    status = main(
        ["--peers", "langchain-dense", "langchain-bm25", "--questions", str(gold), "--pages", str(PAGES),
         "--distractors", str(news), "--piece-chars", "1000", "--json", str(out)]
    )  # fmt: skip
    assert status == 0
    report: dict[str, Any] = json.loads(out.read_text("utf-8"))
    assert report["files"] == 4
    labels = [OURS, "zonewise, passages only", "langchain-dense 1000", "langchain-bm25 1000"]
    assert list(report["pipelines"]) == labels
    ours, _, dense, blind = report["pipelines"].values()
    # Three short pages and a line of news are four pieces: ten of them hold everything.
    assert dense["pieces"] == 4
    assert dense["questions"]["evidence_recall@10"] == {"l1": 1.0, "l2": 1.0, "n1": 1.0, "n2": 1.0}
    # The page breaks the line within the figure: 6, 4 家. Who reads the piece reads 64.
    assert dense["questions"]["answer_recall@10"] == {"n1": 1.0, "n2": 1.0}
    assert ours["groups"]["all"]["list_f1"]["value"] > dense["groups"]["all"]["list_f1"]["value"]
    # The default tokenizer scores every question 0, so no threshold can part them.
    assert blind["refuses_below"] == {}
    assert all(one["peak_mib"] > 50 for one in (ours, dense, blind))
    assert "langchain-bm25" in capsys.readouterr().out


def test_an_id_that_stands_in_two_files_is_refused(gold: Path) -> None:
    with pytest.raises(GoldFileError, match="'l1' stands twice"):
        load_gold([gold, gold])
