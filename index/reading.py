"""Files to `Page`s: which files are pages, how they are decoded, and one clear line for each that is refused.

A new kind of file (PDF, docx) comes in as one entry of `READERS`: a function from bytes to text
and the name of the encoding.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from index.documents import Page

MAX_PAGE_BYTES = 8 * 1024 * 1024
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_HANZI = re.compile(r"[\u3400-\u9fff]")
_HAN_PUNCTUATION = re.compile(r"[\u3001-\u301f\uff01-\uff65\u2014\u2018-\u201d\u2026]")
_ODD = re.compile(r"[\ue000-\uf8ff\u0080-\u009f\ufffd\uff65-\uff9f]|[^\x00-\uffff]")


class UnreadablePageError(ValueError):
    """A file that is no page; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that was passed over.

    Attributes:
        source: The file's path below the folder that was read, with `/` between its parts.
        reason: What is wrong with it and what to do, on one line.
    """

    source: str
    reason: str

    def __str__(self) -> str:
        return f"{self.source}: {self.reason}"


@dataclass(frozen=True, slots=True)
class ReadResult:
    """All pages of a folder, and the files that were refused, each sorted by source."""

    pages: tuple[Page, ...]
    refusals: tuple[Refusal, ...]


def decode_text(data: bytes) -> tuple[str, str]:
    """Decode the bytes of a text file.

    UTF-8 and UTF-16 by their marks, then strict UTF-8, then GB18030, which accepts most bytes and so is
    believed only when what comes out reads as Chinese.

    Returns:
        The text, and the encoding's name (`utf-8`, `utf-16`, `gb18030`).

    Raises:
        UnreadablePageError: The bytes are binary or of another encoding.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _decode_marked(data, encoding)
    if b"\x00" in data:
        raise UnreadablePageError("holds binary data, not text; give the page as UTF-8 or GB18030 text")
    try:
        return _checked(data.decode("utf-8")), "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        text = ""
    if not _reads_as_chinese(text):
        raise UnreadablePageError("is neither UTF-8 nor GB18030 text; save it as UTF-8")
    return _checked(text), "gb18030"


def _decode_marked(data: bytes, encoding: str) -> tuple[str, str]:
    codec = "utf-8-sig" if encoding == "utf-8" else encoding
    try:
        return _checked(data.decode(codec)), encoding
    except UnicodeDecodeError as error:
        raise UnreadablePageError(
            f"has a {encoding} byte order mark but byte {error.start} is not {encoding}; save it as UTF-8"
        ) from error


