"""The library, areas of work, the network and search, as people use them."""

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt, QUrl
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget

from haversack.app import App
from haversack.operations import offline_files
from haversack.operations.library import library
from haversack.viewmodels.areas import AreasModel
from haversack.viewmodels.library import FACETS, LibraryModel
from haversack.viewmodels.navigation import Place
from haversack.viewmodels.network import NetworkModel
from haversack.viewmodels.rows import RowRole
from haversack.viewmodels.search import SearchModel
from haversack.views.library_page import LibraryPage
from haversack.views.parts.marked_list import MarkedList
from haversack.views.parts.reading_view import ReadingView
from tests.gui.conftest import Window, controls

PAGES = ("library", "areas", "network", "search")


@pytest.fixture
def opened(window: Window) -> Window:
    window.open()
    return window


def model_of(app: App) -> LibraryModel:
    return app.models.get(LibraryModel)


def with_files(model: LibraryModel) -> str:
    return next(row.id for row in model.rows.rows if "KB" in row.badge)


def test_the_list_says_where_each_item_is_and_how_large(opened: Window) -> None:
    opened.go("library")
    badges = {row.badge for row in model_of(opened.app).rows.rows}
    assert "On this computer" in badges
    assert any(badge.startswith("Not downloaded · ") for badge in badges)


def test_filters_count_what_the_others_leave(opened: Window) -> None:
    opened.go("library")
    model = model_of(opened.app)
    whole = model.rows.rowCount()
    guides = next(one for one in model.choices("type") if one.name == "Guide")
    model.tick("type", guides.value, is_ticked=True)
    assert model.rows.rowCount() == guides.count < whole
    for facet in FACETS:
        for choice in model.choices(facet):
            assert facet == "type" or choice.count <= guides.count
    assert {one.name for one in model.choices("type")} >= {"Guide", "Treaty"}
    model.clear_filters()
    assert model.rows.rowCount() == whole


def test_an_item_shows_its_files_and_what_belongs_to_it_both_ways(opened: Window) -> None:
    opened.go("library")
    model = model_of(opened.app)
    first = with_files(model)
    opened.go("library", first)
    detail = model.detail
    assert detail is not None
    assert detail.files
    for other in detail.related:
        opened.go("library", other.id)
        assert model.detail is not None
        assert first in {one.id for one in model.detail.related}


def test_reading_opens_no_file_and_no_address(opened: Window) -> None:
    page = opened.go("library")
    assert isinstance(page, LibraryPage)
    view = page.findChild(ReadingView)
    assert view is not None
    for name in ("file:///etc/passwd", "//host/share", "http://host/", "data:text/html,x", "qrc:/x"):
        assert view.loadResource(2, QUrl(name)) is None
    told: list[str] = []
    view.link_chosen.connect(told.append)
    view.anchorClicked.emit(QUrl("file:///etc/passwd"))
    view.anchorClicked.emit(QUrl("link:99"))
    assert told == []


def test_reading_and_back_and_finding(opened: Window) -> None:
    page = opened.go("library")
    model = model_of(opened.app)
    record = next(row.id for row in model.rows.rows if "48 hours" in row.title)
    page = opened.go("library", record)
    read = next(one for one in page.findChildren(QAbstractButton) if one.accessibleName() == "Read")
    read.click()
    field = next(one for one in page.findChildren(QLineEdit) if "Find" in one.accessibleName())
    assert field.isVisible()
    field.setText("paper")
    assert any(label.text().startswith("1 of ") for label in page.findChildren(QLabel) if label.isVisible())
    back = next(one for one in page.findChildren(QAbstractButton) if one.accessibleName() == "Back" and one.isVisible())
    back.click()
    assert not field.isVisible()


def test_files_are_asked_for_and_no_longer(opened: Window) -> None:
    opened.go("library")
    model = model_of(opened.app)
    record = with_files(model)
    opened.go("library", record)
    fetched: list[bool] = []
    model.ask_for_files(lambda: fetched.append(True))
    opened.settle()
    assert fetched == [True]
    assert model.detail is not None
    assert model.detail.state == "asked"
    assert model.asked_bytes > 0
    model.stop_asking()
    opened.settle()
    assert model.detail.state == "away"


def test_an_area_shows_everything_that_names_it(opened: Window) -> None:
    opened.go("areas")
    model = opened.app.models.get(AreasModel)
    law = next(row.id for row in model.rows.rows if row.title == "Refugee law")
    opened.go("areas", law)
    assert model.detail is not None
    for section in ("timeline", "items", "courses", "organisations"):
        assert model.sections[section].rowCount() > 0
    assert model.detail.related
    years = [row.lines[0] for row in model.sections["timeline"].rows]
    assert "1951" in years[0]
    item = model.sections["items"].rows[0].id
    assert model.place_of(item) == Place("library", item)


def test_the_network_says_what_it_is(opened: Window) -> None:
    opened.go("network")
    shown = opened.app.models.get(NetworkModel).shown
    assert shown is not None
    assert [title for title, _ in shown.sections] == ["Goals", "History", "How to reach it"]
    assert shown.fingerprint


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


def test_the_list_models_keep_qts_rules(opened: Window) -> None:
    opened.go("library")
    opened.go("areas")
    app = opened.app
    models: list[QAbstractItemModel] = [app.models.get(LibraryModel).rows, app.models.get(AreasModel).rows]
    testers = [QAbstractItemModelTester(model) for model in models]
    app.models.get(LibraryModel).tick("where", "here", is_ticked=True)
    assert len(testers) == len(models)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("language", "scale", "size"),
    [("en", 100, (1024, 600)), ("en", 100, (960, 520)), ("en", 200, (1366, 696)), ("ar", 100, (1366, 696))],
)
def test_no_control_is_lost_or_unnamed(
    opened: Window, page: str, language: str, scale: int, size: tuple[int, int]
) -> None:
    opened.look(language=language, scale=scale)
    opened.app.shell.resize(*size)
    shown = opened.go(page)
    opened.settle()

    def is_operated(widget: QWidget) -> bool:
        return isinstance(widget, QAbstractButton | QLineEdit) and not widget.objectName().startswith("qt_")

    for control in controls(shown, is_operated):
        assert control.accessibleName() or control.parent().__class__.__name__ == "QLineEdit"
        left = control.mapTo(shown, control.rect().topLeft()).x()
        assert left >= 0, control.accessibleName()
        assert left + control.width() <= shown.width(), control.accessibleName()


def test_removing_what_is_not_here_frees_nothing(opened: Window) -> None:
    freed: list[int] = []
    opened.app.session.read(
        lambda workspace: offline_files.remove_from_here(
            workspace, next(item.id for item in library(workspace).items if item.files)
        ),
        freed.append,
    )
    opened.settle()
    assert freed == [0]
