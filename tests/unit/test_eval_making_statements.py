"""Statements made by rule: always the same, and right or wrong by construction."""

from collections import Counter
from collections.abc import Sequence

import pytest

from eval.checking.making_statements import choose_split, format_statements, make_statements
from eval.checking.rendering_figures import list_exact
from eval.checking.statements import CitedStatement, GoldStatement, cite_statements, load_statements
from eval.gating import STATEMENTS_FILE
from index.figures import find_figures, same_figure
from index.zones import load_gazetteer
from rag.settings import SAMPLE_PAGES


@pytest.fixture(scope="module")
def statements() -> Sequence[GoldStatement]:
    return load_statements(STATEMENTS_FILE)


@pytest.fixture(scope="module")
def cited(statements: Sequence[GoldStatement]) -> Sequence[CitedStatement]:
    return cite_statements(statements, SAMPLE_PAGES)


def test_the_committed_file_is_what_the_rules_make() -> None:
    assert format_statements(make_statements()) == STATEMENTS_FILE.read_text("utf-8")


def test_half_are_wrong_in_each_language_and_each_kind_stands_often_enough(
    statements: Sequence[GoldStatement],
) -> None:
    assert len(statements) >= 800
    for lang in ("en", "zh"):
        labels = Counter(one.label for one in statements if one.lang == lang)
        assert abs(labels["right"] - labels["wrong"]) <= 0.1 * labels["wrong"]
        kinds = Counter(one.kind for one in statements if one.lang == lang)
        assert min(kinds["figure"], kinds["zone"]) >= 40
        assert min(kinds["date"], kinds["negation"], kinds["neighbour"], kinds["added"]) >= 20


def test_no_page_is_in_both_halves(statements: Sequence[GoldStatement]) -> None:
    halves = Counter(one.split for one in statements)
    assert min(halves["fit"], halves["test"]) >= 0.4 * len(statements)
    assert all(one.split == choose_split(one.source) for one in statements)


def test_a_right_one_has_no_figure_that_its_sentence_lacks(cited: Sequence[CitedStatement]) -> None:
    for one in cited:
        if one.gold.is_right:
            known = find_figures(one.citations[0].text)
            amounts = [f for f in list_exact(one.gold.statement) if f.unit not in {"year", "date", "ordinal"}]
            for figure in amounts:
                assert any(same_figure(figure, other) for other in known), one.gold


def test_a_wrong_figure_is_none_of_its_sentence(cited: Sequence[CitedStatement]) -> None:
    for one in cited:
        if one.gold.kind == "figure":
            known = find_figures(one.citations[0].text)
            stated = list_exact(one.gold.statement)
            strange = [f for f in stated if not any(same_figure(f, other) for other in known)]
            assert len(strange) == 1, one.gold


def test_a_wrong_zone_is_not_the_sentence_s(cited: Sequence[CitedStatement]) -> None:
    gazetteer = load_gazetteer()
    for one in cited:
        if one.gold.kind == "zone":
            named = {mention.zone.short for mention in gazetteer.find(one.gold.statement)}
            assert one.gold.zone not in named, one.gold


def test_a_swap_has_the_figures_of_its_sentence(cited: Sequence[CitedStatement]) -> None:
    for one in cited:
        if one.gold.kind == "figure_swap":
            known = find_figures(one.citations[0].text)
            assert all(any(same_figure(f, other) for other in known) for f in list_exact(one.gold.statement))
