"""The reading view, as people use it."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from haversack.operations.reading_text import plain_text, reading_text, table_text
from haversack.viewmodels.library import LibraryModel
from haversack.viewmodels.navigation import Place
from haversack.viewmodels.reading_desk import OpenText, ReadingDesk
from haversack.views.library_page import LibraryPage
from haversack.views.parts.link_strip import LinkStrip
from haversack.views.parts.paper_view import PaperView
from haversack.views.parts.printing import pdf_printer
from haversack.views.parts.reader import Reader
from haversack.views.parts.reader_bar import FindField
from haversack.views.parts.reader_outline import ReaderOutline
from tests.gui.conftest import Window, wait_until

HOSTILE = """
# Title

<script>alert(1)</script> <img src="file:///etc/passwd"> <style>@import url(http://host/x.css)</style>

![pixel](http://host/pixel.png) ![share](//host/share/a.png) [js](javascript:alert(1)) [file](file:///etc/passwd)

<iframe src="http://host/"></iframe> <link rel="stylesheet" href="http://host/x.css">

[out](https://example.org/a) [inside](topic:refugee-law) [gone](topic:never-was) [below](#the-end)

## The end
"""


@pytest.fixture
def reading(window: Window) -> Window:
    """A window in which an item with headings is read."""
    window.open()
    window.go("library")
    model = window.app.models.get(LibraryModel)
    record = next(row.id for row in model.rows.rows if "48 hours" in row.title)
    window.go("library", record)
    press(window, "Read")
    return window


def press(window: Window, name: str) -> None:
    shown = [one for one in window.page.findChildren(QAbstractButton) if one.isVisible()]
    found = [one for one in shown if one.accessibleName().startswith(name)]
    next((one for one in found if one.accessibleName() == name), found[0]).click()
    window.settle()


def part(window: Window, kind: type[QWidget]) -> QWidget:
    found = window.page.findChildren(kind)
    return found[0]


def view_of(window: Window) -> PaperView:
    found = part(window, PaperView)
    assert isinstance(found, PaperView)
    return found


def desk_of(window: Window) -> ReadingDesk:
    return window.app.models.get(ReadingDesk)


def said(window: Window) -> str:
    labels: list[QLabel] = window.page.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisible())


def read_text(window: Window, markdown: str) -> None:
    """Lay a text open as if it were an item's."""
    desk = desk_of(window)
    desk.open = OpenText("key", desk.open.record if desk.open else "", "Title", reading_text(markdown, "en"), "Source.")
    reader = part(window, Reader)
    assert isinstance(reader, Reader)
    reader.show_open()
    wait_until(lambda: view_of(window).is_loaded)


def key(window: Window, name: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    together = Qt.KeyboardModifier.NoModifier
    for one in modifiers:
        together |= one
    QTest.keyClick(window.app.shell.focusWidget(), name, together)


CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def test_nothing_that_a_text_names_is_opened(reading: Window) -> None:
    view = view_of(reading)
    asked: list[str] = []
    for name in ("file:///etc/passwd", "//host/share", "http://host/", "data:text/html,x", "qrc:/x"):
        assert view.loadResource(2, QUrl(name)) is None
    view.link_chosen.connect(asked.append)
    read_text(reading, HOSTILE)

    words = view.toPlainText()
    assert "<script>alert(1)</script>" in words
    assert "\ufffc" not in words
    view.anchorClicked.emit(QUrl("file:///etc/passwd"))
    view.anchorClicked.emit(QUrl("link:99"))
    assert asked == []
    assert view.source() == QUrl()


def test_links_out_are_shown_and_copied_and_links_inside_lead_there(reading: Window) -> None:
    read_text(reading, HOSTILE)
    view = view_of(reading)

    view.anchorClicked.emit(QUrl("link:0"))
    strip = part(reading, LinkStrip)
    assert strip.isVisible()
    assert strip.accessibleName() == "https://example.org/a"
    press(reading, "Copy the address")
    assert QGuiApplication.clipboard().text() == "https://example.org/a"
    view.anchorClicked.emit(QUrl("link:2"))
    reading.settle()
    assert isinstance(reading.page, LibraryPage)
    view.anchorClicked.emit(QUrl("link:1"))
    reading.settle()
    assert reading.app.navigation.place.page == "areas"


def test_words_are_found_and_counted_and_stepped_through_by_keys(reading: Window) -> None:
    view_of(reading).setFocus()
    key(reading, Qt.Key.Key_F, CONTROL)
    field = reading.app.shell.focusWidget()
    assert isinstance(field, FindField)
    QTest.keyClicks(field, "paper")
    assert "1 of 2" in said(reading)
    key(reading, Qt.Key.Key_F3)
    assert "2 of 2" in said(reading)
    key(reading, Qt.Key.Key_Return)
    assert "1 of 2" in said(reading)
    key(reading, Qt.Key.Key_F3, SHIFT)
    assert "2 of 2" in said(reading)
    field.setText("zebra")
    assert "Not found" in said(reading)
    key(reading, Qt.Key.Key_Escape)
    assert field.text() == ""
    assert field.isVisible()
    key(reading, Qt.Key.Key_Escape)
    reading.settle()
    assert not field.isVisible()


def test_the_place_the_size_and_the_paper_are_kept_in_the_vault(reading: Window) -> None:
    view = view_of(reading)
    reading.app.shell.resize(1024, 600)
    reading.settle()
    key(reading, Qt.Key.Key_Plus, CONTROL, SHIFT)
    key(reading, Qt.Key.Key_Plus, CONTROL, SHIFT)
    press(reading, "Read on dim paper")
    assert "125%" in said(reading)
    assert reading.app.models.appearance.now.scale == 100
    view.go_to(view.heading_places()[2])
    at, percent = view.at(), view.percent()
    assert 0 < percent <= 100
    press(reading, "Back")
    press(reading, "Read")
    wait_until(lambda: view.at() == at)
    assert desk_of(reading).likes.zoom == 125
    assert desk_of(reading).likes.paper == "dim"
    reading.app.models.appearance.choose_theme("dark")
    reading.settle()
    assert desk_of(reading).place.at == at


def test_headings_lead_there_and_say_where_one_is(reading: Window) -> None:
    outline, view = part(reading, ReaderOutline), view_of(reading)
    assert isinstance(outline, ReaderOutline)
    reading.app.shell.resize(1100, 600)
    reading.settle()
    assert outline.has_headings
    outline.heading_chosen.emit(1)
    assert view.textCursor().block().text() == "The same day"
    press(reading, "Hide the outline")
    assert not outline.isVisible()


def test_a_bookmark_is_set_listed_gone_to_and_taken_away(reading: Window) -> None:
    view, desk = view_of(reading), desk_of(reading)
    reading.app.shell.resize(1100, 560)
    view.go_to(view.heading_places()[1])
    view.setFocus()
    key(reading, Qt.Key.Key_B, CONTROL)
    reading.settle()
    assert [view.words_at(at) for at in desk.place.bookmarks] == ["The same day"]
    assert "My bookmarks" in said(reading)
    view.verticalScrollBar().setValue(0)
    press(reading, "Go to the bookmark The same day")
    assert view.textCursor().block().text() == "The same day"
    press(reading, "Take the bookmark The same day away")
    assert not desk.place.bookmarks


def test_words_are_copied_with_their_source(reading: Window) -> None:
    view = view_of(reading)
    cursor = QTextCursor(view.document())
    cursor.setPosition(0)
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    view.setTextCursor(cursor)
    press(reading, "Copy with the source")
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("Keep calm and write everything down")
    assert copied.endswith("Somebody was detained: the first 48 hours. November 2026.")
    key(reading, Qt.Key.Key_C, CONTROL)
    mime = QGuiApplication.clipboard().mimeData()
    assert not mime.hasHtml()


def test_a_text_is_printed_whole(reading: Window, tmp_path: Path) -> None:
    reader = part(reading, Reader)
    assert isinstance(reader, Reader)
    made: list[str] = []

    def printer(parent: QWidget, title: str) -> QPrinter:
        made.append(title)
        return pdf_printer(str(tmp_path / "printed.pdf"))

    reader.choose_printer = printer
    key(reading, Qt.Key.Key_P, CONTROL)
    reading.settle()
    assert made == ["Text"]
    assert (tmp_path / "printed.pdf").stat().st_size > 3_000


def test_another_language_is_one_press_away_and_reads_its_own_way(reading: Window) -> None:
    press(reading, "Back")
    press(reading, "Read in Arabic")
    view = view_of(reading)
    assert view.document().defaultTextOption().textDirection() == Qt.LayoutDirection.RightToLeft
    assert "Shown in Arabic" in said(reading)
    assert "no native speaker has checked it yet" in said(reading)
    assert "Also here in English" in said(reading)
    assert reading.app.navigation.place == Place("library", desk_of(reading).open.record)  # type: ignore[union-attr]  # a text lies open


@pytest.mark.parametrize("kind", ["markdown", "plain", "table"])
def test_a_long_text_is_laid_out_piece_by_piece_and_looks_as_if_at_once(reading: Window, kind: str) -> None:
    words = "People who flee have rights, whoever they are. " * 3
    texts = {
        "markdown": reading_text(
            "".join(f"## H{number}\n\n{words}\n\n1. a\n2. b\n\n> quote\n\n" for number in range(120))
        ),
        "plain": plain_text("\n".join([words] * 1_500)),
        "table": table_text([[str(number), words] for number in range(400)]),
    }
    desk, view = desk_of(reading), view_of(reading)
    desk.open = OpenText("key", "", "Long", texts[kind], "Source.")
    reader = part(reading, Reader)
    assert isinstance(reader, Reader)

    reader.show_open()
    was_loaded = view.is_loaded
    wait_until(lambda: view.is_loaded)

    assert not was_loaded
    whole = PaperView(reading.main._context, "whole")
    whole.setHtml(texts[kind].html)
    shown, expected = lines_of(view), lines_of(whole)
    whole.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert shown == expected


def lines_of(view: PaperView) -> list[str]:
    return [line for line in view.toPlainText().splitlines() if line]
