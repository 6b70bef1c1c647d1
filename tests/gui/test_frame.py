"""The frame: locked and unlocked, keys, looks, and what every page must do whatever it shows."""

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QPushButton,
    QWidget,
)

from haversack.jobs.uncaught import Uncaught
from haversack.viewmodels.messages import Message
from haversack.viewmodels.navigation import Place
from haversack.viewmodels.rows import Row, RowsModel
from haversack.views import main_window
from haversack.views.bug_report import BugReport
from haversack.views.context import Context
from haversack.views.main_window import MainWindow
from haversack.views.page import Page
from haversack.views.registry import PAGES, PageEntry
from haversack.views.shell import Shell
from haversack.views.unlock import UnlockScreen
from tests.guards.logs import ExpectedLogs
from tests.gui.conftest import Window, controls, wait_until
from tests.gui.small_vault import NETWORK, ORGANISATION, PASSPHRASE

PAGE_IDS = [entry.id for entry in PAGES]


def whole(window: Window) -> bool:
    """Return whether all of what is to be shown is shown."""
    return window.app.shell.is_whole


def texts(root: QWidget) -> str:
    """Return everything that can be read on a screen."""
    return " ".join(str(widget.property("text") or "") for widget in controls(root, lambda widget: True))


def texts_for_ears(window: Window) -> str:
    """Return everything that a screen reader says of the window."""
    return " ".join(widget.accessibleName() for widget in controls(window.main, lambda widget: True))


def test_the_locked_screen_names_nobody(window: Window) -> None:
    shown = texts(window.app.shell)

    assert window.app.shell.windowTitle() == "Haversack"
    assert NETWORK not in shown
    assert ORGANISATION not in shown


def test_a_wrong_passphrase_is_told_calmly_and_can_be_tried_again(window: Window) -> None:
    window.app.unlock("not this one")
    window.settle()

    assert isinstance(window.app.shell.centralWidget(), UnlockScreen)
    assert "passphrase" in texts(window.app.shell).casefold()

    window.open()
    assert window.main.isVisible()


def test_typing_the_passphrase_and_enter_unlocks(window: Window) -> None:
    field = window.app.shell.findChild(QLineEdit)
    assert field is not None

    QTest.keyClicks(field, PASSPHRASE)
    QTest.keyClick(field, Qt.Key.Key_Return)
    window.settle()

    assert window.main.isVisible()
    assert NETWORK in texts(window.app.shell)


