"""Far places that a list question names must be named by the sentence."""

from rag.placing import names_far_places
from tests.unit.rag_fakes import make_concept, make_query


def test_a_far_place_must_be_named() -> None:
    query = make_query(concepts=(make_concept("出口"), make_concept("Japan", "日本", "日企")), is_list=True)
    assert names_far_places(query, "产品出口日本和韩国。")
    assert names_far_places(query, "这家日企的产品全部出口。")
    assert not names_far_places(query, "产品出口到十多个国家。")


def test_of_places_joined_by_or_one_is_enough_and_others_are_all_wanted() -> None:
    japan, germany = make_concept("日本", group=1), make_concept("德国", group=1)
    either = make_query(concepts=(japan, germany))
    both = make_query(concepts=(japan, make_concept("德国", group=2)))
    assert names_far_places(either, "产品出口德国。")
    assert not names_far_places(both, "产品出口德国。")


def test_a_question_without_far_places_asks_for_none() -> None:
    assert names_far_places(make_query(concepts=(make_concept("铜"), make_concept("垣曲"))), "铝产业。")
