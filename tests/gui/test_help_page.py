"""Help: F1 opens the right page, words find it, links lead on, every page has one, and no vault is needed."""

import re

from PySide6.QtCore import QUrl
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from haversack.assets import asset
from haversack.operations.help_pages import PAGES as HELP
from haversack.operations.help_pages import excerpt, help_pages, page_of, search
from haversack.viewmodels.help import HelpModel
from haversack.views.help_sheet import HelpSheet
from haversack.views.join_dialog import JoinDialog
from haversack.views.parts.reading_view import ReadingView
from haversack.views.registry import PAGES
from tests.gui.conftest import Window


def shortcut(window: Window, keys: str, below: QWidget) -> None:
    next(one for one in below.findChildren(QShortcut) if one.key().toString() == keys).activated.emit()
    window.settle()


def place(window: Window) -> tuple[str, str]:
    return window.app.navigation.place.page, window.app.navigation.place.record


def test_f1_opens_the_page_about_what_is_open_and_links_lead_on(window: Window) -> None:
    window.open()
    window.go("sync")

    shortcut(window, "F1", window.main)

    assert place(window) == ("help", "sync")
    assert "Sync centre" in [label.text() for label in window.page.findChildren(QLabel)]
    reading = window.page.findChild(ReadingView)
    assert isinstance(reading, ReadingView)
    reading.anchorClicked.emit(QUrl("link:0"))
    window.settle()
    assert place(window) == ("help", "data")


def test_every_page_of_the_window_has_help(window: Window) -> None:
    window.open()

    for entry in PAGES:
        assert (window.go(entry.id).help_id or entry.id) in HELP


def test_words_find_pages_and_show_where_they_stand(window: Window) -> None:
    window.open()
    window.go("help")
    field = next(one for one in window.page.findChildren(QLineEdit))
    rows = window.app.models.get(HelpModel).rows

    field.setText("CAFÉS")

    assert [row.id for row in rows.rows] == ["trouble"]
    assert "hotels and cafés" in rows.rows[0].lines[0]


def test_help_can_be_read_while_the_vault_is_locked_and_the_keyboard_comes_back(window: Window) -> None:
    screen = window.app.shell.centralWidget()
    field = screen.findChild(QLineEdit)
    assert field is not None
    field.setFocus()

    shortcut(window, "F1", screen)
    sheet = window.app.shell.findChild(HelpSheet)
    assert isinstance(sheet, HelpSheet)
    titles = [label.text() for label in sheet.findChildren(QLabel)]
    is_covered = not screen.isEnabled()
    next(one for one in sheet.findChildren(QPushButton) if one.accessibleName() == "Close help").click()
    window.settle()

    assert "Locking and the passphrase" in titles
    assert is_covered
    assert screen.isEnabled()
    assert screen.focusWidget() is field
    assert window.app.shell.findChild(HelpSheet) is None


def test_the_locked_screen_shows_a_way_to_help(window: Window) -> None:
    screen = window.app.shell.centralWidget()

    next(one for one in screen.findChildren(QPushButton) if one.accessibleName() == "I need help").click()

    assert isinstance(window.app.shell.findChild(HelpSheet), HelpSheet)


def test_every_page_is_listed_and_every_link_leads_to_one() -> None:
    folder = asset("help") / "en"

    assert {path.stem for path in folder.glob("*.md")} == set(HELP)
    for path in folder.glob("*.md"):
        links = re.findall(r"\]\(([^)]*)\)", path.read_text(encoding="utf-8"))
        assert all(page_of(link) for link in links), path.stem


def test_a_link_to_anything_else_leads_nowhere() -> None:
    assert [page_of(link) for link in ("https://hub.example", "sync", "../sync.md", "secret.md")] == [""] * 4


def test_pages_with_the_word_in_their_title_come_first() -> None:
    found = search(help_pages(asset("help"), "en"), "passphrase")

    assert found[0].id == "locking"
    assert len(found) > 2


def test_an_excerpt_has_no_marks_and_holds_the_words() -> None:
    pages = {page.id: page for page in help_pages(asset("help"), "en")}

    assert not [page.id for page in pages.values() if re.search(r"[*#`]|\]\(", page.words)]
    assert "Ctrl+R" in excerpt(pages["sync"], "ctrl+r")
    assert excerpt(pages["sync"], "").startswith("A sync sends what you changed")


def test_a_language_without_help_reads_english() -> None:
    assert [page.title for page in help_pages(asset("help"), "sw")] == [
        page.title for page in help_pages(asset("help"), "en")
    ]


def test_the_list_passes_the_model_tester(window: Window) -> None:
    window.open()
    window.go("help")
    model = window.app.models.get(HelpModel)
    QAbstractItemModelTester(model.rows, QAbstractItemModelTester.FailureReportingMode.Fatal)

    model.find("hub")
    model.find("nothing has these words")
    model.find("")

    assert len(model.rows.rows) == len(HELP)


def test_help_opens_over_an_invitation_and_what_was_typed_is_still_there(window: Window) -> None:
    window.open()
    page = window.go("settings")
    dialog = JoinDialog(page.context, page)
    dialog.open()
    dialog.findChildren(QLineEdit)[0].setText("ABCDE")
    [key] = [one for one in dialog.findChildren(QShortcut) if one.key().toString() == "F1"]
    key.activated.emit()
    window.settle()

    [sheet] = dialog.findChildren(HelpSheet)
    assert sheet.isVisible()
    assert sheet.geometry() == dialog.rect(), "nothing behind it can be reached meanwhile"
    sheet.leave()
    window.settle()
    assert dialog.isVisible()
    assert dialog.findChildren(QLineEdit)[0].text() == "ABCDE"
    dialog.reject()
    window.settle()
