"""Queries, articles and evidence made by hand, for tests of answering."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from index.documents import Article, Dated, Page, Zone
from rag.answers import Citation, Concept, Evidence, Query

GLOSSARY = {
    "copper": ("铜", "铜材"),
    "copper foil": ("铜箔",),
    "rod": ("棒材", "铜杆"),
    "strip": ("带材", "板带"),
    "foil": ("箔", "铜箔"),
    "casting": ("铸造", "铸件"),
    "forging": ("锻造", "锻件"),
    "functional food": ("功能食品",),
    "functional": ("功能",),
    "food": ("食品", "食物"),
    "output value": ("产值", "总产值"),
    "export": ("出口", "外销"),
    "glass": ("玻璃",),
    "project": ("项目", "工程"),
    "company": ("企业", "公司"),
    "invest": ("投资", "投入"),
    "job": ("岗位", "就业"),
    "solar": ("光伏", "太阳能"),
    "LED": ("发光二极管",),
}
QINGQUAN = Zone(
    "青泉经开区", "青泉经济技术开发区", "Qingquan Economic and Technological Development Zone",
    "青州", "Qingzhou", "青泉", "Qingquan",
)  # fmt: skip
LONG_PAGES = (
    Page(
        "a.txt",
        "甲县经开区|铜箔项目投产|2024\n"
        "甲县的车间里机器轰鸣。工人三班倒。"
        "铜箔年产两万吨。铜箔出口海外。"
        "园区修了新路。路边种了树。"
        "食堂换了菜单。菜价便宜。",
    ),
    Page(
        "b.txt",
        "乙市高新区|光伏组件下线|2023\n"
        "光伏组件上午下线。光伏产业链有十家企业。"
        "铜线由外地买来。价格上涨。"
        "学校开学了。学生很多。\n\n"
        "丙县示范区|小米丰收|2022\n"
        "谷子熟了。小米卖到外地。"
        "农户买了铜锣。锣声很响。",
    ),
)


def make_query(question: str = "问", **changes: Any) -> Query:
    """Give a query with no more understood than what `changes` says."""
    return replace(Query(question, question, question, "zh"), **changes)


def make_concept(surface: str, *alternatives: str, **changes: Any) -> Concept:
    """Give a concept that is named by its own words when no others are given."""
    return replace(Concept(surface, alternatives or (surface,), 1.0), **changes)


def make_article(body: str, **changes: Any) -> Article:
    """Give an article whose body is its whole page."""
    places = np.arange(len(body), dtype=np.int32)
    values: dict[str, Any] = {
        "id": "a", "source": "a.txt", "ordinal": 0, "zone": QINGQUAN.short, "headline": "标题",
        "byline": "林小舟", "dateline": "", "published": Dated(2024, 5), "body": body,
        "offsets": np.stack([places, places + 1], axis=1), "page_start": 0, "page_end": len(body),
    }  # fmt: skip
    return Article(**values | changes)


def make_evidence(sentence: str, score: float = 0.9, **changes: Any) -> Evidence:
    """Give a sentence that is an article of its own; `source`, `zone` and the like go to the article."""
    article = make_article(sentence, **changes)
    return Evidence(article, 0, len(sentence), article.zone, score)


def make_citation(text: str, focus: str = "", **changes: Any) -> Citation:
    """Give the citation of a text, with the first `focus` in it marked."""
    at = text.index(focus)
    span = (at, at + len(focus)) if focus else None
    values: dict[str, Any] = {
        "number": 1, "quote": text, "focus": span, "text": text, "text_focus": span, "zone": QINGQUAN.short,
        "headline": "标题", "byline": "林小舟", "published": "2024-05", "source": "a.txt", "start": 0,
        "end": len(text), "article_id": "a", "article_start": 0, "article_end": len(text),
    }  # fmt: skip
    return Citation(**values | changes)
