"""The page's theme and what its head loads: fonts of the reader's own system, scripts and styles of ours."""

from __future__ import annotations

import gradio as gr

FONTS = (
    "Segoe UI", "Helvetica Neue", "Liberation Sans", "Noto Sans CJK SC", "Noto Sans SC",
    "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "system-ui", "sans-serif",
)  # fmt: skip
MONOSPACE_FONTS = ("ui-monospace", "Menlo", "Consolas", "Liberation Mono", "monospace")
STYLES = ("page", "controls", "keeping", "zones")
SCRIPTS = ("page", "keyboard", "saving", "keeping", "zones")


def make_theme() -> gr.themes.Base:
    """Give the theme, of which nothing is fetched."""
    return gr.themes.Base(
        primary_hue="teal", neutral_hue="slate", font=list(FONTS), font_mono=list(MONOSPACE_FONTS)
    )


def write_head() -> str:
    """Give what the page's head loads besides gradio's; addresses are relative, for a proxy's sake."""
    icon = '<link rel="icon" href="own/icon.svg" type="image/svg+xml">'
    styles = (f'<link rel="stylesheet" href="own/{name}.css">' for name in STYLES)
    scripts = (f'<script src="own/{name}.js"></script>' for name in SCRIPTS)
    return "".join((icon, *styles, *scripts))
