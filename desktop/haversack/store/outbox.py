"""The outbox: the one place that a person's action writes to, and the only source of what leaves this computer.

A change gets number, `prev`, epoch, `seen` and seal when it is first handed to a carrier, in a transaction before the
first byte leaves. It is sealed anew only where the hub can make no entry of it (`settling`, `sealing_anew`). Rows are
kept: they are what a hub that lost entries is given back.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import sqlalchemy as sa

from haversack.store import erased, index_state, schema
from haversack.store.erased import ErasedRecordError
from haversack_sync.model.authority_entries import NetworkBody, decode_body
from haversack_sync.model.ids import NETWORK_FEED, DeviceId, FeedId, ObjectId, RecordId
from haversack_sync.model.operations import Change, decode_change, encode_change
from haversack_sync.protocol.body import pack_body
from haversack_sync.protocol.envelope import (
    CLEAR,
    NO_PREV,
    NOTICE,
    PREV_BYTES,
    SEALED,
    Header,
    envelope_hash,
    parse_envelope,
    seal_change,
    sign_clear,
)
from haversack_sync.protocol.erasing import form_of
from haversack_sync.protocol.errors import LimitError, WireError
from haversack_sync.protocol.limits import MAX_ASKS, MAX_ENVELOPE_BYTES, MAX_REFS
from haversack_sync.protocol.messages import Ask
from haversack_sync.protocol.network import NetworkView
from haversack_sync.protocol.padding import padded_body_length

_HEADER_ROOM: Final = 256
_OBJECT_BYTES: Final = 32
_BATCH: Final = 200


class ItemState(StrEnum):
    """What is true of a change made here; never ahead of what the hub has signed."""

    WAITING = "waiting"
    """Saved here, not handed over: it can still be taken back."""
    HANDED = "handed"
    """Sealed; nothing is known to have left this computer."""
    SENT = "sent"
    """It may have left this computer; no receipt is here that is true."""
    RECEIVED = "received"
    """The hub's signed receipt is here."""
    PUBLISHED = "published"
    """An entry of its feed, allowed by the rules: replayed here, or signed for by the hub and within a snapshot."""
    REFUSED = "refused"
    """Not allowed, with a reason; the text stays here."""
    SAID_AGAIN = "said_again"
    """Never taken under this number; a later row says the same, and this one is kept as evidence."""


UNSENT: Final = (ItemState.WAITING, ItemState.HANDED)
UNANSWERED: Final = (*UNSENT, ItemState.SENT)
PENDING: Final = (*UNANSWERED, ItemState.RECEIVED)
CLONED_REASON: Final = "cloned"
"""Reason of a change whose number another copy of this vault used."""
HELD_REASON: Final = "held"
"""Reason of a change that the hub keeps until what it needs is there: it is asked about, and not sent again."""
HANDED_BACK_REASON: Final = "handed_back"
"""Reason of a change that a restored hub lost and is given back together with those of others."""
NOT_SHOWN_REASON: Final = "not_shown"
"""Reason of a change that the hub signed for and does not show: its very bytes are sent again."""


class ChangeTooLargeError(Exception):
    """A change is too long to travel; long text belongs into a file."""

    kind = "change_too_large"


@dataclass(frozen=True, slots=True)
class Item:
    """One change in the outbox.

    Attributes:
        sequence: Its place in the order of writing.
        feed: Where it goes.
        record: The record, or None for an entry of the `network` feed.
        state: What is true of it.
        reason: Why it was refused, or what the hub said last.
        created_ms: When it was written, by this computer's clock.
        change: What it says, for content.
        received: The hub's stamp of the answer that brought its receipt, seconds since 1970; 0 while there is none.
    """

    sequence: int
    feed: FeedId
    record: RecordId | None
    state: ItemState
    reason: str
    created_ms: int
    change: Change | None
    received: int = 0


@dataclass(frozen=True, slots=True)
class Signer:
    """A key that this computer signs with, and how it seals.

    Attributes:
        handle: Handle of the key.
        seed: Ed25519 seed.
    """

    handle: DeviceId
    seed: bytes


@dataclass(frozen=True, slots=True)
class HandOver:
    """What sealing needs.

    Attributes:
        view: The network as known now.
        signers: This computer's keys by handle.
        newest_key: Gives (epoch number, key) of a feed's audience, or None while the key is not here.
        random: Gives that many random bytes.
        may_seal: Whether what waits may be sealed now, or only what is sealed may be handed over.
        ends: Next number and `prev` of keys that another copy of this vault signed with last.
    """

    view: NetworkView
    signers: dict[DeviceId, Signer]
    newest_key: Callable[[FeedId], tuple[int, bytes] | None]
    random: Callable[[int], bytes]
    may_seal: bool = True
    ends: Mapping[DeviceId, tuple[int, bytes]] = field(default_factory=dict)


