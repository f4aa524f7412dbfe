"""What English words are in Chinese: a hand-written glossary, a word table, and the encoder's own rows.

Keyword search across languages is a probabilistic structured query (Darwish and Oard, 2003): each term of
the question stands for its weighted translations, and the weights of one term sum to one at most.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embedding import BUNDLED_FOLDER, Pieces, StaticEncoder, load_bundled_encoder, mark_chinese
from index.word_tables import WORD_TABLE_FILE, Translations, WordTable, read_word_table

GLOSSARY_FILE = Path(__file__).parent / "bundled" / "glossary.tsv"

_HANZI = re.compile(r"[\u3400-\u9fff]")
_ENGLISH_WORD = re.compile(r"[A-Za-z0-9&+]+(?:[-'][A-Za-z0-9]+)*")
_IRREGULAR_ENDINGS = (("ies", "y"), ("ches", "ch"), ("shes", "sh"), ("sses", "ss"), ("xes", "x"), ("s", ""))

_SYNONYM_DEPTH = 3
_MOST_SYNONYMS = 4
_LONGEST_CHINESE = 8
_WORDS_KEPT = 16384
"""Translations that are remembered: no stream of questions can fill the memory."""

NEIGHBOURS = 6
LEAST_COSINE = 0.4
TEMPERATURE = 0.1
OWN_WEIGHT = 0.12
"""Of an English piece that the word table does not know, in a Chinese text: seldom, and often by chance."""


@dataclass(frozen=True, slots=True)
class GlossaryMatch:
    """A glossary term in an English text.

    Attributes:
        start: First character of the term in the text.
        end: One past its last character.
        chinese: Its translations, best first.
    """

    start: int
    end: int
    chinese: tuple[str, ...]


class Lexicon:
    """Translations of English words: terms by the glossary, pieces by the word table, else by the rows.

    Attributes:
        encoder: Splits texts in pieces, and has a row for each.
        words: The word table of the encoder; without one its rows translate every piece.
        translate_word: Gives the weighted Chinese pieces that an English word stands for. One of several
            pieces stands for what is nearest to the sum of their rows.
        translate_piece: Gives the weighted Chinese pieces that an English piece stands for.
    """

    def __init__(
        self, encoder: StaticEncoder, glossary: Mapping[str, Sequence[str]], words: WordTable | None = None
    ) -> None:
        self.encoder = encoder
        self.words = words
        self._glossary = {term: tuple(chinese) for term, chinese in glossary.items()}
        self._longest = max((len(term.split()) for term in self._glossary), default=1)
        self.translate_word = lru_cache(maxsize=_WORDS_KEPT)(self._translate_word)
        self.translate_piece = lru_cache(maxsize=_WORDS_KEPT)(self._translate_piece)

    @cached_property
    def _chinese_rows(self) -> NDArray[np.int32]:
        return np.flatnonzero(mark_chinese(self.encoder.vocabulary)).astype(np.int32)

    @cached_property
    def _chinese_unit(self) -> NDArray[np.float32]:
        norms = np.maximum(self.encoder.norms[self._chinese_rows], np.float32(1e-12))
        unit: NDArray[np.float32] = np.divide(self.encoder.rows[self._chinese_rows], norms[:, None])
        return unit

    def find_terms(self, text: str) -> list[GlossaryMatch]:
        """Find glossary terms in an English text, the longest first from left to right."""
        words = list(_ENGLISH_WORD.finditer(text))
        found: list[GlossaryMatch] = []
        at = 0
        while at < len(words):
            match = self._longest_term(text, words, at)
            if match is None:
                at += 1
                continue
            term, size = match
            found.append(GlossaryMatch(words[at].start(), words[at + size - 1].end(), self._glossary[term]))
            at += size
        return found

    def _longest_term(self, text: str, words: list[re.Match[str]], at: int) -> tuple[str, int] | None:
        for size in range(min(self._longest, len(words) - at), 0, -1):
            phrase = text[words[at].start() : words[at + size - 1].end()]
            for term in _spellings(phrase):
                if term in self._glossary:
                    return term, size
        return None

    @cached_property
    def _synonyms(self) -> dict[str, tuple[str, ...]]:
        """Give, for each Chinese term, the others that translate one and the same English term."""
        found: dict[str, dict[str, None]] = {}
        for chinese in self._glossary.values():
            for term in chinese[:_SYNONYM_DEPTH]:
                others = found.setdefault(term, {})
                others.update(dict.fromkeys(other for other in chinese[:_SYNONYM_DEPTH] if other != term))
        return {term: tuple(others) for term, others in found.items()}

    def find_synonyms(self, term: str) -> tuple[str, ...]:
        """Give Chinese terms that mean about the same as a Chinese term, by the glossary."""
        return self._synonyms.get(term, ())[:_MOST_SYNONYMS]

    def find_chinese_terms(self, text: str) -> list[tuple[int, int]]:
        """Find glossary terms of two hanzi or more in a Chinese text, the longest first from the left.

        A term must end where a piece of the encoder ends: 在建 does not stand in 在|建设.
        """
        _, spans = self.encoder.split_with_spans(text)
        ends = set(spans[:, 1].tolist())
        found: list[tuple[int, int]] = []
        at = 0
        while at < len(text):
            sizes = range(min(_LONGEST_CHINESE, len(text) - at), 1, -1)
            fitting = (size for size in sizes if at + size in ends)
            size = next((size for size in fitting if text[at : at + size] in self._synonyms), 0)
            if size:
                found.append((at, at + size))
            at += size or 1
        return found

    def _translate_word(self, word: str) -> Translations:
        pieces = self.encoder.split([word])[0]
        if len(pieces) == 1:
            return self.translate_piece(int(pieces[0]))
        return self.translate_vector(self.encoder.rows[pieces].sum(axis=0))

    def _translate_piece(self, piece: int) -> Translations:
        found = self.words.find(piece) if self.words else None
        return found.chinese if found else self.translate_vector(self.encoder.rows[piece])

    def _weigh_own(self, piece: int) -> float:
        found = self.words.find(piece) if self.words else None
        return found.own if found else OWN_WEIGHT

    def translate_vector(self, vector: NDArray[np.float32]) -> Translations:
        """Give the Chinese pieces nearest to a vector, with weights that sum to its confidence.

        The confidence is 0 at a best cosine of 0.3 and 1 at 0.7: a word that the table does not know has
        no near row, and must not pull in strangers at full weight.
        """
        norm = float(np.linalg.norm(vector))
        if norm == 0:
            return ()
        cosines = self._chinese_unit @ (vector / norm)
        best = np.argpartition(-cosines, NEIGHBOURS)[:NEIGHBOURS]
        best = best[cosines[best] >= LEAST_COSINE]
        if not len(best):
            return ()
        shares = np.exp(cosines[best] / TEMPERATURE)
        confidence = float(np.clip((cosines[best].max() - 0.3) / 0.4, 0.0, 1.0))
        shares = shares * (confidence / shares.sum())
        order = np.argsort(-shares)
        return tuple((int(self._chinese_rows[best[i]]), float(shares[i])) for i in order)

    def weigh_terms(self, pieces: Pieces) -> dict[int, float]:
        """Give the weighted query terms of the pieces of a question in either language.

        A Chinese piece stands for itself; an English one for its translations, and for itself as much as the
        word table says, else a little.
        """
        weights: dict[int, float] = {}
        for piece in pieces.tolist():
            if _HANZI.match(self.encoder.vocabulary[piece]):
                weights[piece] = weights.get(piece, 0.0) + 1.0
                continue
            weights[piece] = weights.get(piece, 0.0) + self._weigh_own(piece)
            for other, share in self.translate_piece(piece):
                weights[other] = weights.get(other, 0.0) + share
        return weights


def _spellings(phrase: str) -> list[str]:
    """Give the phrase as the glossary may have it: lower case, with and without its last word's ending."""
    lowered = re.sub(r"\s+", " ", phrase.lower()).removesuffix("'s")
    spellings = [lowered]
    for ending, stem in _IRREGULAR_ENDINGS:
        if lowered.endswith(ending) and len(lowered) > len(ending) + 2:
            spellings.append(lowered.removesuffix(ending) + stem)
    spellings += [spelling.replace("-", " ") for spelling in spellings if "-" in spelling]
    return spellings


