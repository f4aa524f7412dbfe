"""What articles speak of that can be asked for: things of the glossary, with a name in both languages."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from index.lexicon import GLOSSARY_FILE, Lexicon, load_lexicon, read_glossary
from rag.answers import Language

_CHOICE_FILE = Path(__file__).parent / "themes.toml"
_SECTION = re.compile(r"^# --- (?P<name>.+?) ---$")
_HANZI = re.compile(r"[\u4e00-\u9fff]+")
_ENGLISH = re.compile(r"[a-z][a-z '-]*")
_PLURALS = (("ies", "y"), ("es", ""), ("s", ""))
CLAUSE_END = re.compile(r"[，。；！？\n]")
_TEXTS_KEPT = 512
_NEAR_CHARS = 14
_LONGEST, _SHORTEST = 8, 2
_SHORTEST_ENGLISH = 4


@dataclass(frozen=True, slots=True)
class Theme:
    """A thing that articles speak of.

    Attributes:
        english: Its name in English, lower case, singular; stands well before "projects".
        chinese: Its name in Chinese; stands well before 项目.
        words: All Chinese words that name it, `chinese` first.
        section: The part of the glossary that it is in; two of one section are of one kind.
    """

    english: str
    chinese: str
    words: tuple[str, ...]
    section: str

    def name(self, language: Language) -> str:
        """Give its name in a language."""
        return self.chinese if language == "zh" else self.english


class ThemeFinder:
    """Finds themes in texts.

    Attributes:
        themes: All of them, in the glossary's order.
        find: Counts the themes that a Chinese text names, by names of two characters or more.
    """

    def __init__(self, themes: Sequence[Theme], lexicon: Lexicon) -> None:
        """Look themes up by their names.

        Args:
            themes: With different Chinese names.
            lexicon: Tells where English terms, and Chinese words, stand in a text.
        """
        self.themes = tuple(themes)
        self._by_chinese = {theme.chinese: theme for theme in reversed(self.themes)}
        self._by_english = {theme.english: theme for theme in reversed(self.themes)}
        self._lexicon = lexicon
        self.find = lru_cache(maxsize=_TEXTS_KEPT)(self._find)

    def _find(self, text: str) -> Mapping[Theme, int]:
        """Count the themes that a Chinese text names, by names of two characters or more.

        The longest name is taken, from left to right, and it must begin and end where pieces of the encoder
        do: 机床 does not stand in 手机|床头.
        """
        _, spans = self._lexicon.encoder.split_with_spans(text)
        starts, ends = set(spans[:, 0].tolist()), set(spans[:, 1].tolist())
        found: Counter[Theme] = Counter()
        at = 0
        while at < len(text):
            size = self._longest(text, at, ends) if at in starts else 0
            if size:
                found[self._by_chinese[text[at : at + size]]] += 1
            at += size or 1
        return found

    def _longest(self, text: str, at: int, ends: set[int]) -> int:
        sizes = range(min(_LONGEST, len(text) - at), _SHORTEST - 1, -1)
        fitting = (size for size in sizes if at + size in ends)
        return next((size for size in fitting if text[at : at + size] in self._by_chinese), 0)

    def names(self, theme: Theme, text: str) -> bool:
        """Say whether a Chinese text names a theme, by any of its words.

        A word that a longer name does not end with names something else there: 汽车 in 汽车玻璃.
        """
        return any(word in text for word in theme.words) and bool(self._locate(theme, text))

    def is_project(self, theme: Theme, text: str) -> bool:
        """Say whether a text names a theme as something that is built or made: no golden age for gold."""
        return self._is_marked(theme, text, _compile_marks("projects"))

    def is_trade(self, theme: Theme, text: str) -> bool:
        """Say whether a text names a theme as something that is built, made or dealt in."""
        return self._is_marked(theme, text, _compile_marks("projects", "trades"))

    def _is_marked(self, theme: Theme, text: str, marks: re.Pattern[str]) -> bool:
        return any(
            marks.search(clause[max(0, start - _NEAR_CHARS) : start])
            or marks.search(clause[end : end + _NEAR_CHARS])
            for clause in CLAUSE_END.split(text)
            if any(word in clause for word in theme.words)
            for start, end in self._locate(theme, clause)
        )

    def _locate(self, theme: Theme, text: str) -> list[tuple[int, int]]:
        masked = text
        for other in self.find(text):
            name = other.chinese
            if any(len(word) > 1 and word in name and not name.endswith(word) for word in theme.words):
                masked = masked.replace(name, "\0" * len(name))
        return [match.span() for word in theme.words for match in re.finditer(re.escape(word), masked)]

    def find_asked(self, question: str, language: Language) -> Theme | None:
        """Give the theme that a question names, the longest of several; none where it names none."""
        if language == "zh":
            found = [*self.find(question)]
        else:
            spans = self._lexicon.find_terms(question)
            words = (question[match.start : match.end] for match in spans)
            found = [theme for word in words if (theme := self._find_english(word)) is not None]
        return max(found, key=lambda theme: len(theme.name(language)), default=None)

    def _find_english(self, word: str) -> Theme | None:
        lowered = re.sub(r"\s+", " ", word.lower())
        spellings = [lowered] + [
            lowered.removesuffix(ending) + stem for ending, stem in _PLURALS if lowered.endswith(ending)
        ]
        return next((self._by_english[name] for name in spellings if name in self._by_english), None)


@cache
def load_choice() -> Mapping[str, Sequence[str]]:
    """Read which terms are themes, and how a page speaks of them."""
    return {key: tuple(words) for key, words in tomllib.loads(_CHOICE_FILE.read_text("utf-8")).items()}


@cache
def _compile_marks(*kinds: str) -> re.Pattern[str]:
    return re.compile("|".join(mark for kind in kinds for mark in load_choice()[kind]))


@cache
def load_themes() -> ThemeFinder:
    """Choose the themes among the terms of the bundled glossary, once a process."""
    choice = load_choice()
    glossary = read_glossary(GLOSSARY_FILE)
    of_section = dict(_read_sections(GLOSSARY_FILE))
    known: dict[str, Theme] = {}
    for english, chinese in glossary.items():
        section = of_section.get(english, "")
        if section in choice["sections"] and _is_thing(english, chinese[0], glossary, choice):
            # Of English terms that are one word in Chinese, the first is the common one.
            known.setdefault(chinese[0], Theme(english, chinese[0], chinese, section))
    return ThemeFinder(tuple(known.values()), load_lexicon())


def _read_sections(path: Path) -> Iterator[tuple[str, str]]:
    """Give each English term with the name of its section, by the headings that are comments."""
    section = ""
    for line in path.read_text("utf-8").splitlines():
        if heading := _SECTION.match(line):
            section = heading["name"]
        elif line and not line.startswith("#"):
            yield line.partition("\t")[0].strip(), section


def _is_thing(
    english: str, chinese: str, glossary: Mapping[str, object], choice: Mapping[str, Sequence[str]]
) -> bool:
    """Say whether a term is the name of a thing that fits before "projects" and 项目."""
    if not _HANZI.fullmatch(chinese) or not _ENGLISH.fullmatch(english) or len(english) < _SHORTEST_ENGLISH:
        return False
    if (
        english in choice["left_out"]
        or english.rsplit(maxsplit=1)[-1] in choice["endings"]
        or chinese.endswith(tuple(choice["chinese_endings"]))
    ):
        return False
    return " " in english or not _is_verbal(english, glossary, choice["verbal"])


def _is_verbal(english: str, glossary: Mapping[str, object], endings: Sequence[str]) -> bool:
    """Say whether a single word is a verb, by its ending or as the glossary has its participle too."""
    stem = english.removesuffix("e")
    participles = (f"{stem}ed", f"{english.removesuffix('y')}ied", f"{english}{english[-1]}ed")
    return english.endswith(tuple(endings)) or any(word in glossary for word in participles)
