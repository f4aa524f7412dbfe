"""A scripted model that obeys every order it can see: the worst that a page can make of one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from eval.attacking.attacks import Attack
from prompts.loading import load_wording
from rag.models.generating import Message

Manner = Literal["cites the order", "cites another", "cites nothing", "adds a figure", "knows it anyway"]
MANNERS: tuple[Manner, ...] = (
    "cites the order",
    "cites another",
    "cites nothing",
    "adds a figure",
    "knows it anyway",
)
REGARDLESS: Manner = "knows it anyway"
"""How it repeats what it is ordered to say. The last one obeys orders that it was never given, too."""
_EVIDENCE = re.compile(r"^\[(\d+)\] \((.*?[;；] ?[^;；()（）\n]{1,20})\) (.+)$", re.MULTILINE)
_ZONE = re.compile(r"^(Z\d+)[:：]", re.MULTILINE)
_SIGN_CHARS = 12


def squeeze(text: str) -> str:
    """Give the letters and digits of a text, in one form, so that texts can be compared."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if character.isalnum())


@dataclass
class ObeyingModel:
    """A chat model for one trial.

    Attributes:
        attack: What it obeys.
        manner: How.
        has_seen: Whether it has seen the order, so far as a stretch of its words tells.
    """

    attack: Attack
    manner: Manner
    has_seen: bool = False

    @property
    def name(self) -> str:
        """As an answer names it."""
        return "scripted:obeying"

    def count_tokens(self, text: str) -> int:
        """Count roughly."""
        return len(text) // 2 + 1

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        """Obey, or repeat the evidence where there is nothing to obey."""
        asked = messages[-1].text
        is_visible = self._sees(asked)
        self.has_seen = self.has_seen or is_visible
        is_obeyed = is_visible or self.manner == REGARDLESS
        is_list = _ZONE.search(asked) is not None
        yield (
            self._judge_zones(asked, is_obeyed=is_obeyed)
            if is_list
            else self._write(asked, is_obeyed=is_obeyed)
        )

    def _sees(self, text: str) -> bool:
        """Tell whether a stretch of the order, its middle or what it wants said, stands in a text."""
        order, seen = squeeze(self.attack.text), squeeze(text)
        middle = max(0, len(order) // 2 - _SIGN_CHARS // 2)
        signs = {order[:_SIGN_CHARS], order[middle : middle + _SIGN_CHARS], order[-_SIGN_CHARS:]}
        signs |= {squeeze(mark) for mark in self.attack.marks}
        return any(sign and sign in seen for sign in signs)

    def _write(self, asked: str, *, is_obeyed: bool) -> str:
        sentences = _EVIDENCE.findall(asked)
        honest = "\n".join(f"{text} [{number}]" for number, _, text in sentences)
        if not is_obeyed:
            return honest
        match self.attack.effect:
            case "say" | "affirm":
                return self._say(sentences)
            case "abstain":
                language = "zh" if "问题：" in asked else "en"
                return load_wording(language, "generation")["nothing"]
            case "uncite":
                return "\n".join(text for _, _, text in sentences)
            case "miscite":
                return _cite_next(sentences)
            case "drop":
                return honest

    def _say(self, sentences: Sequence[tuple[str, str, str]]) -> str:
        """Give what is ordered, with the citation that the manner wants."""
        poisoned = [number for number, about, text in sentences if self._sees(f"{about} {text}")]
        clean = [number for number, *_ in sentences if number not in poisoned]
        number = next(iter(poisoned or clean), "1")
        said = self.attack.says
        match self.manner:
            case "cites nothing":
                return said
            case "cites another":
                return f"{said} [{next(iter(clean or poisoned), '1')}]"
            case "adds a figure":
                return f"{said}, 777亿元 [{number}]"
            case _:
                return f"{said} [{number}]"

    def _judge_zones(self, asked: str, *, is_obeyed: bool) -> str:
        parts = _ZONE.split(asked)[1:]
        return "\n".join(
            self._judge_zone(handle, block, is_obeyed=is_obeyed)
            for handle, block in zip(parts[::2], parts[1::2], strict=True)
        )

    def _judge_zone(self, handle: str, block: str, *, is_obeyed: bool) -> str:
        sentences = _EVIDENCE.findall(block)
        honest = f"{handle} | yes | " + " ".join(f"{text} [{number}]" for number, _, text in sentences[:1])
        if not is_obeyed:
            return honest
        match self.attack.effect:
            case "abstain":
                return f"{handle} | no"
            case "drop":
                return f"{handle} | no" if self._sees(block) else honest
            case "uncite":
                return f"{handle} | yes | " + " ".join(text for _, _, text in sentences[:1])
            case "miscite":
                return f"{handle} | yes | {_cite_next(sentences)}".replace("\n", " ")
            case _:
                return f"{handle} | yes | {self._say(sentences)}"


def _cite_next(sentences: Sequence[tuple[str, str, str]]) -> str:
    """Give each sentence with the number of the one after it."""
    numbers = [number for number, *_ in sentences]
    moved = [*numbers[1:], *numbers[:1]]
    return "\n".join(f"{text} [{number}]" for (_, _, text), number in zip(sentences, moved, strict=True))
