"""The index of a variant: the same pages, cut into other passages or embedded by another encoder."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from eval.ablations.variants import IndexRecipe
from index.building import build_index
from index.chunking import PassageSizes, chunk_article
from index.rules import Rules, load_rules
from index.sentence_encoding import load_encoder


def build_recipe(pages: Path, recipe: IndexRecipe, to: Path) -> int:
    """Index a folder of pages by a recipe, and give how many passages they became.

    Raises:
        FileNotFoundError: There is no such folder of pages.
        StoreError: The encoder cannot be used, or there is no page.
    """
    rules = make_sized_rules(recipe.sizes)
    return build_index(pages, to, encoder=load_encoder(recipe.encoder), rules=rules).passages


def make_sized_rules(sizes: PassageSizes) -> Rules:
    """Give the rules of the package, but for how long passages are."""
    rules = load_rules()
    return replace(
        rules,
        chunk=partial(chunk_article, sizes=sizes),
        digest=f"{rules.digest}, passages of {sizes.least} to {sizes.most}",
    )
