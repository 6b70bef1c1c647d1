"""The form of the first start: what it asks, suggests and says, and that nothing that was typed is lost."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from haversack.app import App
from haversack.clock import Clock
from haversack.views.first_run import FirstRunScreen
from haversack.views.parts.folder_chooser import FolderChooser
from haversack.views.parts.language_list import LanguageList
from tests.gui.conftest import Window, controls, put_away
from tests.gui.first_start import (
    ADDRESS,
    ADDRESS_OR_FOLDER,
    CODE,
    WORDS,
    choose,
    field,
    model_of,
    press,
    screen,
    texts,
)


def test_the_suggested_words_can_be_drawn_again_and_used(first: Window) -> None:
    before = model_of(first).words

    press(first, "Other words")
    words = model_of(first).words
    press(first, "Use these words")

    assert words != before
    assert all(word in texts(first) for word in words)
    shown = field(first, "Passphrase")
    assert shown.text() == " ".join(words)
    assert shown.echoMode() is QLineEdit.EchoMode.Normal, "they are to be copied by hand"
    assert "Very strong." in texts(first)
    assert field(first, "Type it again").text() == "", "typing it again is the test"


def test_how_strong_a_passphrase_is_stands_in_words(first: Window) -> None:
    for passphrase, word in (("12345678901234", "Too easy"), ("seven boats.", "Weak"), (WORDS, "Strong")):
        field(first, "Passphrase").setText(passphrase)
        assert f"<b>{word}" in texts(first)
        assert word in field(first, "Passphrase").accessibleDescription()


def test_the_language_list_begins_with_the_computers_own_and_takes_letters(first: Window) -> None:
    languages = screen(first).findChild(LanguageList)
    assert languages is not None
    assert languages.item(0).text() == "English"
    assert first.app.shell.focusWidget() is languages

    QTest.keyClicks(languages, "a")
    first.settle()

    assert first.app.shell.layoutDirection() is Qt.LayoutDirection.RightToLeft
    first.look(language="en")


def test_another_language_and_larger_text_keep_what_was_chosen_and_typed(first: Window) -> None:
    choose(first, "I have an invitation")
    field(first, CODE).setText("ABCDE")
    field(first, ADDRESS_OR_FOLDER).setText(ADDRESS)
    field(first, "Passphrase").setText(WORDS)
    before = screen(first)

    first.look(language="fr", scale=150)

    assert screen(first) is not before
    assert isinstance(screen(first), FirstRunScreen)
    shown = {
        one.text()
        for one in controls(screen(first), lambda one: isinstance(one, QLineEdit))
        if isinstance(one, QLineEdit)
    }
    assert {"ABCDE", ADDRESS, WORDS} <= shown
    first.look(language="en")


def test_going_back_and_forth_between_the_ways_loses_nothing(first: Window) -> None:
    choose(first, "I have an invitation")
    field(first, CODE).setText("ABCDE")
    choose(first, "Just look around")
    choose(first, "A network that I know of")
    field(first, ADDRESS_OR_FOLDER).setText("/media/stick")
    choose(first, "I have an invitation")

    assert field(first, CODE).text() == "ABCDE"
    assert model_of(first).typed.network == "/media/stick"
    assert model_of(first).typed.source == ""


def test_a_typing_mistake_in_the_code_is_told_beside_it_at_once(first: Window) -> None:
    choose(first, "I have an invitation")

    field(first, CODE).setText("7K3QD-M9V2X-RT4HC-B6WNP-0")

    assert "There is a typing mistake in this code" in texts(first)
    assert field(first, CODE).property("state") == "error"
    field(first, CODE).setText("7K3QD")
    assert "typing mistake" not in texts(first)


def test_without_anything_that_comes_along_a_network_is_asked_for(
    prepared: QApplication, tmp_path: Path, qtbot: QtBot, fixed_clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("haversack.app.starter_network", lambda: None)
    window = Window(App(tmp_path / "new", "en", fixed_clock), qtbot)
    window.app.shell.show()

    assert model_of(window).missing() == "Still missing: how you want to begin."
    choose(window, "Just look around")
    assert model_of(window).typed.way == "network"
    assert "What comes with Haversack" not in texts(window)
    put_away(window.app)


def test_a_folder_is_chosen_by_path_or_step_by_step_in_a_small_dialog(
    first: Window, tmp_path: Path, starter: tuple[str, str]
) -> None:
    stick = tmp_path / "stick"
    shutil.copytree(starter[0], stick / "carried")
    choose(first, "A network that I know of")
    field(first, ADDRESS_OR_FOLDER).setText(str(stick))
    press(first, "Choose a folder or stick")
    dialog = first.app.shell.findChild(FolderChooser)
    assert dialog is not None
    first.settle()

    assert dialog.height() <= 480
    assert dialog.windowTitle() == "Haversack"
    assert [dialog._list.item(row).text() for row in range(dialog._list.count())] == ["carried"]
    dialog._list.setCurrentRow(0)
    QTest.keyClick(dialog._list, Qt.Key.Key_Return)
    first.settle()
    assert "There is Haversack content in this folder." in {label.text() for label in dialog.findChildren(QLabel)}
    next(one for one in dialog.findChildren(QPushButton) if one.text() == "Use this folder").click()
    first.settle()

    assert field(first, ADDRESS_OR_FOLDER).text() == str(stick / "carried")


def test_room_on_the_disk_is_told_before_it_is_used(first: Window) -> None:
    room = model_of(first).room
    assert room is not None
    assert 0 < room.needed < room.free
    assert "Needs about " in texts(first)
    assert " is free." in texts(first)
