"""What the vault keeps of the chain of trust: `network` entries, where feeds stand, audience keys.

Authority itself is never stored: it is worked out again from the kept entries. Must not change what an entry says.
"""

import itertools
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from haversack.store import schema, values
from haversack.store.bulk import insert_rows
from haversack.store.errors import DamagedVaultError
from haversack_sync.client.answers import NetworkStep
from haversack_sync.client.identity import Identity
from haversack_sync.model.authority import Feed
from haversack_sync.model.authority_entries import AddEpoch
from haversack_sync.model.ids import NETWORK_FEED, AudienceId, DeviceId, FeedId, Position, key_handle
from haversack_sync.protocol import sealing
from haversack_sync.protocol.entries import Entry, Standing, first_digest
from haversack_sync.protocol.epochs import EpochName, commitment, key_before, open_label, open_stanza
from haversack_sync.protocol.errors import DigestError, SealError, WireError
from haversack_sync.protocol.limits import MAX_STANZAS
from haversack_sync.protocol.messages import Stanza
from haversack_sync.protocol.network import NetworkView, rebuild

SHELVES_FIRST: Final = ("crisis", "calendar", "directory", "library", "training")
"""Words that people need soonest travel first; other shelves follow by name."""


def load_view(connection: sa.Connection, root: bytes) -> NetworkView:
    """Work out the network again from its kept entries, and check that they end where they should.

    Raises:
        DamagedVaultError: The entries are not the ones that were verified when they arrived.
    """
    table = schema.entries
    rows = connection.execute(sa.select(table).where(table.c.feed == NETWORK_FEED).order_by(table.c.n))
    entries = [Entry(Position(row.position), row.stamp, row.flags, row.envelope) for row in rows]
    try:
        view = rebuild(root, entries)
    except (DigestError, WireError) as error:
        raise DamagedVaultError("authority") from error
    kept = load_standing(connection, view, NETWORK_FEED)
    if (kept.n, kept.digest) != (view.standing.n, view.standing.digest):
        raise DamagedVaultError("authority")
    return replace(view, standing=kept)


def root_handle(connection: sa.Connection) -> DeviceId | None:
    """Return the handle of the network's root key, if it lies in this vault."""
    seed = values.read_secret(connection, values.ROOT_SIGN)
    return key_handle(sealing.signing_public_key(seed)) if seed is not None else None


def load_standing(connection: sa.Connection, view: NetworkView, feed: FeedId) -> Standing:
    """Return where a feed stands here; an unknown one is empty."""
    table = schema.feeds
    row = connection.execute(sa.select(table).where(table.c.feed == feed)).first()
    if row is None:
        return _nothing_of(view, feed)
    return Standing(row.n, Position(row.known_to), row.digest)


def load_standings(connection: sa.Connection, view: NetworkView) -> dict[FeedId, Standing]:
    """Return where each feed stands here whose beginning is in the chain; one of which nothing came is empty."""
    known = {
        FeedId(row.feed): Standing(row.n, Position(row.known_to), row.digest)
        for row in connection.execute(sa.select(schema.feeds))
    }
    feeds = [feed.handle for feed in view.authority.feeds_in_order()]
    return {feed: known.get(feed) or _nothing_of(view, feed) for feed in feeds}


def _nothing_of(view: NetworkView, feed: FeedId) -> Standing:
    return Standing(0, Position(0), first_digest(view.root, feed))


def save_standing(connection: sa.Connection, feed: FeedId, standing: Standing) -> None:
    """Keep where a feed stands."""
    moved = {"n": standing.n, "digest": standing.digest, "known_to": standing.position}
    statement = insert(schema.feeds).values(feed=feed, applied_n=0, **moved)
    connection.execute(statement.on_conflict_do_update(index_elements=["feed"], set_=moved))


def keep_entries(
    connection: sa.Connection, feed: FeedId, entries: Sequence[Entry], *, first: int, refused: Sequence[str]
) -> None:
    """Keep verified entries as they came.

    Args:
        connection: Inside a transaction.
        feed: Their feed.
        entries: In a row.
        first: Number of the first one.
        refused: Why each has no effect; empty if it has, or is not replayed yet.
    """
    rows = [
        (feed, first + index, entry.position, entry.stamp, entry.flags, entry.envelope, refused[index])
        for index, entry in enumerate(entries)
    ]
    insert_rows(connection, schema.entries, rows)


def newest_stamp(connection: sa.Connection, *, up_to: int) -> int:
    """Return the newest of the hub's stamps on entries up to a position, in seconds; 0 where there are none."""
    table = schema.entries
    newest = sa.select(sa.func.max(table.c.stamp)).where(table.c.position <= up_to)
    return connection.execute(newest).scalar() or 0


