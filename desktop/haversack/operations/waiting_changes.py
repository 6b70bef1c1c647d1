"""Changes made here that are not published yet, or were refused: what is true of each, and taking one back.

A change can be taken back until it is sealed for its first way to the hub. Must not write sentences.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from haversack.operations import undoing
from haversack.operations.workspace import Workspace
from haversack.store import outbox, projection, publications, values, waiting
from haversack.store.outbox import Item, ItemState
from haversack_sync.model import reading
from haversack_sync.model.ids import RecordId, parse_record_id, published_id, show_record_id
from haversack_sync.model.operations import Create

_REFUSED_SHOWN: Final = 20
_PUT_AWAY: Final = "refusals_put_away"


class AlreadySealedError(Exception):
    """A change can no longer be taken back: it was sealed for its way to the hub, or it is gone."""

    kind = "already_sealed"


@dataclass(frozen=True, slots=True)
class WaitingChange:
    """A change made here, and what is true of it.

    Attributes:
        sequence: Its place in the order of writing.
        record: Its record, as people write it; empty for a matter of the network itself.
        kind: Kind of the record, or empty.
        title: Of the record, or empty.
        state: waiting, handed, sent, received or refused; never ahead of what the hub has signed.
        reason: Why it was refused, as a stable name; else empty, or what the hub said last.
        size: Bytes on its way, about; 0 once the hub has it.
        created: Seconds since 1970, by this computer's clock.
        can_be_taken_back: Whether it is only here, and made by hand.
        later: How many later changes of its record would be taken back with it.
        becomes_draft: Whether what it says is a draft again when it is taken back.
    """

    sequence: int
    record: str
    kind: str
    title: str
    state: str
    reason: str
    size: int
    created: int
    can_be_taken_back: bool
    later: int
    becomes_draft: bool = False


def waiting_changes(workspace: Workspace, *, languages: Sequence[str] = ()) -> tuple[WaitingChange, ...]:
    """Return what is not published yet and what was refused, the oldest first.

    Args:
        workspace: The open vault.
        languages: Asked language tags for titles, the best first.
    """
    with workspace.replica.reading() as connection:
        pending = outbox.read_items(connection, outbox.PENDING)
        hidden = _put_away(values.read_value(connection, _PUT_AWAY))
        refused = [item for item in outbox.read_items(connection, (ItemState.REFUSED,)) if item.sequence not in hidden]
        items = sorted([*pending, *refused[-_REFUSED_SHOWN:]], key=lambda item: item.sequence)
        keys = {(item.feed, item.record) for item in items if item.record is not None}
        shown = projection.show_many(connection, sorted(keys), own=workspace.own)
        sizes = waiting.sizes(connection)
        is_open = any(item.state is ItemState.WAITING for item in items)
        slugs = publications.slugs(connection) if is_open else set()
    published = {published_id(workspace.root, kind=kind, slug=slug) for kind, slug in slugs}
    found = []
    for item in items:
        one = shown.get((item.feed, item.record)) if item.record is not None else None
        later = [other for other in items if other.sequence > item.sequence and other.record == item.record]
        can_be_taken_back = _is_by_hand(item, published)
        found.append(
            WaitingChange(
                sequence=item.sequence,
                record=show_record_id(item.record) if item.record is not None else "",
                kind=one.state.kind if one else "",
                title=reading.title(one.state, languages) if one else "",
                state=item.state.value,
                reason=item.reason,
                size=sizes.get(item.sequence, 0),
                created=item.created_ms // 1000,
                can_be_taken_back=can_be_taken_back,
                later=sum(1 for other in later if other.state is ItemState.WAITING) if can_be_taken_back else 0,
                becomes_draft=can_be_taken_back and _becomes_draft(item),
            )
        )
    return tuple(found)


def take_back(workspace: Workspace, change: WaitingChange) -> int:
    """Take back a change, and the later ones of its record: they stand on what it says. Their text is a draft again.

    Returns:
        How many.

    Raises:
        AlreadySealedError: It is on its way, or gone; nothing was taken back.
    """
    with workspace.replica.transaction() as connection:
        still = [
            item
            for item in outbox.read_items(connection, (ItemState.WAITING,), record=parse_record_id(change.record))
            if item.sequence == change.sequence
        ]
        if not still or not change.can_be_taken_back:
            raise AlreadySealedError
        return undoing.take_back_since(workspace, parse_record_id(change.record), since=change.sequence)


def put_away(workspace: Workspace, sequence: int) -> None:
    """Show a refused change no longer; it stays in the vault as evidence. Safe to repeat."""
    with workspace.replica.transaction() as connection:
        hidden = _put_away(values.read_value(connection, _PUT_AWAY)) | {sequence}
        values.write_value(connection, _PUT_AWAY, msgspec.msgpack.encode(sorted(hidden)))


def _put_away(raw: bytes | None) -> set[int]:
    return msgspec.msgpack.decode(raw, type=set[int]) if raw else set()


def _becomes_draft(item: Item) -> bool:
    change = item.change
    return change is not None and change.kind in undoing.FORM_KINDS and bool(undoing.keys_of(change))


def _is_by_hand(item: Item, published: Collection[RecordId]) -> bool:
    """Tell whether a person here made a change that stands for itself.

    What was published from a folder is remembered as published, and an organisation is made together with its
    invitation: neither can be taken back alone.
    """
    if item.state is not ItemState.WAITING or item.record is None or item.change is None:
        return False
    makes = any(isinstance(one, Create) for one in item.change.operations)
    return item.record not in published and not (makes and item.change.kind == "organisation")
