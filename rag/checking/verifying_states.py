"""Whether an event that a statement tells as done is only planned on the page.

A page tells both in one breath: "three are to leave, one has left". So the mark of a plan is looked for right
before the verb, part by part of the sentence; a plan opened in one part holds in the next ones until a mark
of what is done takes it back. The words stand in `state_words.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from rag.answers import Language, Problem

STATES_FILE = Path(__file__).parent / "state_words.toml"

State = Literal["plans", "urges", "done", "open", ""]

_SENTENCE = re.compile(r"[^。；！？\n]+")
_PART = re.compile(r"[^，、,]+")
_NUMBER = re.compile(r"(?<![\d.,])\d+(?![\d.,]|%)")
_SPOKEN = {
    word: number
    for number, word in enumerate(("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 2)
}
_HANZI_NUMBERS = {sign: number for number, sign in enumerate("两三四五六七八九十", 2)}
_SPOKEN_WORD = re.compile(rf"\b(?:{'|'.join(_SPOKEN)})\b", re.IGNORECASE)
_HANZI_NUMBER = re.compile(r"(?<![十百千万第\d])[两三四五六七八九十](?=[家个条座项台户])")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that is planned first and done later.

    Attributes:
        done: How English tells that it is done.
        verbs: Its verbs in Chinese.
        may_go_on: What goes on still may be told so: "has started".
    """

    done: re.Pattern[str]
    verbs: re.Pattern[str]
    may_go_on: bool


@dataclass(frozen=True, slots=True)
class Told:
    """One telling of an event.

    Attributes:
        part: The part of the sentence that has the verb.
        verb: As written.
        state: What the nearest mark says of it; empty where there is none.
        mark: That mark.
    """

    part: str
    verb: str
    state: State
    mark: str


@dataclass(frozen=True, slots=True)
class StateWords:
    """See the comments of `state_words.toml`."""

    marks: re.Pattern[str]
    behind: re.Pattern[str]
    speech: re.Pattern[str]
    events: tuple[Event, ...]


def find_early(clause: str, language: Language, source: str) -> Problem | None:
    """Find an event told as done that the sentences tell as planned, wherever they tell it.

    Args:
        clause: Of the statement; it says of nothing that it is planned.
        language: Of the statement.
        source: All Chinese sentences that it cites.
    """
    for event in load_states().events:
        said = _find_done(clause, language, event)
        if not said:
            continue
        told = _pick(clause, list(read_events(source, event)))
        early = [one for one in told if _is_early(one, event)]
        if told and len(early) == len(told):
            return Problem("meaning", said, early[0].mark)
    return None


def is_speech(part: str) -> bool:
    """Tell a part of a sentence that only names who speaks."""
    return bool(load_states().speech.search(part.strip()))


def read_events(text: str, event: Event) -> Iterator[Told]:
    """Give each telling of an event in Chinese, with its state."""
    words = load_states()
    for sentence in _SENTENCE.finditer(text):
        plan = ""
        for part in _PART.finditer(sentence[0]):
            marks = list(words.marks.finditer(part[0]))
            for verb in event.verbs.finditer(part[0]):
                yield _tell(part[0], verb, marks, plan)
            if marks:
                plan = marks[-1][0] if marks[-1].lastgroup == "plans" else ""


def _tell(part: str, verb: re.Match[str], marks: Sequence[re.Match[str]], plan: str) -> Told:
    if load_states().behind.match(part, verb.end()):
        return Told(part, verb[0], "done", "")
    before = [mark for mark in marks if mark.start() <= verb.start() and mark.end() <= verb.end()]
    if before:
        state: State = before[-1].lastgroup  # type: ignore[assignment]
        return Told(part, verb[0], state, before[-1][0])
    return Told(part, verb[0], "plans" if plan else "", plan)


def _find_done(clause: str, language: Language, event: Event) -> str:
    if language == "en":
        found = event.done.search(clause)
        return found[0].strip() if found else ""
    return next((told.mark + told.verb for told in read_events(clause, event) if told.state == "done"), "")


def _is_early(told: Told, event: Event) -> bool:
    return told.state in ("plans", "urges") or (told.state == "open" and not event.may_go_on)


def _pick(clause: str, told: Sequence[Told]) -> Sequence[Told]:
    """Keep those that have a number of the clause, where that tells them apart."""
    numbers = set(_read_numbers(clause))
    sharing = [one for one in told if numbers & set(_read_numbers(one.part))]
    return sharing or told


def _read_numbers(text: str) -> Iterator[int]:
    yield from (int(number[0]) for number in _NUMBER.finditer(text))
    yield from (_SPOKEN[word[0].lower()] for word in _SPOKEN_WORD.finditer(text))
    yield from (_HANZI_NUMBERS[number[0]] for number in _HANZI_NUMBER.finditer(text))


@cache
def load_states() -> StateWords:
    """Read the words that ship."""
    table = tomllib.loads(STATES_FILE.read_text("utf-8"))
    return StateWords(
        marks=re.compile(
            "|".join(f"(?P<{name}>{table[name]})" for name in ("plans", "urges", "done", "open"))
        ),
        behind=re.compile(table["behind"]),
        speech=re.compile(table["speech"]),
        events=tuple(
            Event(re.compile(row["en"], re.IGNORECASE), re.compile(row["zh"]), row["going_on"])
            for row in table["events"]
        ),
    )
