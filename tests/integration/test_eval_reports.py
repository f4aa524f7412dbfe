"""`--report` and `--compare` over pages of our own, with the real pipeline."""

import json
from pathlib import Path

import pytest

from eval.__main__ import main

PAGE = """青州经开区铜箔项目投产
本刊讯 近日，青州经济技术开发区的铜箔项目正式投产。该项目总投资24.96亿元，占地310亩，
可年产电子铜箔8万吨。青州经济技术开发区管委会负责人表示，将继续延伸铜加工产业链。（林小舟）

白川经开区陶瓷企业订单饱满
本刊讯 今年以来，白川经济技术开发区的日用陶瓷企业订单饱满。园区现有陶瓷企业36家，
产品远销海外。白川经济技术开发区还建起了陶瓷研发中心。（何雨田）
"""
QUESTIONS: list[dict[str, object]] = [
    {"id": "list", "kind": "list", "lang": "en", "question": "Which zones process copper?",
     "zones": ["青州"], "evidence": ["铜加工产业链"]},
    {"id": "number", "kind": "number", "lang": "zh", "question": "白川经开区有多少家陶瓷企业？",
     "answers": [["36"]], "evidence": ["陶瓷企业36家"]},
    {"id": "planted", "kind": "number", "lang": "zh", "question": "青州经开区的铜箔项目占地多少亩？",
     "answers": [["999"]], "evidence": ["占地310亩"]},
]  # fmt: skip


@pytest.fixture
def arguments(tmp_path: Path) -> list[str]:
    """Options of a run over the page above."""
    pages, gold = tmp_path / "pages", tmp_path / "mine.jsonl"
    pages.mkdir()
    (pages / "p.txt").write_text(PAGE, encoding="utf-8")
    rows = [json.dumps(row, ensure_ascii=False) for row in QUESTIONS]
    gold.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return ["--questions", str(gold), "--pages", str(pages), "--quiet"]


def test_a_run_leaves_its_report_and_its_page(arguments: list[str], tmp_path: Path) -> None:
    flat = tmp_path / "flat.json"
    assert main([*arguments, "--report", str(tmp_path / "out"), "--json", str(flat)]) == 0
    report = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    suite = report["suites"][0]
    assert json.loads(flat.read_text("utf-8")) == {
        **suite,
        **{name: value for name, value in report.items() if name != "suites"},
    }
    assert suite["pages"] == {"folder": "pages", "pages": 1, "articles": 2}
    failed = [row for row in suite["questions"] if row["answer"]]
    assert [row["id"] for row in failed] == ["planted"]
    assert failed[0]["judged"] == {
        "zones_right": [],
        "zones_wrong": [],
        "zones_missing": [],
        "answers_missing": ["999"],
        "evidence_ranks": [1],
    }
    assert [stage["stage"] for stage in failed[0]["answer"]["trace"]][:2] == ["understanding", "searching"]
    assert "青州经开区的铜箔项目占地多少亩？" in (tmp_path / "out" / "report.html").read_text("utf-8")


def test_a_run_that_refuses_all_is_found_worse(arguments: list[str], tmp_path: Path) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    assert main([*arguments, "--report", str(before)]) == 0
    refuse_all = ["--set", "quote_threshold=1", "--set", "list_threshold=1"]
    assert main([*arguments, *refuse_all, "--report", str(after)]) == 0
    out = tmp_path / "comparison.json"
    reports = [str(folder / "report.json") for folder in (before, after)]
    assert main(["--compare", *reports, "--json", str(out), "--quiet"]) == 0
    suite = json.loads(out.read_text("utf-8"))["suites"][0]
    refused = suite["figures"]["wrong_refusals"]
    assert "number" in refused["worse"]
    assert refused["difference"] == pytest.approx(len(refused["worse"]) / len(QUESTIONS))
    assert suite["newly_failing"]["number"]["reason"] == "refused although the pages say"
    assert suite["newly_passing"] == {}
    settings = json.loads((after / "report.json").read_text("utf-8"))["run"]["settings"]
    assert settings == {"list_threshold": 1.0, "quote_threshold": 1.0}
