"""The concepts of a question: what it speaks of, and the words that would name each on a Chinese page."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from index.embedding import StaticEncoder
from index.lexicon import Lexicon
from rag.answers import Concept, Language

_HANZI_RUN = re.compile(r"[\u3400-\u9fff]+")
_LATIN_RUN = re.compile(r"[A-Za-z][A-Za-z0-9.+/-]*[A-Za-z0-9]|[A-Za-z]|\d+[A-Za-z]+")
_ENGLISH_WORD = re.compile(r"[A-Za-z0-9&+]+(?:-[A-Za-z0-9]+)*")
_NORM_OF_A_FUNCTION_WORD = 1.5
_NORM_RANGE = 3.0
_LEAST_SHARE = 0.12
"""A translation by the table with a smaller share of its word is noise."""


def find_concepts(
    text: str, *, language: Language, stop: Sequence[str], lexicon: Lexicon
) -> tuple[Concept, ...]:
    """Find what a question speaks of.

    Args:
        text: The question with zone names and years blanked.
        language: Of the question.
        stop: Words that name nothing.
        lexicon: Knows the Chinese of English words, and the encoder's rows, whose length says how much a
            word means (training makes the rows of function words short).
    """
    if language == "zh":
        concepts = [*_chinese_concepts(text, stop, lexicon), *_latin_in_chinese(text)]
    else:
        concepts = _english_concepts(text, frozenset(stop), lexicon)
    merged: dict[str, Concept] = {}
    for concept in concepts:
        merged.setdefault(concept.surface.lower(), concept)
    return tuple(merged.values())


def weigh_surface(text: str, encoder: StaticEncoder) -> float:
    """Give how much a word means, about 0 to 1: the longest row among its pieces, scaled."""
    pieces = encoder.split([text])[0]
    if not len(pieces):
        return 1.0
    norm = float(encoder.norms[pieces].max())
    return float(np.clip((norm - _NORM_OF_A_FUNCTION_WORD) / _NORM_RANGE, 0.1, 1.0))


def _chinese_concepts(text: str, stop: Sequence[str], lexicon: Lexicon) -> list[Concept]:
    cut = re.sub("|".join(map(re.escape, stop)), " ", text)
    words = [word for run in _HANZI_RUN.findall(cut) for word in _words_of(run, lexicon)]
    return [
        Concept(surface=word, alternatives=(word,), weight=weigh_surface(word, lexicon.encoder))
        for word in words
    ]


def _words_of(run: str, lexicon: Lexicon) -> list[str]:
    """Cut a run of hanzi into the encoder's pieces; neighbours of one hanzi each make one word."""
    _, spans = lexicon.encoder.split_with_spans(run)
    words: list[str] = []
    single_before = False
    for start, end in spans.tolist():
        piece = run[start:end]
        if len(piece) == 1 and single_before and len(words[-1]) < 4:
            words[-1] += piece
        else:
            words.append(piece)
        single_before = len(piece) == 1
    return words


def _latin_in_chinese(text: str) -> list[Concept]:
    return [
        Concept(surface=match, alternatives=(match,), weight=1.0, is_name=True)
        for match in _LATIN_RUN.findall(text)
    ]


def _english_concepts(text: str, stop: frozenset[str], lexicon: Lexicon) -> list[Concept]:
    concepts: list[tuple[int, Concept]] = []
    covered = [False] * len(text)
    for term in lexicon.find_terms(text):
        surface = text[term.start : term.end]
        if surface.lower() in stop:
            continue
        covered[term.start : term.end] = [True] * (term.end - term.start)
        weight = max(weigh_surface(surface, lexicon.encoder), weigh_surface(term.chinese[0], lexicon.encoder))
        alternatives = (*term.chinese, surface) if _is_written_in_latin(surface) else term.chinese
        parts = _parts_of(surface, stop, lexicon) if " " in surface or "-" in surface else ()
        concepts.append((term.start, Concept(surface, alternatives, weight, parts=parts)))
    concepts += [(at, concept) for at, concept in _other_words(text, covered, stop, lexicon)]
    concepts += [(m.start(), Concept(m[0], (m[0],), 1.0)) for m in _HANZI_RUN.finditer(text)]
    return [concept for _, concept in sorted(concepts, key=lambda pair: pair[0])]


def _parts_of(term: str, stop: frozenset[str], lexicon: Lexicon) -> tuple[Concept, ...]:
    """Give the concepts of the single words of a term: a page may name them apart."""
    words = [word for word in re.split(r"[\s-]+", term) if word.lower() not in stop]
    if len(words) < 2:
        return ()
    return tuple(concept for word in words for concept in _english_concepts(word, stop, lexicon))


def _other_words(
    text: str, covered: Sequence[bool], stop: frozenset[str], lexicon: Lexicon
) -> list[tuple[int, Concept]]:
    found = []
    for match in _ENGLISH_WORD.finditer(text):
        word = match[0]
        if covered[match.start()] or word.lower() in stop or word.isdigit():
            continue
        is_name = word[0].isupper() and text[: match.start()].strip(" \"'“‘(") != ""
        found.append((match.start(), _translate_word(word, is_name=is_name, lexicon=lexicon)))
    return found


def _translate_word(word: str, *, is_name: bool, lexicon: Lexicon) -> Concept:
    pieces = lexicon.encoder.split([word])[0]
    vector = lexicon.encoder.rows[pieces].sum(axis=0)
    translations = [
        lexicon.encoder.vocabulary[row]
        for row, share in lexicon.translate_vector(vector)
        if share >= _LEAST_SHARE
    ]
    weight = 1.0 if is_name else weigh_surface(word, lexicon.encoder)
    return Concept(word, (*translations, word), weight, is_name=is_name)


def _is_written_in_latin(surface: str) -> bool:
    """Say whether Chinese pages print the term as it is: LED, 5G, R&D."""
    return surface.isupper() or any(character.isdigit() for character in surface)
