"""The profile of an organisation as its editor sees it: group by group, with the state of each and its versions.

Reads only. What was typed and not released lies over what is shown. Writes no sentences.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from haversack.operations.drafting import Draft, load_drafts
from haversack.operations.editing import one_shown
from haversack.operations.profile import contacts_of
from haversack.operations.texts import elements_text, texts_of
from haversack.operations.workspace import Workspace
from haversack.store import outbox, projection, taking_back
from haversack.store.outbox import Item, ItemState
from haversack.store.projection import Shown
from haversack_sync.model import reading
from haversack_sync.model.declaration import FieldType, Group, Kind, group_key, parse_group_key
from haversack_sync.model.ids import DeviceId, RecordId, show_record_id
from haversack_sync.model.kinds import KINDS
from haversack_sync.model.operations import Add, Remove, Set
from haversack_sync.model.record import WAITING, Member, RecordState
from haversack_sync.model.roles import Role

_NOT_HERE: Final = frozenset({"owner", "language", "source", "as_of", "organisation", "confirmed"})
_ORDER: Final = (
    *("name", "summary", "services", "opening_hours", "languages", "topics", "countries", "address", "website"),
    *("type", "level", "refugee_led", "women_led", "host_community", "acronym", "founded", "description"),
    *("purpose", "line", "hours", "note"),
)
_ADVANCE: Final = (ItemState.WAITING, ItemState.HANDED, ItemState.SENT, ItemState.RECEIVED)


@dataclass(frozen=True, slots=True)
class FormField:
    """One field to fill in.

    Attributes:
        name: Of the field or set.
        type: What it holds.
        value: As typed or shown, as text; a set's elements with commas.
        vocabulary: For terms.
        longest: Characters, or None.
    """

    name: str
    type: FieldType
    value: str
    vocabulary: str | None
    longest: int | None


@dataclass(frozen=True, slots=True)
class FormVersion:
    """One of two or more values of a group.

    Attributes:
        hash: Names it.
        values: Field → text.
        is_own: Whether this computer wrote it.
        role: Of the device that wrote it: editor, coordinator …; empty if nobody knows.
        moment: Seconds since 1970; 0 if nobody knows.
    """

    hash: bytes
    values: Mapping[str, str]
    is_own: bool
    role: str
    moment: int


@dataclass(frozen=True, slots=True)
class FormGroup:
    """What is saved and merged together.

    Attributes:
        record: Id as people write it.
        key: The group's key with its language, or the name of a set.
        name: Without the language.
        is_set: Whether it is a set.
        fields: One or more.
        state: draft, waiting, sent, received, published, refused, or empty where there is no value yet.
        reason: Why it was refused.
        moment: When that state began, seconds since 1970; 0 if nobody knows.
        versions: All of them where there are two or more.
    """

    record: str
    key: str
    name: str
    is_set: bool
    fields: tuple[FormField, ...]
    state: str
    reason: str
    moment: int
    versions: tuple[FormVersion, ...]


@dataclass(frozen=True, slots=True)
class FormRecord:
    """The organisation's record, or one of its contact lines."""

    id: str
    kind: str
    title: str
    audience: str
    groups: tuple[FormGroup, ...]


@dataclass(frozen=True, slots=True)
class OwnProfile:
    """Everything that the page of an organisation shows.

    Attributes:
        organisation: The record; None where this computer belongs to none.
        contacts: Its contact lines.
        role: reader, editor, focal_point, coordinator or none.
        may_edit: Whether this computer's role may change it.
        language: Of the texts that are edited.
        languages: In which there are texts, the main one first.
        topics: (record id, title) of all areas of work, for choosing.
    """

    organisation: FormRecord | None
    contacts: tuple[FormRecord, ...]
    role: str
    may_edit: bool
    language: str
    languages: tuple[str, ...]
    topics: tuple[tuple[str, str], ...]


def own_profile(
    workspace: Workspace, *, record: RecordId | None = None, language: str = "", languages: Sequence[str] = ()
) -> OwnProfile:
    """Read the profile of this computer's organisation, or of another one that it may look at in this way.

    Args:
        workspace: The open vault.
        record: Another organisation, or None for the own one.
        language: Of the texts to edit; empty for the record's main language.
        languages: For titles, the best first.
    """
    span = workspace.span
    role = span.role.name.lower() if span else "none"
    found = _find(workspace, record)
    topics = _topics(workspace, languages)
    if found is None:
        return OwnProfile(None, (), role, may_edit=False, language="", languages=(), topics=topics)
    state = found.state
    main = state.main_language or "en"
    written = {tag for one in state.groups if (tag := parse_group_key(one)[1])} - {main}
    is_own = span is not None and bool(span.organisation) and reading.owner(state) == span.organisation
    may_edit = span is not None and (span.role is Role.COORDINATOR or (is_own and span.role is not Role.READER))
    wanted = language or main
    names = workspace.shelf_names()
    contacts = contacts_of(workspace, state.id)
    return OwnProfile(
        organisation=_form(workspace, found, wanted, names[state.feed][0]),
        contacts=tuple(_form(workspace, one, wanted, names[one.state.feed][0]) for one in contacts),
        role=role,
        may_edit=may_edit,
        language=wanted,
        languages=(main, *sorted(written)),
        topics=topics,
    )


