"""Directory: filters whose counts follow the others, the list as one types, the profile, copying, the card on paper."""

import re
import unicodedata
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QPushButton, QWidget

from haversack.viewmodels.directory import DirectoryModel
from haversack.viewmodels.directory_profile import plain
from haversack.viewmodels.navigation import Place
from haversack.viewmodels.pins import PinsModel
from haversack.views.directory_page import DirectoryPage
from haversack.views.parts.chips import Chip
from haversack.views.parts.choose_target import Targets
from haversack.views.parts.filters_button import FiltersButton
from haversack.views.parts.pin_button import PinButton
from haversack.views.parts.print_dialog import PrintDialog
from haversack.views.parts.printing import pdf_printer
from haversack.views.parts.row_list import RowList
from haversack.views.parts.sort_button import SortButton
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


def card_of(window: Window, page: DirectoryPage) -> PrintDialog:
    """Open the card of the organisation that is shown."""
    QTest.keyClick(window.main, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    dialog = page.findChild(PrintDialog)
    assert dialog is not None
    return dialog


def press(dialog: QWidget, name: str) -> None:
    button = next(one for one in dialog.findChildren(QPushButton) if one.accessibleName() == name)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def letters_in(pdf: bytes) -> set[str]:
    """Return the letters that a PDF says it shows, by the tables that let people copy from it."""
    tables = re.findall(rb"beginbfrange(.*?)endbfrange", pdf, re.DOTALL)
    lists = [codes for table in tables for codes in re.findall(rb"\[(.*?)\]", table, re.DOTALL)]
    letters = [chr(int(code, 16)) for codes in lists for code in re.findall(rb"<(\w{4})>", codes)]
    # A ligature stands for its letters.
    return set(unicodedata.normalize("NFKC", "".join(letters)))


def test_the_card_is_printed_and_its_job_names_nobody(window: Window, tmp_path: Path) -> None:
    page = open_directory(window)
    choose(window, ORGANISATION)
    target = tmp_path / "card.pdf"
    titles: list[str] = []

    def into_file(_: QWidget, title: str) -> QPrinter:
        titles.append(title)
        return pdf_printer(str(target))

    dialog = card_of(window, page)
    dialog.choose_printer = into_file
    press(dialog, "Print")

    assert target.read_bytes().startswith(b"%PDF")
    assert titles == ["Card"]
    assert dialog.windowTitle() == "Haversack"


def test_the_card_is_saved_as_a_pdf_with_what_the_profile_says(window: Window, tmp_path: Path) -> None:
    page = open_directory(window)
    choose(window, "UNHCR")
    target = tmp_path / "card.pdf"

    dialog = card_of(window, page)
    dialog.targets = Targets(lambda parent, title: None, lambda parent, title, name: target)
    press(dialog, "Save as PDF")

    pdf = target.read_bytes()
    shown = model_of(window).shown
    assert shown is not None
    assert pdf.startswith(b"%PDF")
    words = "".join(plain(text) for text in (shown.title, shown.summary, *(line.value for line in shown.lines)))
    assert set(words.replace(" ", "")) <= letters_in(pdf)


def test_a_file_that_is_there_is_never_written_over(window: Window, tmp_path: Path) -> None:
    page = open_directory(window)
    choose(window, "UNHCR")
    target = tmp_path / "card.pdf"
    target.write_text("mine", encoding="utf-8")

    dialog = card_of(window, page)
    dialog.targets = Targets(lambda parent, title: None, lambda parent, title, name: target)
    press(dialog, "Save as PDF")

    assert target.read_text(encoding="utf-8") == "mine"
    assert any("already" in label.text() for label in dialog.findChildren(QLabel))
    press(dialog, "Close")


def test_a_contact_leads_to_its_organisation(window: Window) -> None:
    page = open_directory(window)
    choose(window, "UNHCR")
    shown = model_of(window).shown
    assert shown is not None

    window.go("directory", shown.lines[0].id)

    assert model_of(window).chosen == shown.id
    assert page.isVisible()


def test_nobody_left_says_which_filter_to_take_away(window: Window) -> None:
    page = open_directory(window)
    model = model_of(window)
    model.tick("refugee_led", "yes", is_ticked=True)
    window.settle()
    free = next(one for one in model.facets["countries"] if one.count == 0)
    model.tick("countries", free.value, is_ticked=True)
    window.settle()

    what, why = model.nobody
    assert what == "No members match all 2 filters."
    assert re.fullmatch(r"Remove “.+” to see \d+\.", why)
    assert what in [label.text() for label in page.findChildren(QLabel) if label.isVisible()]


def test_a_chip_goes_with_delete_and_the_keyboard_stays_with_those_that_are_left(window: Window) -> None:
    page = open_directory(window)
    model = model_of(window)
    for one in model.facets["countries"][:2]:
        model.tick("countries", one.value, is_ticked=True)
        window.settle()
    first = page.findChildren(Chip)[0]
    first.setFocus()

    QTest.keyClick(first, Qt.Key.Key_Delete)
    window.settle()

    assert len(model.chips) == 1
    assert isinstance(QApplication.focusWidget(), Chip)


def test_what_was_typed_is_a_filter_like_the_others(window: Window) -> None:
    page = open_directory(window)
    model = model_of(window)
    words = page.findChild(QLineEdit)
    assert words is not None
    QTest.keyClicks(words, "geneva")
    window.qtbot.waitUntil(lambda: model.filters.number == 1)
    window.settle()
    assert [chip.name for chip in model.chips] == ["“geneva”"]

    QTest.keyClick(page.findChildren(Chip)[0], Qt.Key.Key_Delete)
    window.settle()

    assert model.filters.number == 0
    assert words.text() == ""


def test_the_list_can_be_sorted_by_last_confirmation_and_place(window: Window) -> None:
    page = open_directory(window)
    model = model_of(window)
    sort = page.findChild(SortButton)
    assert sort is not None

    model.sort("confirmed")
    window.settle()
    assert sort.text() == "Sort: Last confirmed first"
    confirmed = [bool(row.trailing) for row in model.rows.rows if row.title != ORGANISATION]
    assert confirmed == sorted(confirmed, reverse=True)

    model.sort("place")
    window.settle()
    countries = [row.lines[-2] if len(row.lines) > 1 else row.lines[0] for row in model.rows.rows]
    assert countries[0].endswith("Australia")


def test_a_profile_says_its_language_and_can_be_read_in_the_others(window: Window) -> None:
    page = open_directory(window)
    choose(window, "UNHCR")
    model = model_of(window)
    assert model.shown is not None
    english = model.shown.summary
    french = next(one for one in page.findChildren(Chip) if one.text() == "Read in French")

    QTest.mouseClick(french, Qt.MouseButton.LeftButton)
    window.settle()

    assert model.shown.summary != english
    assert "French" in model.shown.language_note
    assert "English" in [name for _, name in model.shown.other_languages]


def test_a_star_keeps_an_organisation_and_a_line_within_reach(window: Window) -> None:
    page = open_directory(window)
    choose(window, "UNHCR")
    shown = model_of(window).shown
    assert shown is not None
    pins = window.app.models.get(PinsModel)

    for star in page.findChildren(PinButton)[:2]:
        QTest.mouseClick(star, Qt.MouseButton.LeftButton)
        window.settle()

    assert [tile.id for tile in pins.tiles] == [shown.id, shown.lines[0].id]
    assert page.findChildren(PinButton)[0].isChecked()


def test_areas_lead_to_their_pages(window: Window) -> None:
    page = open_directory(window)
    choose(window, "UNHCR")
    shown = model_of(window).shown
    assert shown is not None
    area = shown.topics[0]
    chip = next(one for one in page.findChildren(Chip) if one.text() == area.title)

    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)

    assert window.app.navigation.place == Place("areas", area.id)


@pytest.mark.parametrize(("width", "parts"), [(1366, 3), (1024, 2), (760, 2), (680, 1)])
def test_the_panes_follow_the_width(window: Window, width: int, parts: int) -> None:
    page = open_directory(window)

    window.app.shell.resize(width, 600)
    window.settle()

    assert len(page.panes()) == parts


def test_filters_stand_in_the_lists_place_and_escape_closes_them(window: Window) -> None:
    page = open_directory(window)
    window.app.shell.resize(1024, 600)
    window.settle()
    rows = page.findChild(RowList)
    button = page.findChild(FiltersButton)
    assert rows is not None
    assert button is not None

    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not rows.isVisible()
    QTest.keyClick(page, Qt.Key.Key_Escape)

    assert rows.isVisible()


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
