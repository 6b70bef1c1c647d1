"""Holds everything that replay wrote against the entries that are kept, and puts right what is another (K4).

A feed after the other, in turns of some ten milliseconds between which anything else may happen; what moves meanwhile
is looked at again. While all is well not a byte is written. What cannot be made again from here is noted, and comes
again with the next sync (`begin_again`); until then it stays as it is, for somebody may need it offline. What waits in
the outbox is never touched. Must not know who asked.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import sqlalchemy as sa

from haversack.store import (
    recheck_base,
    recheck_chain,
    recheck_entries,
    recheck_marks,
    recheck_records,
    recheck_rows,
    replaying,
    schema,
    trust,
    values,
)
from haversack.store.recheck_base import BadBaseError, BaseVerdict
from haversack.store.recheck_chain import Chained, Ground, MovedError, ground_of
from haversack.store.recheck_entries import Said
from haversack.store.recheck_records import CannotTellError
from haversack.store.replica import VaultReplica
from haversack_sync.client.replay import Outcome, Replayed
from haversack_sync.model.authority import Feed
from haversack_sync.model.ids import FeedId, Position
from haversack_sync.protocol.entries import Standing
from haversack_sync.protocol.envelope import parse_envelope
from haversack_sync.protocol.errors import ForkError, WireError

_BLOCK = 500
_PARTS = 2_000
"""Parts of records that are counted in one turn."""
_TRIES = 5
"""A feed that moves on while it is looked at is looked at so often; then another day."""


@dataclass(slots=True)
class Tally:
    """What a check found so far.

    Attributes:
        entries: Entries that were opened again.
        records: Records that were replayed again.
        mended: Records, and other rows, that were put right from what is kept here.
        again: Feeds of which something must come again.
        lost: Whether something can be put right neither from here nor by the hub.
        unproven: Feeds that began with a snapshot which cannot be held against its digest any more.
        is_whole: Whether every feed could be judged.
    """

    entries: int = 0
    records: int = 0
    mended: int = 0
    again: set[FeedId] = field(default_factory=set)
    lost: bool = False
    unproven: set[FeedId] = field(default_factory=set)
    is_whole: bool = True


def check_feeds(replica: VaultReplica, tally: Tally) -> Iterator[None]:
    """Look at every feed of content.

    Args:
        replica: The open vault's.
        tally: Filled in.

    Yields:
        After each turn; no transaction is open then.

    Raises:
        VaultError: The disk is full or the vault damaged; everything committed before is kept.
    """
    for feed in replica.network().authority.feeds_in_order():
        yield from check_with_patience(replica, feed.handle, tally)


def check_with_patience(
    replica: VaultReplica, handle: FeedId, tally: Tally, *, is_coming_again: bool = False
) -> Iterator[None]:
    """Look at one feed, and again where it moves on meanwhile; see `check_feeds`.

    Args:
        replica: The open vault's.
        handle: Of the feed.
        tally: Filled in.
        is_coming_again: Whether it is looked at although it is noted that it must come again.

    Yields:
        After each turn; no transaction is open then.
    """
    for _ in range(_TRIES):
        feed = replica.network().authority.feeds.get(handle)
        if feed is None:
            return
        try:
            if not is_coming_again and _is_marked(replica, handle):
                tally.again.add(handle)
            else:
                yield from check_feed(replica, feed, tally)
        except MovedError:
            continue
        except BadBaseError:
            _come_again(replica, handle, tally)
        except (CannotTellError, ForkError, WireError):
            tally.is_whole = False
        return
    tally.is_whole = False


def check_feed(replica: VaultReplica, feed: Feed, tally: Tally) -> Iterator[None]:
    """Look at one feed.

    Raises:
        BadBaseError: What it began with must come again.
        CannotTellError: This program cannot judge an entry that was judged before.
        ForkError: An author had seen another history of authority.
        MovedError: The feed moved on meanwhile, or was put right so far that it must be looked at anew.
        WireError: What is kept of it is malformed.
    """
    with replica.reading() as connection:
        ground = _ground(connection, replica, feed)
    if ground is None:
        _come_again(replica, feed.handle, tally)
        return
    last = yield from recheck_chain.chained(replica.reading, ground)
    if not last.agrees(ground.standing):
        _put_standing_right(replica, ground, last, tally)
        return
    begun = yield from recheck_base.look(replica.reading, ground)
    if begun is BaseVerdict.WRONG:
        raise BadBaseError("another than the snapshot")
    is_proven = begun is not BaseVerdict.UNKNOWN
    if not is_proven:
        tally.unproven.add(feed.handle)
    _put_applied_right(replica, ground, tally)
    yield
    said = Said()
    yield from recheck_entries.read(replica.reading, ground, said)
    if said.bound < ground.applied:
        raise CannotTellError("an entry that opened before")
    tally.entries += ground.applied - ground.base.n
    for mended in recheck_records.check(replica.reading, replica.transaction, ground, said, is_proven=is_proven):
        tally.mended += mended
        yield
    tally.records += len(said.of_record)
    yield from _check_rows(replica, ground, said, tally)


def _is_marked(replica: VaultReplica, feed: FeedId) -> bool:
    """Tell whether it is noted already that a feed must come again."""
    with replica.reading() as connection:
        return feed in recheck_marks.read(connection)


def _ground(connection: sa.Connection, replica: VaultReplica, feed: Feed) -> Ground | None:
    """Read what a feed rests on; None where that is malformed."""
    try:
        return ground_of(connection, replica.network(), feed)
    except WireError:
        return None


def _come_again(replica: VaultReplica, feed: FeedId, tally: Tally) -> None:
    """Note that a feed must come again. Until a hub is there everything stays as it is."""
    tally.again.add(feed)
    with replica.transaction() as connection:
        recheck_marks.add(connection, feed)


def _put_standing_right(replica: VaultReplica, ground: Ground, rows: Chained, tally: Tally) -> None:
    """Put right where a feed stands, if the rows are proven; else let what is not come again.

    Raises:
        MovedError: It was put right.
    """
    stands, handle = ground.standing, ground.feed.handle
    is_same = (rows.n, rows.digest) == (stands.n, stands.digest)
    is_empty = rows.n == stands.n == 0
    is_proven = rows.proven.n == rows.n > ground.base.n and not _is_signed(replica, ground)
    if not (is_same or is_empty or is_proven):
        _come_again(replica, handle, tally)
        return
    with replica.transaction() as connection:
        ground.check(connection)
        trust.save_standing(connection, handle, Standing(rows.n, rows.position, rows.digest))
    tally.mended += 1
    raise MovedError("put right")


def _is_signed(replica: VaultReplica, ground: Ground) -> bool:
    """Tell whether the hub signed what the feed's row says: then entries are missing, or are others."""
    table = schema.feed_marks
    here = sa.and_(table.c.feed == ground.feed.handle, table.c.n == ground.standing.n)
    with replica.reading() as connection:
        marks = connection.execute(sa.select(table.c.position, table.c.mark).where(here)).all()
    at = Standing(ground.standing.n, Position(0), ground.standing.digest)
    return any(recheck_chain.is_by_hub(ground, at, (row.position, row.mark)) for row in marks)


