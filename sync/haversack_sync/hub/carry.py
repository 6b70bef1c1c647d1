"""`haversack-hub carry`: takes in the outboxes that a stick brings, then writes onto it what the hub holds.

Receipts, feeds, keys, snapshots and files, for those whom no network reaches.
The same frames as in an answer, each closed by a mark, since nobody will ask a question that a head could answer. Form:
`docs/protocol.md`, "In a folder". Written whole or not at all, file by file; only what is missing is written; safe to
repeat, and to pull out anywhere.
"""

import contextlib
import errno
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from haversack_sync.hub.answer import AnswerPlan, FeedPlan, Offered, feed_frames, offer_frame
from haversack_sync.hub.clock import Clock, SystemClock
from haversack_sync.hub.config import load_settings
from haversack_sync.hub.data_folder import DataFolder, load_keys
from haversack_sync.hub.database import open_database
from haversack_sync.hub.errors import DataFolderError, StorageError
from haversack_sync.hub.objects import FolderObjects
from haversack_sync.hub.ports import FeedEnd, Ledger, LedgerReader, ObjectBytes
from haversack_sync.hub.snapshots import parts_of, usable
from haversack_sync.hub.sqlite_ledger import SqliteLedger
from haversack_sync.hub.stick_feeds import NETWORK, FeedOnStick, all_entries, forget_other_feeds
from haversack_sync.hub.stick_files import (
    folder_bytes,
    names_in,
    plain_folder,
    plain_size,
    read_plain,
    remove,
    remove_unfinished,
    write_whole,
)
from haversack_sync.hub.stick_in import Intake, TakenIn, take_in
from haversack_sync.hub.stick_letters import letters
from haversack_sync.model.authority import Authority
from haversack_sync.model.ids import DeviceId, FeedId, ObjectId, Position
from haversack_sync.protocol import sealing
from haversack_sync.protocol.entries import Standing, first_digest, sign_mark
from haversack_sync.protocol.envelope import parse_envelope
from haversack_sync.protocol.errors import ProtocolError
from haversack_sync.protocol.frame_stream import FrameSplitter
from haversack_sync.protocol.limits import KIB, MAX_LETTERS, MIB
from haversack_sync.protocol.messages import MarkFrame, Stanza, StanzasFrame, decode_frame, encode_frame
from haversack_sync.protocol.sticks import (
    MARKS,
    OBJECTS,
    OFFERS,
    OUTBOX,
    PROFILE,
    RECEIPTS,
    STANZAS,
    is_letter_name,
    letter_name,
    network_folder,
)

_REASONS: Final = {
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.EFBIG: "full",
    errno.EROFS: "read_only",
    errno.EIO: "failed",
    errno.ENODEV: "failed",
    errno.ENXIO: "failed",
}
_STANZAS_PER_FRAME: Final = 200
_MOST: Final = 1 << 30
_MOST_MARKS_BYTES: Final = 64 * KIB
_LEFT_FREE_BYTES: Final = 4 * MIB
"""So much of a stick stays free of files: outboxes and receipts need room."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What was done: where, how many feeds, entries and files lie there, what was written, and what was taken in.

    Attributes:
        folder: The network's folder on the stick.
        feeds: How many feeds lie there.
        entries: How many entries.
        objects: How many files, and parts of snapshots.
        written_bytes: What was written now; the rest lay there.
        left_out: Files for which there is no room.
        left_out_bytes: Their size.
        receipts: Devices for which receipts lie there.
        taken: What the outboxes brought.
    """

    folder: Path
    feeds: int
    entries: int
    objects: int
    written_bytes: int
    left_out: int
    left_out_bytes: int
    receipts: int
    taken: TakenIn


@dataclass(frozen=True, slots=True)
class _Moment:
    """One moment of the hub, from which everything is written."""

    ledger: Ledger
    reader: LedgerReader
    authority: Authority
    root: bytes
    seed: bytes
    position: Position

    def plan(self) -> AnswerPlan:
        """Return the part of an answer's plan that frames need."""
        return AnswerPlan(
            root=self.root,
            era=self.authority.era_of(self.position + 1),
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
            eras=self.authority.eras,
        )


