"""How often each word stands in the training texts: Chinese as jieba cuts it, English between spaces."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from training.cleaning import HANZI
from training.pairs import Pair

_HANZI_RUN = re.compile(r"[\u3400-\u9fff]+")
_WORD = re.compile(r"\w+")

CutWords = Callable[[str], Iterable[str]]


@dataclass(frozen=True, slots=True)
class WordCounts:
    """Counts of one kind of texts.

    Attributes:
        english: Words without hanzi, in small letters, numbers among them.
        chinese: Words as jieba cuts them, also of one hanzi.
    """

    english: Counter[str] = field(default_factory=Counter)
    chinese: Counter[str] = field(default_factory=Counter)

    def count(self, pairs: Iterable[Pair], cut_words: CutWords) -> None:
        """Count the words of both sides of the pairs, whichever language they are in."""
        for pair in pairs:
            for text in (pair.left.lower(), pair.right.lower()):
                for run in _HANZI_RUN.findall(text):
                    self.chinese.update(cut_words(run))
                self.english.update(iterate_english_words(text))


def iterate_english_words(text: str) -> Iterator[str]:
    """Give the words of a text, in small letters, as the tokenizer parts them: hanzi end a word."""
    yield from _WORD.findall(_HANZI_RUN.sub(" ", text.lower()))


def make_cutter(whole_terms: Iterable[str]) -> CutWords:
    """Give a function that cuts a run of hanzi in words; `whole_terms` are words of their own.

    jieba alone knows 招商引资, but takes 覆铜板 apart. Needs the extra `training`.
    """
    import rjieba

    jieba = rjieba.Jieba()
    for term in whole_terms:
        jieba.add_word(term, None, None)
    return jieba.cut


def find_whole_terms(glossary: Iterable[Pair], longest_hanzi: int) -> list[str]:
    """Give the glossary's Chinese terms that are to be words of their own, each once, in their order."""
    terms = dict.fromkeys(pair.right for pair in glossary)
    return [term for term in terms if 2 <= len(term) <= longest_hanzi and all(map(HANZI.match, term))]


def merge_counts(
    sentences: Counter[str], terms: Counter[str], *, term_share: float, most_terms: int
) -> dict[str, float]:
    """Give one count a word: those of sentences, and a share of those of terms, up to a bound.

    A dictionary has each of its words a few times, however rare the word; sentences say what is common.
    """
    merged = {word: float(count) for word, count in sentences.items()}
    for word, count in terms.items():
        merged[word] = merged.get(word, 0.0) + term_share * min(count, most_terms)
    return merged


def rank_words(counts: dict[str, float]) -> list[str]:
    """Give the words, the commonest first; equals by their letters, so that the order is always the same."""
    return sorted(counts, key=lambda word: (-counts[word], word))
