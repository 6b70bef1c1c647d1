"""`haversack-hub carry`: writes everything that the hub holds into a folder, for those whom no network reaches.

The same frames as in an answer, each closed by a mark, since nobody will ask a question that a head could answer. Form:
`docs/protocol.md`, "In a folder". Written whole or not at all, file by file; safe to repeat. Must not open anything.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from haversack_sync.hub.answer import AnswerPlan, FeedPlan, Offered, feed_frames, offer_frame
from haversack_sync.hub.data_folder import DataFolder, load_keys
from haversack_sync.hub.database import open_database
from haversack_sync.hub.errors import DataFolderError
from haversack_sync.hub.files import make_private_folder, write_pieces
from haversack_sync.hub.network_state import catch_up
from haversack_sync.hub.objects import FolderObjects
from haversack_sync.hub.ports import FeedEnd, Ledger, LedgerReader
from haversack_sync.hub.snapshots import parts_of, usable
from haversack_sync.hub.sqlite_ledger import SqliteLedger
from haversack_sync.model.authority import Authority
from haversack_sync.model.ids import NETWORK_FEED, DeviceId, FeedId, ObjectId, Position
from haversack_sync.protocol import sealing
from haversack_sync.protocol.entries import Standing, first_digest, sign_mark
from haversack_sync.protocol.envelope import parse_envelope
from haversack_sync.protocol.messages import MarkFrame, Stanza, StanzasFrame, encode_frame
from haversack_sync.protocol.network import empty_view

_STANZAS_PER_FRAME: Final = 200
_MOST: Final = 1 << 30


@dataclass(frozen=True, slots=True)
class Carried:
    """What was written: where, how many feeds, entries and objects, and their bytes together."""

    folder: Path
    feeds: int
    entries: int
    objects: int
    written_bytes: int


@dataclass(frozen=True, slots=True)
class _Moment:
    """One moment of the hub, from which everything is written."""

    ledger: Ledger
    reader: LedgerReader
    authority: Authority
    root: bytes
    era: int
    seed: bytes
    position: Position

    def plan(self) -> AnswerPlan:
        """Return the part of an answer's plan that frames need."""
        return AnswerPlan(
            root=self.root,
            era=self.era,
            request=b"",
            position=self.position,
            stamp=0,
            feeds=(),
            receipts=b"",
            stanzas=(),
            stanza_serial=0,
            budget_bytes=_MOST,
            own={},
            is_stored=True,
        )


def carry(data: Path, target: Path) -> Carried:
    """Write what a hub holds into a folder.

    Args:
        data: The hub's data folder; the hub may run meanwhile.
        target: A folder or stick; made if missing. A network's own folder is made below it.

    Returns:
        What was written.

    Raises:
        DataFolderError: There is no hub, no network registered with it, or the target cannot be written.
        StorageError: The disk failed.
    """
    folder = DataFolder(data)
    database = open_database(folder.database, migrate=False)
    try:
        keys = load_keys(folder, random=os.urandom)
        ledger = SqliteLedger(database)
        with ledger.reading() as reader:
            registration, end = reader.registration(), reader.feed_end(NETWORK_FEED)
            profile = reader.profile()
            if registration is None or end is None or profile is None:
                raise DataFolderError(data, "no_network")
            root = sealing.sha256(registration.root_key)
            entries = reader.entries(NETWORK_FEED, after=0, up_to=end.n, at_most=end.n)
            authority = catch_up(empty_view(root, era=registration.era), entries).authority
            position, _ = reader.last()
            moment = _Moment(ledger, reader, authority, root, registration.era, keys.sign_seed, position)
            return _write(moment, profile, FolderObjects(folder.objects, folder.uploads), target)
    except OSError as error:
        raise DataFolderError(target, "no_access") from error
    finally:
        database.close()


