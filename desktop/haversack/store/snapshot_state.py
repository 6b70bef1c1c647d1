"""The state of a feed as it stood after any entry that is here: what a snapshot holds, and what one is held against.

It is worked out backwards: records that did not change since are read as they are, the others are replayed from their
own kept entries, or from what a snapshot said of them. Must not write anything but `base_states`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from haversack.store import erased, records, schema, trust
from haversack_sync.client.replay import Opened, open_entry
from haversack_sync.model import merge
from haversack_sync.model.authority import Feed
from haversack_sync.model.ids import AudienceId, DeviceId, FeedId, Position, RecordId
from haversack_sync.model.record import RecordState
from haversack_sync.model.state_digest import StatePoint, record_digest, state_digest
from haversack_sync.protocol.entries import Entry, first_digest, next_digest
from haversack_sync.protocol.envelope import parse_envelope
from haversack_sync.protocol.network import NetworkView
from haversack_sync.protocol.snapshot_columns import chunks, decode_authors, decode_chunks, encode_chunks
from haversack_sync.protocol.snapshot_rows import Place, RowReader

UNCOUNTED: Final = frozenset(
    {
        "bad_change",
        "bad_notice",
        "not_a_writer",
        "not_authentic",
        "replayed",
        "seal_broken",
        "unknown_compression",
    }
)
"""Reasons of entries that say nothing of their author's chain: nobody could read them, or they were shown again."""
_BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Base:
    """Where a feed begins here: with its first entry, or with a snapshot.

    Attributes:
        n: Entries that the snapshot stands for.
        position: Position of the last of them.
        digest: The feed's digest there.
        authors: The number of each author's last change.
        notice_position: Where the snapshot was announced; 0 without one.
    """

    n: int
    position: Position
    digest: bytes
    authors: dict[DeviceId, int]
    notice_position: int = 0


@dataclass(frozen=True, slots=True)
class Stand:
    """A feed after an entry: the point, the position of the entry, and each author's last number."""

    point: StatePoint
    position: Position
    authors: dict[DeviceId, int]
    erased: dict[RecordId, Position] = field(default_factory=dict)


def base_of(connection: sa.Connection, view: NetworkView, feed: FeedId) -> Base:
    """Return where a feed begins here."""
    table = schema.snapshot_bases
    row = connection.execute(sa.select(table).where(table.c.feed == feed)).first()
    if row is None:
        return Base(0, Position(0), first_digest(view.root, feed), {})
    authors = decode_authors(row.authors)
    return Base(row.n, Position(row.position), row.digest, authors, row.notice_position)


def stand_at(connection: sa.Connection, view: NetworkView, feed: FeedId, n: int) -> Stand | None:
    """Walk a feed's kept entries up to one.

    Args:
        connection: Reading.
        view: The network.
        feed: The feed.
        n: After how many entries.

    Returns:
        How it stood; None if the entries that lead there are not here, or were not replayed.
    """
    base = base_of(connection, view, feed)
    if n < base.n or n > _applied(connection, feed) or erased.is_hidden(connection, feed, n):
        return None
    gone = erased.authors(connection, feed)
    table, at, position, digest = schema.entries, base.n, base.position, base.digest
    authors = dict(base.authors)
    while at < n:
        wanted = sa.and_(table.c.feed == feed, table.c.n > at, table.c.n <= n)
        rows = connection.execute(sa.select(table).where(wanted).order_by(table.c.n).limit(_BATCH)).all()
        for row in rows:
            at += 1
            if row.n != at:
                return None
            entry = Entry(Position(row.position), row.stamp, row.flags, row.envelope)
            digest = next_digest(digest, entry, root=view.root, era=view.era_of(entry.position), feed=feed)
            position = entry.position
            if row.refused not in UNCOUNTED:
                found = gone.get(row.position) if entry.is_erased else _author(row.envelope)
                if found is None:
                    return None
                authors[found[0]] = max(found[1], authors.get(found[0], 0))
        if not rows:
            return None
    rules = view.authority.rules_before(position) if n else 0
    known = erased.ids(connection, feed, up_to=position)
    return Stand(StatePoint(view.root, feed, n, digest, rules), position, authors, known)


def _author(envelope: bytes) -> tuple[DeviceId, int]:
    header = parse_envelope(envelope).header
    return header.device, header.number