def test_what_was_built_unseen_is_drawn_at_once_and_waits_for_no_key(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[tuple[type[QWidget], bool]] = []

    def repaint(shell: Shell) -> None:
        QWidget.repaint(shell)
        drawn.append((type(shell.centralWidget()), shell.updatesEnabled() and shell.is_whole))

    # Where a system asks windows to draw themselves only with the next key, nobody would see that it is open.
    monkeypatch.setattr(Shell, "repaint", repaint)
    window.open()
    assert drawn == [(MainWindow, True)]

    window.look(theme="dark")
    assert drawn == [(MainWindow, True)] * 2


@pytest.mark.parametrize("theme", ["light", "dark", "high-contrast"])
def test_every_look_can_be_chosen_while_a_page_is_open(window: Window, theme: str) -> None:
    window.open()

    window.look(theme=theme, scale=150, language="ar")

    assert window.main.isVisible()
    assert window.app.shell.layoutDirection() is Qt.LayoutDirection.RightToLeft


def test_a_page_is_reached_by_its_number_and_left_by_back(window: Window) -> None:
    window.open()

    QTest.keyClick(window.main, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert window.app.navigation.place.page == PAGE_IDS[1]

    window.app.navigation.back()
    assert window.app.navigation.place.page == "home"


def test_a_bug_is_told_in_the_window_and_logged_without_data(window: Window, expected_logs: ExpectedLogs) -> None:
    expected_logs.expect(logging.ERROR, "bug ZeroDivisionError at")
    window.open()

    window.app.session.read(lambda workspace: 1 // 0, lambda result: None)
    window.settle()

    assert "our mistake" in texts_for_ears(window)


def test_a_message_outlives_another_look_until_it_is_closed(window: Window) -> None:
    window.open()
    window.app.session.messages.tell(Message("Something must be told.", tone="wait"))

    window.look(theme="dark", scale=125)

    named = [
        widget for widget in controls(window.main, lambda widget: True) if "must be told" in widget.accessibleName()
    ]
    assert named
    close = next(one for one in window.main.findChildren(QPushButton) if one.accessibleName() == "Close")
    QTest.mouseClick(close, Qt.MouseButton.LeftButton)
    assert window.app.session.messages.current is None


def test_the_report_of_a_bug_is_shown_before_it_is_copied(window: Window, expected_logs: ExpectedLogs) -> None:
    expected_logs.expect(logging.ERROR, "bug ZeroDivisionError at")
    window.open()
    window.app.session.read(lambda workspace: 1 // 0, lambda result: None)
    window.settle()

    show = next(one for one in window.main.findChildren(QPushButton) if one.accessibleName() == "Show the report")
    QTest.mouseClick(show, Qt.MouseButton.LeftButton)
    dialog = window.main.findChild(BugReport)
    assert dialog is not None
    copy = next(one for one in dialog.findChildren(QPushButton) if one.accessibleName() == "Copy the report")
    QTest.mouseClick(copy, Qt.MouseButton.LeftButton)

    assert QGuiApplication.clipboard().text() == dialog.report
    assert "ZeroDivisionError" in dialog.report
    dialog.accept()


def test_messages_from_before_the_window_are_kept(window: Window) -> None:
    window.app.session.messages.tell(Message("Something happened early."))

    window.open()

    names = [widget.accessibleName() for widget in controls(window.main, lambda widget: True)]
    assert "Something happened early." in names


def test_locking_ends_everything_and_starts_a_fresh_process(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr("haversack.app.start_again", lambda folder: started.append([str(folder)]))
    window.open()

    window.app.lock()

    assert len(started) == 1
    assert not window.app.shell.isVisible()


def test_rows_keep_the_promises_of_item_models() -> None:
    model = RowsModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)

    for rows in ([Row("1", "One"), Row("2", "Two")], [Row("1", "Uno"), Row("2", "Dos")], [], [Row("3", "Three")]):
        model.show(rows)

    assert model.place_of("3").row() == 0


def test_the_windows_own_thread_never_goes_to_the_vault(window: Window) -> None:
    window.open()
    threads: list[str] = []
    window.app.session.read(lambda workspace: workspace.own, lambda own: threads.append("read elsewhere"))
    window.settle()
    workspace = window.app.session._workspace
    assert workspace is not None

    with pytest.raises(AssertionError, match="went to the vault"), workspace.replica.reading():
        pass

    assert threads == ["read elsewhere"]


def test_a_new_page_is_built_in_parts_and_stands_whole_where_the_old_one_stood(window: Window) -> None:
    window.open()
    old = window.page

    window.app.navigation.go(Place("settings"))

    assert not whole(window)
    assert old.isVisible(), "the page that was shown stays until the new one is whole"
    window.settle()
    assert whole(window)
    assert window.page.isVisible()
    assert not old.isVisible()


def test_keys_that_come_while_a_page_is_built_lead_on_to_another_one(window: Window) -> None:
    window.open()

    window.app.navigation.go(Place("settings"))
    QTest.keyClick(window.main, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    window.settle()

    assert window.page is window.main.page
    assert window.page.help_id == PAGE_IDS[1]
    assert window.page.isVisible()
    assert window.go("settings").isVisible(), "what was begun is finished at the next visit"


def fail() -> None:
    """Make a mistake of ours."""
    raise ZeroDivisionError


def home_is_built(monkeypatch: pytest.MonkeyPatch, build: Callable[[PageEntry, Context], Page]) -> None:
    """Build Home in another way from now on."""
    entries = [replace(one, build=partial(build, one)) if one.id == "home" else one for one in PAGES]
    monkeypatch.setattr(main_window, "PAGES", tuple(entries))


def test_a_part_that_fails_is_told_and_the_rest_of_its_page_is_shown(
    window: Window, monkeypatch: pytest.MonkeyPatch, expected_logs: ExpectedLogs
) -> None:
    expected_logs.expect(logging.ERROR, "bug ZeroDivisionError at")
    built: list[str] = []

    def half(entry: PageEntry, context: Context) -> Page:
        page = entry.build(context)
        parts = (*page.parts(), fail, lambda: built.append("what comes after it"))
        monkeypatch.setattr(page, "parts", lambda: parts)
        return page

    home_is_built(monkeypatch, half)
    with Uncaught(window.app.session.messages.report):
        window.open()

    assert built == ["what comes after it"]
    assert window.page.isVisible()
    assert window.app.shell.updatesEnabled(), "the window is drawn"
    assert "our mistake" in texts_for_ears(window)


def test_a_page_that_fails_at_a_place_is_drawn_all_the_same(
    window: Window, monkeypatch: pytest.MonkeyPatch, expected_logs: ExpectedLogs
) -> None:
    expected_logs.expect(logging.ERROR, "bug ZeroDivisionError at")

    def lost(entry: PageEntry, context: Context) -> Page:
        page = entry.build(context)
        monkeypatch.setattr(page, "go_to", lambda place: fail())
        return page

    home_is_built(monkeypatch, lost)
    with Uncaught(window.app.session.messages.report):
        window.open()

    assert window.page.isVisible()
    assert window.app.shell.updatesEnabled(), "the window is drawn"
    assert "our mistake" in texts_for_ears(window)


def test_a_page_that_cannot_be_built_is_told_once_and_the_others_can_be_reached(
    window: Window, monkeypatch: pytest.MonkeyPatch, expected_logs: ExpectedLogs
) -> None:
    expected_logs.expect(logging.ERROR, "bug ZeroDivisionError at")
    tried: list[str] = []

    def never(entry: PageEntry, context: Context) -> Page:
        tried.append(entry.id)
        fail()
        return entry.build(context)

    home_is_built(monkeypatch, never)
    messages = window.app.session.messages
    with Uncaught(messages.report):
        window.app.unlock(PASSPHRASE)
        wait_until(lambda: messages.current is not None and "our mistake" in texts_for_ears(window))

    assert tried == ["home"]
    assert window.app.shell.updatesEnabled(), "the window is drawn"
    assert window.go(PAGE_IDS[1]).isVisible()


def test_looks_that_follow_each_other_quickly_end_in_the_last_one(window: Window) -> None:
    window.open()
    window.go("settings")
    appearance = window.app.models.appearance

    appearance.choose_theme("dark")
    QApplication.processEvents()
    appearance.choose_scale(150)
    QApplication.processEvents()
    appearance.choose_theme("light")
    window.settle()

    assert window.page.isVisible()
    assert window.page.context.look.scale == 150
    assert window.page.context.look.theme == "light"
    assert window.main.focusWidget() is not None
