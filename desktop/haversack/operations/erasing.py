"""`erase`: a coordinator has a record erased everywhere; devices follow, say so, and are counted.

What is announced in `network` is what counts; orders in the feed carry it out as soon as it stands. Must not promise
what it cannot do: exports, paper, and computers that never return. Must not send anything.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

from haversack.operations import brake
from haversack.operations.workspace import Workspace
from haversack.store import eras, erased, erasing_orders, outbox, trust, values
from haversack.store.erasing import ERASED_FILES, scrub_answered
from haversack.store.erasing_orders import Connection, Found
from haversack.store.errors import VaultBusyError
from haversack.store.outbox import PENDING, ItemState
from haversack_sync.model.authority import AnnouncedErasure
from haversack_sync.model.authority_entries import encode_body
from haversack_sync.model.ids import FeedId, ObjectId, RecordId, show_device_id
from haversack_sync.protocol.erasing import DoneReport, ErasedEntry, EraseOrder, Erasing, announce, encode
from haversack_sync.protocol.limits import (
    MAX_ANNOUNCED_ENTRIES,
    MAX_ERASED_ENTRIES,
    MAX_ERASED_OBJECTS,
    MAX_REASON_CHARACTERS,
)

_OBJECT_BYTES = 32
MAX_REASON: Final = MAX_REASON_CHARACTERS
"""So many characters a reason has at most."""
_MOST_TRIES = 3
_FULL = "order_too_large"
_Thing = TypeVar("_Thing")


class CannotEraseError(Exception):
    """A record cannot be erased: it is not here, or was erased already."""

    kind = "cannot_erase"


class ReasonTooLongError(Exception):
    """What people give as a reason is longer than what travels.

    Attributes:
        number: How many characters may be.
    """

    kind = "reason_too_long"

    def __init__(self) -> None:
        super().__init__("reason too long")
        self.number = MAX_REASON_CHARACTERS


@dataclass(frozen=True, slots=True)
class Erased:
    """What was queued.

    Attributes:
        orders: Announcements, each of which counts for the brake.
        changes: How many changes go.
        files: How many files go.
        waits: How many of the announcements wait until somebody else confirms them.
    """

    orders: int
    changes: int
    files: int
    waits: int


class ErasureState(StrEnum):
    """Where an erasure stands, as far as this computer knows."""

    WRITTEN = "written"
    """It was written here and is not an entry yet."""
    WAITING = "waiting"
    """It waits for somebody else to confirm it: nothing is erased."""
    STANDS = "stands"
    """It stands, and what carries it out did not come here yet."""
    DONE = "done"
    """It was carried out here."""
    WRONG = "wrong"
    """An order names changes that are not of its records, so it was not followed."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """An announced erasure, and who has followed it.

    Attributes:
        stamp: The hub's, seconds since 1970; 0 while it is no entry.
        coordinator: Computer of the coordinator who ordered it, 13 characters.
        shelf: Name of the shelf that it erases from; empty where that is not known here.
        records: How many records it names.
        reason: In the words of whoever gave it.
        state: Where it stands.
        done: How many devices say that they have followed it.
        devices: How many there are that should.
        missing: Those that have not, 13 characters each.
    """

    stamp: int
    coordinator: str
    shelf: str
    records: int
    reason: str
    state: ErasureState
    done: int
    devices: int
    missing: tuple[str, ...]


def check_reason(reason: str) -> None:
    """Check that a reason can travel as it is.

    Raises:
        ReasonTooLongError: It cannot.
    """
    if len(reason) > MAX_REASON_CHARACTERS:
        raise ReasonTooLongError


def erase(workspace: Workspace, record: RecordId, reason: str = "") -> Erased:
    """Order that a record is erased everywhere. It happens here and elsewhere once this vault has synced.

    Args:
        workspace: A coordinator's vault.
        record: Which one.
        reason: For those who may read the record.

    Raises:
        CannotEraseError: Nothing of it is at the hub, it is ordered already, or this computer may not order it.
        NotAllowedError: This is not a coordinator's vault.
        ReasonTooLongError: Nothing was done.
    """
    workspace.require_coordinator()
    check_reason(reason)
    done = Erased(0, 0, 0, 0)
    with workspace.replica.transaction() as connection:
        view = workspace.replica.network()
        if record in _ordered(workspace, connection):
            raise CannotEraseError("ordered already")
        for feed in view.authority.feeds_in_order():
            if not view.authority.makes_snapshots(workspace.span, feed.audience):
                # The hub would refuse it.
                continue
            found = erasing_orders.entries_of(connection, view, feed, record)
            for start in range(0, len(found.entries), MAX_ANNOUNCED_ENTRIES):
                objects = found.objects if start == 0 else ()
                some = Found(found.entries[start : start + MAX_ANNOUNCED_ENTRIES], objects)
                stands = _announce(workspace, connection, Erasing((record,), reason), some, feed=feed.handle)
                done = Erased(
                    done.orders + 1,
                    done.changes + len(some.entries),
                    done.files + len(some.objects),
                    done.waits + (not stands),
                )
    if not done.orders:
        raise CannotEraseError("nothing to erase")
    return done


def ordered(workspace: Workspace) -> dict[RecordId, ErasureState]:
    """Return the records of which an erasure is ordered and did not happen here yet, and where it stands."""
    with workspace.replica.reading() as connection:
        return _ordered(workspace, connection)


def _ordered(workspace: Workspace, connection: Connection) -> dict[RecordId, ErasureState]:
    view = workspace.replica.network()
    found = dict[RecordId, ErasureState]()
    for said in view.authority.erasures.values():
        erasing = erasing_orders.opened(connection, view, said)
        if erasing is not None and not erasing_orders.is_carried_out(connection, said, erasing):
            state = ErasureState.WAITING if said.stands_since is None else ErasureState.STANDS
            found |= dict.fromkeys(map(RecordId, erasing.records), state)
    behind = {order.announced for _, order in erasing_orders.orders_here(connection, PENDING)}
    for body, erasing in erasing_orders.written_here(connection, view):
        state = ErasureState.WRITTEN if body.id in behind else ErasureState.WAITING
        found |= dict.fromkeys(map(RecordId, erasing.records), state)
    return found


def _announce(workspace: Workspace, connection: Connection, erasing: Erasing, found: Found, *, feed: FeedId) -> bool:
    """Announce an erasure; if it will stand, carry it out behind that. Return whether it will."""
    view = workspace.replica.network()
    newest = trust.newest_key(connection, view, feed)
    if newest is None:
        raise CannotEraseError("no key")
    stands = brake.left(workspace, connection) > 0
    said = announce(
        erasing, root=view.root, feed=feed, epoch=newest[0], epoch_key=newest[1], random=workspace.clock.random
    )
    now = workspace.clock.wall_ms()
    outbox.queue_network(connection, encode_body(said), signer=workspace.own, created_ms=now)
    if stands:
        _carry_out(workspace, connection, found, feed=feed, announced=said.id)
    return stands


def _carry_out(workspace: Workspace, connection: Connection, found: Found, *, feed: FeedId, announced: bytes) -> int:
    """Queue orders that name entries; return how many."""
    count = 0
    for start in range(0, len(found.entries), MAX_ERASED_ENTRIES):
        named = found.objects[:MAX_ERASED_OBJECTS] if start == 0 else ()
        order = EraseOrder(found.entries[start : start + MAX_ERASED_ENTRIES], named, announced)
        now = workspace.clock.wall_ms()
        outbox.queue_notice(connection, encode(order), feed=feed, signer=workspace.own, created_ms=now)
        count += 1
    return count


def carry_out(workspace: Workspace, connection: Connection, said: AnnouncedErasure) -> int:
    """As a coordinator, queue the orders of an announced erasure of which everything is known here; return how many."""
    view, count = workspace.replica.network(), 0
    feed = view.authority.feeds[said.feed]
    erasing = erasing_orders.opened(connection, view, said)
    if erasing is None or not view.authority.makes_snapshots(workspace.span, feed.audience):
        return 0
    for record in map(RecordId, erasing.records):
        found = erasing_orders.entries_of(connection, view, feed, record)
        some = Found(found.entries[:MAX_ANNOUNCED_ENTRIES], found.objects)
        count += _carry_out(workspace, connection, some, feed=feed.handle, announced=said.id)
    return count


def do_duties(workspace: Workspace) -> bool:
    """Report what was followed here; as a coordinator, carry out what was confirmed, and erase what came late.

    Returns:
        Whether something waits to be sent now.
    """
    if workspace.is_looking:
        return False
    with workspace.replica.transaction() as connection:
        scrub_answered(connection)
        queued = _report(workspace, connection)
        if workspace.leads:
            queued |= _carry_out_confirmed(workspace, connection)
            queued |= _erase_late(workspace, connection)
    return queued


def _report(workspace: Workspace, connection: Connection) -> bool:
    """Report the erasures of which nothing is left here."""
    view, queued = workspace.replica.network(), False
    device = view.authority.devices.get(workspace.own)
    if device is not None and device.now.is_waiting:
        # It has no say, and reports once it was confirmed.
        return False
    known = erasing_orders.reported(connection, workspace.own)
    for said in view.authority.erasures.values():
        if said.id in known or said.stands_since is None:
            continue
        erasing = erasing_orders.opened(connection, view, said)
        if erasing is None or not erasing_orders.is_carried_out(connection, said, erasing):
            continue
        if erasing_orders.is_lost(connection, said, erasing):
            continue
        if device is not None and device.spans[0].since < said.stands_since:
            body, now = encode(DoneReport(said.id)), workspace.clock.wall_ms()
            outbox.queue_notice(connection, body, feed=said.feed, signer=workspace.own, created_ms=now)
            queued = True
        erasing_orders.set_reported(connection, said.id)
    return queued


def _carry_out_confirmed(workspace: Workspace, connection: Connection) -> bool:
    """Carry out what stands and what nobody has carried out, where the feed is here as far as that."""
    view, queued = workspace.replica.network(), False
    written = erasing_orders.orders_here(connection, PENDING)
    refused = Counter(order.announced for _, order in erasing_orders.orders_here(connection, (ItemState.REFUSED,)))
    # A wrong order of somebody else must not keep the right ones back.
    given = {order.announced for _, order in written} | _given_up(refused)
    for said in view.authority.erasures.values():
        known_to = trust.load_standing(connection, view, said.feed).position
        if said.id in given or said.stands_since is None or known_to < said.stands_since:
            continue
        erasing = erasing_orders.opened(connection, view, said)
        if erasing is not None and not erasing_orders.is_carried_out(connection, said, erasing):
            queued |= carry_out(workspace, connection, said) > 0
    return queued


def _erase_late(workspace: Workspace, connection: Connection) -> bool:
    """Name the changes of erased records that no order names, and that no order of ours is on its way to name."""
    view, queued = workspace.replica.network(), False
    written = erasing_orders.orders_here(connection, PENDING)
    refused = Counter(_places(erasing_orders.orders_here(connection, (ItemState.REFUSED,))))
    named = {*_places(written)} | _given_up(refused)
    for feed, entries in erased.unordered(connection).items():
        known = view.authority.feeds.get(feed)
        if known is None or not view.authority.makes_snapshots(workspace.span, known.audience):
            continue
        new = [one for one in entries if (feed, one.position) not in named]
        for record, some in erasing_orders.by_record(connection, feed, new).items():
            queued |= _name_late(workspace, connection, record, some, feed=feed)
    return queued


def _places(orders: Sequence[tuple[FeedId, EraseOrder]]) -> list[tuple[FeedId, int]]:
    return [(feed, one.position) for feed, order in orders for one in order.entries]


def _given_up(refused: Counter[_Thing]) -> set[_Thing]:
    """Return what the hub refused so often that trying once more is idle."""
    return {one for one, times in refused.items() if times >= _MOST_TRIES}


def _name_late(
    workspace: Workspace, connection: Connection, record: RecordId, some: tuple[ErasedEntry, ...], *, feed: FeedId
) -> bool:
    """Name late changes of a record: as part of what was announced, or by an announcement of their own."""
    view = workspace.replica.network()
    full = {order.announced for _, order in erasing_orders.orders_here(connection, (ItemState.REFUSED,), reason=_FULL)}
    for said in view.authority.erasures.values():
        if said.feed == feed and said.stands_since is not None and said.id not in full:
            erasing = erasing_orders.opened(connection, view, said)
            if erasing is not None and bytes(record) in erasing.records:
                return _carry_out(workspace, connection, Found(some, ()), feed=feed, announced=said.id) > 0
    if eras.count_to_hand_back(connection) or erasing_orders.waits(connection, view, record, feed=feed):
        # A restored hub lost the announcement, and gets it back; or one is on its way, or waits to be confirmed.
        return False
    return _announce(workspace, connection, Erasing((bytes(record),), ""), Found(some, ()), feed=feed)


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
    """List the erasures that are known here and who has followed them, the oldest first."""
    return tuple(_erasures(workspace))


def _erasures(workspace: Workspace) -> Iterator[Erasure]:
    view = workspace.replica.network()
    authority = view.authority
    with workspace.replica.reading() as connection:
        wrong = erasing_orders.wrong(connection)
        for said in authority.erasures.values():
            erasing = erasing_orders.opened(connection, view, said)
            if erasing is None:
                continue
            reported = erasing_orders.done(connection, said.id)
            should = [
                device.handle
                for device in authority.devices.values()
                if device.rights is not None
                and said.stands_since is not None
                and device.spans[0].since < said.stands_since
                and authority.has_say(device.rights, authority.feeds[said.feed].audience)
            ]
            missing = tuple(show_device_id(device) for device in should if device not in reported)
            yield Erasure(
                said.stamp,
                show_device_id(said.coordinator),
                trust.shelf_name(connection, view, authority.feeds[said.feed]),
                len(erasing.records),
                erasing.reason,
                _state(connection, said, erasing, is_wrong=said.id in wrong),
                len(should) - len(missing),
                len(should),
                missing,
            )
        for body, erasing in erasing_orders.written_here(connection, view):
            shelf, own = trust.shelf_name(connection, view, authority.feeds[FeedId(body.feed)]), workspace.own
            yield Erasure(
                0, show_device_id(own), shelf, len(erasing.records), erasing.reason, ErasureState.WRITTEN, 0, 0, ()
            )


def _state(connection: Connection, said: AnnouncedErasure, erasing: Erasing, *, is_wrong: bool) -> ErasureState:
    if said.stands_since is None:
        return ErasureState.WAITING
    if erasing_orders.is_carried_out(connection, said, erasing):
        return ErasureState.DONE
    return ErasureState.WRONG if is_wrong else ErasureState.STANDS
