"""A second coordinator in the window: invited, told what to read out, confirmed after comparing, and then one."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from haversack.app import App
from haversack.clock import Clock, system_clock
from haversack.operations.enrolling import NewDevice, enrol
from haversack.operations.synchronising import Wishes
from haversack.store.cost import COST_FLOOR
from haversack.views.home_banners import CoordinatorsBanner
from haversack.views.network_coordinators import CoordinatorsCard
from haversack.views.parts.question import Question
from haversack_sync.hub.endpoint import HubEndpoint
from tests.gui.conftest import Window, application, put_away
from tests.gui.slow_hub import SlowHub
from tests.gui.small_vault import PASSPHRASE
from tests.gui.test_erasing import press, said
from tests.gui.test_network_devices import card as computers


def card(window: Window) -> CoordinatorsCard:
    """Return the card on the page of the network."""
    (found,) = window.go("network").findChildren(CoordinatorsCard)
    return found


def banner(window: Window) -> CoordinatorsBanner:
    """Return the notice on the start page."""
    (found,) = window.go("home").findChildren(CoordinatorsBanner)
    return found


def revocable(window: Window) -> list[str]:
    """Return what a screen reader hears of each button that revokes a computer."""
    shown = [one for one in computers(window).findChildren(QPushButton) if one.isVisibleTo(window.page)]
    return [one.accessibleName() for one in shown if one.text() == "Revoke…"]


def sync(window: Window) -> None:
    """Meet the hub."""
    window.app.models.synchroniser.start()
    window.settle()


def join(code: str, folder: Path, hub: HubEndpoint) -> None:
    """Take up an invitation on another computer."""
    new = NewDevice(folder, PASSPHRASE, code, "http://127.0.0.1:9", "Leila’s laptop", COST_FLOOR)
    enrol(new, hub, clock=system_clock(), wishes=Wishes())


def is_told_to_wait(second: Window) -> None:
    """Open the new coordinator's computer before it is confirmed."""
    second.app.shell.show()
    second.open()
    told = banner(second)
    assert told.isVisibleTo(second.page)
    assert "waits to be confirmed as a coordinator’s" in said(told)
    assert not card(second).isVisibleTo(second.page)
    put_away(second.app)


def hears_that_it_was_confirmed(second: Window, hub: SlowHub) -> None:
    """Open the new coordinator's computer once more, and sync."""
    second.app.shell.show()
    second.open()
    assert banner(second).isVisibleTo(second.page)
    second.app.models.synchroniser._connect = hub.connect
    heard = list[str]()
    messages = second.app.session.messages
    messages.came.connect(lambda: heard.append(messages._waiting[-1].text))
    sync(second)
    assert heard.count("This computer was confirmed: it is a coordinator’s now.") == 1
    assert not banner(second).isVisibleTo(second.page)
    put_away(second.app)


def test_a_second_coordinator_comes_in_by_a_code_and_by_signs_that_are_read_out(
    office: Window, tmp_path: Path, qtbot: QtBot, fixed_clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not banner(office).isVisibleTo(office.page)
    found = card(office)
    press(found, "Invite a coordinator…")
    (question,) = found.findChildren(Question)
    assert "once you have confirmed their computer" in question.accessibleName()
    safe = found.window().focusWidget()
    assert isinstance(safe, QPushButton)
    assert safe.text() == "Not now"
    press(found, "Make the invitation")
    office.settle()
    (shown,) = [one for one in card(office).findChildren(QLabel) if one.accessibleName().startswith("Invitation code")]
    code = shown.text()
    assert shown.layoutDirection() is Qt.LayoutDirection.LeftToRight
    sync(office)
    assert code in said(card(office)), "it stays until somebody has written it down"
    press(card(office), "I have written it down")
    assert code not in said(card(office))

    slow_hub = office.app.models.synchroniser._connect.__self__  # type: ignore[attr-defined]  # the fixture's
    join(code, tmp_path / "second", slow_hub.hub)
    is_told_to_wait(Window(App(tmp_path / "second", "en", fixed_clock), qtbot))

    sync(office)
    press(banner(office), "Look at it")
    office.settle()
    assert "Leila’s laptop" in said(card(office))
    found = card(office)
    press(found, "Confirm…")
    (question,) = found.findChildren(Question)
    signs = said(found).partition("compare every sign: ")[2].partition("\n")[0]
    assert len("".join(signs.split())) == 13
    assert "revoke that computer" in question.accessibleName()
    press(found, "Every sign is the same: confirm")
    office.settle()
    assert "Confirmed here, not sent yet." in said(card(office))
    sync(office)
    assert "Leila’s laptop" not in said(card(office))
    assert not banner(office).isVisibleTo(office.page)

    hears_that_it_was_confirmed(Window(App(tmp_path / "second", "en", fixed_clock), qtbot), slow_hub)

    # Here, where the root's key is, it can be taken out again; other coordinators are told who can.
    assert [name for name in revocable(office) if "Leila’s laptop" in name] != []
    assert "Only the computer that founded" not in said(computers(office))
    monkeypatch.setattr("haversack.operations.coordinators.holds_root", lambda workspace: False)
    office.app.session.changed.emit()
    office.settle()
    assert [name for name in revocable(office) if "Leila’s laptop" in name] == []
    assert "Only the computer that founded the network can take it out." in said(computers(office))


class ShownAlone(QObject):
    """Notes the names of classes of parts that are shown as windows of their own."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show and isinstance(watched, CoordinatorsCard | CoordinatorsBanner):
            self.names += [type(watched).__name__] if watched.isWindow() else []
        return False


def test_a_card_that_is_known_from_the_start_opens_no_window_of_its_own(office: Window) -> None:
    seen = ShownAlone()
    application().installEventFilter(seen)
    assert card(office).isVisibleTo(office.page)
    office.app.session.changed.emit()
    office.settle()
    assert card(office).isVisibleTo(office.page)
    application().removeEventFilter(seen)

    assert seen.names == []


def test_others_see_no_card_of_coordinators(window: Window) -> None:
    window.open()

    assert not card(window).isVisibleTo(window.page)


def test_the_card_says_who_invites_where_the_root_key_is_not_here(
    office: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("haversack.operations.coordinators.holds_root", lambda workspace: False)
    office.app.session.changed.emit()
    office.settle()

    assert "Whoever founded this network invites further coordinators" in said(card(office))
