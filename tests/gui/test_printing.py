"""Ctrl+P offers what is shown for printing, as it will look, and says so where there is nothing to print."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea

from haversack.viewmodels.areas import AreasModel
from haversack.viewmodels.messages import Message
from haversack.viewmodels.network import NetworkModel
from haversack.views.parts.print_dialog import PrintDialog
from tests.gui.conftest import Window


def paper_of(window: Window) -> str:
    """Press Ctrl+P; return what the paper says."""
    QTest.keyClick(window.main, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    window.settle()
    dialog = window.main.findChild(PrintDialog)
    assert dialog is not None
    words = dialog.findChildren(QScrollArea)[0].accessibleDescription()
    dialog.reject()
    window.settle()
    assert window.main.findChild(PrintDialog) is None
    return words


def test_an_area_is_printed_with_its_texts_dates_files_and_people(window: Window) -> None:
    window.open()
    window.go("areas")
    model = window.app.models.get(AreasModel)
    window.go("areas", next(row.id for row in model.rows.rows if row.title == "Refugee law"))
    detail = model.detail
    assert detail is not None

    words = paper_of(window)

    listed = [row.title for rows in model.sections.values() for row in rows.rows]
    assert listed
    assert all(name in words for name in (detail.name, *listed))


def test_the_network_is_printed_with_its_fingerprint_to_compare(window: Window) -> None:
    window.open()
    window.go("network")
    shown = window.app.models.get(NetworkModel).shown
    assert shown is not None

    words = paper_of(window)

    assert all(part in words for part in (shown.name, shown.fingerprint, *(title for title, _ in shown.sections)))


def test_a_page_of_help_is_printed(window: Window) -> None:
    window.open()
    window.go("help", "sync")

    assert "Sync centre" in paper_of(window)


@pytest.mark.parametrize("page", ["home", "sync", "settings"])
def test_a_page_without_paper_says_so(window: Window, page: str) -> None:
    window.open()
    window.go(page)

    QTest.keyClick(window.main, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    window.settle()

    assert window.main.findChild(PrintDialog) is None
    assert window.app.session.messages.current == Message("There is nothing to print on this page.")
