"""Drafts of a profile's groups: kept while people type, released into the outbox one group a change.

A draft remembers what its author saw when it began. If a sync brings another value meanwhile, releasing the draft makes
two versions, as it would between two computers: nobody's words are overwritten unseen. Must not know a widget.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import msgspec

from haversack.operations import editing
from haversack.operations.editing import one_shown
from haversack.operations.texts import elements_text, split
from haversack.operations.workspace import Workspace
from haversack.store import drafts, projection, taking_back
from haversack_sync.model.canonical import ABSENT_HASH
from haversack_sync.model.declaration import parse_group_key
from haversack_sync.model.edit import Action, Assignment, operations_for
from haversack_sync.model.ids import RecordId
from haversack_sync.model.kinds import kind_named
from haversack_sync.model.operations import Operation, Set
from haversack_sync.model.record import RecordState


class Draft(msgspec.Struct, frozen=True):
    """What was typed for one group.

    Attributes:
        values: Field → text as typed; of a set, its name → its elements.
        base: Hash of the value that was shown when the draft began.
        elements: Of a set: its elements then.
    """

    values: dict[str, str]
    base: bytes
    elements: str = ""


@dataclass(frozen=True, slots=True)
class Released:
    """How many changes wait now that did not before, or how many were taken back."""

    changes: int


def keep_draft(workspace: Workspace, record: RecordId, key: str, values: Mapping[str, str]) -> None:
    """Keep what was typed for a group.

    Args:
        workspace: The open vault.
        record: The record.
        key: The group's key with its language, or the name of a set.
        values: Field → text; a set's name → its elements.

    Raises:
        NoSuchRecordError: The record is not here.
    """
    with workspace.replica.transaction() as connection:
        older = drafts.load(connection, record).get(key)
        if older is not None:
            before = msgspec.msgpack.decode(older, type=Draft)
            draft = Draft(dict(values), before.base, before.elements)
        else:
            state = one_shown(projection.show(connection, record, own=workspace.own)).state
            draft = Draft(dict(values), state.shown_hash(key), elements_text(state, key))
        drafts.save(connection, record, key, msgspec.msgpack.encode(draft))


def load_drafts(workspace: Workspace, record: RecordId) -> dict[str, Draft]:
    """Return the drafts of a record by group."""
    with workspace.replica.reading() as connection:
        found = drafts.load(connection, record)
    return {key: msgspec.msgpack.decode(data, type=Draft) for key, data in found.items()}


def drop_drafts(workspace: Workspace, record: RecordId, keys: Sequence[str]) -> None:
    """Forget drafts: what is shown is again what was there before."""
    with workspace.replica.transaction() as connection:
        for key in keys:
            drafts.drop(connection, record, key)


def undo_all(workspace: Workspace, record: RecordId) -> Released:
    """Forget all drafts of a record, and take back its changes that nobody has sealed yet."""
    with workspace.replica.transaction() as connection:
        for key in drafts.load(connection, record):
            drafts.drop(connection, record, key)
        return Released(taking_back.take_back(connection, record))


def release(workspace: Workspace, record: RecordId, keys: Sequence[str] | None = None) -> Released:
    """Write drafts into the outbox, each group as a change of its own.

    Args:
        workspace: The open vault.
        record: The record.
        keys: Of these groups, or None for all.

    Raises:
        BadAssignmentError: A value cannot stand; it names the field. Groups before it are released, it is still kept.
        RefusedByRulesError: This device may not make this change.
    """
    done = 0
    for key, draft in load_drafts(workspace, record).items():
        if keys is None or key in keys:
            done += 1 if editing.write(workspace, record, partial(_operations, key=key, draft=draft)).operations else 0
            drop_drafts(workspace, record, [key])
    return Released(done)


def _operations(state: RecordState, key: str, draft: Draft) -> tuple[Operation, ...]:
    """Return what a draft does to its record."""
    name, language = parse_group_key(key)
    kind = kind_named(state.kind)
    if kind is not None and kind.set_field(name) is not None:
        return operations_for(state, _members(name, draft))
    assignments = [Assignment(field, language, Action.SET, text.strip()) for field, text in draft.values.items()]
    operations = operations_for(state, assignments)
    if draft.base == state.shown_hash(key):
        return operations
    bases = () if draft.base == ABSENT_HASH else (draft.base,)
    return tuple(
        Set(one.group, bases, one.value) if isinstance(one, Set) and one.group == key else one for one in operations
    )


def _members(name: str, draft: Draft) -> list[Assignment]:
    before, now = split(draft.elements), split(draft.values.get(name, ""))
    removed = [Assignment(name, None, Action.REMOVE, one) for one in before if one not in now]
    return removed + [Assignment(name, None, Action.ADD, one) for one in now if one not in before]


def choose_version(workspace: Workspace, record: RecordId, key: str, value_hash: bytes) -> Released:
    """Let one version of a group stand for all; the others stay in the history.

    Args:
        workspace: The open vault.
        record: The record.
        key: The group's key.
        value_hash: Of the version.
    """

    def plan(state: RecordState) -> tuple[Operation, ...]:
        versions = state.versions(key)
        chosen = next((one for one in versions if one.value_hash == value_hash), None)
        if chosen is None or len(versions) < 2:
            return ()
        return (Set(key, tuple(one.value_hash for one in versions), chosen.value),)

    return Released(editing.write(workspace, record, plan).operations)


def write_new(workspace: Workspace, record: RecordId, key: str, values: Mapping[str, str]) -> Released:
    """Write a new value in the place of all versions of a group; they stay in the history.

    Args:
        workspace: The open vault.
        record: The record.
        key: The group's key.
        values: Field → text.

    Raises:
        BadAssignmentError: A value cannot stand; it names the field.
    """
    _, language = parse_group_key(key)
    assignments = [Assignment(field, language, Action.SET, text.strip()) for field, text in values.items()]
    done = editing.write(workspace, record, lambda state: operations_for(state, assignments, resolve=True))
    drop_drafts(workspace, record, [key])
    return Released(done.operations)
