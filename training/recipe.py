"""The recipe of an encoder: everything that may vary, read from TOML and checked key by key."""

from __future__ import annotations

import math
import tomllib
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, Field, asdict, dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any

from training.errors import RecipeError
from training.settings import (
    AlignSettings,
    CleaningSettings,
    EvaluationSettings,
    TokenizerSettings,
    WindowSettings,
    WriteSettings,
)
from training.train_settings import CompositionSettings, TrainSettings

RECIPE_FILE = Path(__file__).parent / "recipe.toml"


@dataclass(frozen=True, slots=True)
class Weights:
    """How often a pair is drawn in an epoch: the weight of its kind times that of its source.

    Attributes:
        kinds: By kind of pairs; a kind that is not named is left out.
        sources: By source; a source that is not named counts 1, one that counts 0 is left out.
        most_source: By kind of pairs; a source counts no more than this in it.
    """

    kinds: Mapping[str, float]
    sources: Mapping[str, float] = field(default_factory=dict)
    most_source: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recipe:
    """All settings of an encoder, a part for each step.

    Attributes:
        seed: Whatever is drawn by chance, is drawn by it.
        cleaning: Which rows are kept.
        windows: How sentences in their order become passages.
        weights: How often each pair is drawn.
        tokenizer: Which pieces there are.
        align: How the word table is made.
        composition: How pieces share their rows.
        train: How the rows are learnt.
        evaluate: What is measured.
        write: What the folder is called, and what is asked of it.
    """

    seed: int
    cleaning: CleaningSettings
    windows: WindowSettings
    weights: Weights
    tokenizer: TokenizerSettings
    align: AlignSettings
    composition: CompositionSettings
    train: TrainSettings
    evaluate: EvaluationSettings
    write: WriteSettings

    def __post_init__(self) -> None:
        for table in ("kinds", "sources", "most_source"):
            for name, weight in getattr(self.weights, table).items():
                if not (math.isfinite(weight) and weight >= 0):
                    raise RecipeError(f"weights.{table}.{name} is {weight}; a weight is 0 or more")

    def list_settings(self, *parts: str) -> dict[str, Any]:
        """Give the settings of some parts as JSON holds them; without a name, of all."""
        everything = asdict(self)
        return {part: everything[part] for part in parts or everything}


def load_recipe(path: Path = RECIPE_FILE) -> Recipe:
    """Read a recipe.

    Raises:
        RecipeError: The file cannot be read, or a key or value of it is wrong; the message names it.
    """
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise RecipeError(f"the recipe {path} cannot be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise RecipeError(f"the recipe {path} is no TOML: {error}") from error
    try:
        recipe = _read_table(Recipe, table, at="")
    except RecipeError as error:
        raise RecipeError(f"the recipe {path}: {error}") from error
    assert isinstance(recipe, Recipe)
    return recipe


def _read_table(kind: type[Any], table: Mapping[str, object], *, at: str) -> object:
    hints = typing.get_type_hints(kind)
    known = {one.name: one for one in fields(kind)}
    for key in table:
        if key not in known:
            raise RecipeError(f"{at}{key} is no setting; there are {', '.join(at + name for name in known)}")
    missing = [at + name for name, one in known.items() if name not in table and _must_be_given(one)]
    if missing:
        raise RecipeError(f"{missing[0]} is missing")
    values = {key: _read_value(hints[key], value, at=at + key) for key, value in table.items()}
    return kind(**values)


def _must_be_given(one: Field[Any]) -> bool:
    return one.default is MISSING and one.default_factory is MISSING


def _read_value(hint: Any, value: object, *, at: str) -> object:  # noqa: ANN401 - a type hint has no one type
    if is_dataclass(hint) and isinstance(hint, type):
        if isinstance(value, dict):
            return _read_table(hint, value, at=f"{at}.")
        raise RecipeError(f"{at} is {value!r}; it is to be a table, [{at}]")
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple and isinstance(value, list):
        return tuple(_read_value(inner[0], one, at=f"{at}[{place}]") for place, one in enumerate(value))
    if origin is Mapping or (isinstance(origin, type) and issubclass(origin, Mapping)):
        if isinstance(value, dict):
            return {key: _read_value(inner[1], one, at=f"{at}.{key}") for key, one in value.items()}
        raise RecipeError(f"{at} is {value!r}; it is to be a table, [{at}]")
    return _read_plain(hint, value, at=at)


def _read_plain(hint: Any, value: object, *, at: str) -> object:  # noqa: ANN401 - a type hint has no one type
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(hint, type) and not isinstance(hint, types.GenericAlias) and type(value) is hint:
        return value
    wanted = {int: "a whole number", float: "a number", str: "text", bool: "true or false"}
    raise RecipeError(f"{at} is {value!r}; it is to be {wanted.get(hint, 'a list')}")
