"""Pages to an index: new pages are segmented and embedded, unchanged ones kept, all others dropped."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from index.builds import BuildStep, BuildSummary, OnStep
from index.documents import Page
from index.embedding import TextEncoder, is_other_bundled, load_bundled_encoder
from index.errors import IndexCorruptError, IndexFolderError, IndexNotFoundError, NoPagesError
from index.generations import explain_disk_errors, find_current, generation_folder, open_target
from index.keeping import RESERVED_REASON, is_added, read_added
from index.manifest import Manifest
from index.reading import Refusal, UnreadablePageError, iterate_files, read_page
from index.renewing import Renewal
from index.rules import Rules, load_rules


def build_index(
    pages: Path,
    to: Path,
    *,
    encoder: TextEncoder | None = None,
    on_step: OnStep | None = None,
    verify: bool = False,
    rules: Rules | None = None,
) -> BuildSummary:
    """Index a folder of pages, or one page, and with it the pages that were added to the index.

    Args:
        pages: The folder.
        to: The index's folder; a new one, an empty one, or one that Zonewise made.
        encoder: What embeds the passages; the bundled encoder without it.
        on_step: Told of every page and of every step after them.
        verify: Compare every file's SHA-256, of the index before and of the new one.
        rules: How pages become passages; those of this package without it.

    Raises:
        FileNotFoundError: There is no such folder of pages.
        NoPagesError: Not one page could be read; the index is left as it was.
        IndexFolderError: The index's folder must not be written to.
        IndexBusyError: Another process is writing the index.
        IndexDiskError: The disk is full or may not be written to.
    """
    refusals: list[Refusal] = []
    if not pages.exists():
        raise FileNotFoundError(f"no such file or folder: {pages}; give a folder of pages")
    if to.resolve().is_relative_to(pages.resolve()):
        raise IndexFolderError(f"the index {to} would lie among the pages in {pages}; give another folder")
    try:
        summary = build_index_of_pages(
            _read_folder(pages, refusals), to, encoder=encoder, on_step=on_step, verify=verify, rules=rules
        )
    except NoPagesError as error:
        raise NoPagesError("\n".join([str(error), *map(str, refusals)])) from error
    return replace(summary, refusals=(*refusals, *summary.refusals))


def build_index_of_pages(
    pages: Iterable[Page],
    to: Path,
    *,
    encoder: TextEncoder | None = None,
    on_step: OnStep | None = None,
    verify: bool = False,
    rules: Rules | None = None,
) -> BuildSummary:
    """Index pages that come from anywhere, one after the other; see `build_index`.

    Each source must be unique. A page that has not the make-up of a newspaper page becomes one article.

    Raises:
        NoPagesError: There was no page; the index is left as it was.
        ValueError: Two pages have one source, or a source begins as those of added pages do.
        IndexFolderError: The index's folder must not be written to.
        IndexBusyError: Another process is writing the index.
        IndexDiskError: The disk is full or may not be written to.
    """
    start = time.perf_counter()
    refusals: list[Refusal] = []
    splitter = load_bundled_encoder()
    build = Renewal(encoder or splitter, splitter, rules or load_rules(), on_step or _ignore, verify=verify)
    with explain_disk_errors(to), open_target(to), ExitStack() as stack:
        previous = build.open_previous(to, stack)
        outcome = build.run(_join_pages(pages, to, refusals), to, previous)
    return replace(outcome, seconds=time.perf_counter() - start, refusals=tuple(refusals))


def _join_pages(pages: Iterable[Page], to: Path, refusals: list[Refusal]) -> Iterator[Page]:
    """Give the pages, then those that were added to the index: the order in which it always holds them."""
    is_empty = True
    for page in pages:
        if is_added(page.source):
            raise ValueError(f"the page {page.source!r} {RESERVED_REASON}")
        is_empty = False
        yield page
    if is_empty:  # a wrong folder must not leave the added pages alone
        raise NoPagesError("no page could be read, so that there is nothing to index")
    yield from read_added(to, refusals)


def find_encoder_name(to: Path) -> str:
    """Give the name of the encoder to build an index with that is there, where none is asked for.

    It is the one that made it. The text is empty where that is the bundled encoder of another version of
    Zonewise, in whose place this version's stands, or where there is no index.
    """
    try:
        name = Manifest.read(generation_folder(to, find_current(to))).settings.encoder
    except (IndexNotFoundError, IndexCorruptError):
        return ""
    return "" if is_other_bundled(name) else name


def _ignore(step: BuildStep) -> None:
    del step


def _read_folder(place: Path, refusals: list[Refusal]) -> Iterator[Page]:
    for path, source in iterate_files(place):
        if is_added(source):
            refusals.append(Refusal(source, RESERVED_REASON))
            continue
        try:
            yield read_page(path, source)
        except UnreadablePageError as error:
            refusals.append(Refusal(source, str(error)))
