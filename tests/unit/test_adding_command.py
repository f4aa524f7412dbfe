"""`python -m index` with `--add`, `--remove` and `--added`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.__main__ import main
from index.building import build_index_of_pages
from index.store import open_index
from tests.unit.index_fakes import COAL, COPPER, PLAIN, RULES, TRAVEL


@pytest.fixture(autouse=True)
def _simple_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.building.load_rules", lambda: RULES)
    monkeypatch.setattr("index.extending.load_rules", lambda: RULES)


@pytest.fixture
def index(tmp_path: Path) -> Path:
    build_index_of_pages([COAL, COPPER], tmp_path / "index", rules=RULES)
    return tmp_path / "index"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with two pages that are not in the index yet."""
    folder = tmp_path / "new"
    folder.mkdir()
    for page in (TRAVEL, PLAIN):
        (folder / page.source).write_text(page.text, "utf-8")
    return folder


def test_what_is_found_in_each_file_is_printed(
    index: Path, files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--to", str(index), "--add", *map(str, sorted(files.iterdir()))]) == 0

    captured = capsys.readouterr()
    *lines, last = captured.out.splitlines()
    assert lines == [
        "added/plain.txt: 1 article, no date, no zone",
        "    note: could not be split into articles; all of it is one",
        "added/travel.txt: 1 article, 2022, 丁山示范区",
        "    农家乐迎客",
    ]
    assert last.startswith(f"{index}: 2 added in ")
    assert last.endswith("seconds; 4 pages, 5 articles, 4 zones")
    assert captured.err == ""


def test_a_refused_file_is_named_and_the_rest_is_added(
    index: Path, files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (files / "a.png").write_bytes(b"\x89PNG")
    arguments = [str(files / name) for name in ("a.png", "travel.txt", "none.txt")]

    assert main(["--to", str(index), "--add", *arguments]) == 3

    captured = capsys.readouterr()
    assert captured.err.splitlines() == [
        f"refused: {files / 'none.txt'}: is not a regular file; give a text file",
        "refused: a.png: is not of a kind that is read (.md, .txt)",
    ]
    assert captured.out.startswith("added/travel.txt: 1 article")


def test_a_text_and_a_name_that_are_there_are_told(
    index: Path, files: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["--to", str(index), "--add", str(files / "travel.txt"), "--quiet"])
    other = tmp_path / "other" / "travel.txt"
    other.parent.mkdir()
    other.write_text(PLAIN.text, "utf-8")

    assert main(["--to", str(index), "--add", str(files / "travel.txt"), str(other)]) == 0

    first, second, _, third, _ = capsys.readouterr().out.splitlines()
    assert first == "added/travel (2).txt: 1 article, no date, no zone"
    assert second == "    (given as travel.txt, which another page is called)"
    assert third == "already there: travel.txt has the text of added/travel.txt"


def test_when_all_are_refused_it_is_an_error(
    index: Path, files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (files / "a.png").write_bytes(b"\x89PNG")

    for names in (["none.txt"], ["a.png"]):
        assert main(["--to", str(index), "--add", *(str(files / name) for name in names)]) == 1
        assert capsys.readouterr().err.splitlines()[1:] == [
            "error: no file could be added; the index is as it was"
        ]
    with open_index(index) as opened:
        assert opened.generation == 1


def test_too_many_files_are_an_error(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--to", str(index), "--add", *(["x.txt"] * 51)]) == 1

    assert capsys.readouterr().err == "error: 51 files are too many at once; give at most 50\n"


def test_added_pages_are_listed_and_removed(
    index: Path, files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--to", str(index), "--added"]) == 0
    assert capsys.readouterr().out == f"no page was added to {index}\n"
    main(["--to", str(index), "--add", str(files / "travel.txt"), "--quiet"])
    assert capsys.readouterr() == ("", "")

    assert main(["--to", str(index), "--added"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.endswith(f" {len(TRAVEL.text.encode())} bytes  added/travel.txt")

    assert main(["--to", str(index), "--remove", "added/travel.txt"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "removed: added/travel.txt",
        f"{index}: 2 pages, 3 articles, 3 zones",
    ]


def test_a_page_of_the_folder_is_not_removed(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--to", str(index), "--remove", "coal.txt"]) == 1

    assert capsys.readouterr().err.startswith("error: 'coal.txt': not among the pages that were added")


def test_json_is_one_object(index: Path, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--to", str(index), "--add", str(files / "travel.txt"), "--json"])
    added = json.loads(capsys.readouterr().out)
    assert [page["source"] for page in added["pages"]] == ["added/travel.txt"]
    assert (added["generation"], added["build"]["embedded"]) == (2, 1)

    main(["--to", str(index), "--added", "--json"])
    listed = json.loads(capsys.readouterr().out)
    assert [file["source"] for file in listed["added"]] == ["added/travel.txt"]

    main(["--to", str(index), "--remove", "added/travel.txt", "--json"])
    assert json.loads(capsys.readouterr().out)["sources"] == ["added/travel.txt"]


def test_verbose_prints_every_step(index: Path, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--to", str(index), "--add", str(files / "travel.txt"), "--verbose"])

    lines = capsys.readouterr().err.splitlines()
    assert lines[:2] == ["pages copied", "page 3: added/travel.txt"]
    assert lines[-1] == "old removed"


@pytest.mark.parametrize(
    "arguments",
    [
        ["--add", "x.txt"],
        ["--to", "index", "--add"],
        ["pages", "--to", "index", "--added"],
        ["--to", "index", "--added", "--verify"],
        ["--to", "index", "--add", "x.txt", "--remove", "added/x.txt"],
        ["--to", "index", "--add", "x.txt", "--encoder", "other"],
    ],
    ids=["no index", "no file", "pages too", "verify too", "both", "an encoder"],
)
def test_wrong_usage_is_exit_code_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_of:
        main(arguments)

    assert exit_of.value.code == 2
    assert "usage: python -m index" in capsys.readouterr().err
