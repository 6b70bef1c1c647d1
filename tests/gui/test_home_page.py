"""Home: what is new, what lies ahead, where to go on, what waits, what is within reach; and what it says without."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from haversack.i18n.language import Speaker
from haversack.operations import editing
from haversack.operations.copies import CopiedVault, Copies
from haversack.operations.reporting import status
from haversack.operations.workspace import Workspace
from haversack.store import succession
from haversack.viewmodels.contact import ContactFacts
from haversack.viewmodels.copied import CopiedModel
from haversack.viewmodels.directory import DirectoryModel
from haversack.viewmodels.home import HomeModel
from haversack.viewmodels.home_words import GROUP_PREFIX, DatedRow, notice
from haversack.viewmodels.navigation import Place
from haversack.viewmodels.pins import PinsModel
from haversack.views.home_banners import CopiedBanner
from haversack.views.home_cards import TrainingCard
from haversack.views.home_check import CheckBanner
from haversack.views.home_pins import PinsBox
from haversack.views.parts.row_list import RowList
from haversack_sync.model.ids import parse_record_id
from tests.gui.conftest import Window

ALT = Qt.KeyboardModifier.AltModifier


def model_of(window: Window) -> HomeModel:
    return window.app.models.get(HomeModel)


def button(root: QWidget, name: str) -> QPushButton:
    return next(one for one in root.findChildren(QPushButton) if one.accessibleName() == name and one.isVisible())


def said(root: QWidget) -> list[str]:
    """Return the texts that are shown."""
    return [label.text() for label in root.findChildren(QLabel) if label.isVisible()]


def pin(window: Window, number: int) -> list[str]:
    """Pin some organisations; return their ids."""
    window.go("directory")
    ids = list(window.app.models.get(DirectoryModel).rows.ids[:number])
    for record in ids:
        window.app.models.get(PinsModel).toggle(record)
    window.settle()
    window.go("home")
    return ids


def test_home_says_what_the_first_sync_brought_in_a_few_lines(window: Window) -> None:
    window.open()

    model = model_of(window)

    assert 0 < len(model.news.rows) <= 6
    assert any(row.title.endswith("organisations joined") for row in model.news.rows)
    assert model.facts.is_first
    assert model.facts.news_count.endswith("things")


def test_every_new_thing_gets_a_line_when_asked_and_gives_it_back(window: Window) -> None:
    window.open()
    model, before = model_of(window), len(model_of(window).news.rows)

    QTest.mouseClick(button(window.page, "Show all: what is new"), Qt.MouseButton.LeftButton)
    window.settle()
    assert len(model.news.rows) > 40
    assert not any(row.id.startswith(GROUP_PREFIX) for row in model.news.rows)

    QTest.mouseClick(button(window.page, "Show less: what is new"), Qt.MouseButton.LeftButton)
    assert len(model.news.rows) == before


def test_a_line_that_stands_for_many_leads_to_their_page(window: Window) -> None:
    window.open()
    news = window.page.findChild(RowList)
    assert news is not None
    line = next(row for row in model_of(window).news.rows if row.id.startswith(f"{GROUP_PREFIX}organisation"))

    news.choose(line.id)
    QTest.keyClick(news, Qt.Key.Key_Return)

    assert window.app.navigation.place == Place("directory")


def test_enter_on_a_new_thing_goes_to_it(window: Window) -> None:
    window.open()
    news = window.page.findChild(RowList)
    assert news is not None
    line = next(row for row in model_of(window).news.rows if not row.id.startswith(GROUP_PREFIX))

    news.choose(line.id)
    QTest.keyClick(news, Qt.Key.Key_Return)

    assert window.app.navigation.place.record == line.id
    assert window.app.navigation.place.page != "home"


def test_what_lies_ahead_begins_with_its_day_and_ends_with_the_days_left(window: Window) -> None:
    window.open()

    rows = model_of(window).coming.rows

    assert all(isinstance(row, DatedRow) and row.day and row.month for row in rows)
    assert [int(row.badge.split()[0]) for row in rows] == sorted(int(row.badge.split()[0]) for row in rows)


def test_a_change_that_was_not_sent_is_named_with_its_part_and_size(window: Window) -> None:
    window.open()

    model = model_of(window)

    assert [row.title for row in model.waiting.rows] == ["Your profile: Opening hours"]
    assert model.facts.waiting_count == 1
    assert model.facts.waiting_note.startswith("About ")


def test_the_training_card_leads_to_the_next_lesson(window: Window) -> None:
    window.open()
    card = window.page.findChild(TrainingCard)
    assert card is not None
    lesson = model_of(window).facts.lesson
    assert lesson is not None

    QTest.mouseClick(button(card, f"Begin: {lesson.next_title}"), Qt.MouseButton.LeftButton)

    assert window.app.navigation.place == Place("training", lesson.next)


def test_titles_follow_the_language_of_the_interface(window: Window) -> None:
    window.open()
    before = [row.title for row in model_of(window).coming.rows]

    window.look(language="fr")

    assert [row.title for row in model_of(window).coming.rows] != before


def test_without_pins_home_says_how_to_pin_and_opens_the_large_parts(window: Window) -> None:
    window.open()
    box = window.page.findChild(PinsBox)
    assert box is not None

    assert "Press the star beside a title, and it stands here." in said(box)
    QTest.mouseClick(box.doors["topic"], Qt.MouseButton.LeftButton)
    assert window.app.navigation.place.page == "areas"


def test_pinned_things_stand_on_home_in_order_and_open(window: Window) -> None:
    window.open()
    first, second = pin(window, 2)
    box = window.page.findChild(PinsBox)
    assert box is not None
    tiles = window.app.models.get(PinsModel).tiles
    assert [tile.id for tile in tiles] == [first, second]

    QTest.mouseClick(button(box, tiles[1].spoken), Qt.MouseButton.LeftButton)

    assert window.app.navigation.place == Place("directory", second)


def test_pins_are_moved_and_taken_away_by_keys(window: Window) -> None:
    window.open()
    first, second, third = pin(window, 3)
    pins = window.app.models.get(PinsModel)
    box = window.page.findChild(PinsBox)
    assert box is not None
    tile = button(box, pins.tiles[2].spoken)
    tile.setFocus()

    QTest.keyClick(tile, Qt.Key.Key_Up, ALT)
    window.settle()
    assert [one.id for one in pins.tiles] == [first, third, second]
    moved = QApplication.focusWidget()
    assert moved is not None
    assert moved.accessibleName() == pins.tiles[1].spoken

    QTest.keyClick(moved, Qt.Key.Key_Delete)
    window.settle()
    assert [one.id for one in pins.tiles] == [first, second]


def test_pins_can_be_edited_by_buttons(window: Window) -> None:
    window.open()
    first, second = pin(window, 2)
    pins = window.app.models.get(PinsModel)
    box = window.page.findChild(PinsBox)
    assert box is not None

    QTest.mouseClick(button(box, "Edit: within reach"), Qt.MouseButton.LeftButton)
    window.settle()
    QTest.mouseClick(button(box, f"Move {pins.tiles[1].title} up"), Qt.MouseButton.LeftButton)
    window.settle()
    assert [one.id for one in pins.tiles] == [second, first]

    for _ in range(2):
        QTest.mouseClick(button(box, f"Take {pins.tiles[0].title} away"), Qt.MouseButton.LeftButton)
        window.settle()
    assert pins.tiles == ()
    assert box.doors["topic"].isVisible()


def test_the_lists_of_home_keep_the_promises_of_item_models(window: Window) -> None:
    window.open()
    model = model_of(window)
    for rows in (model.news, model.coming, model.waiting):
        QAbstractItemModelTester(rows, QAbstractItemModelTester.FailureReportingMode.Fatal)

    model.show_all()
    window.settle()
    model.refresh()
    window.settle()


@pytest.mark.parametrize(
    ("facts", "first"),
    [
        (ContactFacts(has_network=False, last_contact=1), "You are offline, and that is fine."),
        (ContactFacts(has_network=True, last_contact=1), "Everything on this page is kept on this computer."),
        (ContactFacts(last_contact=1), "Everything on this page is kept on this computer."),
        (ContactFacts(is_syncing=True), "A sync is running."),
    ],
)
def test_the_banner_says_offline_only_where_that_is_known(facts: ContactFacts, first: str) -> None:
    assert notice(Speaker("en"), facts)[0] == first


def test_a_profile_that_nobody_checked_for_long_is_asked_about_and_one_press_answers(window: Window) -> None:
    window.open()
    check = window.page.findChild(CheckBanner)
    assert check is not None
    assert not check.isVisible()
    window.app.session.write(_checked_long_ago, lambda _: None)
    window.settle()
    assert check.isVisible()
    assert check.accessibleName().endswith("months ago. Is it still right?")

    QTest.mouseClick(button(check, "Still right"), Qt.MouseButton.LeftButton)
    window.settle()

    assert not check.isVisible()
    assert any("Last confirmed" in row.title for row in model_of(window).waiting.rows)


def test_a_copied_vault_is_said_on_home_with_what_it_means_and_the_way_to_the_sync_centre(window: Window) -> None:
    window.open()
    banner = window.page.findChild(CopiedBanner)
    assert banner is not None
    assert not banner.isVisible()

    window.app.session.write(_copied, lambda _: None)
    window.settle()

    assert banner.isVisible()
    assert banner.accessibleName() == (
        "Another computer uses a copy of this vault. The next sync gives this one keys of its own; nothing that you "
        "wrote is lost."
    )
    QTest.mouseClick(button(banner, "Sync centre"), Qt.MouseButton.LeftButton)
    window.settle()
    assert window.app.navigation.place.page == "sync"


def test_coordinators_are_told_of_the_newest_copied_vaults_and_how_many_more_there_are(window: Window) -> None:
    window.open()
    model, names = window.app.models.get(CopiedModel), ("Oldest Aid", "Older Aid", "Newest Aid")
    others = tuple(CopiedVault(name, 1_790_000_000 + at) for at, name in enumerate(names))

    model.show_copies(Copies(others=others))

    assert model.words.index("A vault of Newest Aid was copied") < model.words.index("A vault of Older Aid was copied")
    assert "Oldest Aid" not in model.words
    assert "Ask them whether both are theirs." in model.words
    assert model.words.endswith("The Sync centre names 1 more copied vault.")


def _copied(workspace: Workspace) -> None:
    with workspace.replica.transaction() as connection:
        succession.note_copied(connection, workspace.own)


def _checked_long_ago(workspace: Workspace) -> None:
    own = status(workspace).organisation
    assert own is not None
    editing.edit(workspace, parse_record_id(own.id), ["confirmed=2024-01-15"])
