"""Reading: encodings, refusals, order, and what is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.reading import UnreadablePageError, decode_text, read_page, read_page_bytes, read_pages

CHINESE = "近日，开发区召开项目推进会，研究铜材加工项目的用地和用能问题。总投资3.6亿元。\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        pytest.param(CHINESE.encode(), "utf-8", id="utf-8"),
        pytest.param(CHINESE.encode("utf-8-sig"), "utf-8", id="utf-8-with-mark"),
        pytest.param(CHINESE.encode("utf-16"), "utf-16", id="utf-16-with-mark"),
        pytest.param(CHINESE.encode("gb18030"), "gb18030", id="gb18030"),
        pytest.param(b"plain English text\n", "utf-8", id="ascii"),
    ],
)
def test_encoding_is_detected(data: bytes, encoding: str) -> None:
    text, found = decode_text(data)
    assert found == encoding
    assert text in {CHINESE, "plain English text\n"}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "binary", id="picture"),
        pytest.param(bytes(range(1, 32)) * 20, "binary", id="control-characters"),
        pytest.param("décidé à côté, naïveté, été\n".encode("latin-1"), "neither", id="latin-1"),
        pytest.param(("開發區召開會議" * 20).encode("big5"), "neither", id="big5"),
        pytest.param(b"\xef\xbb\xbf\xff\xfe\xfd", "byte order mark", id="wrong-mark"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(UnreadablePageError, match=words):
        decode_text(data)


@given(st.text(st.characters(min_codepoint=0x20, blacklist_categories=["Cs", "Cc"])))
def test_utf8_is_read_as_it_stands(text: str) -> None:
    decoded, encoding = decode_text(text.encode())
    assert (decoded.removeprefix("\ufeff"), encoding) == (text.removeprefix("\ufeff"), "utf-8")


def test_line_ends_become_line_feeds(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("一行\r\n二行\r三行\n".encode())
    assert read_page(tmp_path / "a.txt", "a.txt").text == "一行\n二行\n三行\n"


def test_folder_is_read_in_order_and_the_rest_refused(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / ".hidden").mkdir()
    (tmp_path / "b.txt").write_text(CHINESE, encoding="utf-8")
    (tmp_path / "sub" / "a.MD").write_text(CHINESE, encoding="gb18030")
    (tmp_path / ".hidden" / "c.txt").write_text(CHINESE, encoding="utf-8")
    (tmp_path / ".d.txt").write_text(CHINESE, encoding="utf-8")
    (tmp_path / "empty.txt").write_text(" \n", encoding="utf-8")
    (tmp_path / "scan.jpg").write_bytes(b"\xff\xd8")
    (tmp_path / "big.txt").write_bytes(b"x" * 1001)
    result = read_pages(tmp_path, max_bytes=1000)
    assert [(page.source, page.encoding) for page in result.pages] == [
        ("b.txt", "utf-8"),
        ("sub/a.MD", "gb18030"),
    ]
    reasons = {refusal.source: refusal.reason for refusal in result.refusals}
    assert list(reasons) == ["big.txt", "empty.txt", "scan.jpg"]
    assert "larger than 1,000 bytes" in reasons["big.txt"]
    assert "empty" in reasons["empty.txt"]
    assert ".md, .txt" in reasons["scan.jpg"]
    assert all("\n" not in str(refusal) for refusal in result.refusals)


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    pages = tmp_path / "pages"
    outside.mkdir()
    pages.mkdir()
    (outside / "secret.txt").write_text(CHINESE, encoding="utf-8")
    (pages / "own.txt").write_text(CHINESE, encoding="utf-8")
    (pages / "link.txt").symlink_to(outside / "secret.txt")
    (pages / "folder").symlink_to(outside)
    (pages / "alias.txt").symlink_to(pages / "own.txt")
    assert [page.source for page in read_pages(pages).pages] == ["alias.txt", "own.txt"]


def test_one_file_may_be_given(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(CHINESE, encoding="utf-8")
    assert [page.source for page in read_pages(tmp_path / "a.txt").pages] == ["a.txt"]


def test_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nowhere"):
        read_pages(tmp_path / "nowhere")


def test_a_page_is_read_from_bytes_as_from_its_file(tmp_path: Path) -> None:
    data = ("\ufeff" + CHINESE + "二行\r\n").encode()
    (tmp_path / "a.TXT").write_bytes(data)

    page = read_page_bytes("a.TXT", data, "added/a.TXT")

    assert page == read_page(tmp_path / "a.TXT", "added/a.TXT")
    assert page.text == CHINESE + "二行\n"


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.pdf", b"%PDF-", "not of a kind"),
        ("a.txt", b" \r\n", "is empty"),
        ("a.txt", b"x" * 11, "larger than 10 bytes"),
        ("a.txt", b"\x00", "binary"),
    ],
)
def test_bytes_that_are_no_page_are_refused(name: str, data: bytes, words: str) -> None:
    with pytest.raises(UnreadablePageError, match=words):
        read_page_bytes(name, data, name, max_bytes=10)
