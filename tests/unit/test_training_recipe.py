"""The recipe: every key is read by somebody, and a wrong one is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tiny_corpus import RECIPE
from training.errors import RecipeError
from training.recipe import Recipe, load_recipe


def read(text: str, tmp_path: Path) -> Recipe:
    path = tmp_path / "recipe.toml"
    path.write_text(text, encoding="utf-8")
    return load_recipe(path)


def test_the_shipped_recipe_leaves_out_what_may_not_be_sold() -> None:
    recipe = load_recipe()
    assert {"muse_zh_en", "ted_liangyming", "nmt_misc_small"} <= set(recipe.cleaning.left_out)
    assert not set(recipe.cleaning.left_out) & set(recipe.windows.sources)


def test_values_are_typed(tmp_path: Path) -> None:
    recipe = read(RECIPE.replace("temperature = 0.05", "temperature = 1"), tmp_path)
    assert isinstance(recipe.train.temperature, float)
    assert recipe.windows.span_words == (2, 4)
    assert recipe.weights.kinds["term"] == 2.0
    assert recipe.align.alignment.free_rounds == 3


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("seed = 7", "sead = 7", "sead is no setting"),
        ("dimensions = 32", "dimension = 32", "train.dimension is no setting; there are train.dimensions"),
        ("dimensions = 32", "", "train.dimensions is missing"),
        ("dimensions = 32", "dimensions = 32.5", "train.dimensions is 32.5; it is to be a whole number"),
        ("dimensions = 32", "dimensions = true", "train.dimensions is True; it is to be a whole number"),
        ("late_from = 0.6", "late_from = 1.6", "train.late.late_from is to be from 0 to 1"),
        ("[train.late]", "[train.latest]", "train.latest is no setting"),
        ("least_share = 0.05", "", "align.glosses.least_share is missing"),
        ("median_norm = 3.3", "median_norm = 0", "write.median_norm is to be more than 0"),
        ('left_out = ["loose"]', 'left_out = "loose"', "cleaning.left_out is 'loose'; it is to be a list"),
        ('left_out = ["loose"]', "left_out = [1]", "cleaning.left_out[0] is 1; it is to be text"),
        ("term = 2.0", "term = -1", "weights.kinds.term is -1.0; a weight is 0 or more"),
        ("term = 2.0", "term = nan", "weights.kinds.term is nan; a weight is 0 or more"),
        ("temperature = 0.05", "temperature = 0.01", "train.temperature is to be 0.025 or more"),
        ("matryoshka = []", "matryoshka = [32]", "train.matryoshka has [32]"),
        ("span_words = [2, 4]", "span_words = [4, 2]", "windows.span_words is to be [fewest, most]"),
        ("[write]", "[wriet]", "wriet is no setting"),
        ("free_rounds = 3", "rounds = 3", "align.alignment.rounds is no setting"),
        ("seed = 7", "seed =", "is no TOML"),
    ],
)
def test_what_is_wrong_is_named(old: str, new: str, said: str, tmp_path: Path) -> None:
    assert old in RECIPE
    with pytest.raises(RecipeError) as caught:
        read(RECIPE.replace(old, new, 1), tmp_path)
    assert said in str(caught.value)
    assert "recipe.toml" in str(caught.value)


def test_a_recipe_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="cannot be read"):
        load_recipe(tmp_path / "none.toml")
