"""Erasing for everybody in the window: one question that says what it cannot reach, then how many computers did it."""

from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from haversack.viewmodels.directory import DirectoryModel
from haversack.viewmodels.library import LibraryModel
from haversack.views.network_erasures import ErasuresCard
from haversack.views.page import Page
from haversack.views.parts.erase_action import EraseAction
from haversack.views.parts.question import Question
from tests.gui.conftest import Window


def action(page: Page) -> EraseAction:
    """Return what erases the record that a page shows."""
    (found,) = [one for one in page.findChildren(EraseAction) if one.isVisibleTo(page)]
    return found


def press(root: QWidget, words: str) -> None:
    """Press the visible button with these words."""
    shown = [one for one in root.findChildren(QPushButton) if one.isVisibleTo(root)]
    (found,) = [one for one in shown if one.text().strip() == words]
    found.click()


def said_by_buttons(root: QWidget) -> list[str]:
    """Return what the visible buttons say."""
    return [one.text().strip() for one in root.findChildren(QPushButton) if one.isVisibleTo(root)]


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


def test_what_was_erased_leaves_the_screen_and_nobody_is_told_that_it_is_missing(office: Window) -> None:
    models = office.app.models
    library, directory = models.get(LibraryModel), models.get(DirectoryModel)
    erased = []
    for name, model in (("library", library), ("directory", directory)):
        page = office.go(name)
        erased.append(model.chosen)
        press(action(page), "Erase for everybody…")
        press(action(page), "Erase for everybody")
        office.settle()

    models.synchroniser.start()
    office.settle()

    assert "not on this computer" not in said(office.app.shell)
    for name, model, gone in (("library", library, erased[0]), ("directory", directory, erased[1])):
        page = office.go(name)
        assert model.chosen not in {"", gone}, "the next one stands beside the list"
        assert "Erase for everybody…" in said_by_buttons(page)
    assert library.detail is not None
    assert library.detail.title in said(office.go("library"))


def test_others_are_offered_nothing_of_it(window: Window) -> None:
    window.open()

    for name in ("library", "directory"):
        page = window.go(name)
        assert [one for one in page.findChildren(EraseAction) if one.isVisibleTo(page)] == []
    (card,) = window.go("network").findChildren(ErasuresCard)
    assert not card.isVisibleTo(window.page)
