"""A provider's error to a plain sentence, without the words of the error."""

from json import JSONDecodeError
from types import SimpleNamespace

import pytest

from rag.models.explaining import explain_failure, is_transient, read_asked_pause
from rag.models.generating import ModelUnavailableError
from rag.models.withholding import StrayThoughtError

SECRET = "sk-secret"


class StatusError(Exception):
    def __init__(self, status: int, code: str | None = None, retry_after: str = "") -> None:
        super().__init__(f"Incorrect API key provided: {SECRET}")
        self.status_code = status
        self.code = code
        self.response = SimpleNamespace(headers={"retry-after": retry_after})


class TransportError(Exception):
    """As httpx names the ancestor of all that goes wrong on the way."""


class ReadError(TransportError):
    """One of its kinds."""


class ContextOverflowError(StatusError):
    """As LangChain names it."""


class ModelRateLimitError(Exception):
    """As LangChain names it, without a status."""

    is_retryable = True


@pytest.mark.parametrize(
    ("error", "key", "transient"),
    [
        (StatusError(401), "key", False),
        (StatusError(403), "forbidden", False),
        (StatusError(404), "unknown", False),
        (StatusError(413), "too_long", False),
        (StatusError(422), "refused", False),
        (StatusError(408), "refused", True),
        (StatusError(429), "limited", True),
        (StatusError(429, "insufficient_quota"), "money", False),
        (StatusError(500), "failing", True),
        (StatusError(503), "failing", True),
        (ContextOverflowError(400), "too_long", False),
        (ModelRateLimitError(), "limited", True),
        (ReadError(), "unreachable", True),
        (ConnectionRefusedError(), "unreachable", True),
        (TimeoutError(), "unreachable", True),
        (StrayThoughtError(), "thinking", False),
        (JSONDecodeError("no", "JSON", 0), "garbage", False),
        (KeyError("choices"), "broken", False),
        (StatusError(-1), "broken", False),
    ],
    ids=str,
)
def test_what_it_is_and_whether_to_try_again(error: Exception, key: str, *, transient: bool) -> None:
    explained = explain_failure(error, model="m", has_begun=False)
    assert explained.key == key
    assert SECRET not in str(explained)
    assert is_transient(error) is transient


def test_a_connection_that_breaks_in_mid_answer_was_there_before() -> None:
    assert explain_failure(ReadError(), model="m", has_begun=True).key == "cut"


def test_the_status_and_the_kind_of_the_error_are_told() -> None:
    assert "(status 503)" in str(explain_failure(StatusError(503), model="m", has_begun=False))
    assert str(explain_failure(KeyError(), model="m", has_begun=False)) == "m failed (KeyError)"


def test_an_error_that_is_plain_already_stays_as_it_is() -> None:
    error = ModelUnavailableError("no paper left")
    assert explain_failure(error, model="m", has_begun=False) is error


@pytest.mark.parametrize(
    ("value", "seconds"), [("3", 3.0), ("", 0.0), ("Wed, 21 Oct 2026 07:28:00 GMT", 0.0)]
)
def test_the_pause_that_the_server_asks_for(value: str, seconds: float) -> None:
    assert read_asked_pause(StatusError(429, retry_after=value)) == seconds


def test_an_error_without_a_response_asks_for_no_pause() -> None:
    assert read_asked_pause(ConnectionResetError()) == 0
