import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from index.__main__ import main
from index.store import open_index
from tests.unit.index_fakes import COAL, COPPER, PLAIN, RULES


@pytest.fixture(autouse=True)
def _simple_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.building.load_rules", lambda: RULES)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    for page in (COAL, COPPER):
        (folder / page.source).write_text(page.text, "utf-8")
    return folder


def test_building_prints_the_summary(pages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(pages), "--to", str(tmp_path / "index")]) == 0

    captured = capsys.readouterr()
    first, second = captured.out.splitlines()
    assert first.startswith("2 pages, 3 articles, 3 zones, 4 passages in ")
    assert second == f"{tmp_path / 'index'}: 2 new or changed, 0 unchanged, 0 dropped"
    assert captured.err == ""


def test_refused_files_are_named_and_the_rest_is_indexed(
    pages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (pages / "empty.txt").write_text("")
    (pages / "plain.txt").write_text(PLAIN.text, "utf-8")

    assert main([str(pages), "--to", str(tmp_path / "index")]) == 3

    captured = capsys.readouterr()
    refused, note = captured.err.splitlines()
    assert refused.startswith("refused: empty.txt: is empty")
    assert note == "note: plain.txt: could not be split into articles; all of it is one article"
    assert captured.out.splitlines()[1].endswith("3 new or changed, 0 unchanged, 0 dropped, 1 refused")


def test_when_all_files_are_refused_each_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "pages").mkdir()
    for name in ("one.png", "two.txt"):
        (tmp_path / "pages" / name).write_bytes(b"")

    assert main([str(tmp_path / "pages"), "--to", str(tmp_path / "index")]) == 1

    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "error: no page could be read, so that there is nothing to index"
    assert [line.split(":")[0] for line in lines[1:]] == ["one.png", "two.txt"]
    assert not (tmp_path / "index").exists()


def test_json_is_one_object(pages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (pages / "picture.png").write_bytes(b"")
    main([str(pages), "--to", str(tmp_path / "index"), "--json", "--quiet"])

    summary = json.loads(capsys.readouterr().out)
    names = ("pages", "articles", "zones", "passages", "embedded", "generation")
    assert {name: summary[name] for name in names} == dict(zip(names, [2, 3, 3, 4, 2, 1], strict=True))
    assert [refusal["source"] for refusal in summary["refusals"]] == ["picture.png"]


def test_quiet_prints_nothing(pages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(pages), "--to", str(tmp_path / "index"), "--quiet"]) == 0

    assert capsys.readouterr() == ("", "")


def test_verbose_prints_every_page_and_step(
    pages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main([str(pages), "--to", str(tmp_path / "index"), "--verbose"])

    lines = capsys.readouterr().err.splitlines()
    assert lines[:3] == ["page 1: coal.txt", "page 2: copper.txt", "pages written"]
    assert lines[-1] == "old removed"


def test_a_whole_index_verifies_and_a_spoilt_one_does_not_until_it_is_built_again(
    pages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index = tmp_path / "index"
    main([str(pages), "--to", str(index), "--quiet"])
    assert main(["--to", str(index), "--verify"]) == 0
    assert "is whole: 2 pages, 3 articles" in capsys.readouterr().out

    path = index / "generations" / "000001" / "pieces.npy"
    path.write_bytes(path.read_bytes()[:-1] + b"\x7f")
    assert main(["--to", str(index), "--verify"]) == 1
    assert "build the index again" not in capsys.readouterr().out

    assert main([str(pages), "--to", str(index), "--quiet"]) == 0
    assert main(["--to", str(index), "--verify"]) == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere", "--to", "index"], "error: no such file or folder: nowhere"),
        (["--to", "nowhere", "--verify"], "error: there is no index in nowhere; build one"),
        (["pages", "--to", "pages"], "would lie among the pages"),
        (["pages", "--to", "taken"], "taken is not empty and was not made by Zonewise"),
        (["nothing", "--to", "index"], "error: no page could be read"),
    ],
    ids=["no pages", "no index", "index among pages", "another folder", "no page in the folder"],
)
def test_an_error_is_one_line_and_exit_code_1(
    pages: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    message: str,
) -> None:
    monkeypatch.chdir(pages.parent)
    Path("nothing").mkdir()
    Path("taken").mkdir()
    Path("taken/notes.txt").write_text("mine")

    assert main(arguments) == 1

    captured = capsys.readouterr()
    assert message in captured.err
    assert len(captured.err.splitlines()) == 1
    assert captured.out == ""


@pytest.mark.parametrize(
    "arguments",
    [[], ["pages"], ["--to", "index"], ["pages", "--to", "index", "--quiet", "--verbose"], ["--nonsense"]],
    ids=["nothing", "no index", "no pages", "both loud and quiet", "unknown option"],
)
def test_wrong_usage_is_exit_code_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_of:
        main(arguments)

    assert exit_of.value.code == 2
    assert "usage: python -m index" in capsys.readouterr().err


def test_help_shows_examples_and_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])

    text = capsys.readouterr().out
    assert "python -m index pages --to pages-index" in text
    assert "3 some files were refused" in text


def test_show_prints_what_is_found_on_a_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "one.txt"
    page.write_text(
        "甲县经开区铜加工项目投产\n\n本报讯 甲县经开区的铜加工项目日前投产，年产铜管八万吨。\n", "utf-8"
    )

    assert main(["--show", str(page)]) == 0
    assert "铜加工项目投产" in capsys.readouterr().out


def test_show_of_a_file_that_is_no_page_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "one.png").write_bytes(b"")

    assert main(["--show", str(tmp_path / "one.png")]) == 1
    assert "one.png: is not of a kind that is read" in capsys.readouterr().err


INTERRUPTED = """
import os, signal, sys
import index.building
from index.__main__ import main
from tests.unit.index_fakes import RULES

# A process started in the background of a shell has the signal ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)

def segment(page):
    os.kill(os.getpid(), signal.SIGINT)
    return RULES.segment(page)

from dataclasses import replace
index.building.load_rules = lambda: replace(RULES, segment=segment)
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT")
def test_control_c_leaves_the_old_index_and_no_litter(pages: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    main([str(pages), "--to", str(index), "--quiet"])
    (pages / "plain.txt").write_text(PLAIN.text, "utf-8")

    command = [sys.executable, "-c", INTERRUPTED, str(pages), "--to", str(index)]
    result = subprocess.run(command, check=False, timeout=60, capture_output=True, text=True)

    assert result.returncode == 128 + signal.SIGINT
    assert result.stderr == "interrupted; an index that was there before is as it was\n"
    assert [folder.name for folder in (index / "generations").iterdir()] == ["000001"]
    with open_index(index) as opened:
        assert opened.sources() == ["coal.txt", "copper.txt"]
