"""`python -m training`: make the bundled encoder again, or one of your own data, step by step."""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from training.errors import TrainingError

if TYPE_CHECKING:
    from training.jobs import Job

_DONE, _ERROR, _INTERRUPTED = 0, 1, 130
_WORK = Path("build/training")
_DESCRIPTION = "Make a static English-Chinese encoder from pairs of texts; training/README.md says more."
_EPILOG = """\
commands, in their order:
  prepare     read the data, keep what is good, write the pairs by kind
  tokenizer   build the tokenizer from the words of the pairs
  align       make the word table
  train       learn the rows; interrupted, it goes on from its last checkpoint
  evaluate    measure on texts for development
  write       write the encoder's folders, float and light, with the card
  run         all of them; what is done with the same settings and data is not done again

examples:
  python -m training run --data my-data --to build/encoder
  python -m training prepare --data my-data
  python -m training train --data my-data --recipe my-recipe.toml --work build/mine
  python -m training write --data my-data --recipe my-recipe.toml --work build/mine --to build/my-encoder

exit codes: 0 done, 1 error, 2 usage, 130 interrupted
"""


def make_parser() -> argparse.ArgumentParser:
    """Make the parser of the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m training",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = ("prepare", "tokenizer", "align", "train", "evaluate", "write", "run")
    parser.add_argument("command", choices=commands, metavar="COMMAND", help=", ".join(commands))
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the folder of the data")
    parser.add_argument(
        "--work", type=Path, default=_WORK, metavar="DIR", help=f"where the steps leave their files ({_WORK})"
    )
    parser.add_argument(
        "--to", type=Path, metavar="DIR", help="where write and run put the encoder's folders"
    )
    parser.add_argument("--recipe", type=Path, metavar="FILE", help="other settings (training/recipe.toml)")
    parser.add_argument("--glossary", type=Path, metavar="FILE", help="another glossary than the project's")
    parser.add_argument("--quiet", action="store_true", help="print errors only")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and give its exit code."""
    parser = make_parser()
    options = parser.parse_args(arguments)
    if options.command in {"write", "run"} and options.to is None:
        parser.error("say where the encoder's folders are to stand: --to DIR")
    os.environ.update(HF_HUB_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1")  # nothing leaves this machine
    try:
        return _run(options)
    except (TrainingError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return _ERROR
    except ModuleNotFoundError as error:
        print(
            f"error: {error.name} is not installed; training needs the extra `training`:"
            " pip install -c constraints.txt -e '.[training]'",
            file=sys.stderr,
        )
        return _ERROR
    except KeyboardInterrupt:
        print("interrupted; the same command goes on from where it stopped", file=sys.stderr)
        return _INTERRUPTED


def _run(options: argparse.Namespace) -> int:
    from index.lexicon import GLOSSARY_FILE
    from training.jobs import Job
    from training.recipe import RECIPE_FILE, load_recipe
    from training.reporting import Reporter
    from training.steps import STEPS
    from training.work_folder import WorkFolder

    job = Job(
        data=options.data,
        work=WorkFolder(options.work),
        recipe=load_recipe(options.recipe or RECIPE_FILE),
        glossary=options.glossary or GLOSSARY_FILE,
        options=_repeat_options(options),
        reporter=Reporter(quiet=options.quiet),
    )
    names = tuple(STEPS) if options.command == "run" else (options.command,)
    for name in names:
        if name in STEPS and not (options.command == "run" and job.is_done(name)):
            STEPS[name](job)
    if options.to is not None and options.command in {"write", "run"}:
        _write(job, options.to)
    return _DONE


def _write(job: Job, to: Path) -> None:
    from training.writing import write_folders

    write_folders(job, to)
    job.reporter.say(f"written: {to}")


def _repeat_options(options: argparse.Namespace) -> str:
    """Give the options that say what is made from what, as they would be typed again."""
    given = {"--data": options.data, "--recipe": options.recipe, "--glossary": options.glossary}
    if options.work != _WORK:
        given["--work"] = options.work
    return " ".join(f"{name} {shlex.quote(str(value))}" for name, value in given.items() if value is not None)


if __name__ == "__main__":
    sys.exit(main())
