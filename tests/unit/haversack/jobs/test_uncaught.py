"""What nobody caught is told to one receiver, from any thread, and only while somebody listens."""

import sys
import threading

from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from haversack.jobs.uncaught import Uncaught


class _Bell(QObject):
    """Rings.

    Signals:
        rang: It did.
    """

    rang = Signal()


def boom() -> None:
    raise ZeroDivisionError


def test_an_error_in_a_receiver_of_qt_is_told(qtbot: QtBot) -> None:
    told: list[Exception] = []
    bell = _Bell()
    bell.rang.connect(boom)

    with Uncaught(told.append):
        bell.rang.emit()
        qtbot.waitUntil(lambda: bool(told))

    assert isinstance(told[0], ZeroDivisionError)


def test_an_error_in_another_thread_is_told_in_this_one(qtbot: QtBot) -> None:
    told: list[tuple[Exception, int]] = []

    with Uncaught(lambda error: told.append((error, threading.get_ident()))):
        thread = threading.Thread(target=boom)
        thread.start()
        qtbot.waitUntil(lambda: bool(told))
        thread.join()

    error, where = told[0]
    assert isinstance(error, ZeroDivisionError)
    assert where == threading.get_ident()


def test_who_listened_before_listens_again() -> None:
    before = sys.excepthook, threading.excepthook

    with Uncaught(lambda error: None):
        assert sys.excepthook != before[0]

    assert (sys.excepthook, threading.excepthook) == before
