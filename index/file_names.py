"""Names of files that come from anywhere, made safe to write on any system and to print on one line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

MAX_NAME_CHARS = 100
MAX_NAME_BYTES = 200
"""Systems allow 255 bytes; the rest is for what is put around a name while its file is written."""

_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)", re.IGNORECASE)
_UNSAFE = re.compile(r'[<>:"|?*]')
_UNNAMED = "page"


def make_safe_name(name: str) -> str:
    """Give the name under which a file may be kept.

    Folders before it, control and formatting characters, dots and white space at its ends go; characters and
    names that a system reserves are changed; a long one is cut, its ending kept. Never empty.
    """
    last = re.split(r"[/\\]", name)[-1]
    plain = "".join(one for one in unicodedata.normalize("NFC", last) if _is_printed(one))
    plain = re.sub(r"\s", " ", _UNSAFE.sub("_", plain)).lstrip(" ").rstrip(". ")
    stem, ending = _part_ending(plain)
    stem = stem.strip(". ") or _UNNAMED
    if _RESERVED.fullmatch(stem.split(".")[0].rstrip()):
        stem = "_" + stem
    return _join(stem, "", ending)


def number_name(name: str, taken: Collection[str]) -> str:
    """Give the name, with a number where it is taken: `page.txt`, `page (2).txt`.

    A number in brackets is never read as a part of a date. Names that some system holds for the same, as they
    differ in the case of letters alone, are the same here.

    Args:
        name: What `make_safe_name` gave.
        taken: The names that are there.
    """
    folded = {_fold(one) for one in taken}
    stem, ending = _part_ending(name)
    number = 1
    while _fold(name) in folded:
        number += 1
        name = _join(stem, f" ({number})", ending)
    return name


def _is_printed(character: str) -> bool:
    """Tell whether a character is more than a control, a formatting mark or a half of one."""
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def _part_ending(name: str) -> tuple[str, str]:
    stem, dot, ending = name.rpartition(".")
    return (stem, dot + ending) if dot and len(ending) <= 8 else (name, "")


def _join(stem: str, number: str, ending: str) -> str:
    rest = number + ending
    stem = stem[: MAX_NAME_CHARS - len(rest)]
    room = MAX_NAME_BYTES - len(rest.encode())
    stem = stem.encode()[:room].decode("utf-8", "ignore").rstrip(". ")
    return stem + rest


def _fold(name: str) -> str:
    return unicodedata.normalize("NFC", name.casefold())
