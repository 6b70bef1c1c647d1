"""Contact lines of an organisation: begun as drafts, made ready to send, put away, taken back into use.

Each line is a record of its own, in the audience of those who see it. Must not move a line from one audience to
another: that is a new line.
"""

from typing import Final

import msgspec

from haversack.operations import editing
from haversack.operations.drafting import load_drafts, take_out_drafts
from haversack.operations.editing import RULES, NoSuchRecordError, one_shown
from haversack.operations.releasing import Problem, Released, drafted_operations, problem_of
from haversack.operations.undone import Undone
from haversack.operations.workspace import Workspace
from haversack.store import drafts, projection, taking_back
from haversack_sync.model import merge
from haversack_sync.model.canonical import decode, encode
from haversack_sync.model.declaration import group_key
from haversack_sync.model.ids import FeedId, RecordId
from haversack_sync.model.kinds import KINDS
from haversack_sync.model.operations import Change, Create, Operation, Restore, Retire, Set
from haversack_sync.model.record import WAITING, RecordState
from haversack_sync.model.roles import AudienceType, Role

KIND: Final = "contact"
NEEDED: Final = ("purpose", "line")
"""Groups without which nobody can use a line."""
_ID_BYTES: Final = 16
_GIVEN: Final = frozenset({"owner", "organisation", "language"})


class NewLine(msgspec.Struct, frozen=True):
    """A line that is being written.

    Attributes:
        organisation: The record that it belongs to.
        audience: Type of the audience: members …
        language: Of its texts.
        serial: Orders lines that were begun here.
    """

    organisation: bytes
    audience: str
    language: str
    serial: int


def audiences(workspace: Workspace) -> tuple[str, ...]:
    """Return whom a line can be shown to: of the audiences that there are, those that this device may write to."""
    authority, span = workspace.replica.network().authority, workspace.span
    order = (AudienceType.MEMBERS, AudienceType.OPEN, AudienceType.COORDINATORS)
    found = []
    for one in order:
        known = authority.audience_of(one)
        is_closed = one is AudienceType.COORDINATORS and (span is None or span.role is not Role.COORDINATOR)
        if known is not None and not is_closed and authority.may_write(span, known.handle):
            found.append(one.name.lower())
    return tuple(found)


def begin_line(workspace: Workspace, organisation: RecordId, *, audience: str, language: str) -> RecordId:
    """Begin a line; it is a draft until it is released.

    Args:
        workspace: The open vault.
        organisation: Whose.
        audience: One of `audiences`.
        language: Of its texts.
    """
    record = RecordId(workspace.clock.random(_ID_BYTES))
    with workspace.replica.transaction() as connection:
        new = NewLine(organisation, audience, language, _next_serial(workspace))
        drafts.save_new(connection, record, msgspec.msgpack.encode(new))
    return record


def begin_again(workspace: Workspace, state: RecordState) -> RecordState:
    """Begin a line anew that was taken back before anybody had it, and return it without its texts.

    Args:
        workspace: The open vault.
        state: The line as it was, with its texts.
    """
    owner = decode(state.shown_bytes("organisation"))
    audience = workspace.shelf_names()[state.feed][0]
    with workspace.replica.transaction() as connection:
        organisation = owner if isinstance(owner, bytes) else b""
        new = NewLine(organisation, audience, state.main_language or "en", _next_serial(workspace))
        drafts.save_new(connection, state.id, msgspec.msgpack.encode(new))
    return blank(workspace, state.id, new)


def is_given(kind: str, key: str) -> bool:
    """Tell whether a group of a line is known from its beginning, so that nobody writes it."""
    return kind == KIND and key in _GIVEN


def new_lines(workspace: Workspace, organisation: RecordId) -> dict[RecordId, NewLine]:
    """Return the lines of an organisation that are being written, in the order in which they were begun."""
    with workspace.replica.reading() as connection:
        found = {
            record: msgspec.msgpack.decode(data, type=NewLine) for record, data in drafts.load_new(connection).items()
        }
    mine = {record: new for record, new in found.items() if new.organisation == organisation}
    return dict(sorted(mine.items(), key=lambda one: one[1].serial))


def blank(workspace: Workspace, record: RecordId, new: NewLine) -> RecordState:
    """Return a line as it is before anything was typed.

    Raises:
        MissingFeedError: Its audience has no directory here.
        NoSuchRecordError: Its organisation is not here.
    """
    change = Change(RULES, record, KIND, _first(workspace, new))
    return merge.apply(None, change, feed=_feed(workspace, new), device=workspace.own, number=0, position=WAITING)


