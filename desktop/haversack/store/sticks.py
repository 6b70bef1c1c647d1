"""What the vault remembers of sticks: own outboxes that were written, letters of others, and marks to pass entries on.

Works on a connection inside a transaction. Must not touch a stick; `operations.carrying_out` and `carrying_in` do.
"""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from haversack.store import eras, object_table, schema, settling, values
from haversack_sync.client.answers import Mark
from haversack_sync.model.ids import FeedId, ObjectId
from haversack_sync.protocol.envelope import parse_envelope
from haversack_sync.protocol.errors import LimitError
from haversack_sync.protocol.head import Receipt
from haversack_sync.protocol.limits import MAX_FRAME_BYTES, MIB
from haversack_sync.protocol.messages import EntriesFrame, MarkFrame, Stanza, WireEntry, encode_frame
from haversack_sync.protocol.sealing import sha256
from haversack_sync.protocol.sticks import HASH_BYTES, Homeward

OUTBOX_KIND: Final = "outbox"
RECEIPTS_KIND: Final = "receipts"
STANZAS_KIND: Final = "stanzas"
MOST_LETTERS: Final = 256
"""Letters of others of one kind that are taken along."""
MOST_BYTES: Final = 16 * MIB
"""Their size, for each kind."""
MOST_STICKS: Final = 5
"""A letter of somebody else goes onto so many sticks: one in five is lost."""
_LONG_ENOUGH_BYTES: Final = MIB
_BATCH: Final = 500


def change_item(envelope: bytes) -> bytes:
    """Return what stands for a change that was handed to a stick."""
    header = parse_envelope(envelope).header
    return b"c" + header.device + header.number.to_bytes(8, "big") + sha256(envelope)[:16]


def piece_item(object_id: ObjectId, offset: int) -> bytes:
    """Return what stands for a stretch of a file that was handed to a stick."""
    return b"f" + object_id + offset.to_bytes(8, "big")


def other_item(what: bytes) -> bytes:
    """Return what stands for keys, questions or a profile that were handed to a stick."""
    return b"o" + sha256(what)


def note_written(connection: sa.Connection, letter: bytes, items: Iterable[bytes]) -> None:
    """Remember what is in an outbox that is about to lie on a stick."""
    rows = [{"letter": letter, "item": item} for item in dict.fromkeys(items)]
    connection.execute(insert(schema.carried_out).on_conflict_do_nothing(), rows)


def written(connection: sa.Connection, letters: Sequence[bytes]) -> dict[bytes, set[bytes]]:
    """Return what is in those of these outboxes that this computer wrote, by their hash."""
    found: dict[bytes, set[bytes]] = {}
    table = schema.carried_out
    for start in range(0, len(letters), _BATCH):
        wanted = table.c.letter.in_(letters[start : start + _BATCH])
        for row in connection.execute(sa.select(table).where(wanted)):
            found.setdefault(bytes(row.letter), set()).add(bytes(row.item))
    return found


def forget_answered(connection: sa.Connection, needed: AbstractSet[bytes]) -> None:
    """Forget outboxes of which nothing is needed any more, wherever they are."""
    table = schema.carried_out
    useful = {bytes(row.letter) for row in connection.execute(sa.select(table)) if bytes(row.item) in needed}
    all_letters = {bytes(one) for one in connection.execute(sa.select(table.c.letter).distinct()).scalars()}
    for letter in sorted(all_letters - useful):
        connection.execute(sa.delete(table).where(table.c.letter == letter))


def take_homeward(connection: sa.Connection, said: Homeward) -> None:
    """Keep the hub's receipts that a stick brought, with their evidence.

    A copy of this vault signs with the same key and opens the same letters: a receipt counts where its bytes are ours.
    """
    settling.take_receipts(connection, _about_own(connection, said), stamp=said.stamp)
    eras.came_home(connection, said)
    known = sa.select(schema.evidence.c.rowid).where(schema.evidence.c.signature == said.signature)
    if connection.execute(known.limit(1)).first() is None:
        connection.execute(
            sa.insert(schema.evidence).values(
                position=said.position,
                message=said.message,
                signature=said.signature,
                receipts=said.receipts,
                # Nobody asked: what names the changes is the hashes that were signed.
                request=said.hashes,
            )
        )
    for file in said.files:
        if file.complete:
            object_table.set_at_hub(connection, file.object_id)


