"""Every setting, its default and its unit. The only reader of the environment.

A value comes from, strongest first: the command line, the environment (`ZONEWISE_` and the name in capitals),
the default.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, get_type_hints

PREFIX = "ZONEWISE_"
DEFAULT_INDEX = Path(".zonewise") / "sample-index"
SAMPLE_PAGES = Path(__file__).parent.parent / "sample" / "pages"
_USER = re.compile(r"(?<=://).*@")
"""A user and password before the host of an address."""
_LEAST_LIKENESS = 0.7
"""How like a setting a variable is named, 0 to 1, from which it is taken for that setting misspelt."""


class SettingError(ValueError):
    """A setting's value cannot be used; the message names the setting, the value and what would do."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a setting means, its unit, and what values it takes; a secret one is never printed."""

    text: str
    least: float = 0
    most: float = 0
    choices: tuple[str, ...] = ()
    is_secret: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """What answering depends on; `python -m rag --settings` prints it all."""

    index_dir: Annotated[Path, Meaning("folder of the index; the default one is made from the sample")] = (
        DEFAULT_INDEX
    )
    candidates: Annotated[int, Meaning("passages that the second stage puts in order", 10, 2000)] = 200
    judged_passages: Annotated[int, Meaning("passages judged when no list is asked for", 1, 500)] = 20
    judged_passages_of_list: Annotated[int, Meaning("passages judged for a list", 1, 5000)] = 120
    passages_of_zone: Annotated[int, Meaning("passages looked at for each zone of a list", 1, 50)] = 3
    hits: Annotated[int, Meaning("passages reported with an answer", 1, 100)] = 10
    hits_of_article: Annotated[int, Meaning("of those, at most so many of one article", 1, 100)] = 3
    quotes: Annotated[int, Meaning("sentences quoted when no list is asked for", 1, 20)] = 3
    quotes_of_zone: Annotated[int, Meaning("sentences quoted for each zone of a list", 1, 10)] = 1
    dense_weight: Annotated[float, Meaning("weight of search by meaning; 0 switches it off", 0, 10)] = 1.0
    keyword_weight: Annotated[float, Meaning("weight of search by words; 0 switches it off", 0, 10)] = 1.0
    late_weight: Annotated[float, Meaning("weight of late interaction; the fused score has 1", 0, 10)] = 1.0
    list_threshold: Annotated[float, Meaning("least probability of a zone of a list; 0: as fitted", 0, 1)] = (
        0.0
    )
    quote_threshold: Annotated[float, Meaning("least probability of a quote; 0: as fitted", 0, 1)] = 0.0
    question_chars: Annotated[int, Meaning("longest question, in characters", 10, 100_000)] = 2000
    encoder: Annotated[str, Meaning("sentence-transformers encoder, name or folder; empty: the bundled")] = ""
    reranker: Annotated[str, Meaning("cross-encoder of the second stage, name or folder; empty: none")] = ""
    model: Annotated[str, Meaning("language model, provider:name; empty: answers are quoted")] = ""
    model_url: Annotated[
        str, Meaning("address of the model's server, where it is not the provider's own")
    ] = field(default="", repr=False)
    model_key: Annotated[str, Meaning("key of the model's server, by environment only", is_secret=True)] = (
        field(default="", repr=False)
    )
    model_first_token_s: Annotated[float, Meaning("seconds to wait for a model's first word", 0.1, 3600)] = (
        60.0
    )
    model_stall_s: Annotated[float, Meaning("seconds to wait for a model's next word", 0.1, 3600)] = 20.0
    model_total_s: Annotated[float, Meaning("seconds that all calls of one question may take", 0.1, 3600)] = (
        180.0
    )
    model_retries: Annotated[
        int, Meaning("further tries of a call that failed before its first word", 0, 10)
    ] = 2
    model_tokens: Annotated[int, Meaning("tokens that a model may write in one call", 16, 100_000)] = 800
    model_evidence_tokens: Annotated[int, Meaning("tokens of evidence in one call", 100, 1_000_000)] = 3000
    model_calls: Annotated[int, Meaning("calls of a model for one question", 1, 1000)] = 12
    model_concurrency: Annotated[
        int, Meaning("calls of a model at the same time, of all readers", 1, 100)
    ] = 2
    failed_statements: Annotated[
        str,
        Meaning("statements that fail their check are struck out or removed", choices=("strike", "remove")),
    ] = "strike"
    data: Annotated[
        str, Meaning("folder of public test sets, where --benchmark is given no path; empty: none")
    ] = ""


