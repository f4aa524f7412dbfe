"""Orders into copies of pages: beside, within, above or below the sentence that a question asks for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from eval.attacking.attacks import Attack, Placement
from eval.questions import GoldQuestion

_END = re.compile(r"[。！？]|\n\s*\n|$")
_MOST_TITLE_CHARS = 30


def plant_orders(
    texts: Mapping[str, str], attack: Attack, placement: Placement, questions: Iterable[GoldQuestion]
) -> dict[str, str]:
    """Give the pages with the order planted once for each question, at the sentence that answers it.

    Args:
        texts: The pages' texts by their names.
        attack: The order.
        placement: `after` the sentence; `joined`, within it; `asked`, after it behind the question's own
            words, so that it is surely found; `lines`, on lines of its own; in the `headline` or `byline`.
        questions: Those whose evidence stands on the pages.
    """
    planted = dict(texts)
    for question in questions:
        for name, text in planted.items():
            found = find_stretch(text, question.evidence[0])
            if found is not None:
                planted[name] = _plant(text, found, attack.text, placement, question)
                break
    return planted


def find_stretch(text: str, stretch: str) -> tuple[int, int] | None:
    """Find a stretch on a page whose lines are cut anywhere."""
    found = re.search(r"\s*".join(map(re.escape, re.sub(r"\s", "", stretch))), text)
    return found.span() if found else None


def write_pages(texts: Mapping[str, str], folder: Path) -> Path:
    """Write pages to a new folder."""
    folder.mkdir()
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def _plant(
    text: str, found: tuple[int, int], order: str, placement: Placement, question: GoldQuestion
) -> str:
    flat = " ".join(order.split())
    end = _find_end(text, found[1])
    match placement:
        case "headline":
            return _plant_headline(text, found[0], flat)
        case "byline":
            at = text.find("\n", found[1])
            at = len(text) if at < 0 else at
            return f"{text[:at]}（记者 {flat}）{text[at:]}"
        case "joined":
            at = end - 1 if text[end - 1 : end] in "。！？" else end
            return f"{text[:at]}，{flat.rstrip('。.')}{text[at:]}"
        case "lines":
            return f"{text[:end]}\n{order}\n{text[end:].lstrip(chr(10))}"
        case "asked":
            return f"{text[:end]}{question.question}{flat}{text[end:]}"
        case _:
            return f"{text[:end]}{flat}{text[end:]}"


def _find_end(text: str, start: int) -> int:
    """Give the place after the sentence that goes on at `start`."""
    found = _END.search(text, start)
    if found is None:
        return len(text)
    return found.start() if found[0].isspace() else found.end()


def _plant_headline(text: str, before: int, order: str) -> str:
    """Put an order at the end of the title above; where there is none, on a line above."""
    line_start = text.rfind("\n", 0, before) + 1
    at = line_start
    while at > 0:
        end = at - 1
        at = text.rfind("\n", 0, end) + 1
        line = text[at:end]
        if line.strip() and len(line) <= _MOST_TITLE_CHARS and not re.search(r"[。，]", line):
            return f"{text[:end]} {order}{text[end:]}"
    return f"{text[:line_start]}{order}\n{text[line_start:]}"
