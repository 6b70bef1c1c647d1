"""A list of things as every list in the window shows them. Must not know where they come from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from haversack.viewmodels.tooltips import tooltip

_Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list.

    Attributes:
        id: Stable; the current line is kept by it when a sync refreshes the list.
        title: First line; bold where `is_new`, or where there is no icon.
        lines: Further lines, smaller.
        icon: Name of an icon, or empty.
        trailing: A short text at the end, such as a date or a kind.
        badge: A short text in a badge at the end; empty for none.
        badge_tone: plain, brand, wait, ok, conflict, danger or info.
        is_new: Whether it was not opened since it came.
        spoken: What a screen reader says of the line, whole.
        mark: Name of a small icon at the end of the title, or empty.
    """

    id: str
    title: str
    lines: tuple[str, ...] = ()
    icon: str = ""
    trailing: str = ""
    badge: str = ""
    badge_tone: str = "plain"
    is_new: bool = False
    spoken: str = ""
    mark: str = ""


class RowRole(IntEnum):
    """Roles beside Qt's own."""

    ROW = Qt.ItemDataRole.UserRole + 1
    """The `Row` itself."""
    ID = Qt.ItemDataRole.UserRole + 2
    """Its id."""


class RowsModel(QAbstractListModel):
    """Holds rows; views are told only of what changed, so that the current line stays where it is."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._rows: tuple[Row, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows."""
        return self._rows

    def show(self, rows: Sequence[Row]) -> None:
        """Show other rows. Where the ids are the same in the same order, only the lines are drawn again."""
        new = tuple(rows)
        if [row.id for row in new] == [row.id for row in self._rows]:
            self._rows = new
            if new:
                self.dataChanged.emit(self.index(0), self.index(len(new) - 1))
            return
        self.beginResetModel()
        self._rows = new
        self.endResetModel()

    def place_of(self, row_id: str) -> QModelIndex:
        """Return where a row is; an invalid index if it is gone."""
        return next((self.index(place) for place, row in enumerate(self._rows) if row.id == row_id), QModelIndex())

    def rowCount(self, parent: _Index = _NO_INDEX) -> int:  # noqa: N802 - Qt's name
        """See `QAbstractItemModel`."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """See `QAbstractItemModel`."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        return _said(self._rows[index.row()], role)


def _said(row: Row, role: int) -> object:
    """Return what a row is in a role."""
    if role == Qt.ItemDataRole.DisplayRole:
        return row.title
    if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
        words = row.spoken or ". ".join(text for text in (row.title, *row.lines, row.badge, row.trailing) if text)
        return tooltip(words) if role == Qt.ItemDataRole.ToolTipRole else words
    return {RowRole.ROW: row, RowRole.ID: row.id}.get(RowRole(role)) if role in tuple(RowRole) else None


class RowsOnDemand(RowsModel):
    """Holds tens of thousands of rows, but makes each only when somebody looks at it: words and dates cost time."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._ids: tuple[str, ...] = ()
        self._make: Callable[[int], Row] | None = None
        self._made: dict[int, Row] = {}
        self._places: dict[str, int] = {}

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows, made now; for tests and for what is short."""
        return tuple(self.row(place) for place in range(len(self._ids)))

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all rows."""
        return self._ids

    def row(self, place: int) -> Row:
        """Return the row at a place."""
        if place not in self._made and self._make is not None:
            self._made[place] = self._make(place)
        return self._made[place]

    def show_many(self, ids: Sequence[str], make: Callable[[int], Row]) -> None:
        """Show other rows; see `RowsModel.show`.

        Args:
            ids: Of each row, all different.
            make: Makes the row at a place.
        """
        new = tuple(ids)
        self._made, self._make = {}, make
        if new == self._ids:
            if new:
                self.dataChanged.emit(self.index(0), self.index(len(new) - 1))
            return
        self.beginResetModel()
        self._ids = new
        self._places = {row_id: place for place, row_id in enumerate(new)}
        self.endResetModel()

    def place_of(self, row_id: str) -> QModelIndex:
        """Return where a row is; an invalid index if it is gone."""
        place = self._places.get(row_id)
        return self.index(place) if place is not None else QModelIndex()

    def rowCount(self, parent: _Index = _NO_INDEX) -> int:  # noqa: N802 - Qt's name
        """See `QAbstractItemModel`."""
        return 0 if parent.isValid() else len(self._ids)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """See `QAbstractItemModel`."""
        if not index.isValid() or index.row() >= len(self._ids):
            return None
        return self._ids[index.row()] if role == RowRole.ID else _said(self.row(index.row()), role)
