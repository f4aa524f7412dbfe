"""Figures over the answer itself: does it hold the figures and names asked for, and was refusing right.

Each is a pure function over plain values.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from eval.retrieval_metrics import fold_text

_REFERENCE = re.compile(r"\[\d+\]")
# A figure as printed: 12,345.6 or 12345.6. A full-width comma, or one with a space behind it, parts two.
_FIGURE = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:[.]\d+)?")
_PARTING_COMMA = re.compile(r"(?<=\d)(?:,\s+|，\s*)(?=\d)")


def list_missing_answers(answers: Sequence[Sequence[str]], fields: Sequence[str]) -> list[str]:
    """Give the first alternative of every any-of list of which none stands in one of the fields.

    Args:
        answers: The any-of lists.
        fields: The answer's text, and of each citation its quote as printed and as mended, headline and
            byline, each looked at by itself, so that nothing is found across two of them.
    """
    return [
        group[0]
        for group in answers
        if not any(stands_in(wanted, field) for wanted in group for field in fields)
    ]


def stands_in(wanted: str, field: str) -> bool:
    """Tell whether a text stands in a field, both as `fold_text` gives them.

    Where `wanted` starts or ends with a digit the number must stand whole: `40` is not found in `140`,
    `40.5`, `0.40` or `1,400`. References such as `[4]` are no part of an answer and are not looked at.
    """
    text = fold_text(_PARTING_COMMA.sub(";", _REFERENCE.sub(" ", field)))
    sought = fold_text(wanted)
    if not sought:
        raise ValueError("an empty text stands in every field; remove it from the gold answers")
    insides = {
        place for figure in _FIGURE.finditer(text) for place in range(figure.start() + 1, figure.end())
    }
    return any(
        match.start() not in insides and match.start() + len(sought) not in insides
        for match in re.finditer(f"(?={re.escape(sought)})", text)
    )


def is_right_refusal(*, is_answerable: bool, abstained: bool) -> bool:
    """Tell whether the answer refused where the pages do not say."""
    return abstained and not is_answerable


def is_wrong_refusal(*, is_answerable: bool, abstained: bool) -> bool:
    """Tell whether the answer refused although the pages say."""
    return abstained and is_answerable
