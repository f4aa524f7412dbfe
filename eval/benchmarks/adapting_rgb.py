"""RGB's files: questions in English or Chinese, each with its own passages that answer it and that do not.

Chen, Lin, Han and Sun, Benchmarking Large Language Models in Retrieval-Augmented Generation, AAAI 2024. There
are three kinds of files, told apart by their rows: `zh.json` (noise; refusal where all passages are noise),
`zh_int.json` (the answer's parts stand in several passages), `zh_fact.json` (counterfactual: the answer that
the passages give is false); `en.json` and so on likewise.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Literal

from eval.benchmarks.adapting import read_json_lines
from eval.questions import GoldFileError, read_text
from rag.answers import Language
from rag.understanding import detect_language

Ability = Literal["noise", "integration", "counterfactual"]
PASSAGES = 5
"""Passages a question is asked over, as in the paper."""


@dataclass(frozen=True, slots=True)
class RgbQuestion:
    """One question with its passages.

    Attributes:
        id: Unique within its file.
        text: As it is typed.
        lang: Of the question.
        ability: What its file is for.
        answers: Any-of lists; a right answer has one of each.
        positive: Passages that answer it, in groups; of several groups each answers a part.
        negative: Passages on the same matter that do not.
        wrong: The positive ones with another answer put in; empty but for `counterfactual`.
        fake: That other answer, or empty.
    """

    id: str
    text: str
    lang: Language
    ability: Ability
    answers: tuple[tuple[str, ...], ...]
    positive: tuple[tuple[str, ...], ...]
    negative: tuple[str, ...]
    wrong: tuple[str, ...] = ()
    fake: str = ""


def load_rgb(path: Path, *, limit: int = 0) -> tuple[RgbQuestion, ...]:
    """Read a file of RGB, the first `limit` questions or all.

    Raises:
        GoldFileError: It cannot be read, a row is wrong, or there is none.
    """
    rows = list(read_json_lines(path))[: limit or None]
    if not rows:
        raise GoldFileError(f"{path}: no question; give a file of RGB, such as zh.json")
    return tuple(_read_question(row, where) for where, row in rows)


def choose_passages(question: RgbQuestion, *, noise: float) -> tuple[str, ...]:
    """Choose the passages that a question is asked over: `ceil(5 · noise)` that do not answer it, and others.

    Where there are too few of one kind, more of the other are taken, though never an answering one at a
    noise of 1; each part of an integration question keeps a passage whatever the noise. They are the first
    ones of the file, where RGB's own program draws some of them by a fixed seed.

    Args:
        question: The question.
        noise: Between 0 and 1.
    """
    negative = math.ceil(round(PASSAGES * noise, 6))
    if question.ability == "counterfactual":
        return (*question.wrong[: PASSAGES - negative], *question.negative[:negative])
    positive = [text for turn in zip_longest(*question.positive) for text in turn if text is not None]
    if question.ability == "integration":
        kept = max(PASSAGES - negative, len(question.positive))
    else:
        kept = 0 if noise == 1 else PASSAGES - min(negative, len(question.negative))
    chosen = positive[:kept]
    return (*chosen, *question.negative[: max(PASSAGES - len(chosen), 0)])


def _read_question(row: Mapping[str, object], where: str) -> RgbQuestion:
    text = read_text(row, "query", where)
    positive = _read_list(row, "positive", where)
    is_nested = any(isinstance(item, list) for item in positive)
    groups = positive if is_nested else [positive]
    wrong = _read_texts(row.get("positive_wrong", []), f"{where}: positive_wrong")
    ability: Ability = "counterfactual" if wrong else "integration" if is_nested else "noise"
    return RgbQuestion(
        id=str(row.get("id", where)),
        text=text,
        lang=detect_language(text),
        ability=ability,
        answers=_read_answers(row.get("answer"), where),
        positive=tuple(_read_texts(group, f"{where}: positive") for group in groups),
        negative=_read_texts(row.get("negative", []), f"{where}: negative"),
        wrong=wrong,
        fake=read_text(row, "fakeanswer", where) if wrong else "",
    )


def _read_answers(value: object, where: str) -> tuple[tuple[str, ...], ...]:
    """Read `answer`: a text, or a list of which all are wanted, each a text or a list of alternatives."""
    wanted = value if isinstance(value, list) else [value]
    groups = [item if isinstance(item, list) else [item] for item in wanted]
    answers = tuple(_read_texts(group, f"{where}: answer") for group in groups)
    if not answers or not all(answers):
        raise GoldFileError(f"{where}: answer is {value!r}; it must be a text, or lists of texts")
    return answers


def _read_list(row: Mapping[str, object], name: str, where: str) -> Sequence[object]:
    value = row.get(name)
    if not isinstance(value, list):
        raise GoldFileError(f"{where}: {name} must be a list, found {value!r}")
    return value


def _read_texts(value: object, what: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise GoldFileError(f"{what} must be a list of texts, found {value!r}")
    return tuple(item for item in value if item.strip())
