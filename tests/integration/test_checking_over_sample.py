"""Statements alone against the sample: right ones find their sentence, wrong and invented ones find none.

The statements were written by hand for the check of citations (`eval/data/README.md`); here they come without
the sentence that they are about, and without any text around them: the search has to find it. Those to
develop by are taken, not those held out.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from index.building import build_index
from rag.assembling import load_checker, open_pipeline
from rag.settings import SAMPLE_PAGES, Settings
from rag.texts.checking_texts import check_text, prepare_text

GOLD = Path(__file__).parents[2] / "eval" / "data" / "sample_paraphrases_dev.jsonl"
INVENTED = """
Houma is building an airport.
Yuanqu has a space museum.
Jiangxian makes passenger cars.
Yuncheng is closing its steel works.
Taiyuan High-tech Zone builds submarines.
Changzhi grows tea for export.
Jincheng opened a zoo.
Lüliang makes chocolate.
Datong produces rice wine.
Shuozhou trains pilots.
Wenxi makes shoes.
Linyi keeps an observatory.
Qixian brews beer.
Heshun sells diamonds.
Zhangzi builds ships.
Yangquan's zone cooperates with Oxford University.
Houma's director was dismissed.
Yuanqu's copper mine was flooded.
Jiangxian's copper rod plant burned down.
Taiyuan's zone lost its biggest investor.
The zone in Qinyuan will be merged with Changzhi's.
Yuncheng bans new chemical plants.
Houma exports copper foil to Japan.
Wenxi's magnesium goes into aircraft engines.
Qixian's glass makers are owned by foreigners.
侯马经开区正在建设机场。
垣曲经开区建成航天博物馆。
绛县经开区生产轿车。
运城经开区关停钢铁厂。
太原高新区建造潜艇。
长治高新区种植出口茶叶。
晋城经开区开办动物园。
吕梁经开区生产巧克力。
大同经开区酿造米酒。
朔州经开区培训飞行员。
闻喜经开区生产皮鞋。
祁县经开区酿造啤酒。
和顺经开区销售钻石。
垣曲经开区铜矿被淹。
绛县经开区铜杆厂发生火灾。
侯马经开区向日本出口铜箔。
闻喜经开区的镁用于航空发动机。
""".strip().splitlines()


class SampleCheck:
    """Says whether a statement by itself is borne out by the sample."""

    def __init__(self, index_dir: Path) -> None:
        self.resources = open_pipeline(Settings(index_dir=index_dir)).resources
        self.checker = load_checker(self.resources.gazetteer, self.resources.lexicon)

    def holds(self, statement: str) -> bool:
        checked = list(check_text(prepare_text(statement), self.resources, self.checker))
        return all(item.statement.verdict == "supported" for item in checked)


@pytest.fixture(scope="module")
def check(tmp_path_factory: pytest.TempPathFactory) -> SampleCheck:
    folder = tmp_path_factory.mktemp("sample") / "index"
    build_index(SAMPLE_PAGES, folder)
    return SampleCheck(folder)


def test_hand_written_statements_are_told_apart(check: SampleCheck) -> None:
    asked: Counter[str] = Counter()
    held: Counter[str] = Counter()
    for line in GOLD.read_text("utf-8").splitlines():
        row = json.loads(line)
        asked[row["kind"]] += 1
        held[row["kind"]] += check.holds(row["statement"])
    assert held["none"] / asked["none"] >= 0.8, held
    checked = ("figure", "date", "zone")
    wrong, missed = sum(asked[kind] for kind in checked), sum(held[kind] for kind in checked)
    assert wrong >= 15
    assert missed / wrong <= 0.1, held


PASSED_WRONGLY = ("Yuanqu's copper mine was flooded.", "Wenxi's magnesium goes into aircraft engines.")
"""One word among terms of the trade weighs too little to be missed; see decision 0026."""


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param(statement, marks=pytest.mark.xfail(strict=True, reason="passes the check wrongly"))
        if statement in PASSED_WRONGLY
        else statement
        for statement in INVENTED
    ],
)
def test_what_nobody_wrote_is_found_nowhere(statement: str, check: SampleCheck) -> None:
    assert not check.holds(statement)