def keep_network(connection: sa.Connection, step: NetworkStep) -> None:
    """Keep verified `network` entries and how far the feed is known."""
    refused = [followed.refused or "" for followed in step.followed]
    keep_entries(connection, NETWORK_FEED, step.entries, first=step.first, refused=refused)
    save_standing(connection, NETWORK_FEED, step.view.standing)
    for followed in step.followed:
        if isinstance(followed.body, AddEpoch) and not followed.refused:
            _drop_other_key(connection, step.view, followed.body)


def _drop_other_key(connection: sa.Connection, view: NetworkView, epoch: AddEpoch) -> None:
    """Drop a key that was made here for an epoch that another keeper began first: the chain commits to theirs."""
    audience = AudienceId(epoch.audience)
    key = audience_key(connection, audience, epoch.number)
    if key is None or commitment(key, EpochName(view.root, audience, epoch.number)) == epoch.commitment:
        return
    for table in (schema.audience_keys, schema.stanzas):
        mine = sa.and_(table.c.audience == audience, table.c.epoch == epoch.number)
        connection.execute(sa.delete(table).where(mine))


def newest_key(
    connection: sa.Connection, view: NetworkView, feed: FeedId, *, own: Identity | None = None
) -> tuple[int, bytes] | None:
    """Return number and key of the newest epoch of a feed's audience, or None while the key is not here.

    Args:
        connection: Reading.
        view: The network.
        feed: Which feed.
        own: Who this computer is. If it may not write there any more it gets the newest key that is here: a later one
            never comes, and what waits must reach the hub to be judged, or it would hold up everything behind it.
    """
    known = view.authority.feeds.get(feed)
    if known is None:
        return None
    number = view.authority.newest_epoch[known.audience]
    key = audience_key(connection, known.audience, number)
    if key is None and own is not None and not view.authority.may_write(own.span(view.authority), known.audience):
        while key is None and number > 1:
            number -= 1
            key = audience_key(connection, known.audience, number)
    return (number, key) if key is not None else None


def audience_key(connection: sa.Connection, audience: AudienceId, epoch: int) -> bytes | None:
    """Return an audience key, or None."""
    table = schema.audience_keys
    wanted = sa.and_(table.c.audience == audience, table.c.epoch == epoch)
    key = connection.execute(sa.select(table.c.key).where(wanted)).scalar()
    return bytes(key) if key is not None else None


def save_key(connection: sa.Connection, audience: AudienceId, epoch: int, key: bytes) -> None:
    """Keep an audience key. Safe to repeat."""
    statement = insert(schema.audience_keys).values(audience=audience, epoch=epoch, key=key)
    connection.execute(statement.on_conflict_do_nothing())


def shelf_name(connection: sa.Connection, view: NetworkView, feed: Feed) -> str:
    """Return a feed's shelf, or an empty text while its key is not here."""
    return _read_label(view, feed, audience_key(connection, feed.audience, feed.epoch))


def shelf_names(connection: sa.Connection, view: NetworkView) -> dict[FeedId, str]:
    """Return each feed's shelf, or an empty text while its key is not here."""
    keys = {(row.audience, row.epoch): bytes(row.key) for row in connection.execute(sa.select(schema.audience_keys))}
    return {
        feed.handle: _read_label(view, feed, keys.get((feed.audience, feed.epoch)))
        for feed in view.authority.feeds_in_order()
    }


def _read_label(view: NetworkView, feed: Feed, key: bytes | None) -> str:
    if key is None:
        return ""
    try:
        return open_label(key, feed.label, root=view.root, feed=feed.handle)
    except SealError:
        return ""


def urgency(shelf: str) -> tuple[int, str]:
    """Return by what feeds are ordered that travel: the one with the least is first."""
    return (SHELVES_FIRST.index(shelf) if shelf in SHELVES_FIRST else len(SHELVES_FIRST), shelf)


def keep_received_stanzas(connection: sa.Connection, stanzas: Sequence[Stanza]) -> None:
    """Keep keys sealed to this device until their epoch's entry is here. Safe to repeat."""
    for stanza in stanzas:
        statement = insert(schema.received_stanzas).values(
            audience=stanza.audience, epoch=stanza.number, recipient=stanza.recipient, sealed=stanza.sealed
        )
        connection.execute(statement.on_conflict_do_nothing())


def open_keys(connection: sa.Connection, view: NetworkView, identity: Identity) -> bool:
    """Open stanzas whose epoch is known by now, and older keys through the back-chain.

    Returns:
        Whether a key is new.
    """
    keys = (*identity.former, identity.keys)
    box_seeds = {one.handle: one.box_seed for one in keys if one is not None}
    table = schema.received_stanzas
    is_new = False
    for row in connection.execute(sa.select(table)).all():
        epoch = view.authority.epochs.get((AudienceId(row.audience), row.epoch))
        seed = box_seeds.get(DeviceId(row.recipient))
        if epoch is None and seed is not None:
            continue
        stanza = Stanza(row.audience, row.epoch, row.recipient, row.sealed)
        if epoch is not None and seed is not None:
            is_new |= _open_one(connection, view, stanza, committed=epoch.body.commitment, box_seed=seed)
        connection.execute(sa.delete(table).where(table.c.sealed == row.sealed))
    return _open_back_chain(connection, view) or is_new


