"""A job: what is made from what, and which steps are done with these very settings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from index.lexicon import GLOSSARY_FILE
from training.errors import MissingStepError, RecipeError
from training.preparing import digest_inputs
from training.recipe import Recipe
from training.reporting import Reporter
from training.work_folder import WorkFolder, digest_file, digest_settings


@dataclass(frozen=True, slots=True)
class Job:
    """What the steps work on.

    Attributes:
        data: The folder of the data.
        work: Where the steps leave their files.
        recipe: All settings.
        glossary: English terms with their Chinese ones.
        options: As they were typed, for messages that say what to type.
        reporter: Shows how far a step is.
    """

    data: Path
    work: WorkFolder
    recipe: Recipe
    glossary: Path = GLOSSARY_FILE
    options: str = "--data DIR"
    reporter: Reporter = field(default_factory=Reporter)

    def make_key(self, step: str) -> str:
        """Give what changes when the step would give something else."""
        recipe = self.recipe
        match step:
            case "prepare":
                inputs = digest_inputs(self.data, self.glossary)
                return digest_settings(recipe.seed, recipe.list_settings("cleaning", "windows"), inputs)
            case "tokenizer":
                return self._follow("prepare", "tokenizer")
            case "pieces":
                return self.make_key("tokenizer")
            case "align":
                return digest_settings(self._follow("pieces", "align"), dict(recipe.weights.sources))
            case "train":
                return digest_settings(self._follow("align", "weights", "composition", "train"), recipe.seed)
            case "evaluate":
                measured = [self.data / name for name in recipe.evaluate.list_files()]
                return digest_settings(self._follow("train", "evaluate"), [*map(digest_file, measured)])
        raise ValueError(f"there is no step {step!r}")

    def _follow(self, earlier: str, part: str, *parts: str) -> str:
        return digest_settings(self.make_key(earlier), self.recipe.list_settings(part, *parts))

    def find_pairs(self, kind: str) -> Path:
        """Give the file of a kind of pairs.

        Raises:
            RecipeError: There is no such kind.
        """
        path = self.work.find_pairs(kind)
        if not path.is_file():
            there = ", ".join(sorted(self.require("prepare")["kept"]))
            raise RecipeError(f"the recipe weighs pairs of the kind {kind!r}; there are {there}")
        return path

    def is_done(self, step: str) -> bool:
        """Tell whether a step is done with these settings and data."""
        record = self.work.read_record(step)
        return record is not None and record.get("key") == self.make_key(step)

    def require(self, step: str) -> dict[str, Any]:
        """Give the record of an earlier step.

        Raises:
            MissingStepError: It is not done, or was done with other settings or data.
        """
        record = self.work.read_record(step)
        command = f"python -m training {step} {self.options}"
        if record is None:
            raise MissingStepError(
                f"the step {step!r} is not done in {self.work.path}; first type\n  {command}"
            )
        if record.get("key") != self.make_key(step):
            raise MissingStepError(
                f"the step {step!r} was done in {self.work.path} with other settings or data; do it again:\n"
                f"  {command}"
            )
        return record

    @contextmanager
    def record(self, step: str) -> Iterator[dict[str, Any]]:
        """Give a dict for what the step tells; it is written when the step is done, and only then."""
        self.work.remove_record(step)
        told: dict[str, Any] = {"key": self.make_key(step)}
        with self.reporter.time_step(step) as spent:
            yield told
        told["seconds"] = spent()
        self.work.write_record(step, told)
