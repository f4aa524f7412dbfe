"""The sample that ships: its faults are all there, and every gold answer stands on its pages."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "sample" / "pages"
DATA = ROOT / "eval" / "data"
ARTICLES, QUESTIONS, NEAR_MISSES = "sample_articles", "sample_questions", "sample_near_misses"

ZONE_LINE = re.compile(r"[一-鿿]{2,4}(经济(技术)?开发区|高新技术产业开发区|现代农业产业示范区|经开区)")
DATELINE = re.compile(r"(本刊讯|本报讯|科学导报讯)(（记者[一-鿿]+）)?$")
CITY_WITH_TWO_ZONES = re.compile("(长治|太原)(经开区|高新区)")
MISREAD_NAMES = (("鹤盛", "鹊盛"), ("飞驰", "飞弛"), ("晋重煤机", "普重煤机"))
IN_TEXT_FAULTS = {
    "characters doubled by OCR": "京津津冀|长三三角|高质量量|发发展",
    "right doubles": "产业链链长|天津津[成南]|人人|欣欣向荣",
    "sup tags": "<sup>2</sup>",
    "full-width digits": "[０-９]+",
    "full-width percent": "％",
    "half-width percent": "%",
    "spaces inside numbers": r"\d [亿万]",
    "spaced slash": "吨 / 年",
    "spaced-out characters": "(?:[一-鿿] ){2}[一-鿿]",
}


@cache
def read_pages() -> dict[str, tuple[str, str]]:
    """Give each page's text and encoding by its file name; trial decoding keeps this test on its own feet."""
    found = {}
    for path in sorted(PAGES.iterdir()):
        data = path.read_bytes()
        try:
            found[path.name] = (data.decode("utf-8"), "utf-8")
        except UnicodeDecodeError:
            found[path.name] = (data.decode("gb18030"), "gb18030")
    return found


