"""The few marks that the charts of a report are made of, as SVG whose text is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

WIDTH = 360
"""Of every chart, in its own units: about the pixels of a phone's column, where text stays legible."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight scale from values to places.

    Attributes:
        low: The value at `start`.
        high: The value at `end`; above `low`.
        start: The place of `low`.
        end: The place of `high`.
    """

    low: float
    high: float
    start: float
    end: float

    def place(self, value: float) -> float:
        """Give the place of a value; values beyond the scale stand at its end."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 2)


def draw_line(start: tuple[float, float], end: tuple[float, float], style: str) -> Markup:
    """Draw a straight line; `style` is a class of the page's style sheet."""
    (x1, y1), (x2, y2) = start, end
    return Markup('<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(style, x1, y1, x2, y2)


def draw_dot(x: float, y: float, style: str) -> Markup:
    """Draw a filled circle."""
    return Markup('<circle class="{}" cx="{}" cy="{}" r="4.5"/>').format(style, x, y)


def draw_diamond(x: float, y: float, style: str) -> Markup:
    """Draw a diamond that stands on its point."""
    return Markup('<path class="{}" d="M{} {}l5 6l-5 6l-5-6z"/>').format(style, x, y - 6)


def draw_path(points: Sequence[tuple[float, float]], style: str) -> Markup:
    """Draw a line through points."""
    steps = " ".join(f"{'L' if number else 'M'}{x} {y}" for number, (x, y) in enumerate(points))
    return Markup('<path class="{}" d="{}"/>').format(style, steps)


def draw_text(x: float, y: float, text: str, style: str = "label") -> Markup:
    """Write a text; `style` may hold `end` or `middle` to say which part of it stands at `x`."""
    return Markup('<text class="{}" x="{}" y="{}">{}</text>').format(style, x, y, text)


def group_marks(marks: Iterable[Markup], title: str) -> Markup:
    """Put marks together, with a title that a pointer on them shows."""
    return Markup("<g><title>{}</title>{}</g>").format(title, Markup().join(marks))


def wrap_chart(marks: Iterable[Markup], height: float, *, title: str, description: str) -> Markup:
    """Make a whole chart, with a name and a description for those who hear the page."""
    return Markup('<svg viewBox="0 0 {} {}" role="img" aria-label="{}. {}">{}</svg>').format(
        WIDTH, height, title, description, Markup().join(marks)
    )
