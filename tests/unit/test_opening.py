"""The command line becomes what a host has chosen, before anything slow is done."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from app import opening
from app.hosting.accounts import add_account
from app.hosting.choices import Hosting
from app.hosting.counting import Jobs
from app.hosting.limiting import Allowance
from app.hosting.passwords import Cost
from app.hosting.proxying import RootPath
from app.opening import ExtraMissingError, check_extras, read_hosting, tell_jobs, warn_of
from app.options import parse_options


def read(*arguments: str) -> Hosting:
    return read_hosting(parse_options(arguments))


def test_the_defaults_are_for_one_reader_on_this_machine() -> None:
    hosting = read()
    assert hosting.allowance == Allowance(2, 30, 68)
    assert hosting.upload_bytes == 64 * 2**20
    assert (hosting.accounts, hosting.root, hosting.grace_s) == (None, RootPath(), 10)
    assert [hosting.hosts.allows(name) for name in ("localhost", "192.168.1.5")] == [True, False]
    assert [hosting.proxies.trusts(name) for name in ("127.0.0.1", "::1", "10.0.0.1")] == [True, True, False]


def test_what_is_given_is_taken() -> None:
    hosting = read(
        "--host", "0.0.0.0", "--root-path", "https://zones.example.org/z", "--hostname", "zones.lan",
        "--forwarded-allow-ips", "10.0.0.0/8, 192.0.2.1", "--answers", "3", "--queue", "5",
        "--per-person", "1", "--per-minute", "9", "--grace-s", "0",
    )  # fmt: skip
    assert hosting.allowance == Allowance(1, 9, 8)
    assert (hosting.upload_bytes, hosting.grace_s) == (0, 0)
    assert [hosting.hosts.allows(name) for name in ("zones.example.org", "zones.lan", "evil.example")] == [
        True, True, False,
    ]  # fmt: skip
    assert [hosting.proxies.trusts(name) for name in ("127.0.0.1", "10.9.9.9", "192.0.2.1")] == [
        False, True, True,
    ]  # fmt: skip


def test_with_accounts_readers_elsewhere_may_bring_pages_and_the_check_asks_for_none(tmp_path: Path) -> None:
    path = str(tmp_path / "accounts.txt")
    add_account(Path(path), "ann", "password-1", Cost(10, 1, 1))
    hosting = read("--host", "0.0.0.0", "--auth", path, "--upload-mib", "7")
    assert hosting.accounts is not None
    assert hosting.upload_bytes == 7 * 2**20
    assert read("--auth", path, "--check").accounts is None


@pytest.mark.parametrize(
    ("arguments", "is_warned"),
    [([], False), (["--host", "0.0.0.0"], True), (["--host", "0.0.0.0", "--auth", "x"], False)],
)
def test_an_open_door_is_warned_of(
    arguments: list[str], capsys: pytest.CaptureFixture[str], *, is_warned: bool
) -> None:
    warn_of(parse_options(arguments))
    printed = capsys.readouterr().err
    assert printed.startswith("warning: everybody who reaches 0.0.0.0") == is_warned


def test_a_package_that_is_not_there_is_told_with_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "find_spec", lambda _: None)
    check_extras(parse_options([]))
    with pytest.raises(ExtraMissingError, match=r"pip install .* '\.\[mcp\]'"):
        check_extras(parse_options(["--mcp"]))


def test_the_queue_is_asked_by_its_own_words() -> None:
    """gradio's are private: the browser tests hold this to the real ones."""
    app: Any = SimpleNamespace(state=SimpleNamespace(jobs=Jobs()))
    events = {1: SimpleNamespace(concurrency_id="answers"), 2: SimpleNamespace(concurrency_id="others")}
    tell_jobs(app, SimpleNamespace(_queue=SimpleNamespace(event_ids_to_events={"a": 1}), fns=events))
    jobs = app.state.jobs
    assert jobs.asking == {1}
    assert [jobs.is_queued(event) for event in ("a", "b")] == [True, False]
