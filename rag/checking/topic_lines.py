"""Lines that claim nothing: questions, heads of tables, counted lead-ins, single words.

No sentence can bear such a line out, so none is looked for. It stands as a frame where its words are those of
the question or of the sentences offered, and is struck where they are not: nobody asked for `HACKED`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from index.zones import Gazetteer
from rag.answers import Citation
from rag.checking.framing import WORDS_FILE, has_address, has_only_figures_of, load_framing_words, stem
from rag.checking.stating import Claim
from rag.checking.translating_words import WordTranslations
from rag.checking.verifying_figures import has_figures

Reading = Literal["frame", "empty", "statement"]
"""What a line is: a frame, a line that says nothing and that nothing offers, or a statement to check."""

_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
_HANZI_RUN = re.compile(r"[\u3400-\u9fff]+")
_QUESTION_END = re.compile(r"[?？][\"'”’」』）)\s]*$")
_MOST_QUESTION_CHARS = 240
_MOST_LEAD_IN_WORDS = 12
_LONGEST_TOPIC_HANZI = 2
_CODE = re.compile(r"[A-Za-z_]\([\w.'\"]*\)")
_COUNTS = re.compile(
    r"\d+|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b|[一二两三四五六七八九十]+(?=[个家])",
    re.IGNORECASE,
)

_LEAD_IN = re.compile(
    rf"^(?:{_COUNTS.pattern}).*(?:\bzones?\b|开发区|经开区|高新区|园区).*[:：]\s*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class TopicWords:
    """The words that ask, and those that head the columns of tables; see `framing_words.toml`."""

    english: frozenset[str]
    table: frozenset[str]
    chinese: re.Pattern[str]


@cache
def _load_words() -> TopicWords:
    table = tomllib.loads(WORDS_FILE.read_text("utf-8"))
    chinese = sorted({*table["zh_questions"], *table["zh_table"], *table["zh"]}, key=len, reverse=True)
    return TopicWords(
        frozenset(table["en_questions"]) | load_framing_words().english,
        frozenset(table["en_table"]),
        re.compile("|".join(chinese)),
    )


class TopicReader:
    """Tells such lines from statements; safe to share between threads."""

    def __init__(self, gazetteer: Gazetteer, translations: WordTranslations) -> None:
        """Take what finds zones and what translates words."""
        self._gazetteer = gazetteer
        self._translations = translations

    def read(
        self, claim: Claim, citations: Sequence[Citation], question: str = "", *, is_cited: bool = False
    ) -> Reading:
        """Tell what a claim is.

        Args:
            claim: The line.
            citations: The sentences offered, or those that it cites.
            question: Its words are known too.
            is_cited: The line cites sentences; a word alone with a source may be an answer, and is checked.
        """
        text = claim.text
        if has_address(text):
            return "statement"
        known = _Known(citations, question, self._translations)
        if _QUESTION_END.search(text):
            return self._read_question(text, known)
        if " | " in text and not has_figures(text):
            return "frame" if all(_is_of_table(cell) for cell in _content(text)) else "statement"
        if _LEAD_IN.search(text):
            return self._read_lead_in(text, known)
        return "statement" if is_cited else self._read_topic(text, known)

    def _read_question(self, text: str, known: _Known) -> Reading:
        """Take a question for a frame when it brings no figure and most of its words are known."""
        if len(text) > _MOST_QUESTION_CHARS or not has_only_figures_of(known.question, text):
            return "statement"
        words = list(_content(self._blank_zones(text)))
        strange = sum(not known.has(word) for word in words)
        return "frame" if 2 * strange <= len(words) else "statement"

    def _read_lead_in(self, text: str, known: _Known) -> Reading:
        """Take `Three of the zones report exports:` for a frame when every word is known."""
        rest = _COUNTS.sub(" ", text, count=1)
        is_short = len(_WORD.findall(rest)) <= _MOST_LEAD_IN_WORDS
        is_bare = is_short and not has_figures(rest) and not self._gazetteer.find(text)
        return "frame" if is_bare and all(map(known.has, _content(rest))) else "statement"

    def _read_topic(self, text: str, known: _Known) -> Reading:
        """Read one word that stands alone: there is nothing in it to be true or false."""
        words = list(_content(text))
        if len(words) > 1 or any(len(word) > _LONGEST_TOPIC_HANZI for word in words if not word.isascii()):
            return "statement"
        if _CODE.search(text):
            return "empty"
        if has_figures(text) or self._gazetteer.find(text) or self._gazetteer.find_places(text):
            return "statement"
        return "frame" if all(map(known.has, words)) else "empty"

    def _blank_zones(self, text: str) -> str:
        spans = [(mention.start, mention.end) for mention in self._gazetteer.find(text)]
        spans += [(mention.start, mention.end) for mention in self._gazetteer.find_places(text)]
        for start, end in spans:
            text = text[:start] + " " * (end - start) + text[end:]
        return text


class _Known:
    """The words of the question and of the sentences offered."""

    def __init__(self, citations: Sequence[Citation], question: str, translations: WordTranslations) -> None:
        self.question = question
        self._text = "|".join([question, *(f"{one.text}|{one.headline}" for one in citations)]).casefold()
        self._translations = translations

    def has(self, word: str) -> bool:
        """Tell whether a word, or what it may be called in Chinese, is known."""
        folded = word.casefold()
        if folded in self._text:
            return True
        if not word.isascii():
            return all(folded[at : at + 2] in self._text for at in range(len(folded) - 1))
        found = [name for _, _, names in self._translations.of_term(word) for name in names]
        found += self._translations.of_word(folded)[:3]
        return any(name in self._text for name in found if name)


def _content(text: str) -> Iterator[str]:
    """Give the words of a text, and its runs of Chinese, that are none of framing or of asking."""
    words = _load_words()
    yield from (word for word in _WORD.findall(text) if stem(word) not in words.english)
    for match in _HANZI_RUN.finditer(text):
        yield from words.chinese.sub(" ", match[0]).split()


def _is_of_table(word: str) -> bool:
    return word.isascii() and stem(word) in _load_words().table
