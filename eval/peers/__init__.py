"""Other makers' pipelines over the same pages, the same questions and the same encoder, beside this one."""
