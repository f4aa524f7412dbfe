"""Places to work and to wait: as many as are said, given back whatever happens, left when nobody waits."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.programs.places import Places
from app.programs.refusing import BusyError, CallStoppedError

WAIT_S = 10.0


def never() -> bool:
    return False


def hold(
    places: Places, entered: threading.Event, leave: threading.Event, is_stopped: Callable[[], bool]
) -> str:
    with places.take(is_stopped):
        entered.set()
        assert leave.wait(WAIT_S)
    return "done"


def test_who_comes_when_all_work_and_wait_is_refused_and_those_before_are_served() -> None:
    places = Places(working=1, waiting=1)
    leave, first, second = threading.Event(), threading.Event(), threading.Event()
    looked = threading.Event()

    def look() -> bool:
        looked.set()
        return False

    with ThreadPoolExecutor(2) as pool:
        working = pool.submit(hold, places, first, leave, never)
        assert first.wait(WAIT_S)
        waiting = pool.submit(hold, places, second, leave, look)
        assert looked.wait(WAIT_S)
        assert not second.is_set()
        with pytest.raises(BusyError, match="1 calls are being answered and 1 wait"), places.take(never):
            pass
        leave.set()
        assert (working.result(WAIT_S), waiting.result(WAIT_S)) == ("done", "done")
    with places.take(never):
        pass


def test_who_comes_later_does_not_pass_by_who_waits() -> None:
    places, looked, order = Places(working=1, waiting=1), threading.Event(), list[str]()

    def look() -> bool:
        looked.set()
        return False

    def wait() -> None:
        with places.take(look):
            order.append("waited")

    with ThreadPoolExecutor(1) as pool:
        with places.take(never):
            waiting = pool.submit(wait)
            assert looked.wait(WAIT_S)
        with places.take(never):
            order.append("came later")
        waiting.result(WAIT_S)
    assert order == ["waited", "came later"]


def test_who_waits_in_vain_leaves_and_makes_room() -> None:
    places = Places(working=1, waiting=1)
    with places.take(never):
        with pytest.raises(CallStoppedError), places.take(lambda: True):
            pass
        with pytest.raises(CallStoppedError), places.take(lambda: True):
            pass


def test_a_place_is_given_back_after_a_failure() -> None:
    places = Places(working=1, waiting=0)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), places.take(never):
            raise ZeroDivisionError
