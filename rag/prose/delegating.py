"""A draft of quotes to the answer that a language model writes; where it fails, the quotes stay."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from rag.answers import AnswerEvent, Query
from rag.checking.ordering import gives_order
from rag.drafts import Draft
from rag.easing import OTHER_YEAR
from rag.models.counting import CountedModel
from rag.prose.narrating import narrate_answer
from rag.prose.reverting import tell_text
from rag.prose.surveying import survey_zones
from rag.prose.writing import Desk
from rag.resources import Resources
from rag.searching import Found

_TOLD_BY_CODE = frozenset({"author", OTHER_YEAR})


def delegate_answer(
    query: Query, found: Sequence[Found], draft: Draft, resources: Resources, model: CountedModel | None
) -> Generator[AnswerEvent, None, Draft]:
    """Give the text of the answer as it is made, and return the finished draft.

    A model is asked only where the pages say something. An author is named by code alone: the byline is no
    part of any sentence, and so is that an answer is of another year. What a page reports of orders to
    machines is quoted, and given to no model.

    Args:
        query: As understood.
        found: What was found for it, or for each of its sides.
        draft: The quoted answer.
        resources: What the stages share.
        model: The language model within the question's budget, if there is one.
    """
    if model is None or draft.abstained or draft.form in _TOLD_BY_CODE or _quotes_orders(draft):
        yield from tell_text(draft.text)
        return draft
    if resources.checker is None:
        raise ValueError("a chat model is given without a checker; what it writes must be checked")
    desk = Desk(model, resources.checker, resources.settings.failed_statements)
    if draft.form == "list":
        return (yield from survey_zones(query, found[0], draft, resources, desk))
    return (yield from narrate_answer(query, found, draft, resources, desk))


def _quotes_orders(draft: Draft) -> bool:
    return any(gives_order(citation.text) for citation in draft.citations)
