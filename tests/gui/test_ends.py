"""Tests stand on their own: what one of them ended, the next one does not see."""

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from tests.gui.conftest import take_back_the_end


def test_events_come_again_after_one_asked_the_application_to_end(qapp: QApplication) -> None:
    qapp.exit(0)
    assert QEventLoop().exec() == -1

    take_back_the_end()

    loop = QEventLoop()
    QTimer.singleShot(0, loop.quit)
    assert loop.exec() == 0
