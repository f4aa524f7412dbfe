"""How much more: doubled, 翻一番, 增长一倍 and 100% are one; so are halved, 减半 and by half."""

from __future__ import annotations

import pytest

from rag.answers import Citation
from rag.checking.verifying_figures import find_figure_problems


def stands(statement: str, sentence: str) -> bool:
    size = len(sentence)
    cited = Citation(1, sentence, None, sentence, None, "", "", "", "", "p.txt", 0, size, "a", 0, size)
    return find_figure_problems(statement, [cited]) == []


TWICE = ["发货量增长一倍。", "发货量翻一番。", "发货量同比增长100%。", "发货量增长1倍。"]


@pytest.mark.parametrize(
    "statement",
    [
        "Shipments doubled.",
        "发货量翻了一番。",
        "Shipments grew by 100%.",
        "发货量增长100%。",
        "发货量增长1倍。",
        "Twofold growth.",
    ],
)
@pytest.mark.parametrize(
    "sentence", ["发货量增长一倍。", "发货量翻一番。", "发货量同比增长100%。", "发货量增长1倍。"]
)
def test_twice_as_much(statement: str, sentence: str) -> None:
    assert stands(statement, sentence)


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("Costs were halved.", "成本减半。"),
        ("Costs were cut by half.", "成本下降50%。"),
        ("成本下降一半。", "成本下降50%。"),
        ("Output more than doubled.", "产量增长130%。"),
        ("Output nearly doubled.", "产量增长95%。"),
        ("Output nearly doubled.", "产量增长近一倍。"),
        ("Output tripled.", "产量增长200%。"),
        ("It made a quarter more.", "产量增长25%。"),
        ("It made a fifth more than before.", "产量增长21%。"),
        ("Prices cut its hand-grown tea sales by 18% to 3 million yuan.", "销售额300万元，减少18%。"),
        ("A ten-billion-yuan cluster.", "打造百亿级集群。"),
    ],
)
def test_the_same_growth_said_otherwise(statement: str, sentence: str) -> None:
    assert stands(statement, sentence)


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("It made a fifth more than before.", "产量增长25%。"),
        ("Shipments tripled.", "发货量增长一倍。"),
        ("Shipments rose by half.", "发货量增长一倍。"),
        ("Shipments grew by 200%.", "发货量翻一番。"),
        ("发货量翻两番。", "发货量增长一倍。"),
        ("发货量下降100%。", "发货量增长一倍。"),
        ("Output more than doubled.", "产量增长80%。"),
        ("Output more than doubled.", "产量增长250%。"),
        ("Costs were halved.", "成本增长50%。"),
        ("A hundred-billion-yuan cluster.", "打造百亿级集群。"),
        ("Output is more than 10 billion yuan.", "产值近百亿元。"),
        ("产值超百亿元。", "产值近百亿元。"),
        ("Nearly 10 billion yuan.", "产值突破百亿元。"),
    ],
)
def test_another_growth(statement: str, sentence: str) -> None:
    assert not stands(statement, sentence)


@pytest.mark.parametrize(
    ("statement", "is_right"),
    [
        ("Sales grew 8.3%, 1.7 points faster than the city.", True),
        ("Sales grew 8.3%, 1.7 percentage points above the city's rate.", True),
        ("Sales grew 8.3%, 1.7 points slower than the city.", False),
        ("Sales grew 8.3%, 1.7 percentage points below the city's rate.", False),
        ("销售额增长8.3%，低于全市1.7个百分点。", False),
    ],
)
def test_above_and_below_an_average(statement: str, is_right: bool) -> None:
    assert stands(statement, "销售额增长8.3%，高于全市平均水平1.7个百分点。") is is_right


@pytest.mark.parametrize(("more", "is_right"), [("more", True), ("less", False)])
def test_a_difference_from_the_year_before(more: str, is_right: bool) -> None:
    assert (
        stands(f"It made 52,000 tonnes, 7,000 tonnes {more} than before.", "生产5.2万吨，增加7000吨。")
        is is_right
    )
