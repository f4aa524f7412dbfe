"""Passwords as they are kept, the file of accounts, and what is remembered of it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.hosting.accounts import (
    ATTEMPTS_WINDOW_S,
    MAX_ATTEMPTS,
    Accounts,
    AccountsError,
    Attempts,
    add_account,
    load_accounts,
)
from app.hosting.passwords import (
    Cost,
    PasswordError,
    check_name,
    hash_password,
    read_accounts,
    write_accounts,
)

CHEAP = Cost(10, 1, 1)
"""So that a test does not take seconds."""


class Clock:
    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


@settings(max_examples=25)
@given(st.text(min_size=8, max_size=60), st.text(max_size=60))
def test_only_the_same_password_matches_also_after_writing(password: str, other: str) -> None:
    kept = hash_password(password, CHEAP)
    again = read_accounts(write_accounts({"ann": kept}))["ann"]
    assert again == kept
    assert again.matches(password)
    assert again.matches(other) == (other == password)


def test_the_same_password_is_never_kept_alike() -> None:
    assert hash_password("12345678", CHEAP) != hash_password("12345678", CHEAP)


def test_the_cost_in_the_line_counts_and_the_default_is_dear() -> None:
    assert Cost().memory_bytes == 32 * 2**20
    line = write_accounts({"ann": hash_password("12345678", Cost(11, 2, 3))})
    assert line.startswith("ann:$scrypt$ln=11,r=2,p=3$")
    assert read_accounts(line)["ann"].cost == Cost(11, 2, 3)


@pytest.mark.parametrize("password", ["", "1234567", "x" * 1025])
def test_a_password_of_a_wrong_length_is_refused_and_not_named(password: str) -> None:
    with pytest.raises(PasswordError, match=f"8 to 1024 characters, this one {len(password)}"):
        hash_password(password, CHEAP)


@pytest.mark.parametrize("name", ["", "a:b", "#ann", "~12", "a\nb", " ann", "ann ", "x" * 65, "a,b"])
def test_a_name_that_cannot_stand_in_the_file_is_refused(name: str) -> None:
    with pytest.raises(PasswordError, match="is no name for an account"):
        check_name(name)


GOOD = write_accounts({"ann": hash_password("12345678", CHEAP)}).strip()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ann:12345678", r"line 1: this is not `name:\$scrypt"),
        ("# hello\n\nann", "line 3: this is not"),
        (f"{GOOD}\n{GOOD}", "line 2: 'ann' has a line already"),
        (GOOD.replace("ln=10", "ln=30"), "line 1: the cost ln=30,r=1,p=1 is out of bounds"),
        (GOOD.replace("ln=10", "ln=1"), "out of bounds"),
        (GOOD.replace("r=1", "r=0"), "out of bounds"),
        (GOOD.replace("ln=10,r=1", "ln=22,r=99"), "out of bounds"),
        (f"~x{GOOD}", "line 1: .* is no name"),
    ],
)
def test_a_wrong_line_is_named_by_its_number(text: str, words: str) -> None:
    with pytest.raises(PasswordError, match=words) as caught:
        read_accounts(text)
    assert "12345678" not in str(caught.value)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        assert all(kept.cost for kept in read_accounts(text).values())
    except PasswordError:
        return


def test_accounts_are_added_and_changed_for_the_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "accounts.txt"
    assert add_account(path, "ann", "password-1", CHEAP)
    assert add_account(path, "蓝", "password-2", CHEAP)
    assert not add_account(path, "ann", "password-3", CHEAP)
    kept = load_accounts(path)
    assert list(kept) == ["ann", "蓝"]
    assert kept["ann"].matches("password-3")
    assert kept["蓝"].matches("password-2")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [found.name for found in tmp_path.iterdir()] == ["accounts.txt"]


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "accounts.txt"
    add_account(path, "ann", "password-1", CHEAP)
    before = path.read_bytes()

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(AccountsError, match="No space left"):
        add_account(path, "bob", "password-2", CHEAP)
    assert path.read_bytes() == before
    assert [found.name for found in tmp_path.iterdir()] == ["accounts.txt"]


def test_another_file_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("my notes\n")
    with pytest.raises(AccountsError, match="line 1"):
        add_account(path, "ann", "password-1", CHEAP)
    assert path.read_text() == "my notes\n"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "No such file.*--add-user NAME --auth"),
        (b"", "holds no account.*--add-user"),
        (b"# none\n", "holds no account"),
        (b"\xff\xfe", "no UTF-8 text"),
        (b"x" * (2**20 + 1), "larger than 1 MiB"),
    ],
    ids=["missing", "empty", "comments", "binary", "large"],
)
def test_a_file_that_lets_nobody_in_says_what_to_do(
    tmp_path: Path, content: bytes | None, words: str
) -> None:
    path = tmp_path / "accounts.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(AccountsError, match=words):
        load_accounts(path)


def open_accounts(path: Path) -> tuple[Accounts, Clock, list[str]]:
    clock = Clock()
    told: list[str] = []
    return Accounts(path, clock=clock, warn=told.append), clock, told


def test_what_was_right_once_is_remembered_until_the_file_changes(tmp_path: Path) -> None:
    path = tmp_path / "accounts.txt"
    add_account(path, "ann", "password-1", CHEAP)
    known, clock, told = open_accounts(path)
    assert not known.remembers("ann", "password-1")
    assert known.check("ann", "password-1")
    assert known.remembers("ann", "password-1")
    assert not known.remembers("ann", "password-2")
    assert not known.check("nobody", "password-1")
    add_account(path, "ann", "password-2", CHEAP)
    clock.now_s += 2
    assert not known.remembers("ann", "password-1")
    assert not known.check("ann", "password-1")
    assert known.check("ann", "password-2")
    assert told == []


def test_a_file_broken_meanwhile_leaves_the_accounts_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "accounts.txt"
    add_account(path, "ann", "password-1", CHEAP)
    known, clock, told = open_accounts(path)
    path.write_text("broken")
    for _ in range(3):
        clock.now_s += 2
        known.remembers("ann", "password-1")
    assert known.check("ann", "password-1")
    assert len(told) == 1
    assert "stay as they were" in told[0]
    assert "line 1" in told[0]


def test_a_file_that_others_can_read_is_warned_of(tmp_path: Path) -> None:
    path = tmp_path / "accounts.txt"
    add_account(path, "ann", "password-1", CHEAP)
    path.chmod(0o644)
    _, _, told = open_accounts(path)
    assert len(told) == 1
    assert f"chmod 600 {path}" in told[0]


def test_wrong_passwords_are_counted_by_address_for_a_time() -> None:
    clock = Clock()
    attempts = Attempts(clock=clock)
    for _ in range(MAX_ATTEMPTS):
        assert attempts.wait_s("~a") == 0
        attempts.count("~a")
        clock.now_s += 1
    assert attempts.wait_s("~a") == ATTEMPTS_WINDOW_S - MAX_ATTEMPTS
    assert attempts.wait_s("~b") == 0
    clock.now_s += attempts.wait_s("~a")
    assert attempts.wait_s("~a") == 0
