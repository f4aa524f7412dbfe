import json
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import IndexCorruptError, IndexFormatError
from index.manifest import (
    FORMAT,
    IndexCounts,
    IndexSettings,
    Manifest,
    digest_rules,
    hash_file,
    record_files,
)

SETTINGS = IndexSettings(FORMAT, "rules", "an encoder", "0123", 8, "4567")
COUNTS = IndexCounts(pages=1, articles=2, passages=3, sentences=4, zones=5)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.npy").write_bytes(b"some bytes")
    Manifest(SETTINGS, COUNTS, "2024-06-13T00:00:00+00:00", record_files(tmp_path)).write(tmp_path)
    return tmp_path


def test_a_manifest_is_read_back_as_it_was_written(folder: Path) -> None:
    manifest = Manifest.read(folder)

    assert (manifest.settings, manifest.counts) == (SETTINGS, COUNTS)
    assert list(manifest.files) == ["a.npy"]
    assert manifest.files["a.npy"].size == 10
    assert manifest.files["a.npy"].sha256 == hash_file(folder / "a.npy")
    manifest.check(folder, contents=True)


def test_another_format_is_not_read(folder: Path) -> None:
    Manifest(replace(SETTINGS, format=FORMAT + 1), COUNTS, "", {}).write(folder)

    with pytest.raises(IndexFormatError) as caught:
        Manifest.read(folder)
    index = folder.parents[1]
    assert str(caught.value) == (
        f"the index in {index} was made by another version of Zonewise (format {FORMAT + 1}; this one reads"
        f" {FORMAT}); build it again: python -m index PAGES_DIR --to {index}"
    )


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"settings": {"format": 2}}', "\x00", json.dumps({"settings": None})],
    ids=["empty", "a list", "no settings", "half of the settings", "binary", "null"],
)
def test_a_spoilt_manifest_says_to_build_again(folder: Path, text: str) -> None:
    (folder / "manifest.json").write_text(text)

    with pytest.raises(IndexCorruptError, match="build the index again"):
        Manifest.read(folder)


def test_a_file_of_another_size_is_found_without_reading_it(folder: Path) -> None:
    manifest = Manifest.read(folder)
    (folder / "a.npy").write_bytes(b"some byte")

    with pytest.raises(IndexCorruptError, match="has 9 bytes and should have 10; build the index again"):
        manifest.check(folder, contents=False)


def test_a_changed_byte_is_found_when_contents_are_checked(folder: Path) -> None:
    manifest = Manifest.read(folder)
    (folder / "a.npy").write_bytes(b"some bytez")

    manifest.check(folder, contents=False)
    with pytest.raises(IndexCorruptError, match=r"is not what was written \(SHA-256\)"):
        manifest.check(folder, contents=True)


def test_a_missing_file_is_named(folder: Path) -> None:
    manifest = Manifest.read(folder)
    (folder / "a.npy").unlink()

    with pytest.raises(IndexCorruptError, match=r"a\.npy is missing; build the index again"):
        manifest.check(folder, contents=False)


def test_the_digest_of_the_rules_changes_with_program_and_data_but_not_with_the_encoder(
    tmp_path: Path,
) -> None:
    for name in ("segmenting.py", "data/words.txt", "bundled/card.json", "__main__.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("before")
    before = digest_rules(tmp_path)

    changed = {}
    for name in ("segmenting.py", "data/words.txt", "bundled/card.json", "__main__.py"):
        (tmp_path / name).write_text("after")
        changed[name] = digest_rules(tmp_path) != before
        (tmp_path / name).write_text("before")

    assert changed == {
        "segmenting.py": True,
        "data/words.txt": True,
        "bundled/card.json": False,
        "__main__.py": False,
    }
