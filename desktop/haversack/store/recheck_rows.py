"""Puts right what replay wrote beside the records: reasons, authors' numbers, notices, what was erased, keys.

Each is held against what the kept entries say and written only where it differs. Works on a connection inside a
transaction, or reading to find out. Must not erase anything that no order names.
"""

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from haversack.store import erased, erasing, recheck_entries, schema, snapshot_notices, trust
from haversack.store.erasing import Order
from haversack.store.recheck_chain import Ground
from haversack.store.recheck_entries import Said
from haversack_sync.client.replay import Opened
from haversack_sync.model.ids import AudienceId, DeviceId, RecordId
from haversack_sync.protocol.entries import Entry
from haversack_sync.protocol.envelope import parse_envelope
from haversack_sync.protocol.epochs import EpochName, commitment
from haversack_sync.protocol.network import NetworkView


def wrong_reasons(connection: sa.Connection, ground: Ground, said: Said, *, first: int, last: int) -> dict[int, str]:
    """Return entries of a stretch whose row gives another reason than they have; with the right one."""
    table = schema.entries
    here = sa.and_(table.c.feed == ground.feed.handle, table.c.n >= first, table.c.n <= last)
    rows = connection.execute(sa.select(table.c.n, table.c.refused).where(here)).all()
    return {row.n: said.reasons[row.n] for row in rows if said.reasons.get(row.n, row.refused) != row.refused}


def write_reasons(connection: sa.Connection, ground: Ground, reasons: dict[int, str]) -> None:
    """Write why entries have no effect."""
    table = schema.entries
    for n, reason in reasons.items():
        here = sa.and_(table.c.feed == ground.feed.handle, table.c.n == n)
        connection.execute(sa.update(table).where(here).values(refused=reason))


def wrong_authors(connection: sa.Connection, ground: Ground, said: Said) -> dict[DeviceId, int | None]:
    """Return authors whose last number is another than their entries say; with that one, or None for strangers."""
    table = schema.authors
    rows = connection.execute(sa.select(table).where(table.c.feed == ground.feed.handle)).all()
    known = {DeviceId(row.device): row.number for row in rows}
    wrong: dict[DeviceId, int | None] = {}
    for device in sorted(known.keys() | said.stubs.keys()):
        least, most = said.authors.get(device), said.stubs.get(device)
        # What stubs stand for counts only where their order is here.
        if known.get(device) not in (least, most):
            wrong[device] = most
    return wrong


def write_authors(connection: sa.Connection, ground: Ground, numbers: dict[DeviceId, int | None]) -> None:
    """Write authors' last numbers."""
    table = schema.authors
    for device, number in numbers.items():
        mine = sa.and_(table.c.feed == ground.feed.handle, table.c.device == device)
        connection.execute(sa.delete(table).where(mine))
        if number is not None:
            connection.execute(sa.insert(table).values(feed=ground.feed.handle, device=device, number=number))


def mend_notices(connection: sa.Connection, ground: Ground, said: Said, *, writes: bool) -> int:
    """Hold what is known of announced snapshots against their notices; what was found about each stays.

    Args:
        connection: Reading; inside a transaction if it writes.
        ground: Of which feed.
        said: What its entries say.
        writes: Whether what differs is put right.

    Returns:
        How many differ.
    """
    table, feed = schema.snapshot_notices, ground.feed.handle
    rows = {row["position"]: row for row in connection.execute(sa.select(table).where(table.c.feed == feed)).mappings()}
    wrong = 0
    for entry, envelope, notice in said.notices:
        facts = {
            "device": envelope.header.device,
            "n": notice.n,
            "digest": notice.digest,
            "index_object": envelope.header.refs[0],
            "summary": notice.summary,
        }
        row = rows.get(entry.position)
        if row is not None and all(row[name] == value for name, value in facts.items()):
            continue
        wrong += 1
        if writes and row is None:
            snapshot_notices.note(connection, entry, envelope, notice)
        elif writes:
            here = sa.and_(table.c.feed == feed, table.c.position == entry.position)
            connection.execute(sa.update(table).where(here).values(facts))
    return wrong


