from pathlib import Path

import pytest

from eval.foreseeing import PlaceError, require_file, require_folder


def test_a_folder_is_made_and_what_lies_in_it_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    require_folder(folder, "--report", "report.json")
    assert list(folder.iterdir()) == []
    (folder / "report.json").write_text("old", "utf-8")
    require_folder(folder, "--report", "report.json")
    assert (folder / "report.json").read_text("utf-8") == "old"


def test_a_folder_that_is_a_file_or_whose_file_is_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(PlaceError, match=r"--report .*file: nothing could be written there \(File exists\)"):
        require_folder(tmp_path / "file", "--report")
    (tmp_path / "out" / "report.json").mkdir(parents=True)
    with pytest.raises(PlaceError, match=r"Is a directory\); nothing was run: give --report a folder"):
        require_folder(tmp_path / "out", "--report", "report.json")


def test_a_file_is_written_beside_others_only(tmp_path: Path) -> None:
    path = tmp_path / "new" / "out.json"
    require_file(path, "--json")
    assert list(path.parent.iterdir()) == []
    with pytest.raises(PlaceError, match=r"--json .*new: it could not be written \(Is a directory\)"):
        require_file(path.parent, "--json")
    path.write_text("old", "utf-8")
    require_file(path, "--json")
    assert path.read_text("utf-8") == "old"
    with pytest.raises(PlaceError, match="give --json a file in a folder"):
        require_file(path / "deeper.json", "--json")
