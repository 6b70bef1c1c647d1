"""Erasing for everybody in the window: one question that says what it cannot reach, then how many computers did it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from haversack.app import App
from haversack.clock import Clock
from haversack.views.network_erasures import ErasuresCard
from haversack.views.page import Page
from haversack.views.parts.erase_action import EraseAction
from haversack.views.parts.question import Question
from haversack_sync.hub.endpoint import HubEndpoint
from tests.gui.conftest import Window, put_away
from tests.gui.slow_hub import SlowHub, copy_of


@pytest.fixture
def office(
    prepared: QApplication,
    made_network: tuple[Path, HubEndpoint],
    tmp_path: Path,
    qtbot: QtBot,
    fixed_clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Window]:
    """The window on the coordinator's vault, which has just met its hub."""
    shutil.copytree(made_network[0].parent / "office", tmp_path / "office")
    window = Window(App(tmp_path / "office", "en", fixed_clock), qtbot)
    hub = SlowHub(copy_of(made_network[1]), is_slow=False)
    monkeypatch.setattr(window.app.models.synchroniser, "_connect", hub.connect)
    window.app.shell.show()
    window.open()
    window.app.models.synchroniser.start()
    window.settle()
    yield window
    put_away(window.app)


def action(page: Page) -> EraseAction:
    """Return what erases the record that a page shows."""
    (found,) = [one for one in page.findChildren(EraseAction) if one.isVisibleTo(page)]
    return found


def press(root: QWidget, words: str) -> None:
    """Press the visible button with these words."""
    shown = [one for one in root.findChildren(QPushButton) if one.isVisibleTo(root)]
    (found,) = [one for one in shown if one.text().strip() == words]
    found.click()


def said(root: QWidget) -> str:
    """Return all that can be read there."""
    return "\n".join(one.text() for one in root.findChildren(QLabel) if one.isVisibleTo(root))


def test_a_coordinator_erases_what_is_shown_after_one_question_and_sees_how_many_did_it(office: Window) -> None:
    for name in ("library", "directory"):
        page = office.go(name)
        found = action(page)
        press(found, "Erase for everybody…")
        (question,) = found.findChildren(Question)
        assert "sticks lying around and computers that never return keep what they have" in question.accessibleName()
        assert "It cannot be undone." in question.accessibleName()
        safe = page.window().focusWidget()
        assert isinstance(safe, QPushButton)
        assert safe.text() == "Not now"
        safe.click()
        assert not question.isVisibleTo(page)

        press(found, "Erase for everybody…")
        press(found, "Erase for everybody")
        office.settle()
        assert "It happens here and elsewhere with the next sync." in said(action(page))

    office.app.models.synchroniser.start()
    office.settle()

    (card,) = office.go("network").findChildren(ErasuresCard)
    assert card.isVisibleTo(office.page)
    assert said(card).count(": done on 1 of ") == 2
    assert "Not yet: " in said(card)


def test_others_are_offered_nothing_of_it(window: Window) -> None:
    window.open()

    for name in ("library", "directory"):
        page = window.go(name)
        assert [one for one in page.findChildren(EraseAction) if one.isVisibleTo(page)] == []
    (card,) = window.go("network").findChildren(ErasuresCard)
    assert not card.isVisibleTo(window.page)
