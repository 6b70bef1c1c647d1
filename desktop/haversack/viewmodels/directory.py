"""The directory: filters with live counts, the list they leave, and one profile. Must not filter by itself.

What is read once for all organisations is kept here; each filter is applied to it in the store lane.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, Signal

from haversack.jobs import Job
from haversack.operations.directory import FACETS, SWITCHES, members
from haversack.operations.directory_filters import WORDS, Filters, Narrowed, Shelf, narrow, shelve
from haversack.operations.profile import Profile, profile
from haversack.operations.workspace import Workspace
from haversack.viewmodels import directory_words as words
from haversack.viewmodels.choice import Choice
from haversack.viewmodels.directory_profile import ProfileShown, show_profile
from haversack.viewmodels.rows import Row, RowsOnDemand
from haversack.viewmodels.session import Session
from haversack_sync.model.ids import BadIdError, parse_record_id

BOX_FACETS: Final = FACETS

__all__ = ["BOX_FACETS", "SWITCHES", "Chip", "DirectoryModel"]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on, as it stands above the list."""

    facet: str
    value: str
    name: str


class DirectoryModel(QObject):
    """Shows organisations.

    Attributes:
        rows: Those that pass the filters.
        facets: Facet → its boxes, the most frequent first.
        switches: Switch → its one box.
        filters: What is ticked and typed, and the order.
        heading: How many, in words.
        nobody: Where nobody is left: that this is so, and what to do.
        chosen: Id of the organisation whose profile is shown, or empty.
        shown: Its profile, or None.
        is_ready: Whether the directory was read once.

    Signals:
        changed: The list, the facets or the heading are new.
        profile_changed: `shown` is another.
    """

    changed = Signal()
    profile_changed = Signal()

    def __init__(self, session: Session) -> None:
        """Begin empty; reads at once, and again after every change."""
        super().__init__()
        self._session = session
        self._shelf = Shelf()
        self._narrowing: Job[Narrowed] | None = None
        self._reading: Job[Profile | None] | Job[Profile] | None = None
        self._preferred = ""
        self.rows = RowsOnDemand(self)
        self.facets: Mapping[str, tuple[Choice, ...]] = {}
        self.switches: Mapping[str, Choice] = {}
        self.filters = Filters()
        self.heading = ""
        self.nobody = ("", "")
        self.chosen = ""
        self.shown: ProfileShown | None = None
        self.is_ready = False
        session.changed.connect(self.refresh)
        self.refresh()

    @property
    def chips(self) -> tuple[Chip, ...]:
        """The filters that are on."""
        speaker, everyone = self._session.speaker, self._shelf.members
        chips = [
            Chip(facet, value, words.value_name(speaker, everyone, facet, value))
            for facet in (*SWITCHES, *FACETS)
            for value in sorted(self.filters.ticked.get(facet, ()))
        ]
        typed = self.filters.words.strip()
        return (*chips, Chip(WORDS, typed, speaker.say("“{words}”", words=typed))) if typed else tuple(chips)

    @property
    def is_empty(self) -> bool:
        """Whether there is no organisation at all on this computer."""
        return self.is_ready and not self._shelf.members.all

    def refresh(self) -> None:
        """Read everything again."""
        session, before = self._session, self._shelf
        speaker, languages = session.speaker, session.languages

        def read(workspace: Workspace) -> Shelf:
            known = before.members if before.bits else None
            found = members(workspace, languages=languages, known=known)
            return before if found is known else shelve(found, lambda one: words.sort_key(speaker, one))

        session.read(read, self._keep)
        if self.chosen:
            self._read_profile(again=True)

    def tick(self, facet: str, value: str, *, is_ticked: bool) -> None:
        """Tick a box or not; of what was typed, take it away."""
        if facet == WORDS:
            self.type_words("")
            return
        self._filter(self.filters.with_tick(facet, value, is_ticked=is_ticked))

    def type_words(self, typed: str) -> None:
        """Narrow by words as they are typed."""
        self._filter(self.filters.with_words(typed))

    def sort(self, order: str) -> None:
        """Put the list in another order; see `directory_filters.SORTS`."""
        self._filter(self.filters.with_sort(order))

    def clear(self) -> None:
        """Take all filters away; the order stays."""
        self._filter(Filters(sort=self.filters.sort))

    def choose(self, record: str) -> None:
        """Show a profile; an empty id shows none."""
        if record == self.chosen and self.shown is not None:
            return
        self.chosen, self._preferred = record, ""
        if record:
            self._read_profile()
        else:
            self.shown = None
            self.profile_changed.emit()

    def read_in(self, language: str) -> None:
        """Show the texts of the profile that is shown in another of its languages."""
        self._preferred = language
        self._read_profile()

    def _filter(self, wanted: Filters) -> None:
        if wanted != self.filters:
            self.filters = wanted
            self._narrow()

    def _keep(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._narrow()

    def _narrow(self) -> None:
        if self._narrowing is not None:
            self._narrowing.cancel()
        shelf, filters = self._shelf, self.filters
        self._narrowing = self._session.read(lambda _: narrow(shelf, filters), self._show)

    def _show(self, found: Narrowed) -> None:
        speaker, everyone = self._session.speaker, self._shelf.members
        shown = [everyone.all[place] for place in found.places]

        def make(place: int) -> Row:
            return words.member_row(speaker, shown[place])

        self.rows.show_many([one.id for one in shown], make)
        self.facets = {facet: self._choices(facet, found.counts.get(facet, {})) for facet in FACETS}
        self.switches = {name: self._switch(name, found.counts.get(name, {})) for name in SWITCHES}
        self.heading = words.heading(speaker, len(shown), len(everyone.all))
        self.nobody = ("", "")
        if not shown and self.filters.number:
            advice = words.relief_words(speaker, everyone, found.relief)
            self.nobody = (words.nobody(speaker, self.filters.number), advice)
        self.is_ready = True
        self.changed.emit()

    def _switch(self, name: str, counts: Mapping[str, int]) -> Choice:
        title = words.switch_name(self._session.speaker, name)
        return Choice("yes", title, counts.get("yes", 0), "yes" in self.filters.ticked.get(name, ()))

    def _choices(self, facet: str, counts: Mapping[str, int]) -> tuple[Choice, ...]:
        speaker, everyone = self._session.speaker, self._shelf.members
        ticked = self.filters.ticked.get(facet, frozenset())
        made = [
            Choice(value, words.value_name(speaker, everyone, facet, value), counts.get(value, 0), value in ticked)
            for value in {*counts, *ticked}
        ]
        return tuple(sorted(made, key=lambda one: (not one.is_ticked, -one.count, one.name)))

    def _read_profile(self, *, again: bool = False) -> None:
        if self._reading is not None:
            self._reading.cancel()
        try:
            record = parse_record_id(self.chosen)
        except BadIdError:
            return
        preferred = (self._preferred,) if self._preferred else ()
        languages = (*preferred, *self._session.languages)

        def read(workspace: Workspace) -> Profile:
            return profile(workspace, record, languages=languages)

        if again:
            self._reading = self._session.read_again(read, self._show_profile, lambda: self.choose(""))
        else:
            self._reading = self._session.read(read, self._show_profile)

    def _show_profile(self, found: Profile) -> None:
        self.chosen = found.id
        self.shown = show_profile(found, self._session.speaker)
        self.profile_changed.emit()
