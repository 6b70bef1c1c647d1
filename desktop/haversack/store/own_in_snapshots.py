"""What may be said of own changes where a snapshot stands in the place of their entries, which never come here.

How far somebody's chain is, as a keeper says, says nothing of the bytes under each number: another copy of this vault
may have used it, or the keeper may lie. Only the hub's signed receipt for those very bytes says that they are an entry.
Works on a connection inside a transaction. Must not ask the hub: what has no receipt is handed over again by `outbox`.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

import sqlalchemy as sa

from haversack.store import index_state, records, schema, snapshot_notices, snapshot_state, succession
from haversack.store.outbox import ItemState
from haversack.store.snapshot_notices import Verdict
from haversack.store.snapshot_state import Base
from haversack_sync.model import merge, policy
from haversack_sync.model.authority import Feed
from haversack_sync.model.ids import DeviceId, FeedId, Position, RecordId
from haversack_sync.model.operations import decode_change
from haversack_sync.model.record import RecordState
from haversack_sync.protocol.network import NetworkView

_Row: TypeAlias = "sa.Row[tuple[object, ...]]"
_BATCH: Final = 500
_DROPPED: Final = "dropped"
"""What a snapshot says of a change that made a record which is not in it."""


def notice_copies(connection: sa.Connection, authors: Mapping[DeviceId, int], *, own: Collection[DeviceId]) -> None:
    """Notice by a snapshot's authors that somebody else signs with an own key: numbers that were never sealed here."""
    table = schema.outbox
    for signer in own:
        last = connection.execute(sa.select(sa.func.max(table.c.number)).where(table.c.signer == signer)).scalar()
        if authors.get(signer, -1) > (last if last is not None else -1):
            succession.note_copied(connection, signer)


def settle(connection: sa.Connection, view: NetworkView, feed: Feed) -> bool:
    """Note what became of own changes that the hub has signed for and that a feed's snapshot stands for.

    What has no receipt stays as it is, seen over the snapshot's state, until the hub was asked.

    Args:
        connection: Inside a transaction.
        view: The network.
        feed: A feed that began here with a snapshot.

    Returns:
        Whether the hub's receipts agree with the snapshot. What they contradict stays as it is, too.
    """
    base = snapshot_state.base_of(connection, view, feed.handle)
    table, agrees = schema.outbox, True
    received = sa.and_(table.c.feed == feed.handle, table.c.state == ItemState.RECEIVED.value)
    rows = connection.execute(sa.select(table).where(received).order_by(table.c.sequence)).all()
    stands = [row for row in rows if row.position <= base.position]
    for row, reason in _judged(connection, view, feed, [row for row in stands if _is_counted(base, row)]):
        if reason == _DROPPED:
            agrees = False
            continue
        state = ItemState.REFUSED if reason else ItemState.PUBLISHED
        here = table.c.sequence == row.sequence
        connection.execute(sa.update(table).where(here).values(state=state.value, reason=reason))
        if row.record is not None:
            index_state.mark_stale(connection, feed.handle, [RecordId(row.record)])
    return agrees and all((row.position <= base.position) == _is_counted(base, row) for row in rows)


def settle_answered(connection: sa.Connection, view: NetworkView) -> None:
    """Settle what the hub has signed for after the snapshot was taken; note a snapshot that its receipts contradict."""
    table, bases = schema.outbox, schema.snapshot_bases
    received = sa.and_(table.c.state == ItemState.RECEIVED.value, table.c.feed == bases.c.feed)
    rows = connection.execute(sa.select(bases.c.feed, bases.c.notice_position).where(received).distinct()).all()
    for row in rows:
        feed = view.authority.feeds[FeedId(row.feed)]
        if not settle(connection, view, feed):
            for announced in snapshot_notices.read(connection, feed.handle):
                if announced.position == row.notice_position:
                    snapshot_notices.judge(connection, announced, Verdict.WRONG)


def _is_counted(base: Base, row: _Row) -> bool:
    return bool(row.number <= base.authors.get(DeviceId(row.signer), -1))


def _judged(
    connection: sa.Connection, view: NetworkView, feed: Feed, rows: Sequence[_Row]
) -> Iterator[tuple[_Row, str]]:
    """Yield each change, and why the rules refused it; empty where they did not."""
    for start in range(0, len(rows), _BATCH):
        some = rows[start : start + _BATCH]
        wanted = sorted({RecordId(row.record) for row in some if row.record is not None})
        states = records.load_states(connection, feed.handle, wanted)
        for row in some:
            if row.record is None:
                yield row, ""
                continue
            _, state = states.get(RecordId(row.record), (0, None))
            yield row, _refusal(view, feed, row, state)


def _refusal(view: NetworkView, feed: Feed, row: _Row, state: RecordState | None) -> str:
    """Return why the rules refused a change that the hub took.

    The author, the audience and the rules are those of its position; the record is as it stands here now, since only
    the entries know how it was. That can be another answer only where a record went from one organisation to another.
    """
    signer, position = DeviceId(row.signer), Position(row.position)
    if state is not None and _has_written(state, signer, row.number):
        return ""
    device, audience = view.authority.devices.get(signer), view.authority.audiences[feed.audience]
    span = device.before(position) if device is not None else None
    author = policy.Author(signer, span.role, span.organisation) if span else None
    rules = view.authority.rules_before(position)
    change = decode_change(row.body)
    verdict = policy.judge(author, audience.type, state, change, rules=rules)
    if verdict.outcome is policy.Outcome.REFUSED:
        return verdict.reason
    if state is not None:
        return ""
    try:
        merge.apply(None, change, feed=feed.handle, device=signer, number=row.number, position=position)
    except merge.RefusedError as error:
        return error.reason
    return _DROPPED


def _has_written(state: RecordState, device: DeviceId, number: int) -> bool:
    """Tell whether something of a change stands in a record."""
    return (device, number) in snapshot_state.authors_of(state)
