"""Questions to begin with are made once for each index and language."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest

from app import suggesting
from app.suggesting import IndexSuggester
from tests.scripted_answerer import make_answer


class Library:
    """Holds nothing but the number of its generation."""

    generation = 1

    @contextmanager
    def hold(self) -> Iterator[Any]:
        yield SimpleNamespace(index=SimpleNamespace(generation=self.generation))


def test_examples_are_made_anew_for_another_index_only(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[tuple[int, str]] = []

    def suggest(pipeline: Any, language: str) -> tuple[str, ...]:
        made.append((pipeline.index.generation, language))
        return (f"{language} {pipeline.index.generation}",)

    monkeypatch.setattr(suggesting, "suggest_examples", suggest)
    library = Library()
    suggester = IndexSuggester(library)
    given = [suggester.examples(language) for language in ("en", "zh", "en", "fr")]
    assert given == [("en 1",), ("zh 1",), ("en 1",), ("en 1",)]
    library.generation = 2
    assert suggester.examples("zh") == ("zh 2",)
    assert made == [(1, "en"), (1, "zh"), (2, "zh")]


def test_follow_ups_are_asked_of_the_index_of_now(monkeypatch: pytest.MonkeyPatch) -> None:
    def suggest(answer: Any, pipeline: Any, *, earlier: Any) -> tuple[str, ...]:
        return (answer.query.question, str(pipeline.index.generation), *earlier)

    monkeypatch.setattr(suggesting, "suggest_follow_ups", suggest)
    answer = make_answer("what next?")
    assert IndexSuggester(Library()).follow_ups(answer, ("before",)) == ("what next?", "1", "before")
