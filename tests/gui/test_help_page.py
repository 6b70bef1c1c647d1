"""Help: F1 opens the right page, words find it, and every page of the window has one."""

from PySide6.QtGui import QShortcut
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel, QLineEdit

from haversack.assets import asset
from haversack.operations.help_pages import help_pages, search
from haversack.viewmodels.help import HelpModel
from haversack.views.registry import PAGES
from tests.gui.conftest import Window


def shortcut(window: Window, keys: str) -> None:
    next(one for one in window.main.findChildren(QShortcut) if one.key().toString() == keys).activated.emit()
    window.settle()


def test_f1_opens_the_page_about_what_is_open(window: Window) -> None:
    window.open()
    window.go("sync")

    shortcut(window, "F1")

    assert (window.app.navigation.place.page, window.app.navigation.place.record) == ("help", "sync")
    assert "Sync centre" in [label.text() for label in window.page.findChildren(QLabel)]


def test_every_page_of_the_window_has_help(window: Window) -> None:
    window.open()
    known = {page.id for page in help_pages(asset("help"), "en")}

    for entry in PAGES:
        assert (window.go(entry.id).help_id or entry.id) in known


def test_words_find_pages_also_without_accents_and_capitals(window: Window) -> None:
    window.open()
    window.go("help")
    field = next(one for one in window.page.findChildren(QLineEdit))

    field.setText("TWO VERSIONS")

    assert [row.id for row in window.app.models.get(HelpModel).rows.rows] == ["organisation"]


def test_pages_with_the_word_in_their_title_come_first() -> None:
    found = search(help_pages(asset("help"), "en"), "passphrase")

    assert found[0].id == "locking"


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

    assert len(model.rows.rows) == len(help_pages(asset("help"), "en"))
