"""The statements written by hand: each beside a sentence of its page, half of them right, none twice."""

from collections import Counter
from pathlib import Path

import pytest

from eval.checking.statements import GoldStatement, cite_statements, load_statements

ROOT = Path(__file__).parents[2]
DATA = ROOT / "eval" / "data"
HELD_OUT, DEVELOPMENT = (
    load_statements(DATA / f"sample_paraphrases{suffix}.jsonl") for suffix in ("", "_dev")
)
BOTH = pytest.mark.parametrize("statements", [HELD_OUT, DEVELOPMENT], ids=["held out", "development"])


@BOTH
def test_every_sentence_stands_on_its_page_in_its_zone(statements: tuple[GoldStatement, ...]) -> None:
    cited = cite_statements(statements, ROOT / "sample" / "pages")
    assert [
        item.gold.id for item in cited if item.gold.zone not in {one.zone for one in item.citations}
    ] == []


@BOTH
def test_every_page_and_every_kind_of_fault_is_there(statements: tuple[GoldStatement, ...]) -> None:
    pages = {path.name for path in (ROOT / "sample" / "pages").iterdir()}
    assert {statement.source for statement in statements} == pages
    kinds = Counter(statement.kind for statement in statements if not statement.is_right)
    assert len(kinds) == 9
    assert 0.45 < sum(kinds.values()) / len(statements) < 0.55


def test_no_sentence_of_the_held_out_statements_is_looked_at_in_development() -> None:
    assert not {item.sentence for item in HELD_OUT} & {item.sentence for item in DEVELOPMENT}


def test_both_languages_are_there_in_number() -> None:
    languages = Counter(statement.lang for statement in HELD_OUT)
    assert languages["en"] >= 110
    assert languages["zh"] >= 30
