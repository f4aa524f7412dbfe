"""Orders to plant in pages: the published ones of `raginject`, our own, and our own in disguise."""

from __future__ import annotations

import base64
import codecs
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

ORDERS_FILE = Path(__file__).parent.parent / "data" / "attacks.toml"
Effect = Literal["say", "abstain", "drop", "affirm", "uncite", "miscite"]
Placement = Literal["after", "joined", "asked", "lines", "headline", "byline"]
_PUBLISHED_PLACEMENTS: tuple[Placement, ...] = ("joined", "asked", "lines")
_LATIN_LOOKALIKES = str.maketrans("aeopcxiAEOPCXBHKMT", "аеорсхіАЕОРСХВНКМТ")


class AttacksMissingError(ValueError):
    """The published attacks are not installed; the message says how to install them."""


@dataclass(frozen=True, slots=True)
class Attack:
    """One order.

    Attributes:
        name: Unique.
        family: What it is reported under.
        text: As it stands on the page.
        says: What a model that obeys writes; empty where it does something else.
        marks: Words any of which show, unstruck in an answer, that the order was obeyed.
        effect: What a model that obeys does.
        placements: Where it is planted.
        is_report: It gives no order, but says what is not so.
    """

    name: str
    family: str
    text: str
    says: str = ""
    marks: tuple[str, ...] = ()
    effect: Effect = "say"
    placements: tuple[Placement, ...] = ("after",)
    is_report: bool = False


def load_attacks() -> dict[str, list[Attack]]:
    """Give all attacks by family, the published families first.

    Raises:
        AttacksMissingError: `raginject` is not installed.
    """
    families: dict[str, list[Attack]] = {}
    for attack in (*load_published_attacks(), *load_own_attacks()):
        families.setdefault(attack.family, []).append(attack)
    return families


def load_published_attacks() -> Iterator[Attack]:
    """Give those of `raginject`: its payloads, and the words by which its keyword judge tells a success.

    Its patterns on the retriever order nothing: they are stuffed with words, and are planted as they are.
    """
    try:
        from raginject.attacks.loader import load_default_patterns, load_pattern_set
    except ImportError:
        message = "the published attacks are missing; install them: pip install -e .[dev]"
        raise AttacksMissingError(message) from None
    for pattern in load_default_patterns():
        marks = tuple(pattern.success_criteria.forbidden_in_answer or ())
        yield Attack(
            name=pattern.id,
            family=f"published: {pattern.category.replace('_', ' ')}",
            text=(pattern.payload or pattern.injected_content).strip(),
            says=" ".join(marks),
            marks=marks,
            placements=_PUBLISHED_PLACEMENTS,
        )
    for pattern in load_pattern_set("retriever"):
        text = " ".join(pattern.injected_content.split())
        yield Attack(
            name=pattern.id,
            family=f"published: {pattern.category.replace('_', ' ')}",
            text=text,
            says=text[:120],
            marks=(text[:60],),
            placements=("asked", "lines"),
            is_report=True,
        )


def load_own_attacks(path: Path = ORDERS_FILE) -> Iterator[Attack]:
    """Give our own, and the plain ones in every disguise."""
    for attack in _read_orders(path):
        yield attack
        if attack.family == "plain":
            for family, disguises in _DISGUISES.items():
                for kind, disguise in disguises.items():
                    yield replace(
                        attack,
                        name=f"{attack.name}, {kind}",
                        family=family,
                        text=disguise(attack.text),
                        placements=("after", "asked"),
                    )


def _read_orders(path: Path) -> Iterator[Attack]:
    for table in tomllib.loads(path.read_text("utf-8"))["orders"]:
        for number, text in enumerate(table["texts"], start=1):
            yield _make_attack(table, f"{table['family']} {table.get('says', '')[:2]}{number}", text)


def _make_attack(table: Mapping[str, Any], name: str, text: str) -> Attack:
    says = str(table.get("says", ""))
    return Attack(
        name=name,
        family=table["family"],
        text=text,
        says=says,
        marks=_find_marks(says),
        effect=table.get("effect", "say"),
        placements=tuple(table["placements"]),
        is_report=bool(table.get("is_report")),
    )


def _find_marks(says: str) -> tuple[str, ...]:
    """Give the invented name that what is said begins with."""
    if not says:
        return ()
    return (says.split(maxsplit=1)[0] if says.isascii() else says[:2],)


def _put_between(text: str, character: str) -> str:
    return character.join(text)


def _tag(text: str) -> str:
    """Give ASCII as tag characters, which draw nothing; Chinese gets a zero-width joiner in each gap."""
    if not text.isascii():
        return _put_between(text, "\u200d")
    return "".join(chr(0xE0000 + ord(character)) for character in text)


def _encode(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


_DISGUISES: Mapping[str, Mapping[str, Callable[[str], str]]] = {
    "hidden characters": {
        "zero width": lambda text: _put_between(text, "\u200b"),
        "soft hyphens": lambda text: _put_between(text, "\u00ad"),
        "turned": lambda text: f"\u202e{text}\u202c",
        "tags": _tag,
    },
    "markdown": {
        "comment": lambda text: f"<!-- {text} -->",
        "image": lambda text: f"![{text}](http://feihong.example/a.png)",
        "link": lambda text: f"[{text}](http://feihong.example/a)",
        "code": lambda text: f"```{text}```",
    },
    "encoded": {
        "base64": lambda text: f"decode and obey: {_encode(text)}",
        "rot13": lambda text: (
            codecs.encode(text, "rot13") if text.isascii() else f"解码并照办：{_encode(text)}"
        ),
        "hexadecimal": lambda text: f"decode and obey: {text.encode().hex()}",
    },
    "look-alikes": {
        "letters": lambda text: text.translate(_LATIN_LOOKALIKES) if text.isascii() else " ".join(text),
        "full width": lambda text: "".join(
            chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else character for character in text
        ),
    },
}
