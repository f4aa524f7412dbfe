"""What figures are of: the gold file and the pages, each told by a digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.gating import Suite
from eval.preparing import Distractors
from index.manifest import hash_file

_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Subject:
    """What one gold file and its pages were.

    Attributes:
        gold: SHA-256 of the gold file.
        pages: SHA-256 over the names and texts of the pages; see `digest_pages`.
    """

    gold: str
    pages: str


def describe_subjects(
    suites: Sequence[Suite], *, index: Path | None = None, distractors: Distractors | None = None
) -> tuple[Subject, ...]:
    """Describe what each suite is about, in their order; a folder of pages is read once.

    Args:
        suites: What is to run.
        index: The index that questions are asked over, where no pages are indexed for them.
        distractors: Articles that are put among the pages.

    Raises:
        OSError: A gold file or the pages cannot be read.
        index.errors.StoreError: The index cannot be opened.
    """
    digests: dict[Path, str] = {}
    subjects = []
    for suite in suites:
        place = index if index is not None and suite.what == "questions" else suite.pages
        if place not in digests:
            digests[place] = _digest_index(place) if place is index else digest_pages(place)
        pages = digests[place]
        if distractors is not None:
            pages = _join([("", pages), (str(distractors.limit), hash_file(distractors.news))])
        subjects.append(Subject(hash_file(suite.gold), pages))
    return tuple(subjects)


def digest_pages(folder: Path) -> str:
    """Give the SHA-256 over each page's path below the folder and the SHA-256 of its text.

    An index keeps these two of each page, so that pages and an index of them have one digest.
    """
    from index.blocks import digest_text
    from index.reading import read_pages

    return _join((page.source, digest_text(page.text)) for page in read_pages(folder).pages)


def list_differences(known: Mapping[str, Subject], now: Mapping[str, Subject]) -> list[str]:
    """Say of every suite that both have what it is not about any more, by the suites' names.

    Figures of two subjects tell nothing together: easier questions would hide what became worse.
    """
    return [line for suite in now if suite in known for line in _compare(suite, known[suite], now[suite])]


def _compare(suite: str, before: Subject, now: Subject) -> Iterator[str]:
    for what, first, second in (("gold", before.gold, now.gold), ("pages", before.pages, now.pages)):
        if first != second:
            differ, own = ("differs", "that") if what == "gold" else ("differ", "those")
            yield (
                f"{suite}: the {what} {differ} from {own} of the baseline (SHA-256 {second[:_SHOWN]}… now,"
                f" {first[:_SHOWN]}… there); compare figures only of one gold over the same pages;"
                " if meant, --write-baseline"
            )


def _digest_index(folder: Path) -> str:
    from index.store import open_index

    with open_index(folder) as index:
        return _join((page.source, page.sha256) for page in index.pages())


def _join(pairs: Iterable[tuple[str, str]]) -> str:
    digest = hashlib.sha256()
    for name, one in sorted(pairs):
        digest.update(f"{name}\0{one}\n".encode())
    return digest.hexdigest()
