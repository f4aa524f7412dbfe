"""Pages added to an index that is there, and taken out again; readers go on with what they have opened.

The files are kept beside the index (`index.keeping`); then a new generation is written, with all pages of
the one before and those in the folder of added files. What is unchanged is copied.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from index.additions import AddedFile, AddedPage, AddingError, AddSummary, KnownFile, RemoveSummary
from index.builds import OnStep
from index.choosing_files import choose_files
from index.describing import describe_pages
from index.embedding import TextEncoder
from index.extending import open_extension
from index.generations import find_current
from index.keeping import keep_files, list_files, list_names, name_source, set_aside
from index.rules import Rules

__all__ = [
    "MAX_ADDED_BYTES",
    "MAX_ADDED_FILES",
    "MAX_BYTES_AT_ONCE",
    "MAX_FILES_AT_ONCE",
    "AddSummary",
    "AddedFile",
    "AddedPage",
    "AddingError",
    "KnownFile",
    "RemoveSummary",
    "add_pages",
    "list_added",
    "remove_pages",
]

MAX_FILES_AT_ONCE = 50
MAX_BYTES_AT_ONCE = 64 * 1024 * 1024
"""Of one call; each file has the bound of any page (`index.reading.MAX_PAGE_BYTES`) as well."""

MAX_ADDED_FILES = 10_000
MAX_ADDED_BYTES = 1024 * 1024 * 1024
"""Of all that was added to one index, so that readers of a page cannot fill its disk."""


def add_pages(
    files: Sequence[tuple[str, bytes]],
    to: Path,
    *,
    encoder: TextEncoder | None = None,
    on_step: OnStep | None = None,
    rules: Rules | None = None,
) -> AddSummary:
    """Add files to an index; what is no page is refused with its reason, and the rest is added.

    Args:
        files: Names and contents. A name is made safe, and numbered where another text has it.
        to: The index's folder.
        encoder: What made the index; by default it is found by the name that the index has for it.
        on_step: Told of every page and of every step after them; what it raises ends the work, and the index
            and its files are as they were.
        rules: How pages become passages; those of this package without it.

    Raises:
        AddingError: There is no file, or there are too many or too much, at once or in all.
        IndexNotFoundError: There is no index to add to.
        IndexCorruptError: It is damaged, or of another version of Zonewise.
        EncoderMismatchError: Another encoder made it.
        IndexBusyError: Another process is writing it.
        IndexDiskError: The disk is full or may not be written to.
    """
    start = time.perf_counter()
    _check_bounds(files)
    with open_extension(to, encoder, on_step, rules) as extension:
        chosen = choose_files(files, to, extension.list_texts())
        _check_room(to, chosen.files)
        build = None
        if chosen.files or extension.is_behind():
            with keep_files(to, chosen.files):
                build = extension.renew()
        generation = find_current(to)
        pages = describe_pages(chosen.names, to, generation)
    seconds = time.perf_counter() - start
    return AddSummary(pages, chosen.known, chosen.refusals, build, generation, seconds)


def remove_pages(
    sources: Sequence[str],
    to: Path,
    *,
    encoder: TextEncoder | None = None,
    on_step: OnStep | None = None,
    rules: Rules | None = None,
) -> RemoveSummary:
    """Take pages that were added out of an index again; all of them, or where one cannot be removed, none.

    Args:
        sources: What the pages are cited by: `added/NAME`.
        to: The index's folder.
        encoder: See `add_pages`.
        on_step: See `add_pages`.
        rules: See `add_pages`.

    Raises:
        AddingError: One is no added page, or no page would be left.
        IndexNotFoundError: There is no index.
        IndexCorruptError: It is damaged, or of another version of Zonewise.
        EncoderMismatchError: Another encoder made it.
        IndexBusyError: Another process is writing it.
        IndexDiskError: The disk is full or may not be written to.
    """
    start = time.perf_counter()
    with open_extension(to, encoder, on_step, rules) as extension:
        names = _choose_names(sources, to)
        if not extension.own_sources and set(names) == set(list_names(to)):
            raise AddingError(f"the index in {to} would have no page left; add others before")
        with set_aside(to, names):
            build = extension.renew()
    removed = tuple(name_source(name) for name in names)
    return RemoveSummary(removed, build, build.generation, time.perf_counter() - start)


def list_added(to: Path) -> tuple[AddedFile, ...]:
    """List the pages that were added to the index in a folder, sorted by source.

    Raises:
        IndexNotFoundError: There is no index.
    """
    find_current(to)
    return list_files(to)


def _check_bounds(files: Sequence[tuple[str, bytes]]) -> None:
    if not files:
        raise AddingError("no file was given; give a page to add")
    if len(files) > MAX_FILES_AT_ONCE:
        raise AddingError(
            f"{len(files)} files are too many at once; give at most {MAX_FILES_AT_ONCE}, or put them in the"
            " folder of pages and build the index again: python -m index PAGES_DIR --to INDEX_DIR"
        )
    size = sum(len(data) for _, data in files)
    if size > MAX_BYTES_AT_ONCE:
        raise AddingError(
            f"the files have {size:,} bytes, which is too much at once; give at most"
            f" {MAX_BYTES_AT_ONCE:,} bytes, the rest after them"
        )


def _check_room(to: Path, files: Mapping[str, bytes]) -> None:
    kept = list_files(to)
    size = sum(file.size_bytes for file in kept) + sum(map(len, files.values()))
    if files and (len(kept) + len(files) > MAX_ADDED_FILES or size > MAX_ADDED_BYTES):
        raise AddingError(
            f"{len(kept):,} pages were added to the index in {to}, and there is no room for {len(files):,}"
            f" more (at most {MAX_ADDED_FILES:,} files and {MAX_ADDED_BYTES:,} bytes in all); remove some, or"
            " put pages in the folder that the index is built from"
        )


def _choose_names(sources: Sequence[str], to: Path) -> list[str]:
    """Give the names of the kept files of these pages, sorted.

    Raises:
        AddingError: There is none, or one is no added page.
    """
    kept = {name_source(name): name for name in list_names(to)}
    wrong = sorted(set(sources) - kept.keys())
    if wrong:
        raise AddingError(
            f"{', '.join(map(repr, wrong))}: not among the pages that were added; only these can be removed"
            " (python -m index --to INDEX_DIR --added lists them). A page of the folder goes when it is taken"
            " out of the folder and the index is built again"
        )
    if not sources:
        raise AddingError("no page was named; name one that was added: added/NAME")
    return sorted({kept[source] for source in sources})
