"""A failure of a language model to one plain sentence, and to whether another try may help.

Providers raise errors of their own classes. What they have in common is an HTTP status (`status_code`) or a
connection error among their ancestors, so that no provider's package is needed to tell them apart. Their
messages are never shown: they may repeat a key, or the address with a password in it.
"""

from __future__ import annotations

from rag.models.generating import ModelUnavailableError

_CONNECTION_ERRORS = frozenset(
    {
        "ConnectionError",
        "TimeoutError",
        "TransportError",
        "ModelConnectionError",
        "ModelTimeoutError",
        "APIConnectionError",
    }
)
"""The names of the builtin classes, of httpx's, LangChain's, and of the clients that most providers have."""
_KEYS_BY_STATUS = {401: "key", 403: "forbidden", 404: "unknown", 413: "too_long", 429: "limited"}
_KEYS_BY_CLASS = {
    "ContextOverflowError": "too_long",
    "ModelAuthenticationError": "key",
    "ModelPermissionDeniedError": "forbidden",
    "ModelNotFoundError": "unknown",
    "ModelRateLimitError": "limited",
    "StrayThoughtError": "thinking",
}
"""LangChain's classes, for errors without a status, as those of a model in this process; and one of ours."""
_TRANSIENT_STATUSES = frozenset({408, 409, 425, 429})
_SERVER_FAULT = 500
_NO_MONEY = "insufficient_quota"


def explain_failure(error: BaseException, *, model: str, has_begun: bool) -> ModelUnavailableError:
    """Say what went wrong.

    Args:
        error: What the provider's code raised.
        model: The model as the reader shall see it.
        has_begun: A part of the answer had come before.
    """
    if isinstance(error, ModelUnavailableError):
        return error
    status = _status_of(error)
    if status is not None and status >= _SERVER_FAULT:
        return ModelUnavailableError.of("failing", model=model, status=status)
    key = _choose_key(error, has_begun=has_begun)
    if key == "refused":
        return ModelUnavailableError.of(key, model=model, status=status)
    if key == "broken":
        return ModelUnavailableError.of(key, model=model, kind=type(error).__name__)
    return ModelUnavailableError.of(key, model=model)


def is_transient(error: BaseException) -> bool:
    """Whether the same request may succeed a little later."""
    if getattr(error, "code", None) == _NO_MONEY:
        return False
    status = _status_of(error)
    if status is not None:
        return status in _TRANSIENT_STATUSES or status >= _SERVER_FAULT
    return bool(_names_of(error) & _CONNECTION_ERRORS) or bool(getattr(error, "is_retryable", False))


def read_asked_pause(error: BaseException) -> float:
    """Give the seconds that the server asked to wait (Retry-After, RFC 9110 10.2.3), or 0."""
    headers = getattr(getattr(error, "response", None), "headers", {})
    value = str(headers.get("retry-after", "")).strip()
    return float(value) if value.isdecimal() and value.isascii() else 0.0


def _choose_key(error: BaseException, *, has_begun: bool) -> str:
    names = _names_of(error)
    if getattr(error, "code", None) == _NO_MONEY:
        return "money"
    by_class = [_KEYS_BY_CLASS[name] for name in names & _KEYS_BY_CLASS.keys()]
    if by_class:
        return by_class[0]
    status = _status_of(error)
    if status is not None:
        return _KEYS_BY_STATUS.get(status, "refused")
    if names & _CONNECTION_ERRORS:
        return "cut" if has_begun else "unreachable"
    # What is no JSON, no answer or nothing at all ends in some kind of ValueError with every client.
    return "garbage" if isinstance(error, ValueError) else "broken"


def _status_of(error: BaseException) -> int | None:
    status = getattr(error, "status_code", None)
    # Ollama's client has -1 where there was no status.
    return status if isinstance(status, int) and status > 0 else None


def _names_of(error: BaseException) -> set[str]:
    return {cls.__name__ for cls in type(error).__mro__}
