"""Search, as people use it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from haversack.viewmodels.navigation import Place
from haversack.viewmodels.rows import RowRole
from haversack.viewmodels.search import SearchModel
from haversack.views.parts.marked_list import MarkedList
from tests.gui.conftest import Window


@pytest.fixture
def opened(window: Window) -> Window:
    window.open()
    return window


def test_a_search_groups_by_kind_and_opens_a_hit_on_its_page(opened: Window) -> None:
    opened.app.navigation.go(Place("search", query="asylum"))
    opened.settle()
    model = opened.app.models.get(SearchModel)
    kinds = [group.kind for group in model.groups]
    assert "resource" in kinds
    assert len(kinds) == len(set(kinds))
    hit = next(group for group in model.groups if group.kind == "resource").rows.rows[0].id
    assert model.place_of(hit) == Place("library", hit)
    hits = opened.page.findChildren(MarkedList)[0]
    first = hits.currentIndex().data(RowRole.ID)
    QTest.keyClick(hits, Qt.Key.Key_Return)
    opened.settle()
    assert opened.app.navigation.place == model.place_of(first)
    opened.app.navigation.go(Place("search", query="zzzzqqq"))
    opened.settle()
    assert model.groups == ()
