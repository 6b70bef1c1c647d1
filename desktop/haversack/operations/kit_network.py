"""The network's own folder in a kit: which names lie in it, keys for invitations, and taking out what was erased.

A kit may lie on a stick that the hub wrote or that carries changes home: what others put there stays. Form:
`docs/protocol.md`, "In a folder". Must not believe what lies there.
"""

import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from haversack.operations.stick_feeds import frames_in
from haversack.operations.workspace import Workspace
from haversack.store import links, schema, trust
from haversack.store.stick_files import names_in, stick_errors, write_whole
from haversack_sync.client.folder import is_plain_folder
from haversack_sync.model.authority import Authority, Invitation
from haversack_sync.model.ids import NETWORK_FEED, DeviceId, FeedId, ObjectId, Position
from haversack_sync.protocol.entries import Entry
from haversack_sync.protocol.envelope import parse_envelope
from haversack_sync.protocol.errors import ProtocolError
from haversack_sync.protocol.limits import MAX_SEGMENT_BYTES, MAX_STANZAS
from haversack_sync.protocol.messages import EntriesFrame, MarkFrame, Stanza, StanzasFrame, WireEntry, encode_frame
from haversack_sync.protocol.sticks import (
    MARKS,
    OBJECTS,
    OFFERS,
    OUTBOX,
    PROFILE,
    RECEIPTS,
    STANZAS,
    is_letter_name,
    read_segment_name,
)

_STANZAS_PER_FRAME: Final = 200
_MOST_STANZA_BYTES: Final = MAX_STANZAS * 128
"""As much as a reader takes."""
_MOST_MARKS_BYTES: Final = 64 * 1024
_DAY_SECONDS: Final = 24 * 3600
_OBJECT: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)


def is_network_name(name: str) -> bool:
    """Tell whether the network's own folder has a file of this name, as written from the folder on."""
    folder, _, last = name.rpartition("/")
    if not folder:
        return last in (PROFILE, STANZAS, MARKS, OFFERS) or read_segment_name(last) is not None
    if folder == OBJECTS:
        return _OBJECT.fullmatch(last) is not None
    return folder in (OUTBOX, RECEIPTS) and is_letter_name(last)


def welcomes(workspace: Workspace) -> tuple[Stanza, ...]:
    """Return the keys that this computer sealed to invitations that nobody used; its clock may be wrong."""
    authority = workspace.replica.network().authority
    invited = {
        handle
        for handle, one in authority.invitation_keys.items()
        if authority.invitations[one].redeemed_by is None and not authority.is_closed(authority.invitations[one])
    }
    with workspace.replica.reading() as connection:
        return trust.sealed_for(connection, invited)


def working(invitations: Iterable[Invitation], authority: Authority, *, now: int) -> tuple[Invitation, ...]:
    """Return the invitations that nobody used, and that have not expired.

    Args:
        invitations: Any of this network.
        authority: What the history says of them.
        now: In seconds, by this computer's clock.
    """
    return tuple(
        one for one in invitations if one.redeemed_by is None and not authority.is_closed(one) and now <= one.expires
    )


def made_here(workspace: Workspace) -> tuple[Invitation, ...]:
    """Return the invitations that work with a kit of this computer, by its clock."""
    authority = workspace.replica.network().authority
    sealed = {authority.invitation_keys[DeviceId(one.recipient)] for one in welcomes(workspace)}
    now = workspace.clock.wall_ms() // 1000
    return working((authority.invitations[one] for one in sealed), authority, now=now)


def last_day(invitations: Iterable[Invitation]) -> str:
    """Return the last whole day on which one of some invitations works, as their sheets name it; empty for none."""
    expires = max((one.expires for one in invitations), default=0)
    return datetime.fromtimestamp(expires - _DAY_SECONDS, UTC).date().isoformat() if expires else ""


def stanzas_with(place: Path, own: tuple[Stanza, ...]) -> bytes | None:
    """Return the keys that a stick holds and these beside them, as its file has them; None if nothing is missing.

    The hub writes everybody's keys onto a stick: who has no network gets a new era's from there alone.
    """
    read = frames_in(place / STANZAS, most_bytes=_MOST_STANZA_BYTES)
    there = [one for frame in read if isinstance(frame, StanzasFrame) for one in frame.stanzas]
    if set(own) <= set(there):
        return None
    raw = _stanza_frames(tuple(dict.fromkeys((*there, *own))))
    return raw if len(raw) <= _MOST_STANZA_BYTES else _stanza_frames(own)


