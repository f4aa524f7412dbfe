"""What a report says of its own origin: the run, the gold, the pages; no place on this machine."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from urllib.parse import urlsplit

from eval.gating import Suite
from eval.origins import UNKNOWN, read_commit
from eval.questions import read_rows
from index.manifest import hash_file
from rag.answers import Json

_ROOT = Path(__file__).parents[2]
_PACKAGE = "zonewise"
_PLACE = re.compile(r"(?:(?<=:)|^)(?:~|[A-Za-z]:)?[/\\][^/\\].*")
"""A path from the root of a disk, alone or after a provider's name (`hf:/…`)."""


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


def list_changed_settings(overrides: Mapping[str, object]) -> Iterator[tuple[str, Json]]:
    """Give each setting that is not as it ships, by name; no secrets, and of paths the last part only."""
    from rag.settings import trace_settings

    for item in trace_settings(overrides):
        if item.is_secret or item.origin == "default":
            continue
        number_or_text = item.value if isinstance(item.value, (int, float)) else str(item.value)
        yield item.name, hide_place(number_or_text) if isinstance(number_or_text, str) else number_or_text


def hide_place(text: str) -> str:
    """Give a setting's text without what tells of this machine or lets somebody in.

    Of a path from the root its last part; of an address scheme, host and port, since user, path and query may
    hold a key.
    """
    if "://" in text:
        return _hide_rest_of_address(text)
    return _PLACE.sub(lambda match: re.split(r"[/\\]", match[0].rstrip("/\\"))[-1], text)


def _hide_rest_of_address(text: str) -> str:
    parts = urlsplit(text)
    port = re.search(r":(\d{1,5})$", parts.netloc)
    return f"{parts.scheme}://{parts.hostname or ''}{port[0] if port else ''}"


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
