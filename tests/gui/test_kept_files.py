"""Keeping the files of an item from the window: a switch in the library, a button and a key in the reading view."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from haversack.operations import following
from haversack.operations.preferences import Preferences, write_preferences
from haversack.viewmodels.kept_files import KeptFiles
from haversack.views.parts.keep_switch import KeepSwitch
from haversack_sync.hub.endpoint import HubEndpoint
from tests.gui.conftest import Window
from tests.gui.moody_hub import MoodyHub, buttons, detail_of, moody_hub, press, show_item

EVERYTHING = Preferences(daily_bytes=None, asks_before_large=False, costs_money=False)


@pytest.fixture
def hub(made_network: tuple[Path, HubEndpoint], monkeypatch: pytest.MonkeyPatch) -> MoodyHub:
    """The hub of the window's network."""
    return moody_hub(made_network, monkeypatch)


@pytest.fixture
def reading(hub: MoodyHub, window: Window) -> Window:
    """A window in which an item with files is shown."""
    assert not hub.is_away
    show_item(window)
    return window


def kept_in_the_vault(window: Window) -> set[str]:
    found: list[frozenset[str]] = []
    window.app.session.read(following.kept, found.append)
    window.settle()
    return set(found[0])


def test_the_files_of_an_item_are_kept_by_a_switch_that_keeps_the_keyboard_and_says_what_it_means(
    reading: Window, told: list[str]
) -> None:
    record, kept = detail_of(reading).id, reading.app.models.get(KeptFiles)

    def switch() -> QAbstractButton:
        return next(one.switch for one in reading.page.findChildren(KeepSwitch) if one.isVisible())

    def press_space() -> None:
        switch().setFocus()
        QTest.keyClick(switch(), Qt.Key.Key_Space)
        reading.settle()

    assert switch().accessibleName() == "Keep its files on this computer"
    assert "whatever the limit of space says" in switch().accessibleDescription()
    assert not switch().isChecked()

    press_space()
    assert switch().isChecked()
    assert switch().hasFocus()
    assert kept.is_kept(record)
    assert kept_in_the_vault(reading) == {record}
    assert told[-1].startswith("Its files stay on this computer, whatever the limit of space says.")
    assert "with the next sync:" in told[-1]
    assert detail_of(reading).state_line.startswith("You keep its files: what is not here comes with the next sync")

    press_space()
    assert not switch().isChecked()
    assert kept_in_the_vault(reading) == set()
    assert told[-1].startswith("New editions come by themselves no longer.")


def test_kept_files_come_with_the_next_sync(reading: Window, hub: MoodyHub) -> None:
    record = detail_of(reading).id
    reading.app.session.write(lambda workspace: write_preferences(workspace, EVERYTHING), lambda _: None)
    reading.app.models.get(KeptFiles).toggle(record)
    reading.settle()
    assert detail_of(reading).state == "away"

    reading.app.models.synchroniser.start()
    reading.settle()
    assert hub.offsets
    assert detail_of(reading).state == "here"


def test_what_is_read_is_kept_from_the_reading_view_by_its_button_and_by_ctrl_d(reading: Window) -> None:
    record, kept = detail_of(reading).id, reading.app.models.get(KeptFiles)
    press(reading, "Read")
    reading.settle()
    press(reading, "Keep its files on this computer, with new editions (Ctrl+D)")
    reading.settle()
    assert kept.is_kept(record)
    [made] = buttons(reading, "Its files are kept on this computer; stop that (Ctrl+D)")
    assert made.isChecked()

    assert reading.page.keep_shown()
    reading.settle()
    assert not kept.is_kept(record)
    [made] = buttons(reading, "Keep its files on this computer, with new editions (Ctrl+D)")
    assert not made.isChecked()