def queue_change(
    connection: sa.Connection,
    change: Change,
    *,
    feed: FeedId,
    signer: DeviceId,
    created_ms: int,
    refs: Sequence[ObjectId] = (),
) -> None:
    """Write a change of content into the outbox; what people see and find of its record follows.

    Raises:
        ChangeTooLargeError: It could never travel.
        ErasedRecordError: Its record was erased.
    """
    if erased.is_erased(connection, feed, change.record):
        raise ErasedRecordError("erased")
    body = encode_change(change)
    room = _HEADER_ROOM + _OBJECT_BYTES * len(refs)
    # What would fit as it is need not be packed to know: packing costs more than all the rest.
    size = room + (
        len(body) if room + padded_body_length(len(body) + 4) <= MAX_ENVELOPE_BYTES else len(pack_body(body))
    )
    if size > MAX_ENVELOPE_BYTES or len(refs) > MAX_REFS:
        raise ChangeTooLargeError("change too long to travel")
    connection.execute(
        sa.insert(schema.outbox).values(
            signer=signer,
            feed=feed,
            record=change.record,
            body=body,
            refs=b"".join(refs),
            created_ms=created_ms,
            state=ItemState.WAITING.value,
            reason="",
        )
    )
    index_state.mark_stale(connection, feed, [change.record])


def queue_network(connection: sa.Connection, body: bytes, *, signer: DeviceId, created_ms: int) -> None:
    """Write an entry for the `network` feed into the outbox."""
    queue_notice(connection, body, feed=NETWORK_FEED, signer=signer, created_ms=created_ms)


def queue_notice(
    connection: sa.Connection,
    body: bytes,
    *,
    feed: FeedId,
    signer: DeviceId,
    created_ms: int,
    refs: Sequence[ObjectId] = (),
) -> None:
    """Write a notice about snapshots into the outbox."""
    connection.execute(
        sa.insert(schema.outbox).values(
            signer=signer,
            feed=feed,
            record=None,
            body=body,
            refs=b"".join(refs),
            created_ms=created_ms,
            state=ItemState.WAITING.value,
            reason="",
        )
    )


def hand_over(connection: sa.Connection, how: HandOver, *, limit_bytes: int) -> tuple[bytes, ...]:
    """Seal what waits, in order, and return everything that has no receipt yet and that the hub does not hold.

    Args:
        connection: Inside a transaction; the caller commits before the first byte leaves.
        how: Keys and view.
        limit_bytes: About how much to return; at least one change, if there is any.

    Returns:
        Envelopes in the order of their numbers.
    """
    table = schema.outbox
    chains = {handle: how.ends.get(handle) or _chain_end(connection, handle) for handle in how.signers}
    envelopes: list[bytes] = []
    size = 0
    sealed: list[dict[str, object]] = []
    for row in _unanswered(connection):
        envelope = bytes(row.envelope) if row.envelope is not None else None
        if envelope is None and not how.may_seal:
            break
        if envelope is None:
            number, prev = chains[DeviceId(row.signer)]
            try:
                envelope = _seal(row, how, number=number, prev=prev)
            except LimitError:
                # What cannot travel must not stop what waits behind it.
                _refuse(connection, row, reason="too_large")
                continue
            if envelope is None:
                break
            chains[DeviceId(row.signer)] = (number + 1, envelope_hash(envelope)[:16])
            sealed.append({"b_sequence": row.sequence, "b_number": number, "b_envelope": envelope})
        envelopes.append(envelope)
        size += len(envelope)
        if size >= limit_bytes:
            break
    if sealed:
        connection.execute(
            sa.update(table)
            .where(table.c.sequence == sa.bindparam("b_sequence"))
            .values(
                number=sa.bindparam("b_number"),
                envelope=sa.bindparam("b_envelope"),
                state=ItemState.HANDED.value,
            ),
            sealed,
        )
    return tuple(envelopes)


def _refuse(connection: sa.Connection, row: sa.Row[tuple[object, ...]], *, reason: str) -> None:
    """Give a change up; the search index forgets what it said."""
    table = schema.outbox
    refused = {"state": ItemState.REFUSED.value, "reason": reason}
    connection.execute(sa.update(table).where(table.c.sequence == row.sequence).values(refused))
    if row.record is not None:
        index_state.mark_stale(connection, FeedId(row.feed), [RecordId(row.record)])


def asks(connection: sa.Connection) -> tuple[Ask, ...]:
    """Return questions about the changes that the hub held when it answered last, the oldest first."""
    table = schema.outbox
    states = [state.value for state in UNANSWERED]
    wanted = sa.and_(table.c.state.in_(states), table.c.reason == HELD_REASON, table.c.envelope.is_not(None))
    columns = (table.c.signer, table.c.number, table.c.envelope)
    rows = connection.execute(sa.select(*columns).where(wanted).order_by(table.c.sequence).limit(MAX_ASKS))
    return tuple(Ask(row.signer, row.number, envelope_hash(row.envelope)[:PREV_BYTES]) for row in rows)


