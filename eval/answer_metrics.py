"""Whether an answer holds the figures and names that were asked for.

Each is a pure function over plain values.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from eval.answer_figures import is_another_amount, is_number, read_wanted, states_value
from eval.retrieval_metrics import fold_text
from index.figures import Figure, find_figures

_REFERENCE = re.compile(r"\[\d+\]")
# A figure as printed: 12,345.6 or 12345.6. A full-width comma, or one with a space behind it, parts two.
_FIGURE = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:[.]\d+)?")
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?!\d)")
_LATIN = re.compile(r"[a-z]")
_PARTING_COMMA = re.compile(r"(?<=\d)(?:,\s+|，\s*)(?=\d)")


def list_missing_answers(
    answers: Sequence[Sequence[str]], fields: Sequence[str], *, evidence: Sequence[str] = ()
) -> list[str]:
    """Give the first alternative of every any-of list of which none is given; see `find_answers`."""
    found = find_answers(answers, fields, evidence=evidence)
    return [group[0] for group, is_given in zip(answers, found, strict=True) if not is_given]


def find_answers(
    answers: Sequence[Sequence[str]], fields: Sequence[str], *, evidence: Sequence[str] = ()
) -> list[bool]:
    """Tell of every any-of list whether one of the fields gives one of its alternatives.

    An alternative is given where it stands in a field as a text (`stands_in`), and, where it is a figure,
    where a field has the same value in another unit or language (`eval.answer_figures`). A number whose unit
    is known is not given by another amount with the same digits: 3.2 (亿元) by neither 3.2 billion yuan nor
    3.2 tonnes.

    Args:
        answers: The any-of lists.
        fields: What the answer says, in texts that are looked at one by one, so that nothing is found across
            two of them.
        evidence: The stretches of the gold; a number without its unit has it from there.
    """
    return [any(_is_given(wanted, fields, evidence) for wanted in group) for group in answers]


def asks_for_figure(group: Sequence[str]) -> bool:
    """Tell whether an any-of list asks for a figure or a date (one alternative is one), not for a name."""
    return any(is_number(wanted) for wanted in group)


def stands_in(wanted: str, field: str) -> bool:
    """Tell whether a text stands in a field, both as `fold_text` gives them.

    Where `wanted` starts or ends with a digit the number must stand whole: `40` is not found in `140`,
    `40.5`, `0.40` or `1,400`, where `1400` is. Where it starts with a Latin letter a word must start there:
    `AI` is not found in `said`; words may go on, as `ceramic` does in `ceramics`. References such as `[4]`
    are no part of an answer and are not looked at.
    """
    spoken = _PARTING_COMMA.sub(";", _REFERENCE.sub(" ", field))
    text, sought = _ungroup(fold_text(spoken)), _ungroup(fold_text(wanted))
    if not sought:
        raise ValueError("an empty text stands in every field; remove it from the gold answers")
    if _LATIN.match(sought) and not _starts_word(sought, spoken):
        return False
    insides = {
        place for figure in _FIGURE.finditer(text) for place in range(figure.start() + 1, figure.end())
    }
    return any(
        match.start() not in insides and match.start() + len(sought) not in insides
        for match in re.finditer(f"(?={re.escape(sought)})", text)
    )


def _is_given(wanted: str, fields: Sequence[str], evidence: Sequence[str]) -> bool:
    values = read_wanted(wanted, evidence)
    if not values:
        return any(stands_in(wanted, field) for field in fields)
    return any(_gives_value(wanted, values, field) for field in fields)


def _gives_value(wanted: str, values: Sequence[Figure], field: str) -> bool:
    rest = field
    for figure in find_figures(field):
        if any(states_value(value, figure) for value in values):
            return True
        if any(is_another_amount(value, figure) for value in values):
            rest = rest[: figure.start] + ";" * (figure.end - figure.start) + rest[figure.end :]
    return stands_in(wanted, rest)


def _starts_word(sought: str, text: str) -> bool:
    """Tell whether a folded text stands somewhere with no Latin letter right before it, spaces kept."""
    spaced = r"\s*".join(map(re.escape, sought))
    words = " ".join(fold_text(word) for word in text.split())
    return re.search(rf"(?<![a-z]){spaced}", _ungroup(words)) is not None


def _ungroup(text: str) -> str:
    """Write numbers without the commas between their thousands: `1,400` as `1400`."""
    return _GROUPED.sub(lambda number: number[0].replace(",", ""), text)
