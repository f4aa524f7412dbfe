"""What LangChain programs get: passages as documents, and the answer by every way of calling a `Runnable`."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from typing import cast

import pytest
from langchain_core.runnables import RunnableLambda
from pydantic import ValidationError

from rag.answers import EVERYWHERE, AnswerEvent, AnswerFinished, Narrowing, StageStarted, TextAdded
from rag.contract import answer_as_json
from rag.narrowing import NarrowingError
from rag.offering import AnswerRunnable, Question, ZonewiseRetriever, answer_runnable
from rag.pipeline import Pipeline, QuestionError
from tests.coroutines import run_coroutine
from tests.scripted_answerer import make_answer
from tests.small_pages import PAGES

LIST = "Which zones process copper?"
NUMBER = "绛县经开区医药企业有多少家？"
WAIT_S = 10


def without_seconds(output: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in output.items() if name != "seconds"}


def test_documents_are_the_passages_with_their_place(pipeline: Pipeline) -> None:
    documents = ZonewiseRetriever(pipeline=pipeline, k=3).invoke(LIST)
    assert len(documents) == 3
    assert [item.metadata["zone"] for item in documents[:2]] == ["运城经开区", "垣曲经开区"]
    for item in documents:
        page = (PAGES / item.metadata["source"]).read_text("utf-8")
        printed = page[item.metadata["start"] : item.metadata["end"]]
        assert "".join(printed.split()) == "".join(item.page_content.split())
    scores = [item.metadata["score"] for item in documents]
    assert scores == sorted(scores, reverse=True)
    assert len({item.id for item in documents}) == 3


def test_a_zone_that_is_named_filters(pipeline: Pipeline) -> None:
    documents = ZonewiseRetriever(pipeline=pipeline).invoke(NUMBER)
    assert {item.metadata["zone"] for item in documents} == {"绛县经开区"}


def test_documents_are_of_the_articles_that_the_retriever_is_narrowed_to(pipeline: Pipeline) -> None:
    everything = ZonewiseRetriever(pipeline=pipeline).invoke(LIST)
    narrowed = ZonewiseRetriever(pipeline=pipeline, narrowing=Narrowing(cities=("Yuncheng",), since="2024"))
    documents = narrowed.invoke(LIST)
    assert {item.metadata["zone"] for item in documents} == {"运城经开区", "绛县经开区"}
    assert {item.id for item in documents} < {item.id for item in everything}
    with pytest.raises(NarrowingError, match="no one zone of the index is called"):
        ZonewiseRetriever(pipeline=pipeline, narrowing=Narrowing(zones=("Atlantis",))).invoke(LIST)


def test_a_question_may_say_to_what_it_is_narrowed(pipeline: Pipeline) -> None:
    asked: Question = {"question": LIST, "narrowing": {"zones": ["Yuanqu"]}}
    output = answer_runnable(pipeline).invoke(asked)
    assert [zone["short"] for zone in output["zones"]] == ["垣曲经开区"]
    assert output["narrowing"]["zones"] == ["垣曲经开区"]
    with pytest.raises(NarrowingError, match="zones is 'Yuanqu'; it takes a list of texts"):
        answer_runnable(pipeline).invoke({"question": LIST, "narrowing": {"zones": "Yuanqu"}})


def test_a_blank_question_finds_nothing(pipeline: Pipeline) -> None:
    assert ZonewiseRetriever(pipeline=pipeline).invoke("  ") == []


@pytest.mark.parametrize("k", [0, 101])
def test_as_many_documents_as_can_be(k: int, pipeline: Pipeline) -> None:
    with pytest.raises(ValidationError, match="k"):
        ZonewiseRetriever(pipeline=pipeline, k=k)


def test_documents_from_a_coroutine_are_the_same(pipeline: Pipeline) -> None:
    retriever = ZonewiseRetriever(pipeline=pipeline, k=2)
    assert run_coroutine(retriever.ainvoke(LIST)) == retriever.invoke(LIST)


def test_invoke_gives_the_contract(pipeline: Pipeline) -> None:
    output = answer_runnable(pipeline).invoke(LIST)
    expected = answer_as_json(pipeline.answer(LIST))
    assert list(output) == list(expected)
    assert without_seconds(output) == without_seconds(expected)


def test_the_pieces_of_a_stream_add_up_to_what_invoke_gives(pipeline: Pipeline) -> None:
    runnable = answer_runnable(pipeline)
    pieces = list(runnable.stream(LIST))
    assert len(pieces) > 2
    assert {tuple(piece) for piece in pieces[:-1]} == {("text",)}
    total = pieces[0]
    for piece in pieces[1:]:
        total = total + piece  # type: ignore[operator]
    assert without_seconds(total) == without_seconds(runnable.invoke(LIST))


def test_a_batch_keeps_its_order(pipeline: Pipeline) -> None:
    outputs = answer_runnable(pipeline).batch([NUMBER, LIST, {"question": NUMBER}])
    assert [output["question"] for output in outputs] == [NUMBER, LIST, NUMBER]
    assert outputs[0]["text"] == outputs[2]["text"] != outputs[1]["text"]


def test_a_follow_up_is_completed_from_the_history(pipeline: Pipeline) -> None:
    asked: Question = {"question": "and in Qixian?", "history": ["运城经开区有多少家企业？"]}
    output = answer_runnable(pipeline).invoke(asked)
    assert [zone["short"] for zone in output["zones"]] == ["祁县经开区"]
    assert "**64家**" in output["text"]


@pytest.mark.parametrize(
    "asked",
    [7, {"query": LIST}, None, {"question": LIST, "history": LIST}, {"question": LIST, "history": [7]}],
)
def test_another_input_is_refused_with_what_would_do(asked: object, pipeline: Pipeline) -> None:
    with pytest.raises(TypeError, match="ask with a text, or with"):
        answer_runnable(pipeline).invoke(cast("str", asked))


@pytest.mark.parametrize("way", ["invoke", "stream"])
def test_a_question_that_cannot_be_asked(way: str, pipeline: Pipeline) -> None:
    with pytest.raises(QuestionError, match="the question is empty"):
        list(getattr(answer_runnable(pipeline), way)(" "))


def test_it_joins_a_chain(pipeline: Pipeline) -> None:
    chain = answer_runnable(pipeline) | RunnableLambda(lambda output: output["abstained"])
    assert chain.invoke("大同经开区投资了多少亿元？") is True


def test_the_schemas_tell_what_goes_in_and_out(pipeline: Pipeline) -> None:
    runnable = answer_runnable(pipeline)
    shapes = runnable.get_input_jsonschema()["anyOf"]
    assert {"type": "string"} in shapes
    assert runnable.get_input_jsonschema()["$defs"]["Question"]["required"] == ["question"]
    assert runnable.get_output_jsonschema()["type"] == "object"


class HeldPipeline:
    """Streams a piece, then holds the next until it is let go; remembers that its stream was closed."""

    def __init__(self) -> None:
        self.holds = threading.Event()
        self.go = threading.Event()
        self.closed = threading.Event()

    def stream(
        self, question: str, *, history: Sequence[str] = (), narrowing: Narrowing = EVERYWHERE
    ) -> Generator[AnswerEvent, None, None]:
        del question, history, narrowing
        try:
            yield StageStarted("understanding")
            yield TextAdded("one ")
            self.holds.set()
            assert self.go.wait(WAIT_S)
            yield TextAdded("two")
            yield AnswerFinished(replace(make_answer(LIST), text="one two"))
        finally:
            self.closed.set()


def offer(held: HeldPipeline) -> AnswerRunnable:
    return answer_runnable(cast("Pipeline", held))


def test_the_loop_is_free_while_an_answer_is_made() -> None:
    held = HeldPipeline()

    async def listen() -> list[str]:
        texts = []
        async for piece in offer(held).astream(LIST):
            texts.append(piece["text"])
            # The next step blocks its thread until this callback of the loop has run.
            asyncio.get_running_loop().call_later(0, held.go.set)
        return texts

    assert run_coroutine(listen()) == ["one ", "two", ""]
    assert held.closed.wait(WAIT_S)


def test_a_stream_that_is_left_is_closed() -> None:
    held = HeldPipeline()
    pieces = offer(held).stream(LIST)
    assert next(pieces)["text"] == "one "
    pieces.close()
    assert held.closed.is_set()


def test_a_coroutine_that_is_cancelled_does_not_wait_for_the_step_and_closes_it_after() -> None:
    held = HeldPipeline()

    async def listen() -> None:
        async for _ in offer(held).astream(LIST):
            pass

    async def listen_until_cancelled() -> None:
        task = asyncio.create_task(listen())
        assert await asyncio.to_thread(held.holds.wait, WAIT_S)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert not held.closed.is_set()
        held.go.set()

    run_coroutine(listen_until_cancelled())
    assert held.closed.wait(WAIT_S)


def test_an_answer_from_a_coroutine_is_the_same(pipeline: Pipeline) -> None:
    runnable = answer_runnable(pipeline)
    output = run_coroutine(runnable.ainvoke(NUMBER))
    assert without_seconds(output) == without_seconds(runnable.invoke(NUMBER))


def test_where_the_answer_is_another_than_was_streamed_it_follows_in_full() -> None:
    class Broken:
        def stream(
            self, question: str, *, history: Sequence[str] = (), narrowing: Narrowing = EVERYWHERE
        ) -> Generator[AnswerEvent, None, None]:
            del question, history, narrowing
            yield TextAdded("A checked statement. [1]")
            yield AnswerFinished(replace(make_answer(LIST), text="The quotes."))

    pieces = list(answer_runnable(cast("Pipeline", Broken())).stream(LIST))
    assert "".join(piece["text"] for piece in pieces) == "A checked statement. [1]\n\nThe quotes."