def _about_own(connection: sa.Connection, said: Homeward) -> list[Receipt]:
    """Return the receipts for the very bytes that were sealed here."""
    answers, table = said.each_answer(), schema.outbox
    sealed: dict[tuple[bytes, int], bytes] = {}
    for signer in {bytes(receipt.device) for receipt, _ in answers}:
        numbers = [receipt.first for receipt, _ in answers if receipt.device == signer]
        wanted = sa.and_(table.c.signer == signer, table.c.number.between(min(numbers), max(numbers)))
        for row in connection.execute(sa.select(table.c.number, table.c.envelope).where(wanted)):
            sealed[signer, row.number] = sha256(row.envelope)[:HASH_BYTES]
    return [receipt for receipt, hashed in answers if sealed.get((bytes(receipt.device), receipt.first)) == hashed]


def came_back(connection: sa.Connection, stanzas: Sequence[Stanza], profile: bytes) -> None:
    """Note that the hub has keys that this computer sealed to others, and its profile: a stick brings them from there.

    Only the very same bytes count: until then they were in letters for the hub alone.
    """
    table = schema.stanzas
    for one in stanzas:
        same = sa.and_(
            table.c.audience == one.audience,
            table.c.epoch == one.number,
            table.c.recipient == one.recipient,
            table.c.sealed == one.sealed,
        )
        connection.execute(sa.update(table).where(same, table.c.is_sent.is_(sa.false())).values(is_sent=True))
    if profile and values.read_value(connection, values.PROFILE_TO_SEND) == profile:
        values.delete_value(connection, values.PROFILE_TO_SEND)


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of somebody else: its hash, its kind, and its bytes, which nobody here can read."""

    hash: bytes
    kind: str
    data: bytes


def take_along(connection: sa.Connection, letter: Letter) -> bool:
    """Keep a letter of somebody else for the next sticks; the oldest of its kind go where there are too many.

    Returns:
        Whether it is new here.
    """
    table = schema.carried_for_others
    tick = (connection.execute(sa.select(sa.func.max(table.c.noted))).scalar() or 0) + 1
    row = {"letter": letter.hash, "kind": letter.kind, "bytes": letter.data, "noted": tick, "written": 0}
    is_new = connection.execute(insert(table).values(**row).on_conflict_do_nothing()).rowcount > 0
    if is_new:
        _let_oldest_go(connection, letter.kind)
    return is_new


def _let_oldest_go(connection: sa.Connection, kind: str) -> None:
    table = schema.carried_for_others
    columns = (table.c.letter, sa.func.length(table.c.bytes).label("size"))
    rows = connection.execute(sa.select(*columns).where(table.c.kind == kind).order_by(table.c.noted.desc()))
    size, count, gone = 0, 0, []
    for row in rows:
        size, count = size + row.size, count + 1
        if count > MOST_LETTERS or size > MOST_BYTES:
            gone.append(bytes(row.letter))
    for letter in gone:
        connection.execute(sa.delete(table).where(table.c.letter == letter))


def taken_along(connection: sa.Connection, kind: str) -> Iterator[Letter]:
    """Yield the letters of others of a kind, the oldest first."""
    table = schema.carried_for_others
    hashes = connection.execute(sa.select(table.c.letter).where(table.c.kind == kind).order_by(table.c.noted))
    for letter in hashes.scalars().all():
        data = connection.execute(sa.select(table.c.bytes).where(table.c.letter == letter)).scalar_one()
        yield Letter(bytes(letter), kind, bytes(data))


def was_taken_out(connection: sa.Connection, letter: Letter) -> None:
    """Note that a letter of somebody else lies on one more stick; after enough of them it is forgotten here."""
    table = schema.carried_for_others
    here = table.c.letter == letter.hash
    connection.execute(sa.update(table).where(here).values(written=table.c.written + 1))
    connection.execute(sa.delete(table).where(here, table.c.written >= MOST_STICKS))


def replace_kept(connection: sa.Connection, kind: str, data: bytes) -> None:
    """Keep the newest of a kind of which only one is kept."""
    connection.execute(sa.delete(schema.carried_for_others).where(schema.carried_for_others.c.kind == kind))
    take_along(connection, Letter(sha256(kind.encode() + data), kind, data))


def keep_marks(connection: sa.Connection, feed: FeedId, marks: Iterable[Mark]) -> None:
    """Keep the hub's marks on a feed."""
    rows = [{"feed": feed, "n": one.n, "position": one.position, "mark": one.signature} for one in marks]
    if rows:
        connection.execute(insert(schema.feed_marks).on_conflict_do_nothing(), rows)


