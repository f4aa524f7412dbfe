"""The next generation of an index that keeps the pages of its folder: only what was added is another."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import chain
from pathlib import Path

from index.blocks import digest_text
from index.builds import BuildStep, BuildSummary, OnStep
from index.embedding import TextEncoder, load_bundled_encoder
from index.generations import check_target, explain_disk_errors, find_current, open_target
from index.keeping import is_added, list_names, name_source, read_added
from index.reading import Refusal
from index.renewing import Renewal
from index.reusing import PreviousPages
from index.rules import Rules, load_rules
from index.store import Index


class Extension:
    """Writes the next generation of an index whose lock is held."""

    def __init__(self, to: Path, renewal: Renewal, previous: PreviousPages, index: Index) -> None:
        self._to = to
        self._renewal = renewal
        self._previous = previous
        self._index = index
        self._records = index.pages()
        self.own_sources = [record.source for record in self._records if not is_added(record.source)]

    def list_texts(self) -> dict[str, str]:
        """Give the source of each text that is there, by the text's digest."""
        texts = {record.sha256: record.source for record in self._records if not is_added(record.source)}
        for page in read_added(self._to, []):
            texts.setdefault(digest_text(page.text), page.source)
        return texts

    def is_behind(self) -> bool:
        """Tell whether the generation has other added pages than there are files: a writer was killed."""
        added = {record.source for record in self._records if is_added(record.source)}
        return added != {name_source(name) for name in list_names(self._to)}

    def renew(self) -> BuildSummary:
        """Write a generation with the pages of the folder as they were, and all that were added."""
        refusals: list[Refusal] = []
        first = self._previous.find_first(self.own_sources)
        own = (self._index.page(source) for source in self.own_sources[len(first) :])
        pages = chain(own, read_added(self._to, refusals))
        total = len(self.own_sources) + len(list_names(self._to))
        start = time.perf_counter()
        build = self._renewal.run(pages, self._to, self._previous, first=first, total=total)
        return replace(build, seconds=time.perf_counter() - start, refusals=tuple(refusals))


@contextmanager
def open_extension(
    to: Path, encoder: TextEncoder | None, on_step: OnStep | None, rules: Rules | None
) -> Iterator[Extension]:
    """Open an index that is there for writing, and hold its lock; for the errors see `add_pages`."""
    find_current(to)
    check_target(to)
    chosen, splitter = encoder or _load_own_encoder(to), load_bundled_encoder()
    renewal = Renewal(chosen, splitter, rules or load_rules(), on_step or _ignore, verify=True)
    with explain_disk_errors(to), open_target(to), ExitStack() as stack:
        previous = renewal.open_whole(to, stack)
        index = previous.index
        if index is None:
            raise AssertionError("an index that was opened whole is there")
        if encoder is not None:
            index.require_encoder(encoder)
        yield Extension(to, renewal, previous, index)


def _load_own_encoder(to: Path) -> TextEncoder:
    from index.building import find_encoder_name
    from index.sentence_encoding import load_encoder

    return load_encoder(find_encoder_name(to))


def _ignore(step: BuildStep) -> None:
    del step
