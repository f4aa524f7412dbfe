"""What a report says of its own origin: the run, the gold, the pages; no place on this machine."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from eval.changed_settings import hide_place, list_changed_settings
from eval.gating import Suite
from eval.origins import UNKNOWN, read_commit
from eval.questions import read_rows
from index.manifest import hash_file
from rag.answers import Json

_ROOT = Path(__file__).parents[2]
_PACKAGE = "zonewise"


def describe_run(overrides: Mapping[str, object], *, index: Path | None = None) -> dict[str, Json]:
    """Describe the program, the machine and the settings of a run.

    Args:
        overrides: Settings that the command line changes, by name.
        index: The index that was asked, where the user gave one; otherwise the bundled encoder made it.
    """
    name, digest = _describe_encoder(index)
    return {
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": read_commit(_ROOT),
        "version": _read_version(),
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "cpus": os.cpu_count() or 1,
        "encoder": {"name": hide_place(name), "digest": digest},
        "settings": dict(list_changed_settings(overrides)),
    }


def _read_version() -> str:
    try:
        return version(_PACKAGE)
    except PackageNotFoundError:  # run from its folder, not installed
        return UNKNOWN


def _describe_encoder(index: Path | None) -> tuple[str, str]:
    if index is not None:
        from index.store import open_index

        with open_index(index) as opened:
            settings = opened.manifest.settings
        return settings.encoder, settings.encoder_digest
    from index.embedding import load_bundled_encoder

    encoder = load_bundled_encoder()
    return encoder.name, encoder.digest


def describe_gold(path: Path) -> dict[str, Json]:
    """Give a gold file's name, its SHA-256 and how many rows it has."""
    return {"file": path.name, "sha256": hash_file(path), "rows": sum(1 for _ in read_rows(path))}


def describe_pages(suite: Suite, *, index: Path | None = None) -> dict[str, Json]:
    """Give the name of the folder of pages, or of the index, and how many pages and articles it holds."""
    if index is not None:
        from index.store import open_index

        with open_index(index) as opened:
            counts = opened.manifest.counts
        return {"folder": index.resolve().name, "pages": counts.pages, "articles": counts.articles}
    from index.reading import read_pages
    from index.segmenting import segment_page

    pages = read_pages(suite.pages).pages
    articles = sum(len(segment_page(page)) for page in pages)
    return {"folder": suite.pages.resolve().name, "pages": len(pages), "articles": articles}
