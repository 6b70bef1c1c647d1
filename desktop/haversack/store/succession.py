"""A vault that was copied goes on under new keys: nothing that was written in either copy is lost.

Two copies of one vault sign with one key, and the hub takes each number once. The copy that is told that it came second
makes new keys, lets the key before vouch for them, and signs again what was not taken. Works on a connection inside a
transaction. Must not decide which copy that is: the hub's receipts and entries do.
"""

from collections.abc import Callable, Collection, Sequence
from typing import Final

import sqlalchemy as sa

from haversack.store import index_state, schema, values
from haversack.store.outbox import CLONED_REASON, UNANSWERED, ItemState
from haversack_sync.client.identity import DeviceKeys, Identity
from haversack_sync.model.authority_entries import BadEntryError, Redeem, Succeed, decode_body, encode_body
from haversack_sync.model.ids import NETWORK_FEED, DeviceId, FeedId, RecordId, key_handle
from haversack_sync.protocol import sealing
from haversack_sync.protocol.succession import succeed_entry

_SEED_BYTES: Final = 32


def note_copied(connection: sa.Connection, device: DeviceId) -> None:
    """Note that somebody else signs with a key of this vault, if it is the one in use. Safe to repeat."""
    seed = values.read_secret(connection, values.DEVICE_SIGN)
    if seed is not None and key_handle(sealing.signing_public_key(seed)) == device:
        values.write_value(connection, values.COPIED, b"1")


def is_copied(connection: sa.Connection) -> bool:
    """Tell whether somebody else signs with this vault's key, and it has no new one yet."""
    return values.read_value(connection, values.COPIED) is not None


def former_keys(connection: sa.Connection) -> tuple[DeviceKeys, ...]:
    """Return the keys that this vault had before, the oldest first."""
    raw = values.read_secret(connection, values.FORMER_KEYS) or b""
    seeds = [raw[at : at + _SEED_BYTES] for at in range(0, len(raw), _SEED_BYTES)]
    return tuple(DeviceKeys(sign, box) for sign, box in zip(seeds[::2], seeds[1::2], strict=True))


def is_due(connection: sa.Connection, own: DeviceId) -> bool:
    """Tell whether this vault may get new keys now: what was sealed under the old ones has its answer.

    Until then some of it may still be taken under the old key, and would be there twice.
    """
    table = schema.outbox
    unanswered = [state.value for state in UNANSWERED]
    open_ones = sa.and_(table.c.signer == own, table.c.state.in_(unanswered), table.c.envelope.is_not(None))
    found = connection.execute(sa.select(table.c.sequence).where(open_ones).limit(1)).first()
    return found is None and is_copied(connection)


def succeed(connection: sa.Connection, identity: Identity, *, root: bytes, random: Callable[[int], bytes]) -> Identity:
    """Give this vault new keys, announce them first of all, and sign again under them what was not taken.

    Args:
        connection: Inside a transaction.
        identity: With the keys that were copied.
        root: The network's fingerprint.
        random: Gives that many random bytes.

    Returns:
        Who this computer is from now on.
    """
    before = identity.keys
    if before is None:
        return identity
    keys = DeviceKeys(random(32), random(32))
    body = succeed_entry(root, seed_before=before.sign_seed, sign_key=keys.sign_key, box_key=keys.box_key)
    former = (*identity.former, before)
    kept = b"".join(one.sign_seed + one.box_seed for one in former)
    values.write_secret(connection, values.FORMER_KEYS, kept)
    values.write_secret(connection, values.DEVICE_SIGN, keys.sign_seed)
    values.write_secret(connection, values.DEVICE_BOX, keys.box_seed)
    values.delete_value(connection, values.COPIED)
    values.delete_value(connection, values.INVITATION)
    table = schema.outbox
    newest = connection.execute(sa.select(sa.func.max(table.c.created_ms))).scalar() or 0
    announced = {"signer": keys.handle, "feed": NETWORK_FEED, "record": None, "body": encode_body(body), "refs": b""}
    connection.execute(
        sa.insert(table).values(created_ms=newest, state=ItemState.WAITING.value, reason="", **announced)
    )
    sign_again(connection, [one.handle for one in former], keys.handle)
    return Identity(keys, None, former)


def sign_again(connection: sa.Connection, signers: Collection[DeviceId], own: DeviceId) -> None:
    """Let what these keys did not bring to the hub wait under another key, in its order. Safe to repeat."""
    table = schema.outbox
    refused = sa.and_(table.c.state == ItemState.REFUSED.value, table.c.reason == CLONED_REASON)
    lost = sa.and_(table.c.signer.in_(signers), sa.or_(table.c.state == ItemState.WAITING.value, refused))
    rows = connection.execute(sa.select(table).where(lost).order_by(table.c.sequence)).all()
    say_again(connection, [row for row in rows if not is_about_keys(row)], signer=own)
    # The new keys' own entry says again what one that another copy came before with was to say; what nobody sealed yet
    # never can be: its key is not in use any more.
    for row in rows:
        here = table.c.sequence == row.sequence
        if is_about_keys(row) and row.envelope is None:
            connection.execute(sa.delete(table).where(here))
        elif is_about_keys(row):
            connection.execute(sa.update(table).where(here).values(state=ItemState.SAID_AGAIN.value))


def say_again(connection: sa.Connection, rows: Sequence[sa.Row[tuple[object, ...]]], *, signer: DeviceId) -> None:
    """Write changes into the outbox once more, to be sealed anew; the old rows stay as evidence of what was sealed."""
    table = schema.outbox
    for row in rows:
        again = {name: getattr(row, name) for name in ("feed", "record", "body", "refs", "created_ms")}
        connection.execute(sa.insert(table).values(signer=signer, state=ItemState.WAITING.value, reason="", **again))
        here = table.c.sequence == row.sequence
        if row.envelope is None:
            connection.execute(sa.delete(table).where(here))
        else:
            connection.execute(sa.update(table).where(here).values(state=ItemState.SAID_AGAIN.value))
        if row.record is not None:
            index_state.mark_stale(connection, FeedId(row.feed), [RecordId(row.record)])


def is_about_keys(row: sa.Row[tuple[object, ...]]) -> bool:
    """Tell whether a row brings in a key of its own: signed by another one it would mean nothing."""
    if row.record is not None:
        return False
    try:
        return isinstance(decode_body(row.body), Redeem | Succeed)
    except BadEntryError:
        return False
