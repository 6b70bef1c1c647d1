"""Locking: at once, after a while, after sleep; what was written is saved, and a fresh process shows the locked screen.

The real processes are the program as people start it.
"""

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QWidget

from haversack.clock import system_clock
from haversack.operations import drafting, reporting
from haversack.operations.workspace import opened
from haversack.views.idle_lock import IdleLock
from haversack.views.parts.search_field import SearchField
from haversack_sync.model.ids import parse_record_id
from tests.gui.conftest import Window, wait_until
from tests.gui.real_window import RealWindow, is_running
from tests.gui.small_vault import NETWORK, PASSPHRASE

UNLOCK = f"""
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
field = shell.centralWidget().findChild(QLineEdit)
field.setText({PASSPHRASE!r})
QTest.keyClick(field, Qt.Key.Key_Return)
"""
TYPE = """
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from haversack.views.organisation_form import GroupEditor
from haversack.viewmodels.navigation import Place
editors = [one for one in shell.findChildren(GroupEditor) if one.accessibleName() == "Opening hours"]
if not editors:
    shell.centralWidget()._context.navigation.go(Place("organisation"))
else:
    line = editors[0].findChild(QLineEdit)
    line.selectAll()
    QTest.keyClicks(line, "Never, since the roof fell in")
answer = bool(editors)
"""
LOCK = """
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
QTest.keyClick(shell.centralWidget(), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
"""


