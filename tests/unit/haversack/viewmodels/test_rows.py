"""Rows of lists: what views are told of a change, and what they see meanwhile."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from haversack.viewmodels.rows import Row, RowRole, RowsModel, RowsOnDemand

LISTS = (RowsModel, RowsOnDemand)


def show(model: RowsModel, ids: str) -> None:
    """Show rows with ids of one letter."""
    if isinstance(model, RowsOnDemand):
        model.show_many(list(ids), lambda place: Row(ids[place], f"Title of {ids[place]}"))
    else:
        model.show([Row(one, f"Title of {one}") for one in ids])


def ids_in(model: RowsModel) -> str:
    return "".join(str(model.index(place).data(RowRole.ID)) for place in range(model.rowCount()))


@pytest.mark.parametrize("kind", LISTS)
def test_rows_keep_the_promises_of_item_models(kind: type[RowsModel]) -> None:
    model = kind()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    for ids in ("", "abc", "abc", "cbad", ""):
        show(model, ids)

        assert ids_in(model) == ids


@pytest.mark.parametrize("kind", LISTS)
def test_views_see_the_old_rows_until_they_hear_of_the_new_ones(kind: type[RowsModel]) -> None:
    model, seen = kind(), []
    show(model, "abc")
    model.modelAboutToBeReset.connect(lambda: seen.append(ids_in(model)))
    model.modelReset.connect(lambda: seen.append(ids_in(model)))

    show(model, "cd")

    assert seen == ["abc", "cd"]
    assert model.place_of("d").row() == 1
    assert not model.place_of("a").isValid()
    assert model.ids_of([1, 0]) == ("d", "c")


@pytest.mark.parametrize("kind", LISTS)
def test_nobody_edits_or_drags_a_row(kind: type[RowsModel]) -> None:
    model = kind()
    show(model, "a")

    flags = model.flags(model.index(0))

    assert flags & Qt.ItemFlag.ItemIsSelectable
    assert not flags & (Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsDragEnabled)


def test_rows_that_are_as_they_were_are_not_drawn_again() -> None:
    model, told = RowsModel(), []
    show(model, "ab")
    model.dataChanged.connect(lambda *_: told.append("changed"))
    model.modelReset.connect(lambda: told.append("reset"))

    show(model, "ab")
    assert told == []

    model.show([Row("a", "Another title"), Row("b", "Title of b")])
    assert told == ["changed"]