def _stanza_frames(stanzas: tuple[Stanza, ...]) -> bytes:
    steps = range(0, len(stanzas), _STANZAS_PER_FRAME)
    return b"".join(encode_frame(StanzasFrame(stanzas[at : at + _STANZAS_PER_FRAME])) for at in steps)


def take_out_erased(workspace: Workspace, place: Path) -> None:
    """Remove the stretches that say other than the entries here, and with them every file that nobody names any more.

    What is removed of a feed is written again from the entries here. Cut anywhere, the next build goes on: stretches
    go last. A stick on which entries were erased already, before this computer knows it, stays as it is.

    Raises:
        StickError: The stick is read-only or gone.
    """
    feeds = [(0, NETWORK_FEED)]
    feeds += [(one.ordinal, one.handle) for one in workspace.replica.network().authority.feeds_in_order()]
    wrong: dict[int, list[Path]] = {}
    # Of a feed that this vault does not know yet nothing can be wrong here, and what it names is somebody's.
    known = {ordinal for ordinal, _ in feeds}
    right = [place / name for name in names_in(place) if (read := read_segment_name(name)) and read[0] not in known]
    for ordinal, feed in feeds:
        for _, path in _stretches(place, ordinal):
            if ordinal in wrong or not _is_right(workspace, feed, path):
                wrong.setdefault(ordinal, []).append(path)
            else:
                right.append(path)
    if not wrong:
        return
    with workspace.replica.reading() as connection:
        named = {ObjectId(one) for one in links.object_flags(connection)}
    for path in right:
        named.update(_refs(path))
    with stick_errors():
        # A snapshot, and its parts among the files, may hold what was erased; the hub writes a new one.
        (place / OFFERS).unlink(missing_ok=True)
        _remove_objects(place / OBJECTS, named)
        for paths in wrong.values():
            for path in paths:
                path.unlink(missing_ok=True)
    _forget_marks(place, wrong.keys())


def _stretches(place: Path, ordinal: int) -> list[tuple[int, Path]]:
    """Return the stretches of a feed with the numbers of their first entries, in their order."""
    found = [(read, place / name) for name in names_in(place) if (read := read_segment_name(name))]
    return sorted((read[1], path) for read, path in found if read[0] == ordinal)


def _entries(path: Path) -> Iterator[tuple[int, WireEntry]]:
    for frame in frames_in(path, most_bytes=MAX_SEGMENT_BYTES):
        if isinstance(frame, EntriesFrame):
            yield from enumerate(frame.entries, start=frame.first)


def _is_right(workspace: Workspace, feed: FeedId, path: Path) -> bool:
    """Tell whether a stretch says of the entries that are here what they are, or less."""
    said, table = dict(_entries(path)), schema.entries
    if not said:
        return False
    between = table.c.n.between(min(said), max(said))
    with workspace.replica.reading() as connection:
        for row in connection.execute(table.select().where(table.c.feed == feed, between)):
            one = said.get(row.n)
            own = Entry(Position(row.position), row.stamp, row.flags, bytes(row.envelope))
            if one is None or (one.position, one.stamp, one.flags) != (own.position, own.stamp, own.flags):
                return False
            if one.envelope not in (own.envelope, own.hash):
                return False
    return True


def _refs(path: Path) -> Iterator[ObjectId]:
    """Yield the files that the entries of a stretch need."""
    for _, one in _entries(path):
        if isinstance(one.envelope, bytes):
            try:
                yield from map(ObjectId, parse_envelope(one.envelope).header.refs)
            except ProtocolError:
                # Only its hash is left of it.
                continue


def _remove_objects(folder: Path, named: set[ObjectId]) -> None:
    for name in names_in(folder) if is_plain_folder(folder) else ():
        if _OBJECT.fullmatch(name) and bytes.fromhex(name) not in named:
            (folder / name).unlink(missing_ok=True)


def _forget_marks(place: Path, ordinals: AbstractSet[int]) -> None:
    """Take out where these feeds stood: their stretches are written again, perhaps less far."""
    read = frames_in(place / MARKS, most_bytes=_MOST_MARKS_BYTES)
    kept = [one for one in read if isinstance(one, MarkFrame) and one.ordinal not in ordinals]
    if kept:
        write_whole(place / MARKS, (b"".join(map(encode_frame, kept)),))
    else:
        with stick_errors():
            (place / MARKS).unlink(missing_ok=True)
