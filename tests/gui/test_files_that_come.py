"""Files that come: their order by keyboard and buttons, "not now", what is followed, and what space they may take."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton

from haversack.operations import following, offline_files
from haversack.operations.library import library
from haversack.operations.preferences import Preferences, read_preferences, write_preferences
from haversack.operations.workspace import Workspace
from haversack.viewmodels.following import FollowingModel
from haversack.viewmodels.library import LibraryModel
from haversack.viewmodels.navigation import Place
from haversack.viewmodels.storage import StorageModel
from haversack.viewmodels.sync_centre import SyncCentreModel
from haversack.views.library_facets import LibraryFacets
from haversack.views.parts.question import Question
from haversack.views.parts.row_list import RowList
from haversack.views.settings_follow import FollowSettings
from haversack.views.settings_space import SpaceSettings
from haversack.views.sync_files import SyncFiles
from tests.gui.conftest import Window
from tests.gui.test_sync_page import change


def want_all(workspace: Workspace) -> None:
    write_preferences(workspace, Preferences(daily_bytes=None, asks_before_large=False, costs_money=False))
    for item in library(workspace).items:
        if item.missing_bytes:
            offline_files.ask_for(workspace, item.id)


def named(card: SyncFiles | FollowSettings | Question, words: str) -> QPushButton:
    return next(one for one in card.findChildren(QPushButton) if one.accessibleName() == words)


def test_the_queue_is_put_in_order_by_keyboard_and_buttons_and_kept(window: Window) -> None:
    window.open()
    window.go("sync")
    model = window.app.models.get(SyncCentreModel).files
    card = window.page.findChild(SyncFiles)
    assert card is not None
    assert not card.isVisibleTo(window.page)
    change(window, want_all)

    def ids() -> list[str]:
        return [row.id for row in model.rows.rows]

    first, second, *_ = ids()
    assert card.isVisibleTo(window.page)
    assert len(ids()) > 2

    rows = card.findChild(RowList)
    assert rows is not None
    rows.setFocus()
    rows.choose(first)
    QTest.keyClick(rows, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    window.settle()
    assert ids()[:2] == [second, first]
    named(card, "Put last").click()
    window.settle()
    assert ids()[-1] == first
    named(card, "Move up").click()
    window.settle()
    assert ids()[-2] == first
    named(card, "Put first").click()
    window.settle()
    assert ids()[0] == first
    assert not named(card, "Move up").isEnabled()

    named(card, "Not now").click()
    window.settle()
    assert (ids()[-1], model.rows.rows[-1].badge) == (first, "Not now")
    assert not named(card, "Move up").isEnabled()
    named(card, "Let it come").click()
    window.settle()
    assert ids()[0] == first
    assert all(row.spoken for row in model.rows.rows)


def test_an_area_is_followed_from_the_library_with_its_size_said_and_ended_in_settings(window: Window) -> None:
    window.open()
    window.go("library")
    model = window.app.models.get(LibraryModel)
    facets = window.page.findChild(LibraryFacets)
    assert facets is not None
    begin = next(one for one in facets.findChildren(QPushButton) if one.accessibleName() == "Get these from now on")
    assert not begin.isEnabled()
    topic = next(choice for choice in model.choices("topic") if choice.count)
    model.tick("topic", topic.value, is_ticked=True)
    model.tick("type", model.choices("type")[0].value, is_ticked=True)
    window.settle()
    assert not begin.isEnabled()
    model.tick("type", model.choices("type")[0].value, is_ticked=False)
    window.settle()
    assert begin.isEnabled()

    begin.click()
    window.settle()
    question = facets.findChild(Question)
    assert question is not None
    assert question.isVisibleTo(facets)
    named(question, "Get them from now on").click()
    window.settle()
    [line] = window.app.models.get(FollowingModel).lines
    assert line.name == f"{topic.name} · All languages"
    found: list[int] = []
    change(window, lambda workspace: found.append(len(following.followed(workspace))))
    assert found == [1]

    window.go("settings")
    card = window.page.findChild(FollowSettings)
    assert card is not None
    named(card, f"End: {line.name}").click()
    window.settle()
    asked = card.findChild(Question)
    assert asked is not None
    named(asked, "End it").click()
    window.settle()
    assert window.app.models.get(FollowingModel).lines == ()


def test_the_space_for_files_is_set_and_kept_and_what_they_take_is_said(window: Window) -> None:
    window.open()
    window.go("settings")
    card = window.page.findChild(SpaceSettings)
    assert card is not None
    box = card.findChild(QComboBox)
    assert box is not None
    assert box.currentText() == "2 GB"
    place = box.findText("700 MB")
    box.setCurrentIndex(place)
    box.activated.emit(place)
    window.settle()

    kept: list[int | None] = []
    change(window, lambda workspace: kept.append(read_preferences(workspace).quota_bytes))
    assert kept == [700_000_000]
    assert any("of 700 MB." in one.text() for one in card.findChildren(type(card._taken)))


def test_what_files_take_is_said_in_the_language_that_was_chosen_last(window: Window) -> None:
    window.open()
    window.go("settings")
    model = window.app.models.get(StorageModel)
    assert model.facts.quota.startswith("Files take")
    window.app.models.appearance.choose_theme("dark")
    window.app.models.appearance.choose_language("ar")
    # Before the window is built anew: the page that goes away is hidden twice then.
    window.app.navigation.go(Place("home"))
    window.settle()
    window.go("settings")

    card = window.page.findChild(SpaceSettings)
    assert card is not None
    said = {label.text() for label in card.findChildren(QLabel)}
    assert model.facts.quota in said
    assert not any(one.startswith("Files take") for one in said)
