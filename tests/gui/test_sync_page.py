"""The sync centre: says what waits and what it costs before, what happened after, and what went wrong in words."""

from pathlib import Path

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QProgressBar, QPushButton
from pytestqt.qtbot import QtBot

from haversack.app import App
from haversack.clock import Clock
from haversack.operations.meeting import ClosingEndpoint
from haversack.operations.sync_log import Meeting
from haversack.viewmodels.sync_centre import SyncCentreModel
from haversack.views.parts.cards import Banner
from haversack_sync.protocol.endpoint import LinkError
from tests.gui.conftest import Window
from tests.gui.small_vault import ORGANISATION, make_vault
from tests.gui.test_synchroniser import SlowHub


def model_of(window: Window) -> SyncCentreModel:
    return window.app.models.get(SyncCentreModel)


def test_what_waits_is_named_with_its_state_and_its_size(window: Window) -> None:
    window.open()
    window.go("sync")

    [row] = model_of(window).changes.rows

    assert (row.title, row.badge) == (ORGANISATION, "Not sent yet")
    assert "about" in row.lines[0]
    assert model_of(window).facts.sentence == "1 change is not sent yet."


def test_the_plan_says_what_is_not_known(window: Window) -> None:
    window.open()
    window.go("sync")

    sizes = [line.size for line in model_of(window).facts.plan]

    assert "not known yet" in sizes


def test_the_lists_pass_the_model_tester(window: Window) -> None:
    window.open()
    model = model_of(window)
    testers = [QAbstractItemModelTester(rows) for rows in (model.changes, model.history)]

    model.refresh()
    window.settle()

    assert len(testers) == 2


def test_each_day_of_the_last_week_is_a_bar_that_screen_readers_can_read(window: Window) -> None:
    window.open()
    window.go("sync")

    bars = [bar.accessibleName() for bar in window.page.findChildren(QProgressBar)]

    assert len([name for name in bars if "bytes" in name]) == 7


@pytest.mark.usefixtures("prepared")
def test_a_sync_stands_in_the_history_with_what_it_used(
    tmp_path: Path, qtbot: QtBot, fixed_clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = SlowHub(make_vault(tmp_path / "vault"))
    hub.may_answer.set()

    def connect(address: str) -> ClosingEndpoint:
        return hub

    monkeypatch.setattr("haversack.app.connect", connect)
    window = Window(App(tmp_path / "vault", "en", fixed_clock), qtbot)
    window.open()
    window.go("sync")

    window.app.models.synchroniser.start()
    window.settle()

    model = model_of(window)
    [row] = model.history.rows
    assert "Everything was exchanged" in row.lines[0]
    assert "1 of yours arrived" in row.lines[0]
    assert row.trailing != "0 bytes"
    assert model.facts.sentence == "Nothing waits to be sent."
    assert not model.changes.rows


def test_a_failure_is_one_cause_and_a_next_step_and_stands_in_the_history(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    def connect(address: str) -> ClosingEndpoint:
        raise LinkError("no_connection")

    synchroniser = window.app.models.synchroniser
    monkeypatch.setattr(synchroniser, "_connect", connect)
    window.open()
    window.go("sync")

    synchroniser.start()
    window.settle()

    banners = [banner.accessibleName() for banner in window.page.findChildren(Banner) if not banner.isHidden()]
    assert any(name.startswith("The hub cannot be reached.") for name in banners)
    assert "The hub could not be reached" in model_of(window).history.rows[0].lines[0]
    assert any(button.text().endswith("Try again") for button in window.page.findChildren(QPushButton))


def test_a_meeting_of_a_newer_version_is_still_told(window: Window) -> None:
    window.open()
    model = model_of(window)

    row = model.meeting_row(0, Meeting(1_794_916_800, 75, 10, 20, 3, 1, "something_new"))

    assert "It stopped because of a fault" in row.lines[0]
    assert "1 minute" in row.lines[0]
