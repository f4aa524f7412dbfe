"""`python -m rag`: ask an index a question or many, hold a dialogue, check a text or a model."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.errors import StoreError
from rag.options import parse_options, read_overrides
from rag.settings import PREFIX, SettingError, find_ignored_variables, load_settings, trace_settings

if TYPE_CHECKING:
    from rag.pipeline import Pipeline

_DONE, _ERROR, _USAGE, _INTERRUPTED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and give its exit code."""
    options = parse_options(arguments)
    try:
        return _run(options)
    except BrokenPipeError:
        # The reader of the output (`| head`) has seen enough; Python would complain once more when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _ERROR
    except (SettingError, StoreError, OSError, UnicodeDecodeError) as error:
        print(f"error: {error}", file=sys.stderr)
        return _ERROR
    except KeyboardInterrupt:
        return _INTERRUPTED


def _run(options: Namespace) -> int:
    if not options.quiet:
        _tell_ignored_variables()
    if options.settings:
        from rag.printing import print_settings

        print_settings(trace_settings(read_overrides(options)), sys.stdout)
        return _DONE
    if options.check_model:
        return _check_model(options)
    if options.check_answer is not None:
        return _check_answer(options)
    return _ask(options)


def _ask(options: Namespace) -> int:
    from rag.asking import ask_file, ask_one, hold_dialogue
    from rag.narrowing import NarrowingError, check_narrowing
    from rag.options import read_narrowing_options

    pipeline, narrowing = _open(options), read_narrowing_options(options)
    if not narrowing.is_empty:
        try:
            narrowing = check_narrowing(narrowing, pipeline.index.catalogue, pipeline.gazetteer)
        except NarrowingError as error:
            print(f"error: {error}", file=sys.stderr)
            return _USAGE
    if options.questions is not None:
        return ask_file(options.questions, pipeline, narrowing)
    if options.question is None:
        return hold_dialogue(pipeline, options, narrowing)
    return ask_one(options.question, [], pipeline, options, narrowing)


def _check_model(options: Namespace) -> int:
    from rag.models.connecting import connect_model, describe_model
    from rag.models.probing import probe_model

    settings = load_settings(read_overrides(options))
    model = connect_model(settings)
    if model is None:
        raise SettingError(f"no language model is named; give --model PROVIDER:NAME, or set {PREFIX}MODEL")
    return probe_model(model, sys.stdout, shown=describe_model(settings))


def _check_answer(options: Namespace) -> int:
    from rag.texts.checking_command import check_file
    from rag.texts.checking_texts import TextError

    options.model = ""  # none is asked, whatever the environment names
    try:
        return check_file(options.check_answer, _open(options), options)
    except TextError as error:
        print(f"error: {error}", file=sys.stderr)
        return _ERROR


def _open(options: Namespace) -> Pipeline:
    from rag.assembling import open_pipeline
    from rag.sample_index import ensure_sample_index
    from rag.settings import DEFAULT_INDEX

    settings = load_settings(read_overrides(options))
    if settings.index_dir == DEFAULT_INDEX:
        ensure_sample_index(settings.index_dir, encoder=settings.encoder, quiet=options.quiet)
    return open_pipeline(settings)


def _tell_ignored_variables() -> None:
    for name in find_ignored_variables():
        print(f"note: {name} is no setting and is not read", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
