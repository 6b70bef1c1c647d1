"""Orders of erasure that a restored hub lost: what was erased here stays so, and the hub erases it again.

The hub has what was erased before its backup in full again, and may not take an order back that names places beyond.
Works on a connection inside a transaction. Must not order anything: `operations.erasing` does, of what is noted here.
"""

import sqlalchemy as sa

from haversack.store import erasing_orders, schema, schema_orders, trust
from haversack.store.erased import NO_ORDER
from haversack_sync.client.replay import Replayed, open_entry
from haversack_sync.model.authority import Feed
from haversack_sync.model.ids import AudienceId, Position
from haversack_sync.protocol.entries import Entry
from haversack_sync.protocol.envelope import parse_envelope
from haversack_sync.protocol.network import NetworkView


def forget(connection: sa.Connection, view: NetworkView, feed: Feed, position: int) -> None:
    """Forget where the orders beyond a position lay; note what they erased up to there as erased by no order.

    Args:
        connection: Inside a transaction; the feed's entries are still there.
        view: The network as it was known.
        feed: The feed.
        position: Of the last entry that is left.
    """
    _note_unordered(connection, view, feed, position)
    gone, known = schema.erased_entries, schema.erased_records
    connection.execute(sa.delete(gone).where(gone.c.feed == feed.handle, gone.c.position > position))
    orders, entries = schema.erasures, schema.entries
    left = sa.select(sa.func.max(entries.c.n)).where(entries.c.feed == feed.handle, entries.c.position <= position)
    beyond = sa.and_(gone.c.feed == feed.handle, gone.c.order_n > (connection.execute(left).scalar() or 0))
    connection.execute(sa.update(gone).where(beyond).values(order_n=NO_ORDER))
    erased_there = sa.and_(known.c.feed == feed.handle, known.c.position > position)
    connection.execute(sa.update(known).where(erased_there).values(position=NO_ORDER))
    connection.execute(sa.delete(orders).where(orders.c.feed == feed.handle, orders.c.position > position))


def forget_reports(connection: sa.Connection, view: NetworkView) -> None:
    """Forget who followed what lost orders alone carried out, whether these came here or a snapshot told of them.

    The hub takes no report about what it did not carry out; once it did so again, each device says it again.

    Args:
        connection: Inside a transaction, after `forget` of each feed.
        view: The network as it was known.
    """
    for said in view.authority.erasures.values():
        erasing = erasing_orders.opened(connection, view, said)
        if erasing is not None and erasing_orders.is_lost(connection, said, erasing):
            for told in (schema_orders.erasures_reported, schema_orders.erasures_done):
                connection.execute(sa.delete(told).where(told.c.announced == said.id))


def _note_unordered(connection: sa.Connection, view: NetworkView, feed: Feed, position: int) -> None:
    orders, entries, gone = schema.erasures, schema.entries, schema.erased_entries
    here = sa.and_(entries.c.feed == orders.c.feed, entries.c.position == orders.c.position)
    lost = sa.and_(orders.c.feed == feed.handle, orders.c.position > position, orders.c.is_wrong.is_(sa.false()))

    def key_of(audience: AudienceId, epoch: int) -> bytes | None:
        return trust.audience_key(connection, audience, epoch)

    for row in connection.execute(sa.select(entries).join_from(entries, orders, here).where(lost)).all():
        entry = Entry(Position(row.position), row.stamp, row.flags, row.envelope)
        one = None if entry.is_erased else open_entry(view, feed, entry, parse_envelope(entry.envelope), key_of=key_of)
        if not isinstance(one, Replayed) or one.order is None or one.erasing is None or len(one.erasing.records) != 1:
            # Of several records nobody can tell which entry was whose; this program makes no such order.
            continue
        named = [each.position for each in one.order.entries if each.position <= position]
        is_named = sa.and_(gone.c.feed == feed.handle, gone.c.position.in_(named))
        noted = {"record": one.erasing.records[0], "is_ordered": False}
        connection.execute(sa.update(gone).where(is_named).values(noted))