def _open_one(
    connection: sa.Connection, view: NetworkView, stanza: Stanza, *, committed: bytes, box_seed: bytes
) -> bool:
    """Try one stanza; nobody signs stanzas, so one that does not open is simply dropped."""
    audience = AudienceId(stanza.audience)
    if audience_key(connection, audience, stanza.number) is not None:
        return False
    try:
        key = open_stanza(stanza, root=view.root, committed=committed, box_seed=box_seed)
    except SealError:
        return False
    save_key(connection, audience, stanza.number, key)
    return True


def _open_back_chain(connection: sa.Connection, view: NetworkView) -> bool:
    """From the newest key of each audience open the older ones that are missing."""
    is_new = False
    for (audience, number), epoch in sorted(view.authority.epochs.items(), key=lambda one: -one[0][1]):
        if not epoch.body.back or audience_key(connection, audience, number - 1) is not None:
            continue
        key = audience_key(connection, audience, number)
        if key is None:
            continue
        try:
            older = key_before(key, EpochName(view.root, audience, number), epoch.body.back)
        except SealError:
            # Only its keeper knows what a back-chain holds; a wrong one must not stop everybody's sync.
            continue
        before = view.authority.epochs.get((audience, number - 1))
        name = EpochName(view.root, audience, number - 1)
        if before is not None and commitment(older, name) == before.body.commitment:
            save_key(connection, audience, number - 1, older)
            is_new = True
    return is_new


def queue_stanzas(connection: sa.Connection, stanzas: Sequence[Stanza]) -> None:
    """Queue keys sealed to others for the next exchange. Safe to repeat."""
    for stanza in stanzas:
        statement = insert(schema.stanzas).values(
            audience=stanza.audience,
            epoch=stanza.number,
            recipient=stanza.recipient,
            sealed=stanza.sealed,
            is_sent=False,
        )
        connection.execute(statement.on_conflict_do_nothing())


def unsent_stanzas(connection: sa.Connection, view: NetworkView) -> tuple[Stanza, ...]:
    """Return the keys sealed to others that the hub has not got yet.

    Only of epochs whose entry is known: a hub drops keys of an epoch that it did not accept, and nobody would notice.
    """
    table = schema.stanzas
    rows = connection.execute(sa.select(table).where(table.c.is_sent.is_(sa.false())))
    authority = view.authority
    known = (
        row
        for row in rows
        if (AudienceId(row.audience), row.epoch) in authority.epochs
        and authority.revocation(DeviceId(row.recipient)) is None
    )
    return tuple(
        Stanza(row.audience, row.epoch, row.recipient, row.sealed) for row in itertools.islice(known, MAX_STANZAS)
    )


def forget_unsent(connection: sa.Connection, recipients: Collection[DeviceId]) -> None:
    """Forget keys sealed to these that the hub has not got yet."""
    table = schema.stanzas
    unsent = sa.and_(table.c.recipient.in_(recipients), table.c.is_sent.is_(sa.false()))
    connection.execute(sa.delete(table).where(unsent))


def stanzas_were_sent(connection: sa.Connection, stanzas: Sequence[Stanza]) -> None:
    """Note that the hub has them: its signed head answered the request that held them."""
    table = schema.stanzas
    rows = [
        {"b_audience": stanza.audience, "b_epoch": stanza.number, "b_recipient": stanza.recipient} for stanza in stanzas
    ]
    if rows:
        connection.execute(
            sa.update(table)
            .where(
                table.c.audience == sa.bindparam("b_audience"),
                table.c.epoch == sa.bindparam("b_epoch"),
                table.c.recipient == sa.bindparam("b_recipient"),
            )
            .values(is_sent=True),
            rows,
        )


def sealed_to(connection: sa.Connection, audience: AudienceId, epoch: int) -> set[DeviceId]:
    """Return to whom this device sealed a key."""
    table = schema.stanzas
    wanted = sa.and_(table.c.audience == audience, table.c.epoch == epoch)
    return {DeviceId(row.recipient) for row in connection.execute(sa.select(table.c.recipient).where(wanted))}


def sealed_for(connection: sa.Connection, recipients: Collection[DeviceId]) -> tuple[Stanza, ...]:
    """Return the keys that this device sealed to some recipients, whether the hub has them or not."""
    table = schema.stanzas
    rows = connection.execute(sa.select(table).where(table.c.recipient.in_(sorted(recipients))))
    return tuple(Stanza(row.audience, row.epoch, row.recipient, row.sealed) for row in rows)
