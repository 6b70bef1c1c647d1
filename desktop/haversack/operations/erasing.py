"""`erase`: a coordinator has a record erased everywhere; devices follow, say so, and are counted.

Must not promise what it cannot do: exports, paper, and computers that never return. Must not send anything.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from haversack.operations.workspace import Workspace
from haversack.store import erased, erasing_orders, outbox, trust, values
from haversack.store.erasing import ERASED_FILES, scrub_answered
from haversack.store.erasing_orders import Found
from haversack.store.errors import VaultBusyError
from haversack_sync.model.ids import FeedId, ObjectId, RecordId, show_device_id
from haversack_sync.protocol.erasing import DoneReport, Erasing, encode, seal_order
from haversack_sync.protocol.limits import MAX_ERASED_ENTRIES, MAX_ERASED_OBJECTS, MAX_REASON_CHARACTERS

_OBJECT_BYTES = 32


class CannotEraseError(Exception):
    """A record cannot be erased: it is not here, or was erased already."""

    kind = "cannot_erase"


@dataclass(frozen=True, slots=True)
class Erased:
    """What was queued: orders, and how many changes and files they name."""

    orders: int
    changes: int
    files: int


@dataclass(frozen=True, slots=True)
class Erasure:
    """An order that came here, and who has followed it.

    Attributes:
        stamp: The hub's, seconds since 1970.
        records: How many records it names.
        reason: In the words of whoever gave it.
        is_wrong: Whether it names changes that are not of its records: then it was not followed.
        done: How many devices say that they have followed it.
        devices: How many there are that should.
        missing: Those that have not, 13 characters each.
    """

    stamp: int
    records: int
    reason: str
    is_wrong: bool
    done: int
    devices: int
    missing: tuple[str, ...]


def erase(workspace: Workspace, record: RecordId, reason: str = "") -> Erased:
    """Order that a record is erased everywhere. It happens here and elsewhere once this vault has synced.

    Args:
        workspace: A coordinator's vault.
        record: Which one.
        reason: For those who may read the record; at most 300 characters.

    Raises:
        CannotEraseError: Nothing of it is at the hub, it is ordered already, or this computer may not order it.
        NotAllowedError: This is not a coordinator's vault.
    """
    workspace.require_coordinator()
    orders = changes = files = 0
    with workspace.replica.transaction() as connection:
        view = workspace.replica.network()
        if record in erasing_orders.ordered_here(connection, view):
            raise CannotEraseError("ordered already")
        for feed in view.authority.feeds_in_order():
            if not view.authority.makes_snapshots(workspace.span, feed.audience):
                # The hub would refuse it.
                continue
            found = erasing_orders.entries_of(connection, view, feed, record)
            if found.entries:
                orders += _queue(workspace, feed.handle, record, found, reason=reason)
                changes, files = changes + len(found.entries), files + len(found.objects)
    if not orders:
        raise CannotEraseError("nothing to erase")
    return Erased(orders, changes, files)


def ordered(workspace: Workspace) -> frozenset[RecordId]:
    """Return the records of which an erasure was ordered here, and which did not happen yet."""
    with workspace.replica.reading() as connection:
        return erasing_orders.ordered_here(connection, workspace.replica.network())


def _queue(workspace: Workspace, feed: FeedId, record: RecordId, found: Found, *, reason: str = "") -> int:
    view, count = workspace.replica.network(), 0
    with workspace.replica.transaction() as connection:
        newest = trust.newest_key(connection, view, feed)
        if newest is None:
            raise CannotEraseError("no key")
        for start in range(0, len(found.entries), MAX_ERASED_ENTRIES):
            named = found.objects[:MAX_ERASED_OBJECTS] if start == 0 else ()
            order = seal_order(
                Erasing((record,), reason[:MAX_REASON_CHARACTERS]),
                found.entries[start : start + MAX_ERASED_ENTRIES],
                named,
                root=view.root,
                feed=feed,
                epoch=newest[0],
                epoch_key=newest[1],
                random=workspace.clock.random,
            )
            outbox.queue_notice(
                connection, encode(order), feed=feed, signer=workspace.own, created_ms=workspace.clock.wall_ms()
            )
            count += 1
    return count


def do_duties(workspace: Workspace) -> bool:
    """Report the orders that were followed here; as a coordinator, have late changes of erased records erased too.

    Returns:
        Whether something waits to be sent now.
    """
    if workspace.is_looking:
        return False
    view, span = workspace.replica.network(), workspace.span
    device = view.authority.devices.get(workspace.own)
    queued = False
    with workspace.replica.transaction() as connection:
        scrub_answered(connection)
        for feed, position in erasing_orders.unreported(connection):
            if device is not None and device.spans[0].since < position:
                body = encode(DoneReport(position))
                now = workspace.clock.wall_ms()
                outbox.queue_notice(connection, body, feed=feed, signer=workspace.own, created_ms=now)
                queued = True
            erasing_orders.set_reported(connection, feed, position)
        for feed, entries in erased.unordered(connection).items():
            known = view.authority.feeds.get(feed)
            if known is None or not view.authority.makes_snapshots(span, known.audience):
                continue
            for record, some in erasing_orders.by_record(connection, feed, entries).items():
                queued |= _queue(workspace, feed, record, Found(some, ())) > 0
                erasing_orders.set_ordered(connection, feed, some)
    return queued


def finish(workspace: Workspace) -> None:
    """Remove what an erasure leaves outside of the database: files, and the log. Safe to repeat, and to be cut."""
    with workspace.replica.reading() as connection:
        gone = values.read_value(connection, ERASED_FILES)
    if gone is None:
        return
    for at in range(0, len(gone), _OBJECT_BYTES):
        workspace.vault.parcels.remove(ObjectId(gone[at : at + _OBJECT_BYTES]))
    try:
        workspace.vault.database.settle()
    except VaultBusyError:
        # Somebody reads: the next sync tries again, or the log is emptied when the vault closes.
        return
    with workspace.replica.transaction() as connection:
        values.delete_value(connection, ERASED_FILES)


def erasures(workspace: Workspace) -> tuple[Erasure, ...]:
    """List the orders that came here and who has followed them, the oldest first."""
    return tuple(_erasures(workspace))


def _erasures(workspace: Workspace) -> Iterator[Erasure]:
    authority = workspace.replica.network().authority
    with workspace.replica.reading() as connection:
        for one in erasing_orders.read(connection):
            feed = authority.feeds[one.feed]
            should = [
                device.handle
                for device in authority.devices.values()
                if device.rights is not None
                and device.spans[0].since < one.position
                and authority.may_read(device.rights, feed.audience)
            ]
            done = [device for device in should if device in one.done]
            missing = tuple(show_device_id(device) for device in should if device not in one.done)
            yield Erasure(one.stamp, one.records, one.reason, one.is_wrong, len(done), len(should), missing)
