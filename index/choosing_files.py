"""Which of the files that are given are added to an index, and by what names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.additions import KnownFile
from index.blocks import digest_text
from index.file_names import make_safe_name, number_name
from index.keeping import list_names, name_source
from index.reading import Refusal, UnreadablePageError, read_page_bytes


@dataclass(frozen=True, slots=True)
class Choice:
    """What becomes of the files.

    Attributes:
        files: The contents of those that are added, by the names that they get.
        names: How each of these was called when it was given, made safe to show.
        known: Those whose text is there already.
        refusals: Those that are no pages.
    """

    files: Mapping[str, bytes]
    names: Mapping[str, str]
    known: tuple[KnownFile, ...]
    refusals: tuple[Refusal, ...]


def choose_files(files: Sequence[tuple[str, bytes]], to: Path, texts: dict[str, str]) -> Choice:
    """Part files into those that are added, those that are there already, and those that are refused.

    Args:
        files: Names and contents, as they were given.
        to: The index's folder.
        texts: The source of each text that is there, by its digest; what is chosen is put in.
    """
    chosen: dict[str, bytes] = {}
    names: dict[str, str] = {}
    known: list[KnownFile] = []
    refusals: list[Refusal] = []
    taken = list_names(to)
    for given, data in files:
        shown = make_safe_name(given)
        name = number_name(shown, [*taken, *chosen])
        try:
            page = read_page_bytes(name, data, name_source(name))
        except UnreadablePageError as error:
            refusals.append(Refusal(shown, str(error)))
            continue
        source = texts.setdefault(digest_text(page.text), page.source)
        if source != page.source:
            known.append(KnownFile(shown, source))
        else:
            chosen[name], names[name] = data, shown
    return Choice(chosen, names, tuple(known), tuple(refusals))
