"""Directory: filters whose counts follow the others, the list as one types, the profile, copying, the card on paper."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton, QWidget

from haversack.viewmodels.directory import DirectoryModel
from haversack.viewmodels.directory_profile import plain
from haversack.views.directory_page import DirectoryPage
from haversack.views.parts.printing import pdf_printer
from haversack.views.parts.row_list import RowList
from tests.gui.conftest import Window, controls
from tests.gui.small_vault import ORGANISATION


def open_directory(window: Window) -> DirectoryPage:
    window.open()
    page = window.go("directory")
    assert isinstance(page, DirectoryPage)
    return page


def model_of(window: Window) -> DirectoryModel:
    return window.app.models.get(DirectoryModel)


def choose(window: Window, name: str) -> None:
    model = model_of(window)
    model.choose(next(row.id for row in model.rows.rows if row.title.startswith(name)))
    window.settle()


def test_every_organisation_is_listed_by_name(window: Window) -> None:
    open_directory(window)

    titles = [row.title for row in model_of(window).rows.rows]

    assert len(titles) > 20
    assert titles == sorted(titles, key=str.casefold)
    QAbstractItemModelTester(model_of(window).rows, QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_the_count_of_each_box_is_what_ticking_it_leaves(window: Window) -> None:
    open_directory(window)
    model = model_of(window)
    model.tick("refugee_led", "yes", is_ticked=True)
    window.settle()

    for facet in ("countries", "languages"):
        choice = next(one for one in model.facets[facet] if one.count)
        model.tick(facet, choice.value, is_ticked=True)
        window.settle()
        assert len(model.rows.rows) == choice.count
        model.tick(facet, choice.value, is_ticked=False)
        window.settle()


def test_two_boxes_of_one_filter_widen(window: Window) -> None:
    open_directory(window)
    model = model_of(window)
    first, second = model.facets["countries"][:2]

    for one in (first, second):
        model.tick("countries", one.value, is_ticked=True)
    window.settle()

    assert len(model.rows.rows) == first.count + second.count
    assert {chip.name for chip in model.chips} == {first.name, second.name}


def test_typing_narrows_and_nobody_is_said_so(window: Window) -> None:
    page = open_directory(window)
    words = page.findChild(QLineEdit)
    assert words is not None

    QTest.keyClicks(words, "open door")
    window.qtbot.waitUntil(lambda: len(model_of(window).rows.rows) == 1)
    assert model_of(window).rows.rows[0].title == ORGANISATION

    QTest.keyClicks(words, " on the moon")
    window.qtbot.waitUntil(lambda: not model_of(window).rows.rows)
    window.settle()
    clear = next(one for one in page.findChildren(QPushButton) if one.accessibleName() == "Clear filters")
    assert clear.isVisible()
    QTest.mouseClick(clear, Qt.MouseButton.LeftButton)
    window.qtbot.waitUntil(lambda: len(model_of(window).rows.rows) > 20)


def test_the_own_organisation_is_marked_with_what_was_not_sent(window: Window) -> None:
    open_directory(window)

    own = next(row for row in model_of(window).rows.rows if row.title == ORGANISATION)

    assert any("your organisation" in line for line in own.lines)
    assert own.trailing == "Not sent yet"


def test_a_contact_line_says_who_can_see_it_and_is_copied_plain(window: Window) -> None:
    page = open_directory(window)
    choose(window, "UNHCR")
    shown = model_of(window).shown
    assert shown is not None

    phone = next(line for line in shown.lines if line.icon == "phone")
    copy = next(one for one in page.findChildren(QPushButton) if one.accessibleName() == f"Copy {phone.purpose}")
    QTest.mouseClick(copy, Qt.MouseButton.LeftButton)

    assert phone.audience
    assert QGuiApplication.clipboard().text() == "+41 22 739 8111"


@pytest.mark.parametrize("written", ["+962 ٧ ٩٠٠", "\u2068+962 7 900\u2069", "\u202a+962 7 900\u202c", "+962 ۷ ۹۰۰"])
def test_a_number_in_any_script_is_copied_with_ascii_digits(written: str) -> None:
    assert plain(written) == "+962 7 900"


def test_the_card_is_printed_into_a_file(window: Window, tmp_path: Path) -> None:
    page = open_directory(window)
    choose(window, ORGANISATION)
    target = tmp_path / "card.pdf"
    titles: list[str] = []

    def into_file(_: QWidget, title: str) -> QPrinter:
        titles.append(title)
        return pdf_printer(str(target))

    page.choose_printer = into_file
    QTest.keyClick(window.main, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)

    assert target.read_bytes().startswith(b"%PDF")
    assert titles == ["Card"]


def test_a_contact_leads_to_its_organisation(window: Window) -> None:
    page = open_directory(window)
    choose(window, "UNHCR")
    shown = model_of(window).shown
    assert shown is not None

    window.go("directory", shown.lines[0].id)

    assert model_of(window).chosen == shown.id
    assert page.isVisible()


def test_one_column_shows_the_list_and_then_the_profile(window: Window) -> None:
    open_directory(window)
    window.app.shell.resize(1366, 696)
    window.look(scale=200)
    model_of(window).choose("")
    page = window.go("directory")
    rows = page.findChild(RowList)
    assert rows is not None
    assert rows.isVisible()

    rows.choose(model_of(window).rows.rows[2].id)
    QTest.keyClick(rows, Qt.Key.Key_Return)
    window.settle()
    assert not rows.isVisible()
    window.app.navigation.back()
    window.settle()

    assert rows.isVisible()


@pytest.mark.parametrize(
    ("language", "scale", "size"), [("en", 100, (960, 520)), ("ar", 100, (1366, 696)), ("en", 200, (1366, 696))]
)
def test_nothing_is_wider_than_its_pane(window: Window, language: str, scale: int, size: tuple[int, int]) -> None:
    open_directory(window)
    window.app.shell.resize(*size)
    window.look(language=language, scale=scale)
    page = window.go("directory")

    for one in controls(page, lambda widget: isinstance(widget, QPushButton | QCheckBox | QLineEdit)):
        left = one.mapTo(page, one.rect().topLeft()).x()
        assert left >= 0
        assert left + one.width() <= page.width(), one.accessibleName()
        assert one.accessibleName() or isinstance(one, QLineEdit)
