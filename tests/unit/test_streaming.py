"""Limits around any LangChain model, whether it runs as a task or in a thread."""

from __future__ import annotations

import logging
import threading
from collections.abc import Generator
from typing import Any

import pytest

from rag.models.generating import Message, ModelCutShortError, ModelUnavailableError
from rag.models.streaming import LONGEST_PAUSE_S, LimitedModel, Limits, choose_pause, estimate_tokens
from tests.unit.chat_fakes import TaskChat, ThreadChat, Wait, end

MESSAGES = (Message("system", "Be brief."), Message("user", "What?"))
SECRET = "sk-secret"
FOREVER = Wait()


class TransientError(ConnectionError):
    """A fault that may pass."""


class StatusError(Exception):
    def __init__(self, status: int, **headers: str) -> None:
        super().__init__(f"Incorrect API key provided: {SECRET}")
        self.status_code = status
        self.response = type("Response", (), {"headers": headers})()


@pytest.fixture(params=[TaskChat, ThreadChat], ids=["task", "thread"])
def kind(request: pytest.FixtureRequest) -> type[ThreadChat]:
    made: type[ThreadChat] = request.param
    return made


def limit(chat: ThreadChat, *, says_why: bool = False, **limits: Any) -> LimitedModel:
    values = {
        "first_s": 10.0,
        "stall_s": 10.0,
        "retries": 2,
        "tokens": 100,
        "places": 2,
        "first_pause_s": 0.001,
    }
    return LimitedModel(
        chat, name="openai:m", shown="openai:m (host:1)", says_why=says_why, limits=Limits(**values | limits)
    )


def read(model: LimitedModel) -> tuple[str, ModelUnavailableError | None]:
    """Give the text, and the failure after it."""
    text = ""
    try:
        for piece in model.stream(MESSAGES):
            text += piece
    except ModelUnavailableError as error:
        return text, error
    return text, None


def failure_of(model: LimitedModel) -> str:
    _, error = read(model)
    assert error is not None
    return str(error)


def next_text(pieces: Generator[str]) -> str:
    return next(piece for piece in pieces if piece)


def test_the_pieces_are_the_answer_and_the_messages_are_asked(kind: type[ThreadChat]) -> None:
    chat = kind(scripts=[["It ", "is ", "so [1]."]])
    assert read(limit(chat)) == ("It is so [1].", None)
    (asked,) = chat.record.asked
    assert [(message.type, message.content) for message in asked] == [
        ("system", "Be brief."),
        ("human", "What?"),
    ]


def test_the_name_is_as_configured(kind: type[ThreadChat]) -> None:
    assert limit(kind(scripts=[[]])).name == "openai:m"


@pytest.mark.parametrize("failures", [1, 2])
def test_a_fault_before_the_first_text_is_tried_again(kind: type[ThreadChat], failures: int) -> None:
    chat = kind(scripts=[*[["", TransientError()]] * failures, ["well"]])
    assert read(limit(chat)) == ("well", None)
    assert len(chat.record.asked) == failures + 1


def test_so_many_times_and_no_more(kind: type[ThreadChat]) -> None:
    chat = kind(scripts=[[StatusError(503)]])
    assert failure_of(limit(chat)) == "the server of openai:m (host:1) reported a fault (status 503)"
    assert len(chat.record.asked) == 3


def test_a_cut_answer_is_not_asked_for_again(kind: type[ThreadChat]) -> None:
    chat = kind(scripts=[["half of", TransientError()], ["whole"]])
    text, error = read(limit(chat))
    assert text == "half of"
    assert str(error) == "the connection to openai:m (host:1) broke in mid-answer"
    assert len(chat.record.asked) == 1


def test_a_key_that_is_not_accepted_is_not_tried_again(kind: type[ThreadChat]) -> None:
    chat = kind(scripts=[[StatusError(401)], ["well"]])
    assert failure_of(limit(chat)) == "openai:m (host:1) did not accept the key, or wants one"
    assert len(chat.record.asked) == 1


def test_a_pause_that_would_take_too_long_is_not_made(kind: type[ThreadChat]) -> None:
    chat = kind(scripts=[[StatusError(429, **{"retry-after": "60"})], ["well"]])
    assert failure_of(limit(chat)) == "openai:m (host:1) takes no more requests for now"
    assert len(chat.record.asked) == 1


