"""Why a program's call is not answered: what each refusal is, and in which words it is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

NO_JSON = "the request: it is not JSON"
FAILED = "the server failed; its log says more"
"""Said of an error that is none of the caller's."""
_NO_OBJECT = "send a JSON object, with the header `Content-Type: application/json`"
_MOST_TOLD = 3


class CallError(Exception):
    """A call that gets no answer; the message says why and what to do, for whoever wrote the program.

    Attributes:
        status: The HTTP status that fits.
    """

    status = 500


class RefusedError(CallError):
    """What was asked for cannot be: a wrong field, a zone that nothing names, a date that is none."""

    status = 422


class TooLargeError(CallError):
    """More was sent than is taken at once."""

    status = 413


class BusyError(CallError):
    """As much is answered, and as much waits, as is allowed; later it may go."""

    status = 503


class CallStoppedError(CallError):
    """Nobody waits for the answer any more, or the server stops."""

    status = 503


def tell_faults(faults: Iterable[Mapping[str, Any]], *, outer: int = 0) -> str:
    """Give pydantic's first three faults in one line: each field and what is wrong, without its value.

    Args:
        faults: Of a validation.
        outer: How many of a fault's first places name no field; FastAPI's first is `body` or `query`.
    """
    told = [_tell_one(fault, outer) for fault in faults]
    more = len(told) - _MOST_TOLD
    return "; ".join(told[:_MOST_TOLD]) + (f"; and {more} more" if more > 0 else "")


def _tell_one(fault: Mapping[str, Any], outer: int) -> str:
    if fault["type"] == "json_invalid":
        return NO_JSON
    field = ".".join(map(str, fault["loc"][outer:]))
    return f"{field or 'the request'}: {_tell_fault(fault, is_whole=not field)}"


def _tell_fault(fault: Mapping[str, Any], *, is_whole: bool) -> str:
    if fault["type"] in {"model_attributes_type", "model_type"}:
        return _NO_OBJECT if is_whole else "input should be an object with fields"
    if fault["type"] == "extra_forbidden":
        return "there is no such field"
    if fault["type"] == "missing" and is_whole:
        return _NO_OBJECT
    message = str(fault["msg"])
    return message[:1].lower() + message[1:].removesuffix(".")