@dataclass(frozen=True, slots=True)
class SettingOrigin:
    """One setting as it stands: its name, value, where the value came from, and what it means."""

    name: str
    value: Any = field(repr=False)
    origin: str
    meaning: str
    is_secret: bool = False

    @property
    def shown(self) -> object:
        """The value as people may see it: of a secret, only whether it is set; no password of an address."""
        if self.is_secret:
            return "(set, not shown)" if self.value else ""
        return _USER.sub("(not shown)@", self.value) if isinstance(self.value, str) else self.value


def load_settings(
    overrides: Mapping[str, object] | None = None, *, environment: Mapping[str, str] | None = None
) -> Settings:
    """Put the settings together.

    Args:
        overrides: Values from the command line by the setting's name; `None` values are not given.
        environment: Instead of the process's own, for tests.

    Raises:
        SettingError: A value is no number where one is wanted, or out of its range, or the name is unknown,
            or a variable's name is nearly, but not quite, that of a setting; or both paths of the search are
            switched off.
    """
    return Settings(**{item.name: item.value for item in trace_settings(overrides, environment=environment)})


def trace_settings(
    overrides: Mapping[str, object] | None = None, *, environment: Mapping[str, str] | None = None
) -> list[SettingOrigin]:
    """Give every setting with where its value came from; raises as `load_settings`."""
    given = {name: value for name, value in (overrides or {}).items() if value is not None}
    environment = os.environ if environment is None else environment
    meanings = _read_meanings()
    for name in given:
        if name not in meanings:
            raise SettingError(f"there is no setting {name!r}; there are: {', '.join(sorted(meanings))}")
    _refuse_misspelt(environment)
    origins = []
    for item in fields(Settings):
        variable = PREFIX + item.name.upper()
        value, origin = item.default, "default"
        if item.name in given:
            value, origin = given[item.name], "command line"
        elif environment.get(variable):
            value, origin = environment[variable], f"environment ({variable})"
        meaning = meanings[item.name]
        converted = _convert(item.name, value, default=item.default, meaning=meaning)
        origins.append(SettingOrigin(item.name, converted, origin, meaning.text, meaning.is_secret))
    _refuse_no_path({item.name: item.value for item in origins})
    return origins


def find_ignored_variables(environment: Mapping[str, str] | None = None) -> list[str]:
    """Give the variables that begin like a setting's and set none, such as those that a cluster adds."""
    known = {PREFIX + item.name.upper() for item in fields(Settings)}
    given = os.environ if environment is None else environment
    return sorted(name for name in given if name.startswith(PREFIX) and given[name] and name not in known)


def _refuse_misspelt(environment: Mapping[str, str]) -> None:
    """Raise for a variable that must be meant for a setting: unread, it would change nothing in silence."""
    names = [item.name for item in fields(Settings)]
    for variable in find_ignored_variables(environment):
        given = variable.removeprefix(PREFIX).lower()
        near = get_close_matches(given, names, n=1, cutoff=_LEAST_LIKENESS)
        if near:
            raise SettingError(
                f"{variable} sets nothing; the nearest setting is {PREFIX}{near[0].upper()} "
                "(`python -m rag --settings` lists them all)"
            )


def _refuse_no_path(values: Mapping[str, Any]) -> None:
    if not values["dense_weight"] and not values["keyword_weight"]:
        raise SettingError(
            "dense_weight and keyword_weight are both 0, so that nothing could be found; set one above 0"
        )


def _read_meanings() -> dict[str, Meaning]:
    hints = get_type_hints(Settings, include_extras=True)
    return {name: hint.__metadata__[0] for name, hint in hints.items()}


def _convert(name: str, value: object, *, default: object, meaning: Meaning) -> Any:  # noqa: ANN401 - of the default's type
    if isinstance(default, Path):
        return Path(str(value)).expanduser()
    if isinstance(default, str):
        return _convert_text(name, str(value).strip(), meaning=meaning)
    is_whole = isinstance(default, int)
    try:
        number = int(str(value)) if is_whole else float(str(value))
    except ValueError:
        wanted = "a whole number" if is_whole else "a number"
        raise SettingError(f"{name} is {value!r}; it takes {wanted}") from None
    if not meaning.least <= number <= meaning.most:
        raise SettingError(f"{name} is {value!r}; it takes a number from {meaning.least} to {meaning.most}")
    return number


def _convert_text(name: str, value: str, *, meaning: Meaning) -> str:
    if meaning.choices and value not in meaning.choices:
        raise SettingError(f"{name} is {value!r}; it takes one of: {', '.join(meaning.choices)}")
    return value