def test_a_run_that_cannot_start_keeps_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise RuntimeError("can't start new thread")

    model = limit(ThreadChat(scripts=[["well"]]), places=1, first_s=1.0)
    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", refuse)
        with pytest.raises(RuntimeError, match="new thread"):
            read(model)
    assert read(model) == ("well", None)


def test_nothing_in_time(kind: type[ThreadChat]) -> None:
    chat = kind(scripts=[[FOREVER]])
    assert failure_of(limit(chat, first_s=0.05)) == "openai:m (host:1) did not begin to answer within 0.05 s"
    chat.record.wait_until_over()
    assert chat.record.stopped.is_set()


def test_empty_chunks_are_no_answer(kind: type[ThreadChat]) -> None:
    chat = kind(scripts=[[""] * 1000 + [FOREVER]])
    assert "did not begin" in failure_of(limit(chat, first_s=0.05))


def test_silence_in_mid_answer(kind: type[ThreadChat]) -> None:
    chat = kind(scripts=[["half", FOREVER]])
    text, error = read(limit(chat, stall_s=0.05))
    assert (text, str(error)) == ("half", "openai:m (host:1) fell silent in mid-answer for 0.05 s")
    chat.record.wait_until_over()
    assert chat.record.stopped.is_set()


def test_closing_stops_the_model_in_mid_answer(kind: type[ThreadChat]) -> None:
    chat = kind(scripts=[["half", FOREVER]])
    pieces = limit(chat).stream(MESSAGES)
    assert next_text(pieces) == "half"
    pieces.close()
    chat.record.wait_until_over()
    assert chat.record.stopped.is_set()


def test_an_empty_piece_comes_while_the_model_is_waited_for_and_lets_it_be_stopped(
    kind: type[ThreadChat],
) -> None:
    chat = kind(scripts=[[FOREVER]])
    pieces = limit(chat).stream(MESSAGES)
    assert next(pieces) == ""
    pieces.close()
    chat.record.wait_until_over()
    assert chat.record.stopped.is_set()


def test_closing_at_once_gives_the_place_back(kind: type[ThreadChat]) -> None:
    model = limit(kind(scripts=[["a", FOREVER]]), places=1)
    for _ in range(5):
        pieces = model.stream(MESSAGES)
        next(pieces)
        pieces.close()


def test_a_second_reader_waits_for_the_place(kind: type[ThreadChat]) -> None:
    go_on = Wait()
    model = limit(kind(scripts=[["a", go_on, "b"], ["c"]]), places=1)
    first = model.stream(MESSAGES)
    assert next_text(first) == "a"
    second = model.stream(MESSAGES)
    assert next(second) == ""
    go_on.event.set()
    assert "".join(first) == "b"
    assert "".join(second) == "c"


def test_a_reader_that_gets_no_place_is_told_so(kind: type[ThreadChat]) -> None:
    chat = kind(scripts=[["a", FOREVER]])
    model = limit(chat, places=1, first_s=0.05)
    first = model.stream(MESSAGES)
    assert next_text(first) == "a"
    assert failure_of(model) == (
        "openai:m (host:1) is busy with other questions, and none of its 1 places came free within 0.05 s"
    )
    first.close()
    assert len(chat.record.asked) == 1


@pytest.mark.parametrize(
    "script", [[], [TransientError()], ["a", TransientError()], ["a"], [StatusError(404)]]
)
def test_every_ending_gives_the_place_back(kind: type[ThreadChat], script: list[Any]) -> None:
    chat = kind(scripts=[script] * 3 + [["well"]])
    model = limit(chat, places=1, retries=0)
    for _ in range(3):
        read(model)
    assert read(model) == ("well", None)


def test_a_server_that_ignores_the_limit_of_tokens_is_stopped(kind: type[ThreadChat]) -> None:
    chat = kind(scripts=[["12345678"] * 1000])
    text, error = read(limit(chat, tokens=2))
    assert text == "1234567812345678"
    assert str(error) == "openai:m (host:1) wrote more than 16 characters"
    chat.record.wait_until_over()


@pytest.mark.parametrize(
    "ending",
    [end(finish_reason="length"), end(stop_reason="max_tokens"), end(done_reason="length")],
    ids=["as OpenAI says it", "as Anthropic does", "as Ollama does"],
)
def test_an_answer_cut_by_its_tokens(kind: type[ThreadChat], ending: Any) -> None:
    text, error = read(limit(kind(scripts=[["half of ", "it", ending]])))
    assert text == "half of it"
    assert isinstance(error, ModelCutShortError)
    assert str(error) == "openai:m (host:1) used up its 100 tokens before its answer was whole"


