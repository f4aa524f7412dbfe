"""Events make a turn grow; a stopped or failed turn stays as it was; refused questions are not asked."""

from __future__ import annotations

from itertools import pairwise

import pytest

from app.conversation import (
    Conversation,
    QuestionRefusedError,
    Status,
    Turn,
    advance,
    ask,
    begin_edit,
    check_question,
    mark_failed,
    mark_stopped,
    take_back,
)
from app.interrupting import Interruptions, Wish
from rag.answers import AnswerFinished, Narrowing, StageStarted, TextAdded
from rag.settings import Settings
from tests.scripted_answerer import ScriptedAnswerer, make_answer


def test_events_make_the_turn_grow() -> None:
    turn = advance(Turn("q"), StageStarted("searching"))
    assert (turn.status, turn.stage, turn.text) == (Status.WAITING, "searching", "")
    turn = advance(advance(turn, TextAdded("one ")), TextAdded("two"))
    assert (turn.status, turn.text) == (Status.STREAMING, "one two")
    answer = make_answer("q")
    turn = advance(turn, AnswerFinished(answer))
    assert (turn.status, turn.text) == (Status.DONE, answer.text)
    assert turn.answer is answer
    assert not turn.is_open


def test_a_stage_that_counts_brings_its_steps_and_the_next_one_none() -> None:
    turn = advance(Turn("q"), StageStarted("mapping", 3, 12))
    assert (turn.stage, turn.done, turn.total) == ("mapping", 3, 12)
    turn = advance(turn, StageStarted("writing"))
    assert (turn.stage, turn.done, turn.total) == ("writing", 0, 0)


def test_a_stop_is_heard_while_nothing_changes() -> None:
    answerer = ScriptedAnswerer()
    states = ask(answerer, Conversation(), "count")
    last = next(states)
    for state in states:
        if state == last:
            break
        last = state
    assert (last.turns[-1].stage, last.turns[-1].done) == ("mapping", 2)
    states.close()  # type: ignore[attr-defined]  # a generator
    assert answerer.closed.is_set()


def test_what_is_counted_comes_to_its_end() -> None:
    answerer = ScriptedAnswerer()
    answerer.gate.set()
    turns = [state.turns[-1] for state in ask(answerer, Conversation(), "count")]
    assert [turn.done for turn in turns if turn.stage == "mapping" and not turn.text] == list(range(10))


def test_the_longest_question_is_that_of_the_settings() -> None:
    assert check_question("字" * Settings().question_chars)
    with pytest.raises(QuestionRefusedError):
        check_question("字" * (Settings().question_chars + 1))


def test_a_question_shows_at_once_and_its_text_only_grows() -> None:
    states = list(ask(ScriptedAnswerer(), Conversation(), "  which zones?\n"))
    assert states[0].turns == (Turn("which zones?"),)
    texts = [state.turns[-1].text for state in states]
    assert all(later.startswith(earlier) for earlier, later in pairwise(texts))
    last = states[-1].turns[-1]
    assert (last.status, last.text) == (Status.DONE, make_answer("which zones?").text)


def test_earlier_answered_questions_are_the_history() -> None:
    answerer = ScriptedAnswerer()
    first = list(ask(answerer, Conversation(), "one"))[-1]
    stopped = mark_stopped(next(ask(answerer, first, "two")))
    list(ask(answerer, stopped, "three"))
    assert answerer.asked == [("one", ()), ("three", ("one",))]


def test_closing_closes_the_stream_of_the_pipeline() -> None:
    answerer = ScriptedAnswerer()
    states = ask(answerer, Conversation(), "which zones?")
    for _ in range(4):
        next(states)
    given = answerer.given
    states.close()  # type: ignore[attr-defined]  # a generator
    assert answerer.closed.is_set()
    assert answerer.given == given


def test_a_turn_left_open_is_stopped_by_the_next_question() -> None:
    left = Conversation((Turn("one", Status.STREAMING, text="half"),))
    state = next(ask(ScriptedAnswerer(), left, "two"))
    assert [turn.status for turn in state.turns] == [Status.STOPPED, Status.WAITING]


@pytest.mark.parametrize(
    ("mark", "status"), [(mark_stopped, Status.STOPPED), (mark_failed, Status.FAILED)], ids=["stop", "fail"]
)
def test_only_an_open_turn_is_closed(mark: object, status: Status) -> None:
    assert callable(mark)
    done = Conversation((Turn("q", Status.DONE, text="all"),))
    assert mark(done) == done
    assert mark(Conversation()) == Conversation()
    half = Conversation((Turn("q", Status.STREAMING, text="half"),))
    assert mark(half).turns == (Turn("q", status, text="half"),)


