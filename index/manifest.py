"""The manifest of a generation: what was indexed, how, and the size and SHA-256 of every file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from index.errors import IndexCorruptError, IndexFormatError

FORMAT = 2
"""Grows when the files change their meaning; an index of another format is built again."""

MANIFEST_FILE = "manifest.json"
_RULE_ENDINGS = {".py", ".json", ".jsonl", ".toml", ".tsv", ".csv", ".txt"}
_ENCODER_FOLDER = "bundled"


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """What an index depends on besides the pages; when any of it changes, nothing is reused.

    Attributes:
        format: See `FORMAT`.
        rules: Digest of the program and data that turn a page into articles and passages.
        encoder: The encoder's name.
        encoder_digest: Changes when its vectors would.
        dimensions: Length of a vector.
        pieces_digest: The digest of the bundled encoder, whose pieces the words are.
    """

    format: int
    rules: str
    encoder: str
    encoder_digest: str
    dimensions: int
    pieces_digest: str


@dataclass(frozen=True, slots=True)
class IndexCounts:
    """How much is in an index."""

    pages: int
    articles: int
    passages: int
    sentences: int
    zones: int


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file of a generation as it was written."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What `manifest.json` says.

    Attributes:
        settings: See `IndexSettings`.
        counts: See `IndexCounts`.
        created: When it was written, ISO 8601 in UTC.
        files: The record of each file by its name, the manifest itself left out.
    """

    settings: IndexSettings
    counts: IndexCounts
    created: str
    files: Mapping[str, FileRecord]

    def write(self, folder: Path) -> None:
        """Write `manifest.json` into the generation's folder."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=2) + "\n"
        (folder / MANIFEST_FILE).write_text(text, encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Read `manifest.json`.

        Raises:
            IndexCorruptError: It is missing or is not what was written.
            IndexFormatError: It is of another format.
        """
        path = folder / MANIFEST_FILE
        try:
            values = json.loads(path.read_text("utf-8"))
            found = values["settings"]["format"]
            if found != FORMAT:
                index = folder.parents[1]  # the manifest stands in INDEX/generations/NNNNNN
                raise IndexFormatError(
                    f"the index in {index} was made by another version of Zonewise (format {found}; this one"
                    f" reads {FORMAT}); build it again: python -m index PAGES_DIR --to {index}"
                )
            return cls(
                settings=IndexSettings(**values["settings"]),
                counts=IndexCounts(**values["counts"]),
                created=str(values["created"]),
                files={name: FileRecord(**record) for name, record in values["files"].items()},
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise IndexCorruptError(f"{path} cannot be read ({error!r}); build the index again") from error

    def check(self, folder: Path, *, contents: bool) -> None:
        """Compare the files with their records.

        Args:
            folder: The generation.
            contents: Read every file whole and compare its SHA-256, which takes a second for each GB or so;
                else only sizes are compared.

        Raises:
            IndexCorruptError: A file is missing or differs.
        """
        for name, record in self.files.items():
            path = folder / name
            size = path.stat().st_size if path.is_file() else None
            if size is None:
                raise IndexCorruptError(f"{path} is missing; build the index again")
            if size != record.size:
                raise IndexCorruptError(
                    f"{path} has {size} bytes and should have {record.size}; build the index again"
                )
            if contents and hash_file(path) != record.sha256:
                raise IndexCorruptError(f"{path} is not what was written (SHA-256); build the index again")


def record_files(folder: Path) -> dict[str, FileRecord]:
    """Measure every file of a folder."""
    paths = sorted(path for path in folder.iterdir() if path.is_file() and path.name != MANIFEST_FILE)
    return {path.name: FileRecord(path.stat().st_size, hash_file(path)) for path in paths}


def hash_file(path: Path) -> str:
    """Give the SHA-256 of a file in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest_rules(folder: Path = Path(__file__).parent) -> str:
    """Give a digest of this package's program and data files.

    The articles and passages of a page depend on many small rules. A number raised by hand would be
    forgotten, and an index would keep the articles of old rules; so every change of the package counts.
    """
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        place = path.relative_to(folder)
        if path.suffix in _RULE_ENDINGS and not place.parts[0].startswith((_ENCODER_FOLDER, "__")):
            digest.update(place.as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