def _write(moment: _Moment, profile: bytes, objects: FolderObjects, target: Path) -> Carried:
    place = target / f"haversack-{moment.root[:8].hex()}"
    make_private_folder(place / "objects")
    write_pieces(place / "profile", iter((profile,)))
    written = write_pieces(place / "stanzas", _stanza_frames(moment))
    feeds = [(0, NETWORK_FEED), *((feed.ordinal, feed.handle) for feed in moment.authority.feeds_in_order())]
    count = 0
    for ordinal, handle in feeds:
        end = moment.reader.feed_end(handle) or FeedEnd(0, Position(0), first_digest(moment.root, handle))
        count += end.n
        written += write_pieces(place / f"feed-{ordinal}", _frames(moment, ordinal, handle, end))
    needed = [one for one in _needed(moment, [handle for _, handle in feeds]) if objects.size(one) is not None]
    offers, parts = _offers(moment, objects, feeds)
    needed = list(dict.fromkeys((*needed, *parts)))
    for object_id in needed:
        path = place / "objects" / object_id.hex()
        if not path.exists():
            size = objects.size(object_id) or 0
            written += write_pieces(path, objects.read(object_id, start=0, length=size))
    # Last, when all that they speak of is there; where there are none, what another day wrote goes.
    written += write_pieces(place / "offers", iter(offers))
    return Carried(place, len(feeds), count, len(needed), written)


def _offers(
    moment: _Moment, objects: FolderObjects, feeds: list[tuple[int, FeedId]]
) -> tuple[list[bytes], list[ObjectId]]:
    """Return a frame for the newest snapshot of each feed that is shorter than the entries, and all their parts."""
    frames: list[bytes] = []
    parts: list[ObjectId] = []
    for ordinal, handle in feeds:
        found = next(usable(moment.reader, objects, handle), None)
        if found is None or found.size >= moment.reader.entry_bytes(handle, after=0, up_to=found.last.n):
            continue
        offered = Offered(found.stored, found.last, found.size)
        frames.append(offer_frame(moment.plan(), ordinal, offered, hub_seed=moment.seed))
        parts += parts_of(found.index, objects) or ()
    return frames, parts


def _frames(moment: _Moment, ordinal: int, feed: FeedId, end: FeedEnd) -> Iterator[bytes]:
    """Yield a feed's frames, then the mark that says where it stands at this moment."""
    yield from feed_frames(moment.plan(), FeedPlan(ordinal, feed, 0, end), moment.ledger, hub_seed=moment.seed)
    standing = Standing(end.n, moment.position, end.digest)
    mark = sign_mark(standing, root=moment.root, era=moment.era, feed=feed, hub_seed=moment.seed)
    yield encode_frame(MarkFrame(ordinal, end.n, moment.position, mark))


def _stanza_frames(moment: _Moment) -> Iterator[bytes]:
    """Yield the keys of every device and invitation; each opens its own only."""
    recipients = (*moment.authority.devices, *moment.authority.invitation_keys)
    stanzas = [stanza for recipient in recipients for stanza in _stanzas(moment.reader, recipient)]
    for start in range(0, len(stanzas), _STANZAS_PER_FRAME):
        yield encode_frame(StanzasFrame(tuple(stanzas[start : start + _STANZAS_PER_FRAME])))


def _stanzas(reader: LedgerReader, recipient: DeviceId) -> Iterator[Stanza]:
    for stored in reader.stanzas(recipient, after=0, at_most=_MOST):
        yield Stanza(stored.audience, stored.number, stored.recipient, stored.sealed)


def _needed(moment: _Moment, feeds: list[FeedId]) -> Iterator[ObjectId]:
    """Yield the objects that entries need, each once."""
    seen: set[ObjectId] = set()
    for feed in feeds:
        end = moment.reader.feed_end(feed)
        for stored in moment.reader.entries(feed, after=0, up_to=end.n, at_most=end.n) if end else ():
            for object_id in parse_envelope(stored.entry.envelope).header.refs:
                if object_id not in seen:
                    seen.add(object_id)
                    yield object_id
