"""An answer on its way: what the answerer without a model made, and what a language model made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rag.answers import Citation, Json, Statement


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer before its trace.

    Attributes:
        text: Markdown.
        zones: Short names of the zones asserted.
        citations: In the order of their numbers.
        abstained: The pages do not say.
        form: How it was made: `list`, `quotes`, `author`, `comparison`, `other_year` or `abstention`; those
            that a language model wrote are `written`, `written_list`, `written_comparison`, and `silence`
            where it found no answer in the sentences.
        threshold: The probability below which nothing was asserted.
        lead: What opens the answer and is computed in code, such as which side of a comparison is larger; it
            refers to the first citations.
        model: Name of the language model that wrote it; empty for a quoted answer.
        fallback: Why a language model did not write it, in the reader's language; or empty.
        statements: What the model wrote, each as checked.
        removed_references: References of the model to nothing.
        work: What the model did, for the trace; empty where none was asked.
    """

    text: str
    zones: tuple[str, ...]
    citations: tuple[Citation, ...]
    abstained: bool
    form: str
    threshold: float
    lead: str = ""
    model: str = ""
    fallback: str = ""
    statements: tuple[Statement, ...] = ()
    removed_references: int = 0
    work: Mapping[str, Json] = field(default_factory=dict)
