"""What the calls for one question cost, the broken ones too."""

from __future__ import annotations

import pytest

from rag.models.budgeting import Budget
from rag.models.counting import CountedModel
from rag.models.generating import Message, ModelUnavailableError
from tests.unit.turn_fakes import ScriptedModel

MESSAGES = (Message("system", "s" * 9), Message("user", "u" * 19))


def test_calls_tokens_and_time_add_up() -> None:
    model = ScriptedModel(["a" * 10, ["b" * 6, ModelUnavailableError("cut")]])
    counted = CountedModel(model, Budget(5, 60.0))
    assert "".join(counted.stream(MESSAGES)) == "a" * 10
    with pytest.raises(ModelUnavailableError, match="cut"):
        list(counted.stream(MESSAGES))
    told = counted.as_json()
    count = model.count_tokens
    assert (told["model"], told["calls"]) == ("fake:scripted", 2)
    assert told["tokens_asked"] == 2 * (count("s" * 9) + count("u" * 19))
    assert told["tokens_written"] == count("a" * 10) + count("b" * 6)
    assert isinstance(told["seconds"], float)


def test_a_call_over_the_budget_reaches_no_model() -> None:
    model = ScriptedModel(["a"])
    counted = CountedModel(model, Budget(1, 60.0))
    list(counted.stream(MESSAGES))
    with pytest.raises(ModelUnavailableError, match="1 calls"):
        list(counted.stream(MESSAGES))
    assert len(model.asked) == 1


def test_closing_closes_the_model() -> None:
    model = ScriptedModel(["a" * 50])
    pieces = CountedModel(model, Budget(1, 60.0)).stream(MESSAGES)
    next(pieces)
    assert model.closed == 0
    pieces.close()
    assert model.closed == 1
