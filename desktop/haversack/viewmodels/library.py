"""The library: a list with filters and their live counts, and one item. Must not read the vault itself.

What the filters leave is worked out in the window's thread: with twenty thousand items it takes a few milliseconds.
What people do with files is `library_files`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from haversack.operations.library import LibraryItem, library
from haversack.operations.library_filters import FACETS, Filters, Narrowed, Shelf, files_asked, narrow, shelve
from haversack.operations.library_item import ItemDetail, library_item
from haversack.operations.workspace import Workspace
from haversack.viewmodels import library_words as words
from haversack.viewmodels.choice import Choice
from haversack.viewmodels.library_detail import DetailShown, describe
from haversack.viewmodels.rows import Row, RowsOnDemand
from haversack.viewmodels.session import Session
from haversack_sync.model.ids import ObjectId

__all__ = ["FACETS", "LibraryModel"]

_WHERE = ("here", "asked", "away")
_NOTHING = Narrowed((), {}, 0, 0)


@dataclass(frozen=True, slots=True)
class ChosenFiles:
    """Files of several items: those not here, those here and their bytes, and those here by item."""

    away: tuple[ObjectId, ...]
    here: tuple[ObjectId, ...]
    here_bytes: int
    by_item: tuple[tuple[str, tuple[ObjectId, ...]], ...]


class LibraryModel(QObject):
    """Shows the library.

    Attributes:
        rows: The items that fit the filters, in their order.
        filters: What is ticked, typed, and how the list is sorted.
        chosen: Id of the item that is shown in full, or empty.
        detail: That item in words, or None.
        is_ready: Whether the list was read once.

    Signals:
        changed: The list, its filters or its counts are new.
        detail_changed: `chosen` or `detail` is new.
    """

    changed = Signal()
    detail_changed = Signal()

    def __init__(self, session: Session) -> None:
        """Begin empty; reads at once, and again after every change."""
        super().__init__()
        self._session = session
        self._shelf = Shelf()
        self._narrowed = _NOTHING
        self.rows = RowsOnDemand(self)
        self.filters = Filters()
        self.chosen = ""
        self.detail: DetailShown | None = None
        self.is_ready = False
        session.changed.connect(self.refresh)
        self.refresh()

    @property
    def summary(self) -> str:
        """How many items are shown, in words."""
        shown, whole = len(self._narrowed.places), len(self._shelf.library.items)
        speaker = self._session.speaker
        if shown == whole:
            return speaker.count("{number} item", "{number} items", whole)
        return speaker.count(
            "{shown} of {number} item", "{shown} of {number} items", whole, shown=speaker.number(shown)
        )

    @property
    def is_empty(self) -> bool:
        """Whether there is no item at all."""
        return self.is_ready and not self._shelf.library.items

    @property
    def unasked_bytes(self) -> int:
        """Sealed bytes of the files of the shown items that are not here and that nobody asked for."""
        return self._narrowed.unasked_bytes

    @property
    def shown(self) -> tuple[LibraryItem, ...]:
        """The items that fit the filters."""
        items = self._shelf.library.items
        return tuple(items[place] for place in self._narrowed.places)

    @property
    def unasked_files(self) -> tuple[ObjectId, ...]:
        """The files of the shown items that are not here and that nobody asked for; of ticked languages only."""
        found = (file for item in self.shown for file in files_asked(item, self.filters) if file.state == "away")
        return tuple(dict.fromkeys(file.object for file in found))

    def chosen_files(self, ids: Sequence[str]) -> ChosenFiles:
        """Return the files of some items, by where they are."""
        wanted = frozenset(ids)
        items = [item for item in self._shelf.library.items if item.id in wanted]
        here = {file.object: file.size for item in items for file in item.files if file.state == "here"}
        return ChosenFiles(
            away=tuple(dict.fromkeys(file.object for item in items for file in item.files if file.state != "here")),
            here=tuple(here),
            here_bytes=sum(here.values()),
            by_item=tuple(
                (item.id, tuple(file.object for file in item.files if file.state == "here")) for item in items
            ),
        )

    def chosen_file(self, record: str, file: ObjectId) -> ChosenFiles:
        """Return one file of an item, as `chosen_files` does all of them."""
        sizes = {one.object: one.size for item in self._shelf.library.items if item.id == record for one in item.files}
        return ChosenFiles((), (file,), sizes.get(file, 0), ((record, (file,)),))

    def way_out(self) -> Choice | None:
        """Return the filter whose end would show most, where nothing fits; its count says how many."""
        number, facet, value = self._way_out()
        if not number:
            return None
        name = words.value_name(self._session.speaker, self._shelf.library, facet, value)
        return Choice(value, name, number, is_ticked=True)

    def take_way_out(self) -> None:
        """Take away the filter that `way_out` names."""
        number, facet, value = self._way_out()
        if number:
            self.tick(facet, value, is_ticked=False)

    def _way_out(self) -> tuple[int, str, str]:
        ends = [
            (len(narrow(self._shelf, self.filters.with_tick(facet, value, is_ticked=False)).places), facet, value)
            for facet, values in self.filters.ticked.items()
            for value in values
        ]
        return max(ends, default=(0, "", ""))

    def refresh(self) -> None:
        """Read again: the list, and the item that is shown."""
        languages, known, filters = self._session.languages, self._shelf.library, self.filters

        def read(workspace: Workspace) -> tuple[Shelf, Filters, Narrowed]:
            shelf = shelve(library(workspace, languages=languages, known=known))
            # Beside the window as well: of a large library it takes longer than a part of a turn may.
            return shelf, filters, narrow(shelf, filters)

        self._session.read(read, self._show)
        if self.chosen:
            self._session.read_again(*self._reading_of(self.chosen), lambda: self.choose(""))

    def choose(self, record: str) -> None:
        """Show an item in full; an empty id shows none."""
        if record != self.chosen:
            self.chosen, self.detail = record, None
            if record:
                self._session.read(*self._reading_of(record))
            self.detail_changed.emit()

    def tick(self, facet: str, value: str, *, is_ticked: bool) -> None:
        """Set or take away a filter."""
        self._filter(self.filters.with_tick(facet, value, is_ticked=is_ticked))

    def type_words(self, typed: str) -> None:
        """Narrow by words as they are typed."""
        if typed != self.filters.words:
            self._filter(self.filters.with_words(typed))

    def sort_by(self, sort: str) -> None:
        """Show the list in another order."""
        if sort != self.filters.sort:
            self._filter(self.filters.with_sort(sort))

    def clear_filters(self) -> None:
        """Take all filters away; the order stays."""
        self._filter(Filters(sort=self.filters.sort))

    def show_only_topic(self, topic: str) -> None:
        """Show what belongs to one area of work."""
        self._filter(Filters({"topic": frozenset({topic})}, sort=self.filters.sort))

    def choices(self, facet: str) -> list[Choice]:
        """Return a filter's choices; each counts the items that fit all *other* filters and itself."""
        speaker, ticked = self._session.speaker, self.filters.ticked.get(facet, frozenset())
        found = self._narrowed.counts.get(facet, {})
        values = dict.fromkeys((*(_WHERE if facet == "where" else ()), *found, *ticked))
        made = [
            Choice(
                value,
                words.value_name(speaker, self._shelf.library, facet, value),
                found.get(value, 0),
                value in ticked,
            )
            for value in values
        ]
        if facet == "where":
            return sorted(made, key=lambda choice: _WHERE.index(choice.value))
        if facet == "year":
            return sorted(made, key=lambda choice: choice.value, reverse=True)
        own = self._session.languages if facet == "language" else ()
        return sorted(made, key=lambda choice: (choice.value not in own, -choice.count, choice.name.casefold()))

    def ticked_names(self) -> list[tuple[str, str, str]]:
        """Return the filters that are set: facet, value, words."""
        speaker = self._session.speaker
        return [
            (facet, value, words.value_name(speaker, self._shelf.library, facet, value))
            for facet in FACETS
            for value in sorted(self.filters.ticked.get(facet, ()))
        ]

    def _reading_of(self, record: str) -> tuple[Callable[[Workspace], ItemDetail], Callable[[ItemDetail], None]]:
        """Return how an item is read in full, and what shows it."""
        languages = self._session.languages
        return (
            lambda workspace: library_item(workspace, record, languages=languages),
            lambda detail: self._show_detail(record, detail),
        )

    def _show_detail(self, record: str, detail: ItemDetail) -> None:
        if record == self.chosen:
            self.detail = describe(self._session.speaker, detail, self._session.languages)
            self.detail_changed.emit()

    def _show(self, found: tuple[Shelf, Filters, Narrowed]) -> None:
        self._shelf, filters, narrowed = found
        self.is_ready = True
        if filters == self.filters:
            self._show_narrowed(narrowed)
        else:
            self._filter(self.filters)

    def _filter(self, filters: Filters) -> None:
        self.filters = filters
        self._show_narrowed(narrow(self._shelf, filters))

    def _show_narrowed(self, narrowed: Narrowed) -> None:
        self._narrowed = narrowed
        items, places = self._shelf.library.items, self._narrowed.places
        speaker, own = self._session.speaker, self._session.languages

        def make(place: int) -> Row:
            return words.item_row(speaker, items[places[place]], own)

        self.rows.show_many([items[place].id for place in places], make)
        self.changed.emit()