def carry(data: Path, target: Path, *, size: int | None = None, clock: Clock | None = None) -> Carried:
    """Take in what a stick brings, and write onto it what the hub holds.

    Args:
        data: The hub's data folder; the hub may run meanwhile.
        target: A folder or stick; made if missing. A network's own folder is made below it.
        size: How many bytes the network's folder may have; files are left out beyond that. None for as much as fits.
        clock: The hub's; the machine's if None.

    Returns:
        What was taken in and what was written.

    Raises:
        ConfigError: The hub's limits cannot be read.
        DataFolderError: There is no hub, no network registered with it, or the target cannot be written.
        StorageError: The hub's own disk failed; what was taken in before stays.
    """
    folder = DataFolder(data)
    database = open_database(folder.database, migrate=False)
    try:
        keys, limits = load_keys(folder, random=os.urandom), load_settings(folder.config).limits
        ledger = SqliteLedger(database)
        objects = FolderObjects(folder.objects, folder.uploads)
        with ledger.reading() as reader:
            registration, profile = reader.registration(), reader.profile()
        if registration is None or profile is None:
            raise DataFolderError(data, "no_network")
        root = sealing.sha256(registration.root_key)
        hub = Intake(ledger, objects, keys, root, registration.era, limits, clock or SystemClock())
        try:
            taken = take_in(target / network_folder(root) / OUTBOX, hub)
        except OSError as error:
            raise StorageError("outbox not taken in") from error
        return _write(hub, taken, target, size)
    finally:
        database.close()


def _write(hub: Intake, taken: TakenIn, target: Path, size: int | None) -> Carried:
    """Write everything.

    Raises:
        DataFolderError: The stick is full ("full"), read-only ("read_only"), broken or pulled out ("failed"), or cannot
            be written at all.
    """
    try:
        place = plain_folder(target / network_folder(hub.root))
        for name in (OBJECTS, RECEIPTS, OUTBOX):
            remove_unfinished(plain_folder(place / name))
        remove_unfinished(place)
        with hub.ledger.reading() as reader:
            receipts = _write_receipts(hub, reader, place / RECEIPTS)
            for path in taken.done:
                remove(path)
            moment = _Moment(
                hub.ledger, reader, hub.view(reader).authority, hub.root, hub.keys.sign_seed, reader.last()[0]
            )
            return _Writer(moment, hub, place, size).write(taken, receipts)
    except OSError as error:
        raise DataFolderError(target, _REASONS.get(error.errno or 0, "no_access")) from error


def _write_receipts(hub: Intake, reader: LedgerReader, folder: Path) -> int:
    """Write a letter for each device that handed something over by sticks, in the place of older ones."""
    older = [name for name in names_in(folder) if is_letter_name(name)]
    written = 0
    for letter in letters(reader, hub.work(reader), hub_seed=hub.keys.sign_seed):
        write_whole(folder / letter_name(letter), (letter,))
        written += 1
        if written >= MAX_LETTERS:
            break
    for name in older:
        remove(folder / name)
    return written


