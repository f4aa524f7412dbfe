"""Where a question names zones and places, and text with some stretches taken out or put in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.zones import Gazetteer

Span = tuple[int, int]
YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)(?:\s*年)?")
_COURTESY = re.compile(
    r"^\s*(?:(?:many )?thanks|thank you|great|good|fine|ok(?:ay)?|got it|i see"
    r"|(?:换|另)一?个(?:话题|问题)|谢谢|多谢|感谢|好的|好|明白了?|知道了|了解了)"
    r"(?:\s+(?:a lot|very much|again)|[你您]|了)?\s*(?:[.!;。！；]\s*(?=\S)|[,，]\s*(?=\S.*[?？]\s*$))",
    re.IGNORECASE,
)
_OPENING = re.compile(r"^(?:那么|那(?![里儿边家个些座条项])|请问|再问)")


def blank_opening(question: str) -> str:
    """Blank 那 in "那祁县呢", which would be taken for a part of the place's name."""
    return _OPENING.sub(lambda match: " " * len(match[0]), question)


def drop_courtesy(question: str) -> str:
    """Drop "Thanks." and 换个话题 before a question, which would be taken for a thing that is asked for."""
    return _COURTESY.sub("", question)


def locate_names(text: str, gazetteer: Gazetteer) -> list[Span]:
    """Give where zones and places are named, in order, each stretch once."""
    spans = {(mention.start, mention.end) for mention in gazetteer.find(text)}
    spans |= {(mention.start, mention.end) for mention in gazetteer.find_places(text)}
    return sorted(spans)


def blank_spans(text: str, spans: Sequence[Span]) -> str:
    """Put a space for each character of the spans, so that offsets stay."""
    characters = list(text)
    for start, end in spans:
        characters[start:end] = " " * (end - start)
    return "".join(characters)


def replace_spans(text: str, spans: Sequence[Span], new: str) -> str:
    """Put `new` where the first span stands, and nothing where the others do."""
    first = min(spans, default=None)
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + (new if (start, end) == first else "") + text[end:]
    return text
