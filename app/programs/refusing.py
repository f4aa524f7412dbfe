"""Why a program's call is not answered: what each refusal is, and in which words it is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

_MOST_TOLD = 3
_LOCATIONS_OF_HTTP = {"body", "query", "path"}


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


def tell_faults(faults: Iterable[Mapping[str, Any]]) -> str:
    """Give pydantic's first three faults in one line: each field and what is wrong, without its value."""
    told = [f"{_name_field(fault)}: {_tell_fault(fault)}" for fault in faults]
    more = len(told) - _MOST_TOLD
    return "; ".join(told[:_MOST_TOLD]) + (f"; and {more} more" if more > 0 else "")


def _name_field(fault: Mapping[str, Any]) -> str:
    places = [str(place) for place in fault["loc"] if place not in _LOCATIONS_OF_HTTP]
    return ("" if fault["type"] == "json_invalid" else ".".join(places)) or "the request"


def _tell_fault(fault: Mapping[str, Any]) -> str:
    if fault["type"] == "json_invalid":
        return "it is not JSON"
    if fault["type"] == "model_attributes_type":
        return "send a JSON object, with the header `Content-Type: application/json`"
    if fault["type"] == "extra_forbidden":
        return "there is no such field"
    message = str(fault["msg"])
    return message[:1].lower() + message[1:].removesuffix(".")
