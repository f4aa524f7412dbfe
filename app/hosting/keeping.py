"""The route by which a thumb in the page, and what is written beside it, reaches the file that keeps it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import get_args

from fastapi import APIRouter, HTTPException, Request
from starlette.concurrency import run_in_threadpool

from app.feedback import CommentTooLongError, FeedbackError, FeedbackStore, Rating, RecentAnswers
from app.hosting.limiting import Allowance, Limiter, OverLimitError, Ticket
from app.hosting.persons import find_person
from prompts.loading import load_wording

MAX_BODY_BYTES = 32 * 2**10
RATINGS = Allowance(at_once=20, per_minute=20, in_all=200)
"""How much one person may rate; nobody reads so many answers within a minute."""
_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class _Said:
    key: str
    rating: Rating
    comment: str


def make_feedback_router(
    recent: RecentAnswers, store: FeedbackStore, *, limiter: Limiter | None = None
) -> APIRouter:
    """Give the route `POST /feedback`, which takes `{"key", "rating", "comment"}`.

    It answers 200 when the rating is safe on the disk, 404 for an answer that is not remembered, 413 for a
    comment that is too long, 422 for what is no such object, 429 for one who rates too much, 503 when the
    file cannot be written. It asks for
    JSON, so that no form on another site can write to it.

    Args:
        recent: The answers that may be rated.
        store: Keeps what is said.
        limiter: Decides how much one person may say, so that nobody fills the file for all.
    """
    router = APIRouter()
    counted = limiter or Limiter(RATINGS)

    @router.post("/feedback")
    async def keep_feedback(request: Request) -> dict[str, bool]:
        said = _read_said(await _read_body(request))
        answer = recent.find(said.key)
        if answer is None:
            raise HTTPException(404, _word("rate_unknown"))
        ticket = _admit(counted, find_person(request.scope))
        try:
            await run_in_threadpool(store.append, answer, said.rating, said.comment)
        except CommentTooLongError as error:
            raise HTTPException(413, _word("rate_long")) from error
        except FeedbackError as error:
            raise HTTPException(503, _word("rate_failed")) from error
        finally:
            counted.finish(ticket)
        return {"kept": True}

    return router


def _admit(limiter: Limiter, person: str) -> Ticket:
    try:
        return limiter.admit(person)
    except OverLimitError as over:
        text = load_wording("en", "hosting")["limit_ratings"]
        told = text.format(limit=over.limit, seconds=over.retry_s)
        raise HTTPException(429, told, {"Retry-After": str(over.retry_s)}) from over


async def _read_body(request: Request) -> bytes:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _JSON:
        raise HTTPException(422, f"the content type is {kind!r}; send {_JSON}")
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MAX_BODY_BYTES:
            raise HTTPException(413, _word("rate_long"))
    return body


def _read_said(body: bytes) -> _Said:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise HTTPException(422, f"the body is no JSON: {error}") from error
    fields = value if isinstance(value, dict) else {}
    key, rating, comment = fields.get("key"), fields.get("rating"), fields.get("comment", "")
    if not isinstance(key, str) or not isinstance(comment, str) or rating not in get_args(Rating):
        wanted = '{"key": …, "rating": "up" or "down", "comment": …}'
        raise HTTPException(422, f"the body is not as it must be; send {wanted}")
    return _Said(key, "up" if rating == "up" else "down", comment)


def _word(name: str) -> str:
    return load_wording("en", "keeping")[name]
