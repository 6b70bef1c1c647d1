"""The library's list, filters and items, as people use them."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit

from haversack.viewmodels.library import FACETS, LibraryModel
from haversack.viewmodels.navigation import Place
from haversack.views.parts.facets import FacetGroup
from haversack.views.parts.shelf_list import ShelfList
from tests.gui.conftest import Window


def model_of(window: Window) -> LibraryModel:
    return window.app.models.get(LibraryModel)


def rows_of(window: Window) -> ShelfList:
    found = window.page.findChild(ShelfList)
    assert found is not None
    return found


@pytest.fixture
def opened(window: Window) -> Window:
    window.open()
    window.go("library")
    return window


def test_the_list_says_what_each_item_is_where_it_is_and_how_large(opened: Window) -> None:
    rows = {row.title: row for row in model_of(opened).rows.rows}
    detained = rows["Somebody was detained: the first 48 hours"]
    convention = rows["The Istanbul Convention and women who seek asylum"]

    assert detained.lines == ("Guide · English, Arabic, Spanish and 1 more · 2026",)
    assert detained.badge == "Not downloaded · 39.3 KB"
    assert convention.badge == "On this computer"
    assert convention.spoken == f"{convention.title}. {convention.lines[0]}. On this computer."


def test_filters_count_what_the_others_leave(opened: Window) -> None:
    model = model_of(opened)
    whole = model.rows.rowCount()
    guides = next(one for one in model.choices("type") if one.name == "Guide")
    model.tick("type", guides.value, is_ticked=True)
    assert model.rows.rowCount() == guides.count < whole
    for facet in FACETS:
        for choice in model.choices(facet):
            assert facet == "type" or choice.count <= guides.count
    assert {one.name for one in model.choices("type")} >= {"Guide", "Treaty"}
    assert [one.name for one in model.choices("where")] == ["On this computer", "Will download", "Not downloaded"]
    assert model.choices("language")[0].name == "English"
    assert [one.value for one in model.choices("year")] == sorted(
        (one.value for one in model.choices("year")), reverse=True
    )
    model.clear_filters()
    assert model.rows.rowCount() == whole


def test_a_box_an_order_and_words_change_the_list(opened: Window) -> None:
    model = model_of(opened)
    group = next(one for one in opened.page.findChildren(FacetGroup) if one.accessibleName() == "Type")
    box = next(one for one in group.findChildren(QCheckBox) if one.text() == "Guide")

    box.click()
    assert {row.lines[0].partition(" · ")[0] for row in model.rows.rows} == {"Guide"}
    model.sort_by("largest")
    sizes = [item.missing_bytes for item in model.shown]
    assert sizes == sorted(sizes, reverse=True)
    model.sort_by("title")
    titles = [row.title for row in model.rows.rows]
    assert titles == sorted(titles, key=str.casefold)
    box.click()
    model.type_words("ISTÁNBUL")
    assert [row.title for row in model.rows.rows] == ["The Istanbul Convention and women who seek asylum"]
    model.type_words("no such words")
    assert any("Nothing fits" in label.text() for label in opened.page.findChildren(QLabel) if label.isVisible())


def test_where_nothing_fits_the_filter_that_costs_most_is_named(opened: Window) -> None:
    model = model_of(opened)
    model.tick("type", "treaty", is_ticked=True)
    model.tick("where", "asked", is_ticked=True)
    shown, way_out = model.rows.rowCount(), model.way_out()
    assert shown == 0
    assert way_out is not None
    assert (way_out.name, way_out.count) == ("Will download", 4)


def test_an_item_shows_its_files_and_what_belongs_to_it_both_ways(opened: Window) -> None:
    model = model_of(opened)
    first = next(row.id for row in model.rows.rows if "48 hours" in row.title)
    opened.go("library", first)
    detail = model.detail
    assert detail is not None
    assert [one.line for one in detail.files][:2] == ["Document · English · 13.1 KB", "PDF · English · 5.4 KB"]
    assert [one.words for one in detail.gets] == ["Get for offline · 19.1 KB", "In all languages · 39.3 KB"]
    assert detail.citation == "Open Road Network (sample): Somebody was detained: the first 48 hours. November 2026."
    assert dict(detail.facts)["Rights"].startswith("CC BY 4.0: may be copied")
    assert detail.events
    assert detail.organisations
    for other in detail.related:
        opened.go("library", other.id)
        assert model.detail is not None
        assert first in {one.id for one in model.detail.related}


def test_the_list_model_keeps_qts_rules(opened: Window) -> None:
    model = model_of(opened)
    tester = QAbstractItemModelTester(model.rows)
    model.tick("where", "here", is_ticked=True)
    model.clear_filters()
    assert tester.model() is model.rows
    for item in model.shown:
        assert model.rows.place_of(item.id).isValid()
    assert not model.rows.place_of("gone").isValid()


def chosen_in(rows: ShelfList) -> tuple[str, ...]:
    return rows.chosen_ids


def test_several_items_are_chosen_by_keys_and_kept_while_the_list_changes(opened: Window) -> None:
    rows, model = rows_of(opened), model_of(opened)
    rows.setFocus()
    first, second = model.rows.ids[:2]
    rows.choose(first)

    QTest.keyClick(rows, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert chosen_in(rows) == (first, second)
    model.sort_by("title")
    assert set(chosen_in(rows)) == {first, second}
    model.sort_by("newest")
    QTest.keyClick(rows, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(rows, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    assert len(chosen_in(rows)) == 3
    assert opened.app.navigation.place == Place("library")
    QTest.keyClick(rows, Qt.Key.Key_Escape)
    assert len(chosen_in(rows)) == 1


def test_ctrl_f_goes_to_the_field_that_narrows_the_list(opened: Window) -> None:
    QTest.keyClick(opened.main, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)

    field = opened.page.focusWidget()
    assert isinstance(field, QLineEdit)
    assert field.accessibleName().startswith("Filter the list")
