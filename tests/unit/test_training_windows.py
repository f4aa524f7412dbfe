"""Windows of sentences in their order, and what asks for them."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from training.pairs import Pair
from training.recipe import load_recipe
from training.windows import WindowQueries, cut_windows, find_common_words, join_window

SETTINGS = replace(
    load_recipe().windows,
    sources=("news",),
    fewest_sentences=3,
    most_sentences=5,
    longest_chars=60,
    cuts=1,
    fewest_words=3,
    span_words=(2, 3),
    content_words=(1, 2),
)


def make_run(size: int, source: str = "news") -> list[Pair]:
    return [Pair(f"the mill number {place} works", f"第{place}家工厂开工。", source) for place in range(size)]


@given(st.integers(0, 40), st.integers(0, 1000))
def test_windows_hold_neighbours_in_their_order(size: int, seed: int) -> None:
    windows = list(cut_windows(make_run(size), SETTINGS, seed=seed))
    joined = [pair for window in windows for pair in window]
    assert joined == make_run(size)[: len(joined)]
    assert len(joined) >= size - 1, "only a single sentence at the end may be left over"
    assert all(2 <= len(window) <= 5 for window in windows)
    assert all(sum(len(pair.right) for pair in window) <= 60 for window in windows)


def test_sources_without_an_order_have_no_windows() -> None:
    assert list(cut_windows(make_run(9, "quotes"), SETTINGS, seed=1)) == []


def test_no_window_reaches_over_two_sources() -> None:
    settings = replace(SETTINGS, sources=("news", "books"))
    windows = list(cut_windows([*make_run(4), *make_run(4, "books")], settings, seed=3))
    assert all(len({pair.source for pair in window}) == 1 for window in windows)


def test_each_cut_is_another() -> None:
    twice = list(cut_windows(make_run(30), replace(SETTINGS, cuts=2), seed=1))
    starts = [window[0].left for window in twice].index("the mill number 0 works", 1)
    assert twice[:starts] != twice[starts:]


def test_a_sentence_asks_for_the_window_that_holds_its_translation() -> None:
    windows = list(cut_windows(make_run(20), SETTINGS, seed=2))
    queries = WindowQueries(SETTINGS, frozenset(), seed=2)
    for asked in queries.pair_sentences(windows):
        number = asked.left.split()[3]
        assert f"第{number}家" in asked.right
        assert asked.right in map(join_window, windows)


def test_stretches_and_content_words_are_of_the_sentence() -> None:
    run = make_run(20)
    windows = list(cut_windows(run, SETTINGS, seed=2))
    common = find_common_words(run, 3)
    assert common == {"mill", "number", "the"}  # as common as "works", and before it by their letters
    queries = WindowQueries(SETTINGS, common, seed=2)
    whole = [pair.left for window in windows for pair in window]
    spans = [pair.left for pair in queries.pair_spans(windows)]
    assert all(span in text and 2 <= len(span.split()) <= 3 for span, text in zip(spans, whole, strict=True))
    told = {word for pair in queries.pair_content_words(windows) for word in pair.left.split()}
    assert not told & common
    assert "works" in told


def test_the_same_seed_asks_the_same() -> None:
    windows = list(cut_windows(make_run(20), SETTINGS, seed=2))
    one, same, other = (
        list(WindowQueries(SETTINGS, frozenset(), seed=seed).pair_spans(windows)) for seed in (5, 5, 6)
    )
    assert one == same != other
