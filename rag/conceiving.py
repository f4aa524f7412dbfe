"""The concepts of a question: what it speaks of, and the words that would name each on a Chinese page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.lexicon import Lexicon
from rag.answers import Concept, Language
from rag.dialogue.locating import blank_spans
from rag.question_words import QuestionWords, load_question_words

_HANZI_RUN = re.compile(r"[\u3400-\u9fff]+")
_LATIN_RUN = re.compile(r"[A-Za-z][A-Za-z0-9.+/-]*[A-Za-z0-9]|[A-Za-z]|\d+[A-Za-z]+")
_ENGLISH_WORD = re.compile(r"[A-Za-z0-9&+]+")
_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
_ASPECT = re.compile(r"[\u3400-\u9fff]+[了着过]")
_NORM_OF_A_FUNCTION_WORD = 1.5
_NORM_RANGE = 3.0
_LIGHT_SHARE = 0.3
_LEAST_SHARE = 0.12
"""A translation by the table with a smaller share of its word is noise."""
_SURE_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class _Placed:
    """A concept and where it stands in the question."""

    start: int
    end: int
    concept: Concept


def find_concepts(
    text: str, *, language: Language, lexicon: Lexicon, is_list: bool, names: Sequence[tuple[int, int]] = ()
) -> tuple[Concept, ...]:
    """Find what a question speaks of.

    Args:
        text: The question with zone names and years blanked.
        language: Of the question.
        lexicon: Knows the Chinese of English words, and the encoder's rows, whose length says how much a
            word means (training makes the rows of function words short).
        is_list: In a list question "and" joins alternatives too: a zone of either fits.
        names: Where names stand that are to be looked for as they are.

    Returns:
        The concepts in order, none twice.
    """
    words = load_question_words(language)
    find = _chinese_concepts if language == "zh" else _english_concepts
    whole = [_Placed(start, end, Concept(text[start:end], (text[start:end],), 1.0)) for start, end in names]
    text = blank_spans(text, names)
    placed = sorted([*whole, *find(text, words, lexicon)], key=lambda item: item.start)
    # What brackets add says the same once more: "data annotation (labelling for AI)".
    placed = [item for item in placed if not _is_in_brackets(text, item)] or placed
    joined = words.patterns["joined_list" if is_list else "joined_any"]
    asks = [match.start() for match in words.patterns["asks"].finditer(text)]
    found: dict[str, Concept] = {}
    group = 0
    for before, item in zip([None, *placed], placed, strict=False):
        if before is None or not joined.fullmatch(text[before.end : item.start]):
            group += 1
        ask = sum(at < item.start for at in asks)
        concept = replace(item.concept, ask=ask, group=group)
        found.setdefault(concept.surface.lower(), concept)
    return tuple(found.values())


def _is_in_brackets(text: str, item: _Placed) -> bool:
    return any(match.start() < item.start < match.end() for match in _BRACKETS.finditer(text))


def weigh_surface(text: str, words: QuestionWords, lexicon: Lexicon) -> float:
    """Give how much a word means, 0 to 1: the longest row among its pieces, scaled; light words a share."""
    pieces = lexicon.encoder.split([text])[0]
    if not len(pieces):
        return 1.0
    norm = float(lexicon.encoder.norms[pieces].max())
    weight = float(np.clip((norm - _NORM_OF_A_FUNCTION_WORD) / _NORM_RANGE, 0.1, 1.0))
    return weight * _LIGHT_SHARE if is_light(text, words) else weight


def is_light(word: str, words: QuestionWords) -> bool:
    """Say whether nearly every page speaks of it; an acronym (LED) is not the word it looks like (led)."""
    return word.lower().removesuffix("'s") in words.light and not _is_acronym(word)


def _is_acronym(word: str) -> bool:
    return len(word) > 1 and word.isupper()


def _chinese_concepts(text: str, words: QuestionWords, lexicon: Lexicon) -> Iterator[_Placed]:
    for start, word in _chinese_words(text, words, lexicon):
        alternatives = (word, *lexicon.find_synonyms(word))
        weight = weigh_surface(word, words, lexicon)
        parts = tuple(_chinese_parts(word, words, lexicon))
        yield _Placed(start, start + len(word), Concept(word, alternatives, weight, parts=parts))
    for match in _LATIN_RUN.finditer(text):
        yield _Placed(*match.span(), Concept(match[0], (match[0],), 1.0, is_name=True))


def _chinese_words(text: str, words: QuestionWords, lexicon: Lexicon) -> list[tuple[int, str]]:
    """Cut off what shapes the question; glossary terms stay whole, neighbours of one hanzi are joined."""
    terms = [
        (start, end) for start, end in lexicon.find_chinese_terms(text) if text[start:end] not in words.stop
    ]
    rest = list(text)
    for start, end in terms:
        rest[start:end] = " " * (end - start)
    cut = words.stop_pattern.sub(lambda match: " " * len(match[0]), "".join(rest))
    found = [(start, text[start:end]) for start, end in terms]
    for run in _HANZI_RUN.finditer(cut):
        found += [(run.start() + at, word) for at, word in _join_single_hanzi(run[0], words, lexicon)]
    # 建了 asks for 建: the page may tell of it in another aspect.
    return [(start, word[:-1] if _ASPECT.fullmatch(word) else word) for start, word in found]


def _join_single_hanzi(run: str, words: QuestionWords, lexicon: Lexicon) -> list[tuple[int, str]]:
    _, spans = lexicon.encoder.split_with_spans(run)
    found: list[tuple[int, str]] = []
    single_before = False
    for start, end in spans.tolist():
        piece = run[start:end]
        if piece in words.stop:
            single_before = False
            continue
        if len(piece) == 1 and single_before and len(found[-1][1]) < 4:
            found[-1] = (found[-1][0], found[-1][1] + piece)
        else:
            found.append((start, piece))
        single_before = len(piece) == 1
    return found


def _chinese_parts(word: str, words: QuestionWords, lexicon: Lexicon) -> Iterator[Concept]:
    parts = [part for _, part in _join_single_hanzi(word, words, lexicon)]
    if len(parts) > 1:
        for part in parts:
            yield Concept(part, (part,), weigh_surface(part, words, lexicon))


def _english_concepts(text: str, words: QuestionWords, lexicon: Lexicon) -> Iterator[_Placed]:
    covered = [False] * len(text)
    for term in lexicon.find_terms(text):
        surface = text[term.start : term.end]
        if surface.lower() in words.stop:
            continue
        covered[term.start : term.end] = [True] * (term.end - term.start)
        yield _Placed(term.start, term.end, _glossary_concept(surface, term.chinese, words, lexicon))
    for match in _ENGLISH_WORD.finditer(text):
        if not covered[match.start()] and match[0].lower() not in words.stop and not match[0].isdigit():
            is_name = match[0][0].isupper() and text[: match.start()].strip(" \"'“‘(") != ""
            yield _Placed(*match.span(), _translate_word(match[0], words, lexicon, is_name=is_name))
    for match in _HANZI_RUN.finditer(text):
        yield _Placed(*match.span(), Concept(match[0], (match[0],), 1.0))


def _glossary_concept(
    surface: str, chinese: tuple[str, ...], words: QuestionWords, lexicon: Lexicon
) -> Concept:
    parts = re.split(r"[\s-]+", surface)
    weight = max(weigh_surface(surface, words, lexicon), weigh_surface(chinese[0], words, lexicon))
    if is_light(surface, words):
        weight *= _LIGHT_SHARE
    more: tuple[str, ...] = (surface,) if _is_written_in_latin(surface) else ()
    if len(parts) == 1:
        return Concept(surface, (*chinese, *more), weight)
    inner = tuple(item.concept for part in parts for item in _english_concepts(part, words, lexicon))
    return Concept(surface, (*chinese, *more), weight, parts=inner if len(inner) > 1 else ())


def _translate_word(word: str, words: QuestionWords, lexicon: Lexicon, *, is_name: bool) -> Concept:
    weight = 1.0 if is_name else weigh_surface(word, words, lexicon)
    translations = _translate(word, lexicon)
    sure = tuple(other for other, share in translations if share >= _SURE_SHARE)
    guesses = tuple(other for other, share in translations if share < _SURE_SHARE)
    return Concept(word, (*sure, word), weight, is_name=is_name, guesses=guesses)


def _translate(word: str, lexicon: Lexicon) -> list[tuple[str, float]]:
    """Give the translations of a word by the encoder's rows, with their shares, best first."""
    found = lexicon.translate_word(word)
    return [(lexicon.encoder.vocabulary[row], share) for row, share in found if share >= _LEAST_SHARE]


def _is_written_in_latin(surface: str) -> bool:
    """Say whether Chinese pages print the term as it is: LED, 5G, R&D."""
    return surface.isupper() or any(character.isdigit() for character in surface)
