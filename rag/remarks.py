"""What is said beside an answer: how the question was understood, who wrote, and how the check went."""

from __future__ import annotations

from prompts.loading import load_wording
from rag.answers import Answer, Query


def tell_understood(query: Query, language: str) -> str:
    """Give the question as it was completed from those before; empty where it stood alone.

    Where it was taken by itself though it may have been meant of the zone before, that is said.
    """
    if query.standalone.split() == query.question.split():
        alone = load_wording(language, "remarks")["alone"] if query.may_lean else ""
        return alone.format(question=query.question.strip())
    return load_wording(language, "remarks")["understood"].format(question=query.standalone)


def tell_check(answer: Answer, language: str) -> str:
    """Say which model wrote, how many of its statements held, and what was removed.

    Empty for a quoted answer; where the model stated nothing, only that it was asked.
    """
    if not answer.model:
        return ""
    wording = load_wording(language, "remarks")
    checked = [statement for statement in answer.statements if statement.verdict != "framing"]
    held = sum(statement.holds for statement in checked)
    key = "written" if checked else "asked"
    told = [wording[key].format(model=answer.model, held=held, checked=len(checked))]
    # What failed stands struck out in the text, unless the settings leave it out.
    if "~~" not in answer.text and held < len(checked):
        told.append(wording["left_out"].format(count=len(checked) - held))
    if answer.removed_references:
        told.append(wording["removed"].format(count=answer.removed_references))
    return ("" if language == "zh" else " ").join(told)
