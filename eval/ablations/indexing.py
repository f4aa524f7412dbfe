"""The index of a variant: the same pages, cut into other passages or embedded by another encoder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, islice
from pathlib import Path

from eval.ablations.variants import IndexRecipe
from eval.benchmarks.adapting import read_json_lines
from eval.questions import read_text
from index.building import build_index_of_pages
from index.chunking import PassageSizes, chunk_article
from index.documents import Page
from index.reading import read_pages
from index.rules import Rules, load_rules
from index.sentence_encoding import load_encoder


@dataclass(frozen=True, slots=True)
class PageSource:
    """What is indexed.

    Attributes:
        pages: The folder of pages that the questions are about.
        distractors: JSON lines with `text`, each a page more; `None` for none.
        limit: Only so many of them; 0 for all.
    """

    pages: Path
    distractors: Path | None = None
    limit: int = 0

    def read(self) -> Iterator[Page]:
        """Give the pages, and then the distractors.

        Raises:
            FileNotFoundError: There is no such folder.
            GoldFileError: The distractors cannot be read.
        """
        return chain(read_pages(self.pages).pages, self._read_distractors())

    def _read_distractors(self) -> Iterator[Page]:
        if self.distractors is None:
            return
        rows = islice(read_json_lines(self.distractors), self.limit or None)
        for number, (where, row) in enumerate(rows, start=1):
            yield Page(f"distractor {number} of {self.distractors.name}", read_text(row, "text", where))


def build_recipe(source: PageSource, recipe: IndexRecipe, to: Path) -> int:
    """Index pages by a recipe, and give how many passages they became.

    Raises:
        FileNotFoundError: There is no such folder of pages.
        GoldFileError: The distractors cannot be read.
        StoreError: The encoder cannot be used, or there is no page.
    """
    rules = make_sized_rules(recipe.sizes)
    encoder = load_encoder(recipe.encoder)
    return build_index_of_pages(source.read(), to, encoder=encoder, rules=rules).passages


def make_sized_rules(sizes: PassageSizes) -> Rules:
    """Give the rules of the package, but for how long passages are."""
    rules = load_rules()
    return replace(
        rules,
        chunk=partial(chunk_article, sizes=sizes),
        digest=f"{rules.digest}, passages of {sizes.least} to {sizes.most}",
    )
