"""`python -m rag --check-answer`: read a text, check it statement by statement, print what was found."""

from __future__ import annotations

import json
import os
import re
import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from rag.answers import Language
from rag.asking import StatusLine
from rag.assembling import load_checker
from rag.texts.checking_texts import CheckedStatement, PreparedText, TextError, check_text, prepare_text
from rag.texts.reporting_checks import report_as_json, report_statement, report_totals
from rag.understanding import detect_language

if TYPE_CHECKING:
    from rag.pipeline import Pipeline

_QUOTED = re.compile(r"[「『（(][^「」『』（）()\n]*[」』）)]")
MOST_BYTES = 1_000_000
ALL_HOLD, SOME_FAIL = 0, 4


def read_text(path: Path) -> str:
    """Read the text to check; `-` is standard input.

    Raises:
        TextError: It is too long or not UTF-8.
        OSError: It cannot be read.
    """
    with sys.stdin.buffer if str(path) == "-" else path.open("rb") as stream:
        data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise TextError(f"{path} has more than {MOST_BYTES:,} bytes; check it in parts")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TextError(
            f"{path} is not UTF-8 ({error.reason} at byte {error.start}); save it as UTF-8"
        ) from None


def choose_language(prepared: PreparedText) -> Language:
    """Give the language of most statements, quotes and what stands in brackets aside; English where even."""
    languages = [detect_language(_QUOTED.sub("", claim.text)) for claim in prepared.claims]
    return "zh" if 2 * languages.count("zh") > len(languages) else "en"


def check_file(path: Path, pipeline: Pipeline, options: Namespace) -> int:
    """Check a text and print what was found, each statement as soon as it is checked; give the exit code.

    Raises:
        TextError: The text cannot be checked.
    """
    prepared = prepare_text(read_text(path))
    language = choose_language(prepared)
    status = StatusLine(None if options.quiet or not sys.stderr.isatty() else sys.stderr)
    styled = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    checked: list[CheckedStatement] = []
    resources = pipeline.resources
    checker = resources.checker or load_checker(resources.gazetteer, resources.lexicon)
    for item in check_text(prepared, resources, checker):
        checked.append(item)
        status.show("")
        if not options.json and not (options.quiet and item.statement.holds):
            print(report_statement(item, language, styled=styled), end="", flush=True)
        status.show(f"{len(checked)} of {len(prepared.claims)} …")
    status.show("")
    if options.json:
        print(json.dumps(report_as_json(checked, prepared.read), ensure_ascii=False))
    else:
        print(report_totals(checked, prepared.read, language), end="")
    return ALL_HOLD if all(item.statement.holds for item in checked) else SOME_FAIL
