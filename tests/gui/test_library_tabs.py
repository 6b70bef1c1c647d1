"""The two tabs of the library: its items, and the areas of work."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from haversack.viewmodels.navigation import Place
from haversack.views.parts.page_tabs import PageTabs
from tests.gui.conftest import Window


def strip(window: Window) -> PageTabs:
    found = window.page.findChild(PageTabs)
    assert found is not None
    return found


def test_the_tabs_lead_to_each_other_and_back_by_keys(window: Window) -> None:
    window.open()
    window.go("library")
    first = strip(window)
    first.setFocus()

    QTest.keyClick(first, Qt.Key.Key_Right)
    window.settle()

    second = strip(window)
    assert window.app.navigation.place == Place("areas")
    assert second.tabText(second.currentIndex()) == "Areas of work"
    assert second.window().focusWidget() is second
    QTest.keyClick(second, Qt.Key.Key_Left)
    window.settle()
    assert window.app.navigation.place == Place("library")
    assert first.tabText(first.currentIndex()) == "Items"
    window.app.navigation.back()
    window.settle()
    assert window.app.navigation.place == Place("areas")