@pytest.mark.parametrize("ending", [end(finish_reason="stop"), end(stop_reason="end_turn"), end()])
def test_a_whole_answer(kind: type[ThreadChat], ending: Any) -> None:
    assert read(limit(kind(scripts=[["all", ending]]))) == ("all", None)


def test_an_answer_without_its_reason_is_cut_where_reasons_are_given(kind: type[ThreadChat]) -> None:
    text, error = read(limit(kind(scripts=[["half"]]), says_why=True))
    assert text == "half"
    assert str(error) == "openai:m (host:1) broke off without saying that its answer is whole"


def test_an_answer_that_its_provider_holds_back(kind: type[ThreadChat]) -> None:
    chat = kind(scripts=[["I ", end(finish_reason="content_filter")]])
    assert failure_of(limit(chat)) == "the answer was held back by the provider of openai:m (host:1)"


@pytest.mark.parametrize("script", [["", ""], [" \n"], ["<think>hm</think>"], ["<think>hm"]])
def test_an_answer_that_says_nothing(kind: type[ThreadChat], script: list[Any]) -> None:
    assert (
        failure_of(limit(kind(scripts=[script])))
        == "openai:m (host:1) ended its answer before it said anything"
    )


@pytest.mark.parametrize(
    "script",
    [
        ["<thi", "nk>5 is se", "cret</th", "ink>\n\nIt is ", "so."],
        [[{"type": "reasoning", "reasoning": "5 is secret"}], [{"type": "text", "text": "It is so."}]],
        [[{"type": "thinking", "thinking": "5 is secret"}], [{"type": "text", "text": "It is so."}]],
    ],
    ids=["marked in the text", "as LangChain's blocks", "as Anthropic's blocks"],
)
def test_what_it_thinks_is_not_given(kind: type[ThreadChat], script: list[Any]) -> None:
    assert read(limit(kind(scripts=[script]))) == ("It is so.", None)


def test_a_thought_that_cannot_be_told_from_the_answer(kind: type[ThreadChat]) -> None:
    assert failure_of(limit(kind(scripts=[["I thi", "nk</think>so"]]))) == (
        "openai:m (host:1) mixes what it thinks into its answer"
    )


def test_no_word_of_a_provider_s_error_is_told_or_logged(
    kind: type[ThreadChat], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for script in ([StatusError(401)], [StatusError(500)], ["a", StatusError(500)], [ValueError(SECRET)]):
        _, error = read(limit(kind(scripts=[script]), retries=1))
        assert error is not None
        assert SECRET not in f"{error}{error.tell('zh')}{error.values}"
        assert error.__cause__ is None
        assert error.__context__ is None
    assert SECRET not in caplog.text


def test_no_thread_holds_the_process_up(kind: type[ThreadChat]) -> None:
    pieces = limit(kind(scripts=[["a", FOREVER]])).stream(MESSAGES)
    next_text(pieces)
    running = [thread for thread in threading.enumerate() if thread.name.startswith("zonewise-model")]
    assert running
    assert all(thread.daemon for thread in running)
    pieces.close()


def test_pauses_double_with_up_to_half_of_them_left_to_chance() -> None:
    longest = [choose_pause(attempt, first_s=0.5, chance=lambda: 1.0) for attempt in range(6)]
    shortest = [choose_pause(attempt, first_s=0.5, chance=lambda: 0.0) for attempt in range(6)]
    assert longest == [0.5, 1, 2, 4, LONGEST_PAUSE_S, LONGEST_PAUSE_S]
    assert shortest == [pause / 2 for pause in longest]


@pytest.mark.parametrize(("text", "tokens"), [("", 0), ("ab", 1), ("abc", 2), ("开发区", 5), ("开发区ab", 6)])
def test_tokens_are_estimated_as_half_the_bytes(text: str, tokens: int) -> None:
    assert estimate_tokens(text) == tokens
    assert limit(TaskChat(scripts=[[]])).count_tokens(text) == tokens


def test_the_model_s_own_count_goes_before_the_estimate() -> None:
    chat = TaskChat(scripts=[[]])
    model = LimitedModel(chat, name="m", shown="m", limits=Limits(1, 1, 0, 1, 1), count_tokens=len)
    assert model.count_tokens("开发区") == 3
