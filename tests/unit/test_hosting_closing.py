"""What gradio offers and the page does not use is shut; files of the host and of other sites stay there."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.hosting.choices import Hosting
from app.hosting.closing import names_other_files
from app.hosting.limiting import Allowance
from app.hosting.uploading import (
    LEAST_FILE_BYTES,
    MOST_UPLOADS,
    VARIABLE,
    choose_upload_folder,
    find_upload_folder,
    has_room,
)
from tests.unit.hosting_client import get, make_app

FOLDER = "/srv/uploads"


def name_file(path: Any) -> dict[str, Any]:
    return {"path": path, "meta": {"_type": "gradio.FileData"}, "orig_name": "page.txt"}


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file=https://example.org/x",
        "/gradio_api/file/etc/passwd",
        "/gradio_api/proxy=https://example.org/",
        "/gradio_api/process_recording",
        "/gradio_api/component_server",
        "/gradio_api/vibe-edit/",
        "/login",
        "/monitoring/key",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_doors_that_the_page_does_not_use_are_shut(path: str, method: str) -> None:
    answer = get(make_app(), path, method=method)
    assert (answer.status_code, answer.json()["reason"]) == (404, "not_offered")


@pytest.mark.parametrize(
    ("path", "is_other"),
    [
        (f"{FOLDER}/5f/page.txt", False),
        (None, False),
        ("/etc/passwd", True),
        (FOLDER, True),
        (f"{FOLDER}-of-others/page.txt", True),
        (f"{FOLDER}/../accounts.txt", True),
        ("page.txt", True),
        ("https://example.org/page.txt", True),
        ("file:///etc/passwd", True),
        ("\0", True),
        (["/etc/passwd"], True),
    ],
)
def test_only_uploads_may_be_named(path: Any, is_other: bool) -> None:
    for data in (name_file(path), [name_file(path)], {"a": [{"b": name_file(path)}]}):
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-32"):
            body = json.dumps({"fn_index": 1, "data": [data]}).encode(encoding)
            assert names_other_files(body, FOLDER) is is_other
            assert names_other_files(body.replace(b"path", b"p\\u0061th"), FOLDER) is is_other


@pytest.mark.parametrize("body", [b"", b"{", b'{"data": ["the path"]}', b'{"data": "path"}', b'"\\u0061"'])
def test_words_name_no_file(body: bytes) -> None:
    assert not names_other_files(body, FOLDER)


def test_what_is_too_deep_to_look_into_is_not_let_through() -> None:
    assert names_other_files(b'{"path":' + b"[" * 200_000, FOLDER)


@given(st.binary(max_size=60))
def test_no_body_breaks_it(body: bytes) -> None:
    assert names_other_files(b'{"path":' + body, FOLDER) in {True, False}


def test_a_file_of_the_host_is_refused_at_every_call_and_an_upload_is_not() -> None:
    app = make_app()
    for path, status in {"/etc/passwd": 403, f"{find_upload_folder()}/5f/page.txt": 200}.items():
        fields = {"event": "a1", "data": [name_file(path)]}
        assert get(app, "/gradio_api/queue/join", method="POST", json=fields).status_code == status
    fields = {"data": [name_file("/etc/passwd")]}
    assert (
        get(app, "/gradio_api/run/tell", method="POST", json=fields).json()["reason"] == "file_not_uploaded"
    )


def test_uploads_are_refused_where_they_are_off_or_have_no_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    off = get(make_app(Hosting(upload_bytes=0)), "/gradio_api/upload", method="POST", content=b"x")
    assert (off.status_code, off.json()["reason"]) == (403, "uploads_off")
    (tmp_path / "5f").mkdir()
    (tmp_path / "5f" / "page.txt").write_bytes(b"x")
    app = make_app(Hosting(upload_bytes=LEAST_FILE_BYTES))
    assert get(app, "/gradio_api/upload", method="POST", content=b"x").status_code == 200
    for number in range(MOST_UPLOADS - 1):
        (tmp_path / f"{number}.txt").write_bytes(b"x")
    full = get(app, "/gradio_api/upload", method="POST", content=b"x")
    assert (full.status_code, full.json()["reason"]) == (507, "uploads_full")
    assert not has_room(str(tmp_path / "none" / "none"), 100)


def test_files_without_a_byte_go_after_a_while(tmp_path: Path) -> None:
    old, new = tmp_path / "tmpold", tmp_path / "tmpnew"
    for path in (old, new):
        path.touch()
    os.utime(old, (1.0, 1.0))
    assert has_room(str(tmp_path), 100)
    assert (old.exists(), new.exists()) == (False, True)


def test_uploads_have_a_folder_of_this_process_unless_the_host_names_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.delenv(VARIABLE, raising=False)
    assert find_upload_folder() == str((tmp_path / "gradio").resolve())
    chosen = choose_upload_folder()
    assert chosen == find_upload_folder() == choose_upload_folder()
    assert Path(chosen).parent == tmp_path
    assert os.name != "posix" or Path(chosen).stat().st_mode & 0o077 == 0
    monkeypatch.setenv(VARIABLE, FOLDER)
    assert choose_upload_folder() == FOLDER


def test_other_jobs_take_at_most_half_of_the_queue() -> None:
    assert Allowance(2, 30, 68).beside() == Allowance(4, 120, 34)
    assert Allowance(1, 1, 1).beside().in_all == 1
