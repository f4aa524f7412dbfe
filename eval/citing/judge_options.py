"""The options of a language model that judges citations, and the model that they name.

It has settings of its own: none of the answering model's holds for it, from wherever that may come.
"""

from __future__ import annotations

import argparse
import os

from eval.citing.asking_model import ModelEntailment
from eval.citing.page_judges import PageJudges
from rag.models.budgeting import Budget
from rag.models.connecting import connect_model
from rag.settings import PREFIX, load_settings

KEY_VARIABLE = f"{PREFIX}JUDGE_KEY"
"""Where the key of the judge's server stands; it is no setting, and never an option."""
_CALLS = 2000
_SECONDS = 3600.0
_OF_MODELS = "model_"
_OWN_OPTIONS = ("model_url", "model_key", "model_calls", "model_total_s")
"""What is given by an option or the variable, and so not by `--judge-set`."""


def add_judge_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of a language model that judges citations beside the check."""
    group = parser.add_argument_group("a language model that judges citations too")
    group.add_argument(
        "--judge", default="", metavar="PROVIDER:NAME", help="the model; better not the one that answers"
    )
    group.add_argument(
        "--judge-url", default="", metavar="URL", help=f"its server, whose key is {KEY_VARIABLE}"
    )
    group.add_argument(
        "--judge-set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="change a setting of it, such as model_stall_s=60; --set does not change it",
    )
    group.add_argument(
        "--judge-calls", type=int, default=_CALLS, metavar="N", help=f"most calls in all ({_CALLS})"
    )
    group.add_argument(
        "--judge-seconds", type=float, default=_SECONDS, metavar="S", help=f"most seconds ({_SECONDS:g})"
    )


def find_judge_misuse(options: argparse.Namespace) -> str:
    """Say what is wrong with these options, or nothing (an empty text)."""
    if not options.judge:
        given = [name for name in ("judge_url", "judge_set") if getattr(options, name)]
        return f"--{given[0].replace('_', '-')} needs --judge PROVIDER:NAME" if given else ""
    if options.articles or options.statements or options.paraphrases:
        return "--judge judges the answers to questions; leave it out for articles and statements"
    if options.judge_calls < 1 or options.judge_seconds <= 0:
        return "--judge-calls and --judge-seconds take a number above 0"
    for setting in options.judge_set:
        name, equals, _ = setting.partition("=")
        if not equals or not name.startswith(_OF_MODELS) or name in _OWN_OPTIONS:
            return f"--judge-set takes NAME=VALUE of a setting such as model_stall_s, not {setting!r}"
    return ""


def open_page_judges(options: argparse.Namespace) -> PageJudges:
    """Make what judges citations, with the language model that the options name.

    Raises:
        rag.settings.SettingError: The model cannot be connected, or a setting of it cannot be used.
        index.errors.StoreError: A local model cannot be read.
    """
    return PageJudges(connect_judge(options) if options.judge else None)


def connect_judge(options: argparse.Namespace) -> ModelEntailment:
    """Connect the model that the options name, within the calls and seconds that they allow it."""
    changed: dict[str, object] = dict(setting.split("=", 1) for setting in options.judge_set)
    key = os.environ.get(KEY_VARIABLE, "")
    own = {"model": options.judge, "model_url": options.judge_url, "model_key": key}
    model = connect_model(load_settings({**changed, **own}, environment={}))
    if model is None:
        raise ValueError(f"--judge is {options.judge!r}; it takes provider:name, such as openai:NAME")
    return ModelEntailment(model, Budget(options.judge_calls, options.judge_seconds))
