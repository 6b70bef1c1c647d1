"""Shared parts: the switch, filters with their searchable list, chips, the filters button, badges with an icon."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QHBoxLayout, QLineEdit, QListView, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from haversack.viewmodels.directory_words import MemberRow
from haversack.viewmodels.rows import RowsOnDemand
from haversack.views.clipboard import Clipboard
from haversack.views.context import Context
from haversack.views.look import Look
from haversack.views.page import scrolling, spaced
from haversack.views.parts.badges import icon_badge
from haversack.views.parts.chips import ChipLine, chip
from haversack.views.parts.facet_list import ChoicesModel, FacetList
from haversack.views.parts.facets import FacetChoice, FacetGroup
from haversack.views.parts.filters_button import FiltersButton
from haversack.views.parts.member_list import MemberList
from haversack.views.parts.paper import paper_document, table
from haversack.views.parts.row_list import RowList
from haversack.views.parts.shelf_list import ShelfList
from haversack.views.parts.switch import Switch
from haversack.views.parts.texts import text
from tests.gui.conftest import Window, wait_until

COUNTRIES = ("Thailand", "Malaysia", "Bangladesh", "Indonesia", "India", "Côte d’Ivoire", "Türkiye", "Kenya")


@pytest.fixture
def context(window: Window) -> Context:
    """Return what parts are built with."""
    app = window.app
    return Context(Look(), app.session.speaker, app.models, app.navigation, app.lock, Clipboard(), lambda page: None)


@pytest.fixture
def holder(qtbot: QtBot, context: Context) -> Iterator[QWidget]:
    """Return a window of its own for parts."""
    widget = QWidget()
    QVBoxLayout(widget)
    widget.resize(260, 500)
    qtbot.addWidget(widget)
    widget.show()
    yield widget
    widget.close()


def put(holder: QWidget, part: QWidget) -> None:
    layout = holder.layout()
    assert layout is not None
    layout.addWidget(part)
    part.show()
    QApplication.processEvents()


def choices(*ticked: str) -> list[FacetChoice]:
    made = [FacetChoice(name[:4], name, 40 - place, name in ticked) for place, name in enumerate(COUNTRIES)]
    return sorted(made, key=lambda one: not one.is_ticked)


def boxes(group: FacetGroup) -> list[str]:
    """Return the names that are shown, from above to below."""
    QApplication.processEvents()
    shown = [box for box in group.findChildren(QCheckBox) if box.isVisibleTo(group)]
    return [box.text() for box in sorted(shown, key=lambda box: box.mapTo(group, QPoint()).y())]


def test_a_switch_is_pressed_anywhere_on_its_line_and_by_the_space_key(context: Context, holder: QWidget) -> None:
    switch = Switch(context, "Refugee-led only")
    told: list[bool] = []
    switch.toggled.connect(told.append)
    put(holder, switch)
    switch.show_count(9)

    QTest.mouseClick(switch, Qt.MouseButton.LeftButton, pos=QPoint(4, switch.height() // 2))
    QTest.keyClick(switch, Qt.Key.Key_Space)
    switch.show_state(is_on=True)

    assert told == [True, False]
    assert switch.isChecked()
    assert switch.accessibleName() == "Refugee-led only, 9"


def test_a_switch_looks_on_at_its_end_in_both_directions(context: Context, holder: QWidget) -> None:
    for direction in (Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft):
        switch = Switch(context, "")
        switch.setLayoutDirection(direction)
        put(holder, switch)
        switch.show_state(is_on=True)
        image = switch.grab().toImage()
        side = image.width() - 20 if direction == Qt.LayoutDirection.LeftToRight else 20
        ratio = image.devicePixelRatio()
        colours = {image.pixelColor(int((side + step) * ratio), image.height() // 2).name() for step in range(-12, 12)}
        assert context.look.css("primary").lower() in colours


def test_a_switch_with_many_words_goes_over_several_lines(context: Context, holder: QWidget) -> None:
    switch = Switch(context, "Ask before any file that is larger than one megabyte, whatever it is")

    put(holder, switch)

    assert switch.width() < switch.sizeHint().width()
    assert switch.height() >= switch.heightForWidth(switch.width()) > Switch(context, "Ask").sizeHint().height()


def test_margins_are_seen_in_a_mirror_where_people_read_from_the_right(context: Context) -> None:
    there, here = QHBoxLayout(), QHBoxLayout()

    spaced(context, there, margins=(10, 1, 4, 2))
    spaced(replace(context, look=Look(language="ar")), here, margins=(10, 1, 4, 2))

    assert (there.contentsMargins().left(), there.contentsMargins().right()) == (10, 4)
    assert (here.contentsMargins().left(), here.contentsMargins().right()) == (4, 10)


@pytest.mark.parametrize(("language", "first_is_left"), [("en", True), ("ar", False)])
def test_a_table_on_paper_begins_where_people_begin_to_read(
    context: Context, language: str, *, first_is_left: bool
) -> None:
    there = replace(context, look=Look(language=language))

    document = paper_document(there, table(there, [["Services", "Legal advice"], ["Languages", "Thai"]]))

    document.setTextWidth(400)
    left = {}
    block = document.begin()
    while block.isValid():
        left[block.text()] = document.documentLayout().blockBoundingRect(block).left()
        block = block.next()
    assert (left["Services"] < left["Legal advice"]) is first_is_left
    assert left["Services"] == left["Languages"]


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_what_scrolls_is_as_wide_with_a_bar_as_without(
    context: Context, holder: QWidget, direction: Qt.LayoutDirection
) -> None:
    content = QWidget()
    lines = QVBoxLayout(content)
    lines.setContentsMargins(60, 14, 60, 14)
    first = text("First", "body")
    lines.addWidget(first)
    area = scrolling(content)
    area.setLayoutDirection(direction)
    put(holder, area)
    before = first.width()

    for _ in range(40):
        lines.addWidget(text("One more", "body"))
    wait_until(lambda: area.verticalScrollBar().maximum() > 0)
    QApplication.processEvents()

    assert first.width() == before


def test_five_boxes_are_shown_and_every_ticked_one(context: Context, holder: QWidget) -> None:
    group = FacetGroup(context, "Country", more=lambda number: f"{number} more countries")
    put(holder, group)
    group.show_choices(choices("Kenya", "Türkiye", "India", "Thailand", "Malaysia", "Indonesia"))

    assert boxes(group) == ["Thailand", "Malaysia", "Indonesia", "India", "Türkiye", "Kenya"]
    group.show_choices(choices())
    assert len(boxes(group)) == 5


def test_a_box_that_stays_keeps_the_keyboard_when_the_order_changes(context: Context, holder: QWidget) -> None:
    group = FacetGroup(context, "Country")
    put(holder, group)
    group.show_choices(choices())
    holder.activateWindow()
    QApplication.processEvents()
    box = next(one for one in group.findChildren(QCheckBox) if one.text() == "Indonesia")
    box.setFocus()

    group.show_choices(choices("Indonesia"))

    assert box.hasFocus()
    assert boxes(group)[0] == "Indonesia"


def test_a_group_folds_away_and_says_so(context: Context, holder: QWidget) -> None:
    group = FacetGroup(context, "Country")
    put(holder, group)
    group.show_choices(choices())
    head = next(one for one in group.findChildren(QWidget) if one.accessibleName() == "Country, shown")

    QTest.mouseClick(head, Qt.MouseButton.LeftButton)

    assert boxes(group) == []
    assert head.accessibleName() == "Country, folded away"


def test_the_list_of_all_choices_is_searched_without_accents_and_ticked_by_keyboard(
    context: Context, holder: QWidget
) -> None:
    group = FacetGroup(context, "Country")
    told: list[tuple[str, bool]] = []
    group.ticked.connect(lambda value, is_on: told.append((value, is_on)))
    put(holder, group)
    group.show_choices(choices())
    group.show_list()
    dialog = group.findChild(FacetList)
    assert dialog is not None
    words, view = dialog.findChild(QLineEdit), dialog.findChild(QListView)
    assert words is not None
    assert view is not None
    assert view.model().rowCount() == len(COUNTRIES)

    QTest.keyClicks(words, "cote")
    assert [view.model().index(row, 0).data() for row in range(view.model().rowCount())] == ["Côte d’Ivoire"]
    QTest.keyClick(words, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert told == [("Côte", True)]

    group.show_choices(choices("Côte d’Ivoire"))
    assert view.model().index(0, 0).data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
    QTest.keyClicks(words, "zzz")
    assert not view.isVisible()
    dialog.accept()


def test_the_list_keeps_the_promises_of_item_models(context: Context) -> None:
    model = ChoicesModel(context)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)

    for shown, words in ((choices(), ""), (choices("Kenya"), ""), (choices("Kenya"), "an"), ([], ""), (choices(), "k")):
        model.show(shown)
        model.narrow(words)


def test_delete_takes_a_chip_away(context: Context, holder: QWidget) -> None:
    gone: list[str] = []
    line = ChipLine(context, "Filters that are set")
    put(holder, line)
    line.show_chips([chip(context, name, partial(gone.append, name), icon="x", is_set=True) for name in ("A", "B")])
    first, second = line.findChildren(QWidget)[:2]

    QTest.keyClick(first, Qt.Key.Key_Delete)
    QTest.mouseClick(second, Qt.MouseButton.LeftButton)

    assert gone == ["A", "B"]


def test_the_filters_button_counts(context: Context) -> None:
    pressed: list[bool] = []
    button = FiltersButton(context, lambda: pressed.append(True))
    assert button.text().strip() == "Filters"

    button.show_count(3)
    button.click()

    assert button.text().strip() == "Filters: 3"
    assert button.accessibleName() == "3 filters are set"
    assert pressed == [True]


def test_a_badge_with_an_icon_says_only_its_words(context: Context) -> None:
    made = icon_badge(context, "Refugee-led", "brand", "heart-handshake")

    assert made.accessibleName() == "Refugee-led"
    assert made.property("badge") == "brand"


@pytest.mark.parametrize("kind", [ShelfList, MemberList])
def test_thousands_of_rows_have_their_places_at_once_and_their_end_is_a_key_away(
    context: Context, holder: QWidget, kind: type[RowList]
) -> None:
    model = RowsOnDemand()
    shelf = kind(context, model, "Members")
    put(holder, shelf)

    model.show_many([f"{place:04}" for place in range(9_000)], lambda place: MemberRow(f"{place:04}", "A title"))
    shelf.choose("7500")
    assert shelf.viewport().rect().intersects(shelf.visualRect(shelf.currentIndex()))
    assert shelf.currentIndex().row() == 7_500

    QTest.keyClick(shelf, Qt.Key.Key_End)
    assert shelf.viewport().rect().intersects(shelf.visualRect(shelf.currentIndex()))
    assert shelf.currentIndex().row() == 8_999
