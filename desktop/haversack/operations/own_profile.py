"""The profile of an organisation as its editor sees it: the record and its contact lines, group by group.

Reads only. Writes no sentences.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from haversack.operations import contact_lines
from haversack.operations.contact_lines import NewLine
from haversack.operations.drafting import load_drafts
from haversack.operations.editing import one_shown
from haversack.operations.own_groups import READ_STATES, FormGroup, GroupReader
from haversack.operations.past import earlier_values
from haversack.operations.profile import contacts_of
from haversack.operations.standing import own_record
from haversack.operations.workspace import Workspace
from haversack.store import outbox, projection, taking_back, waiting
from haversack.store.projection import Shown
from haversack_sync.model import reading
from haversack_sync.model.declaration import parse_group_key
from haversack_sync.model.ids import RecordId, parse_record_id, show_record_id
from haversack_sync.model.kinds import KINDS
from haversack_sync.model.record import RecordState
from haversack_sync.model.roles import Role

_NOT_HERE: Final = {
    "organisation": frozenset({"owner", "unreviewed"}),
    "contact": frozenset({"owner", "organisation", "language", "unreviewed"}),
}
"""What is set elsewhere: by coordinators, with the line itself, or by whoever publishes a translation."""
_ORDER: Final = (
    *("name", "summary", "services", "opening_hours", "languages", "topics", "countries", "address", "website"),
    *("acronym", "type", "level", "founded", "refugee_led", "women_led", "host_community", "description"),
    *("language", "confirmed", "source", "as_of"),
    *("purpose", "hours", "line", "note"),
)


@dataclass(frozen=True, slots=True)
class FormRecord:
    """The organisation's record, or one of its contact lines.

    Attributes:
        id: As people write it.
        kind: Of the record.
        title: In the language of the texts that are edited.
        audience: Type of the audience that sees it.
        groups: All of them, texts in that language.
        elsewhere: Groups of other languages in which something is to do: drafts, what waits, two versions.
        is_new: Whether it is only being written.
        is_leaving: Whether it is put away, and that is not published yet.
    """

    id: str
    kind: str
    title: str
    audience: str
    groups: tuple[FormGroup, ...]
    elsewhere: tuple[FormGroup, ...] = ()
    is_new: bool = False
    is_leaving: bool = False


@dataclass(frozen=True, slots=True)
class OwnProfile:
    """Everything that the page of an organisation shows.

    Attributes:
        organisation: The record; None where this computer belongs to none.
        contacts: Its contact lines, those that are being written last.
        role: reader, editor, focal_point, coordinator, visitor (who only looks around) or none.
        may_edit: Whether this computer's role may change it.
        language: Of the texts that are edited.
        languages: In which there are texts, the main one first.
        topics: (record id, title) of all areas of work, for choosing.
        audiences: Whom a new contact line can be shown to, the usual first.
        is_own: Whether it is this computer's organisation.
        waiting_bytes: About how much its changes that wait here take on their way.
    """

    organisation: FormRecord | None
    contacts: tuple[FormRecord, ...]
    role: str
    may_edit: bool
    language: str
    languages: tuple[str, ...]
    topics: tuple[tuple[str, str], ...]
    audiences: tuple[str, ...] = ()
    is_own: bool = False
    waiting_bytes: int = 0


def own_profile(
    workspace: Workspace, *, record: RecordId | None = None, language: str = "", languages: Sequence[str] = ()
) -> OwnProfile:
    """Read the profile of this computer's organisation, or of another one that it may look at in this way.

    Args:
        workspace: The open vault.
        record: Another organisation, or None for the own one.
        language: Of the texts to edit; empty for the record's main language.
        languages: For titles, the best first.

    Raises:
        NoSuchRecordError: The other organisation is not here.
    """
    span = workspace.span
    role = span.role.name.lower() if span else "visitor" if workspace.is_looking else "none"
    found = _find(workspace, record)
    topics = _topics(workspace, languages)
    if found is None:
        return OwnProfile(None, (), role, may_edit=False, language="", languages=(), topics=topics)
    state = found.state
    main = state.main_language or "en"
    is_own = span is not None and bool(span.organisation) and reading.owner(state) == span.organisation
    may_edit = span is not None and (span.role is Role.COORDINATOR or (is_own and span.role is not Role.READER))
    wanted = language or main
    names = workspace.shelf_names()
    contacts = [
        _form(workspace, one, wanted, names[one.state.feed][0])
        for one in contacts_of(workspace, state.id, with_leaving=True)
    ]
    if may_edit:
        contacts += [_new(workspace, *one) for one in contact_lines.new_lines(workspace, state.id).items()]
    return OwnProfile(
        organisation=_form(workspace, found, wanted, names[state.feed][0]),
        contacts=tuple(contacts),
        role=role,
        may_edit=may_edit,
        language=wanted,
        languages=tuple(dict.fromkeys((main, *sorted(_written(workspace, state))))),
        topics=topics,
        audiences=contact_lines.audiences(workspace) if may_edit else (),
        is_own=is_own,
        waiting_bytes=_waiting_bytes(workspace, [state.id, *(parse_record_id(one.id) for one in contacts)]),
    )


def _waiting_bytes(workspace: Workspace, records: Sequence[RecordId]) -> int:
    with workspace.replica.reading() as connection:
        sizes = waiting.sizes(connection)
        mine = [item for one in records for item in outbox.read_items(connection, outbox.UNANSWERED, record=one)]
    return sum(sizes.get(item.sequence, 0) for item in mine)


def _find(workspace: Workspace, record: RecordId | None) -> Shown | None:
    with workspace.replica.reading() as connection:
        if record is not None:
            return one_shown(projection.show(connection, record, own=workspace.own))
    return own_record(workspace)


def _topics(workspace: Workspace, languages: Sequence[str]) -> tuple[tuple[str, str], ...]:
    with workspace.replica.reading() as connection:
        found = [
            (show_record_id(shown.state.id), reading.title(shown.state, languages))
            for shown in projection.show_all(connection, own=workspace.own, kind="topic")
            if not shown.state.is_retired
        ]
    return tuple(sorted(found, key=lambda one: one[1].casefold()))


def _written(workspace: Workspace, state: RecordState) -> set[str]:
    """Return the languages in which there are texts, or drafts of them."""
    keys = [key for key in state.groups if state.shown_bytes(key)]
    return {tag for key in (*keys, *load_drafts(workspace, state.id)) if (tag := parse_group_key(key)[1])}


def _form(workspace: Workspace, shown: Shown, language: str, audience: str) -> FormRecord:
    state = shown.state
    with workspace.replica.reading() as connection:
        items = outbox.read_items(connection, READ_STATES, record=state.id)
        positions = {version.position for versions in state.groups.values() for version in versions}
        positions |= {member.position for members in state.sets.values() for member in members.values()}
        stamps = taking_back.stamps(connection, state.feed, sorted(positions))
    reader = GroupReader(
        workspace,
        KINDS[state.kind],
        state,
        items,
        stamps,
        load_drafts(workspace, state.id),
        earlier_values(workspace, shown),
        {},
    )
    return FormRecord(
        show_record_id(state.id),
        state.kind,
        reading.title(state, [language]),
        audience,
        _groups(reader, language),
        tuple(_elsewhere(reader, language)),
        is_leaving=state.is_retired,
    )


def _new(workspace: Workspace, record: RecordId, new: NewLine) -> FormRecord:
    state = contact_lines.blank(workspace, record, new)
    found = contact_lines.problems(workspace, record, new)
    reader = GroupReader(workspace, KINDS[state.kind], state, (), {}, load_drafts(workspace, record), {}, found)
    return FormRecord(show_record_id(record), state.kind, "", new.audience, _groups(reader, new.language), is_new=True)


def _groups(reader: GroupReader, language: str) -> tuple[FormGroup, ...]:
    kind = reader.kind
    places = {name: place for place, name in enumerate(_ORDER)}
    names = [*(group.name for group in kind.groups), *(one.name for one in kind.sets)]
    wanted = sorted((one for one in names if one not in _NOT_HERE[kind.name]), key=lambda one: places.get(one, 99))
    return tuple(reader.group(name, language) for name in wanted)


def _elsewhere(reader: GroupReader, language: str) -> Iterator[FormGroup]:
    """Yield the groups of other languages in which something is to do."""
    for key in sorted({*reader.state.groups, *reader.drafts}):
        name, tag = parse_group_key(key)
        if tag and tag != language:
            group = reader.group(name, tag)
            if group.versions or group.state not in ("", "published", "received"):
                yield group
