import subprocess
import sys
from pathlib import Path

import pytest

from index.errors import IndexBusyError, IndexCorruptError, IndexFolderError, IndexNotFoundError
from index.generations import (
    check_target,
    find_current,
    generation_folder,
    open_target,
    publish_generation,
    remove_old,
    start_generation,
    switch_current,
    write_durably,
)
from index.locking import hold_lock


def _publish(root: Path) -> int:
    generation = publish_generation(root, start_generation(root))
    switch_current(root, generation)
    return generation


def test_no_index_says_how_to_build_one(tmp_path: Path) -> None:
    with pytest.raises(IndexNotFoundError, match=r"build one: python -m index PAGES_DIR --to .*missing"):
        find_current(tmp_path / "missing")


@pytest.mark.parametrize("text", ["", "one", "-1"])
def test_a_current_that_is_no_number_says_to_build_again(tmp_path: Path, text: str) -> None:
    (tmp_path / "CURRENT").write_text(text)

    with pytest.raises(IndexCorruptError, match="not a number; build the index again"):
        find_current(tmp_path)


def test_a_folder_with_other_things_in_it_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("years of work")

    with (
        pytest.raises(IndexFolderError, match="is not empty and was not made by Zonewise"),
        open_target(tmp_path),
    ):
        pass

    assert [path.name for path in tmp_path.iterdir()] == ["thesis.doc"]


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(IndexFolderError, match="is a file; give a folder"):
        check_target(tmp_path / "file")


@pytest.mark.parametrize("exists", [True, False], ids=["an empty folder", "a new folder"])
def test_an_empty_or_new_folder_is_taken(tmp_path: Path, exists: bool) -> None:
    root = tmp_path / "index"
    if exists:
        root.mkdir()

    with open_target(root):
        _publish(root)

    assert find_current(root) == 1
    check_target(root)


def test_a_new_folder_that_got_no_index_is_gone(tmp_path: Path) -> None:
    with open_target(tmp_path / "index") as root:
        start_generation(root)

    assert list(tmp_path.iterdir()) == []


def test_generations_count_on_and_current_names_the_last(tmp_path: Path) -> None:
    with open_target(tmp_path / "index") as root:
        assert [_publish(root), _publish(root), _publish(root)] == [1, 2, 3]
        assert find_current(root) == 3
        remove_old(root, keep={3, 2})

    assert [path.name for path in sorted((root / "generations").iterdir())] == ["000002", "000003"]


def test_a_number_is_not_given_twice_when_a_generation_never_became_current(tmp_path: Path) -> None:
    with open_target(tmp_path / "index") as root:
        _publish(root)
        publish_generation(root, start_generation(root))
        assert find_current(root) == 1
        assert _publish(root) == 3


def test_litter_of_a_killed_writer_is_removed(tmp_path: Path) -> None:
    with open_target(tmp_path / "index") as root:
        _publish(root)
    litter = start_generation(root)
    (litter / "half.npy").write_bytes(b"half")

    with open_target(root):
        assert not litter.exists()

    assert generation_folder(root, 1).is_dir()


def test_a_small_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    write_durably(tmp_path / "CURRENT", "1\n")
    write_durably(tmp_path / "CURRENT", "2\n")

    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("CURRENT", "2\n")]


def test_a_second_writer_is_told_to_wait(tmp_path: Path) -> None:
    with (
        open_target(tmp_path / "index") as root,
        pytest.raises(IndexBusyError, match="another process is writing"),
        open_target(root),
    ):
        pass


def test_a_lock_goes_with_its_process(tmp_path: Path) -> None:
    script = (
        "import os, sys; from pathlib import Path; from index.locking import hold_lock\n"
        "with hold_lock(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "lock")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        with pytest.raises(IndexBusyError), hold_lock(tmp_path / "lock"):
            pass
        process.kill()
        process.wait(timeout=30)

    with hold_lock(tmp_path / "lock"):
        pass
