"""The index of the sample is made on first use, and again when it cannot be read."""

from pathlib import Path

import pytest

from index.adding import add_pages
from index.errors import IndexFolderError
from index.store import open_index
from rag import sample_index
from rag.sample_index import ensure_sample_index
from tests.small_pages import PAGES


@pytest.fixture(autouse=True)
def small_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample_index, "SAMPLE_PAGES", PAGES)


def test_it_is_made_once(index_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ensure_sample_index(index_folder)
    first = capsys.readouterr()
    assert first.out == ""
    assert first.err.startswith(
        f"making the index of the sample pages in {index_folder} …\nindexed 8 articles in "
    )
    with open_index(index_folder) as index:
        assert index.n_articles == 8

    ensure_sample_index(index_folder)
    assert capsys.readouterr() == ("", "")
    with open_index(index_folder) as index:
        assert index.generation == 1


def test_one_that_is_damaged_is_made_again(index_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ensure_sample_index(index_folder, quiet=True)
    (index_folder / "generations" / "000001" / "pieces.npy").unlink()
    ensure_sample_index(index_folder, quiet=True)
    assert capsys.readouterr() == ("", "")
    with open_index(index_folder) as index:
        assert (index.generation, index.n_articles) == (2, 8)


def test_one_of_other_pages_is_made_again(
    index_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ensure_sample_index(index_folder, quiet=True)
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "k7.txt").write_text((PAGES / "k7.txt").read_text("utf-8").replace("1200份", "1500份"), "utf-8")
    monkeypatch.setattr(sample_index, "SAMPLE_PAGES", pages)
    ensure_sample_index(index_folder, quiet=True)
    with open_index(index_folder) as index:
        assert (index.generation, index.sources()) == (2, ["k7.txt"])
        assert "1500份" in index.page("k7.txt").text


def test_a_folder_of_something_else_is_left_alone(index_folder: Path) -> None:
    index_folder.mkdir()
    (index_folder / "letters.txt").write_text("mine", "utf-8")
    with pytest.raises(IndexFolderError):
        ensure_sample_index(index_folder, quiet=True)
    assert [path.name for path in index_folder.iterdir()] == ["letters.txt"]


def test_pages_that_were_added_stay_and_cause_no_rebuilding(index_folder: Path) -> None:
    ensure_sample_index(index_folder, quiet=True)
    add_pages(
        [("new.txt", "云岗经开区陶瓷项目开工\n\n本刊讯 云岗经开区陶瓷项目开工。".encode())], index_folder
    )
    for _ in range(2):
        ensure_sample_index(index_folder, quiet=True)
        with open_index(index_folder) as index:
            assert (index.generation, index.n_articles) == (2, 9)


def test_pages_that_were_added_stay_when_it_is_made_again(index_folder: Path) -> None:
    ensure_sample_index(index_folder, quiet=True)
    add_pages(
        [("new.txt", "云岗经开区陶瓷项目开工\n\n本刊讯 云岗经开区陶瓷项目开工。".encode())], index_folder
    )
    (index_folder / "generations" / "000002" / "pieces.npy").unlink()
    ensure_sample_index(index_folder, quiet=True)
    with open_index(index_folder) as index:
        assert (index.generation, index.n_articles) == (3, 9)
        assert index.sources()[-1] == "added/new.txt"