class GlossaryError(ValueError):
    """A line of a glossary is no entry.

    Attributes:
        number: Of the line, from 1.
    """

    def __init__(self, path: Path, number: int, line: str) -> None:
        super().__init__(f"{path.name}, line {number}: expected english<TAB>chinese|…, got {line!r}")
        self.number = number


def read_glossary(path: Path) -> dict[str, tuple[str, ...]]:
    """Read `english<TAB>chinese|chinese` lines; `#` starts a comment line.

    Raises:
        GlossaryError: A line is not of that form.
    """
    glossary: dict[str, tuple[str, ...]] = {}
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        english, tab, chinese = line.partition("\t")
        if not tab or not english.strip() or not chinese.strip():
            raise GlossaryError(path, number, line)
        glossary[english.strip()] = tuple(term.strip() for term in chinese.split("|") if term.strip())
    return glossary


@cache
def load_lexicon() -> Lexicon:
    """Read the bundled lexicon, once a process.

    Raises:
        EncoderFolderError: The word table beside the encoder is not its own.
    """
    encoder, path = load_bundled_encoder(), BUNDLED_FOLDER / WORD_TABLE_FILE
    words = read_word_table(path, encoder.vocabulary) if path.is_file() else None
    return Lexicon(encoder, read_glossary(GLOSSARY_FILE), words)
