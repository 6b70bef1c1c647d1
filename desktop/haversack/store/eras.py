"""A hub was put back from a backup: feeds fall back to where it goes on, and what it lost is handed back.

Works on a connection inside a transaction. Nothing is forgotten that could not come again: entries beyond the new
era's beginning are kept as envelopes until the hub has decided on each. Must not talk to anybody.
"""

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Final

import sqlalchemy as sa

from haversack.store import index_state, lost_orders, outbox, replaying, schema, snapshot_repair, trust, values
from haversack.store.outbox import ItemState
from haversack.store.sealing_anew import header_of, seal_anew
from haversack_sync.client.identity import Identity
from haversack_sync.model.authority import EraSpan
from haversack_sync.model.ids import NETWORK_FEED, DeviceId, FeedId, Position, RecordId
from haversack_sync.protocol.entries import STUB_BYTES, Entry, Standing, chain, first_digest
from haversack_sync.protocol.envelope import envelope_hash, parse_envelope
from haversack_sync.protocol.head import NO_DEVICE, Receipt, ReceiptCode
from haversack_sync.protocol.network import NetworkView, era_body, rebuild
from haversack_sync.protocol.sticks import HASH_BYTES, Homeward

_AGAIN: Final = (ReceiptCode.EARLY, ReceiptCode.QUOTA)
_FILES_ASKED: Final = "files_asked"
FOLLOWED: Final = "followed_era"
"""The newest era that this vault went back to the beginning of."""


class Gap(StrEnum):
    """Why nothing may be written behind what the hub stands at."""

    NONE = ""
    BEHIND = "behind"
    """It has lost entries that are here, as it said."""
    RESTORED = "restored"
    """It was put back from a backup, as it said, and takes nothing before a new era."""


def gap(connection: sa.Connection) -> Gap:
    """Return what the hub said last."""
    return Gap((values.read_value(connection, values.HUB_LOST) or b"").decode("ascii"))


def set_gap(connection: sa.Connection, what: Gap) -> None:
    """Keep what the hub said."""
    if what:
        values.write_value(connection, values.HUB_LOST, what.encode("ascii"))
    else:
        values.delete_value(connection, values.HUB_LOST)


def hub_answered(connection: sa.Connection, receipts: Sequence[Receipt]) -> None:
    """Note that the hub knows what is here, whether or not it takes anything."""
    is_restored = any(one.reason == Gap.RESTORED for one in receipts)
    set_gap(connection, Gap.RESTORED if is_restored else Gap.NONE)


def expect(connection: sa.Connection, eras: Sequence[EraSpan]) -> None:
    """Note that the newest of these eras began, before its entry is here: with it comes all that it changes.

    Args:
        connection: Inside a transaction.
        eras: Of a verified chain, the oldest first; at least one.
    """
    # An era stands right behind what the hub had kept.
    values.write_number(connection, values.ERA_TO_COME, eras[-1].count + 1)


def is_to_come(connection: sa.Connection, view: NetworkView) -> bool:
    """Tell whether an era is known to have begun whose entry comes with the next sync."""
    return values.read_number(connection, values.ERA_TO_COME) > view.standing.n


def view_at(connection: sa.Connection, view: NetworkView, count: int) -> NetworkView:
    """Return the network as it was after its first entries.

    Args:
        connection: Reading.
        view: The network as it is known now.
        count: How many entries.
    """
    return rebuild(view.root, _entries(connection, NETWORK_FEED, up_to=count))


