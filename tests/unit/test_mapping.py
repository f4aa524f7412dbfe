"""Which zones go in which call, and what a small model's lines are taken to say."""

from __future__ import annotations

import pytest

from rag.prose.mapping import ZONES_OF_CALL, ZoneReply, plan_batches, read_replies
from rag.prose.prompting import ZoneQuotes
from tests.unit.rag_fakes import make_citation


def zones(count: int, sentences: int = 1) -> list[ZoneQuotes]:
    return [
        ZoneQuotes(f"Z{number}", ((None, make_citation("句。")),) * sentences)
        for number in range(1, count + 1)
    ]


@pytest.mark.parametrize(
    ("line", "fits", "text"),
    [
        ("Z1 | yes | It makes foil [1].", True, "It makes foil [1]."),
        ("Z1 | no", False, ""),
        ("- **Z1** | Yes | It makes foil [1].", True, "It makes foil [1]."),
        ("1. `Z1` | YES | It makes foil [1].", True, "It makes foil [1]."),
        ("Z1｜yes｜它生产铜箔[1]。", True, "它生产铜箔[1]。"),
        ("Ｚ１ ｜ 是 ｜ 它生产铜箔［1］。", True, "它生产铜箔［1］。"),
        ("Z1：符合：它生产铜箔[1]。", True, "它生产铜箔[1]。"),
        ("Z1 | 不符合", False, ""),
        ("Z1 | 不是 |", False, ""),
        ("Z1 | 否 | 没有铜", False, "没有铜"),
        ("| Z1 | yes | It makes foil [1]. |", True, "It makes foil [1]."),
        ("Z1: yes, it makes foil [1].", True, "it makes foil [1]."),
        ("Z1 - No.", False, ""),
        ("Zone Z1 yes It makes foil [1]", True, "It makes foil [1]"),
        ("z01 | yes | It makes foil [1].", True, "It makes foil [1]."),
        ("Z1 | yes |", True, ""),
        ("Z1: 侯马经济开发区 = Houma Economic Development Zone | no", False, ""),
        ("Z1: Houma Economic Development Zone | yes | It makes foil [1].", True, "It makes foil [1]."),
        ("Z1 (Houma Economic Development Zone): yes | It makes foil [1].", True, "It makes foil [1]."),
        ("| Z1 | Houma Economic Development Zone | yes | It makes foil [1]. |", True, "It makes foil [1]."),
        ("Z1（侯马经济开发区）｜是｜它生产铜箔，年产1.2万吨[1]。", True, "它生产铜箔，年产1.2万吨[1]。"),
        ("Z1 | yes | It says yes to foil [1].", True, "It says yes to foil [1]."),
    ],
)
def test_one_line(line: str, fits: bool, text: str) -> None:
    assert read_replies(line, zones(1)) == {"Z1": ZoneReply("Z1", fits=fits, text=text)}


@pytest.mark.parametrize(
    "line",
    [
        "Z2 | yes | of no zone that was asked [1].",
        "Z11 | yes | of another [1].",
        "Zone 1 makes foil [1].",
        "Z1 | maybe | perhaps",
        "Z1 | nothing is known",
        "Z1 makes foil: no doubt",
        "yes | Z1",
        "The zone Z1 fits: yes",
        "",
    ],
)
def test_what_says_nothing_of_a_zone_that_was_asked(line: str) -> None:
    assert read_replies(line, zones(1)) == {}


def test_the_first_line_of_a_zone_counts_and_other_lines_do_not() -> None:
    text = "Here you are:\n\nZ2 | no\nZ1 | yes | So [1].\nZ2 | yes | Not so [2].\nZ1 | no\nThat is all."
    assert read_replies(text, zones(3)) == {
        "Z2": ZoneReply("Z2", fits=False),
        "Z1": ZoneReply("Z1", fits=True, text="So [1]."),
    }


def test_a_sentence_may_stand_on_the_line_below() -> None:
    text = "Z1 | yes |\n  | It makes foil [1].\nAnd more.\nZ2 | yes\nZ3 | no"
    assert read_replies(text, zones(3)) == {
        "Z1": ZoneReply("Z1", fits=True, text="It makes foil [1]."),
        "Z2": ZoneReply("Z2", fits=True),
        "Z3": ZoneReply("Z3", fits=False),
    }


def cost(zone: ZoneQuotes) -> int:
    return 10 * len(zone.quotes)


def plan(
    count: int, *, calls: int, most_tokens: int = 1000, sentences: int = 1
) -> tuple[list[list[str]], list[str]]:
    batches, rest = plan_batches(zones(count, sentences), calls=calls, most_tokens=most_tokens, cost=cost)
    return [[zone.handle for zone in batch] for batch in batches], [zone.handle for zone in rest]


def test_a_few_zones_a_call_where_there_are_calls_enough() -> None:
    batches, rest = plan(10, calls=12)
    assert [len(batch) for batch in batches] == [ZONES_OF_CALL, ZONES_OF_CALL, 2]
    assert [handle for batch in batches for handle in batch] == [f"Z{number}" for number in range(1, 11)]
    assert rest == []


def test_batches_grow_where_the_calls_would_not_do() -> None:
    batches, rest = plan(50, calls=5)
    assert [len(batch) for batch in batches] == [10] * 5
    assert rest == []


def test_further_sentences_go_before_zones_do() -> None:
    batches, rest = plan_batches(zones(20, 3), calls=2, most_tokens=100, cost=cost)
    assert [[len(zone.quotes) for zone in batch] for batch in batches] == [[1] * 10] * 2
    assert rest == []


def test_the_least_sure_zones_find_no_room() -> None:
    batches, rest = plan(25, calls=2, most_tokens=100)
    assert [len(batch) for batch in batches] == [10, 10]
    assert rest == ["Z21", "Z22", "Z23", "Z24", "Z25"]


def test_a_zone_larger_than_the_budget_is_asked_of_alone() -> None:
    batches, rest = plan(3, calls=3, most_tokens=5)
    assert (batches, rest) == ([["Z1"], ["Z2"], ["Z3"]], [])


def test_no_call_and_no_zone() -> None:
    assert plan(3, calls=0) == ([], ["Z1", "Z2", "Z3"])
    assert plan(0, calls=3) == ([], [])
