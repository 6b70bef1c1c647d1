"""Areas of work and the network's own page, as people use them."""

from PySide6.QtTest import QAbstractItemModelTester

from haversack.viewmodels.areas import AreasModel
from haversack.viewmodels.navigation import Place
from haversack.viewmodels.network import NetworkModel
from tests.gui.conftest import Window


def test_an_area_shows_everything_that_names_it(window: Window) -> None:
    window.open()
    window.go("areas")
    model = window.app.models.get(AreasModel)
    tester = QAbstractItemModelTester(model.rows)
    law = next(row.id for row in model.rows.rows if row.title == "Refugee law")
    window.go("areas", law)
    assert model.detail is not None
    for section in ("timeline", "items", "courses", "organisations"):
        assert model.sections[section].rowCount() > 0
    assert model.detail.related
    years = [row.lines[0] for row in model.sections["timeline"].rows]
    assert "1951" in years[0]
    item = model.sections["items"].rows[0].id
    assert model.place_of(item) == Place("library", item)
    assert tester.model() is model.rows


def test_the_network_says_what_it_is(window: Window) -> None:
    window.open()
    window.go("network")
    shown = window.app.models.get(NetworkModel).shown
    assert shown is not None
    assert [title for title, _ in shown.sections] == ["Goals", "History of the network", "How to reach it"]
    assert shown.fingerprint
    assert shown.reach == ("hello@openroad.example",)
    model = window.app.models.get(NetworkModel)
    assert model.lately.rowCount() > 0
    first = model.lately.rows[0]
    assert model.place_of(first.id).record == first.id
