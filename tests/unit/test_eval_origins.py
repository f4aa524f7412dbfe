import shutil
import subprocess
from pathlib import Path

import pytest

from eval.origins import UNKNOWN, describe_origin, read_commit
from index.embedding import BUNDLED_NAME

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def run_git(folder: Path, *words: str) -> str:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    command = ["git", "-C", str(folder), *identity, *words]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "checkout"
    folder.mkdir()
    run_git(folder, "init", "--quiet")
    (folder / "file").write_text("one", "utf-8")
    run_git(folder, "add", "file")
    run_git(folder, "commit", "--quiet", "--message", "one")
    return folder


@needs_git
def test_the_commit_of_a_checkout_is_told_and_that_it_was_changed(checkout: Path) -> None:
    commit = run_git(checkout, "rev-parse", "--short", "HEAD")
    assert read_commit(checkout) == commit
    (checkout / "file").write_text("two", "utf-8")
    assert read_commit(checkout) == f"{commit}-dirty"


@needs_git
def test_of_what_is_no_checkout_of_its_own_the_commit_is_unknown(checkout: Path, tmp_path: Path) -> None:
    within = checkout / "within"
    within.mkdir()
    assert read_commit(within) == UNKNOWN
    assert read_commit(tmp_path) == UNKNOWN


@needs_git
def test_a_checkout_without_a_commit_or_without_git_is_unknown(
    tmp_path: Path, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_git(tmp_path, "init", "--quiet")
    assert read_commit(tmp_path) == UNKNOWN
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    assert read_commit(checkout) == UNKNOWN


def test_the_encoder_is_the_one_that_the_settings_name() -> None:
    assert describe_origin({}).encoder == BUNDLED_NAME
    origin = describe_origin({"encoder": "someone/encoder"})
    assert origin.encoder == "someone/encoder"
    assert origin.as_json()["settings"] == {"encoder": "someone/encoder"}
    assert str(origin).endswith("encoder someone/encoder, settings encoder=someone/encoder")
    assert len(origin.date) == len("2024-06-13")
