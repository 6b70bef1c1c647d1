"""Holds a feed's kept entries against where it stands: the digest is made anew from the rows, never the other way.

Where they do not agree, the hub's own marks say which of the two is right, and up to where. Reads only, in short turns.
Must not look at what the entries say.
"""

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Final, TypeVar, cast

import sqlalchemy as sa

from haversack.store import schema, snapshot_state, trust
from haversack.store.bulk import Row
from haversack.store.snapshot_state import Base
from haversack_sync.model.authority import Feed
from haversack_sync.model.ids import Position
from haversack_sync.protocol.entries import Entry, Standing, next_digest, verify_mark
from haversack_sync.protocol.errors import SignatureError
from haversack_sync.protocol.network import NetworkView

T = TypeVar("T")

_BLOCK: Final = 500
"""Entries that are chained in one turn: a few milliseconds, since nothing is opened."""
# Written out, because it is asked at the begin of each turn.
_GROUND: Final = (
    "SELECT feeds.applied_n, feeds.n, feeds.digest, feeds.known_to, base.n, base.position, base.digest, base.authors,"
    " base.notice_position FROM feeds LEFT JOIN snapshot_bases AS base ON base.feed = feeds.feed WHERE feeds.feed = ?"
)

Mark = tuple[int, bytes]
Reading = Callable[[], AbstractContextManager[sa.Connection]]


class MovedError(Exception):
    """The feed is another one than when this check of it began: something came meanwhile."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a check of a feed rests on.

    Attributes:
        view: The network.
        feed: The feed.
        base: Where it begins here.
        standing: Where it stands, by its row.
        applied: How many entries were replayed, by its row.
        rows: All of that as it is written.
    """

    view: NetworkView
    feed: Feed
    base: Base
    standing: Standing
    applied: int
    rows: Row

    def check(self, connection: sa.Connection) -> None:
        """Check that nothing came meanwhile.

        Raises:
            MovedError: Something did.
        """
        if _rows(connection, self.feed) != self.rows:
            raise MovedError("the feed moved on")


def ground_of(connection: sa.Connection, view: NetworkView, feed: Feed) -> Ground:
    """Read what a feed rests on."""
    rows, base = _rows(connection, feed), snapshot_state.base_of(connection, view, feed.handle)
    standing = trust.load_standing(connection, view, feed.handle)
    return Ground(view, feed, base, standing, int(rows[0] or 0) if rows else 0, rows)


def _rows(connection: sa.Connection, feed: Feed) -> Row:
    row = connection.exec_driver_sql(_GROUND, (feed.handle,)).first()
    return tuple(row) if row is not None else ()


@dataclass(frozen=True, slots=True)
class Chained:
    """What the kept entries add up to.

    Attributes:
        n: How many there are, in a row, with those that a snapshot stands for.
        position: Of the last one.
        digest: The chain's digest after it.
        proven: Where the feed stood at the last of them that the hub's own word proves; at least where it begins.
    """

    n: int
    position: Position
    digest: bytes
    proven: Standing

    def agrees(self, standing: Standing) -> bool:
        """Tell whether that is where the feed stands."""
        return (self.n, self.digest) == (standing.n, standing.digest) and self.position <= standing.position


def beginning(ground: Ground) -> Chained:
    """Return where a feed begins here."""
    base = ground.base
    return Chained(base.n, base.position, base.digest, Standing(base.n, base.position, base.digest))


def chained(reading: Reading, ground: Ground) -> Generator[None, None, Chained]:
    """Chain a feed's kept entries anew.

    Args:
        reading: Opens a consistent state; none is open between two turns.
        ground: Of which feed.

    Yields:
        After each turn.

    Returns:
        What they add up to, as far as they follow each other.

    Raises:
        MovedError: The feed moved on meanwhile.
    """
    view, feed, table = ground.view, ground.feed.handle, schema.entries
    so_far = beginning(ground)
    while True:
        with reading() as connection:
            ground.check(connection)
            wanted = sa.and_(table.c.feed == feed, table.c.n > so_far.n)
            rows = connection.execute(sa.select(table).where(wanted).order_by(table.c.n).limit(_BLOCK)).all()
            marks = _marks(connection, ground, first=so_far.n, last=so_far.n + len(rows))
        is_whole, block = True, so_far
        for row in rows:
            entry = Entry(Position(row.position), row.stamp, row.flags, row.envelope)
            if row.n != block.n + 1 or row.position <= block.position:
                is_whole = False
                break
            digest = next_digest(block.digest, entry, root=view.root, era=view.era_of(entry.position), feed=feed)
            at = Standing(row.n, entry.position, digest)
            is_proven = any(is_by_hub(ground, at, mark) for mark in marks.get(row.n, ()))
            block = Chained(row.n, entry.position, digest, at if is_proven else block.proven)
        so_far = block
        yield
        if len(rows) < _BLOCK or not is_whole:
            return so_far


def _marks(connection: sa.Connection, ground: Ground, *, first: int, last: int) -> dict[int, list[Mark]]:
    """Return the hub's marks on a stretch of a feed, by entry: up to which position, and the signature."""
    table, found = schema.feed_marks, dict[int, list[Mark]]()
    here = sa.and_(table.c.feed == ground.feed.handle, table.c.n > first, table.c.n <= last)
    for row in connection.execute(sa.select(table).where(here).order_by(table.c.n)):
        found.setdefault(row.n, []).append((row.position, row.mark))
    return found


def is_by_hub(ground: Ground, at: Standing, mark: Mark) -> bool:
    """Tell whether the hub signed that a feed stands so.

    Args:
        ground: Of which feed.
        at: After how many entries, with the position of the last one.
        mark: Up to which position nothing more lies in the feed, and the signature.
    """
    view, (position, signature) = ground.view, mark
    if position < at.position:
        return False
    key, era = view.authority.hub_sign_key, view.era_at(position)
    said = Standing(at.n, Position(position), at.digest)
    try:
        verify_mark(said, signature, root=view.root, era=era, feed=ground.feed.handle, hub_key=key)
    except SignatureError:
        return False
    return True


def at_once(turns: Generator[None, None, T]) -> T:
    """Take all turns of some work in a row, and return what it comes to."""
    while True:
        try:
            next(turns)
        except StopIteration as end:
            return cast("T", end.value)