def fall_back(
    connection: sa.Connection,
    view: NetworkView,
    span: EraSpan,
    *,
    own: Identity,
    there: NetworkView | None = None,
) -> NetworkView:
    """Let everything stand where an era began; keep what the hub lost, to be handed back.

    Args:
        connection: Inside a transaction.
        view: The network as it is known now.
        span: The era, of a verified chain that agrees with this one up to `span.count`.
        own: Who this computer is.
        there: The chain that tells of the era, as far as it was verified; None where only its beginning is known.

    Returns:
        The network as it was there.
    """
    lost = _with_own(_lost(connection, span.position), _own_beside(connection, span.position, own.handles))
    connection.execute(sa.insert(schema.handing_back), [{"envelope": one} for one in lost]) if lost else None
    _give_back(connection, lost, span.position)
    for feed in view.authority.feeds_in_order():
        lost_orders.forget(connection, view, feed, span.position)
        _shorten(connection, view, feed.handle, span.position)
    lost_orders.forget_reports(connection, view)
    for table in (schema.entries, schema.feed_marks, schema.snapshot_notices):
        connection.execute(sa.delete(table).where(table.c.position > span.position))
    before = view_at(connection, view, span.count)
    standing = Standing(before.standing.n, span.position, before.standing.digest)
    trust.save_standing(connection, NETWORK_FEED, standing)
    for name in (values.HEAD_POSITION, values.SEEN_POSITION):
        values.write_number(connection, name, min(values.read_number(connection, name), span.position))
    told = there or before
    seal_anew(connection, told, own, eras=(span, *told.authority.eras))
    values.write_number(connection, FOLLOWED, span.era)
    expect(connection, told.authority.eras or (span,))
    _ask_anew(connection)
    set_gap(connection, Gap.NONE)
    for feed in before.authority.feeds_in_order():
        replaying.resume(connection, before, feed, own=own.handles)
    _index_sent(connection)
    return NetworkView(
        before.root, before.era, standing, before.digests, before.positions, before.authority, before.numbers
    )


def learn(
    connection: sa.Connection,
    before: NetworkView,
    view: NetworkView,
    *,
    own: Collection[DeviceId],
    answered: Collection[tuple[DeviceId, int]],
) -> None:
    """Learn of eras that began behind everything here: what the hub said of own changes since then is worth nothing.

    Args:
        connection: Inside a transaction.
        before: The network as it was known.
        view: The network as it is known now.
        own: The keys of this device.
        answered: Key and number of what the hub decided on in this very answer.
    """
    for span in view.authority.eras:
        if span.era > max(before.era, values.read_number(connection, FOLLOWED)):
            known = {bytes(one) for one in connection.execute(sa.select(schema.handing_back.c.envelope)).scalars()}
            found = [one for one in _own_beside(connection, span.position, own) if one not in known]
            lost = [one for one in found if _place(one) not in answered]
            connection.execute(sa.insert(schema.handing_back), [{"envelope": one} for one in lost]) if lost else None
            _sent_again(connection, lost)
            _ask_anew(connection)


def _ask_anew(connection: sa.Connection) -> None:
    """Let keys and files be offered again: the hub may have lost any of these days, and numbers what it gives anew."""
    values.write_number(connection, values.STANZA_SERIAL, 0)
    values.write_number(connection, _FILES_ASKED, 1)
    connection.execute(sa.update(schema.stanzas).values(is_sent=False))


def to_hand_back(connection: sa.Connection, *, limit_bytes: int) -> tuple[bytes, ...]:
    """Return envelopes that a restored hub lost, in the order that they had; at least one, if there is any."""
    table = schema.handing_back
    found, size = [], 0
    for envelope in connection.execute(sa.select(table.c.envelope).order_by(table.c.sequence)).scalars():
        found.append(bytes(envelope))
        size += len(envelope)
        if size >= limit_bytes:
            break
    return tuple(found)


