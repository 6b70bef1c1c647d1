"""A list of things as every list in the window shows them. Must not know where they come from."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QStringListModel, Qt

from haversack.viewmodels.tooltips import tooltip

_Index = QModelIndex | QPersistentModelIndex


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


class RowsModel(QStringListModel):
    """Holds rows; views are told only of what changed, so that the current line stays where it is.

    Their ids are the strings of Qt's own model, which so knows how many there are: a view that lays out thousands asks
    twice for each of them, and asking Python took longer than a turn of the event loop may.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._rows: tuple[Row, ...] = ()
        self._coming: tuple[Row, ...] = ()
        # Connected before any view: views see the old rows until then, and the new ones when they hear of it.
        self.modelReset.connect(self._take)

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows."""
        return self._rows

    def show(self, rows: Sequence[Row]) -> None:
        """Show other rows. Where the ids are the same in the same order, only the lines are drawn again."""
        new = tuple(rows)
        if new == self._rows:
            return
        if [row.id for row in new] == [row.id for row in self._rows]:
            self._rows = new
            if new:
                self.dataChanged.emit(self.index(0), self.index(len(new) - 1))
            return
        self._coming = new
        self.setStringList([row.id for row in new])

    def _take(self) -> None:
        self._rows = self._coming

    def place_of(self, row_id: str) -> QModelIndex:
        """Return where a row is; an invalid index if it is gone."""
        return next((self.index(place) for place, row in enumerate(self._rows) if row.id == row_id), QModelIndex())

    def ids_of(self, places: Iterable[int]) -> tuple[str, ...]:
        """Return the ids of the rows at some places."""
        return tuple(self._rows[place].id for place in places)

    @property
    def first_id(self) -> str:
        """Id of the first row; empty where there is none."""
        return next(iter(self.ids_of(range(min(1, self.rowCount())))), "")

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """See `QAbstractItemModel`; rows are neither edited nor dragged."""
        return QAbstractListModel.flags(self, index)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """See `QAbstractItemModel`."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        return _said(self._rows[index.row()], role)


def _said(row: Row, role: int) -> object:
    """Return what a row is in a role."""
    if role == RowRole.ROW:
        return row
    if role == RowRole.ID:
        return row.id
    if role == Qt.ItemDataRole.DisplayRole:
        return row.title
    if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
        words = row.spoken or ". ".join(text for text in (row.title, *row.lines, row.badge, row.trailing) if text)
        return tooltip(words) if role == Qt.ItemDataRole.ToolTipRole else words
    return None


class RowsOnDemand(RowsModel):
    """Holds tens of thousands of rows, but makes each only when somebody looks at it: words and dates cost time."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._ids: tuple[str, ...] = ()
        self._ids_coming: tuple[str, ...] = ()
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

    def ids_of(self, places: Iterable[int]) -> tuple[str, ...]:
        """See `RowsModel`."""
        return tuple(self._ids[place] for place in places)

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
        self._ids_coming = new
        self.setStringList(new)

    def _take(self) -> None:
        self._ids = self._ids_coming
        self._places = {row_id: place for place, row_id in enumerate(self._ids)}

    def place_of(self, row_id: str) -> QModelIndex:
        """Return where a row is; an invalid index if it is gone."""
        place = self._places.get(row_id)
        return self.index(place) if place is not None else QModelIndex()

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """See `QAbstractItemModel`."""
        if not index.isValid() or index.row() >= len(self._ids):
            return None
        return self._ids[index.row()] if role == RowRole.ID else _said(self.row(index.row()), role)
