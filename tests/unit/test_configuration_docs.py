"""`docs/configuration.md` names every setting as it is; `UPDATE_EXAMPLES=1` writes its table anew."""

from __future__ import annotations

import os
import re
from pathlib import Path

from rag.settings import PREFIX, _read_meanings, load_settings, trace_settings

PAGE = Path(__file__).parents[2] / "docs" / "configuration.md"
TABLE = re.compile(r"(?<=<!-- settings -->\n).*?(?=<!-- /settings -->)", re.DOTALL)


def tabulate_settings() -> str:
    rows = ["| setting | default | from … to | what it is |", "|---|---|---|---|"]
    for item in trace_settings(environment={}):
        meaning = _read_meanings()[item.name]
        span = f"{meaning.least} … {meaning.most}" if meaning.most else ", ".join(meaning.choices)
        value = item.value.as_posix() if isinstance(item.value, Path) else item.value
        default = f"`{value}`" if value != "" else ""
        rows.append(f"| `{item.name}` | {default} | {span} | {item.meaning} |")
    return "\n".join(rows) + "\n"


def test_the_table_is_that_of_the_settings() -> None:
    text = PAGE.read_text("utf-8")
    renewed = TABLE.sub(lambda _: tabulate_settings(), text)
    if os.environ.get("UPDATE_EXAMPLES") == "1":
        PAGE.write_text(renewed, "utf-8")
    else:
        assert renewed == text, "write it anew with UPDATE_EXAMPLES=1"


def test_the_variables_that_the_page_names_are_read() -> None:
    named = set(re.findall(rf"{PREFIX}([A-Z_]+)=(\S+)", PAGE.read_text("utf-8")))
    assert named
    for name, value in named:
        settings = load_settings(environment={PREFIX + name: value})
        assert str(getattr(settings, name.lower())) == value