def _put_applied_right(replica: VaultReplica, ground: Ground, tally: Tally) -> None:
    """Put right how far a feed was replayed.

    Raises:
        MovedError: It was put right.
    """
    base, table = ground.base, schema.feeds
    if base.n <= ground.applied <= ground.standing.n and not _can_go_on(replica, ground):
        return
    with replica.transaction() as connection:
        ground.check(connection)
        before = ground.applied
        if not base.n <= before <= ground.standing.n:
            here = table.c.feed == ground.feed.handle
            connection.execute(sa.update(table).where(here).values(applied_n=ground.standing.n))
        replaying.resume(connection, ground.view, ground.feed, own=replica.identity().handles)
        after = ground_of(connection, ground.view, ground.feed).applied
    if after != before:
        tally.mended += 1
        raise MovedError("put right")


def _can_go_on(replica: VaultReplica, ground: Ground) -> bool:
    """Tell whether the first entry that was not replayed yet opens: the program would have replayed it."""
    if ground.applied == ground.standing.n:
        return False
    with replica.reading() as connection:
        first = recheck_entries.kept(connection, ground, schema.entries.c.n == ground.applied + 1)
        if not first or first[0].entry.is_erased:
            return bool(first)
        envelope = parse_envelope(first[0].entry.envelope)
        one = recheck_entries.opened(connection, ground, first[0].entry, envelope)
    return not (isinstance(one, Replayed) and one.outcome is Outcome.HELD)


