"""The directory: facets with live counts, the list they leave, and one profile. Must not filter in the window's thread.

What is read once for all organisations is kept here; each filter is applied to it in the store lane.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, Signal

from haversack.i18n import directory_terms, names
from haversack.operations.directory import Filters, Member, Members, Narrowed, members, narrow
from haversack.operations.profile import Profile, profile
from haversack.viewmodels.directory_profile import ProfileShown, show_profile
from haversack.viewmodels.rows import Row, RowsModel
from haversack.viewmodels.session import Session
from haversack_sync.model.ids import BadIdError, parse_record_id

BOX_FACETS: Final = ("countries", "topics", "languages", "type", "level")
SWITCHES: Final = ("refugee_led", "women_led")


@dataclass(frozen=True, slots=True)
class Choice:
    """One box of a facet.

    Attributes:
        value: Stable.
        name: As people read it.
        count: How many with the other filters as they are.
        is_ticked: Whether it filters now.
    """

    value: str
    name: str
    count: int
    is_ticked: bool


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
        filters: What is ticked and typed.
        heading: How many, in words.
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
        self._everyone = Members()
        self._asked = 0
        self.rows = RowsModel(self)
        self.facets: Mapping[str, tuple[Choice, ...]] = {}
        self.switches: Mapping[str, Choice] = {}
        self.filters = Filters()
        self.heading = ""
        self.chosen = ""
        self.shown: ProfileShown | None = None
        self.is_ready = False
        session.changed.connect(self.refresh)
        self.refresh()

    @property
    def chips(self) -> tuple[Chip, ...]:
        """The filters that are on."""
        found = {(facet, one.value): one.name for facet, all_ in self.facets.items() for one in all_}
        found |= {(name, one.value): one.name for name, one in self.switches.items()}
        return tuple(
            Chip(facet, value, found.get((facet, value), value))
            for facet in (*SWITCHES, *BOX_FACETS)
            for value in sorted(self.filters.ticked.get(facet, ()))
        )

    def refresh(self) -> None:
        """Read everything again."""
        languages = self._session.languages
        self._session.read(lambda workspace: members(workspace, languages=languages), self._keep)
        if self.chosen:
            self._read_profile()

    def tick(self, facet: str, value: str, *, is_ticked: bool) -> None:
        """Tick a box or not."""
        self.filters = self.filters.with_tick(facet, value, is_ticked=is_ticked)
        self._narrow()

    def type_words(self, words: str) -> None:
        """Narrow by words as they are typed."""
        if words != self.filters.words:
            self.filters = Filters(self.filters.ticked, words)
            self._narrow()

    def clear(self) -> None:
        """Take all filters away."""
        self.filters = Filters()
        self._narrow()

    def choose(self, record: str) -> None:
        """Show a profile; an empty id shows none."""
        if record == self.chosen and self.shown is not None:
            return
        self.chosen = record
        if record:
            self._read_profile()
        else:
            self.shown = None
            self.profile_changed.emit()

    def _keep(self, everyone: Members) -> None:
        self._everyone = everyone
        self._narrow()

    def _narrow(self) -> None:
        self._asked += 1
        asked, everyone, filters = self._asked, self._everyone, self.filters

        def show(found: Narrowed) -> None:
            if asked == self._asked:
                self._show(found)

        self._session.read(lambda _: narrow(everyone, filters), show)

    def _show(self, found: Narrowed) -> None:
        speaker = self._session.speaker
        total, number = len(self._everyone.all), len(found.shown)
        self.rows.show([self._row(one) for one in found.shown])
        self.facets = {facet: self._choices(facet, found.counts[facet]) for facet in BOX_FACETS}
        self.switches = {name: self._switch(name, found.counts[name]) for name in SWITCHES}
        if number == total:
            self.heading = speaker.count("{number} organisation", "{number} organisations", total)
        else:
            self.heading = speaker.count(
                "{shown} of {number} organisation",
                "{shown} of {number} organisations",
                total,
                shown=speaker.number(number),
            )
        self.is_ready = True
        self.changed.emit()

    def _switch(self, name: str, counts: Mapping[str, int]) -> Choice:
        say = self._session.speaker.say
        words = say("Refugee-led only") if name == "refugee_led" else say("Women-led only")
        return Choice("yes", words, counts.get("yes", 0), "yes" in self.filters.ticked.get(name, ()))

    def _choices(self, facet: str, counts: Mapping[str, int]) -> tuple[Choice, ...]:
        ticked = self.filters.ticked.get(facet, frozenset())
        values = {value for one in self._everyone.all for value in one.values[facet]} | ticked
        made = [Choice(value, self._name(facet, value), counts.get(value, 0), value in ticked) for value in values]
        return tuple(sorted(made, key=lambda one: (not one.is_ticked, -one.count, one.name)))

    def _name(self, facet: str, value: str) -> str:
        speaker = self._session.speaker
        if facet == "countries":
            return names.country_name(speaker.language, value)
        if facet == "languages":
            return names.language_name(speaker.language, value)
        if facet == "topics":
            return self._everyone.topics.get(value) or speaker.say("An area of work that is not here")
        if facet == "type":
            return directory_terms.type_name(speaker, value)
        return directory_terms.level_name(speaker, value)

    def _row(self, one: Member) -> Row:
        speaker = self._session.speaker
        country = names.country_name(speaker.language, one.country) if one.country else ""
        place = speaker.say("{city}, {country}", city=one.city, country=country) if one.city and country else ""
        place = place or one.city or country or speaker.say("No place given")
        if one.is_own:
            place = speaker.say("{place} · your organisation", place=place)
        lines = (*([one.original] if one.original else []), place, *([one.services] if one.services else []))
        badge, tone = "", "plain"
        if one.has_two_versions:
            badge, tone = speaker.say("Two versions"), "conflict"
        elif "yes" in one.values["refugee_led"]:
            badge, tone = speaker.say("Refugee-led"), "brand"
        elif "yes" in one.values["women_led"]:
            badge, tone = speaker.say("Women-led"), "brand"
        waiting = speaker.say("Not sent yet") if one.is_waiting else ""
        spoken = ". ".join(words for words in (one.name, *lines, badge, waiting) if words)
        return Row(one.id, one.name, lines, trailing=waiting, badge=badge, badge_tone=tone, is_new=True, spoken=spoken)

    def _read_profile(self) -> None:
        try:
            record = parse_record_id(self.chosen)
        except BadIdError:
            return
        asked, languages = self.chosen, self._session.languages

        def show(found: Profile) -> None:
            if asked == self.chosen:
                self.chosen = found.id
                self.shown = show_profile(found, self._session.speaker)
                self.profile_changed.emit()

        self._session.read(lambda workspace: profile(workspace, record, languages=languages), show)
