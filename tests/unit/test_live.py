"""A pipeline that goes on with the newest generation: who asks what gets which, and what is closed when."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import pytest

from index.adding import add_pages
from index.builds import BuildStep
from index.errors import IndexBusyError, IndexCorruptError, IndexNotFoundError
from index.store import Index
from rag.answers import Answer, AnswerFinished, Narrowing
from rag.assembling import Models, join_index, load_models
from rag.live import LivePipeline
from rag.pipeline import Pipeline
from rag.settings import Settings
from tests.small_pages import build_small_index

NEW_PAGE = """\
云岗经开区氢能装备项目投产

本刊讯 云岗经开区氢能装备项目日前投产，总投资 33 亿元，年产电解槽 500 台。（王晓明）
"""
OTHER_PAGE = """\
云岗经开区陶瓷项目开工

本刊讯 云岗经开区日用陶瓷项目日前开工，总投资 4 亿元，年产餐具 900 万件。（李春华）
"""
FILES = [("2024-05-06.txt", NEW_PAGE.encode())]
QUESTION = "云岗经开区的氢能装备项目投资多少？"
OLD_QUESTION = "长治高新区的光伏组件项目投资多少？"


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Models:
    """Opened once: nothing in them depends on the index."""
    return load_models(Settings(index_dir=tmp_path_factory.mktemp("models") / "index"))


@pytest.fixture
def live(tmp_path: Path, models: Models) -> Iterator[LivePipeline]:
    """A live pipeline over an index of the small pages."""
    with _open(build_small_index(tmp_path), models) as opened:
        yield opened


def _open(index_dir: Path, models: Models, **more: Any) -> LivePipeline:
    from dataclasses import replace

    settings = Settings(index_dir=index_dir)
    return LivePipeline(settings, models=replace(models, settings=settings), **more)


def _is_closed(index: Index) -> bool:
    try:
        index.pages()
    except (sqlite3.ProgrammingError, IndexCorruptError):
        return True
    return False


def _says(answer: Answer, text: str) -> bool:
    return any(text in citation.quote for citation in answer.citations)


def test_there_must_be_an_index(tmp_path: Path, models: Models) -> None:
    with pytest.raises(IndexNotFoundError):
        _open(tmp_path / "none", models)


def test_a_page_that_was_added_is_answered_from(live: LivePipeline) -> None:
    before = live.scope()
    assert not _says(live.answer(QUESTION), "33 亿元")

    summary = live.add(FILES)

    assert [page.source for page in summary.pages] == ["added/2024-05-06.txt"]
    assert _says(live.answer(QUESTION), "33 亿元")
    assert live.scope().articles == before.articles + 1
    assert [entry.source for entry in live.catalogue().entries][-1] == "added/2024-05-06.txt"
    assert live.page("added/2024-05-06.txt").text == NEW_PAGE
    assert [file.source for file in live.added()] == ["added/2024-05-06.txt"]
    assert live.current.gazetteer.get("云岗经开区") is not None


def test_a_page_that_was_removed_is_not(live: LivePipeline) -> None:
    live.add(FILES)

    assert live.remove(["added/2024-05-06.txt"]).sources == ("added/2024-05-06.txt",)

    assert not _says(live.answer(QUESTION), "33 亿元")
    assert live.added() == ()
    with pytest.raises(LookupError):
        live.page("added/2024-05-06.txt")


def test_what_another_process_wrote_is_served_with_the_next_question(live: LivePipeline) -> None:
    add_pages(FILES, live.settings.index_dir)

    assert _says(live.answer(QUESTION), "33 亿元")
    assert not live.refresh()


def test_refresh_tells_whether_there_was_a_newer_one(live: LivePipeline) -> None:
    assert not live.refresh()
    add_pages(FILES, live.settings.index_dir)
    assert live.refresh()
    assert live.current.index.generation == 2


def test_narrowing_is_handed_on(live: LivePipeline) -> None:
    live.add(FILES)

    narrowed = Narrowing(sources=("2024-05-06",))

    assert live.answer(QUESTION, narrowing=narrowed).query.narrowing == narrowed
    assert not _says(live.answer(OLD_QUESTION, narrowing=narrowed), "12 亿")


@pytest.mark.parametrize("swaps", [1, 2, 3])
def test_a_stream_under_way_ends_over_the_generation_that_it_began_with(
    live: LivePipeline, swaps: int
) -> None:
    stream = live.stream(OLD_QUESTION)
    next(stream)
    old = live.current.index
    files = [FILES, [("two.txt", OTHER_PAGE.encode())], [("three.txt", (OTHER_PAGE + NEW_PAGE).encode())]]
    for one in files[:swaps]:
        live.add(one)
    assert live.current.index.generation == 1 + swaps
    assert not _is_closed(old)

    *_, last = stream

    assert isinstance(last, AnswerFinished)
    assert _says(last.answer, "12 亿")
    assert _is_closed(old)


def test_a_stream_under_way_quotes_a_page_that_was_removed_meanwhile(live: LivePipeline) -> None:
    live.add(FILES)
    stream = live.stream(QUESTION)
    next(stream)
    live.remove(["added/2024-05-06.txt"])
    live.add([("two.txt", OTHER_PAGE.encode())])

    *_, last = stream

    assert isinstance(last, AnswerFinished)
    assert _says(last.answer, "33 亿元")
    assert last.answer.citations[0].source == "added/2024-05-06.txt"
    with pytest.raises(LookupError):
        live.article(last.answer.citations[0].article_id)


def test_an_old_index_stays_open_until_its_last_user_is_gone(live: LivePipeline) -> None:
    first, second = live.stream(OLD_QUESTION), live.stream(OLD_QUESTION)
    next(first)
    next(second)
    old = live.current.index
    live.add(FILES)

    cast("Any", first).close()
    assert not _is_closed(old)
    with closing(cast("Any", second)):
        next(second)
    assert _is_closed(old)
    assert not _is_closed(live.current.index)


def test_a_stream_that_nobody_reads_any_more_lets_go(live: LivePipeline) -> None:
    stream = live.stream(OLD_QUESTION)
    next(stream)
    old = live.current.index
    live.add(FILES)

    del stream

    assert _is_closed(old)


def test_a_stream_that_was_never_begun_holds_nothing(live: LivePipeline) -> None:
    stream = live.stream(QUESTION)
    old = live.current.index
    live.add(FILES)
    assert _is_closed(old)

    *_, last = stream

    assert isinstance(last, AnswerFinished)
    assert _says(last.answer, "33 亿元")


def test_held_is_one_generation_all_along(live: LivePipeline) -> None:
    with live.hold() as held:
        live.add(FILES)
        assert held.index.generation == 1
        assert held.article(held.index.article(0).id).ordinal == 0
        with live.hold() as other:
            assert other.index.generation == 2
    assert _is_closed(held.index)


def test_a_generation_that_cannot_be_opened_leaves_the_old_one_serving_and_is_tried_again(
    tmp_path: Path, models: Models
) -> None:
    told: list[str] = []
    now = [0.0]
    index_dir = build_small_index(tmp_path)
    with _open(index_dir, models, on_trouble=told.append, clock=lambda: now[0]) as live:
        add_pages(FILES, index_dir)
        spoilt = index_dir / "generations" / "000002" / "pieces.npy"
        aside = spoilt.rename(tmp_path / "pieces.npy")

        assert _says(live.answer(OLD_QUESTION), "12 亿")
        assert not live.refresh()
        assert live.current.index.generation == 1
        (trouble,) = told
        assert "the one before is served" in trouble
        assert "pieces.npy is missing" in trouble

        aside.rename(spoilt)
        now[0] = 29.0
        live.scope()
        assert live.current.index.generation == 1
        now[0] = 30.0
        live.scope()
        assert live.current.index.generation == 2


def test_an_index_that_is_gone_goes_on_being_served(
    tmp_path: Path, models: Models, caplog: pytest.LogCaptureFixture
) -> None:
    index_dir = build_small_index(tmp_path)
    with _open(index_dir, models) as live:
        index_dir.rename(tmp_path / "elsewhere")
        assert _says(live.answer(OLD_QUESTION), "12 亿")
        assert "there is no index in" in caplog.text
        (tmp_path / "elsewhere").rename(index_dir)
        assert not live.refresh()


def test_an_index_built_anew_with_the_same_number_is_served(tmp_path: Path, models: Models) -> None:
    import shutil

    from index.building import build_index_of_pages
    from index.documents import Page

    index_dir = build_small_index(tmp_path)
    with _open(index_dir, models) as live:
        shutil.rmtree(index_dir)
        build_index_of_pages([Page("new.txt", NEW_PAGE)], index_dir)
        assert live.scope().articles == 1
        assert live.current.index.generation == 1


def test_a_failed_adding_is_told_and_another_goes_on(live: LivePipeline) -> None:
    def stop(step: BuildStep) -> None:
        raise InterruptedError(step.name)

    with pytest.raises(InterruptedError):
        live.add(FILES, stop)

    assert live.added() == ()
    assert len(live.add(FILES).pages) == 1


def test_one_who_adds_waits_for_another_but_not_for_ever(tmp_path: Path, models: Models) -> None:
    with _open(build_small_index(tmp_path), models, longest_wait_s=0.0) as live:
        errors: list[str] = []

        def add_too(step: BuildStep) -> None:
            if step.name == "synced":
                thread = threading.Thread(target=_collect, args=(lambda: live.add(FILES), errors))
                thread.start()
                thread.join()

        live.add([("two.txt", OTHER_PAGE.encode())], add_too)

        (error,) = errors
        assert "IndexBusyError" in error
        assert "try again" in error
        assert len(live.add(FILES).pages) == 1
        with pytest.raises(IndexBusyError, match="other pages"), live._take_turn():
            live.add(FILES)


def _collect(act: Callable[[], object], errors: list[str]) -> None:
    try:
        act()
    except Exception as error:  # noqa: BLE001 - told to the test
        errors.append(repr(error))


def test_readers_at_once_see_no_error_while_pages_come_and_go(live: LivePipeline) -> None:
    errors: list[str] = []
    done = threading.Event()
    answered = [0, 0, 0]

    def ask(reader: int) -> None:
        while not done.is_set():
            answer = live.answer(OLD_QUESTION)
            assert _says(answer, "12 亿")
            assert live.article(answer.citations[0].article_id).zone == "长治高新区"
            live.catalogue()
            answered[reader] += 1

    readers = [
        threading.Thread(target=_collect, args=(lambda n=n: ask(n), errors)) for n in range(len(answered))
    ]
    for reader in readers:
        reader.start()
    writers = [
        threading.Thread(target=_collect, args=(lambda one=one: live.add([one]), errors))
        for one in [FILES[0], ("two.txt", OTHER_PAGE.encode())]
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    live.remove(["added/two.txt"])
    done.set()
    for reader in readers:
        reader.join()

    assert errors == []
    assert all(answered)
    assert [file.source for file in live.added()] == ["added/2024-05-06.txt"]
    assert live.current.index.generation == 4


def test_nothing_is_asked_of_a_closed_one(live: LivePipeline) -> None:
    stream = live.stream(OLD_QUESTION)
    next(stream)
    live.close()
    with pytest.raises(RuntimeError, match="closed"):
        live.answer(QUESTION)
    assert not _is_closed(live.current.index)
    *_, last = stream
    assert isinstance(last, AnswerFinished)
    assert _is_closed(live.current.index)


def test_one_that_is_opened_while_all_is_closed_is_closed_too(
    live: LivePipeline, models: Models, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Index] = []

    def close_meanwhile(models: Models, index: Index) -> Pipeline:
        opened.append(index)
        live.close()
        return join_index(models, index)

    add_pages(FILES, live.settings.index_dir, encoder=models.encoder)
    monkeypatch.setattr("rag.holding.join_index", close_meanwhile)
    assert not live.refresh()
    assert [_is_closed(index) for index in opened] == [True]
