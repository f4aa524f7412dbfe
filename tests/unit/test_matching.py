"""The kernel of late interaction agrees with the plain loops it stands for."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.embedding import load_bundled_encoder
from index.matching import gather_stretches, locate_stretches, match_best, match_best_pairs

ENCODER = load_bundled_encoder()
KNOWN = np.flatnonzero(ENCODER.norms > 0).astype(np.int32)

stretches = st.lists(st.lists(st.sampled_from(KNOWN[:400].tolist()), max_size=6), min_size=1, max_size=5)


def flatten(parts: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    bounds = np.concatenate([[0], np.cumsum([len(part) for part in parts])]).astype(np.int64)
    return np.array([piece for part in parts for piece in part], dtype=np.int32), bounds


def unit(vector: np.ndarray) -> np.ndarray:
    return vector / max(float(np.linalg.norm(vector)), 1e-12)


@given(stretches)
def test_best_is_the_greatest_cosine_of_a_stretch(parts: list[list[int]]) -> None:
    queries = ENCODER.encode_queries(["copper", "铝"])
    expected = [
        [max((float(query @ unit(ENCODER.rows[piece])) for piece in part), default=0.0) for query in queries]
        for part in parts
    ]
    np.testing.assert_allclose(match_best(queries, *flatten(parts), ENCODER), expected, atol=1e-4)


@given(stretches)
def test_best_pair_never_straddles_two_stretches(parts: list[list[int]]) -> None:
    queries = ENCODER.encode_queries(["copper"])
    best = match_best_pairs(queries, *flatten(parts), ENCODER)
    for row, part in enumerate(parts):
        pairs = [ENCODER.rows[a] + ENCODER.rows[b] for a, b in pairwise(part)]
        expected = max((float(queries[0] @ unit(pair)) for pair in pairs), default=0.0)
        assert abs(float(best[row, 0]) - max(expected, 0.0)) < 1e-3 or expected < 0


def test_stretches_are_copied_in_the_order_asked_for() -> None:
    pieces = np.arange(10, dtype=np.int32)
    starts, ends = np.array([7, 0, 3]), np.array([9, 2, 3])
    copied, bounds = gather_stretches(pieces, starts, ends)
    assert copied.tolist() == [7, 8, 0, 1]
    assert bounds.tolist() == [0, 2, 4, 4]


@given(lengths=st.lists(st.integers(0, 4), min_size=1, max_size=6), data=st.data())
def test_places_are_those_of_the_stretches(lengths: list[int], data: st.DataObject) -> None:
    starts = np.cumsum([0, *lengths])
    chosen = np.array(data.draw(st.lists(st.integers(0, len(lengths) - 1), max_size=6)), dtype=np.int32)
    places, bounds = locate_stretches(starts[chosen], starts[chosen + 1])
    expected = [list(range(starts[one], starts[one + 1])) for one in chosen]
    assert [part.tolist() for part in np.split(places, bounds[1:-1])] == (expected or [[]])
    assert bounds[-1] == len(places)
