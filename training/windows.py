"""Windows: an English sentence, or what somebody would ask of it, with the Chinese passage that answers.

Static rows are learnt from pairs of equal length else, and a short text then comes nearest to short texts. A
window holds the sentence's translation among its neighbours, as a passage of a newspaper does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np

from training.pairs import Pair
from training.settings import WindowSettings

_NEIGHBOURS = 2
"""A window of long sentences may end early; one sentence alone is no window."""
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9'&.-]*")


def cut_windows(pairs: Sequence[Pair], settings: WindowSettings, *, seed: int) -> Iterator[list[Pair]]:
    """Cut the pairs of ordered sources, which stand together, in windows of random length, one after another.

    What is left at the end of a source and is too short for a window is dropped.
    """
    chance = np.random.default_rng(seed)
    ordered = frozenset(settings.sources)
    for source, rows in groupby(pairs, key=lambda pair: pair.source):
        if source not in ordered:
            continue
        run = list(rows)
        for _ in range(settings.cuts):
            yield from _cut_run(run, settings, chance)


def _cut_run(run: list[Pair], settings: WindowSettings, chance: np.random.Generator) -> Iterator[list[Pair]]:
    start = 0
    while start < len(run):
        most = int(chance.integers(settings.fewest_sentences, settings.most_sentences, endpoint=True))
        window, chars = [run[start]], len(run[start].right)
        for pair in run[start + 1 : start + most]:
            chars += len(pair.right)
            if chars > settings.longest_chars:
                break
            window.append(pair)
        start += len(window)
        if len(window) >= _NEIGHBOURS:
            yield window


def join_window(window: Sequence[Pair]) -> str:
    """Give the Chinese of a window as one text."""
    return " ".join(pair.right for pair in window)


def find_common_words(pairs: Sequence[Pair], most: int) -> frozenset[str]:
    """Give the commonest English words, in small letters: those that say little by themselves."""
    counts = Counter(word for pair in pairs for word in _WORD.findall(pair.left.lower()))
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return frozenset(word for word, _ in ranked[:most])


class WindowQueries:
    """What asks for a window: a sentence of it, a stretch of one, or some of its content words."""

    def __init__(self, settings: WindowSettings, common_words: frozenset[str], *, seed: int) -> None:
        self._settings = settings
        self._common_words = common_words
        self._chance = np.random.default_rng([seed, 1])

    def pair_sentences(self, windows: Sequence[Sequence[Pair]]) -> Iterator[Pair]:
        """Pair each English sentence with its window."""
        for window in windows:
            passage = join_window(window)
            for pair in window:
                if len(pair.left.split()) >= self._settings.fewest_words:
                    yield Pair(pair.left, passage, pair.source)

    def pair_spans(self, windows: Sequence[Sequence[Pair]]) -> Iterator[Pair]:
        """Pair a stretch of each English sentence with its window."""
        for pair in self.pair_sentences(windows):
            words = pair.left.split()
            fewest, most = self._settings.span_words
            size = min(int(self._chance.integers(fewest, most, endpoint=True)), len(words))
            start = int(self._chance.integers(0, len(words) - size, endpoint=True))
            yield Pair(" ".join(words[start : start + size]), pair.right, pair.source)

    def pair_content_words(self, windows: Sequence[Sequence[Pair]]) -> Iterator[Pair]:
        """Pair some content words of each English sentence, in their order, with its window."""
        fewest, most = self._settings.content_words
        for pair in self.pair_sentences(windows):
            words = _WORD.findall(pair.left)
            telling = [word for word in words if word.lower() not in self._common_words]
            if len(telling) < fewest:
                continue
            size = min(int(self._chance.integers(fewest, most, endpoint=True)), len(telling))
            places = sorted(self._chance.choice(len(telling), size=size, replace=False).tolist())
            yield Pair(" ".join(telling[place] for place in places), pair.right, pair.source)
