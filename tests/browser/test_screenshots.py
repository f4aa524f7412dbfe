"""The committed pictures are those that `make screenshots` takes, in its sizes."""

from __future__ import annotations

from pathlib import Path

from tests.browser.taking_screenshots import PICTURES, Picture

FOLDER = Path(__file__).parents[2] / "docs" / "images"


def read_size(path: Path) -> tuple[int, int]:
    """Give width and height of a PNG file: the first fields of its first chunk."""
    head = path.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    return int.from_bytes(head[16:20]), int.from_bytes(head[20:24])


def expect_size(picture: Picture) -> tuple[int, int]:
    scale, viewport = picture.options.get("device_scale_factor", 1), picture.options["viewport"]
    return viewport["width"] * scale, viewport["height"] * scale


def test_each_picture_is_there_in_its_size_and_no_other() -> None:
    expected = {name: expect_size(picture) for name, picture in PICTURES.items()}
    assert {path.name: read_size(path) for path in FOLDER.iterdir()} == expected
