"""The index of the sample pages that ship: made on first use, so that a question works at once."""

from __future__ import annotations

import sys
from pathlib import Path

from rag.settings import SAMPLE_PAGES


def ensure_sample_index(index_dir: Path, *, quiet: bool = False) -> None:
    """Make the index of the sample when it is not there, or was made by another version of the project.

    Raises:
        index.errors.StoreError: The folder cannot be written to.
    """
    from index.embedding import load_bundled_encoder
    from index.errors import StoreError
    from index.store import open_index

    encoder = load_bundled_encoder()
    try:
        open_index(index_dir, encoder=encoder, splitter=encoder).close()
    except StoreError:
        _build(index_dir, quiet=quiet)


def _build(index_dir: Path, *, quiet: bool) -> None:
    from index.building import build_index

    if not quiet:
        print(f"making the index of the sample pages in {index_dir} …", file=sys.stderr)
    summary = build_index(SAMPLE_PAGES, index_dir)
    if not quiet:
        print(f"indexed {summary.articles} articles in {summary.seconds:.1f} s", file=sys.stderr)
