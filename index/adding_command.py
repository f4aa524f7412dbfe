"""`python -m index` with `--add`, `--remove` or `--added`: pages added to an index that is there."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from index.additions import AddedFile, AddedPage, AddSummary, RemoveSummary
from index.reading import Refusal, UnreadablePageError, read_bytes


@dataclass(frozen=True, slots=True)
class Loudness:
    """How much is printed.

    Attributes:
        verbose: A line for every page and step.
        quiet: Refused files and errors only.
        json: The outcome as JSON.
    """

    verbose: bool = False
    quiet: bool = False
    json: bool = False


def add_files(paths: Sequence[Path], to: Path, loudness: Loudness) -> bool:
    """Add files to the index, print what was found in each, and tell whether none was refused.

    Raises:
        AddingError: Every file was refused, or there are too many.
        index.errors.StoreError: The index cannot be added to.
    """
    from index.adding import MAX_FILES_AT_ONCE, AddingError, add_pages
    from index.reporting import report_steps

    refusals: list[Refusal] = []
    if len(paths) > MAX_FILES_AT_ONCE:
        raise AddingError(f"{len(paths)} files are too many at once; give at most {MAX_FILES_AT_ONCE}")
    files = _read_files(paths, refusals)
    summary: AddSummary | None = None
    if files:
        with report_steps(total=0, verbose=loudness.verbose, quiet=loudness.quiet) as on_step:
            summary = add_pages(files, to, on_step=on_step)
        refusals += summary.refusals
    for refusal in refusals:
        print(f"refused: {refusal}", file=sys.stderr)
    if summary is None or not (summary.pages or summary.already_there):
        raise AddingError("no file could be added; the index is as it was")
    summary = replace(summary, refusals=tuple(refusals))
    if loudness.json:
        print(json.dumps({"index": str(to), **asdict(summary)}, ensure_ascii=False))
    elif not loudness.quiet:
        print(format_added(summary, to))
    return not refusals


def remove_files(sources: Sequence[str], to: Path, loudness: Loudness) -> None:
    """Take added pages out of the index again, and print which.

    Raises:
        index.errors.StoreError: They cannot be removed.
    """
    from index.adding import remove_pages
    from index.reporting import report_steps

    with report_steps(total=0, verbose=loudness.verbose, quiet=loudness.quiet) as on_step:
        summary = remove_pages(sources, to, on_step=on_step)
    if loudness.json:
        print(json.dumps({"index": str(to), **asdict(summary)}, ensure_ascii=False))
    elif not loudness.quiet:
        print(format_removed(summary, to))


def print_added(to: Path, loudness: Loudness) -> None:
    """Print which pages were added to the index.

    Raises:
        IndexNotFoundError: There is no index.
    """
    from index.adding import list_added

    files = list_added(to)
    if loudness.json:
        print(json.dumps({"index": str(to), "added": [asdict(file) for file in files]}, ensure_ascii=False))
    elif files:
        print("\n".join(map(format_file, files)))
    elif not loudness.quiet:
        print(f"no page was added to {to}")


def format_added(summary: AddSummary, to: Path) -> str:
    """Give what was found in each file, and then what the index has become."""
    lines = [line for page in summary.pages for line in _format_page(page)]
    lines += [
        f"already there: {known.name} has the text of {known.source}" for known in summary.already_there
    ]
    if summary.build is not None:
        build = summary.build
        lines.append(
            f"{to}: {len(summary.pages):,} added in {summary.seconds:.1f} seconds; {build.pages:,} pages,"
            f" {build.articles:,} articles, {build.zones:,} zones"
        )
    return "\n".join(lines)


def format_removed(summary: RemoveSummary, to: Path) -> str:
    """Give which pages were removed, and what the index has become."""
    build = summary.build
    return "\n".join(
        [
            *(f"removed: {source}" for source in summary.sources),
            f"{to}: {build.pages:,} pages, {build.articles:,} articles, {build.zones:,} zones",
        ]
    )


def format_file(file: AddedFile) -> str:
    """Give one line for a page that was added: when, how large, and its source."""
    return f"{file.added_at}  {file.size_bytes:>9,} bytes  {file.source}"


def _format_page(page: AddedPage) -> list[str]:
    count = f"{page.articles:,} article{'' if page.articles == 1 else 's'}"
    parts = [count, page.published or "no date", "、".join(page.zones) or "no zone"]
    lines = [f"{page.source}: {', '.join(parts)}", *(f"    {headline}" for headline in page.headlines)]
    if page.name != page.source.rpartition("/")[2]:
        lines.insert(1, f"    (given as {page.name}, which another page is called)")
    if page.warning:
        lines.append(f"    note: {page.warning}")
    return lines


def _read_files(paths: Sequence[Path], refusals: list[Refusal]) -> list[tuple[str, bytes]]:
    files = []
    for path in paths:
        try:
            files.append((path.name, read_bytes(path)))
        except UnreadablePageError as error:
            refusals.append(Refusal(str(path), str(error)))
    return files
