"""Evaluate: development figures by which a recipe is chosen, of texts that were not trained on.

A sentence is to find its translation among all others, and a sentence or a stretch of one the window of
Chinese sentences that holds its translation, among other windows and other news.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.embedding import StaticEncoder, Vectors
from training.exporting import silence_rows
from training.pairs import get_texts, read_rows
from training.settings import EvaluationSettings

_QUERIES_AT_ONCE = 1024
_CUTOFF = 10

Figures = dict[str, Any]


def measure_rows(
    rows: Vectors,
    tokenizer: Tokenizer,
    settings: EvaluationSettings,
    *,
    data: Path,
    seed: int,
    on_file: Callable[[str], None],
) -> Figures:
    """Measure an encoder, by dense vectors alone.

    Args:
        rows: `(vocabulary, dimensions)`.
        tokenizer: Cuts texts in as many kinds of pieces.
        settings: What is measured.
        data: The folder of the data.
        seed: Of the stretches that ask.
        on_file: Called before each file.

    Raises:
        TrainingDataError: A file is missing or damaged.
    """
    encoder = StaticEncoder(name="", digest="", rows=silence_rows(rows, tokenizer), tokenizer=tokenizer)
    figures: Figures = {"bitext": {}, "windows": {}}
    for name in settings.bitext:
        on_file(name)
        figures["bitext"][_shorten(name)] = measure_bitext(encoder, _read_sentences(data / name))
    distractors = _read_distractors(data, settings)
    for name in settings.windows:
        on_file(name)
        figures["windows"][_shorten(name)] = measure_windows(
            encoder, _read_sentences(data / name), distractors, settings, seed=seed
        )
    return figures


def measure_bitext(encoder: StaticEncoder, pairs: Sequence[tuple[str, str]]) -> Figures:
    """Give the share of sentences whose translation is nearest of all, both ways."""
    english = encoder.encode_queries([one for one, _ in pairs])
    chinese = encoder.encode_passages([other for _, other in pairs])
    own = np.arange(len(pairs))
    return {
        "pairs": len(pairs),
        "english_to_chinese": _share(_rank(english, chinese, own) == 1),
        "chinese_to_english": _share(_rank(chinese, english, own) == 1),
    }


def measure_windows(
    encoder: StaticEncoder,
    pairs: Sequence[tuple[str, str]],
    distractors: Sequence[str],
    settings: EvaluationSettings,
    *,
    seed: int,
) -> Figures:
    """Give how high the window stands that holds the translation of a sentence, or of a stretch of it."""
    size = settings.window_sentences
    whole = pairs[: len(pairs) // size * size]
    windows = [" ".join(zh for _, zh in whole[start : start + size]) for start in range(0, len(whole), size)]
    passages = encoder.encode_passages([*windows, *distractors])
    own = np.arange(len(whole)) // size
    chance = np.random.default_rng(seed)
    asked = {
        "sentence": [english for english, _ in whole],
        "span": [_take_span(english, settings.span_words, chance) for english, _ in whole],
    }
    figures: Figures = {"passages": len(passages), "queries": len(whole)}
    for kind, queries in asked.items():
        ranks = _rank(encoder.encode_queries(queries), passages, own)
        figures[kind] = {
            "mrr": round(float(np.mean(1 / ranks)), 4) if len(ranks) else 0.0,
            "recall_at_1": _share(ranks == 1),
            f"recall_at_{_CUTOFF}": _share(ranks <= _CUTOFF),
        }
    return figures


def _rank(queries: Vectors, passages: Vectors, own: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give the place of each query's own passage, from 1; another that is as near stands before it."""
    ranks = np.empty(len(queries), dtype=np.int64)
    for start in range(0, len(queries), _QUERIES_AT_ONCE):
        some = slice(start, start + _QUERIES_AT_ONCE)
        scores = queries[some] @ passages.T
        best = np.take_along_axis(scores, own[some, None], axis=1)
        ranks[some] = np.count_nonzero(scores >= best, axis=1)
    return ranks


def _take_span(text: str, most_words: int, chance: np.random.Generator) -> str:
    words = text.split()
    start = int(chance.integers(0, max(len(words) - most_words, 0), endpoint=True))
    return " ".join(words[start : start + most_words])


def _read_sentences(path: Path) -> list[tuple[str, str]]:
    found = (get_texts(row, ("en", "zh"), at=f"{path}:{number}") for number, row in read_rows(path))
    return [(english, chinese) for english, chinese in found]


def _read_distractors(data: Path, settings: EvaluationSettings) -> list[str]:
    if not settings.distractors:
        return []
    texts: list[str] = []
    path = data / settings.distractors
    for number, row in read_rows(path):
        if len(texts) == settings.most_distractors:
            break
        (text,) = get_texts(row, ("text",), at=f"{path}:{number}")
        texts.append(text[: settings.distractor_chars])
    return texts


def _shorten(name: str) -> str:
    return Path(name).name.partition(".")[0]


def _share(holds: NDArray[np.bool_]) -> float:
    return round(float(np.mean(holds)), 4) if len(holds) else 0.0
