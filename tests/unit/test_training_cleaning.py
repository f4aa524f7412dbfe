"""Which pairs are kept for training."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tiny_corpus import write_rows
from training.cleaning import PairSieve, fold_text, read_test_texts, tidy_text
from training.pairs import Pair
from training.recipe import load_recipe

SETTINGS = load_recipe().cleaning
GOOD = Pair("The mill makes copper foil.", "该厂生产铜箔。", "mine")


def test_a_text_is_tidied() -> None:
    assert tidy_text(" Ｃｏｐｐｅｒ\u200b \u3000foil\x07\n") == "Copper foil"
    assert fold_text("“Copper”, foil — 铜箔。") == "copperfoil铜箔"


@pytest.mark.parametrize(
    ("left", "right", "reason"),
    [
        ("", "该厂生产铜箔。", "nothing said"),
        ("...", "该厂生产铜箔。", "nothing said"),
        ("The mill makes foil.", "...", "nothing said"),
        ("The mill makes foil.", "Copper foil", "nothing said"),
        ("铜箔", "该厂生产铜箔。", "no English"),
        ("foil", "该厂生产铜箔，销往全国各地。", "lopsided"),
        ("The mill makes foil. " * 10, "该厂生产铜箔，销往各地。", "lopsided"),
        ("The mill makes foil. " * 80, "该厂生产铜箔。" * 70, "too long"),
        ("A sentence of a TEST!", "该厂生产铜箔。", "in a test"),
        ("The mill makes foil.", "测验中的一句话。", "in a test"),
    ],
)
def test_a_bad_pair_of_sentences_is_dropped_and_counted(left: str, right: str, reason: str) -> None:
    sieve = PairSieve(SETTINGS, frozenset({"asentenceofatest", "测验中的一句话"}))
    assert list(sieve.sift_sentences([GOOD, Pair(left, right, "bad")])) == [GOOD]
    assert sieve.dropped == {("bad", reason): 1}


def test_a_pair_that_comes_twice_is_kept_once() -> None:
    sieve = PairSieve(SETTINGS, frozenset())
    shouted = GOOD._replace(left=GOOD.left.upper(), source="other")
    assert list(sieve.sift_sentences([GOOD, shouted])) == [GOOD]
    assert sieve.dropped == {("other", "double"): 1}


def test_a_source_that_is_left_out_gives_nothing() -> None:
    sieve = PairSieve(SETTINGS, frozenset())
    assert list(sieve.sift_terms([GOOD._replace(source="muse_zh_en")])) == []


def test_a_term_may_be_longer_than_its_abbreviation_and_stand_alone_in_a_test() -> None:
    sieve = PairSieve(SETTINGS, frozenset({"order", "订单"}))
    kept = [Pair("UNICEF", "联合国儿童基金会", "terms"), Pair("order", "订购", "terms")]
    assert list(sieve.sift_terms([*kept, Pair("order", "订单", "terms")])) == kept
    assert sieve.dropped == {("terms", "in a test"): 1}


def test_questions_are_chinese() -> None:
    sieve = PairSieve(SETTINGS, frozenset({"谁建的桥"}))
    asked = Pair("桥在哪里", "桥在河上。" * 60, "questions")
    assert list(sieve.sift_questions([asked, Pair("谁建的桥？", "桥是铁路局建的。", "questions")])) == [asked]


def test_all_texts_of_tests_are_known_but_for_names_of_rows(tmp_path: Path) -> None:
    write_rows(tmp_path / "one.jsonl.gz", [{"en": "A bridge.", "zh": "桥。", "src": "mine", "pid": "p1"}])
    write_rows(tmp_path / "two.jsonl.gz", [{"question": "Which bridge?", "text": "一座桥"}])
    assert read_test_texts(tmp_path) == {"abridge", "桥", "whichbridge", "一座桥"}
    assert read_test_texts(tmp_path / "none") == frozenset()
