"""Who writes the answers, and where text is sent for it: told at the start and on the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from rag.models.connecting import find_host, is_loopback
from rag.settings import Settings

Place = Literal["nowhere", "this_process", "this_machine", "server", "provider"]
_IN_THIS_PROCESS = "hf"
_WORDINGS: dict[Place, str] = {
    "nowhere": "writer_nowhere",
    "this_process": "writer_this_process",
    "this_machine": "writer_this_machine",
    "server": "writer_server",
    "provider": "writer_provider",
}


@dataclass(frozen=True, slots=True)
class Writer:
    """The language model in use, or none.

    Attributes:
        model: As configured; empty where answers are quoted.
        place: Where questions and sentences are sent: `nowhere` without a model; `this_process`, which sends
            nothing either; a server on `this_machine`; another `server`; or the model's own `provider`.
        host: Host and port of the server, or the provider's name.
    """

    model: str = ""
    place: Place = "nowhere"
    host: str = ""


QUOTED = Writer()


def find_writer(settings: Settings) -> Writer:
    """Read from the settings who writes; never a user, password, path or key of an address."""
    model = settings.model
    if not model:
        return QUOTED
    provider = model.partition(":")[0].strip().lower()
    if provider == _IN_THIS_PROCESS:
        return Writer(model, "this_process")
    if not settings.model_url:
        return Writer(model, "provider", provider)
    host = find_host(settings.model_url)
    return Writer(model, "this_machine" if is_loopback(settings.model_url) else "server", host)


def describe_writer(writer: Writer, wording: Mapping[str, str]) -> str:
    """Say who writes and where text is sent, in the words of the page."""
    return wording[_WORDINGS[writer.place]].format(model=writer.model, host=writer.host)
