"""Search by meaning: exact inner products with the vectors of all passages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class VectorIndex:
    """The vectors of the passages.

    Exact search is right below some 200,000 passages: 100,000 of 384 numbers take some 14 ms.

    Attributes:
        matrix: `(n_passages, dimensions)` float32, rows of unit length, or zeros where nothing was known.
    """

    def __init__(self, matrix: Vectors) -> None:
        self.matrix = matrix

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self.matrix.shape[1])

    def scores(self, query: Vectors) -> Vectors:
        """Give every passage's inner product with the query.

        Args:
            query: `(dimensions,)` float32.

        Returns:
            `(n_passages,)` float32.

        Raises:
            ValueError: The query has another dimension or holds a number that is not finite.
        """
        if query.ndim != 1:
            raise ValueError(
                f"a query is one vector of {self.dimensions} numbers, not of shape {query.shape}"
            )
        checked = self._check(query[np.newaxis, :])
        products: Vectors = self.matrix @ checked[0]
        return products

    def search(
        self, queries: Vectors, k: int, *, allowed: NDArray[Any] | Sequence[int] | None = None
    ) -> tuple[NDArray[np.int64], Vectors]:
        """Find the passages nearest to each query, best first, with faiss.

        Args:
            queries: `(n, dimensions)` float32.
            k: How many for each query; fewer where there are not as many passages.
            allowed: Which passages count, as a mask `(n_passages,)` of bool or as numbers; all without it.

        Returns:
            Numbers of passages and inner products, both `(n, min(k, number of allowed passages))`.

        Raises:
            ValueError: A query has another dimension or is not finite, or `k` is below 1.
        """
        if k < 1:
            raise ValueError(f"k is {k}; ask for at least 1 passage")
        checked = self._check(queries)
        numbers = self._number_allowed(allowed)
        matrix = self.matrix if numbers is None else self.matrix[numbers]
        k = min(k, len(matrix))
        if k == 0:
            return np.empty((len(queries), 0), dtype=np.int64), np.empty((len(queries), 0), dtype=np.float32)
        found, products = _search_faiss(checked, matrix, k)
        return (found if numbers is None else numbers[found]), products

    def _number_allowed(self, allowed: NDArray[Any] | Sequence[int] | None) -> NDArray[np.int64] | None:
        if allowed is None:
            return None
        chosen = np.asarray(allowed)
        if chosen.dtype == np.bool_:
            if chosen.shape != (len(self.matrix),):
                raise ValueError(f"the mask has shape {chosen.shape}; there are {len(self.matrix)} passages")
            return np.flatnonzero(chosen).astype(np.int64)
        return chosen.astype(np.int64).reshape(-1)

    def _check(self, queries: Vectors) -> Vectors:
        # faiss answers a NaN with ids of -1 and a wrong dimension with an error without a text.
        if queries.ndim != 2 or queries.shape[1] != self.dimensions:
            raise ValueError(
                f"the query has shape {queries.shape}; the index holds vectors of {self.dimensions} numbers:"
                " use the encoder that the index was made with"
            )
        if not np.isfinite(queries).all():
            raise ValueError("the query's vector holds a number that is not finite (NaN or infinity)")
        return np.ascontiguousarray(queries, dtype=np.float32)


def _search_faiss(queries: Vectors, matrix: Vectors, k: int) -> tuple[NDArray[np.int64], Vectors]:
    import faiss

    if len(queries) == 1:
        faiss.omp_set_num_threads(1)  # two threads were slower on a single query
    products, numbers = faiss.knn(queries, np.ascontiguousarray(matrix), k, metric=faiss.METRIC_INNER_PRODUCT)
    return numbers.astype(np.int64), products.astype(np.float32)