def last_mark(connection: sa.Connection, feed: FeedId, ordinal: int, *, n: int | None = None) -> MarkFrame | None:
    """Return the newest mark on a feed, or the newest at an entry; None where there is none."""
    table = schema.feed_marks
    wanted = sa.select(table).where(table.c.feed == feed)
    if n is not None:
        wanted = wanted.where(table.c.n == n)
    row = connection.execute(wanted.order_by(table.c.n.desc(), table.c.position.desc()).limit(1)).first()
    return MarkFrame(ordinal, row.n, row.position, bytes(row.mark)) if row is not None else None


def frames(connection: sa.Connection, feed: FeedId, ordinal: int, *, after: int) -> Iterator[tuple[int, bytes]]:
    """Yield what is here of a feed behind an entry, as frames that the hub's marks close; each with its last entry.

    Ends where a mark is missing for too long a stretch: that cannot be proved to anybody else.
    """
    entries, marks = schema.entries, schema.feed_marks
    closing = sa.and_(entries.c.feed == marks.c.feed, entries.c.n == marks.c.n, entries.c.position == marks.c.position)
    query = sa.select(marks.c.n, marks.c.mark).join(entries, closing).where(marks.c.feed == feed, marks.c.n > after)
    for row in connection.execute(query.order_by(marks.c.n)).all():
        wanted = sa.and_(entries.c.feed == feed, entries.c.n > after, entries.c.n <= row.n)
        found = connection.execute(sa.select(entries).where(wanted).order_by(entries.c.n)).all()
        size = sum(len(one.envelope) for one in found)
        if len(found) != row.n - after or size > MAX_FRAME_BYTES:
            return
        wire = tuple(WireEntry(one.position, one.stamp, one.flags, bytes(one.envelope)) for one in found)
        try:
            # As long as it is: whoever guesses more than the hub counted never closes a frame of many little changes.
            frame = encode_frame(EntriesFrame(ordinal, after + 1, wire, bytes(row.mark)))
        except LimitError:
            return
        yield row.n, frame
        after = row.n


def stretches(connection: sa.Connection, feed: FeedId, ordinal: int, *, after: int) -> Iterator[tuple[int, int, bytes]]:
    """Yield stretches behind an entry: numbers of their first and last entries, and their bytes."""
    first, held, last = after + 1, list[bytes](), after
    for n, frame in frames(connection, feed, ordinal, after=after):
        held.append(frame)
        last = n
        if sum(map(len, held)) >= _LONG_ENOUGH_BYTES:
            yield first, last, b"".join(held)
            first, held = last + 1, []
    if held:
        yield first, last, b"".join(held)


def entries_bytes(connection: sa.Connection) -> int:
    """Return about how long all entries that are here are on a stick."""
    total = sa.func.coalesce(sa.func.sum(sa.func.length(schema.entries.c.envelope) + 32), 0)
    return int(connection.execute(sa.select(total)).scalar_one())


def proved_up_to(connection: sa.Connection, feed: FeedId, ordinal: int) -> int:
    """Return the last entry of a feed up to which marks close frames, so that it can be passed on."""
    reach = 0
    for reach, _ in frames(connection, feed, ordinal, after=0):  # noqa: B007 - the last one counts
        pass
    return reach


def unproved(connection: sa.Connection, feed: FeedId, ordinal: int) -> int:
    """Count the entries of a feed that cannot be passed on: behind the last one up to which marks close frames."""
    table = schema.entries
    newest = connection.execute(sa.select(sa.func.max(table.c.n)).where(table.c.feed == feed)).scalar() or 0
    return int(newest) - proved_up_to(connection, feed, ordinal)