class Clock:
    """Seconds that a test moves."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def locked() -> list[bool]:
    return []


@pytest.fixture
def idle(qapp: object, clock: Clock, locked: list[bool]) -> Iterator[IdleLock]:
    parent = QObject()
    yield IdleLock(lambda: locked.append(True), now=clock, parent=parent)
    parent.deleteLater()


def passes(idle: IdleLock, clock: Clock, seconds: int) -> None:
    """Let time pass as it does while the computer is awake."""
    for _ in range(seconds // 15):
        clock.now += 15
        idle.look()


def test_after_the_minutes_that_were_set_without_use_it_locks(idle: IdleLock, clock: Clock, locked: list[bool]) -> None:
    idle.set_minutes(2)

    passes(idle, clock, 105)
    assert locked == []
    passes(idle, clock, 15)
    assert locked == [True]


@pytest.mark.parametrize("kind", [QEvent.Type.KeyPress, QEvent.Type.MouseMove, QEvent.Type.Wheel])
def test_who_uses_the_window_is_not_locked_out(
    idle: IdleLock, clock: Clock, locked: list[bool], kind: QEvent.Type
) -> None:
    idle.set_minutes(2)
    for _ in range(10):
        passes(idle, clock, 90)
        idle.eventFilter(QObject(), QEvent(kind))
    assert locked == []


def test_a_minute_without_use_is_told_once_and_its_end_as_well(idle: IdleLock, clock: Clock) -> None:
    heard: list[bool] = []
    idle.rested.connect(heard.append)

    passes(idle, clock, 45)
    assert heard == []
    passes(idle, clock, 90)
    assert heard == [True]
    idle.eventFilter(QObject(), QEvent(QEvent.Type.MouseMove))
    idle.eventFilter(QObject(), QEvent(QEvent.Type.MouseMove))
    assert heard == [True, False]


def test_after_a_sleep_it_locks_at_the_first_look(idle: IdleLock, clock: Clock, locked: list[bool]) -> None:
    clock.now += 61
    idle.look()
    assert locked == [True]


def test_the_first_key_after_a_sleep_locks_and_is_not_typed(idle: IdleLock, clock: Clock, locked: list[bool]) -> None:
    clock.now += 3_600

    is_swallowed = idle.eventFilter(QObject(), QEvent(QEvent.Type.KeyPress))

    assert is_swallowed
    assert locked == [True]


def test_ctrl_l_locks_also_where_a_dialog_takes_every_key(idle: IdleLock, locked: list[bool]) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    other = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_K, control)
    lock = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_L, control)

    assert not idle.eventFilter(QObject(), other)
    assert locked == []
    assert idle.eventFilter(QObject(), lock)
    assert locked == [True]


def test_ctrl_l_locks_from_a_dialog_as_the_system_sends_it(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Path] = []
    monkeypatch.setattr("haversack.app.start_again", started.append)
    window.open()
    dialog = QDialog(window.app.shell)
    dialog.open()
    dialog.activateWindow()
    wait_until(dialog.isActiveWindow)

    QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)

    assert len(started) == 1


def test_a_key_in_a_field_is_noticed_and_after_a_sleep_it_locks(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Path] = []
    monkeypatch.setattr("haversack.app.start_again", started.append)
    window.open()
    field = window.main.findChild(SearchField)
    assert field is not None
    field.setFocus()
    watch = window.app.shell.findChild(IdleLock)
    assert watch is not None

    QTest.keyClick(window.app.shell.windowHandle(), Qt.Key.Key_A)
    assert (field.text(), started) == ("a", [])
    monkeypatch.setattr(watch, "_now", lambda: watch._looked + 3_600)
    QTest.keyClick(window.app.shell.windowHandle(), Qt.Key.Key_B)

    assert field.text() == "a"
    assert len(started) == 1


def test_locking_takes_everything_off_the_screen_at_once(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Path] = []
    monkeypatch.setattr("haversack.app.start_again", started.append)
    window.open()
    dialog = QWidget(window.app.shell, Qt.WindowType.Dialog)
    dialog.show()

    window.app.lock()
    window.app.lock()

    assert not dialog.isVisible()
    assert not window.app.shell.isVisible()
    assert len(started) == 1


def test_where_the_window_stood_is_kept_without_a_word_about_the_network(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("haversack.app.start_again", lambda folder: None)
    window.open()
    window.app.shell.setGeometry(40, 30, 1100, 640)

    window.app.lock()

    kept = (tmp_path / "vault" / "look.json").read_bytes()
    assert b"[40,30,1100,640]" in kept
    assert NETWORK.encode() not in kept


@pytest.fixture
def real(made_vault: Path, tmp_path: Path) -> Iterator[tuple[RealWindow, Path]]:
    """A real window on a vault of its own; where it lies says nothing about anybody."""
    folder, shared = tmp_path / "vault", tmp_path / "shared"
    shutil.copytree(made_vault, folder)
    shared.mkdir()
    window = RealWindow(shared)
    yield window, folder
    window.end()


def draft(folder: Path) -> str:
    """Return what is kept of the opening hours that were typed and not released."""
    with opened(folder, PASSPHRASE, clock=system_clock()) as workspace:
        own = reporting.status(workspace).organisation
        assert own is not None
        drafts = drafting.load_drafts(workspace, parse_record_id(own.id))
    return drafts["opening_hours@en"].values["opening_hours"]


def open_and_type(window: RealWindow, process: int) -> None:
    window.wait_for_screen(process, "UnlockScreen")
    window.do(process, UNLOCK)
    window.wait_for_screen(process, "MainWindow")
    while not window.do(process, TYPE):
        pass


@pytest.mark.story
@pytest.mark.timeout(300)
def test_ctrl_l_ends_the_process_and_a_fresh_locked_one_has_the_same_vault(real: tuple[RealWindow, Path]) -> None:
    window, folder = real
    first = window.start("window", "--vault", str(folder))
    window.do(first, "shell.setGeometry(30, 40, 1000, 600)")
    open_and_type(window, first)
    environment = Path(f"/proc/{first}/environ").read_bytes()

    window.send(first, LOCK)
    second = window.wait_for_other(first)
    window.wait_for_end(first)

    assert second != first
    assert not is_running(first)
    assert window.shown(second) == {"screen": "UnlockScreen", "title": "Haversack", "geometry": [30, 40, 1000, 600]}
    command = Path(f"/proc/{second}/cmdline").read_bytes().split(b"\0")[1:-1]
    assert command == [b"-m", b"haversack", b"window", b"--vault", os.fsencode(folder)]
    assert set(Path(f"/proc/{second}/environ").read_bytes().split(b"\0")) == set(environment.split(b"\0"))
    # The fresh process holds nothing open: the vault can be read here, and what was typed last is in it.
    assert draft(folder) == "Never, since the roof fell in"
    window.do(second, UNLOCK)
    window.wait_for_screen(second, "MainWindow")
    os.kill(second, signal.SIGTERM)
    window.wait_for_end(second)


@pytest.mark.story
@pytest.mark.timeout(300)
def test_who_is_asked_to_end_saves_what_was_typed(real: tuple[RealWindow, Path]) -> None:
    window, folder = real
    process = window.start("window", "--vault", str(folder))
    open_and_type(window, process)

    os.kill(process, signal.SIGTERM)
    window.wait_for_end(process)

    assert window.started.returncode == 0
    assert window.end() == ""
    assert draft(folder) == "Never, since the roof fell in"


@pytest.mark.story
@pytest.mark.timeout(300)
def test_without_a_word_the_program_shows_the_first_start_and_leaves_nothing_behind(
    own_folders: Path, tmp_path: Path
) -> None:
    window = RealWindow(tmp_path)
    process = window.start()
    window.wait_for_screen(process, "FirstRunScreen")

    os.kill(process, signal.SIGINT)
    window.wait_for_end(process)

    assert window.started.returncode == 0
    assert window.end() == ""
    assert [path for path in (own_folders / "home").rglob("*") if path.is_file()] == []


@pytest.mark.story
@pytest.mark.timeout(300)
def test_without_a_word_the_program_shows_the_vault_of_whoever_uses_this_computer(
    made_vault: Path, own_folders: Path, tmp_path: Path
) -> None:
    base = own_folders / "home" / ".local" / "share" / "haversack" / "vaults"
    shutil.copytree(made_vault, base / "1")
    window = RealWindow(tmp_path)

    process = window.start()
    window.wait_for_screen(process, "UnlockScreen")

    window.do(process, UNLOCK)
    window.wait_for_screen(process, "MainWindow")
    os.kill(process, signal.SIGTERM)
    window.wait_for_end(process)
    assert window.end() == ""
