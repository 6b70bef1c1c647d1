"""Settings: what is chosen is kept, and the window locks by itself when nobody uses it."""

from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QRadioButton, QSlider
from pytestqt.qtbot import QtBot

from haversack.operations.preferences import read_preferences
from haversack.viewmodels.file_check import FileCheck
from haversack.viewmodels.settings import LICENCES, SettingsModel
from haversack.viewmodels.storage import StorageModel
from haversack.views.idle_lock import IdleLock
from haversack.views.parts.progress_strip import ProgressStrip
from haversack.views.parts.question import Question
from tests.gui.conftest import Window, wait_until
from tests.gui.slow_hub import SlowHub
from tests.gui.test_sync_page import ask_for_files


def choose(window: Window, name: str) -> None:
    next(one for one in window.page.findChildren(QRadioButton) if one.text() == name).click()
    window.settle()


def test_the_look_changes_at_once_and_stays_chosen(window: Window) -> None:
    window.open()
    window.go("settings")

    choose(window, "Dark")
    choose(window, "150 %")

    assert (window.app.models.appearance.now.theme, window.app.models.appearance.now.scale) == ("dark", 150)
    chosen = [one.text() for one in window.page.findChildren(QRadioButton) if one.isChecked()]
    assert chosen == ["English", "Dark", "150 %"]


def test_the_computers_own_look_is_light_or_dark(window: Window) -> None:
    window.open()
    window.go("settings")

    choose(window, "As this computer has it")

    assert window.main.isVisible()
    assert window.app.models.appearance.now.theme == "system"


def test_languages_stand_by_their_own_names(window: Window) -> None:
    window.open()
    window.go("settings")

    names = [one.text() for one in window.page.findChildren(QRadioButton)][:4]

    assert names == ["English", "Français", "Español", "العربية"]


def test_the_lock_time_is_kept_in_the_vault(window: Window) -> None:
    window.open()
    window.go("settings")
    box = next(one for one in window.page.findChildren(QComboBox) if one.findData(30) >= 0)
    kept: list[int] = []

    box.activated.emit(box.findData(30))
    window.settle()
    window.app.session.read(read_preferences, lambda read: kept.append(read.lock_minutes))
    window.settle()

    assert kept == [30]
    assert window.app.models.get(SettingsModel).preferences.lock_minutes == 30


def test_the_fingerprint_and_the_licences_are_there(window: Window) -> None:
    window.open()
    window.go("settings")
    about = window.app.models.get(SettingsModel).about
    assert about is not None

    words = [label.text() for label in window.page.findChildren(QLabel)]

    assert about.fingerprint in words
    assert all(licence in words for _, licence in LICENCES)


def test_the_window_locks_after_the_time_without_use(qtbot: QtBot) -> None:
    seconds = [1000.0]
    locked: list[bool] = []
    parent = QObject()
    watch = IdleLock(lambda: locked.append(True), now=lambda: seconds[0], parent=parent)
    watch.set_minutes(2)
    for _ in range(7):
        seconds[0] += 15
        watch.look()
    assert not locked

    seconds[0] += 15
    watch.look()

    assert locked == [True]


def test_use_puts_the_lock_off(qtbot: QtBot) -> None:
    seconds = [1000.0]
    locked: list[bool] = []
    parent = QObject()
    watch = IdleLock(lambda: locked.append(True), now=lambda: seconds[0], parent=parent)
    watch.set_minutes(2)
    for _ in range(30):
        seconds[0] += 15
        watch.eventFilter(parent, QEvent(QEvent.Type.KeyPress))
        watch.look()

    assert not locked


def test_a_computer_that_slept_is_locked(qtbot: QtBot) -> None:
    seconds = [1000.0]
    locked: list[bool] = []
    parent = QObject()
    watch = IdleLock(lambda: locked.append(True), now=lambda: seconds[0], parent=parent)
    watch.set_minutes(60)

    seconds[0] += 600
    watch.look()

    assert locked == [True]


def test_space_is_shown_by_part_and_files_go_after_one_question(window: Window, hub: SlowHub) -> None:
    window.open()
    window.app.session.write(ask_for_files, lambda _: None)
    window.settle()
    window.app.models.synchroniser.start()
    window.settle()
    page = window.go("settings")
    model = window.app.models.get(StorageModel)

    [files] = [part for part in model.facts.parts if part.id == "shelf:library"]
    assert (files.name, files.detail) == ("Files: Library list", "4 files")
    remove = next(one for one in page.findChildren(QPushButton) if one.accessibleName().startswith("Remove: Files"))
    remove.click()
    [ask] = [one for one in page.findChildren(Question) if one.isVisibleTo(page)]
    assert files.size in ask.accessibleName()
    next(one for one in ask.findChildren(QPushButton) if one.accessibleName() == "Remove").click()
    window.settle()

    assert [part.id for part in model.facts.parts] == ["text"]
    told = [label.text() for label in window.main.findChildren(QLabel)]
    assert any("became free" in words for words in told)


def test_all_files_are_checked_with_cancel_and_what_is_damaged_comes_again(window: Window, hub: SlowHub) -> None:
    window.open()
    window.app.session.write(ask_for_files, lambda _: None)
    window.settle()
    window.app.models.synchroniser.start()
    window.settle()
    page = window.go("settings")
    check = window.app.models.get(FileCheck)

    def press(name: str) -> None:
        [made] = [
            one for one in page.findChildren(QPushButton) if one.accessibleName() == name and one.isVisibleTo(page)
        ]
        made.click()

    def shown() -> set[str]:
        return {one.text() for one in page.findChildren(QLabel) if one.isVisibleTo(page)}

    press("Check all files")
    [strip] = [one for one in page.findChildren(ProgressStrip) if one.isVisibleTo(page)]
    next(one for one in strip.findChildren(QPushButton) if one.accessibleName() == "Cancel").click()
    window.settle()
    assert "The check was stopped. Begin it again when you like." in shown()

    press("Check all files")
    window.settle()
    assert "4 files were read through. All are as they came." in shown()

    about = window.app.models.get(SettingsModel).about
    assert about is not None
    spoilt = max((Path(about.folder) / "parcels").iterdir(), key=lambda path: path.stat().st_size)
    spoilt.write_bytes(spoilt.read_bytes()[:-100] + bytes(100))
    press("Check all files")
    window.settle()
    assert "4 files were read through. 1 file is damaged." in shown()
    assert check.outcome.next_step in shown()

    press("Get them again now")
    window.settle()
    press("Check all files")
    window.settle()
    assert (check.outcome.tone, check.progress) == ("ok", None)


def test_where_the_vault_lies_and_that_there_is_no_log_is_said(window: Window) -> None:
    window.open()
    page = window.go("settings")
    about = window.app.models.get(SettingsModel).about
    assert about is not None

    words = [label.text() for label in page.findChildren(QLabel)]

    assert about.folder in words
    assert "Log file: none" in words
    assert "Off. Haversack waits until you press Sync now." in words


def test_the_limit_of_a_day_can_be_set_here_too(window: Window) -> None:
    window.open()
    page = window.go("settings")
    slider = page.findChild(QSlider)
    assert slider is not None
    model = window.app.models.get(SettingsModel)

    slider.setValue(4)
    wait_until(lambda: model.preferences.daily_bytes is None)

    assert model.data_names[model.data_place] == "No limit"
