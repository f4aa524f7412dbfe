import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.vectors import VectorIndex

MATRIX = np.array([[1, 0], [0, 1], [0.6, 0.8], [-1, 0]], dtype=np.float32)


@pytest.fixture
def vectors() -> VectorIndex:
    return VectorIndex(MATRIX)


def test_scores_are_inner_products(vectors: VectorIndex) -> None:
    np.testing.assert_allclose(vectors.scores(np.array([1, 0], dtype=np.float32)), [1, 0, 0.6, -1])


def test_search_gives_the_best_first_for_each_query(vectors: VectorIndex) -> None:
    ids, scores = vectors.search(np.array([[1, 0], [0, 1]], dtype=np.float32), 2)

    assert ids.tolist() == [[0, 2], [1, 2]]
    np.testing.assert_allclose(scores, [[1, 0.6], [1, 0.8]], rtol=1e-6)


@pytest.mark.parametrize(
    "allowed",
    [np.array([False, True, True, True]), np.array([1, 2, 3]), [3, 2, 1]],
    ids=["mask", "numbers", "list in another order"],
)
def test_only_allowed_passages_are_found(vectors: VectorIndex, allowed: object) -> None:
    ids, scores = vectors.search(np.array([[1, 0]], dtype=np.float32), 2, allowed=allowed)  # type: ignore[arg-type]

    assert ids.tolist() == [[2, 1]]
    np.testing.assert_allclose(scores, [[0.6, 0]], atol=1e-6)


def test_more_than_there_are_gives_all_and_no_minus_one(vectors: VectorIndex) -> None:
    ids, _ = vectors.search(np.array([[1, 0]], dtype=np.float32), 99)

    assert ids.tolist() == [[0, 2, 1, 3]]


def test_nothing_allowed_finds_nothing(vectors: VectorIndex) -> None:
    ids, scores = vectors.search(np.ones((2, 2), dtype=np.float32), 5, allowed=np.zeros(4, dtype=bool))

    assert ids.shape == scores.shape == (2, 0)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ([np.nan, 0], "not finite"),
        ([np.inf, 0], "not finite"),
        ([1, 0, 0], r"shape \(1, 3\); the index holds vectors of 2 numbers"),
    ],
    ids=["nan", "infinity", "three numbers"],
)
def test_a_query_that_faiss_would_take_in_silence_is_an_error(
    vectors: VectorIndex, query: list[float], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        vectors.search(np.array([query], dtype=np.float32), 1)
    with pytest.raises(ValueError, match=message):
        vectors.scores(np.array(query, dtype=np.float32))


def test_several_queries_have_no_scores(vectors: VectorIndex) -> None:
    with pytest.raises(ValueError, match=r"one vector of 2 numbers, not of shape \(1, 2\)"):
        vectors.scores(np.ones((1, 2), dtype=np.float32))


def test_a_k_of_none_is_an_error(vectors: VectorIndex) -> None:
    with pytest.raises(ValueError, match="k is 0"):
        vectors.search(np.ones((1, 2), dtype=np.float32), 0)


def test_a_mask_of_another_length_is_an_error(vectors: VectorIndex) -> None:
    with pytest.raises(ValueError, match="there are 4 passages"):
        vectors.search(np.ones((1, 2), dtype=np.float32), 1, allowed=np.ones(3, dtype=bool))


@given(seed=st.integers(0, 10_000), rows=st.integers(1, 40), k=st.integers(1, 50))
@settings(max_examples=40, deadline=None)
def test_search_agrees_with_sorting_all_scores(seed: int, rows: int, k: int) -> None:
    random = np.random.default_rng(seed)
    vectors = VectorIndex(random.standard_normal((rows, 5), dtype=np.float32))
    query = random.standard_normal(5, dtype=np.float32)

    _, found = vectors.search(query[np.newaxis, :], k)

    expected = np.sort(vectors.scores(query))[::-1][:k]
    np.testing.assert_allclose(found[0], expected, rtol=1e-4, atol=1e-5)
