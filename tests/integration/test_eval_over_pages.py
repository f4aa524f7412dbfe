"""`python -m eval` over pages of our own, with the real pipeline and nothing faked."""

import json
from pathlib import Path

import pytest

from eval.__main__ import main

FIRST = """青州经开区铜箔项目投产
本刊讯 近日，青州经济技术开发区的铜箔项目正式投产。该项目总投资24.96亿元，占地310亩，
可年产电子铜箔8万吨。青州经济技术开发区管委会负责人表示，将继续延伸铜加工产业链。（林小舟）

白川经开区陶瓷企业订单饱满
本刊讯 今年以来，白川经济技术开发区的日用陶瓷企业订单饱满。园区现有陶瓷企业36家，
产品远销海外。白川经济技术开发区还建起了陶瓷研发中心。（何雨田）
"""
QUESTIONS: list[dict[str, object]] = [
    {"id": "l", "kind": "list", "lang": "en", "question": "Which zones process copper?", "zones": ["青州"],
     "evidence": ["铜加工产业链"]},
    {"id": "n", "kind": "number", "lang": "zh", "question": "白川经开区有多少家陶瓷企业？",
     "answers": [["36"]], "evidence": ["陶瓷企业36家"]},
    {"id": "u", "kind": "unanswerable", "lang": "en", "question": "Who won the 2018 chess championship?"},
]  # fmt: skip
ARTICLES: list[dict[str, object]] = [
    {"source": "p.txt", "zone": "青州", "headline": "青州经开区铜箔项目投产", "byline": "林小舟",
     "first": "近日，青州", "last": "铜加工产业链。"},
    {"source": "p.txt", "zone": "白川", "headline": "白川经开区陶瓷企业订单饱满", "byline": "何雨田",
     "first": "今年以来，白川", "last": "陶瓷研发中心。"},
]  # fmt: skip


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "p.txt").write_text(FIRST, encoding="utf-8")
    return folder


def write_gold(path: Path, rows: list[dict[str, object]]) -> str:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return str(path)


def test_questions_are_answered_and_judged(pages: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    gold = write_gold(tmp_path / "questions.jsonl", QUESTIONS)
    assert main(["--questions", gold, "--pages", str(pages), "--json", str(out)]) == 0
    report = json.loads(out.read_text("utf-8"))
    assert report["evidence_recall@10"] == 1.0
    assert report["number_accuracy"] == 1.0
    assert report["list_recall"] == 1.0
    assert report["right_refusals"] == 1.0
    assert report["wrong_refusals"] == 0.0


def test_articles_are_cut_and_judged(pages: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    gold = write_gold(tmp_path / "articles.jsonl", ARTICLES)
    assert main(["--articles", gold, "--pages", str(pages), "--json", str(out)]) == 0
    report = json.loads(out.read_text("utf-8"))
    assert report["boundary_f1"] == 1.0, report["articles"]
    assert report["zone_accuracy"] == report["headline_accuracy"] == report["byline_accuracy"] == 1.0


def test_a_page_that_is_not_there_is_named(
    pages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gold = write_gold(tmp_path / "articles.jsonl", [{**ARTICLES[0], "source": "none.txt"}])
    assert main(["--articles", gold, "--pages", str(pages)]) == 1
    assert "does not hold none.txt" in capsys.readouterr().err