def _unanswered(connection: sa.Connection) -> Iterator[sa.Row[tuple[object, ...]]]:
    """Yield the rows without a receipt, in order; whoever stops early has not read what waits behind."""
    table = schema.outbox
    states = [state.value for state in UNANSWERED]
    # The index holds states and sequences alone: sorting it moves no envelope.
    wanted = sa.and_(table.c.state.in_(states), table.c.reason.not_in((HELD_REASON, HANDED_BACK_REASON)))
    found = connection.execute(sa.select(table.c.sequence).where(wanted).order_by(table.c.sequence))
    sequences = found.scalars().all()
    for start in range(0, len(sequences), _BATCH):
        wanted = table.c.sequence.in_(sequences[start : start + _BATCH])
        yield from connection.execute(sa.select(table).where(wanted).order_by(table.c.sequence))


def _chain_end(connection: sa.Connection, signer: DeviceId) -> tuple[int, bytes]:
    """Return the next number of a key's chain, and the `prev` that it has."""
    table = schema.outbox
    row = connection.execute(
        sa.select(table.c.number, table.c.envelope)
        .where(table.c.signer == signer, table.c.number.is_not(None))
        .order_by(table.c.number.desc())
        .limit(1)
    ).first()
    # Of what was erased only the hash is left.
    return (row.number + 1, erased.hash_of(row.envelope)[:16]) if row else (0, NO_PREV)


def _seal(row: sa.Row[tuple[object, ...]], how: HandOver, *, number: int, prev: bytes) -> bytes | None:
    """Seal one row; None while the audience's key is not here, so that it waits without losing its place."""
    signer = how.signers[DeviceId(row.signer)]
    feed, root = FeedId(row.feed), how.view.root
    seen, seen_digest = how.view.seen
    if feed == NETWORK_FEED:
        header = Header(CLEAR, signer.handle, number, prev, feed, 0, seen, seen_digest)
        return sign_clear(header, row.body, root=root, signing_seed=signer.seed)
    found = how.newest_key(feed)
    if found is None:
        return None
    epoch, key = found
    refs = tuple(ObjectId(row.refs[start : start + _OBJECT_BYTES]) for start in range(0, len(row.refs), _OBJECT_BYTES))
    if row.record is None:
        header = Header(form_of(row.body) or NOTICE, signer.handle, number, prev, feed, epoch, seen, seen_digest, refs)
        return sign_clear(header, row.body, root=root, signing_seed=signer.seed)
    header = Header(SEALED, signer.handle, number, prev, feed, epoch, seen, seen_digest, refs)
    return seal_change(header, row.body, root=root, epoch_key=key, signing_seed=signer.seed, random=how.random)


def mark_sent(connection: sa.Connection, envelopes: Iterable[bytes]) -> None:
    """Note that envelopes may have left this computer."""
    table = schema.outbox
    # By their place in their signer's chain, which has an index; envelopes have none.
    headers = [header for envelope in envelopes if (header := _header(envelope)) is not None]
    rows = [{"b_signer": header.device, "b_number": header.number} for header in headers]
    if rows:
        connection.execute(
            sa.update(table)
            .where(
                table.c.signer == sa.bindparam("b_signer"),
                table.c.number == sa.bindparam("b_number"),
                table.c.state == ItemState.HANDED.value,
            )
            .values(state=ItemState.SENT.value),
            rows,
        )


def _header(envelope: bytes) -> Header | None:
    """Return what a sealed row names; None for one that the disk spoilt, which the hub will not take either."""
    try:
        return parse_envelope(envelope).header
    except WireError:
        return None


def read_items(connection: sa.Connection, states: Sequence[ItemState], *, record: RecordId | None = None) -> list[Item]:
    """List changes in the order of writing.

    Args:
        connection: Reading.
        states: Which states.
        record: Of this record only.
    """
    table = schema.outbox
    statement = sa.select(table).where(table.c.state.in_([state.value for state in states])).order_by(table.c.sequence)
    if record is not None:
        statement = statement.where(table.c.record == record)
    return [
        Item(
            row.sequence,
            FeedId(row.feed),
            RecordId(row.record) if row.record is not None else None,
            ItemState(row.state),
            row.reason,
            row.created_ms,
            decode_change(row.body) if row.record is not None else None,
            row.received or 0,
        )
        for row in connection.execute(statement)
    ]


def network_bodies(connection: sa.Connection, states: Sequence[ItemState]) -> list[NetworkBody]:
    """Return the entries for the `network` feed in these states, in the order of writing."""
    table = schema.outbox
    wanted = sa.and_(table.c.feed == NETWORK_FEED, table.c.state.in_([state.value for state in states]))
    bodies = connection.execute(sa.select(table.c.body).where(wanted).order_by(table.c.sequence)).scalars()
    return [body for raw in bodies if (body := decode_body(bytes(raw))) is not None]


def count_items(connection: sa.Connection, states: Sequence[ItemState]) -> int:
    """Count changes in these states."""
    table = schema.outbox
    wanted = table.c.state.in_([state.value for state in states])
    return connection.execute(sa.select(sa.func.count()).select_from(table).where(wanted)).scalar_one()
