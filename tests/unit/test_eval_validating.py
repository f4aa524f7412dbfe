"""Each kind of fault that may stand in gold is planted in rows that are right, and must be found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval.checking.statements import CitedPages
from eval.validating.command import list_committed_gold
from eval.validating.findings import Finding
from eval.validating.reading_gold import read_gold
from eval.validating.searching_pages import GoldPages, read_gold_pages
from eval.validating.validating import Validation, validate_gold
from rag.settings import SAMPLE_PAGES

NUMBER = {
    "id": "n",
    "kind": "number",
    "lang": "en",
    "question": "How much is being invested in the copper rod project in Jiangxian?",
    "zones": ["绛县"],
    "answers": [["7.8"]],
    "evidence": ["总投资7.8亿元的华荣"],
}
LIST = {
    "id": "l",
    "kind": "list",
    "lang": "zh",
    "question": "哪些开发区发展铜加工？",
    "zones": ["垣曲", "侯马", "绛县"],
    "evidence": ["铜线缆和铜排深加工", "年产铜板带5万吨", "电工铜杆项目"],
}
NONE = {
    "id": "u",
    "kind": "unanswerable",
    "lang": "en",
    "question": "Who won the 2018 World Cup?",
    "why": "no page is about football",
}
COMPARE = {
    "id": "c",
    "kind": "compare",
    "lang": "en",
    "question": "Who makes more coke, Qinyuan or Hejin?",
    "zones": ["沁源", "河津"],
    "answers": [["480"], ["560"], ["河津", "Hejin"]],
    "evidence": ["年产焦炭480万吨", "年产焦炭560万吨"],
}
FIRST = {
    "source": "2022-07-12_02.txt",
    "zone": "闻喜",
    "headline": "镁产业向“轻”而行百亿集群加速成型",
    "byline": "裴春雨",
    "first": "闻喜经济技术开发区把",
    "last": "镁合金精深加工基地。",
}
SECOND = {
    "source": "2022-07-12_02.txt",
    "zone": "绛县",
    "headline": "电工铜杆项目开工铜材加工补上关键一环",
    "byline": "史文博",
    "first": "6月28日，总投资7",
    "last": "、漆包线等下游企业。",
}
STATEMENT = {
    "id": "s",
    "lang": "en",
    "statement": "Magnesium is the industry that Wenxi nurtures above all others.",
    "source": "2022-07-12_02.txt",
    "sentence": "闻喜经济技术开发区把镁基新材料列为头号产业来培育。",
    "zone": "闻喜经开区",
    "label": "right",
    "kind": "none",
}


@pytest.fixture(scope="module")
def pages() -> GoldPages:
    return read_gold_pages(SAMPLE_PAGES)[0]


def validate(pages: GoldPages, folder: Path, *files: list[Any]) -> Validation:
    paths = []
    for number, rows in enumerate(files):
        path = folder / f"gold-{number}.jsonl"
        lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        paths.append(path)
    return validate_gold(read_gold(paths), pages, cited=lambda: CitedPages(SAMPLE_PAGES))


def tell(findings: tuple[Finding, ...]) -> list[tuple[str, int, str]]:
    return [("error" if one.is_error else "warning", one.place.line, one.fault.field) for one in findings]


def test_rows_that_are_right_have_no_finding(pages: GoldPages, tmp_path: Path) -> None:
    validation = validate(pages, tmp_path, [NUMBER, LIST, NONE, COMPARE], [FIRST, SECOND], [STATEMENT])
    assert list(map(str, validation.findings)) == []
    assert validation.counts == {"questions": 4, "articles": 2, "statements": 1}


def test_all_committed_gold_is_borne_out(pages: GoldPages) -> None:
    read = read_gold(list_committed_gold())
    validation = validate_gold(read, pages, cited=lambda: CitedPages(SAMPLE_PAGES))
    assert list(map(str, validation.errors)) == []
    assert validation.counts["questions"] >= 150


@pytest.mark.parametrize(
    ("row", "change", "severity", "field", "message"),
    [
        pytest.param(
            NUMBER, {"evidence": ["总投资7.9亿元的华荣"]}, "error", "evidence",
            "stands on no page; its first 5 characters do, '总投资7.'", id="evidence on no page",
        ),
        pytest.param(
            NUMBER, {"evidence": ["总投资7.8亿元的华荣", "6月28日"], "zones": []}, "", "", "", id="two",
        ),
        pytest.param(
            NUMBER, {"question": "垣曲抽水蓄能电站总投资多少？", "lang": "zh", "zones": ["垣曲"],
                     "answers": [["96"]], "evidence": ["总投资96亿元"]},
            "warning", "evidence", "stands 2 times, in 2 articles", id="ambiguous",
        ),
        pytest.param(NUMBER, {"evidence": []}, "warning", "evidence", "there is none", id="no evidence"),
        pytest.param(
            NUMBER, {"evidence": ["破土动工。项目占地132亩"], "answers": [["132"]]},
            "warning", "evidence", "over the end of a sentence", id="evidence of two sentences",
        ),
        pytest.param(
            NUMBER, {"answers": [["8.7"]]}, "error", "answers", "no article with the evidence says '8.7'",
            id="wrong figure",
        ),
        pytest.param(
            NUMBER, {"answers": [["7.8"], ["133"]]}, "error", "answers", "says '133'", id="one group wrong",
        ),
        pytest.param(
            NUMBER, {"answers": [["7.8", "880 million"]]}, "warning", "answers", "'880 million'",
            id="one alternative wrong",
        ),
        pytest.param(
            NUMBER, {"answers": [["132"]]}, "warning", "answers", "in no sentence with evidence",
            id="answer beside the evidence",
        ),
        pytest.param(
            COMPARE, {"answers": [["480"], ["480"]]}, "warning", "answers", "two any-of lists are the same",
            id="one group twice",
        ),
        pytest.param(
            NUMBER, {"zones": ["太原"]}, "warning", "zones", "stands in an article about '绛县经开区'",
            id="another zone than the evidence's",
        ),
        pytest.param(
            NUMBER, {"zones": ["绛县", "绛乡"]}, "error", "zones", "'绛乡' is the place or the short name",
            id="unknown zone",
        ),
        pytest.param(
            NUMBER, {"zones": ["绛县经济技术开发区"]}, "error", "zones", "write '绛县经开区' or '绛县'",
            id="a zone by its full name",
        ),
        pytest.param(NUMBER, {"lang": "zh"}, "error", "lang", "reads as 'en'", id="language"),
        pytest.param(
            NUMBER, {"lang": "en", "question": "谁是 CEO of 华荣?"}, "warning", "lang", "reads as 'zh'",
            id="mixed language",
        ),
        pytest.param(
            NUMBER, {"before": ["And that?", NUMBER["question"]]}, "error", "before", "among those before it",
            id="asked before itself",
        ),
        pytest.param(NUMBER, {"trait": ["time"]}, "warning", "trait", "write 'traits'", id="slip in a field"),
        pytest.param(
            NUMBER, {"traits": ["conversions"]}, "warning", "traits", "write 'conversion'", id="slip",
        ),
        pytest.param(
            LIST, {"zones": ["垣曲", "侯马", "绛县", "孝义"]}, "error", "zones", "about '孝义'",
            id="a zone that nothing bears out",
        ),
        pytest.param(
            LIST, {"zones": ["垣曲", "绛县"]}, "error", "zones", "about '侯马经开区', which is neither",
            id="a zone forgotten",
        ),
        pytest.param(
            LIST, {"zones": ["垣曲", "绛县"], "optional_zones": ["侯马"]}, "", "", "", id="an optional zone",
        ),
        pytest.param(
            LIST, {"optional_zones": ["侯马"]}, "error", "optional_zones", "is wanted, too", id="both",
        ),
        pytest.param(
            LIST, {"question": "哪些开发区造重卡？", "zones": ["长治"], "evidence": ["销售纯电动重卡"]},
            "warning", "zones", "has 2 zones on these pages", id="a place of two zones",
        ),
        pytest.param(NONE, {"why": ""}, "warning", "why", "nothing says why", id="no reason"),
        pytest.param(NONE, {"evidence": ["6月28日"]}, "error", "evidence", "and yet has", id="yet evidence"),
        pytest.param(NONE, {"answers": [["7.8"]]}, "error", "row", "and yet has answers", id="yet answers"),
        pytest.param(
            COMPARE, {"answers": [["480"], ["560"], ["both alike"]]}, "warning", "answers", "'both alike'",
            id="a verdict that stands nowhere",
        ),
        pytest.param(
            COMPARE, {"answers": [["480"], ["560"], ["孝义"]]}, "warning", "answers", "'孝义'",
            id="a winner that was not compared",
        ),
    ],
)  # fmt: skip
def test_a_fault_in_a_question_is_found(
    *, pages: GoldPages, tmp_path: Path, row: dict[str, Any], change: dict[str, Any],
    severity: str, field: str, message: str,
) -> None:  # fmt: skip
    validation = validate(pages, tmp_path, [{**row, **change}])
    assert tell(validation.findings) == ([(severity, 1, field)] if severity else [])
    assert message in "".join(map(str, validation.findings))


@pytest.mark.parametrize(
    ("question", "answer", "evidence"),
    [
        ("How many hectares does the copper rod project take?", "8.8", "项目占地132亩"),
        ("How much land does the copper rod project take?", "8.8 hectares", "项目占地132亩"),
        ("How much is invested in the copper rod project?", "780 million yuan", "总投资7.8亿元的华荣"),
        ("How many million yuan are invested in the copper rod project?", "780", "总投资7.8亿元的华荣"),
        ("How many tonnes of magnesium products did Wenxi make?", "96,000", "达到9.6万吨"),
        ("When does it go into production?", "October 2023", "2023年10月底投产"),
        ("Who is the chief engineer of Jinhui?", "Wei Guodong", "总工程师卫国栋"),
        ("Who is the chief engineer of Jinhui?", "Guodong Wei", "总工程师卫国栋"),
        ("Which zone did the delegation visit?", "Houma Economic Development Zone", "前往侯马经济开发区"),
        ("Which institute takes part?", "Institute of Coal Chemistry", "山西煤炭化学研究所"),
        ("In which year was it approved?", "2023", "去年3月获批设立"),
        ("When was it approved?", "March 2023", "去年3月获批设立"),
    ],
)
def test_an_answer_in_other_words_is_borne_out(
    pages: GoldPages, tmp_path: Path, question: str, answer: str, evidence: str
) -> None:
    row = {"id": "o", "kind": "fact", "lang": "en", "question": question, "answers": [[answer]]}
    validation = validate(pages, tmp_path, [{**row, "evidence": [evidence]}])
    assert list(map(str, validation.findings)) == []


@pytest.mark.parametrize(
    ("answer", "evidence"),
    [
        ("8.9 hectares", "项目占地132亩"),
        ("78 million yuan", "总投资7.8亿元的华荣"),
        ("780 million dollars", "总投资7.8亿元的华荣"),
        ("960,000", "达到9.6万吨"),
        ("November 2023", "2023年10月底投产"),
        ("Wei Guoqiang", "总工程师卫国栋"),
        ("Xiaoyi", "前往侯马经济开发区"),
        ("2021", "去年3月获批设立"),
        ("March 2021", "去年3月获批设立"),
        ("7.8亿元 of loans", "总投资7.8亿元的华荣"),
    ],
)
def test_an_answer_that_is_not_the_pages_is_an_error(
    pages: GoldPages, tmp_path: Path, answer: str, evidence: str
) -> None:
    row = {"id": "o", "kind": "fact", "lang": "en", "question": "What is it?", "answers": [[answer]]}
    validation = validate(pages, tmp_path, [{**row, "evidence": [evidence]}])
    assert tell(validation.findings) == [("error", 1, "answers")]


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        pytest.param({"source": "none.txt"}, "source", "no page 'none.txt'", id="page"),
        pytest.param({"zone": "闻乡"}, "zone", "of no zone", id="unknown zone"),
        pytest.param({"zone": "高平"}, "zone", "nowhere names '高平'", id="a zone of other pages"),
        pytest.param({"headline": "镁产业退场"}, "headline", "does not stand on", id="headline"),
        pytest.param({"byline": "裴春雨 王大山"}, "byline", "'王大山' does not stand", id="byline"),
        pytest.param({"first": "闻喜高新技术产业开"}, "first", "does not stand on", id="first"),
        pytest.param({"last": "没有这句话。"}, "last", "does not stand on", id="last"),
        pytest.param(
            {"first": FIRST["last"], "last": FIRST["first"]}, "last", "does not stand behind",
            id="the wrong way round",
        ),
    ],
)  # fmt: skip
def test_a_fault_in_an_article_is_found(
    pages: GoldPages, tmp_path: Path, change: dict[str, Any], field: str, message: str
) -> None:
    validation = validate(pages, tmp_path, [SECOND, {**FIRST, **change}])
    assert tell(validation.findings) == [("error", 2, field)]
    assert message in str(validation.findings[0])


def test_articles_that_overlap_are_found(pages: GoldPages, tmp_path: Path) -> None:
    validation = validate(pages, tmp_path, [{**FIRST, "last": SECOND["last"]}, SECOND])
    assert tell(validation.findings) == [("error", 2, "first")]
    assert "before the one at" in str(validation.findings[0])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param({"sentence": "闻喜把铜列为头号产业。"}, "no article", id="sentence"),
        pytest.param({"zone": "垣曲"}, "the sentence is of 闻喜经开区, not '垣曲'", id="zone"),
        pytest.param({"source": "none.txt"}, "has no page 'none.txt'", id="page"),
    ],
)
def test_a_fault_in_a_statement_is_found(
    pages: GoldPages, tmp_path: Path, change: dict[str, Any], message: str
) -> None:
    validation = validate(pages, tmp_path, [STATEMENT, {**STATEMENT, "id": "t", **change}])
    assert tell(validation.findings) == [("error", 2, "sentence")]
    assert message in str(validation.findings[0])


def test_every_row_that_cannot_be_read_is_told_and_stops_no_other(pages: GoldPages, tmp_path: Path) -> None:
    rows = ["{", {"id": "x"}, {**NUMBER, "answers": []}, "", {**NUMBER, "answers": [["8.7"]]}]
    validation = validate(pages, tmp_path, rows)
    assert tell(validation.findings) == [
        ("error", 1, "row"), ("error", 2, "row"), ("error", 3, "row"), ("error", 5, "answers"),
    ]  # fmt: skip
    told = list(map(str, validation.findings))
    assert "not JSON" in told[0]
    assert "cannot tell what this row is" in told[1]
    assert "n has no answers; give at least one any-of list" in told[2]


def test_files_that_cannot_be_read_or_are_empty_are_told(pages: GoldPages, tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("\n", encoding="utf-8")
    read = read_gold([tmp_path / "none.jsonl", tmp_path / "empty.jsonl"])
    validation = validate_gold(read, pages, cited=lambda: CitedPages(SAMPLE_PAGES))
    assert [one.fault.problem.split(" (")[0] for one in validation.findings] == [
        "holds no row", "cannot be read as UTF-8 text",
    ]  # fmt: skip
    assert all(one.is_error for one in validation.findings)


def test_ids_that_stand_twice(pages: GoldPages, tmp_path: Path) -> None:
    other = {**NONE, "id": "n"}
    assert tell(validate(pages, tmp_path, [NUMBER, other]).findings) == [("error", 2, "id")]
    across = validate(pages, tmp_path, [NUMBER], [other], [{**STATEMENT, "id": "n"}])
    assert tell(across.findings) == [("warning", 1, "id")]


def test_questions_that_are_asked_twice(pages: GoldPages, tmp_path: Path) -> None:
    same = {
        **NUMBER,
        "id": "m",
        "question": "how much is being invested in the copper rod project in Jiangxian",
    }
    assert tell(validate(pages, tmp_path, [NUMBER], [same]).findings) == [("warning", 1, "question")]
    other = {**same, "answers": [["132"]], "evidence": ["项目占地132亩"]}
    assert tell(validate(pages, tmp_path, [NUMBER, other]).findings) == [("error", 2, "question")]


def test_a_follow_up_that_leans_on_nothing(pages: GoldPages, tmp_path: Path) -> None:
    follow_up = {**NUMBER, "id": "f", "before": ["What is built in Jiangxian?"]}
    assert tell(validate(pages, tmp_path, [follow_up, NUMBER]).findings) == [("warning", 1, "before")]
    other = {**follow_up, "answers": [["132"]], "evidence": ["项目占地132亩"]}
    assert tell(validate(pages, tmp_path, [other, NUMBER]).findings) == []


def test_an_answer_without_evidence_must_stand_somewhere(pages: GoldPages, tmp_path: Path) -> None:
    rows = [{**NUMBER, "evidence": [], "answers": [["98765"]]}]
    assert tell(validate(pages, tmp_path, rows).findings) == [
        ("warning", 1, "evidence"), ("error", 1, "answers"),
    ]  # fmt: skip
