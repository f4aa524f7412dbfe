"""A named zone becomes a thing to look for when its own articles do not answer."""

import pytest

from index.zones import load_gazetteer
from rag.answers import Query
from rag.widening import widen_query
from tests.unit.rag_fakes import make_query

GAZETTEER = load_gazetteer()


def test_the_zone_is_no_filter_and_must_be_named() -> None:
    wider = widen_query(make_query(zones=("垣曲经开区",), expects="person"), GAZETTEER)
    assert wider is not None
    assert wider.zones == ()
    assert {"垣曲经开区", "垣曲经济技术开发区", "垣曲"} <= set(wider.required[0])


@pytest.mark.parametrize(
    "query",
    [
        make_query(),
        make_query(zones=("垣曲经开区",), is_list=True),
        make_query(zones=("垣曲经开区",), expects="number"),
    ],
    ids=["no zone", "a list", "a figure"],
)
def test_other_questions_are_not_widened(query: Query) -> None:
    assert widen_query(query, GAZETTEER) is None