def _checked(text: str) -> str:
    """Refuse text with so many control characters that it must be binary."""
    if len(_CONTROL.findall(text)) > max(2, len(text) // 100):
        raise UnreadablePageError("holds binary data, not text; give the page as UTF-8 or GB18030 text")
    return text


def _reads_as_chinese(text: str) -> bool:
    """Tell whether most characters outside ASCII are hanzi of everyday use, judged by the GB2312 set."""
    outside = [char for char in text if char > "\x7f"]
    if not outside:
        return False
    sample = "".join(outside[:4000])
    hanzi = _HANZI.findall(sample)
    everyday = sum(_is_everyday(char) for char in hanzi)
    known = everyday + len(_HAN_PUNCTUATION.findall(sample))
    return bool(hanzi) and known >= 0.85 * len(sample) and len(_ODD.findall(sample)) <= 0.02 * len(sample)


def _is_everyday(hanzi: str) -> bool:
    """Tell whether a hanzi is in level 1 of GB2312, the 3,755 that cover some 99.7% of running text."""
    try:
        encoded = hanzi.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return 0xB0 <= encoded[0] <= 0xD7


READERS: Mapping[str, Callable[[bytes], tuple[str, str]]] = {".txt": decode_text, ".md": decode_text}
"""The reader of each file ending, in lower case."""


def read_page(path: Path, source: str, *, max_bytes: int = MAX_PAGE_BYTES) -> Page:
    """Read one file.

    Args:
        path: The file.
        source: The name that the page will be cited by.
        max_bytes: Larger files are refused.

    Raises:
        UnreadablePageError: The file is of an unknown kind, empty, too large, binary, or cannot be decoded.
    """
    _find_reader(path.name)  # a file of another kind is not even opened
    return read_page_bytes(path.name, read_bytes(path, max_bytes), source, max_bytes=max_bytes)


def read_page_bytes(name: str, data: bytes, source: str, *, max_bytes: int = MAX_PAGE_BYTES) -> Page:
    """Read a page from the bytes of a file, wherever they come from.

    Args:
        name: The file's name; its ending tells how it is read.
        data: What is in the file.
        source: The name that the page will be cited by.
        max_bytes: Larger files are refused.

    Raises:
        UnreadablePageError: The file is of an unknown kind, empty, too large, binary, or cannot be decoded.
    """
    reader = _find_reader(name)
    if len(data) > max_bytes:
        raise UnreadablePageError(f"is larger than {max_bytes:,} bytes; split it into its newspaper pages")
    text, encoding = reader(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    if not text.strip():
        raise UnreadablePageError("is empty; remove it or put its text in")
    return Page(source=source, text=text, encoding=encoding)


def _find_reader(name: str) -> Callable[[bytes], tuple[str, str]]:
    reader = READERS.get(Path(name).suffix.lower())
    if reader is None:
        kinds = ", ".join(sorted(READERS))
        raise UnreadablePageError(f"is not of a kind that is read ({kinds})")
    return reader


def read_bytes(path: Path, max_bytes: int = MAX_PAGE_BYTES) -> bytes:
    """Read a file, and of one that is too large for a page no more than shows that.

    Raises:
        UnreadablePageError: It is no regular file, or cannot be opened.
    """
    try:
        if not path.is_file():
            raise UnreadablePageError("is not a regular file; give a text file")
        with path.open("rb") as file:
            return file.read(max_bytes + 1)
    except OSError as error:
        raise UnreadablePageError(f"cannot be opened ({error.strerror}); check its permissions") from error


def iterate_files(place: Path) -> Iterator[tuple[Path, str]]:
    """Yield `(file, source)` below a folder, sorted by source, or the one file given.

    Hidden files and folders are skipped; links out of the folder are not followed, nor are links to folders.

    Raises:
        FileNotFoundError: There is no such file or folder.
    """
    if not place.exists():
        raise FileNotFoundError(f"no such file or folder: {place}; give a page or a folder of pages")
    if place.is_file():
        yield place, place.name
        return
    root = place.resolve()
    found: list[tuple[str, Path]] = []
    for folder, names in _walk(place):
        found.extend(
            ((folder / name).relative_to(place).as_posix(), folder / name)
            for name in names
            if not name.startswith(".") and (folder / name).resolve().is_relative_to(root)
        )
    yield from ((path, source) for source, path in sorted(found))


def _walk(place: Path) -> Iterator[tuple[Path, list[str]]]:
    """Yield each folder that is neither hidden nor a link, with the names of its files."""
    try:
        children = list(place.iterdir())
    except PermissionError:
        # The folder itself goes on as if it were a file, and is refused in one line like one.
        yield place.parent, [place.name]
        return
    yield place, [child.name for child in children if not child.is_dir()]
    for child in children:
        if child.is_dir() and not child.is_symlink() and not child.name.startswith("."):
            yield from _walk(child)


def read_pages(place: Path, *, max_bytes: int = MAX_PAGE_BYTES) -> ReadResult:
    """Read every page below a folder (or one file), refusing what is no page and going on.

    Raises:
        FileNotFoundError: There is no such file or folder.
    """
    pages: list[Page] = []
    refusals: list[Refusal] = []
    for path, source in iterate_files(place):
        try:
            pages.append(read_page(path, source, max_bytes=max_bytes))
        except UnreadablePageError as error:
            refusals.append(Refusal(source, str(error)))
    return ReadResult(tuple(pages), tuple(refusals))
