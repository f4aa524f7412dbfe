"""The card's list of sources and the licence statement of the encoder that ships say the same."""

import re
import tomllib
from pathlib import Path

from training.recipe import RECIPE_FILE
from training.writing import SOURCES_FILE

STATEMENT = Path(__file__).parents[2] / "index" / "bundled" / "LICENSE-DATA.md"
LEFT_OUT_HEADING = "## Not in the weights"
OWN = "glossary"


def test_every_source_is_named_with_one_licence_wherever_it_stands() -> None:
    told = tomllib.loads(SOURCES_FILE.read_text("utf-8"))
    licences = {source: text.rsplit("; ", 1)[1] for source, text in told.items()}
    left_out = set(tomllib.loads(RECIPE_FILE.read_text("utf-8"))["cleaning"]["left_out"])
    statement = STATEMENT.read_text("utf-8")
    within, without = statement.split(LEFT_OUT_HEADING)

    stated = {
        source: row[-1].strip()
        for line in within.splitlines()
        if line.startswith("| `")
        for row in [line.strip("| ").split("|")]
        for source in re.findall(r"`(\w+)`", row[0])
    }
    assert stated == {
        source: licence
        for source, licence in licences.items()
        if licence != "states no licence" and source not in left_out | {OWN}
    }
    assert set(find_sources(within, told)) == set(told) - left_out - {OWN}
    assert set(find_sources(without, told)) == left_out


def find_sources(text: str, known: dict[str, str]) -> list[str]:
    """List the known sources that a text names, those in code marks alone."""
    return [source for source in re.findall(r"`(\w+)`", text) if source in known]
