"""The settings of a run that are not as they ship, from the command line or the environment."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from rag.settings import trace_settings

SettingValue = str | int | float
ChangedSettings = tuple[tuple[str, SettingValue], ...]
"""Name and value of each, in the order of the settings."""
_PLACE = re.compile(r"(?:(?<=:)|^)(?:~|[A-Za-z]:)?[/\\][^/\\].*")
"""A path from the root of a disk, alone or after a provider's name (`hf:/…`)."""
_OF_PLACES = frozenset({"index_dir", "data"})
"""Settings that say where something lies: a run of gold has its own index, and reads no public test set."""


def list_changed_settings(overrides: Mapping[str, object]) -> Iterator[tuple[str, SettingValue]]:
    """Give each setting that is not as it ships, by name; no secrets, and of paths the last part only.

    Args:
        overrides: Settings that the command line changes, by name.

    Raises:
        rag.settings.SettingError: There is no such setting, or it does not take this value.
    """
    for item in trace_settings(overrides):
        if item.is_secret or item.origin == "default":
            continue
        number_or_text = item.value if isinstance(item.value, (int, float)) else str(item.value)
        yield item.name, hide_place(number_or_text) if isinstance(number_or_text, str) else number_or_text


def list_telling_settings(overrides: Mapping[str, object]) -> ChangedSettings:
    """Give those of the changed settings on which figures of gold may depend."""
    return tuple(one for one in list_changed_settings(overrides) if one[0] not in _OF_PLACES)


def show_settings(settings: ChangedSettings) -> str:
    """Give changed settings as text; of none, that they are as they ship."""
    return ", ".join(f"{name}={value}" for name, value in settings) or "all as they ship"


def list_other_settings(known: Mapping[str, ChangedSettings], now: ChangedSettings) -> list[str]:
    """Say where a baseline is of other settings than this run.

    Args:
        known: Of each suite of the baseline its changed settings.
        now: Those of this run.
    """
    by_settings: dict[ChangedSettings, list[str]] = {}
    for suite, before in known.items():
        if before != now:
            by_settings.setdefault(before, []).append(suite)
    return [_tell(before, now, suites) for before, suites in by_settings.items()]


def _tell(before: ChangedSettings, now: ChangedSettings, suites: Sequence[str]) -> str:
    return (
        f"settings are not those of the baseline: here {show_settings(now)}; there {show_settings(before)}"
        f" ({', '.join(suites)})"
    )


def hide_place(text: str) -> str:
    """Give a setting's text without what tells of this machine or lets somebody in.

    Of a path from the root its last part; of an address scheme, host and port, since user, path and query may
    hold a key.
    """
    if "://" in text:
        return _hide_rest_of_address(text)
    return _PLACE.sub(lambda match: re.split(r"[/\\]", match[0].rstrip("/\\"))[-1], text)


def _hide_rest_of_address(text: str) -> str:
    parts = urlsplit(text)
    port = re.search(r":(\d{1,5})$", parts.netloc)
    return f"{parts.scheme}://{parts.hostname or ''}{port[0] if port else ''}"
