"""Questions with gold, metrics, benchmarks and the baseline that must not fall."""
