"""Trials made by hand, to standings, differences, tables and JSON."""

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest
from rich.console import Console

from eval.peers.command import make_standings
from eval.peers.comparing import SAME_READING, compare_standings, group_questions
from eval.peers.makers import OURS
from eval.peers.reporting import (
    PASSAGES,
    format_p,
    part_by_size,
    print_comparison,
    report_comparison,
)
from eval.peers.trials import Trial, TrialRow
from eval.questions import GoldQuestion
from rag.answers import Language

PEER, OTHER = "langchain-dense 1000", "langchain-dense 300"


def make_question(id_: str, kind: str, lang: Language, split: str) -> GoldQuestion:
    return GoldQuestion(id_, kind, lang, "?", split=split)


QUESTIONS = [
    make_question("list-1", "list", "zh", "fit"),
    make_question("list-2", "list", "en", "test"),
    make_question("none-1", "unanswerable", "zh", "fit"),
    make_question("none-2", "unanswerable", "zh", "test"),
]


def make_row(
    id_: str, confidence: float, metrics: Mapping[str, float], *, read: int, before: int
) -> TrialRow:
    return TrialRow(id_, 0.002, confidence, metrics, read, (before,))


def name_lists(values: Mapping[int, float]) -> dict[str, float]:
    return {
        f"list_{name}@{k}": value for k, value in values.items() for name in ("precision", "recall", "f1")
    }


@pytest.fixture
def trials() -> list[Trial]:
    depths = (1, 2, 3, 5, 10, 20)
    ours = [
        make_row("list-1", 0, {"evidence_recall@10": 1.0, "list_f1": 0.9, "wrong_refusals": 0.0}
                 | name_lists(dict.fromkeys(depths, 0.6)), read=500, before=0),
        make_row("list-2", 0, {"evidence_recall@10": 1.0, "list_f1": 0.7, "wrong_refusals": 1.0}
                 | name_lists(dict.fromkeys(depths, 0.4)), read=500, before=0),
        make_row("none-1", 0, {"right_refusals": 0.0}, read=0, before=0),
        make_row("none-2", 0, {"right_refusals": 1.0}, read=0, before=0),
    ]  # fmt: skip
    peer = [
        make_row("list-1", 0.8, {"evidence_recall@10": 1.0}
                 | name_lists({1: 0.1, 2: 0.5, 3: 0.2, 5: 0.2, 10: 0.2, 20: 0.2}), read=9000, before=400),
        make_row("list-2", 0.3, {"evidence_recall@10": 1.0}
                 | name_lists({1: 0.4, 2: 0.2, 3: 0.2, 5: 0.2, 10: 0.2, 20: 0.2}), read=9000, before=600),
        make_row("none-1", 0.4, {}, read=9000, before=0),
        make_row("none-2", 0.5, {}, read=9000, before=0),
    ]  # fmt: skip
    return [
        Trial(OURS, 1.0, 10, tuple(ours), 400.0),
        Trial("langchain-dense", 0.5, 4, tuple(peer), 200.0, size=1000),
    ]


def test_a_peer_has_the_lists_of_its_best_number_of_pieces(trials: list[Trial]) -> None:
    peer = make_standings(trials, QUESTIONS)[PEER]
    assert peer.list_k == 2
    assert peer.values["list_f1"] == {"list-1": 0.5, "list-2": 0.2}


def test_our_lists_are_the_answers_own_and_those_of_our_passages_stand_beside_them(
    trials: list[Trial],
) -> None:
    standings = make_standings(trials, QUESTIONS)
    assert standings[OURS].values["list_f1"] == {"list-1": 0.9, "list-2": 0.7}
    assert standings[PASSAGES].values["list_f1"] == {"list-1": 0.6, "list-2": 0.4}
    assert "wrong_refusals" not in standings[PASSAGES].values


def test_everyone_reads_as_many_characters_as_we_show(trials: list[Trial]) -> None:
    standings = make_standings(trials, QUESTIONS)
    assert standings[OURS].values[SAME_READING] == {"list-1": 1.0, "list-2": 1.0}
    assert standings[PEER].values[SAME_READING] == {"list-1": 1.0, "list-2": 0.0}


def test_refusals_are_judged_on_the_half_that_no_threshold_was_fitted_on(trials: list[Trial]) -> None:
    standings = make_standings(trials, QUESTIONS)
    peer = standings[PEER]
    # Fitted in Chinese between 0.4, unanswerable, and 0.8; English has no question to fit on.
    assert peer.thresholds == {"zh": pytest.approx(0.6)}
    assert peer.values["right_refusals"] == {"none-2": 1.0}
    assert peer.values["wrong_refusals"] == {"list-2": 0.0}
    assert standings[OURS].values["right_refusals"] == {"none-2": 1.0}
    assert standings[OURS].values["wrong_refusals"] == {"list-2": 1.0}


def test_differences_are_ours_less_the_peers(trials: list[Trial]) -> None:
    standings = make_standings(trials, QUESTIONS)
    groups = group_questions(QUESTIONS)
    found = compare_standings(standings[OURS], standings[PEER], groups["all"])
    assert found["list_f1"].value == pytest.approx((0.4 + 0.5) / 2)
    assert found["wrong_refusals"].value == 1.0
    assert compare_standings(standings[OURS], standings[PEER], groups["lang zh"])[
        "list_f1"
    ].value == pytest.approx(0.4)


def test_the_report_is_json_and_names_what_each_is(trials: list[Trial]) -> None:
    standings = make_standings(trials, QUESTIONS)
    report = json.loads(json.dumps(report_comparison(standings, group_questions(QUESTIONS)), allow_nan=False))
    peer = report[PEER]
    assert peer["piece_chars"] == 1000
    assert peer["refuses_below"] == {"zh": pytest.approx(0.6)}
    assert (peer["list_k"], peer["pieces"], peer["latency_p50_ms"]) == (2, 4, pytest.approx(2.0))
    assert "FAISS" in peer["what"]
    assert peer["groups"]["all"]["list_f1"]["value"] == pytest.approx(0.35)
    assert peer["differences"]["all"]["list_f1"]["n"] == 2


def test_the_print_says_what_was_compared_and_what_not(
    trials: list[Trial], capsys: pytest.CaptureFixture[str]
) -> None:
    standings = make_standings(trials, QUESTIONS)
    print_comparison(Console(width=160), standings, group_questions(QUESTIONS), title="4 questions")
    printed = capsys.readouterr().out
    assert "Not compared: prose by a language model" in printed
    assert "+0.450" in printed  # the difference of list F1
    assert "200 (0.5x)" in printed  # memory beside ours
    assert "p 0.500" in printed  # of two differences, half of all signs are as far from 0


def test_each_size_of_pieces_has_a_table_with_ours(
    trials: list[Trial], capsys: pytest.CaptureFixture[str]
) -> None:
    standings = make_standings([*trials, replace(trials[1], size=300)], QUESTIONS)
    assert [list(part) for part in part_by_size(standings)] == [
        [OURS, PASSAGES, PEER],
        [OURS, PASSAGES, OTHER],
    ]
    print_comparison(Console(width=160), standings, group_questions(QUESTIONS), title="4 questions")
    printed = capsys.readouterr().out
    assert printed.count("all questions: zonewise less the peer") == 2
    assert OTHER in printed


def test_a_p_that_the_test_cannot_tell_from_smaller_ones_is_a_bound() -> None:
    assert [format_p(p) for p in (1 / 10_001, 0.00099, 0.001, 0.57)] == [
        "p < 0.001",
        "p < 0.001",
        "p 0.001",
        "p 0.570",
    ]
