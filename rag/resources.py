"""What the stages share: the index and everything that reads it, opened once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from index.embedding import TextEncoder
from index.lexicon import Lexicon
from index.store import Index
from index.zones import Gazetteer
from rag.answers import Citation, Statement
from rag.checking.stating import Claim
from rag.judging import JudgingModels
from rag.models.generating import ChatModel
from rag.reranking import Reranker
from rag.settings import Settings


class Checker(Protocol):
    """Holds statements against the sentences that they cite."""

    def check(self, claim: Claim, citations: Sequence[Citation], *, question: str = "") -> Statement:
        """Check one statement; `citations` are all that were offered, its own those that it refers to."""
        ...


@dataclass(frozen=True, slots=True)
class Resources:
    """Safe to share between threads.

    Attributes:
        index: What is searched.
        gazetteer: Knows the zones of the index too.
        lexicon: Translates; holds the bundled encoder.
        encoder: The index's own, for meaning.
        reranker: The second stage.
        models: Judge sentences.
        settings: All settings.
        chat_model: Writes answers in prose; without one they are quoted.
        checker: Holds what the chat model writes against the pages; there wherever a chat model is.
    """

    index: Index
    gazetteer: Gazetteer
    lexicon: Lexicon
    encoder: TextEncoder
    reranker: Reranker
    models: JudgingModels
    settings: Settings
    chat_model: ChatModel | None = None
    checker: Checker | None = None