def handed_back(connection: sa.Connection, receipts: Sequence[Receipt], envelopes: Sequence[bytes]) -> None:
    """Forget what the hub has decided on, or holds."""
    if not count_to_hand_back(connection):
        return
    decided = {(one.device, one.first) for one in receipts if one.code not in _AGAIN}
    early = {
        (one.device, one.first) for one in receipts if one.code == ReceiptCode.EARLY and one.reason != Gap.RESTORED
    }
    # Whose author has sent enough for a day must not keep back what others wrote.
    full = {(one.device, one.first) for one in receipts if one.code == ReceiptCode.QUOTA}
    table = schema.handing_back
    tried: list[bytes] = []
    for index, envelope in enumerate(envelopes):
        # What a disk has spoilt since is named by its place.
        place = _place(envelope) or (NO_DEVICE, index)
        if place in decided:
            connection.execute(sa.delete(table).where(table.c.envelope == envelope))
        elif place in early:
            tried.append(envelope)
        elif place in full and connection.execute(sa.delete(table).where(table.c.envelope == envelope)).rowcount:
            connection.execute(sa.insert(table).values(envelope=envelope))
    _try_later(connection, tried)


def _try_later(connection: sa.Connection, tried: Sequence[bytes]) -> None:
    """Put behind the others what is too early; once all of the network is there, it never can be taken."""
    table, left = schema.handing_back, sa.select(schema.handing_back.c.envelope)
    headers = [header_of(bytes(one)) for one in connection.execute(left).scalars()] if tried else []
    is_all_there = not any(one is not None and one.feed == NETWORK_FEED for one in headers)
    for envelope in tried:
        gone = connection.execute(sa.delete(table).where(table.c.envelope == envelope)).rowcount
        if gone and not is_all_there:
            connection.execute(sa.insert(table).values(envelope=envelope))


def _place(envelope: bytes) -> tuple[DeviceId, int] | None:
    header = header_of(envelope)
    return (header.device, header.number) if header is not None else None


def came_home(connection: sa.Connection, said: Homeward) -> None:
    """Forget what the hub has decided on, or holds, as a stick says."""
    if said.position >= values.read_number(connection, values.HEAD_POSITION):
        set_gap(connection, Gap.NONE)
    decided = {hashed for receipt, hashed in said.each_answer() if receipt.code not in _AGAIN}
    table = schema.handing_back
    for row in connection.execute(sa.select(table)).all():
        if envelope_hash(bytes(row.envelope))[:HASH_BYTES] in decided:
            connection.execute(sa.delete(table).where(table.c.sequence == row.sequence))


def count_to_hand_back(connection: sa.Connection) -> int:
    """Count what a restored hub is still to be given back."""
    return connection.execute(sa.select(sa.func.count()).select_from(schema.handing_back)).scalar_one()


def _lost(connection: sa.Connection, position: int) -> list[bytes]:
    table = schema.entries
    is_whole = sa.func.length(table.c.envelope) != STUB_BYTES
    rows = connection.execute(
        sa.select(table.c.envelope).where(table.c.position > position, is_whole).order_by(table.c.position)
    ).scalars()
    return [bytes(one) for one in rows if era_body(parse_envelope(bytes(one))) is None]


def _own_beside(connection: sa.Connection, position: int, own: Collection[DeviceId]) -> list[bytes]:
    """Return own changes that no entry here is: refused, or never shown; in their chains they must not be missing."""
    table, entries = schema.outbox, schema.entries
    found: list[bytes] = []
    for device in sorted(own):
        mine = table.c.signer == device
        last = sa.select(sa.func.max(table.c.number)).where(mine, table.c.position <= position)
        beyond = sa.and_(mine, table.c.number > (connection.execute(last).scalar() or -1))
        is_whole = sa.func.length(table.c.envelope) != STUB_BYTES
        states = (ItemState.SENT.value, ItemState.RECEIVED.value, ItemState.REFUSED.value)
        is_sealed = sa.and_(table.c.state.in_(states), table.c.reason != outbox.CLONED_REASON)
        is_entry = sa.exists().where(entries.c.feed == table.c.feed, entries.c.envelope == table.c.envelope)
        wanted = sa.select(table.c.envelope).where(beyond, is_whole, is_sealed, sa.not_(is_entry))
        found += [bytes(one) for one in connection.execute(wanted.order_by(table.c.number)).scalars()]
    return found


