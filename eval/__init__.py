"""Questions with gold, metrics, benchmarks and the baseline that must not fall."""

import os

BLAS_THREADS = "OPENBLAS_NUM_THREADS"
"""How many threads numpy multiplies with; read once, when numpy is first imported."""
OWN_BLAS_THREADS = os.environ.get(BLAS_THREADS)
"""What the user has set, which holds."""
# The products of one question are small: a second thread waits, busily, longer than it multiplies. All
# committed gold took 55 s of processor time with two threads and 28 s with one, and not longer by the clock.
os.environ.setdefault(BLAS_THREADS, "1")
