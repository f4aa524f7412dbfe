"""Articles before numbers, changes that look like ranges, and points for percentage points."""

from __future__ import annotations

from decimal import Decimal

import pytest

from rag.checking.stated_figures import read_figures


def read(text: str) -> list[tuple[Decimal, Decimal | None, str]]:
    return [(f.value, f.upper, f.unit) for f in read_figures(text).amounts]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("a four-year programme", 4, "years"),
        ("a twenty-billion-yuan park", 20 * 10**9, "yuan"),
        ("a hundred and thirty tonnes", 130, "tonne"),
        ("a million yuan", 10**6, "yuan"),
    ],
)
def test_an_article_adds_nothing(text: str, value: int, unit: str) -> None:
    assert read(text) == [(Decimal(value), None, unit)]


def test_an_article_before_a_noun_of_a_number() -> None:
    assert [f.value for f in read_figures("a seven-storey hall").numbers] == [7]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("Sales fell by 18% to 350 million yuan.", [(18, None, "percent"), (350 * 10**6, None, "yuan")]),
        ("The rate rose 6 percentage points to 81%.", [(6, None, "percent"), (81, None, "percent")]),
        (
            "Tax grew by 3 million yuan to 19 million yuan.",
            [(3 * 10**6, None, "yuan"), (19 * 10**6, None, "yuan")],
        ),
        ("Between 5 tonnes and 8 tonnes.", [(5, 8, "tonne")]),
        ("A lorry holds 5 tonnes to 8 tonnes.", [(5, 8, "tonne")]),
        ("Shares of 5% to 8%.", [(5, 8, "percent")]),
        ("投资3亿元至4亿元", [(3 * 10**8, 4 * 10**8, "yuan")]),
        ("下降18%至3.5亿元", [(18, None, "percent"), (350 * 10**6, None, "yuan")]),
    ],
)
def test_a_range_has_one_unit(text: str, figures: list[tuple[int, int | None, str]]) -> None:
    assert [(int(low), high and int(high), unit) for low, high, unit in read(text)] == figures


def test_points_are_percentage_points_where_percentages_stand() -> None:
    near, far = read_figures("It grew 7.4%, 1.3 points faster."), read_figures("The team won 30 points.")
    assert [(f.value, f.unit, f.is_points) for f in near.amounts] == [
        (Decimal("7.4"), "percent", False),
        (Decimal("1.3"), "percent", True),
    ]
    assert [f.unit for f in far.amounts] == ["count"]
