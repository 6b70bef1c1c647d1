"""The reading view, as people use it."""

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit

from haversack.viewmodels.library import LibraryModel
from haversack.views.parts.reading_view import ReadingView
from tests.gui.conftest import Window


@pytest.fixture
def reading(window: Window) -> Window:
    """A window in which an item with headings is read."""
    window.open()
    window.go("library")
    model = window.app.models.get(LibraryModel)
    record = next(row.id for row in model.rows.rows if "48 hours" in row.title)
    window.go("library", record)
    press(window, "Read")
    return window


def press(window: Window, name: str) -> None:
    shown = [one for one in window.page.findChildren(QAbstractButton) if one.isVisible()]
    next(one for one in shown if one.accessibleName() == name).click()
    window.settle()


def test_reading_opens_no_file_and_no_address(reading: Window) -> None:
    view = reading.page.findChild(ReadingView)
    assert view is not None
    for name in ("file:///etc/passwd", "//host/share", "http://host/", "data:text/html,x", "qrc:/x"):
        assert view.loadResource(2, QUrl(name)) is None
    told: list[str] = []
    view.link_chosen.connect(told.append)
    view.anchorClicked.emit(QUrl("file:///etc/passwd"))
    view.anchorClicked.emit(QUrl("link:99"))
    assert told == []


def test_reading_and_back_and_finding(reading: Window) -> None:
    field = next(one for one in reading.page.findChildren(QLineEdit) if "Find" in one.accessibleName())
    assert field.isVisible()
    field.setText("paper")
    assert any(label.text().startswith("1 of ") for label in reading.page.findChildren(QLabel) if label.isVisible())
    press(reading, "Back")
    assert not field.isVisible()
