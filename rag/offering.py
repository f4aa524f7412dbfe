"""Zonewise for programs built on LangChain: its passages as a retriever, its answers as a `Runnable`.

Needs the extra `llm`. Nothing else of the project imports this module, so that answering needs no LangChain.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from typing import Annotated, Any, NotRequired, TypeAlias

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import AddableDict, Runnable, RunnableConfig
from pydantic import Field, PlainValidator
from typing_extensions import TypedDict  # pydantic reads no other before Python 3.12

from rag.answers import EVERYWHERE, AnswerFinished, Hit, Narrowing, TextAdded
from rag.contract import answer_as_json, passage_as_json
from rag.narrowing import check_narrowing, read_narrowing
from rag.pipeline import Pipeline
from rag.searching import find_hits
from rag.understanding import understand_question

_MOST_PASSAGES = 100


class Question(TypedDict):
    """A question with those asked before it, oldest first; a follow-up is completed from them.

    `narrowing` says which articles are searched, in some of the five fields of the contract.
    """

    question: str
    history: NotRequired[list[str]]
    narrowing: NotRequired[dict[str, Any]]


AnswerInput: TypeAlias = str | Question
AnswerOutput: TypeAlias = dict[str, Any]


def _require_pipeline(value: object) -> Pipeline:
    if not isinstance(value, Pipeline):
        raise ValueError(f"give what rag.assembling.open_pipeline gives; this is {type(value).__name__}")  # noqa: TRY004 - what pydantic reports
    return value


class ZonewiseRetriever(BaseRetriever):
    """Gives the passages that may answer a question, best first, as documents.

    A document's text is the passage in the page's own characters. Its metadata: `zone`, `headline`, `byline`,
    `published` (ISO 8601 as far as known), `source` (the page's file), `start` and `end` (characters of the
    page as read), `article_id`, and `score` (larger is better; compares documents of one question only).

    Attributes:
        pipeline: What searches; of `rag.assembling.open_pipeline`.
        k: At most so many passages, 1 to 100.
        of_article: Of those, at most so many of one article.
        narrowing: Which articles are searched; zones and cities by any of their names.
    """

    pipeline: Annotated[Any, PlainValidator(_require_pipeline)] = Field(repr=False, exclude=True)
    k: int = Field(default=10, ge=1, le=_MOST_PASSAGES)
    of_article: int = Field(default=3, ge=1, le=_MOST_PASSAGES)
    narrowing: Narrowing = EVERYWHERE

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        del run_manager
        if not query.strip():
            return []
        resources = self.pipeline.resources
        settings = replace(resources.settings, hits=self.k, hits_of_article=self.of_article)
        resources = replace(resources, settings=settings)
        understood = understand_question(
            query.strip(), gazetteer=resources.gazetteer, lexicon=resources.lexicon
        )
        if not self.narrowing.is_empty:
            catalogue = resources.index.catalogue
            narrowing = check_narrowing(self.narrowing, catalogue, resources.gazetteer)
            understood = replace(understood, narrowing=narrowing)
        return [_make_document(hit) for hit in find_hits(understood, resources)]


class AnswerRunnable(Runnable[AnswerInput, AnswerOutput]):
    """Answers questions with all that `python -m rag` does: see `docs/json-contract.md` for the output.

    `stream` gives the text as it is checked, `{"text": piece}` each, and at the end the other fields. The
    sum of the pieces is what `invoke` gives, with one exception: where text had been streamed that does not
    stay, since the model broke off or nothing that it wrote held, the whole answer follows that text, after
    an empty line.
    """

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline

    def invoke(
        self,
        input: AnswerInput,  # noqa: A002 - LangChain's name
        config: RunnableConfig | None = None,
        **kwargs: Any,  # noqa: ANN401 - as LangChain has it
    ) -> AnswerOutput:
        """Answer one question.

        Raises:
            rag.pipeline.QuestionError: It is empty or too long.
            rag.narrowing.NarrowingError: The search cannot be narrowed so.
        """
        return self._call_with_config(self._answer, input, config, **kwargs)

    def stream(
        self,
        input: AnswerInput,  # noqa: A002
        config: RunnableConfig | None = None,
        **kwargs: Any,  # noqa: ANN401
    ) -> Generator[AnswerOutput, None, None]:
        """Answer one question piece by piece; closing the iterator stops the answer, and its model."""
        yield from self._transform_stream_with_config(iter([input]), self._pieces, config, **kwargs)

    async def astream(
        self,
        input: AnswerInput,  # noqa: A002
        config: RunnableConfig | None = None,
        **kwargs: Any | None,  # noqa: ANN401
    ) -> AsyncIterator[AnswerOutput]:
        """Do the same from a coroutine: each step runs in a thread, so that the loop stays free."""
        steps = _Steps(self.stream(input, config, **kwargs))
        try:
            while (piece := await asyncio.to_thread(steps.take)) is not None:
                yield piece
        finally:
            # Not awaited: who cancels must not wait for a step that a slow model holds up.
            asyncio.get_running_loop().run_in_executor(None, steps.close)

    def _answer(self, asked: AnswerInput) -> AnswerOutput:
        question, history, narrowing = _read_input(asked)
        answer = self._pipeline.answer(question, history=history, narrowing=narrowing)
        return AddableDict(answer_as_json(answer))

    def _pieces(self, asked: Iterator[AnswerInput]) -> Iterator[AnswerOutput]:
        shown = ""
        question, history, narrowing = _read_input(next(asked))
        stream = self._pipeline.stream(question, history=history, narrowing=narrowing)
        with closing(stream) as events:
            for event in events:
                if isinstance(event, TextAdded):
                    shown += event.text
                    yield AddableDict(text=event.text)
                elif isinstance(event, AnswerFinished):
                    text = event.answer.text
                    rest = text.removeprefix(shown) if text.startswith(shown) else f"\n\n{text}"
                    yield AddableDict(answer_as_json(event.answer) | {"text": rest})


class _Steps:
    """A generator that one thread steps through while another may close it."""

    def __init__(self, pieces: Generator[AnswerOutput, None, None]) -> None:
        self._pieces = pieces
        self._lock = threading.Lock()

    def take(self) -> AnswerOutput | None:
        """Give the next piece; `None` after the last."""
        with self._lock:
            return next(self._pieces, None)

    def close(self) -> None:
        """Close the generator, once the step that runs has ended."""
        with self._lock:
            self._pieces.close()


def answer_runnable(pipeline: Pipeline) -> AnswerRunnable:
    """Give the whole answer as a `Runnable`: of a question, or `{"question": …, "history": […]}`."""
    return AnswerRunnable(pipeline)


def _read_input(asked: AnswerInput) -> tuple[str, list[str], Narrowing]:
    if isinstance(asked, str):
        return asked, [], EVERYWHERE
    if isinstance(asked, Mapping) and isinstance(asked.get("question"), str):
        history, narrowing = asked.get("history", []), asked.get("narrowing", {})
        is_history = not isinstance(history, str) and all(isinstance(earlier, str) for earlier in history)
        if is_history and isinstance(narrowing, Mapping):
            return asked["question"], list(history), read_narrowing(narrowing)
    raise TypeError(
        f'ask with a text, or with {{"question": …, "history": […], "narrowing": {{…}}}}; this is {asked!r}'
    )


def _make_document(hit: Hit) -> Document:
    fields = passage_as_json(hit)
    text = str(fields.pop("text"))
    return Document(
        id=f"{hit.article.id}:{hit.passage.start}", page_content=text, metadata={**fields, "score": hit.score}
    )
