"""Search, as people use it: as they type, by kind, with the keyboard alone, and never in their way."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from haversack.store.errors import DiskFullError
from haversack.viewmodels.navigation import Place
from haversack.viewmodels.rows import RowRole
from haversack.viewmodels.search import SearchModel
from haversack.views.parts.marked_list import MarkedList
from haversack.views.parts.search_field import SearchField
from haversack.views.search_page import SearchPage
from tests.gui.conftest import Window

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def opened(window: Window) -> Window:
    window.open()
    return window


def field_of(window: Window) -> SearchField:
    """Put the keyboard into the search field and return it."""
    QTest.keyClick(window.main, Qt.Key.Key_K, CTRL)
    field = window.main.findChild(SearchField)
    assert field is not None
    assert field.hasFocus()
    return field


def type_words(window: Window, words: str) -> SearchField:
    """Type words into the field, and wait for what is found."""
    field, model = field_of(window), window.app.models.get(SearchModel)
    QTest.keyClicks(field, words)
    window.qtbot.waitUntil(lambda: model.query == words.strip() and not model.is_busy)
    window.settle()
    return field


def page_of(window: Window) -> SearchPage:
    page = window.page
    assert isinstance(page, SearchPage)
    return page


def focused() -> QWidget:
    one = QApplication.focusWidget()
    assert one is not None
    return one


def test_a_search_groups_by_kind_and_opens_a_hit_on_its_page(opened: Window) -> None:
    opened.app.navigation.go(Place("search", query="asylum"))
    opened.settle()
    model = opened.app.models.get(SearchModel)
    kinds = [group.kind for group in model.groups]
    assert "resource" in kinds
    assert len(kinds) == len(set(kinds))
    hit = next(group for group in model.groups if group.kind == "resource").rows.rows[0].id
    assert model.place_of(hit) == Place("library", hit)

    opened.page.focus_first()
    hits = page_of(opened).lists[0]
    first = hits.currentIndex().data(RowRole.ID)
    QTest.keyClick(hits, Qt.Key.Key_Return)
    opened.settle()

    assert opened.app.navigation.place == model.place_of(first)


def test_results_come_as_people_type_and_the_keyboard_stays_in_the_field(opened: Window) -> None:
    field = type_words(opened, "asyl")

    assert opened.app.navigation.place == Place("search", query="asyl")
    assert field.hasFocus()
    assert field.accessibleDescription().endswith("found")

    opened.app.navigation.back()
    assert opened.app.navigation.place.page == "home", "typing leaves one place to go back from, not one a letter"


def test_the_arrows_go_from_the_field_through_every_kind_and_enter_opens(opened: Window) -> None:
    field = type_words(opened, "refugee")
    page = page_of(opened)
    assert len(page.lists) > 1

    QTest.keyClick(field, Qt.Key.Key_Down)
    assert focused() is page.lists[0]
    for _ in range(page.lists[0].model().rowCount()):
        QTest.keyClick(focused(), Qt.Key.Key_Down)
    assert focused() is page.lists[1]
    assert page.lists[1].currentIndex().row() == 0
    QTest.keyClick(focused(), Qt.Key.Key_Up)
    assert focused() is page.lists[0]
    assert page.lists[0].currentIndex().row() == page.lists[0].model().rowCount() - 1

    hit = page.lists[0].currentIndex().data(RowRole.ID)
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    opened.settle()
    assert opened.app.navigation.place.record == hit


def test_escape_goes_back_to_the_field_clears_it_and_leaves(opened: Window) -> None:
    opened.go("library")
    field = type_words(opened, "asylum")
    QTest.keyClick(field, Qt.Key.Key_Down)

    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert field.hasFocus()
    QTest.keyClick(field, Qt.Key.Key_Escape)

    assert field.text() == ""
    assert opened.app.navigation.place.page == "library"


def test_nothing_found_says_so_and_what_to_try(opened: Window) -> None:
    type_words(opened, "zzzzqqq")

    assert opened.app.models.get(SearchModel).groups == ()
    said = [label.text() for label in opened.page.findChildren(QLabel) if label.isVisible()]
    assert "Nothing was found." in said


def test_what_matched_is_marked_in_the_text(opened: Window) -> None:
    type_words(opened, "detention")

    model = opened.app.models.get(SearchModel)
    rows = [row for group in model.groups for row in group.rows.rows]
    marked = [
        row.lines[0][begin:end].casefold().replace("é", "e") for row in rows for begin, end in getattr(row, "marks", ())
    ]
    assert marked
    assert [words for words in marked if not words.startswith("detention")] == []


def test_one_list_of_a_kind_stays_while_results_come_and_go(opened: Window) -> None:
    type_words(opened, "asylum")
    before = page_of(opened).lists[0]
    model = opened.app.models.get(SearchModel)
    for group in model.groups:
        QAbstractItemModelTester(group.rows, QAbstractItemModelTester.FailureReportingMode.Fatal)

    kinds = {group.kind for group in model.groups}
    for words in ("refugee", "zzzzqqq", "asylum"):
        model.search(words)
        opened.settle()
        kinds |= {group.kind for group in model.groups}

    assert before in page_of(opened).lists
    assert len(opened.page.findChildren(MarkedList)) == len(kinds)


def test_the_answer_to_fewer_letters_never_replaces_the_last_one(opened: Window) -> None:
    model = opened.app.models.get(SearchModel)

    for words in ("a", "as", "asy", "zzzzqqq"):
        model.search(words)
    opened.settle()

    assert model.query == "zzzzqqq"
    assert model.groups == ()
    assert model.found_briefly == "0 found"


def test_a_search_that_fails_says_so_shows_nothing_old_and_the_next_one_works(
    opened: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise DiskFullError

    model = opened.app.models.get(SearchModel)
    type_words(opened, "asylum")
    assert model.groups
    with monkeypatch.context() as broken:
        broken.setattr("haversack.viewmodels.search.search_by_kind", fail)
        model.search("asylum law")
        opened.settle()

    assert not model.is_busy
    assert (model.groups, model.summary, model.found_briefly) == ((), "", "")
    words = [label.text() for label in page_of(opened).findChildren(QLabel) if label.isVisible() and label.text()]
    assert words == ["Searches this computer only; nothing is sent."]
    assert opened.app.session.messages.current is not None

    model.search("asylum")
    opened.settle()
    assert model.groups
    assert model.found_briefly
