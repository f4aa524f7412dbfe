"""What comes nearest to a question that the pages are said not to answer, for a person to look at.

No program can prove that something is not said. What can be told is which sentences are most like the
question, and whether a zone that it names is never written of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from eval.questions import GoldQuestion
from eval.validating.searching_pages import GoldPages
from index.embedding import load_bundled_encoder

_MOST_CHARACTERS = 120


@dataclass(frozen=True, slots=True)
class NearSentence:
    """A sentence and how like a question it is: the cosine of their vectors."""

    source: str
    zone: str
    text: str
    likeness: float

    def __str__(self) -> str:
        """Give the line that is printed."""
        shown = self.text[:_MOST_CHARACTERS] + ("…" if len(self.text) > _MOST_CHARACTERS else "")
        return f"{self.likeness:.2f} {self.source} {self.zone or '-'}: {shown}"


def find_nearest(
    questions: Sequence[GoldQuestion], pages: GoldPages, *, k: int = 3
) -> list[tuple[NearSentence, ...]]:
    """Give the `k` sentences most like each question, by the bundled encoder, the likest first.

    A follow-up is searched together with the questions before it.
    """
    encoder = load_bundled_encoder()
    sentences = [(one.article, sentence) for one in pages.articles for sentence in one.sentences]
    headed = [f"{article.zone} {article.headline}\n{sentence}" for article, sentence in sentences]
    asked = [" ".join((*gold.before, gold.question)) for gold in questions]
    likeness = encoder.encode_queries(asked) @ encoder.encode_passages(headed).T
    order = np.argsort(-likeness, axis=1, kind="stable")[:, :k]
    return [
        tuple(
            NearSentence(
                sentences[at][0].source, sentences[at][0].zone, sentences[at][1], float(likeness[row, at])
            )
            for at in best.tolist()
        )
        for row, best in enumerate(order)
    ]


def list_unwritten_zones(gold: GoldQuestion, pages: GoldPages) -> tuple[str, ...]:
    """Give the zones that a question names and that no article is about or names: of them nothing is said."""
    asked = dict.fromkeys(mention.zone.short for mention in pages.gazetteer.find(gold.question))
    return tuple(short for short in asked if short not in pages.written_zones)
