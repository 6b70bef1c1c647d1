"""Undo: drafts are forgotten, waiting changes come back as long as nobody has sealed them; and undo can be undone.

Must not touch what was handed over: that is history.
"""

from collections.abc import Iterable
from typing import Final

import msgspec

from haversack.operations import contact_lines
from haversack.operations.drafting import Draft, load_drafts, take_out_drafts
from haversack.operations.editing import one_shown
from haversack.operations.texts import elements_text, shown_texts, texts_of
from haversack.operations.undone import Undone
from haversack.operations.workspace import Workspace
from haversack.store import drafts, outbox, projection, taking_back
from haversack.store.outbox import ItemState
from haversack.store.taking_back import TakenBack, concerns
from haversack_sync.model.declaration import parse_group_key
from haversack_sync.model.ids import RecordId
from haversack_sync.model.kinds import kind_named
from haversack_sync.model.operations import Add, Change, Operation, Remove, Set, UnknownOperation
from haversack_sync.model.record import RecordState

FORM_KINDS: Final = frozenset({"organisation", contact_lines.KIND})
"""Kinds of records that have a form, in which drafts are seen."""


def undo_draft(workspace: Workspace, record: RecordId, key: str) -> Undone:
    """Forget the draft of one group.

    Args:
        workspace: The open vault.
        record: The record; it may be one that is only being written.
        key: The group's key with its language, or the name of a set.
    """
    return Undone(drafts=take_out_drafts(workspace, record, [key]))


def undo_all(workspace: Workspace, records: Iterable[RecordId]) -> Undone:
    """Forget all drafts of these records, and take back their changes that nobody has sealed yet.

    Args:
        workspace: The open vault.
        records: Also ones that are only being written.
    """
    begun: list[tuple[RecordId, bytes]] = []
    typed: list[tuple[RecordId, str, bytes]] = []
    taken: list[TakenBack] = []
    with workspace.replica.transaction() as connection:
        known = drafts.load_new(connection)
        for record in records:
            for key, data in drafts.load(connection, record).items():
                typed.append((record, key, data))
                drafts.drop(connection, record, key)
            if record in known:
                begun.append((record, known[record]))
                drafts.drop_new(connection, record)
            taken.extend(taking_back.take_back(connection, record))
    return Undone(tuple(begun), tuple(typed), tuple(taken))


def bring_back(workspace: Workspace, undone: Undone) -> None:
    """Undo an undo: drafts are drafts again, and what waited waits again.

    A group that was written anew meanwhile keeps the new draft.

    Raises:
        NoSuchRecordError: A record that was put away is not here any more; nothing was brought back.
        RefusedByRulesError: This device may not take it into use again; nothing was brought back.
    """
    with workspace.replica.transaction() as connection:
        for record in undone.put_away:
            contact_lines.take_into_use(workspace, record)
        for record, data in undone.new:
            drafts.save_new(connection, record, data)
        for one in undone.changes:
            outbox.queue_change(connection, one.change, feed=one.feed, signer=workspace.own, created_ms=one.created_ms)
        for record, key, data in undone.drafts:
            if key not in drafts.load(connection, record):
                drafts.save(connection, record, key, data)


def take_back(workspace: Workspace, record: RecordId, key: str) -> bool:
    """Take what waits for one group out of the outbox; its text is a draft again.

    Args:
        workspace: The open vault.
        record: The record.
        key: The group's key with its language, or the name of a set.

    Returns:
        Whether there was something that nobody had sealed yet.
    """
    with workspace.replica.transaction() as connection:
        before = one_shown(projection.show(connection, record, own=workspace.own)).state
        if not taking_back.take_back_group(connection, record, key):
            return False
        after = one_shown(projection.show(connection, record, own=workspace.own)).state
        if key not in drafts.load(connection, record):
            _save(workspace, after, key, shown_texts(before, key))
        return True


def take_back_since(workspace: Workspace, record: RecordId, *, since: int) -> int:
    """Take a change and the later ones of its record out of the outbox; what they say is a draft again.

    Records that have no form where a draft could be seen get none.

    Args:
        workspace: The open vault.
        record: Whose changes.
        since: The change's place in the order of writing.

    Returns:
        How many nobody had sealed yet.

    Raises:
        NoSuchRecordError: The record is not here.
    """
    with workspace.replica.transaction() as connection:
        before = one_shown(projection.show(connection, record, own=workspace.own)).state
        taken = taking_back.take_back(connection, record, since=since)
        if before.kind not in FORM_KINDS:
            return len(taken)
        left = projection.show(connection, record, own=workspace.own)
        after = one_shown(left).state if left else contact_lines.begin_again(workspace, before)
        typed = load_drafts(workspace, record)
        for key in dict.fromkeys(key for one in taken for key in keys_of(one.change)):
            if key in typed and typed[key].base == before.shown_hash(key):
                _save(workspace, after, key, typed[key].values)
            elif key not in typed and shown_texts(before, key) != shown_texts(after, key):
                _save(workspace, after, key, shown_texts(before, key))
        return len(taken)


def keys_of(change: Change) -> tuple[str, ...]:
    """Return the groups and sets that people write in a form and that a change touches."""
    names = (_key_of(one) for one in change.operations)
    return tuple(dict.fromkeys(key for key in names if key and not contact_lines.is_given(change.kind, key)))


def take_up_refused(workspace: Workspace, record: RecordId, key: str) -> bool:
    """Make a draft of the newest own change of a group that was not accepted: its text was kept.

    Returns:
        Whether there was one.
    """
    with workspace.replica.transaction() as connection:
        items = outbox.read_items(connection, [ItemState.REFUSED], record=record)
        said = [
            one.value
            for item in items
            if item.change is not None
            for one in item.change.operations
            if isinstance(one, Set) and concerns(one, key)
        ]
        state = one_shown(projection.show(connection, record, own=workspace.own)).state
        kind = kind_named(state.kind)
        group = kind.group(parse_group_key(key)[0]) if kind is not None else None
        if not said or group is None:
            return False
        _save(workspace, state, key, texts_of(group, said[-1]))
        return True


def _key_of(operation: Operation | UnknownOperation) -> str:
    if isinstance(operation, Set):
        return operation.group
    return operation.name if isinstance(operation, Add | Remove) else ""


def _save(workspace: Workspace, state: RecordState, key: str, values: dict[str, str]) -> None:
    draft = Draft(values, state.shown_hash(key), elements_text(state, key))
    with workspace.replica.transaction() as connection:
        drafts.save(connection, state.id, key, msgspec.msgpack.encode(draft))
