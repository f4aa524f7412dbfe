"""What programs send: the fields of the four calls, with their bounds, as pydantic models.

The same models make the OpenAPI document, the schemas of the MCP tools, and the check of what comes in.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from app.programs.refusing import RefusedError, tell_faults
from rag.answers import Narrowing
from rag.narrowing import MOST_CHARS, MOST_VALUES

MOST_BODY_BYTES = 1_000_000
"""Of a whole request, by whatever door."""
MOST_QUESTION_CHARS = 100_000
"""Of what is read at all; the setting `question_chars` (2,000 unless changed) says how much is answered."""
MOST_HISTORY = 50
MOST_PASSAGES = 50
MOST_ZONES = 500
MOST_TEXT_CHARS = 50_000

Name = Annotated[str, Field(max_length=MOST_CHARS)]
Question = Annotated[str, Field(min_length=1, max_length=MOST_QUESTION_CHARS)]
Date = Annotated[str, Field(max_length=10)]
Model = TypeVar("Model", bound=BaseModel)


class _Request(BaseModel):
    """What all requests hold: no unknown field; `null` is as if a field with a default were left out."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _leave_out_nulls(cls, given: Any) -> Any:  # noqa: ANN401 - whatever was sent
        if not isinstance(given, Mapping):
            return given
        known = cls.model_fields
        return {
            name: value
            for name, value in given.items()
            if value is not None or name not in known or known[name].is_required()
        }


class NarrowingRequest(_Request):
    """To which articles the search is narrowed: all that is given must hold, empty fields narrow nothing."""

    zones: list[Name] = Field(
        default=[],
        max_length=MOST_VALUES["zones"],
        description="Zones, each by any of its names, Chinese or English; the article is about one of them.",
        examples=[["垣曲经开区"]],
    )
    cities: list[Name] = Field(
        default=[],
        max_length=MOST_VALUES["cities"],
        description="Prefecture-level cities, in Chinese or pinyin; the article's zone lies in one of them.",
        examples=[["运城"]],
    )
    since: Date = Field(
        default="",
        description="Published then or later: `2024`, `2024-03` or `2024-03-07`.",
        examples=["2024"],
    )
    until: Date = Field(default="", description="Published then or earlier.", examples=["2024-06"])
    sources: list[Name] = Field(
        default=[],
        max_length=MOST_VALUES["sources"],
        description="The page's file name has one of these in it, whatever the case.",
        examples=[["2024-03"]],
    )

    def as_narrowing(self) -> Narrowing:
        """Give it as the search takes it, not yet checked."""
        return Narrowing(
            zones=tuple(self.zones),
            cities=tuple(self.cities),
            since=self.since,
            until=self.until,
            sources=tuple(self.sources),
        )


class AskRequest(_Request):
    """One question, with what was asked before it."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"question": "which zones invest in copper processing?"}]},
    )

    question: Question = Field(
        description="The question, in English or Chinese; zones, cities and years in it limit the search.",
        examples=["which zones invest in copper processing?"],
    )
    history: Annotated[list[Question], Field(max_length=MOST_HISTORY)] = Field(
        default=[],
        description="The questions asked before, oldest first; a follow-up is completed from them.",
    )
    narrowing: NarrowingRequest = Field(
        default=NarrowingRequest(), description="To which articles the search is narrowed; all when left out."
    )


class SearchRequest(_Request):
    """What passages are searched for."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"query": "copper foil", "most": 3}]})

    query: Question = Field(
        description="A question, or words, in English or Chinese.", examples=["copper foil"]
    )
    narrowing: NarrowingRequest = Field(
        default=NarrowingRequest(), description="To which articles the search is narrowed; all when left out."
    )
    most: int = Field(default=10, ge=1, le=MOST_PASSAGES, description="At most so many passages.")


class ZonesRequest(_Request):
    """Which zones are listed."""

    city: str | None = Field(
        default=None,
        max_length=MOST_CHARS,
        description="Only zones of this prefecture-level city, in Chinese or pinyin.",
        examples=["运城"],
    )
    text: str | None = Field(
        default=None,
        max_length=MOST_CHARS,
        description="Only zones with this in one of their names, in either language, whatever the case.",
        examples=["yuanqu"],
    )


class CheckRequest(_Request):
    """A text whose statements are checked."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"text": "Houma put 920 million yuan into the second phase of its copper foil project."}
            ]
        },
    )

    text: str = Field(
        min_length=1,
        max_length=MOST_TEXT_CHARS,
        description="Any text, Markdown or plain, in English or Chinese, with or without its own sources.",
    )


def read_request(model: type[Model], fields: Mapping[str, Any]) -> Model:
    """Make a request of plain values.

    Raises:
        RefusedError: A field is missing, unknown, of another type or beyond its bounds.
    """
    try:
        return model.model_validate(dict(fields))
    except ValidationError as error:
        raise RefusedError(tell_faults(error.errors(include_url=False, include_input=False))) from error