def problems(workspace: Workspace, record: RecordId, new: NewLine) -> dict[str, Problem]:
    """Return what is missing or cannot stand in a line that is being written, by group."""
    state, typed = blank(workspace, record, new), load_drafts(workspace, record)
    found = {key: problem_of(state, key, draft) for key, draft in typed.items()}
    missing: dict[str, Problem] = {}
    for name in NEEDED:
        key = group_key(name, new.language if name == "purpose" else None)
        draft = typed.get(key)
        field = "value" if name == "line" else name
        if draft is None or not draft.values.get(field, "").strip():
            missing[key] = Problem("required", field)
    return {key: one for key, one in found.items() if one is not None} | missing


def release_line(workspace: Workspace, record: RecordId) -> Released:
    """Write a line that was begun here into the outbox, if it is complete; else it stays a draft.

    Args:
        workspace: The open vault.
        record: From `begin_line`.

    Raises:
        ChangeTooLargeError: The text is too long to travel.
        MissingFeedError: Its audience has no directory here.
        NoSuchRecordError: It, or its organisation, is not here.
        RefusedByRulesError: This device may not make such a line.
    """
    with workspace.replica.reading() as connection:
        data = drafts.load_new(connection).get(record)
    if data is None:
        raise NoSuchRecordError("no such line")
    new = msgspec.msgpack.decode(data, type=NewLine)
    left = problems(workspace, record, new)
    if left:
        return Released(0, tuple(left))
    state, first = blank(workspace, record, new), _first(workspace, new)
    operations = [
        one for key, draft in load_drafts(workspace, record).items() for one in drafted_operations(state, key, draft)
    ]
    with workspace.replica.transaction() as connection:
        editing.make(workspace, state.feed, Change(RULES, record, KIND, (*first, *operations)))
        drafts.drop_new(connection, record)
    return Released(1)


def put_away(workspace: Workspace, record: RecordId) -> Released:
    """Take a line out of the directory; what nobody has sealed yet simply goes, and is returned as undone.

    Args:
        workspace: The open vault.
        record: A line, or one that is being written.

    Raises:
        NoSuchRecordError: It is not here.
        RefusedByRulesError: This device may not do this.
    """
    with workspace.replica.transaction() as connection:
        new = drafts.load_new(connection)
        typed = take_out_drafts(workspace, record, list(drafts.load(connection, record)))
        if record in new:
            drafts.drop_new(connection, record)
            return Released(0, undone=Undone(new=((record, new[record]),), drafts=typed))
        taken = taking_back.take_back(connection, record)
        if not projection.show(connection, record, own=workspace.own):
            return Released(len(taken), undone=Undone(drafts=typed, changes=taken))
        done = editing.write(workspace, record, _retire).operations
        return Released(done, undone=Undone(drafts=typed, changes=taken, put_away=(record,) if done else ()))


def take_into_use(workspace: Workspace, record: RecordId) -> Released:
    """Show a line again that was put away.

    Raises:
        NoSuchRecordError: It is not here.
        RefusedByRulesError: This device may not do this.
    """
    with workspace.replica.transaction() as connection:
        state = one_shown(projection.show(connection, record, own=workspace.own)).state
        if state.is_retired and taking_back.take_back(connection, record):
            state = one_shown(projection.show(connection, record, own=workspace.own)).state
        if not state.is_retired:
            return Released(0)
        return Released(editing.write(workspace, record, lambda _: (Restore(),)).operations)


def _next_serial(workspace: Workspace) -> int:
    with workspace.replica.reading() as connection:
        others = [msgspec.msgpack.decode(data, type=NewLine).serial for data in drafts.load_new(connection).values()]
    return max(others, default=0) + 1


def _retire(state: RecordState) -> tuple[Operation, ...]:
    return () if state.is_retired else (Retire(),)


def _first(workspace: Workspace, new: NewLine) -> tuple[Operation, ...]:
    """Return what every line begins with."""
    with workspace.replica.reading() as connection:
        organisation = one_shown(projection.show(connection, RecordId(new.organisation), own=workspace.own)).state
    owner = organisation.shown_bytes("owner")
    return (
        Create(),
        *((Set("owner", (), owner),) if owner else ()),
        Set("organisation", (), encode(new.organisation)),
        Set("language", (), encode(new.language)),
    )


def _feed(workspace: Workspace, new: NewLine) -> FeedId:
    return workspace.feed(AudienceType[new.audience.upper()], KINDS[KIND].shelf).handle
