"""Garbage: whoever makes it, it is taken away in the window's thread."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from haversack.jobs import Garbage


class Knot:
    """Holds itself, so that only a search for garbage finds it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def garbage(qtbot: QtBot) -> Iterator[Garbage]:
    parent = QObject()
    made = Garbage(parent)
    yield made
    made.leave_to_python()


def litter(ends: list[int], number: int) -> None:
    """Make garbage, and note the thread in which each piece of it ends."""
    for _ in range(number):
        weakref.finalize(Knot(), lambda: ends.append(threading.get_ident()))


@pytest.mark.usefixtures("garbage")
def test_what_another_thread_leaves_ends_in_the_thread_of_the_window(qtbot: QtBot) -> None:
    ends: list[int] = []
    lane = threading.Thread(target=litter, args=(ends, 5_000))
    lane.start()
    lane.join()
    assert ends == []

    qtbot.waitUntil(lambda: len(ends) == 5_000)

    assert set(ends) == {threading.get_ident()}


def test_python_looks_by_itself_again_when_the_windows_are_gone(garbage: Garbage) -> None:
    assert not gc.isenabled()

    garbage.leave_to_python()

    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
