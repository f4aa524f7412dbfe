"""Gold statements without their sentence: what is counted, and what is left out."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from eval.checking.searching_statements import join_verdicts, search_statements, tabulate_outcomes
from eval.checking.statements import GoldStatement, Kind
from rag.answers import Verdict


def make_gold(statement: str, kind: Kind = "none") -> GoldStatement:
    return GoldStatement(
        id=statement,
        lang="zh",
        statement=statement,
        source="2024-05-21_02.txt",
        sentence="绛县经开区共有医药企业9家，带动就业1360人。",
        zone="绛县经开区",
        label="right" if kind == "none" else "wrong",
        kind=kind,
    )


def test_statements_are_counted_by_kind_and_those_of_a_neighbour_left_out(small_index_dir: Path) -> None:
    gold = [
        make_gold("绛县经开区有9家医药企业。"),
        make_gold("绛县经开区有12家医药企业。", "figure"),
        make_gold("祁县经开区玻璃企业有64家。", "neighbour"),
        make_gold("绛县经开区正在建设国际机场。", "added"),
    ]
    assert search_statements(gold, small_index_dir) == {
        "none": {"supported": 1},
        "figure": {"contradicted": 1},
        "added": {"unsupported": 1},
    }


def test_the_table_has_the_right_ones_first() -> None:
    right: Counter[Verdict] = Counter({"supported": 3, "unsupported": 1})
    wrong: Counter[Verdict] = Counter({"contradicted": 2})
    assert tabulate_outcomes({"figure": wrong, "none": right}).splitlines()[2:] == [
        "| right | 4 | 3 | 0 | 1 |",
        "| wrong: figure | 2 | 0 | 2 | 0 |",
    ]


@pytest.mark.parametrize(
    ("verdicts", "joined"),
    [
        (["supported"], "supported"),
        (["framing", "supported"], "supported"),
        (["supported", "unsupported", "contradicted"], "unsupported"),
        (["framing"], "framing"),
    ],
)
def test_of_several_statements_the_gravest_counts(verdicts: list[Verdict], joined: Verdict) -> None:
    assert join_verdicts(verdicts) == joined
