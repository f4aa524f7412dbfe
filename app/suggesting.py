"""The questions that the page offers, made over the index as it is now."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from app.library import HeldLibrary
from rag.answers import Answer, Language
from rag.suggesting import suggest_examples, suggest_follow_ups


class IndexSuggester:
    """Makes questions of what the index holds; threads may share it. See `app.services.Suggester`."""

    def __init__(self, library: HeldLibrary) -> None:
        self._library = library
        self._lock = threading.Lock()
        self._following = threading.Lock()
        self._generation = -1
        self._examples: dict[Language, tuple[str, ...]] = {}

    def follow_ups(self, answer: Answer, earlier: Sequence[str]) -> tuple[str, ...]:
        """Give questions that may be asked after an answer; none while they are made for another reader.

        To try them costs more than to answer: many readers at once would wait for what is only offered.
        """
        if not self._following.acquire(blocking=False):
            return ()
        try:
            with self._library.hold() as pipeline:
                return suggest_follow_ups(answer, pipeline, earlier=earlier)
        finally:
            self._following.release()

    def examples(self, language: str) -> tuple[str, ...]:
        """Give questions to begin with; readers who come while they are made wait for the same ones."""
        known: Language = "zh" if language == "zh" else "en"
        with self._library.hold() as pipeline, self._lock:
            if self._generation != pipeline.index.generation:
                self._generation, self._examples = pipeline.index.generation, {}
            if known not in self._examples:
                self._examples[known] = suggest_examples(pipeline, known)
            return self._examples[known]
