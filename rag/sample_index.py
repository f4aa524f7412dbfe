"""The index of the sample pages that ship: made on first use, so that a question works at once."""

from __future__ import annotations

import sys
from pathlib import Path

from index.embedding import TextEncoder
from rag.settings import SAMPLE_PAGES


def ensure_sample_index(index_dir: Path, *, encoder: str = "", quiet: bool = False) -> None:
    """Make the index of the sample when it is not there, or is not of these pages, this program and encoder.

    Pages that were added to it stay in it.

    Args:
        index_dir: The index's folder.
        encoder: Name of the encoder, as `Settings.encoder` has it; empty for the bundled one.
        quiet: Say nothing of it.

    Raises:
        index.errors.StoreError: The folder cannot be written to, or the encoder cannot be used.
    """
    from index.sentence_encoding import load_encoder

    chosen = load_encoder(encoder)
    if _is_current(index_dir, chosen):
        return
    from index.building import build_index

    if not quiet:
        print(f"making the index of the sample pages in {index_dir} …", file=sys.stderr)
    summary = build_index(SAMPLE_PAGES, index_dir, encoder=chosen)
    if not quiet:
        print(f"indexed {summary.articles} articles in {summary.seconds:.1f} s", file=sys.stderr)


def _is_current(index_dir: Path, encoder: TextEncoder) -> bool:
    from index.embedding import load_bundled_encoder
    from index.errors import StoreError
    from index.keeping import is_added
    from index.manifest import digest_rules
    from index.reading import read_pages
    from index.store import open_index

    try:
        with open_index(index_dir, encoder=encoder, splitter=load_bundled_encoder()) as index:
            if index.manifest.settings.rules != digest_rules():
                return False
            pages = read_pages(SAMPLE_PAGES).pages
            return {page.source: page.text for page in pages} == {
                source: index.page(source).text for source in index.sources() if not is_added(source)
            }
    except StoreError:
        return False
