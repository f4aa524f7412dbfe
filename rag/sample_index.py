"""The index of the sample pages that ship: made on first use, so that a question works at once."""

from __future__ import annotations

import sys
from pathlib import Path

from rag.settings import SAMPLE_PAGES


def ensure_sample_index(index_dir: Path, *, quiet: bool = False) -> None:
    """Make the index of the sample when it is not there, or is not of these pages and this program.

    Raises:
        index.errors.StoreError: The folder cannot be written to.
    """
    if _is_current(index_dir):
        return
    from index.building import build_index

    if not quiet:
        print(f"making the index of the sample pages in {index_dir} …", file=sys.stderr)
    summary = build_index(SAMPLE_PAGES, index_dir)
    if not quiet:
        print(f"indexed {summary.articles} articles in {summary.seconds:.1f} s", file=sys.stderr)


def _is_current(index_dir: Path) -> bool:
    from index.embedding import load_bundled_encoder
    from index.errors import StoreError
    from index.manifest import digest_rules
    from index.reading import read_pages
    from index.store import open_index

    encoder = load_bundled_encoder()
    try:
        with open_index(index_dir, encoder=encoder, splitter=encoder) as index:
            if index.manifest.settings.rules != digest_rules():
                return False
            pages = read_pages(SAMPLE_PAGES).pages
            return {page.source: page.text for page in pages} == {
                source: index.page(source).text for source in index.sources()
            }
    except StoreError:
        return False
