"""The keys: one table for the frame and Settings, parts of the window with F6, the menu, back and forward."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget

from haversack.views.keys import KEYS
from haversack.views.registry import NUMBERED, PAGES
from haversack.views.sidebar import Sidebar
from tests.gui.conftest import Window, controls
from tests.gui.small_vault import NETWORK

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def sidebar_of(window: Window) -> Sidebar:
    sidebar = window.main.findChild(Sidebar)
    assert sidebar is not None
    return sidebar


def focused() -> QWidget:
    """Return what the keyboard is on."""
    one = QApplication.focusWidget()
    assert one is not None
    return one


def focused_part(window: Window) -> QWidget:
    """Return which part of the window the keyboard is in."""
    one = focused()
    parts = [sidebar_of(window), *window.page.panes()]
    return next((part for part in parts if part is one or part.isAncestorOf(one)), one)


def test_every_key_of_the_frame_does_something_and_stands_in_settings_with_its_words(window: Window) -> None:
    window.open()

    of_frame = {key.id for key in KEYS if key.is_of_frame}
    assert set(window.main.actions_by_key) | {"pages"} == of_frame

    page = window.go("settings")
    shown = {label.text() for label in page.findChildren(QLabel)}
    for key in KEYS:
        assert key.shown(is_rtl=False) in shown
        assert key.does(window.app.session.speaker) in shown


def test_no_two_keys_are_the_same() -> None:
    for is_rtl in (False, True):
        bound = [sequence for key in KEYS for sequence in key.sequences_for(is_rtl=is_rtl)]
        assert len(bound) == len(set(bound))


def test_ctrl_and_a_digit_open_the_pages_in_the_order_of_the_sidebar(window: Window) -> None:
    window.open()

    for number, entry in enumerate(NUMBERED, start=1):
        QTest.keyClick(window.main, Qt.Key(Qt.Key.Key_0 + number), CTRL)
        assert window.app.navigation.place.page == entry.id

    titles = [entry.title(window.app.session.speaker) for entry in NUMBERED]
    assert titles == [
        "Home",
        "Directory",
        "Library",
        "Training",
        "Calendar",
        "My organisation",
        "Sync centre",
    ]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_alt_and_the_arrow_that_points_back_goes_back(window: Window, language: str) -> None:
    window.open()
    window.look(language=language)
    back, forward = (Qt.Key.Key_Left, Qt.Key.Key_Right) if language == "en" else (Qt.Key.Key_Right, Qt.Key.Key_Left)
    window.go("library")

    QTest.keyClick(window.main, back, ALT)
    assert window.app.navigation.place.page == "home"
    QTest.keyClick(window.main, forward, ALT)
    assert window.app.navigation.place.page == "library"


def test_f6_goes_round_the_parts_and_comes_back_to_where_the_keyboard_was(window: Window) -> None:
    window.open()
    window.app.shell.activateWindow()
    page = window.go("library")
    page.focus_first()
    begun = focused()
    parts = 2 + len(page.panes())

    seen = []
    for _ in range(parts):
        QTest.keyClick(window.main, Qt.Key.Key_F6)
        seen.append(focused_part(window))
    assert len(set(seen)) == parts
    assert focused() is begun

    QTest.keyClick(window.main, Qt.Key.Key_F6, SHIFT)
    assert focused_part(window) is seen[-2]


def test_sub_pages_mark_the_page_that_they_belong_to_and_offer_the_way_back(window: Window) -> None:
    window.open()
    names = {entry.id: entry.title(window.app.session.speaker) for entry in PAGES}

    for page, marked in (("areas", "library"), ("help", "settings")):
        window.go(page)
        assert sidebar_of(window).marked == names[marked]
        back = next(one for one in window.main.findChildren(QPushButton) if one.accessibleName() == "Back")
        assert back.isVisible()
    window.go("directory")
    assert sidebar_of(window).marked == names["directory"]


def test_the_networks_name_leads_to_its_page(window: Window) -> None:
    window.open()
    brand = next(one for one in window.main.findChildren(QPushButton) if NETWORK in one.accessibleName())

    QTest.mouseClick(brand, Qt.MouseButton.LeftButton)

    assert window.app.navigation.place.page == "network"
    assert sidebar_of(window).marked == ""


def test_moving_in_the_sidebar_opens_nothing_until_enter(window: Window) -> None:
    window.open()
    window.go("home")
    sidebar_of(window).focus_pages()
    pages = focused()

    QTest.keyClick(pages, Qt.Key.Key_Down)
    assert window.app.navigation.place.page == "home"
    assert sidebar_of(window).marked == "Home"

    QTest.keyClick(pages, Qt.Key.Key_Return)
    assert window.app.navigation.place.page == "directory"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_where_there_is_no_room_the_sidebar_is_a_menu(window: Window, language: str) -> None:
    window.open()
    window.app.shell.resize(1366, 696)
    window.look(scale=200, language=language)
    menu = next(one for one in window.main.findChildren(QPushButton) if one.icon().cacheKey() and one.isVisible())
    sidebar = sidebar_of(window)
    assert not sidebar.isVisible()

    QTest.mouseClick(menu, Qt.MouseButton.LeftButton)
    assert sidebar.isVisible()
    assert sidebar.x() == (0 if language == "en" else window.main.width() - sidebar.width())
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert not sidebar.isVisible()
    assert menu.hasFocus()

    QTest.keyClick(menu, Qt.Key.Key_Space)
    QTest.keyClick(focused(), Qt.Key.Key_Down)
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    assert window.app.navigation.place.page == "directory"
    assert not sidebar.isVisible()


def test_pressing_beside_the_menu_closes_it(window: Window) -> None:
    window.open()
    window.app.shell.resize(1366, 696)
    window.look(scale=200)
    menu = next(one for one in window.main.findChildren(QPushButton) if one.accessibleName() == "Menu")
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton)

    beside = window.main.childAt(window.main.width() - 20, window.main.height() // 2)
    assert beside is not None
    QTest.mouseClick(beside, Qt.MouseButton.LeftButton)

    assert not sidebar_of(window).isVisible()


def test_printing_and_keeping_say_so_where_there_is_nothing(window: Window) -> None:
    window.open()
    window.go("settings")

    said = []
    for key in (Qt.Key.Key_P, Qt.Key.Key_D):
        QTest.keyClick(window.main, key, CTRL)
        window.settle()
        said += [one.accessibleName() for one in controls(window.main, lambda widget: True)]

    assert "There is nothing to print on this page." in said
    assert "There is nothing on this page to keep on this computer." in said


def test_text_grows_shrinks_and_comes_back(window: Window) -> None:
    window.open()
    appearance = window.app.models.appearance

    for key, scale in ((Qt.Key.Key_Plus, 125), (Qt.Key.Key_Plus, 150), (Qt.Key.Key_Minus, 125), (Qt.Key.Key_0, 100)):
        QTest.keyClick(window.main, key, CTRL)
        window.settle()
        assert appearance.now.scale == scale


def test_ctrl_k_takes_the_keyboard_to_the_search_from_anywhere(window: Window) -> None:
    window.open()
    window.go("calendar")

    QTest.keyClick(window.main, Qt.Key.Key_K, CTRL)

    assert isinstance(focused(), QLineEdit)
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert not isinstance(focused(), QLineEdit)