@cache
def read_gold(name: str) -> list[dict[str, Any]]:
    lines = (DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


@cache
def find_spans() -> list[tuple[dict[str, Any], int, int]]:
    """Give each gold article with its body's `[start, end)` on the squeezed page, in order."""
    spans = []
    for source, (text, _) in read_pages().items():
        page, position = squeeze(text), 0
        for article in read_gold(ARTICLES):
            if article["source"] != source:
                continue
            start = page.find(article["first"], position)
            assert start >= 0, f"{source}: {article['first']} does not follow what came before"
            end = page.find(article["last"], start)
            assert end >= 0, f"{source}: {article['last']} does not follow {article['first']}"
            position = end + len(article["last"])
            spans.append((article, start, position))
    return spans


def find_surroundings() -> list[tuple[dict[str, Any], str, str, str]]:
    """Give each article with the squeezed text before it (since the last one), its body, and what follows."""
    spans, found = find_spans(), []
    for number, (article, start, end) in enumerate(spans):
        page = squeeze(read_pages()[article["source"]][0])
        same_before = number > 0 and spans[number - 1][0]["source"] == article["source"]
        same_after = number + 1 < len(spans) and spans[number + 1][0]["source"] == article["source"]
        before = page[spans[number - 1][2] if same_before else 0 : start]
        after = page[end : spans[number + 1][1] if same_after else len(page)]
        found.append((article, before, page[start:end], after))
    return found


def test_the_sample_is_large_and_varied() -> None:
    articles = read_gold(ARTICLES)
    assert len(read_pages()) >= 14
    assert len(articles) >= 50
    assert len({article["zone"] for article in articles}) >= 30
    pages_of_zone: dict[str, set[str]] = {}
    for article in articles:
        pages_of_zone.setdefault(article["zone"], set()).add(article["source"])
    assert sum(len(pages) >= 2 for pages in pages_of_zone.values()) >= 10
    assert {article["source"] for article in articles} == set(read_pages())


def test_page_names_are_dated_and_neutral() -> None:
    dated = [name for name in read_pages() if re.match(r"20(22|23|24)-\d\d-\d\d_", name)]
    assert len(dated) >= 3
    assert len(read_pages()) - len(dated) >= 3
    assert {Path(name).suffix for name in read_pages()} == {".txt", ".md"}


def test_encodings_are_mixed() -> None:
    counts = Counter(encoding for _, encoding in read_pages().values())
    assert counts["gb18030"] == 2
    assert counts["utf-8"] >= 10


@pytest.mark.parametrize("pattern", IN_TEXT_FAULTS.values(), ids=IN_TEXT_FAULTS.keys())
def test_each_fault_in_the_text_stands_three_times(pattern: str) -> None:
    assert sum(len(re.findall(pattern, text)) for text, _ in read_pages().values()) >= 3


@pytest.mark.parametrize(("right", "wrong"), MISREAD_NAMES, ids=["raptor", "lorry", "miner"])
def test_names_are_misread_beside_their_right_form(right: str, wrong: str) -> None:
    assert any(right in text and wrong in text for text, _ in read_pages().values())


def describe_lines(text: str) -> str:
    """Say how a page's lines are laid out: `whole`, `cut`, or `cut and double-spaced`."""
    lines = text.split("\n")
    full = [line for line in lines if len(line) >= 12]
    if median(len(line) for line in full) > 40:
        return "whole"
    followed = sum(not after for line, after in pairwise(lines) if len(line) >= 12)
    return "cut and double-spaced" if followed > 0.7 * len(full) else "cut"


def measure_width(line: str) -> float:
    """Count the character cells of a line as print does: half-width characters take half a cell."""
    return sum(0.5 if ord(character) < 128 else 1 for character in line)


def test_pages_have_every_layout() -> None:
    counts = Counter(describe_lines(text) for text, _ in read_pages().values())
    assert min(counts["whole"], counts["cut"], counts["cut and double-spaced"]) >= 3


def test_cut_lines_are_17_to_20_characters_wide() -> None:
    widths = set()
    for text, _ in read_pages().values():
        if describe_lines(text) != "whole":
            widths.add(round(median(measure_width(line) for line in text.split("\n") if len(line) >= 12)))
    assert {17, 18, 19, 20} <= widths
    assert widths <= {17, 18, 19, 20}


def test_headlines_stand_before_and_after() -> None:
    counts: Counter[str] = Counter()
    for article, before, _, after in find_surroundings():
        counts["before"] += article["headline"] in before
        counts["after"] += article["headline"] in after
        assert article["headline"] in before + after, article
    assert min(counts["before"], counts["after"]) >= 20


def test_headlines_are_split_and_zones_stand_on_lines_of_their_own() -> None:
    split = sum(
        article["headline"] not in re.sub(r"[ \u3000]", "", read_pages()[article["source"]][0])
        for article in read_gold(ARTICLES)
    )
    zone_lines = sum(
        bool(ZONE_LINE.fullmatch(line)) for text, _ in read_pages().values() for line in text.split("\n")
    )
    assert split >= 3
    assert zone_lines >= 50


def test_datelines_are_there_and_absent() -> None:
    counts: Counter[str] = Counter()
    for _, before, _, _ in find_surroundings():
        match = DATELINE.search(before)
        counts[match[1] if match else "none"] += 1
    assert min(counts[kind] for kind in ("本刊讯", "本报讯", "科学导报讯", "none")) >= 3


def describe_byline(byline: str, before: str, after: str) -> str:
    square = before.endswith("■" + byline) or bool(re.search(f"■{byline}({DATELINE.pattern[:-1]})?$", before))
    square = square or f"■{byline}" in after[:60]
    brackets = after.startswith(f"（{byline}）")
    if square:
        return "twice" if brackets else "under the headline"
    if brackets:
        return "brackets"
    return "bare" if after.startswith(byline) else "dateline"


def test_bylines_stand_in_every_way() -> None:
    counts = Counter(
        describe_byline(squeeze(article["byline"]), before, after)
        for article, before, _, after in find_surroundings()
    )
    assert min(counts[way] for way in ("brackets", "bare", "under the headline", "twice")) >= 3
    assert counts["dateline"] == 2


def test_years_must_be_settled_from_the_page() -> None:
    unsettled = [
        body for _, _, body, _ in find_surroundings() if "今年" in body and not re.search("20[12][0-9]", body)
    ]
    assert len(unsettled) >= 3
    assert sum(bool(re.search(r"今年1-\d+月", body)) for _, _, body, _ in find_surroundings()) >= 3


def test_zones_go_by_many_names() -> None:
    several = 0
    for article, _, body, _ in find_surroundings():
        place = re.sub("(经开区|高新区)$", "", article["zone"])
        ends = ("经济技术开发区", "经济开发区", "经开区", "高新技术产业开发区", "高新区", "示范区", "开发区")
        several += sum(f"{place}{end}" in body for end in ends) + ("该区" in body) >= 2
    assert several >= 20


def test_two_zones_of_one_city_are_told_apart() -> None:
    zones = {article["zone"] for article in read_gold(ARTICLES)}
    assert {"长治经开区", "长治高新区", "上党", "太原经开区", "太原高新区"} <= zones
    assert not {"长治", "太原"} & zones


def find_zones(evidence: str) -> set[str]:
    """Give the zones of the articles on which the evidence stands, headlines and bylines included."""
    return {
        article["zone"]
        for article, before, body, after in find_surroundings()
        if evidence in body or (evidence == article["byline"] and evidence in before + after)
    }


ANSWERED = [question for question in read_gold(QUESTIONS) if question["kind"] != "unanswerable"]


@pytest.mark.parametrize("question", ANSWERED, ids=[question["id"] for question in ANSWERED])
def test_gold_answers_stand_on_the_pages(question: dict[str, Any]) -> None:
    known = {article["zone"] for article in read_gold(ARTICLES)}
    assert question["zones"]
    assert set(question["zones"]) | set(question["optional_zones"]) <= known
    assert not set(question["zones"]) & set(question["optional_zones"])
    covered: set[str] = set()
    for evidence in question["evidence"]:
        assert 3 <= len(evidence) <= 14
        zones = find_zones(evidence)
        assert zones & set(question["zones"]), f"{evidence} stands in {zones or 'no article'}"
        covered |= zones
    assert set(question["zones"]) <= covered
    bodies = [body for article, _, body, _ in find_surroundings() if article["zone"] in question["zones"]]
    bylines = [article["byline"] for article in read_gold(ARTICLES)]
    for alternatives in question["answers"]:
        assert any(answer in text for answer in alternatives for text in bodies + bylines), alternatives


def test_questions_are_many_and_balanced() -> None:
    questions = read_gold(QUESTIONS)
    kinds = Counter(question["kind"] for question in questions)
    languages = Counter(question["lang"] for question in questions)
    assert len(questions) >= 120
    assert kinds["list"] >= 44
    assert kinds["unanswerable"] >= 15
    assert set(kinds) == {"list", "number", "fact", "compare", "unanswerable"}
    assert abs(languages["en"] - languages["zh"]) <= 0.1 * len(questions)


def test_lists_are_halved_by_industry() -> None:
    splits: dict[str, set[str]] = {}
    for question in read_gold(QUESTIONS):
        if question["kind"] == "list":
            splits.setdefault(question["industry"], set()).add(question["split"])
    assert all(len(split) == 1 for split in splits.values())
    counts = Counter(next(iter(split)) for split in splits.values())
    assert set(counts) == {"fit", "test"}
    assert abs(counts["fit"] - counts["test"]) <= 2
    assert splits["copper"] == {"test"}


def test_near_misses_are_of_both_languages_and_say_why() -> None:
    near_misses = read_gold(NEAR_MISSES)
    assert len(near_misses) >= 40
    assert all(question["why"] for question in near_misses)
    assert min(Counter(question["lang"] for question in near_misses).values()) >= 18
    assert min(Counter(question["split"] for question in near_misses).values()) >= 20


def test_ids_are_unique_and_refusals_have_no_gold() -> None:
    questions = read_gold(QUESTIONS) + read_gold(NEAR_MISSES)
    assert len({question["id"] for question in questions}) == len(questions)
    assert len({question["question"] for question in questions}) == len(questions)
    for question in questions:
        if question["kind"] == "unanswerable":
            fields = ("zones", "answers", "evidence", "optional_zones")
            assert not any(question[field] for field in fields)


def test_the_copper_question_has_answers_and_hard_negatives() -> None:
    [gold] = [question for question in read_gold(QUESTIONS) if "copper processing" in question["question"]]
    mentioning = {article["zone"] for article, _, body, _ in find_surroundings() if "铜" in body}
    assert set(gold["zones"]) == {"垣曲", "侯马", "绛县"}
    assert len(mentioning - set(gold["zones"])) >= 2
