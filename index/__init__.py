"""Newspaper pages in, a searchable index out: files to pages, articles, passages, vectors and keywords."""