def mend_erased(connection: sa.Connection, ground: Ground, said: Said, *, writes: bool) -> int:
    """Hold what is known to be erased against the orders, and reports against theirs.

    Args:
        connection: Reading; inside a transaction if it writes.
        ground: Of which feed.
        said: What its entries say.
        writes: Whether what differs is put right.

    Returns:
        How many differ.
    """
    feed, followed = ground.feed.handle, schema.erasures
    rows = {row.position: row for row in connection.execute(sa.select(followed).where(followed.c.feed == feed))}
    gone, wrong = erased.ids(connection, feed), 0
    for n, entry, found in said.orders:
        if found.order is None or found.erasing is None:
            continue
        row, ids = rows.get(entry.position), [RecordId(one) for one in found.erasing.records]
        if row is None:
            wrong += 1
            if writes:
                order = Order(feed, entry.position, entry.stamp, n, found.order, found.erasing)
                erasing.follow(connection, order, lambda one: _opened(connection, ground, one), root=ground.view.root)
        elif not row.is_wrong and any(gone.get(one, erased.NO_ORDER) > entry.position for one in ids):
            wrong += 1
            if writes:
                erased.remember(connection, feed, ids, entry.position)
    return wrong + _mend_reports(connection, said, writes=writes)


def _opened(connection: sa.Connection, ground: Ground, entry: Entry) -> Opened | None:
    one = recheck_entries.opened(connection, ground, entry, parse_envelope(entry.envelope))
    return one if isinstance(one, Opened) else None


def _mend_reports(connection: sa.Connection, said: Said, *, writes: bool) -> int:
    table, wrong = schema.erasures_done, 0
    for (announced, device), stamp in said.reports.items():
        here = sa.and_(table.c.announced == announced, table.c.device == device)
        if connection.execute(sa.select(table.c.stamp).where(here)).scalar() == stamp:
            continue
        wrong += 1
        if writes:
            statement = insert(table).values(announced=announced, device=device, stamp=stamp)
            names = ["announced", "device"]
            connection.execute(statement.on_conflict_do_update(index_elements=names, set_={"stamp": stamp}))
    return wrong


def wrong_keys(connection: sa.Connection, view: NetworkView) -> list[tuple[AudienceId, int]]:
    """Return audience keys that are not those to which the chain commits; those of epochs to come are let be."""
    authority, table, wrong = view.authority, schema.audience_keys, []
    for row in connection.execute(sa.select(table).order_by(table.c.audience, table.c.epoch)):
        audience = AudienceId(row.audience)
        epoch = authority.epochs.get((audience, row.epoch))
        is_open = (audience, row.epoch) == (authority.open_audience, 0)
        committed = authority.open_commitment if is_open else epoch.body.commitment if epoch is not None else None
        name = EpochName(view.root, audience, row.epoch)
        if committed is not None and commitment(row.key, name) != committed:
            wrong.append((audience, row.epoch))
    return wrong


def drop_keys(connection: sa.Connection, keys: list[tuple[AudienceId, int]]) -> None:
    """Drop keys that open nothing: they come again by the keys after them, or with the next sync."""
    table = schema.audience_keys
    for audience, epoch in keys:
        connection.execute(sa.delete(table).where(table.c.audience == audience, table.c.epoch == epoch))


def missing_keys(connection: sa.Connection, view: NetworkView) -> list[tuple[AudienceId, int]]:
    """Return epochs whose key is not here, of audiences of which a later one is: the back-chain gives them."""
    return [
        (audience, number)
        for audience, number in sorted(view.authority.epochs)
        if trust.audience_key(connection, audience, number) is None
        and trust.audience_key(connection, audience, number + 1) is not None
    ]
