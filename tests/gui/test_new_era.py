"""A coordinator lets a restored hub go on from the sync centre, after one question; nobody else is offered to."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from haversack.operations.editing import edit
from haversack.operations.inviting import ForNewOrganisation, invite
from haversack.operations.proxies import DIRECT
from haversack.operations.workspace import Workspace
from haversack.views.parts.question import Question
from haversack.views.sync_era import EraNotice
from haversack_sync.hub.memory_ledger import MemoryLedger
from haversack_sync.hub.ports import Registration
from haversack_sync.model.roles import Role
from tests.gui.conftest import Window
from tests.gui.slow_hub import SlowHub, copy_of
from tests.unit.haversack.little_network import own_organisation


def registration(hub: SlowHub, *, is_restored: bool | None = None) -> Registration:
    """Return what the hub knows of itself; before that, let it be one that was put back."""
    ledger = hub.hub._hub._ledger
    assert isinstance(ledger, MemoryLedger)
    with ledger.writing() as writer:
        known = writer.registration()
        assert known is not None
        if is_restored is not None:
            known = replace(known, is_restored=is_restored)
            writer.register(known, stamp=writer.last()[1])
    return known


def lose(window: Window, hub: SlowHub, work: Callable[[Workspace], object], *, is_marked: bool = True) -> None:
    """Let a hub lose what somebody did after a backup, and let them notice; without a mark its folder was copied."""
    backup = copy_of(hub.hub)
    window.app.session.write(work, lambda _: None)
    window.settle()
    sync(window)
    hub.hub = backup
    registration(hub, is_restored=is_marked)
    sync(window)


def sync(window: Window) -> None:
    window.app.models.synchroniser.start()
    window.settle()


def has_lost(window: Window) -> bool:
    return window.app.models.synchroniser.has_hub_lost


def notice(window: Window) -> EraNotice:
    (found,) = window.go("sync").findChildren(EraNotice)
    return found


def press(window: Window, name: str) -> None:
    buttons = [one for one in notice(window).findChildren(QPushButton) if one.text().strip() == name]
    next(one for one in buttons if one.isVisibleTo(window.page)).click()


def test_a_coordinator_lets_the_hub_go_on_after_one_question(office: Window) -> None:
    hub = office.app.models.synchroniser._connect("http://hub.example", DIRECT)
    assert isinstance(hub, SlowHub)
    assert not notice(office).isVisibleTo(office.page)
    lose(office, hub, lambda workspace: invite(workspace, ForNewOrganisation("Harbour", "en"), Role.READER))
    assert has_lost(office)
    assert notice(office).isVisibleTo(office.page)

    press(office, "Let it go on…")
    (question,) = notice(office).findChildren(Question)
    assert "put back from a backup" in question.accessibleName()
    safe = QApplication.focusWidget()
    assert isinstance(safe, QPushButton)
    assert safe.text() == "Not now"
    assert registration(hub).is_restored
    press(office, "Let it go on")
    office.settle()

    assert not registration(hub).is_restored
    assert not has_lost(office)
    assert not notice(office).isVisibleTo(office.page)
    assert office.app.models.synchroniser.waiting == 0


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "The hub has lost entries that are here."), ("ar", "فقد الخادم إدخالات موجودة هنا.")],
)
def test_others_are_told_and_not_offered_anything_however_the_hub_was_put_back(
    window: Window, hub: SlowHub, language: str, said: str
) -> None:
    window.open()
    window.look(language=language)
    sync(window)

    def work(workspace: Workspace) -> None:
        edit(workspace, own_organisation(workspace), ["summary=Soup"])

    lose(window, hub, work, is_marked=language == "en")

    assert has_lost(window)
    assert not notice(window).isVisibleTo(window.page)
    # One whose folder was copied did not know, and was shown its own word for more.
    assert registration(hub).is_restored
    shown = [label.text() for label in window.page.findChildren(QLabel) if label.isVisibleTo(window.page)]
    assert any(said in text for text in shown), shown
