"""Names of files are made safe: no folders, no hidden or reserved ones, none too long, never empty."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.file_names import MAX_NAME_BYTES, MAX_NAME_CHARS, make_safe_name, number_name


@pytest.mark.parametrize(
    ("given_name", "expected"),
    [
        ("2024-06-13 头版.txt", "2024-06-13 头版.txt"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\pages\\one.md", "one.md"),
        (".hidden.txt", "hidden.txt"),
        (".txt", "page.txt"),
        ("...", "page"),
        ("", "page"),
        ("a\x00b\n\u202ec.txt", "abc.txt"),
        ("what?<is>*this*.txt", "what__is__this_.txt"),
        ("CON.txt", "_CON.txt"),
        ("nul.2024.txt", "_nul.2024.txt"),
        ("name .txt", "name.txt"),
        ("name.txt. .", "name.txt"),
        ("e\u0301.txt", "\u00e9.txt"),
    ],
)
def test_a_name_is_made_safe(given_name: str, expected: str) -> None:
    assert make_safe_name(given_name) == expected


def test_a_long_name_keeps_its_ending() -> None:
    assert make_safe_name("x" * 300 + ".txt") == "x" * 96 + ".txt"
    name = make_safe_name("经" * 300 + ".txt")
    assert name == "经" * 65 + ".txt"


def test_a_name_that_is_taken_gets_the_next_number() -> None:
    assert number_name("a.txt", []) == "a.txt"
    assert number_name("a.txt", ["A.TXT", "a (2).txt"]) == "a (3).txt"
    assert number_name("2024-06.txt", ["2024-06.txt"]) == "2024-06 (2).txt"
    long = make_safe_name("y" * 300 + ".txt")
    assert number_name(long, [long]) == "y" * 92 + " (2).txt"


@given(st.text())
def test_any_name_can_be_written_and_printed_on_one_line(name: str) -> None:
    safe = make_safe_name(name)

    assert safe == safe.strip()
    assert not safe.startswith(".")
    assert not safe.endswith(".")
    assert not set(safe) & set('/\\<>:"|?*')
    assert all(not unicodedata.category(one).startswith("C") for one in safe)
    assert 0 < len(safe) <= MAX_NAME_CHARS
    assert len(safe.encode()) <= MAX_NAME_BYTES
    assert make_safe_name(safe) == safe
    assert number_name(safe, [safe]) != safe