def states_at(connection: sa.Connection, view: NetworkView, feed: Feed, stand: Stand) -> Iterator[RecordState]:
    """Yield every record of a feed as it stood.

    Args:
        connection: Reading; one consistent state until the last record was given out.
        view: The network.
        feed: The feed.
        stand: From `stand_at`.
    """
    table = schema.edits
    later = sa.and_(table.c.feed == feed.handle, table.c.position > stand.position)
    edited = {RecordId(one) for one in connection.execute(sa.select(table.c.record).where(later)).scalars()}
    for _, state in records.load_feed(connection, feed.handle):
        if state.created_at > stand.position:
            continue
        yield _before(connection, view, feed, now=state, stand=stand) if state.id in edited else state


def digest_at(connection: sa.Connection, view: NetworkView, feed: Feed, stand: Stand) -> tuple[bytes, int]:
    """Return the digest of a feed's state as it stood, and how many records it had."""
    found = [
        (bytes(state.id), record_digest(state, root=view.root)) for state in states_at(connection, view, feed, stand)
    ]
    return state_digest(stand.point, found, stand.authors, stand.erased), len(found)


def authors_of(state: RecordState) -> Iterator[tuple[DeviceId, int]]:
    """Yield whose changes stand in a record: the author and the number in their chain, some more than once."""
    yield state.created_by, state.created_number
    for versions in state.groups.values():
        yield from ((version.device, version.number) for version in versions)
    for members in state.sets.values():
        yield from ((member.device, member.number) for member in members.values())


def keep_original(connection: sa.Connection, state: RecordState) -> None:
    """Keep a record as the snapshot had it, before the first entry changes it. Safe to repeat."""
    authors: dict[DeviceId, int] = {}
    for device, number in authors_of(state):
        authors[device] = max(number, authors.get(device, 0))
    written = encode_chunks(list(chunks([state], authors)))
    statement = insert(schema.base_states).values(feed=state.feed, record=state.id, state=written)
    connection.execute(statement.on_conflict_do_nothing())


def _applied(connection: sa.Connection, feed: FeedId) -> int:
    table = schema.feeds
    return int(connection.execute(sa.select(table.c.applied_n).where(table.c.feed == feed)).scalar() or 0)


def _before(connection: sa.Connection, view: NetworkView, feed: Feed, *, now: RecordState, stand: Stand) -> RecordState:
    """Replay a record that changed since, from its own entries up to there."""
    edits, entries = schema.edits, schema.entries
    mine = sa.select(edits.c.position).where(edits.c.record == now.id, edits.c.feed == feed.handle)
    is_mine = sa.or_(entries.c.position == now.created_at, entries.c.position.in_(mine))
    wanted = sa.and_(
        entries.c.feed == feed.handle, is_mine, entries.c.position <= stand.position, entries.c.refused == ""
    )
    rows = connection.execute(sa.select(entries).where(wanted).order_by(entries.c.position)).all()
    state, base = _original(connection, feed.handle, now)
    kept = (Entry(Position(row.position), row.stamp, row.flags, row.envelope) for row in rows if row.position > base)
    for opened in _opened(connection, view, feed, kept):
        header = opened.envelope.header
        state = merge.apply(
            state,
            opened.change,
            feed=feed.handle,
            device=header.device,
            number=header.number,
            position=opened.entry.position,
        )
    return state or now


def _original(connection: sa.Connection, feed: FeedId, now: RecordState) -> tuple[RecordState | None, int]:
    """Return a record as the feed's snapshot had it, and the position of that; None if it is younger."""
    table, bases = schema.base_states, schema.snapshot_bases
    position = connection.execute(sa.select(bases.c.position).where(bases.c.feed == feed)).scalar() or 0
    wanted = sa.and_(table.c.feed == feed, table.c.record == now.id)
    written = connection.execute(sa.select(table.c.state).where(wanted)).scalar()
    if written is None:
        return None, 0
    reader = RowReader(Place(feed, Position(position)))
    return next(reader.states(decode_chunks(written))), position


def _opened(connection: sa.Connection, view: NetworkView, feed: Feed, entries: Iterable[Entry]) -> Iterator[Opened]:
    def key_of(audience: AudienceId, epoch: int) -> bytes | None:
        return trust.audience_key(connection, audience, epoch)

    for entry in entries:
        opened = open_entry(view, feed, entry, parse_envelope(entry.envelope), key_of=key_of)
        if isinstance(opened, Opened):
            yield opened
