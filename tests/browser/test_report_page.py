"""`report.html` as a reader opens it: from a file, with a planted failure, on a desktop and on a phone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from eval.__main__ import main
from eval.baselines import write_baseline
from eval.gating import Suite
from eval.intervals import Figure
from eval.origins import Origin
from eval.subjects import describe_subjects
from eval.summarising import Summary
from tests.browser.conftest import DESKTOP, PHONE, Visit, measure_overflow

pytestmark = pytest.mark.browser

PAGE = """青州经开区铜箔项目投产
本刊讯 近日，青州经济技术开发区的铜箔项目正式投产。该项目总投资24.96亿元，占地310亩，
可年产电子铜箔8万吨。青州经济技术开发区管委会负责人表示，将继续延伸铜加工产业链。（林小舟）

白川经开区陶瓷企业订单饱满
本刊讯 今年以来，白川经济技术开发区的日用陶瓷企业订单饱满。园区现有陶瓷企业36家，
产品远销海外。白川经济技术开发区还建起了陶瓷研发中心。（何雨田）
"""
EVIL = "<img src=x onerror=\"document.title='taken'\">"
QUESTIONS: list[dict[str, object]] = [
    # Planted: the page says 310 mu, and the gold asks for 999.
    {"id": "planted", "kind": "number", "lang": "zh", "question": "青州经开区的铜箔项目占地多少亩？",
     "answers": [[f"999{EVIL}"]], "evidence": ["占地310亩"]},
    {"id": "right", "kind": "number", "lang": "zh", "question": "白川经开区有多少家陶瓷企业？",
     "answers": [["36"]], "evidence": ["陶瓷企业36家"]},
    {"id": "list", "kind": "list", "lang": "en", "question": "Which zones process copper?",
     "zones": ["青州", "白川"], "evidence": ["铜加工产业链"]},
]  # fmt: skip
CARD = "article[data-suite]"


@pytest.fixture(scope="session")
def report_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a real run over two articles, compared with a baseline in which nothing failed."""
    folder = tmp_path_factory.mktemp("report")
    pages, gold, baseline = folder / "pages", folder / "mine.jsonl", folder / "baseline.json"
    pages.mkdir()
    (pages / "p.txt").write_text(PAGE, encoding="utf-8")
    rows = [json.dumps(row, ensure_ascii=False) for row in QUESTIONS]
    gold.write_text("\n".join(rows) + "\n", encoding="utf-8")
    perfect = Summary("mine", {"all": {"answer_accuracy": Figure(1.0, 2, 0.3, 1.0)}}, {}, {})
    (subject,) = describe_subjects([Suite("questions", gold, pages)])
    origin = Origin("2026-01-02", "abc1234", "zonewise-static-v1")
    write_baseline(baseline, [perfect], origin, {"mine": subject})
    arguments = ["--questions", str(gold), "--pages", str(pages), "--baseline", str(baseline), "--quiet"]
    assert main([*arguments, "--report", str(folder / "out")]) == 5
    return folder / "out" / "report.html"


@contextmanager
def open_file(browser: Browser, path: Path, **options: Any) -> Iterator[Visit]:
    """Open a file of this machine, and keep what it asked for and complained of."""
    context = browser.new_context(**{"viewport": DESKTOP, **options})
    page = context.new_page()
    visit = Visit(page)
    page.on("request", lambda sent: visit.requests.append(sent.url))
    page.on("pageerror", lambda error: visit.problems.append(str(error)))
    page.on("console", lambda said: visit.problems.append(said.text))
    page.goto(path.as_uri())
    yield visit
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_page_asks_for_nothing_says_nothing_and_fits(
    browser: Browser, report_page: Path, viewport: dict[str, int], scheme: str
) -> None:
    with open_file(browser, report_page, viewport=viewport, color_scheme=scheme) as visit:
        visit.page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        assert measure_overflow(visit) <= 0
        assert visit.requests == [report_page.as_uri()]
        assert visit.problems == []
        assert visit.page.title().startswith("Evaluation of ")


def test_the_planted_failure_stands_with_gold_beside_it(browser: Browser, report_page: Path) -> None:
    with open_file(browser, report_page) as visit:
        card = visit.page.locator(CARD).filter(has=visit.page.get_by_text("planted", exact=True))
        assert card.count() == 1
        gold, answer = card.locator(".beside section").all()
        assert f"999{EVIL}" in gold.inner_text(), "shown as it is, not acted on"
        assert "占地310亩 passage 1" in gold.inner_text()
        assert "Answers lacking" in answer.inner_text()
        assert "310亩" in card.locator(".answer").inner_text()
        assert "newly failing: answer_accuracy" in card.locator(".badges").inner_text()
        assert gold.bounding_box()["y"] == answer.bounding_box()["y"]  # type: ignore[index]
        card.locator("summary").press("Enter")
        assert card.get_by_role("columnheader", name="keyword").is_visible()


def test_the_filter_hides_what_is_not_looked_for(browser: Browser, report_page: Path) -> None:
    with open_file(browser, report_page) as visit:
        cards, told = visit.page.locator(CARD), visit.page.locator("#filter output")
        assert told.inner_text() == "2 of 2 shown"
        visit.page.get_by_role("combobox", name="kind").select_option("list")
        assert [card.get_attribute("data-kind") for card in cards.all() if card.is_visible()] == ["list"]
        visit.page.get_by_label("newly failing only").check()
        assert told.inner_text() == "0 of 2 shown"
        visit.page.get_by_role("combobox", name="kind").select_option("")
        assert told.inner_text() == "1 of 2 shown"


def test_the_page_is_whole_without_script(browser: Browser, report_page: Path) -> None:
    with open_file(browser, report_page, java_script_enabled=False) as visit:
        assert visit.page.locator("#filter").is_hidden()
        assert [card.is_visible() for card in visit.page.locator(CARD).all()] == [True, True]
        charts = visit.page.get_by_role("img")
        assert "answer_accuracy: 0.500" in (charts.first.get_attribute("aria-label") or "")