def _with_own(lost: Sequence[bytes], own: Sequence[bytes]) -> list[bytes]:
    """Put each own change before the first one that follows it in its key's chain."""
    found = list(lost)
    for envelope in own:
        mine = header_of(envelope)
        if mine is None:
            continue
        others = (parse_envelope(one).header for one in found)
        behind = (at for at, one in enumerate(others) if one.device == mine.device and one.number > mine.number)
        found.insert(next(behind, len(found)), envelope)
    return found


def _index_sent(connection: sa.Connection) -> None:
    table = schema.outbox
    sent = sa.and_(table.c.state == ItemState.SENT.value, table.c.record.is_not(None))
    for row in connection.execute(sa.select(table.c.feed, table.c.record).where(sent)).all():
        index_state.mark_stale(connection, FeedId(row.feed), [RecordId(row.record)])


def _give_back(connection: sa.Connection, lost: Sequence[bytes], position: int) -> None:
    """Let own changes be *sent* again, no more: the hub's word on them is worth nothing now."""
    table = schema.outbox
    again = {"state": ItemState.SENT.value, "position": None, "received": None}
    # Of what was erased nothing is left to send.
    is_whole = sa.func.length(table.c.envelope) != STUB_BYTES
    connection.execute(sa.update(table).where(table.c.position > position, is_whole).values(again | {"reason": ""}))
    connection.execute(sa.update(table).where(table.c.position > position).values(position=None))
    _sent_again(connection, lost)


def _sent_again(connection: sa.Connection, lost: Sequence[bytes]) -> None:
    table = schema.outbox
    again = {"state": ItemState.SENT.value, "position": None, "received": None}
    for envelope in lost:
        header = header_of(envelope)
        if header is None:
            continue
        here = sa.and_(table.c.signer == header.device, table.c.number == header.number, table.c.envelope == envelope)
        connection.execute(sa.update(table).where(here).values(again | {"reason": outbox.HANDED_BACK_REASON}))


def _shorten(connection: sa.Connection, view: NetworkView, feed: FeedId, position: Position) -> None:
    """Let one feed of content stand at its last entry up to a position; its state is replayed from the entries."""
    feeds, bases = schema.feeds, schema.snapshot_bases
    row = connection.execute(sa.select(feeds).where(feeds.c.feed == feed)).first()
    if row is None:
        return
    entries = schema.entries
    beyond = sa.and_(entries.c.feed == feed, entries.c.position > position)
    has_base = connection.execute(sa.select(bases.c.position).where(bases.c.feed == feed)).scalar()
    has_lost = connection.execute(sa.select(entries.c.n).where(beyond).limit(1)).first() is not None
    if has_base is not None and (has_lost or has_base > position):
        # Its state there cannot be worked out from here: it comes anew.
        snapshot_repair.forget(connection, feed)
        return
    if not has_lost:
        connection.execute(sa.update(feeds).where(feeds.c.feed == feed).values(known_to=min(row.known_to, position)))
        return
    kept = [one for one in _entries(connection, feed, up_to=row.n) if one.position <= position]
    start = Standing(0, Position(0), first_digest(view.root, feed))
    standing, _ = chain(start, kept, root=view.root, era=view.era_of, feed=feed)
    snapshot_repair.forget(connection, feed, keeps_entries=True)
    trust.save_standing(connection, feed, Standing(standing.n, position, standing.digest))


def _entries(connection: sa.Connection, feed: FeedId, *, up_to: int) -> list[Entry]:
    table = schema.entries
    wanted = sa.and_(table.c.feed == feed, table.c.n <= up_to)
    rows = connection.execute(sa.select(table).where(wanted).order_by(table.c.n)).all()
    return [Entry(Position(row.position), row.stamp, row.flags, bytes(row.envelope)) for row in rows]
