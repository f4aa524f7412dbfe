"""What `python -m eval` can be told to run, each command a module of its own.

A command is chosen by one option, such as `--ablate`; `eval/__main__.py` asks every command for its options,
whether they fit together, and runs the one that is chosen.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from rich.console import Console

from rag.answers import Json


@dataclass(frozen=True, slots=True)
class CommandResult:
    """What a command gave.

    Attributes:
        report: Everything as JSON values, for `--json`.
        status: The exit status: 0 done, 1 a file is not as it must be, 5 a figure is too low.
    """

    report: Mapping[str, Json] = field(default_factory=dict)
    status: int = 0


@dataclass(frozen=True, slots=True)
class Command:
    """One way to run `python -m eval`.

    Attributes:
        option: The option that chooses it, as it is typed.
        add_options: Adds its options, in a group of their own, to the parser.
        find_misuse: Says what is wrong with the options, or nothing (an empty text).
        run: Runs it. Raises ValueError, OSError, StoreError or CommandFailedError with a message for people.
        takes_gold: `--questions` and the like may stand beside it, and say over which gold it runs.
    """

    option: str
    add_options: Callable[[argparse.ArgumentParser], None]
    find_misuse: Callable[[argparse.Namespace], str]
    run: Callable[[argparse.Namespace, Console], CommandResult]
    takes_gold: bool = False

    def is_chosen(self, options: argparse.Namespace) -> bool:
        """Tell whether the option that chooses it was given."""
        return getattr(options, self.option.removeprefix("--").replace("-", "_")) not in (None, False)


def list_overrides(options: argparse.Namespace) -> dict[str, object]:
    """Give the settings that `--set NAME=VALUE` changes, by name."""
    return dict(setting.split("=", 1) for setting in options.settings)