def _check_rows(replica: VaultReplica, ground: Ground, said: Said, tally: Tally) -> Iterator[None]:
    """Look at what replay wrote beside the records."""
    for start in range(ground.base.n + 1, ground.applied + 1, _BLOCK):
        with replica.reading() as connection:
            ground.check(connection)
            last = min(start + _BLOCK - 1, ground.applied)
            wrong = recheck_rows.wrong_reasons(connection, ground, said, first=start, last=last)
        if wrong:
            with replica.transaction() as connection:
                recheck_rows.write_reasons(connection, ground, wrong)
            tally.mended += len(wrong)
        yield
    with replica.reading() as connection:
        ground.check(connection)
        numbers = recheck_rows.wrong_authors(connection, ground, said)
        others = recheck_rows.mend_notices(connection, ground, said, writes=False)
        others += recheck_rows.mend_erased(connection, ground, said, writes=False)
    if numbers or others:
        with replica.transaction() as connection:
            ground.check(connection)
            recheck_rows.write_authors(connection, ground, numbers)
            recheck_rows.mend_notices(connection, ground, said, writes=True)
            recheck_rows.mend_erased(connection, ground, said, writes=True)
        tally.mended += len(numbers) + others
    yield


def check_keys(replica: VaultReplica, tally: Tally, *, open_key: bytes | None) -> None:
    """Hold the audiences' keys against what the chain commits to; a wrong one comes again, if it can.

    Args:
        replica: The open vault's.
        tally: Filled in.
        open_key: The key of what is open to everybody, as the network's profile gives it.
    """
    view = replica.network()
    with replica.reading() as connection:
        wrong = recheck_rows.wrong_keys(connection, view)
        missing = recheck_rows.missing_keys(connection, view)
    if not wrong and not missing:
        return
    with replica.transaction() as connection:
        recheck_rows.drop_keys(connection, wrong)
        if open_key is not None:
            trust.save_key(connection, view.authority.open_audience, 0, open_key)
        trust.open_keys(connection, view, replica.identity())
        gone = [one for one in wrong if trust.audience_key(connection, *one) is None]
        if gone:
            # The hub gives every key that was sealed for this computer once more.
            values.write_number(connection, values.STANZA_SERIAL, 0)
        tally.lost |= bool(gone)
        back = [one for one in (*wrong, *missing) if trust.audience_key(connection, *one) is not None]
        tally.mended += len(back)


def drop_strangers(replica: VaultReplica, tally: Tally) -> Iterator[None]:
    """Drop records of feeds that the network does not have, and parts of no record.

    A record may be strange because its feed's name was damaged. Where a snapshot had it, and nothing proves what that
    had, or it is known already that something is missing, it stays, and those feeds come again.

    Args:
        replica: The open vault's.
        tally: Filled in.

    Yields:
        After each turn.
    """
    table, strange = schema.records, is_strange(replica)
    with replica.reading() as connection:
        count = int(connection.execute(sa.select(sa.func.count()).select_from(table).where(strange)).scalar_one())
    if count and not tally.again and not tally.unproven:
        with replica.transaction() as connection:
            connection.execute(sa.delete(table).where(strange))
        tally.mended += count
    elif count:
        for feed in sorted(tally.unproven):
            _come_again(replica, feed, tally)
    yield
    for part in (schema.versions, schema.elements):
        yield from _drop_parts(replica, part, tally)


def is_strange(replica: VaultReplica) -> "sa.ColumnElement[bool]":
    """Return which records are of no feed that the network has."""
    known = [feed.handle for feed in replica.network().authority.feeds_in_order()]
    return schema.records.c.feed.not_in(known)


def _drop_parts(replica: VaultReplica, part: sa.Table, tally: Tally) -> Iterator[None]:
    """Drop rows that belong to no record."""
    last, owner, table = -1, part.c.record_rowid, schema.records
    while True:
        with replica.reading() as connection:
            some = sa.select(owner).where(owner > last).order_by(owner).limit(_PARTS)
            owners = sorted(set(connection.execute(some).scalars()))
            here = sa.select(table.c.rowid).where(table.c.rowid > last, table.c.rowid <= max(owners, default=last))
            lost = sorted(set(owners) - set(connection.execute(here).scalars()))
        if lost:
            with replica.transaction() as connection:
                for number in lost:
                    connection.execute(sa.delete(part).where(owner == number))
            tally.mended += len(lost)
        if not owners:
            return
        last = owners[-1]
        yield
