"""Which pairs are kept: no empty, overlong or lopsided ones, no doubles, nothing of a test."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from training.pairs import Pair, read_rows
from training.settings import CleaningSettings

Folded = tuple[str, str]

HANZI = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]")
_SPACES = re.compile(r"\s+")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060\ufeff\ufffd]")
_NEITHER_LETTER_NOR_DIGIT = re.compile(r"[\W_]+")
_NO_TEXTS = frozenset({"id", "pid", "passage", "src", "source", "date", "title"})


def tidy_text(text: str) -> str:
    """Give a text as it is trained on: NFKC, no control characters, single spaces."""
    return _SPACES.sub(" ", _CONTROLS.sub("", unicodedata.normalize("NFKC", text))).strip()


def fold_text(text: str) -> str:
    """Give what stays of a text when it is compared: small letters, digits and hanzi."""
    return _NEITHER_LETTER_NOR_DIGIT.sub("", unicodedata.normalize("NFKC", text).lower())


def read_test_texts(folder: Path, files: Iterable[Path] = ()) -> frozenset[str]:
    """Give all texts of the test files of a folder, folded; of a folder that is not there, none."""
    texts: set[str] = set()
    for path in (*sorted(folder.glob("*.jsonl.gz")), *files):
        for _, row in read_rows(path):
            said = (value for name, value in row.items() if name not in _NO_TEXTS and isinstance(value, str))
            texts.update(map(fold_text, said))
    texts.discard("")
    return frozenset(texts)


class PairSieve:
    """Lets the pairs through that are kept, and counts why others are not.

    Attributes:
        dropped: How many pairs of each source were dropped, by `(source, reason)`.
    """

    def __init__(self, settings: CleaningSettings, test_texts: frozenset[str]) -> None:
        self.dropped: Counter[tuple[str, str]] = Counter()
        self._settings = settings
        self._test_texts = test_texts
        self._left_out = frozenset(settings.left_out)

    def sift_sentences(self, pairs: Iterable[Pair]) -> Iterator[Pair]:
        """Give the pairs of an English and a Chinese sentence that are kept, tidied, each once."""
        yield from self._sift(pairs, self._find_fault_of_sentences)

    def sift_terms(self, pairs: Iterable[Pair]) -> Iterator[Pair]:
        """Give the pairs of an English and a Chinese term that are kept, tidied, each once."""
        yield from self._sift(pairs, self._find_fault_of_terms)

    def sift_questions(self, pairs: Iterable[Pair]) -> Iterator[Pair]:
        """Give the pairs of a Chinese question and its passage that are kept, tidied, each once."""
        yield from self._sift(pairs, self._find_fault_of_questions)

    def _sift(
        self, pairs: Iterable[Pair], find_fault: Callable[[Pair, Folded], str | None]
    ) -> Iterator[Pair]:
        seen: set[bytes] = set()
        for pair in pairs:
            tidy = Pair(tidy_text(pair.left), tidy_text(pair.right), pair.source)
            folded = fold_text(tidy.left), fold_text(tidy.right)
            fingerprint = _take_fingerprint(folded)
            reason = self._find_plain_fault(tidy, folded) or find_fault(tidy, folded)
            if reason is None and fingerprint in seen:
                reason = "double"
            if reason is not None:
                self.dropped[pair.source, reason] += 1
                continue
            seen.add(fingerprint)
            yield tidy

    def _find_plain_fault(self, pair: Pair, folded: Folded) -> str | None:
        if pair.source in self._left_out:
            return "source left out"
        if not folded[0] or not HANZI.search(pair.right):
            return "nothing said"
        return None

    def _find_fault_of_sentences(self, pair: Pair, folded: Folded) -> str | None:
        limits = self._settings
        english, chinese = len(pair.left), len(pair.right)
        if not self._test_texts.isdisjoint(folded):
            return "in a test"
        if not _LATIN.search(pair.left):
            return "no English"
        if english > limits.longest_english_chars or chinese > limits.longest_chinese_chars:
            return "too long"
        if chinese < limits.ratio_from_chars:
            return None
        fits = limits.least_english_per_chinese <= english / chinese <= limits.most_english_per_chinese
        return None if fits else "lopsided"

    def _find_fault_of_terms(self, pair: Pair, folded: Folded) -> str | None:
        # A word is no test sentence: "order" may be learnt though somebody says just that in a test.
        # And no ratio fits both an abbreviation and what it stands for.
        if self._test_texts.issuperset(folded):
            return "in a test"
        return None if _LATIN.search(pair.left) else "no English"

    def _find_fault_of_questions(self, pair: Pair, folded: Folded) -> str | None:
        del pair
        return None if self._test_texts.isdisjoint(folded) else "in a test"


def _take_fingerprint(folded: Folded) -> bytes:
    # A million pairs are remembered by 12 bytes each, not by their texts.
    return hashlib.blake2b("\n".join(folded).encode(), digest_size=12).digest()
