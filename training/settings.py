"""The settings of each step. Each part checks what its own values can be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from training.aligning import AlignmentSettings
from training.errors import RecipeError
from training.glosses import GlossSettings
from training.word_tables import TableSettings


def check_setting(holds: bool, message: str) -> None:  # noqa: FBT001 - reads as an assertion
    """Refuse a value that cannot be meant.

    Raises:
        RecipeError: The condition does not hold.
    """
    if not holds:
        raise RecipeError(message)


@dataclass(frozen=True, slots=True)
class CleaningSettings:
    """Which rows are kept.

    Attributes:
        left_out: Sources that are not read at all.
        longest_english_chars: Longer English texts are dropped.
        longest_chinese_chars: Longer Chinese texts are dropped, but for passages, which are cut.
        most_english_per_chinese: Characters of English to one of Chinese, at most.
        least_english_per_chinese: The same, at least.
        ratio_from_chars: Texts with a shorter Chinese side are not judged by their ratio.
        longest_passage_chars: A passage of a question is cut after so many characters.
        glossary_terms: How many of the Chinese terms of an entry are paired with it, best first.
    """

    left_out: tuple[str, ...]
    longest_english_chars: int
    longest_chinese_chars: int
    most_english_per_chinese: float
    least_english_per_chinese: float
    ratio_from_chars: int
    longest_passage_chars: int
    glossary_terms: int

    def __post_init__(self) -> None:
        check_setting(
            self.least_english_per_chinese < self.most_english_per_chinese,
            "cleaning.least_english_per_chinese is to be under cleaning.most_english_per_chinese",
        )
        check_setting(self.glossary_terms >= 1, "cleaning.glossary_terms is to be 1 or more")


@dataclass(frozen=True, slots=True)
class WindowSettings:
    """How sentences that stand in their order become passages, and what is asked of them.

    Attributes:
        sources: Sources that keep the order of their documents.
        fewest_sentences: Of a window.
        most_sentences: Of a window.
        longest_chars: Chinese characters of a window; it ends before the sentence that would exceed them.
        cuts: In how many ways the sentences are cut in windows.
        fewest_words: English sentences with fewer words ask nothing.
        span_words: Shortest and longest stretch of an English sentence that asks, in words.
        content_words: Fewest and most content words of an English sentence that ask.
        common_words: So many of the commonest English words are no content words.
    """

    sources: tuple[str, ...]
    fewest_sentences: int
    most_sentences: int
    longest_chars: int
    cuts: int
    fewest_words: int
    span_words: tuple[int, ...]
    content_words: tuple[int, ...]
    common_words: int

    def __post_init__(self) -> None:
        check_setting(
            2 <= self.fewest_sentences <= self.most_sentences,
            "windows.fewest_sentences is to be 2 or more, and no more than windows.most_sentences",
        )
        for name in ("span_words", "content_words"):
            ends = getattr(self, name)
            check_setting(
                len(ends) == 2 and 1 <= ends[0] <= ends[1], f"windows.{name} is to be [fewest, most]"
            )


@dataclass(frozen=True, slots=True)
class TokenizerSettings:
    """Which pieces there are.

    Attributes:
        chinese_words: So many of the commonest Chinese words of two hanzi or more.
        longest_chinese_word: In hanzi.
        longest_whole_term: Chinese terms of the glossary are pieces of their own up to so many hanzi.
        english_words: So many of the commonest English words, whole.
        english_pieces: So many pieces of an English Unigram model, for all other words.
        longest_english_piece: In letters.
        piece_penalty: Taken from the log-probability of each English piece, so that whole words win.
        term_share: What a word of a term counts, against 1 for a word of a sentence.
        most_term_count: A word of terms counts no more than so many times.
        hanzi_log_probability: Of a hanzi that stands in no text.
        decimals: Of the log-probabilities, in the file.
    """

    chinese_words: int
    longest_chinese_word: int
    longest_whole_term: int
    english_words: int
    english_pieces: int
    longest_english_piece: int
    piece_penalty: float
    term_share: float
    most_term_count: int
    hanzi_log_probability: float
    decimals: int

    def __post_init__(self) -> None:
        check_setting(self.english_pieces >= 64, "tokenizer.english_pieces is to be 64 or more")
        check_setting(self.piece_penalty >= 0, "tokenizer.piece_penalty is to be 0 or more")


@dataclass(frozen=True, slots=True)
class AlignSettings:
    """How the word table is made.

    Attributes:
        kinds: How much a pair of each kind counts, times the weight of its source.
        alignment: How pieces are linked; see `training.aligning`.
        table: What is kept; see `training.word_tables`.
        glosses: What the training takes of it the other way round; see `training.glosses`.
    """

    kinds: Mapping[str, float]
    alignment: AlignmentSettings
    table: TableSettings
    glosses: GlossSettings


@dataclass(frozen=True, slots=True)
class EvaluationSettings:
    """What is measured, on texts that were not trained on.

    Attributes:
        bitext: Files of sentence pairs, from the data folder: accuracy at 1, both ways.
        windows: Files of sentence pairs in their order: English asks for windows of Chinese sentences.
        window_sentences: Of a window.
        span_words: Of a stretch of the English sentence that asks.
        distractors: A file of other Chinese texts, from the data folder; empty for none.
        most_distractors: So many of them.
        distractor_chars: Each is cut after so many characters.
    """

    bitext: tuple[str, ...]
    windows: tuple[str, ...]
    window_sentences: int
    span_words: int
    distractors: str
    most_distractors: int
    distractor_chars: int

    def list_files(self) -> tuple[str, ...]:
        """Give all files that are read, by their names in the data folder."""
        named = (*self.bitext, *self.windows, *([self.distractors] if self.distractors else []))
        return tuple(dict.fromkeys(named))


@dataclass(frozen=True, slots=True)
class WriteSettings:
    """What the folder is called, and what is asked of it.

    Attributes:
        name: The encoder's name, in its card.
        median_norm: The rows of each script are scaled by one number, so that the median norm of those that
            were trained is this. Late interaction weighs pieces by their norms.
        most_mib: The light folder is to have no more MiB.
    """

    name: str
    median_norm: float
    most_mib: float

    def __post_init__(self) -> None:
        check_setting(self.median_norm > 0, "write.median_norm is to be more than 0")
