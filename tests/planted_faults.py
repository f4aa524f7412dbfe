"""Faults to plant in the real pipeline, each of which the gate must see. None of them edits code."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from eval.judging import Answerer
from index.documents import Article
from index.vectors import VectorIndex
from rag.answers import Answer
from rag.pipeline import Pipeline

_SEED = 7
_REFERENCE = re.compile(r"\[(\d+)\]")
_FIGURE = re.compile(r"(?<![\d.\[])\d+(?:\.\d+)?(?![\d.\]])")


def leave_alone(answer: Answer) -> Answer:
    """Plant nothing."""
    return answer


Asked = tuple[str, tuple[str, ...]]
"""A question and those asked before it."""


@dataclass(frozen=True, slots=True)
class Altering:
    """Answers as another answerer does, with each answer altered.

    Attributes:
        answerer: The real one.
        alter: What is done to each of its answers.
        given: What it answered before; asked again, it is not troubled.
    """

    answerer: Answerer
    alter: Callable[[Answer], Answer]
    given: dict[Asked, Answer]

    def answer(self, question: str, *, history: Sequence[str] = ()) -> Answer:
        """Answer, and alter."""
        asked = (question, tuple(history))
        if asked not in self.given:
            self.given[asked] = self.answerer.answer(question, history=history)
        return self.alter(self.given[asked])


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault, and what must tell it.

    Attributes:
        figures: Those that must fall, by name.
        alter: Done to every answer.
        damage: Done once to the opened pipeline.
        settings: Settings of the pipeline that are changed, by name.
    """

    figures: tuple[str, ...]
    alter: Callable[[Answer], Answer] = leave_alone
    damage: Callable[[Pipeline], None] | None = None
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_of_answers_alone(self) -> bool:
        """Whether the pipeline itself is sound, so that what it answered before can be altered."""
        return self.damage is None and not self.settings


def shuffle_citations(answer: Answer) -> Answer:
    """Let each statement refer to the citation of the next one; an answer with one citation stays."""
    numbers = [citation.number for citation in answer.citations]
    following = dict(zip(numbers, numbers[1:] + numbers[:1], strict=True))
    text = _REFERENCE.sub(lambda match: f"[{following.get(int(match[1]), match[1])}]", answer.text)
    return replace(answer, text=text)


def change_figures(answer: Answer) -> Answer:
    """Change one figure of every quote, the one asked for where one is marked, wherever the answer has it."""
    lines = answer.text.split("\n")
    citations = []
    for citation in answer.citations:
        old = _find_figure(citation.text, citation.text_focus)
        new = _turn_digits(old)
        here = f"[{citation.number}]"
        lines = [_replace_figure(line, old, new) if here in line else line for line in lines]
        quote, text = (_replace_figure(one, old, new) for one in (citation.quote, citation.text))
        citations.append(replace(citation, quote=quote, text=text))
    return replace(answer, text="\n".join(lines), citations=tuple(citations))


def drop_zone(answer: Answer) -> Answer:
    """Leave out the last zone of those that the answer's field has; its text still tells of it."""
    return replace(answer, zones=answer.zones[:-1])


def cut_last_item(answer: Answer) -> Answer:
    """Cut the last item off the text of a list; the answer's fields still have its zone."""
    lines = answer.text.split("\n")
    items = [at for at, line in enumerate(lines) if line.startswith("- **")]
    return replace(answer, text="\n".join(lines[: items[-1]])) if items else answer


def shift_citations(answer: Answer) -> Answer:
    """Let each citation point one character further on its page."""
    return replace(
        answer,
        citations=tuple(replace(one, start=one.start + 1, end=one.end + 1) for one in answer.citations),
    )


def never_abstain(answer: Answer) -> Answer:
    """Show what was found nearest as if it answered."""
    return replace(answer, abstained=False)


def encode_at_random(pipeline: Pipeline) -> None:
    """Let another encoder, one that knows nothing, have made the vectors: random ones of unit length."""
    index = pipeline.resources.index
    drawn = np.random.default_rng(_SEED).standard_normal(index.vectors.matrix.shape, dtype=np.float32)
    index.vectors = VectorIndex(_scale(drawn))


def permute_vectors(pipeline: Pipeline) -> None:
    """Let each passage have another one's vector."""
    index = pipeline.resources.index
    order = np.random.default_rng(_SEED).permutation(index.n_passages)
    index.vectors = VectorIndex(np.ascontiguousarray(index.vectors.matrix[order]))


def shift_offsets(pipeline: Pipeline) -> None:
    """Let each character of an article be told to stand one further on its page."""
    index = pipeline.resources.index
    read = index.article

    def read_shifted(number: int) -> Article:
        article = read(number)
        return replace(article, offsets=article.offsets + 1)

    index.article = read_shifted  # type: ignore[assignment]


def touch_nothing(pipeline: Pipeline) -> None:
    """Leave the pipeline as it is, but let it answer all questions anew."""


def add_rounding(pipeline: Pipeline) -> None:
    """Let the vectors differ in their last bits, as another processor's arithmetic would leave them."""
    index = pipeline.resources.index
    matrix = index.vectors.matrix
    noise = np.random.default_rng(_SEED).uniform(-1, 1, matrix.shape).astype(np.float32)
    index.vectors = VectorIndex(matrix * (1 + noise * np.float32(2 * np.finfo(np.float32).eps)))


def _scale(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    scaled: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return scaled


def _find_figure(text: str, focus: tuple[int, int] | None) -> str:
    """Give the first figure within the focus, else the first of the text, else nothing."""
    within = _FIGURE.search(text[slice(*focus)]) if focus else None
    found = within or _FIGURE.search(text)
    return found[0] if found else ""


def _replace_figure(text: str, old: str, new: str) -> str:
    return re.sub(rf"(?<![\d.]){re.escape(old)}(?![\d.])", new, text, count=1) if old else text


def _turn_digits(figure: str) -> str:
    """Give another figure of as many digits."""
    return re.sub(r"\d", lambda digit: str((int(digit[0]) + 3) % 10 or 3), figure)