def _find(workspace: Workspace, record: RecordId | None) -> Shown | None:
    with workspace.replica.reading() as connection:
        if record is not None:
            return one_shown(projection.show(connection, record, own=workspace.own))
        span = workspace.span
        if span is None or not span.organisation:
            return None
        for shown in projection.show_all(connection, own=workspace.own, kind="organisation"):
            if reading.owner(shown.state) == span.organisation and not shown.state.is_retired:
                return shown
    return None


def _topics(workspace: Workspace, languages: Sequence[str]) -> tuple[tuple[str, str], ...]:
    with workspace.replica.reading() as connection:
        found = [
            (show_record_id(shown.state.id), reading.title(shown.state, languages))
            for shown in projection.show_all(connection, own=workspace.own, kind="topic")
            if not shown.state.is_retired
        ]
    return tuple(sorted(found, key=lambda one: one[1].casefold()))


def _form(workspace: Workspace, shown: Shown, language: str, audience: str) -> FormRecord:
    state, kind = shown.state, KINDS[shown.state.kind]
    drafts = load_drafts(workspace, state.id)
    every = (*_ADVANCE, ItemState.PUBLISHED, ItemState.REFUSED)
    with workspace.replica.reading() as connection:
        items = outbox.read_items(connection, every, record=state.id)
        positions = {version.position for versions in state.groups.values() for version in versions}
        positions |= {member.position for members in state.sets.values() for member in members.values()}
        stamps = taking_back.stamps(connection, state.feed, sorted(positions))
    reader = _Reader(workspace, state, items, stamps, drafts)
    names = [*(group.name for group in kind.groups), *(one.name for one in kind.sets)]
    places = {name: place for place, name in enumerate(_ORDER)}
    names = sorted((name for name in names if name not in _NOT_HERE), key=lambda name: places.get(name, len(places)))
    title = reading.title(state, [language])
    groups = tuple(reader.group(kind, name, language) for name in names)
    return FormRecord(show_record_id(state.id), state.kind, title, audience, groups)


@dataclass(frozen=True, slots=True)
class _Reader:
    """What is needed to read the groups of one record."""

    workspace: Workspace
    state: RecordState
    items: Sequence[Item]
    stamps: Mapping[int, int]
    drafts: Mapping[str, Draft]

    def group(self, kind: Kind, name: str, language: str) -> FormGroup:
        """Read one group or set."""
        group, one_set = kind.group(name), kind.set_field(name)
        if group is not None:
            key = group_key(name, language if group.is_localised else None)
            shown = texts_of(group, self.state.shown_bytes(key))
            declared = [(field.name, field.type, field.vocabulary, field.max_characters) for field in group.fields]
        else:
            key, shown = name, {name: elements_text(self.state, name)}
            declared = [(name, one_set.type, one_set.vocabulary, None)] if one_set is not None else []
        draft = self.drafts.get(key)
        typed = draft.values if draft is not None else {}
        is_draft = any(typed.get(field, shown.get(field, "")) != shown.get(field, "") for field, *_ in declared)
        fields = tuple(
            FormField(field, type_, typed.get(field, shown.get(field, "")), vocabulary, longest)
            for field, type_, vocabulary, longest in declared
        )
        state, reason, moment = ("draft", "", 0) if is_draft else self._state(key, has_value=any(shown.values()))
        versions = self._versions(group, key) if group is not None else ()
        return FormGroup(
            show_record_id(self.state.id), key, name, one_set is not None, fields, state, reason, moment, versions
        )

    def _state(self, key: str, *, has_value: bool) -> tuple[str, str, int]:
        """Return what is true of a group's last change, why, and since when."""
        mine = [item for item in self.items if _touches(item, key)]
        for state in _ADVANCE:
            for item in mine:
                if item.state is state:
                    name = "waiting" if state is ItemState.HANDED else state.value
                    return name, "", item.created_ms // 1000
        if mine and mine[-1].state is ItemState.REFUSED:
            return "refused", mine[-1].reason, mine[-1].created_ms // 1000
        if not has_value:
            return "", "", 0
        versions = self.state.versions(key)
        positions = [versions[0].position] if versions else [one.position for one in self._members(key)]
        return "published", "", max((self.stamps.get(one, 0) for one in positions), default=0)

    def _members(self, name: str) -> list[Member]:
        return list(self.state.sets.get(name, {}).values())

    def _versions(self, group: Group, key: str) -> tuple[FormVersion, ...]:
        versions = self.state.versions(key)
        if len(versions) < 2:
            return ()
        waiting = [item.created_ms // 1000 for item in self.items if _touches(item, key)]
        return tuple(
            FormVersion(
                one.value_hash,
                texts_of(group, one.value),
                one.device == self.workspace.own,
                self._role(one.device),
                self.stamps.get(one.position, 0) if one.position != WAITING else max(waiting, default=0),
            )
            for one in versions
        )

    def _role(self, device: DeviceId) -> str:
        span = self.workspace.replica.network().authority.span_of(device)
        return span.role.name.lower() if span else ""


def _touches(item: Item, key: str) -> bool:
    if item.change is None:
        return False
    for one in item.change.operations:
        if isinstance(one, Set) and one.group == key:
            return True
        if isinstance(one, Add | Remove) and one.name == key:
            return True
    return False
