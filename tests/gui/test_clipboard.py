"""What people copy is gone after a while, when the window locks and when it closes, and is marked as private."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from haversack import app
from haversack.viewmodels.network import NetworkModel
from haversack.views.clipboard import Clipboard
from haversack.views.parts.buttons import CopyButton
from tests.gui.conftest import Window, wait_until


def on_clipboard() -> str:
    return QGuiApplication.clipboard().text()


def test_what_is_copied_goes_after_a_while_and_the_button_offers_it_again(window: Window) -> None:
    window.open()
    keeper = window.app.shell.findChild(Clipboard)
    assert keeper is not None
    keeper._until.setInterval(100)
    page = window.go("network")
    shown = window.app.models.get(NetworkModel).shown
    assert shown is not None
    copy = page.findChildren(CopyButton)[-1]
    assert copy.accessibleName() == "Copy the fingerprint"

    QTest.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert copy.accessibleName() == "the fingerprint is copied"
    assert on_clipboard() == shown.fingerprint

    wait_until(lambda: copy.accessibleName() == "Copy the fingerprint")
    assert on_clipboard() == ""


def test_locking_takes_it_away_and_what_came_from_elsewhere_stays(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "start_again", lambda folder: None)
    window.open()
    keeper = window.app.shell.findChild(Clipboard)
    assert keeper is not None

    keeper.put("+66 55 000 318")
    window.app.lock()
    assert on_clipboard() == ""

    keeper.put("+66 55 000 318")
    QGuiApplication.clipboard().setText("from elsewhere")
    keeper.clear()
    assert on_clipboard() == "from elsewhere"


def test_histories_and_clouds_are_asked_to_leave_it_out(window: Window) -> None:
    window.open()
    keeper = window.app.shell.findChild(Clipboard)
    assert keeper is not None

    keeper.put("+66 55 000 318")

    formats = QGuiApplication.clipboard().mimeData().formats()
    assert "x-kde-passwordManagerHint" in formats
    for hint in ("ExcludeClipboardContentFromMonitorProcessing", "CanIncludeInClipboardHistory"):
        assert any(hint in one for one in formats)
    keeper.clear()
