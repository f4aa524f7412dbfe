import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from eval import __main__ as command

PAIR = {"en": "The copper mine opened in May.", "zh": "铜矿五月投产。"}
PASSAGES = [
    {"pid": "tea", "text": "春天，茶农上山采茶，炒制的新茶卖到外地。"},
    {"pid": "copper", "text": "企业建成铜加工项目，年产铜管八万吨。"},
]
QUESTIONS = [{"question": "Who processes copper?", "question_zh": "谁加工铜？", "passage": "copper"}]
DOCUMENTS = [{"_id": one["pid"], "text": one["text"]} for one in PASSAGES]


def put(path: Path, rows: Sequence[object]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(row) + "\n" for row in rows)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in the layout that the docs give, named by the variable."""
    folder = tmp_path / "data"
    put(folder / "eval" / "ntrex128.jsonl.gz", [PAIR])
    put(folder / "eval" / "flores200_devtest.jsonl.gz", [PAIR, PAIR | {"en": "Tea.", "zh": "茶。"}])
    put(folder / "eval" / "xquad_en_zh.jsonl.gz", QUESTIONS)
    put(folder / "eval" / "xquad_zh_passages.jsonl.gz", PASSAGES)
    put(folder / "beir" / "tiny" / "corpus.jsonl", DOCUMENTS)
    put(folder / "beir" / "tiny" / "queries.jsonl", [{"_id": "q", "text": "谁加工铜？"}])
    (folder / "beir" / "tiny" / "qrels").mkdir()
    (folder / "beir" / "tiny" / "qrels" / "test.tsv").write_text("q\td\tscore\nq\tcopper\t1\n", "utf-8")
    monkeypatch.setenv("ZONEWISE_DATA", str(folder))
    return folder


def run(arguments: Sequence[str], tmp_path: Path) -> dict[str, Any]:
    out = tmp_path / "out.json"
    assert command.main(["--benchmark", *arguments, "--json", str(out), "--quiet"]) == 0
    report: dict[str, Any] = json.loads(out.read_text("utf-8"))
    return report


@pytest.mark.usefixtures("data")
def test_bitext_needs_no_path(tmp_path: Path) -> None:
    figures = run(["bitext"], tmp_path)["figures"]
    found = {name: row["en → zh"]["n"] for name, row in figures.items()}
    assert found == {"ntrex128.jsonl.gz": 1, "flores200_devtest.jsonl.gz": 2}


@pytest.mark.usefixtures("data")
def test_xquad_needs_no_path(tmp_path: Path) -> None:
    report = run(["xquad"], tmp_path)
    assert (report["documents"], len(report["questions"])) == (2, 2)


@pytest.mark.usefixtures("data")
def test_a_collection_of_beir_is_named(tmp_path: Path) -> None:
    [question] = run(["beir", "tiny"], tmp_path)["questions"]
    assert question["relevant"] == ["copper"]


@pytest.mark.usefixtures("data")
def test_paths_that_are_given_win(tmp_path: Path) -> None:
    mine = put(tmp_path / "mine.jsonl", [PAIR])
    assert list(run(["bitext", str(mine)], tmp_path)["figures"]) == ["mine.jsonl"]


def test_the_setting_may_be_given_on_the_command_line(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZONEWISE_DATA", str(tmp_path / "elsewhere"))
    assert len(run(["bitext", "--set", f"data={data}"], tmp_path)["figures"]) == 2


@pytest.mark.parametrize(
    ("arguments", "absent"),
    [
        pytest.param(["speed"], "news/news_20k.jsonl.gz", id="speed"),
        pytest.param(["rgb"], "rgb/*.json", id="rgb"),
        pytest.param(["beir", "scifact"], "beir/scifact", id="beir"),
    ],
)
def test_what_is_not_in_the_folder_is_named_with_the_folder(
    arguments: list[str], absent: str, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["--benchmark", *arguments, "--quiet"]) == 1
    message = capsys.readouterr().err
    assert f"looked for {absent} in {data} (ZONEWISE_DATA)" in message
    assert message.count("\n") == 1


@pytest.mark.usefixtures("data")
def test_half_a_set_is_not_filled_up(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        command.main(["--benchmark", "xquad", "--questions", "mine.jsonl"])
    assert caught.value.code == 2
    assert "xquad needs --questions FILE and --passages FILE" in capsys.readouterr().err


def test_without_paths_and_folder_both_ways_are_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("ZONEWISE_DATA", raising=False)
    with pytest.raises(SystemExit):
        command.main(["--benchmark", "bitext"])
    assert "needs a FILE or more, of JSON lines with en and zh, or ZONEWISE_DATA" in capsys.readouterr().err


def test_a_setting_that_cannot_be_used_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        command.main(["--benchmark", "bitext", "--set", "hits=none"])
    assert caught.value.code == 2
    assert "hits is 'none'" in capsys.readouterr().err
