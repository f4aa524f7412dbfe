"""A text of a language model to the statements that it makes, each with the citations that it gives."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement as written, before it is checked.

    Attributes:
        text: Its plain words on one line, without Markdown and references.
        references: The numbers that it cites, in order, none twice.
        prefix: The mark of a list and its indent, such as `- ` or `  2. `, or nothing.
        is_heading: It stands as a heading.
    """

    text: str
    references: tuple[int, ...] = ()
    prefix: str = ""
    is_heading: bool = False
