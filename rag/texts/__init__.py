"""Texts of anybody's, checked against an index."""
