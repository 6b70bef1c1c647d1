"""Computers of the network: coordinators see where each stands, and take one out after one question."""

from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from haversack.views.network_devices import DevicesCard
from haversack.views.parts.question import Question
from tests.gui.conftest import Window


def card(window: Window) -> DevicesCard:
    """Return the card on the page of the network."""
    (found,) = window.go("network").findChildren(DevicesCard)
    return found


def said(found: QWidget) -> str:
    """Return all that a card says."""
    return "\n".join(label.text() for label in found.findChildren(QLabel))


def buttons(found: QWidget) -> list[QPushButton]:
    return [one for one in found.findChildren(QPushButton) if one.isVisibleTo(found)]


def test_a_coordinator_revokes_a_computer_after_one_question(office: Window) -> None:
    found = card(office)
    assert found.isVisibleTo(office.page)
    assert "Open Door Legal Desk" in said(found)
    assert "This computer" in said(found)
    (revoke,) = buttons(found)
    assert revoke.accessibleName().startswith("Revoke ")

    revoke.click()
    (question,) = found.findChildren(Question)
    assert "It gets nothing new and its invitation stops." in question.accessibleName()
    assert "as safe as its passphrase" in question.accessibleName()
    safe = found.window().focusWidget()
    assert isinstance(safe, QPushButton)
    assert safe.text() == "Not now"
    safe.click()
    office.settle()
    assert "Revoked" not in said(card(office))

    buttons(card(office))[-1].click()
    (yes,) = [one for one in card(office).findChildren(QPushButton) if one.text() == "Revoke"]
    yes.click()
    office.settle()
    assert "Revoked here, not sent yet" in said(card(office))
    office.app.models.synchroniser.start()
    office.settle()
    assert "Revoked, not yet received" in said(card(office))
    assert buttons(card(office)) == []


def test_others_do_not_see_the_computers(window: Window) -> None:
    window.open()

    assert not card(window).isVisibleTo(window.page)
