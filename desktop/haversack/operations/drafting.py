"""Drafts of a profile's groups: kept while people type, until `releasing` makes changes of them.

A draft remembers what its author saw when it began. If a sync brings another value meanwhile, nobody's words are
overwritten unseen. Must not know a widget.
"""

from collections.abc import Mapping, Sequence

import msgspec

from haversack.operations.editing import one_shown
from haversack.operations.texts import elements_text
from haversack.operations.workspace import Workspace
from haversack.store import drafts, projection
from haversack_sync.model.canonical import ABSENT_HASH
from haversack_sync.model.ids import RecordId


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


def keep_draft(workspace: Workspace, record: RecordId, key: str, values: Mapping[str, str]) -> bool:
    """Keep what was typed for a group.

    Args:
        workspace: The open vault.
        record: The record; it may be one that is only being written.
        key: The group's key with its language, or the name of a set.
        values: Field → text; a set's name → its elements.

    Returns:
        Whether there was no draft of this group before.

    Raises:
        NoSuchRecordError: The record is not here.
    """
    with workspace.replica.transaction() as connection:
        older = drafts.load(connection, record).get(key)
        if older is not None:
            before = msgspec.msgpack.decode(older, type=Draft)
            draft = Draft(dict(values), before.base, before.elements)
        elif record in drafts.load_new(connection):
            draft = Draft(dict(values), ABSENT_HASH)
        else:
            state = one_shown(projection.show(connection, record, own=workspace.own)).state
            draft = Draft(dict(values), state.shown_hash(key), elements_text(state, key))
        drafts.save(connection, record, key, msgspec.msgpack.encode(draft))
    return older is None


def load_drafts(workspace: Workspace, record: RecordId) -> dict[str, Draft]:
    """Return the drafts of a record by group."""
    with workspace.replica.reading() as connection:
        found = drafts.load(connection, record)
    return {key: msgspec.msgpack.decode(data, type=Draft) for key, data in found.items()}


def take_out_drafts(
    workspace: Workspace, record: RecordId, keys: Sequence[str]
) -> tuple[tuple[RecordId, str, bytes], ...]:
    """Forget drafts, and return them: (record, group, data), so that they can be brought back."""
    with workspace.replica.transaction() as connection:
        known = drafts.load(connection, record)
        drop_drafts(workspace, record, keys)
    return tuple((record, key, known[key]) for key in keys if key in known)


def drop_drafts(workspace: Workspace, record: RecordId, keys: Sequence[str]) -> None:
    """Forget drafts: what is shown is again what was there before."""
    with workspace.replica.transaction() as connection:
        for key in keys:
            drafts.drop(connection, record, key)
