"""A question in, a cited answer out: the stages, and the pipeline that calls them in order."""
