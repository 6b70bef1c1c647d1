"""The library: a list with filters and their live counts, one item, its files. Must not read the vault itself."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal

from haversack.i18n.names import country_name, language_name, partial_date
from haversack.operations import filing, offline_files
from haversack.operations.filing import Exported
from haversack.operations.library import ItemDetail, Library, LibraryItem, library, library_item
from haversack.viewmodels.library_detail import DetailShown, describe
from haversack.viewmodels.messages import Message
from haversack.viewmodels.rows import Row, RowsModel
from haversack.viewmodels.session import Session
from haversack.viewmodels.terms import TYPE_ICONS, resource_type
from haversack_sync.model.ids import parse_record_id

FACETS: Final = ("where", "topic", "type", "language", "country")
"""Filters, in the order of the page."""

_STATES: Final = ("here", "asked", "partly", "away")


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter's choice: stable value, words, how many items with the other filters, whether it filters now."""

    value: str
    name: str
    count: int
    is_ticked: bool


class LibraryModel(QObject):
    """Shows the library.

    Attributes:
        rows: The items that fit the filters.
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
        self._library = Library((), {})
        self._ticked: dict[str, set[str]] = {facet: set() for facet in FACETS}
        self.rows = RowsModel(self)
        self.chosen = ""
        self.detail: DetailShown | None = None
        self.is_ready = False
        session.changed.connect(self.refresh)
        self.refresh()

    @property
    def summary(self) -> str:
        """How many items are shown, in words."""
        shown, whole = len(self.rows.rows), len(self._library.items)
        speaker = self._session.speaker
        if shown == whole:
            return speaker.count("{number} item", "{number} items", whole)
        return speaker.count(
            "{shown} of {number} item", "{shown} of {number} items", whole, shown=speaker.number(shown)
        )

    @property
    def is_filtered(self) -> bool:
        """Whether any filter is set."""
        return any(self._ticked.values())

    @property
    def is_empty(self) -> bool:
        """Whether there is no item at all."""
        return self.is_ready and not self._library.items

    @property
    def asked_bytes(self) -> int:
        """Sealed bytes of the files that were asked for and are not here."""
        return sum(item.missing_bytes for item in self._library.items if item.state == "asked")

    def refresh(self) -> None:
        """Read again: the list, and the item that is shown."""
        languages = self._session.languages
        self._session.read(lambda workspace: library(workspace, languages=languages), self._show)
        self._read_detail()

    def choose(self, record: str) -> None:
        """Show an item in full; an empty id shows none."""
        if record != self.chosen:
            self.chosen, self.detail = record, None
            self._read_detail()
            self.detail_changed.emit()

    def tick(self, facet: str, value: str, *, is_ticked: bool) -> None:
        """Set or take away a filter."""
        if is_ticked:
            self._ticked[facet].add(value)
        else:
            self._ticked[facet].discard(value)
        self._filter()

    def clear_filters(self) -> None:
        """Take all filters away."""
        for values in self._ticked.values():
            values.clear()
        self._filter()

    def show_only_topic(self, topic: str) -> None:
        """Show what belongs to one area of work."""
        for values in self._ticked.values():
            values.clear()
        self._ticked["topic"].add(topic)
        self._filter()

    def choices(self, facet: str) -> list[Choice]:
        """Return a filter's choices; each counts the items that fit all *other* filters and itself."""
        fitting = [item for item in self._library.items if self._fits(item, without=facet)]
        counts = Counter(value for item in fitting for value in _values(item, facet))
        known = {value for item in self._library.items for value in _values(item, facet)}
        ticked = self._ticked[facet]
        made = [Choice(value, self._name(facet, value), counts[value], value in ticked) for value in known | ticked]
        if facet == "where":
            return sorted(made, key=lambda choice: _STATES.index(choice.value))
        return sorted(made, key=lambda choice: (-choice.count, choice.name.casefold()))

    def ticked_names(self) -> list[tuple[str, str, str]]:
        """Return the filters that are set: facet, value, words."""
        return [(facet, value, self._name(facet, value)) for facet in FACETS for value in sorted(self._ticked[facet])]

    def ask_for_files(self, fetch: Callable[[], None]) -> None:
        """Ask for the files of the item that is shown.

        Args:
            fetch: Starts fetching what was asked for.
        """
        record = self.chosen

        def asked(_: int) -> None:
            fetch()

        self._session.write(lambda workspace: offline_files.ask_for(workspace, record), asked)

    def stop_asking(self) -> None:
        """Ask for the files of the item that is shown no longer."""
        record = self.chosen
        self._session.write(lambda workspace: offline_files.stop_asking(workspace, record), lambda _: None)

    def remove_files(self) -> None:
        """Remove the files of the item that is shown from this computer."""
        record, speaker = self.chosen, self._session.speaker

        def removed(freed: int) -> None:
            words = speaker.say("Removed from this computer. {size} are free again.", size=speaker.size(freed))
            more = speaker.say("You can get it again when you are connected.")
            self._session.messages.tell(Message(words, more, tone="ok"))

        self._session.write(lambda workspace: offline_files.remove_from_here(workspace, record), removed)

    def export(self, target: Path) -> None:
        """Write readable copies of the shown item's files outside the vault.

        Args:
            target: A folder that exists.
        """
        record, speaker = parse_record_id(self.chosen), self._session.speaker

        def written(copies: Iterable[Exported]) -> None:
            paths = [str(copy.path) for copy in copies]
            words = speaker.count(
                "{number} readable copy was written.", "{number} readable copies were written.", len(paths)
            )
            self._session.messages.tell(
                Message(words, speaker.say("It lies in {folder}.", folder=str(target)), tone="ok")
            )

        self._session.read(lambda workspace: filing.export(workspace, record, target), written)

    def _read_detail(self) -> None:
        record, languages = self.chosen, self._session.languages
        if not record:
            return
        self._session.read(
            lambda workspace: library_item(workspace, record, languages=languages),
            lambda detail: self._show_detail(record, detail),
        )

    def _show_detail(self, record: str, detail: ItemDetail) -> None:
        if record == self.chosen:
            self.detail = describe(self._session.speaker, detail)
            self.detail_changed.emit()

    def _show(self, found: Library) -> None:
        self._library = found
        self.is_ready = True
        self._filter()

    def _filter(self) -> None:
        self.rows.show([self._row(item) for item in self._library.items if self._fits(item)])
        self.changed.emit()

    def _fits(self, item: LibraryItem, *, without: str = "") -> bool:
        return all(
            not values or facet == without or not values.isdisjoint(_values(item, facet))
            for facet, values in self._ticked.items()
        )

    def _name(self, facet: str, value: str) -> str:
        speaker = self._session.speaker
        if facet == "where":
            return state_words(self._session, value)
        if facet == "topic":
            return self._library.topics.get(value, value)
        if facet == "type":
            return resource_type(speaker, value)
        name = language_name if facet == "language" else country_name
        return name(speaker.language, value)

    def _row(self, item: LibraryItem) -> Row:
        speaker = self._session.speaker
        languages = speaker.say(", ").join(language_name(speaker.language, tag) for tag in item.languages[:3])
        parts = [resource_type(speaker, item.type), languages, partial_date(speaker.language, item.date)]
        line = " · ".join(part for part in parts if part)
        state = state_words(self._session, item.state)
        if item.missing_bytes:
            state = f"{state} · {speaker.size(item.missing_bytes)}"
        tone = {"here": "ok", "asked": "wait"}.get(item.state, "plain")
        spoken = speaker.say("{title}. {line}. {state}.", title=item.title, line=line, state=state)
        icon = TYPE_ICONS.get(item.type, "file-text")
        return Row(item.id, item.title, (line,), icon, badge=state, badge_tone=tone, is_new=True, spoken=spoken)


def state_words(session: Session, state: str) -> str:
    """Return where files are, in words."""
    speaker = session.speaker
    names = {
        "here": speaker.say("On this computer"),
        "asked": speaker.say("Will download"),
        "partly": speaker.say("Partly on this computer"),
    }
    return names.get(state, speaker.say("Not downloaded"))


def _values(item: LibraryItem, facet: str) -> tuple[str, ...]:
    if facet == "where":
        return (item.state,)
    if facet == "topic":
        return item.topics
    if facet == "type":
        return (item.type,) if item.type else ()
    return item.languages if facet == "language" else item.countries
