"""Tokenizer: a Unigram model of whole words in both languages, with pieces and hanzi to fall back on.

Chinese pieces are words as jieba cuts the training texts, with their log frequency; English ones whole words
(`▁word`), and below them the pieces of a Unigram model (Kudo, "Subword Regularization", 2018) for all other
words. A text is cut where the log-probabilities sum to the most, so that whole words win over pieces.
"""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

from training.cleaning import HANZI
from training.settings import TokenizerSettings
from training.word_counts import rank_words

PAD, UNKNOWN, START = "[PAD]", "[UNK]", "▁"
_UNKNOWN_ROW = 1
_START_LOG_PROBABILITY = -2.0
_LETTER_GAP = 5.0
_LEAD = 0.1
_FREQUENT = 20
_LEAST_COUNT = 0.3
_HANZI_FIRST, _HANZI_LAST = 0x4E00, 0x9FFF
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
# Hanzi, other letters and digits, or signs. One split takes a quarter less time than three in a row.
_RUNS = r"[\u3400-\u9fff]+|[^\W\u3400-\u9fff]+|[^\w\s]+"
_PLAIN_WORD = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Words:
    """Words with their counts, and those that are to be pieces whatever their count.

    Attributes:
        english: Counts of English words, in small letters.
        chinese: Counts of Chinese words, also of one hanzi.
        whole: Words of the glossary, of either language.
    """

    english: Mapping[str, float]
    chinese: Mapping[str, float]
    whole: frozenset[str]


def build_tokenizer(words: Words, settings: TokenizerSettings) -> Tokenizer:
    """Build the tokenizer; the same words give the same one."""
    english = _choose_words(words.english, words.whole, settings.english_words)
    long_words = {word: count for word, count in words.chinese.items() if len(word) > 1}
    fitting = {
        word: count for word, count in long_words.items() if len(word) <= settings.longest_chinese_word
    }
    chinese = _choose_words(fitting, words.whole, settings.chinese_words)
    pieces = _learn_pieces(words.english, settings)
    scores: dict[str, float] = {PAD: 0.0, UNKNOWN: 0.0, START: _START_LOG_PROBABILITY}
    scores.update(_score_words(words.english, english, mark=START))
    for piece, score in pieces.items():
        scores.setdefault(piece, score - settings.piece_penalty)
    lowest = min(scores.values())
    for letter in _find_letters(words.english):
        scores.setdefault(letter, lowest - _LETTER_GAP)
    scores.update(_score_words(words.chinese, chinese, mark=""))
    scores.update(_score_hanzi(words.chinese, settings.hanzi_log_probability))
    tokenizer = _assemble(scores, settings.decimals)
    _lift_split_words(tokenizer, scores, words.whole)
    return _assemble(scores, settings.decimals)


def _choose_words(counts: Mapping[str, float], whole: frozenset[str], most: int) -> list[str]:
    ranked = rank_words(dict(counts))
    chosen = [word for word in ranked if word in whole]
    others = (word for word in ranked if word not in whole)
    return [*chosen, *(word for word, _ in zip(others, range(most - len(chosen)), strict=False))]


def _score_words(counts: Mapping[str, float], words: Iterable[str], *, mark: str) -> dict[str, float]:
    total = math.log(sum(counts.values()))
    return {mark + word: math.log(max(counts[word], _LEAST_COUNT)) - total for word in words}


def _score_hanzi(counts: Mapping[str, float], unseen: float) -> dict[str, float]:
    """Score each hanzi of Unicode's main block and those of the texts by themselves; none is unknown."""
    block = {chr(point) for point in range(_HANZI_FIRST, _HANZI_LAST + 1)}
    inside = {hanzi for word in counts for hanzi in word if HANZI.match(hanzi)}
    alone = {hanzi: count for hanzi, count in counts.items() if len(hanzi) == 1}
    seen = _score_words(counts, alone, mark="")
    return {hanzi: seen.get(hanzi, unseen) for hanzi in sorted(block | inside)}


def _find_letters(counts: Mapping[str, float]) -> list[str]:
    """Give all letters and digits of the commoner words: what is in no piece is spelt with them."""
    frequent = {letter for word, count in counts.items() if count >= _FREQUENT for letter in word}
    return sorted(set(_LETTERS) | {letter for letter in frequent if letter.isalnum()})


def _learn_pieces(counts: Mapping[str, float], settings: TokenizerSettings) -> dict[str, float]:
    from tokenizers import trainers

    learner = Tokenizer(models.Unigram())
    learner.pre_tokenizer = pre_tokenizers.Metaspace(replacement=START, prepend_scheme="always")
    trainer = trainers.UnigramTrainer(
        vocab_size=settings.english_pieces,
        unk_token=UNKNOWN,
        special_tokens=[UNKNOWN],
        show_progress=False,
        max_piece_length=settings.longest_english_piece,
    )
    plain = sorted(word for word in counts if _PLAIN_WORD.fullmatch(word))
    # Common words are pieces of their own: what the rest is made of is learnt from each word a few times.
    repeated = (word for word in plain for _ in range(min(4, 1 + int(math.log1p(counts[word])))))
    with _keep_one_thread():
        learner.train_from_iterator(repeated, trainer=trainer)
    vocabulary = json.loads(learner.to_str())["model"]["vocab"]
    return {piece: score for piece, score in vocabulary if piece not in {UNKNOWN, START}}


@contextmanager
def _keep_one_thread() -> Iterator[None]:
    """Let `tokenizers` sum in one order, so that the same words give the same pieces."""
    name = "TOKENIZERS_PARALLELISM"
    before = os.environ.get(name)
    os.environ[name] = "false"
    try:
        yield
    finally:
        os.environ.pop(name)
        os.environ.update({} if before is None else {name: before})


def _lift_split_words(tokenizer: Tokenizer, scores: dict[str, float], words: Iterable[str]) -> None:
    """Give each of the words a score with which it wins over the pieces that it is split in."""
    for word in sorted(words):
        whole = word if HANZI.match(word) else START + word
        pieces = [piece for piece in tokenizer.encode(word).tokens if piece != START]
        if whole in scores and len(pieces) > 1:
            scores[whole] = sum(scores.get(piece, 0.0) for piece in pieces) + _LEAD


def _assemble(scores: Mapping[str, float], decimals: int) -> Tokenizer:
    vocabulary = [(piece, round(score, decimals)) for piece, score in scores.items()]
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=_UNKNOWN_ROW, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(_RUNS), "removed", invert=True),
            pre_tokenizers.Metaspace(replacement=START, prepend_scheme="always"),
        ]
    )
    return tokenizer