class _Writer:
    """Writes what the hub holds at one moment; text first, then files as far as there is room."""

    def __init__(self, moment: _Moment, hub: Intake, place: Path, size: int | None) -> None:
        self._moment, self._objects, self._place, self._size = moment, hub.objects, place, size
        self._hub_key = hub.keys.sign_key
        self._written = 0

    def write(self, taken: TakenIn, receipts: int) -> Carried:
        """Write everything; what is there already is not written again."""
        moment, place = self._moment, self._place
        profile = moment.reader.profile() or b""
        self._put(PROFILE, iter((profile,)))
        self._put(STANZAS, _stanza_frames(moment))
        feeds = [NETWORK, *((feed.ordinal, feed.handle) for feed in moment.authority.feeds_in_order())]
        names = names_in(place)
        forget_other_feeds(place, frozenset(ordinal for ordinal, _ in feeds), names)
        entries = 0
        for ordinal, handle in feeds:
            end = _end(moment, handle)
            entries += end.n
            on_stick = FeedOnStick(
                place, FeedPlan(ordinal, handle, 0, end), moment.plan(), hub_key=self._hub_key, names=names
            )
            self._written += on_stick.bring_up_to_date(moment.ledger, moment.reader, hub_seed=moment.seed)
            if (ordinal, handle) == NETWORK:
                # Entries behind the mark of `network` are of no use: pulled out now, the stick still serves.
                self._put(MARKS, self._marks_so_far())
        # After all that they speak of.
        self._put(MARKS, _mark_frames(moment, feeds))
        offers, parts = _offers(moment, self._objects, feeds)
        needed = dict.fromkeys((*parts, *self._needed([handle for _, handle in feeds])))
        left_out = self._put_objects(list(needed), frozenset(parts))
        if any(part in left_out for part in parts):
            offers = []
        self._put(OFFERS, iter(offers))
        sizes = [self._objects.size(one) or 0 for one in left_out]
        here = len(needed) - len(left_out)
        return Carried(place, len(feeds), entries, here, self._written, len(left_out), sum(sizes), receipts, taken)

    def _put(self, name: str, pieces: Iterator[bytes]) -> None:
        """Write a short file, unless the same lies there."""
        data, path = b"".join(pieces), self._place / name
        if read_plain(path, most_bytes=len(data)) != data:
            self._written += write_whole(path, (data,))

    def _marks_so_far(self) -> Iterator[bytes]:
        """Yield the new mark of `network`, and those of other feeds as they lie there."""
        yield _mark_frame(self._moment, *NETWORK, _end(self._moment, NETWORK[1]))
        raw = read_plain(self._place / MARKS, most_bytes=_MOST_MARKS_BYTES) or b""
        with contextlib.suppress(ProtocolError):
            for payload in FrameSplitter().feed(raw):
                frame = decode_frame(payload)
                if isinstance(frame, MarkFrame) and frame.ordinal != NETWORK[0]:
                    yield encode_frame(frame)

    def _put_objects(self, wanted: list[ObjectId], parts: frozenset[ObjectId]) -> list[ObjectId]:
        """Write files, parts of snapshots first and then the smallest; return those for which there is no room."""
        folder, left_out = self._place / OBJECTS, list[ObjectId]()
        sizes = {one: self._objects.size(one) or 0 for one in wanted}
        missing = [one for one in wanted if plain_size(folder / one.hex()) != sizes[one]]
        room = shutil.disk_usage(folder).free - _LEFT_FREE_BYTES
        if self._size is not None:
            room = min(room, self._size - folder_bytes(self._place))
        for one in sorted(missing, key=lambda one: (one not in parts, sizes[one], one)):
            if sizes[one] > room:
                left_out.append(one)
                continue
            room -= sizes[one]
            pieces = self._objects.read(one, start=0, length=sizes[one])
            self._written += write_whole(folder / one.hex(), pieces)
        return left_out

    def _needed(self, feeds: list[FeedId]) -> Iterator[ObjectId]:
        """Yield the files that entries need and that the hub has, each once."""
        seen: set[ObjectId] = set()
        for feed in feeds:
            for stored in all_entries(self._moment.reader, feed, up_to=_end(self._moment, feed).n):
                if stored.entry.is_erased:
                    continue
                for object_id in parse_envelope(stored.entry.envelope).header.refs:
                    if object_id not in seen:
                        seen.add(object_id)
                        if self._objects.size(object_id) is not None:
                            yield object_id


def _offers(
    moment: _Moment, objects: ObjectBytes, feeds: list[tuple[int, FeedId]]
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
        parts += (found.index, *(parts_of(found.index, objects) or ()))
    return frames, parts


def _end(moment: _Moment, feed: FeedId) -> FeedEnd:
    return moment.reader.feed_end(feed) or FeedEnd(0, Position(0), first_digest(moment.root, feed))


def _frames(moment: _Moment, ordinal: int, feed: FeedId, end: FeedEnd) -> Iterator[bytes]:
    """Yield all of a feed's frames, then the mark that says where it stands at this moment."""
    yield from feed_frames(moment.plan(), FeedPlan(ordinal, feed, 0, end), moment.ledger, hub_seed=moment.seed)
    yield _mark_frame(moment, ordinal, feed, end)


def _mark_frame(moment: _Moment, ordinal: int, feed: FeedId, end: FeedEnd) -> bytes:
    standing = Standing(end.n, moment.position, end.digest)
    era = moment.plan().era_at(moment.position)
    mark = sign_mark(standing, root=moment.root, era=era, feed=feed, hub_seed=moment.seed)
    return encode_frame(MarkFrame(ordinal, end.n, moment.position, mark))


def _mark_frames(moment: _Moment, feeds: list[tuple[int, FeedId]]) -> Iterator[bytes]:
    """Yield where each feed stands at this moment."""
    for ordinal, handle in feeds:
        yield _mark_frame(moment, ordinal, handle, _end(moment, handle))


def _stanza_frames(moment: _Moment) -> Iterator[bytes]:
    """Yield the keys of every device and invitation; each opens its own only."""
    devices = (device.handle for device in moment.authority.devices.values() if device.revoked is None)
    recipients = (*devices, *moment.authority.invitation_keys)
    stanzas = [stanza for recipient in recipients for stanza in _stanzas(moment.reader, recipient)]
    for start in range(0, len(stanzas), _STANZAS_PER_FRAME):
        yield encode_frame(StanzasFrame(tuple(stanzas[start : start + _STANZAS_PER_FRAME])))


def _stanzas(reader: LedgerReader, recipient: DeviceId) -> Iterator[Stanza]:
    for stored in reader.stanzas(recipient, after=0, at_most=_MOST):
        yield Stanza(stored.audience, stored.number, stored.recipient, stored.sealed)
