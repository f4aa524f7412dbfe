"""Scans of what a browser shows, by axe-core, which `make setup-dev` puts into the virtual environment."""

from __future__ import annotations

import sys
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Page

AXE = Path(sys.prefix) / "axe" / "node_modules" / "axe-core" / "axe.min.js"
GRADIO_FINDINGS = Path(__file__).with_name("gradio_findings.toml")
GRAVE = ("serious", "critical")
_SCAN = """async ([grave, listed]) => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  const nodes = violations.flatMap((rule) => rule.nodes.map((node) => ({ ...node, rule: rule.id })));
  return nodes.filter((node) => grave.includes(node.impact)).map((node) => {
    const element = document.querySelector(node.target.at(-1));
    const known = listed.findIndex(
      ({ rule, selector }) => rule === node.rule && element && element.matches(selector));
    return { rule: node.rule, selector: node.target.join(" "), html: node.html.slice(0, 200),
             why: node.failureSummary, known };
  });
}"""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule of axe-core says of an element.

    Attributes:
        rule: The rule's name.
        selector: Of the element, as axe-core writes it.
        html: The element's beginning.
        why: What is wrong.
        known: Place in the list of gradio's own, or -1.
    """

    rule: str
    selector: str
    html: str
    why: str
    known: int

    def __str__(self) -> str:
        """Give it for a message of a test."""
        return f"{self.rule} at {self.selector}: {self.html}\n    {self.why}"


@dataclass(frozen=True, slots=True)
class Listed:
    """A finding in what gradio draws, which we cannot mend.

    Attributes:
        rule: The rule's name.
        selector: Which elements it is about.
        why: What is wrong and why it stays.
    """

    rule: str
    selector: str
    why: str


@cache
def load_gradio_findings() -> tuple[Listed, ...]:
    """Read the list of gradio's own findings."""
    rows = tomllib.loads(GRADIO_FINDINGS.read_text("utf-8")).get("finding", [])
    return tuple(Listed(**row) for row in rows)


def prepare_scan(page: Page) -> None:
    """Load axe-core into a page, or skip the test with the reason."""
    if not AXE.is_file():
        pytest.skip(f"no axe-core at {AXE}; install npm (Debian: apt-get install npm), then `make setup-dev`")
    page.evaluate(AXE.read_text("utf-8"))
    # A colour on its way has less contrast than where it goes.
    page.add_style_tag(
        content="*, ::before, ::after { transition: none !important; animation: none !important }"
    )


def scan_page(page: Page) -> list[Finding]:
    """Give what is serious or critical on the page as it is."""
    listed = [{"rule": one.rule, "selector": one.selector} for one in load_gradio_findings()]
    return [Finding(**row) for row in page.evaluate(_SCAN, [list(GRAVE), listed])]
