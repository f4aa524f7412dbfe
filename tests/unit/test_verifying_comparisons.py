"""Two figures of one statement: which is larger, and whose each is."""

from __future__ import annotations

import pytest

from index.zones import load_gazetteer
from rag.answers import Citation
from rag.checking.verifying_comparisons import find_comparison_problems
from rag.checking.verifying_zones import ZoneChecker


def cite(number: int, sentence: str, zone: str) -> Citation:
    size = len(sentence)
    return Citation(number, sentence, None, sentence, None, zone, "", "", "", "p.txt", 0, size, "a", 0, size)


CITED = (cite(1, "孝义年产焦炭1100万吨。", "孝义经开区"), cite(2, "园区年产焦炭900万吨。", "清徐经开区"))


def find_kinds(statement: str) -> list[str]:
    zones = ZoneChecker(load_gazetteer())
    return [problem.kind for problem in find_comparison_problems(statement, CITED, zones)]


@pytest.mark.parametrize(
    "statement",
    [
        "Xiaoyi ETDZ's 11 million tonnes are lower than Qingxu ETDZ's 9 million tonnes.",
        "9 million tonnes (清徐经开区) is larger than 11 million tonnes (孝义经开区).",
        "At 9 million tonnes, 清徐经开区's output is more than that of 孝义经开区, 11 million tonnes.",
        "清徐经开区的900万吨大于孝义经开区的1100万吨。",
        "孝义经开区的1100万吨低于清徐经开区的900万吨。",
    ],
)
def test_the_smaller_called_the_larger(statement: str) -> None:
    assert find_kinds(statement) == ["figure"]


@pytest.mark.parametrize(
    "statement",
    [
        "清徐经开区年产1100万吨，高于孝义经开区的900万吨。",
        "11 million tonnes in 清徐经开区, 9 million tonnes in 孝义经开区.",
        "11 million tonnes (清徐经开区) is larger than 9 million tonnes (孝义经开区).",
        "清徐经开区和孝义经开区分别年产1100万吨和900万吨。",
    ],
)
def test_two_zones_with_each_other_s_figure(statement: str) -> None:
    assert find_kinds(statement) == ["zone"]


@pytest.mark.parametrize(
    "statement",
    [
        "11 million tonnes (孝义经开区) is larger than 9 million tonnes (清徐经开区).",
        "清徐经开区的900万吨低于孝义经开区的1100万吨。",
        "孝义经开区和清徐经开区分别年产1100万吨和900万吨。",
        "清徐经开区年产900万吨，不高于孝义经开区的1100万吨。",
        "Output was 9 million tonnes in 2022 and more than 11 million tonnes in 2023.",
        "孝义经开区年产1100万吨，占全省的12%。",
        "The two zones together make 20 million tonnes.",
        "孝义经开区今年900万吨，超过1100万吨的目标要到明年。",
    ],
)
def test_what_is_right_or_cannot_be_told_is_let_be(statement: str) -> None:
    assert find_kinds(statement) == []
