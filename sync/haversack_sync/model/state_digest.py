"""The digest of a feed's state: the same for every client that is at the same entry, whatever way it came there.

Source: `docs/protocol.md`, "State digest". Must not read a store: records are given in any order, whole.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from haversack_sync.model.ids import DeviceId, FeedId, Position, RecordId
from haversack_sync.model.record import RecordState
from haversack_sync.model.tags import tag

_STATE: Final = tag("state")
_RECORD: Final = tag("state-record")
_ERASED: Final = b"\xff" * 8
"""Stands in front of what was erased, where something was."""
_ENCODER: Final = msgspec.msgpack.Encoder()


class StatePoint(msgspec.Struct, frozen=True):
    """Where a feed's state was taken.

    Attributes:
        root: SHA-256 of the network's root key, 32 bytes.
        feed: Its handle.
        n: How many entries made it.
        digest: The feed's digest after them, 32 bytes.
        rules: The rules version in force there.
    """

    root: bytes
    feed: FeedId
    n: int
    digest: bytes
    rules: int


def record_digest(state: RecordState, *, root: bytes) -> bytes:
    """Return a record's part of the state: SHA-256(tag(state-record) ‖ root ‖ feed ‖ MessagePack of all of it)."""
    groups = [
        [key, [[one.value, one.device, one.number, one.position] for one in versions]]
        for key, versions in sorted(state.groups.items())
    ]
    sets = [
        [name, [[element, one.device, one.number, one.position] for element, one in members.items()]]
        for name, members in sorted(state.sets.items())
    ]
    parts = [
        state.id,
        state.kind,
        int(state.life),
        state.edited_after_retired,
        [state.created_by, state.created_number, state.created_at],
        groups,
        sets,
    ]
    return hashlib.sha256(_RECORD + root + state.feed + _ENCODER.encode(parts)).digest()


def state_digest(
    point: StatePoint,
    records: Iterable[tuple[bytes, bytes]],
    authors: Mapping[DeviceId, int],
    erased: Mapping[RecordId, Position] | None = None,
) -> bytes:
    """Return the digest of a feed's state.

    Args:
        point: Where it was taken.
        records: For each record its id and `record_digest`, in any order.
        authors: The number of each author's last replayed change in the feed.
        erased: For each record of the feed that was erased, where the order lies.
    """
    digest = hashlib.sha256(_STATE + point.root + point.feed + point.n.to_bytes(8, "big") + point.digest)
    digest.update(point.rules.to_bytes(4, "big") + len(authors).to_bytes(8, "big"))
    for device, number in sorted(authors.items()):
        digest.update(device + number.to_bytes(8, "big"))
    if erased:
        digest.update(_ERASED + len(erased).to_bytes(8, "big"))
        for gone, position in sorted(erased.items()):
            digest.update(gone + position.to_bytes(8, "big"))
    for _, record in sorted(records):
        digest.update(record)
    return digest.digest()
