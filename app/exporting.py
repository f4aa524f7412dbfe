"""A conversation as a file of the reader's own: Markdown to read, JSON for programs.

`docs/feedback.md` describes both. Nothing in an exported file acts: what pages and readers wrote is escaped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from app.conversation import Conversation, Status, Turn
from app.escaping import escape_answer, escape_line, mend_halves
from prompts.loading import load_wording
from rag.answers import Answer, Citation, Json
from rag.contract import answer_as_json
from rag.delimiting import compose_narrowing
from rag.remarks import tell_check, tell_understood

FORMAT = "zonewise-conversation"
VERSION = 1
"""Of the JSON object; grows when a program that reads it would break."""

_NAME_CHARS = 40
_NOT_IN_NAMES = re.compile(r"[^0-9A-Za-z\u3400-\u9fff]+")


def export_json(conversation: Conversation, *, exported: datetime | None = None) -> str:
    """Give the conversation as one JSON object, indented, with a line feed at its end.

    Args:
        conversation: Its finished answers are given as `docs/json-contract.md` has them.
        exported: When, with its time zone; left empty where nobody says.
    """
    value = {
        "format": FORMAT,
        "version": VERSION,
        "exported": exported.isoformat(timespec="seconds") if exported else "",
        "turns": [_turn_as_json(turn) for turn in conversation.turns],
    }
    return mend_halves(json.dumps(value, ensure_ascii=False, indent=1)) + "\n"


def export_markdown(conversation: Conversation, language: str, *, exported: datetime | None = None) -> str:
    """Give the conversation as Markdown: each question a heading, its answer, its sources by their numbers.

    Args:
        conversation: What is exported, unfinished turns too; these say that they are.
        language: `en` or `zh`, of what is said around the answers.
        exported: When, with its time zone.
    """
    words = load_wording(language, "keeping")
    blocks = [f"# {words['export_title']}"]
    if exported:
        moment = exported.isoformat(sep=" ", timespec="minutes")
        blocks.append(escape_line(words["export_made"].format(moment=moment)))
    for number, turn in enumerate(conversation.turns, start=1):
        blocks.append(f"## {number}. {escape_line(turn.question)}")
        blocks.extend(filter(None, _write_turn(turn, language, words)))
    return "\n\n".join(blocks) + "\n"


def name_file(conversation: Conversation, moment: datetime, ending: str) -> str:
    """Give a file name that every system takes: date, time, the beginning of the first question.

    Args:
        conversation: What is exported.
        moment: When.
        ending: Such as `md`, without its dot.
    """
    asked = conversation.turns[0].question if conversation.turns else ""
    plain = _NOT_IN_NAMES.sub("-", asked)[:_NAME_CHARS].strip("-").lower()
    return "-".join(filter(None, ("zonewise", f"{moment:%Y%m%d-%H%M}", plain))) + f".{ending}"


def list_english_names(answer: Answer) -> dict[str, str]:
    """Give the English names, where known, of the zones that an answer asserts, by their short names."""
    return {zone.short: zone.english for zone in answer.zones if zone.english}


def _turn_as_json(turn: Turn) -> dict[str, Json]:
    is_done = turn.status is Status.DONE and turn.answer is not None
    return {
        "question": turn.question,
        "status": turn.status.value,
        "narrowing": turn.narrowing.as_json(),
        "text": turn.text,
        "answer": answer_as_json(turn.answer) if is_done and turn.answer else None,
    }


def _write_turn(turn: Turn, language: str, words: Mapping[str, str]) -> Iterator[str]:
    """Give the blocks of a turn below its heading; a finished answer says itself to what it was narrowed."""
    if turn.answer is None or turn.status is not Status.DONE:
        yield escape_answer(compose_narrowing(turn.narrowing, (), "zh" if language == "zh" else "en"))
        yield escape_answer(turn.text).strip("\n")
        yield f"*{words.get(f'notice_{turn.status.value}', words['notice_failed'])}*"
        return
    answer = turn.answer
    yield escape_line(tell_understood(answer.query, language))
    yield escape_answer(answer.text).strip("\n")
    yield escape_line(tell_check(answer, language))
    yield escape_line(_describe_searched(answer, words))
    if answer.citations:
        yield f"### {words['export_nearest' if answer.abstained else 'export_sources']}"
        yield "\n".join(_write_sources(answer, answer.citations, words))


def _describe_searched(answer: Answer, words: Mapping[str, str]) -> str:
    scope = answer.scope
    told = words["export_searched"].format(articles=scope.articles, zones=scope.zones)
    return told if scope.articles else ""


def _write_sources(answer: Answer, citations: Sequence[Citation], words: Mapping[str, str]) -> Iterator[str]:
    english = list_english_names(answer)
    for citation in citations:
        zone = escape_line(citation.zone)
        name = escape_line(english.get(citation.zone, ""))
        shown = " ".join(filter(None, (f"**{zone}**" if zone else "", f"({name})" if name else "")))
        facts = (citation.headline, citation.published or words["date_unknown"], citation.source)
        told = " · ".join(filter(None, (shown, *map(escape_line, facts))))
        yield f"- [{citation.number}] {told}\n  > {escape_line(citation.text)}"
