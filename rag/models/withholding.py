"""What a model thinks before it answers is not for the reader: its text without what is marked as thought."""

from __future__ import annotations

import re

_NAMES = ("think", "thinking", "thought", "reasoning")
_OPENINGS = tuple(f"<{name}>" for name in _NAMES)
_CLOSINGS = tuple(f"</{name}>" for name in _NAMES)
_OPENING = re.compile("|".join(map(re.escape, _OPENINGS)), re.IGNORECASE)
_CLOSING = re.compile("|".join(map(re.escape, _CLOSINGS)), re.IGNORECASE)


class StrayThoughtError(ValueError):
    """A thought ended that never began: what was given before it was thought, not answer."""


class ThoughtFilter:
    """Leaves out `<think>…</think>` of a text that comes in pieces, wherever the pieces are cut.

    A thought that is never closed lasts to the end. The blank space after a thought goes with it.
    """

    def __init__(self) -> None:
        self._held = ""
        self._is_thought = False
        self._skips_space = False

    def feed(self, piece: str) -> str:
        """Give what can be shown so far; a mark that may have begun is held back.

        Raises:
            StrayThoughtError: See there.
        """
        self._held += piece
        shown = ""
        while True:
            mark = (_CLOSING if self._is_thought else _OPENING).search(self._held)
            before = self._held[: mark.start()] if mark else self._held
            if not self._is_thought and _CLOSING.search(before):
                raise StrayThoughtError("a thought ended that never began")
            if mark is None:
                return shown + self._release()
            if not self._is_thought:
                shown += self._without_space(before)
            self._skips_space = self._is_thought
            self._is_thought = not self._is_thought
            self._held = self._held[mark.end() :]

    def close(self) -> str:
        """Give what was held back at the end of the text."""
        rest, self._held = self._held, ""
        return "" if self._is_thought else self._without_space(rest)

    def _release(self) -> str:
        """Give all but a possible beginning of a mark."""
        cut = len(self._held) - _length_of_begun_mark(self._held)
        released, self._held = self._held[:cut], self._held[cut:]
        return "" if self._is_thought else self._without_space(released)

    def _without_space(self, text: str) -> str:
        if self._skips_space:
            text = text.lstrip()
            self._skips_space = not text
        return text


def _length_of_begun_mark(text: str) -> int:
    """Give how many characters at the end of a text may be the beginning of a mark."""
    start = text.rfind("<")
    if start < 0:
        return 0
    tail = text[start:].lower()
    return len(tail) if any(mark.startswith(tail) for mark in (*_OPENINGS, *_CLOSINGS)) else 0