def test_taking_back_gives_the_question() -> None:
    both = Conversation((Turn("one"), Turn("two")))
    assert take_back(both) == (Conversation((Turn("one"),)), "two")
    assert take_back(Conversation()) == (Conversation(), "")


@pytest.mark.parametrize(
    ("question", "wording", "length"),
    [("", "question_empty", 0), (" \n\t", "question_empty", 0), ("字" * 11, "question_too_long", 11)],
    ids=["empty", "white", "long"],
)
def test_refused_questions(question: str, wording: str, length: int) -> None:
    with pytest.raises(QuestionRefusedError) as caught:
        check_question(question, limit=10)
    assert (caught.value.wording, caught.value.length, caught.value.limit) == (wording, length, 10)


def test_a_question_of_just_the_limit_is_asked() -> None:
    assert check_question(" " + "字" * 10 + " ", limit=10) == "字" * 10


def ask_all(conversation: Conversation, *questions: str) -> Conversation:
    answerer = ScriptedAnswerer()
    for question in questions:
        *_, conversation = ask(answerer, conversation, question)
    return conversation


def test_each_turn_has_a_key_of_its_own_that_stays() -> None:
    states = [*ask(ScriptedAnswerer(), Conversation(), "one")]
    again = ask_all(Conversation(), "one")
    assert len({state.turns[0].key for state in states}) == 1
    assert len(states[0].turns[0].key) >= 16
    assert states[-1].turns[0].key != again.turns[0].key


def test_an_edited_question_takes_the_place_of_the_last_one_and_its_history() -> None:
    answerer = ScriptedAnswerer()
    before = ask_all(Conversation(), "first", "second")
    edited, question = begin_edit(before)
    assert (question, edited.is_editing, edited.turns) == ("second", True, before.turns)
    *_, after = ask(answerer, edited, "second, mended")
    assert [turn.question for turn in after.turns] == ["first", "second, mended"]
    assert answerer.asked == [("second, mended", ("first",))]
    assert not after.is_editing


def test_editing_ends_when_asked_for_twice_and_needs_a_question() -> None:
    before = ask_all(Conversation(), "first")
    edited, _ = begin_edit(before)
    assert begin_edit(edited) == (before, "")
    assert begin_edit(Conversation()) == (Conversation(), "")


def test_a_stopped_question_can_be_edited() -> None:
    opened = Conversation((Turn("which zonse?"),))
    edited, question = begin_edit(opened)
    assert (question, edited.turns[0].status) == ("which zonse?", Status.STOPPED)


def test_a_refused_edit_keeps_the_last_turn() -> None:
    edited, _ = begin_edit(ask_all(Conversation(), "first"))
    with pytest.raises(QuestionRefusedError):
        next(ask(ScriptedAnswerer(), edited, "   "))
    assert [turn.question for turn in edited.turns] == ["first"]


def test_what_the_search_is_narrowed_to_reaches_the_answerer_and_stays_with_the_turn() -> None:
    answerer, narrowing = ScriptedAnswerer(), Narrowing(cities=("青州",))
    *_, after = ask(answerer, Conversation(), "which zones?", narrowing=narrowing)
    assert answerer.narrowed == [narrowing]
    assert after.turns[0].narrowing == narrowing


@pytest.mark.parametrize("wish", [Wish.STOP, Wish.CLEAR])
def test_a_wish_is_heeded_by_the_answer_itself_and_closes_the_pipeline(wish: Wish) -> None:
    answerer, interruptions = ScriptedAnswerer(), Interruptions()
    before = ask_all(Conversation(), "first")
    states = ask(answerer, before, "count", interruptions=interruptions)
    last = next(states)
    interruptions.leave(last.turns[-1].key, wish)
    *_, last = states
    assert answerer.closed.is_set()
    expected = (Status.DONE, Status.STOPPED) if wish is Wish.STOP else ()
    assert tuple(turn.status for turn in last.turns) == expected


def test_a_wish_means_one_turn_and_is_taken_once() -> None:
    interruptions = Interruptions(most=2)
    for key in ("one", "two", "three"):
        interruptions.leave(key, Wish.STOP)
    interruptions.leave("two", Wish.CLEAR)
    assert [interruptions.take(key) for key in ("one", "two", "two", "three", "other")] == [
        None,
        Wish.CLEAR,
        None,
        Wish.STOP,
        None,
    ]
