"""Undo: drafts are forgotten, waiting changes come back as long as nobody has sealed them; and undo can be undone.

Must not touch what was handed over: that is history.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from haversack.operations.drafting import Draft
from haversack.operations.editing import one_shown
from haversack.operations.texts import elements_text, set_texts, texts_of
from haversack.operations.workspace import Workspace
from haversack.store import drafts, outbox, projection, taking_back
from haversack.store.outbox import ItemState
from haversack.store.taking_back import TakenBack, concerns
from haversack_sync.model.declaration import parse_group_key
from haversack_sync.model.ids import RecordId
from haversack_sync.model.kinds import kind_named
from haversack_sync.model.operations import Set
from haversack_sync.model.record import RecordState


@dataclass(frozen=True, slots=True)
class Undone:
    """What was undone, so that it can be brought back.

    Attributes:
        new: Records that were being written: id and what was known of them.
        drafts: (record, group, data).
        changes: Taken out of the outbox.
    """

    new: tuple[tuple[RecordId, bytes], ...] = ()
    drafts: tuple[tuple[RecordId, str, bytes], ...] = ()
    changes: tuple[TakenBack, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there was nothing to undo."""
        return not (self.new or self.drafts or self.changes)


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
    """
    with workspace.replica.transaction() as connection:
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
            _save(workspace, after, key, _texts(before, key))
        return True


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


def _texts(state: RecordState, key: str) -> dict[str, str]:
    kind = kind_named(state.kind)
    group = kind.group(parse_group_key(key)[0]) if kind is not None else None
    return set_texts(key, state.elements(key)) if group is None else texts_of(group, state.shown_bytes(key))


def _save(workspace: Workspace, state: RecordState, key: str, values: dict[str, str]) -> None:
    draft = Draft(values, state.shown_hash(key), elements_text(state, key))
    with workspace.replica.transaction() as connection:
        drafts.save(connection, state.id, key, msgspec.msgpack.encode(draft))
