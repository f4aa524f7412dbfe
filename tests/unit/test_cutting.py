"""A text in pieces is cut at its first stop sequence, however the pieces fall."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.models.cutting import StopCutter

TEXTS = st.text(alphabet="ab\n。", max_size=20)
STOPS = st.lists(st.text(alphabet="ab\n。", min_size=1, max_size=4), max_size=3)


def cut_whole(text: str, stops: list[str]) -> str:
    places = [text.index(stop) for stop in stops if stop in text]
    return text[: min(places)] if places else text


@given(st.lists(TEXTS, max_size=6), STOPS)
def test_pieces_are_cut_as_the_whole_text_is(pieces: list[str], stops: list[str]) -> None:
    cutter = StopCutter(stops)
    given_text = "".join(cutter.feed(piece) for piece in pieces) + cutter.close()
    whole = "".join(pieces)
    # Of two stops, the one that is whole first may begin later; either way nothing after a stop is given.
    assert whole.startswith(given_text)
    assert not any(stop in given_text for stop in stops)
    assert cutter.is_done == any(stop in whole for stop in stops)
    if len(stops) <= 1:
        assert given_text == cut_whole(whole, stops)


def test_nothing_is_held_back_without_need() -> None:
    cutter = StopCutter(["###"])
    assert cutter.feed("铜箔") == "铜箔"
    assert cutter.feed("#") == ""
    assert cutter.feed("铝") == "#铝"


@pytest.mark.parametrize("stops", [[], [""]], ids=["none", "empty"])
def test_without_stops_all_goes_through(stops: list[str]) -> None:
    cutter = StopCutter(stops)
    assert [cutter.feed("甲"), cutter.feed("乙"), cutter.close()] == ["甲", "乙", ""]
    assert not cutter.is_done
