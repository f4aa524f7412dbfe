"""Headings and lead-ins: lines that say nothing which could be true or false, told strictly by their words.

`The following zones fit:` is framing; so is a heading made of the question's own words. Whatever holds a word
that is neither one of framing, nor the question's, nor an offered zone's name is a statement and is checked.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.zones import Gazetteer
from rag.answers import Citation
from rag.checking.stating import Claim
from rag.checking.verifying_figures import count_zones, has_figures

WORDS_FILE = Path(__file__).parent / "framing_words.toml"
_MOST_WORDS = 14
_MOST_HANZI = 28
_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_HANZI = re.compile(r"[\u3400-\u9fff]")
_COUNT = re.compile(
    r"\d+|[一二两三四五六七八九十]+(?=[个家])|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b",
    re.IGNORECASE,
)
_LINK = re.compile(r"[@/\\]|https?:|www\.|\.[a-z]{2,}\b", re.IGNORECASE)
_STRANGE = re.compile(r"[^\sA-Za-z0-9\u3400-\u9fff.,:;!?'’\"“”()（）《》【】「」、，。：；！？·|/&-]")


@dataclass(frozen=True, slots=True)
class FramingWords:
    """See `framing_words.toml`."""

    english: frozenset[str]
    english_cues: frozenset[str]
    chinese: re.Pattern[str]
    chinese_cues: tuple[str, ...]


@cache
def load_framing_words() -> FramingWords:
    """Read the words that ship."""
    table = tomllib.loads(WORDS_FILE.read_text("utf-8"))
    longest = sorted(table["zh"], key=len, reverse=True)
    return FramingWords(
        frozenset(table["en"]),
        frozenset(table["en_cues"]),
        re.compile("|".join(longest)),
        tuple(table["zh_cues"]),
    )


def is_framing(claim: Claim, citations: Sequence[Citation], question: str, gazetteer: Gazetteer) -> bool:
    """Tell whether a claim only frames what follows.

    Args:
        claim: A claim that cites nothing that was offered.
        citations: All that were offered; the names of their zones may stand in a frame.
        question: Its words may.
        gazetteer: Finds the zones' names.
    """
    text = claim.text
    if has_address(text) or _STRANGE.search(text) or not _is_short(text):
        return False
    counted = count_zones(text)
    if counted is not None:
        text = _COUNT.sub(" ", text, count=1)
    elif not has_only_figures_of(question, text):
        return False
    if not _has_form(claim):
        return False
    rest, has_zone = _take_zones_out(text, citations, question, gazetteer)
    return rest is not None and _is_of_known_words(rest, "" if has_zone else question)


def has_address(text: str) -> bool:
    """Tell whether a text holds what leads a reader elsewhere: a link, a name of a site, a handle."""
    return _LINK.search(text) is not None


def _is_short(text: str) -> bool:
    return len(_WORD.findall(text)) <= _MOST_WORDS and len(_HANZI.findall(text)) <= _MOST_HANZI


def has_only_figures_of(question: str, text: str) -> bool:
    """Tell whether every number of a text is one of the question's, digit by digit."""
    stated = set(_NUMBER.findall(text))
    return not has_figures(text) if not stated else stated <= set(_NUMBER.findall(question))


def _has_form(claim: Claim) -> bool:
    """Tell whether it stands as a heading, ends in a colon, or says that something follows."""
    words = load_framing_words()
    text = claim.text.rstrip()
    if claim.is_heading or text.endswith((":", "：")):
        return True
    has_cue = any(word.casefold() in words.english_cues for word in _WORD.findall(text))
    return has_cue or any(cue in text for cue in words.chinese_cues)


def _take_zones_out(
    text: str, citations: Sequence[Citation], question: str, gazetteer: Gazetteer
) -> tuple[str | None, bool]:
    """Give the text without the zones' names (`None` when one was not offered), and whether it names any.

    Names that the question has too do not count.
    """
    offered = {citation.zone for citation in citations}
    asked = {mention.zone.short for mention in gazetteer.find(question)}
    has_offered = False
    rest = text
    mentions = gazetteer.find(text)
    for mention in mentions:
        same = [other for other in mentions if (other.start, other.end) == (mention.start, mention.end)]
        shorts = {other.zone.short for other in same}
        if not shorts & (offered | asked):
            return None, False
        has_offered = has_offered or not shorts & asked
        rest = rest[: mention.start] + " " * (mention.end - mention.start) + rest[mention.end :]
    return rest, has_offered


def _is_of_known_words(rest: str, question: str) -> bool:
    known = load_framing_words()
    asked = {stem(word) for word in _WORD.findall(question)}
    english = all(stem(word) in known.english or stem(word) in asked for word in _WORD.findall(rest))
    return english and _is_of_known_hanzi(rest, question)


def _is_of_known_hanzi(rest: str, question: str) -> bool:
    """Tell whether nothing is left once the question's own runs and the words of framing are taken off."""
    hanzi = "".join(_HANZI.findall(rest))
    left = load_framing_words().chinese.sub(" ", hanzi)
    asked = set(_HANZI.findall(question))
    pairs = {question[at : at + 2] for at in range(len(question) - 1)}
    for run in left.split():
        is_asked = len(run) == 1 and run in asked
        if not is_asked and not (
            len(run) > 1 and all(run[at : at + 2] in pairs for at in range(len(run) - 1))
        ):
            return False
    return True


def stem(word: str) -> str:
    """Give a word in small letters without a plural's or a possessor's ending, as the lists have it."""
    lowered = word.casefold()
    if lowered in load_framing_words().english or len(lowered) < 4:
        return lowered
    for ending in ("'s", "’s", "s"):
        if lowered.endswith(ending):
            return lowered.removesuffix(ending)
    return lowered
