"""Home: what is new, what lies ahead, what waits; and what it says where there is nothing."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from haversack.viewmodels.home import HomeModel
from haversack.views.parts.row_list import RowList
from tests.gui.conftest import Window
from tests.gui.small_vault import ORGANISATION


def model_of(window: Window) -> HomeModel:
    return window.app.models.get(HomeModel)


def test_home_shows_what_is_new_and_how_much_there_is(window: Window) -> None:
    window.open()

    model = model_of(window)

    assert 0 < len(model.news.rows) <= 6
    assert model.facts.news_count.endswith("things")


def test_what_lies_ahead_is_in_order_with_the_days_left(window: Window) -> None:
    window.open()

    rows = model_of(window).coming.rows

    assert rows[0].badge.endswith("days")
    assert [int(row.badge.split()[0]) for row in rows] == sorted(int(row.badge.split()[0]) for row in rows)


def test_a_change_that_was_not_sent_is_named(window: Window) -> None:
    window.open()

    model = model_of(window)

    assert [row.title for row in model.waiting.rows] == [ORGANISATION]
    assert model.facts.waiting_count == 1


def test_enter_on_a_new_thing_goes_to_its_page(window: Window) -> None:
    window.open()
    news = window.page.findChild(RowList)
    assert news is not None

    news.choose(model_of(window).news.rows[0].id)
    QTest.keyClick(news, Qt.Key.Key_Return)

    assert window.app.navigation.place.record == model_of(window).news.rows[0].id
    assert window.app.navigation.place.page != "home"


def test_titles_follow_the_language_of_the_interface(window: Window) -> None:
    window.open()
    before = [row.title for row in model_of(window).coming.rows]

    window.look(language="fr")

    assert [row.title for row in model_of(window).coming.rows] != before
