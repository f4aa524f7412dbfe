"""One run of a writer: pages in, the next generation out, made current in one step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from index.blocks import BlockMaker, PageBlock, digest_text
from index.builds import BuildStep, BuildSummary, OnStep
from index.database import PageRecord
from index.documents import Page
from index.embedding import StaticEncoder, TextEncoder
from index.errors import IndexCorruptError, IndexFormatError, IndexNotFoundError, NoPagesError
from index.generations import (
    find_current,
    generation_folder,
    publish_generation,
    remove_old,
    start_generation,
    switch_current,
    sync_files,
)
from index.manifest import FORMAT, IndexCounts, IndexSettings, Manifest
from index.reusing import PreviousPages
from index.rules import Rules
from index.store import Index, open_generation
from index.writing import GenerationWriter

_CHARACTERS_AT_ONCE = 200_000
_PAGES_AT_ONCE = 256


class Renewal:
    """One run: the encoder, the rules, and what was done so far."""

    def __init__(
        self, encoder: TextEncoder, splitter: StaticEncoder, rules: Rules, on_step: OnStep, *, verify: bool
    ) -> None:
        self._encoder = encoder
        self._splitter = splitter
        self._rules = rules
        self._on_step = on_step
        self._verify = verify
        self._maker = BlockMaker(encoder=encoder, splitter=splitter, segment=rules.segment, chunk=rules.chunk)
        self._rebuilt_because = ""
        self._embedded = 0
        self._total = 0
        self._sources: list[str] = []
        self._unsplit: list[str] = []
        self._settings = IndexSettings(
            format=FORMAT,
            rules=rules.digest,
            encoder=encoder.name,
            encoder_digest=encoder.digest,
            dimensions=encoder.dimensions,
            pieces_digest=splitter.digest,
        )

    def open_previous(self, to: Path, stack: ExitStack) -> PreviousPages:
        """Open the index that is there, if it can be, and see whether its pages can be taken over."""
        try:
            return self.open_whole(to, stack)
        except IndexNotFoundError:
            pass
        except IndexFormatError:
            self._rebuilt_because = "the index that was there was made by another version of Zonewise"
        except IndexCorruptError as error:
            self._rebuilt_because = f"the index that was there is damaged ({error})"
        return PreviousPages(None, is_reusable=False)

    def open_whole(self, to: Path, stack: ExitStack) -> PreviousPages:
        """Open the index that is there, and see whether its pages can be taken over.

        Raises:
            IndexNotFoundError: There is none.
            IndexCorruptError: It is damaged, or of another version of Zonewise.
        """
        index = stack.enter_context(open_generation(to, find_current(to)))
        if self._verify:
            index.verify()
        # An encoder is told by its digest: the same model may be named by its folder today.
        before = replace(index.manifest.settings, encoder=self._settings.encoder)
        is_reusable = before == self._settings
        if not is_reusable:
            self._rebuilt_because = "the encoder or the rules have changed"
        return PreviousPages(index, is_reusable=is_reusable)

    def run(
        self,
        pages: Iterable[Page],
        to: Path,
        previous: PreviousPages,
        *,
        first: Sequence[PageRecord] = (),
        total: int = 0,
    ) -> BuildSummary:
        """Write a generation and make it current; leave things as they are when nothing changed.

        Args:
            pages: All pages that the index is to have, after those of `first`.
            to: The index's folder, whose lock is held.
            previous: The pages of the index that is there.
            first: Pages of the index that is there to be taken over unread, as `find_first` gave them.
            total: How many pages there will be, to be told with each step; 0 where that is not known.

        Raises:
            NoPagesError: There was no page; the index is left as it was.
            ValueError: Two pages have one source.
        """
        self._total = total
        folder = start_generation(to)
        writer = GenerationWriter(
            folder, dimensions=self._encoder.dimensions, find_zone=self._rules.find_zone
        )
        try:
            self._copy_first(writer, first, previous)
            self._write_pages(writer, pages, previous)
            if not writer.counts.pages:
                raise NoPagesError("no page could be read, so that there is nothing to index")
            if previous.index is not None and not self._embedded and previous.is_same(self._sources):
                self._tell("unchanged")
                return self._summarise(writer.counts, previous, previous.index.generation)
            generation = self._publish(writer, to)
        finally:
            writer.close()
        return self._summarise(writer.counts, previous, generation)

    def _copy_first(
        self, writer: GenerationWriter, first: Sequence[PageRecord], previous: PreviousPages
    ) -> None:
        if previous.index is None or not first:
            return
        writer.copy_first(
            generation_folder(previous.index.path, previous.index.generation),
            first,
            previous.index.zone_names,
        )
        self._sources += [record.source for record in first]
        self._unsplit += [record.source for record in first if record.warning]
        self._tell("pages copied")

    def _write_pages(self, writer: GenerationWriter, pages: Iterable[Page], previous: PreviousPages) -> None:
        for some in _batch_pages(pages):
            unchanged = {page.source for page in some if previous.has(page.source, digest_text(page.text))}
            new = [page for page in some if page.source not in unchanged]
            self._embedded += len(new)
            made = self._maker.make(new)
            for page in some:
                block = previous.copy_block(page) if page.source in unchanged else next(made)
                self._write_block(writer, block)

    def _write_block(self, writer: GenerationWriter, block: PageBlock) -> None:
        writer.append(block)
        self._sources.append(block.page.source)
        if block.warning:
            self._unsplit.append(block.page.source)
        self._tell("page", block.page.source)

    def _publish(self, writer: GenerationWriter, to: Path) -> int:
        writer.finish_pages()
        self._tell("pages written")
        writer.write_keywords(self._splitter.vocabulary)
        self._tell("words weighed")
        manifest = writer.write_manifest(self._settings)
        self._tell("manifest written")
        sync_files(writer.folder)
        self._tell("synced")
        self._check(writer.folder, manifest)
        self._tell("checked")
        generation = publish_generation(to, writer.folder)
        self._tell("renamed")
        before = switch_current(to, generation)
        self._tell("switched")
        remove_old(to, keep={generation, before})  # a reader may be at work on the one before
        self._tell("old removed")
        return generation

    def _check(self, folder: Path, manifest: Manifest) -> None:
        """Open what was written as a reader will."""
        with Index(folder.parent.parent, folder, 0) as index:
            if self._verify:
                index.verify()
            if (index.n_articles, index.n_passages) != (manifest.counts.articles, manifest.counts.passages):
                raise IndexCorruptError(f"{folder} was not written as it should be; is the disk full?")

    def _summarise(self, counts: IndexCounts, previous: PreviousPages, generation: int) -> BuildSummary:
        return BuildSummary(
            pages=counts.pages,
            articles=counts.articles,
            zones=counts.zones,
            passages=counts.passages,
            seconds=0.0,
            embedded=self._embedded,
            reused=counts.pages - self._embedded,
            dropped=previous.count_dropped(self._sources),
            refusals=(),
            unsplit=tuple(self._unsplit),
            generation=generation,
            rebuilt_because=self._rebuilt_because,
        )

    def _tell(self, name: str, source: str = "") -> None:
        self._on_step(BuildStep(name, len(self._sources), source, self._total))


def _batch_pages(pages: Iterable[Page]) -> Iterator[list[Page]]:
    batch: list[Page] = []
    characters = 0
    for page in pages:
        batch.append(page)
        characters += len(page.text)
        if characters >= _CHARACTERS_AT_ONCE or len(batch) >= _PAGES_AT_ONCE:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch
