"""The history of a profile and its contact lines, the newest first, and one version back. Must not hold a widget."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, Signal

from haversack.i18n import directory_terms
from haversack.i18n import names as i18n_names
from haversack.i18n.language import Speaker
from haversack.operations import contact_lines, past
from haversack.operations.own_history import OwnHistory, own_history
from haversack.operations.past import GroupPast, PastVersion, RecordPast
from haversack.operations.texts import split
from haversack.operations.workspace import Workspace
from haversack.viewmodels import author_words
from haversack.viewmodels.session import Session
from haversack_sync.model.ids import parse_record_id

PAGE: Final = 20
"""Versions that are shown at once; more come when people ask."""
_NOT_YET: Final = 2**63


@dataclass(frozen=True, slots=True)
class VersionShown:
    """One version in words.

    Attributes:
        record: The record.
        key: The group's key.
        name: Names it for restoring.
        label: What the group is called, with the contact line and the language where needed.
        when: Its moment.
        who: Role and computer.
        words: The value; *Removed* for none.
        before: What stood there until then; empty for nothing.
        marks: (words, tone): shown now, not sent yet, beside another …
        can_restore: Whether it can come back.
        why_not: Why not, or empty.
    """

    record: str
    key: str
    name: bytes
    label: str
    when: str
    who: str
    words: str
    before: str
    marks: tuple[tuple[str, str], ...]
    can_restore: bool
    why_not: str


@dataclass(frozen=True, slots=True)
class PutAwayShown:
    """A contact line that was put away, and can come back."""

    record: str
    title: str


class HistoryModel(QObject):
    """Shows older versions.

    Attributes:
        versions: Those that are shown, the newest first.
        fields: (key, label) of everything that has a history, for choosing one.
        chosen: Key of the field that is shown alone, or empty for all.
        put_away: Contact lines that were put away.
        more: How many more there are.
        note: What is not here, in words; may be empty.
        is_ready: Whether it was read once.

    Signals:
        changed: Any of them is new.
    """

    changed = Signal()

    def __init__(self, session: Session) -> None:
        """Begin empty; `show_record` reads."""
        super().__init__()
        self._session = session
        self._record = ""
        self._may_edit = False
        self._asked = 0
        self._read = OwnHistory((), frozenset())
        self._count = PAGE
        self.versions: tuple[VersionShown, ...] = ()
        self.fields: tuple[tuple[str, str], ...] = ()
        self.chosen = self.note = ""
        self.put_away: tuple[PutAwayShown, ...] = ()
        self.more = 0
        self.is_ready = False
        session.changed.connect(self._on_changed)

    def show_record(self, record: str, *, may_edit: bool) -> None:
        """Show the history of an organisation."""
        if (record, may_edit) != (self._record, self._may_edit):
            self.chosen, self._count = "", PAGE
        self._record, self._may_edit = record, may_edit
        self._read_again()

    def choose(self, key: str) -> None:
        """Show one field alone, or all with an empty key."""
        self.chosen, self._count = key, PAGE
        self._show()

    def show_more(self) -> None:
        """Show older ones too."""
        self._count += PAGE
        self._show()

    def restore(self, version: VersionShown) -> None:
        """Give a field the value of a version; that is a new change."""

        def work(workspace: Workspace) -> object:
            return past.restore(workspace, parse_record_id(version.record), version.key, version.name)

        self._session.write(work, lambda _: None)

    def take_into_use(self, line: PutAwayShown) -> None:
        """Show a contact line again."""
        self._session.write(
            lambda workspace: contact_lines.take_into_use(workspace, parse_record_id(line.record)), lambda _: None
        )

    def _on_changed(self) -> None:
        """Read again; what is known is said at once in the language that is spoken now."""
        self._show()
        self._read_again()

    def _read_again(self) -> None:
        if not self._record or not self._session.is_open:
            return
        self._asked += 1
        asked, record, languages = self._asked, parse_record_id(self._record), self._session.languages

        def show(read: OwnHistory) -> None:
            if asked == self._asked:
                self._read, self.is_ready = read, True
                self._show()

        self._session.read(lambda workspace: own_history(workspace, record, languages=languages), show)

    def _show(self) -> None:
        speaker, read = self._session.speaker, self._read
        teller = _Teller(speaker, read, may_edit=self._may_edit)
        named = [(record, group) for record in read.records for group in record.groups if _is_shown(record, group)]
        labels = {_field_key(record, group): teller.label(record, group) for record, group in named}
        self.fields = tuple(sorted(labels.items(), key=lambda one: one[1].casefold()))
        if self.chosen not in labels:
            self.chosen = ""
        found = [
            (version, record, group)
            for record, group in named
            if self.chosen in ("", _field_key(record, group))
            for version in group.versions
        ]
        # What waits has no place in the network's order yet: it is the newest.
        found.sort(key=lambda one: (one[0].position or _NOT_YET, one[0].moment), reverse=True)
        self.versions = tuple(teller.version(*one) for one in found[: self._count])
        self.more = max(len(found) - self._count, 0)
        self.put_away = tuple(
            PutAwayShown(one.id, one.title) for one in read.records if one.is_retired and self._may_edit
        )
        self.note = teller.note([group for record, group in named if self.chosen in ("", _field_key(record, group))])
        self.changed.emit()


_SHOWN: Final = frozenset(
    {
        *("name", "acronym", "summary", "description", "services", "opening_hours", "address", "type", "level"),
        *("founded", "website", "refugee_led", "women_led", "host_community", "confirmed", "source", "as_of"),
        *("language", "topics", "languages", "countries", "purpose", "line", "hours", "note"),
    }
)
"""Groups that people know; the others are the program's."""
_FLAGS: Final = frozenset({"refugee_led", "women_led", "host_community"})


def _is_shown(record: RecordPast, group: GroupPast) -> bool:
    is_line = record.kind == contact_lines.KIND
    return group.name in _SHOWN and not (is_line and group.name == "language")


def _field_key(record: RecordPast, group: GroupPast) -> str:
    return f"{record.id}/{group.key}"


@dataclass(frozen=True, slots=True)
class _Teller:
    """Puts versions into words."""

    speaker: Speaker
    read: OwnHistory
    may_edit: bool

    def label(self, record: RecordPast, group: GroupPast) -> str:
        """Name a field, with its contact line and language where that is needed."""
        say = self.speaker.say
        label = directory_terms.field_name(self.speaker, group.name)
        if group.language and group.language != record.language:
            language = i18n_names.language_name(self.speaker.language, group.language)
            label = say("{field} ({language})", field=label, language=language)
        if record.kind == contact_lines.KIND:
            return say("{line}: {field}", line=record.title or say("Contact line"), field=label)
        return label

    def version(self, one: PastVersion, record: RecordPast, group: GroupPast) -> VersionShown:
        """Put a version into words."""
        say = self.speaker.say
        why_not = ""
        if (record.id, group.key) in self.read.drafted:
            why_not = say("You are writing this field. Send it or undo it first.")
        elif record.is_retired:
            why_not = say("This line was removed. Take it into use first.")
        return VersionShown(
            record=record.id,
            key=group.key,
            name=one.name,
            label=self.label(record, group),
            when=self.speaker.moment(one.moment) if one.moment else "",
            who=author_words.by_whom(self.speaker, one.author),
            words=self._words(one.values) or say("Removed"),
            before=self._words(one.before),
            marks=self._marks(one),
            can_restore=self.may_edit and not one.is_shown and not why_not,
            why_not=why_not if self.may_edit and not one.is_shown else "",
        )

    def note(self, groups: Sequence[GroupPast]) -> str:
        """Say what is not listed, or not on this computer."""
        older = sum(group.older for group in groups)
        if not all(record.is_whole for record in self.read.records):
            return self.speaker.say("What is older than this is not on this computer.")
        if older:
            return self.speaker.count(
                "{number} older version is kept in the network, and not listed here.",
                "{number} older versions are kept in the network, and not listed here.",
                older,
            )
        return ""

    def _marks(self, one: PastVersion) -> tuple[tuple[str, str], ...]:
        say = self.speaker.say
        states = {
            "waiting": (say("Not sent yet"), "wait"),
            "sent": (say("Sent, not confirmed yet"), "plain"),
            "received": (say("Received"), "ok"),
        }
        marks = [states[one.state]] if one.state in states else []
        if one.is_shown:
            marks.append((say("Shown now"), "brand"))
        if one.was_beside:
            marks.append((say("Beside another version"), "conflict"))
        if one.has_chosen:
            marks.append((say("Chosen from two versions"), "conflict"))
        return tuple(marks)

    def _words(self, values: Mapping[str, str]) -> str:
        return "\n".join(self._value(field, value) for field, value in values.items() if value)

    def _value(self, field: str, value: str) -> str:
        language = self.speaker.language
        if field in ("languages", "language"):
            return self.speaker.listed(i18n_names.language_name(language, one) for one in split(value))
        if field in ("countries", "country"):
            return self.speaker.listed(i18n_names.country_name(language, one) for one in split(value))
        if field == "topics":
            return self.speaker.listed(self.read.topics.get(one, one) for one in split(value))
        if field in _FLAGS:
            return self.speaker.say("Yes") if value == "yes" else self.speaker.say("No")
        term = {
            "type": directory_terms.type_name,
            "level": directory_terms.level_name,
            "channel": directory_terms.channel_name,
        }.get(field)
        return term(self.speaker, value) if term is not None else value
