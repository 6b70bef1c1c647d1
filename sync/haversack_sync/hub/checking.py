"""`haversack-hub check`: verifies everything that a hub holds, as a client would and more.

The ledger's file, every signature, every digest, every receipt's row, every object's hash. Reads only; the hub may run
meanwhile. Must not mend anything: what is wrong is told, and a person decides.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from haversack_sync.hub.data_folder import DataFolder
from haversack_sync.hub.database import open_database
from haversack_sync.hub.objects import FolderObjects
from haversack_sync.hub.ports import LedgerReader, Registration
from haversack_sync.hub.schema import OBJECTS
from haversack_sync.hub.sqlite_ledger import SqliteReader
from haversack_sync.model.authority import Authority
from haversack_sync.model.ids import NETWORK_FEED, FeedId, ObjectId
from haversack_sync.protocol import sealing
from haversack_sync.protocol.entries import Entry, first_digest, next_digest
from haversack_sync.protocol.envelope import Envelope, parse_envelope, verify_envelope
from haversack_sync.protocol.errors import ProtocolError
from haversack_sync.protocol.head import ReceiptCode
from haversack_sync.protocol.network import empty_view, era_body, follow

_BATCH: Final = 500
FINDINGS: Final = ("database", "network", "digest", "order", "signature", "receipt", "lost_object", "altered_object")
"""What can be wrong, in the order in which it is told."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was verified, and what is wrong.

    Attributes:
        entries: Entries whose signature, digest and receipt were looked at.
        feeds: Feeds, with `network`.
        objects: Objects whose bytes were hashed.
        object_bytes: Their size.
        wrong: How often each finding was made; empty if all is well.
    """

    entries: int
    feeds: int
    objects: int
    object_bytes: int
    wrong: dict[str, int] = field(default_factory=dict)


def check(data: Path, *, tell: Callable[[int, int], None] = lambda done, total: None) -> Checked:
    """Verify everything that a hub holds.

    Args:
        data: The hub's data folder.
        tell: Called with how much was done and how much there is, in bytes of objects and entries.

    Raises:
        DataFolderError: There is no hub, or its database cannot be opened at all.
        StorageError: The disk failed.
    """
    folder = DataFolder(data)
    database = open_database(folder.database, migrate=False)
    try:
        with database.reading() as connection:
            reader = SqliteReader(connection)
            found = _Findings(tell, total=reader.counts().entries + reader.counts().object_bytes)
            if connection.scalar(sa.text("PRAGMA integrity_check(1)")) != "ok":
                found.note("database")
            registration = reader.registration()
            feeds = _FeedCheck(reader, registration, found).look() if registration else 0
            _check_objects(connection, FolderObjects(folder.objects, folder.uploads), found)
            wrong = {finding: found.wrong[finding] for finding in FINDINGS if found.wrong[finding]}
            return Checked(found.entries, feeds, found.objects, found.object_bytes, wrong)
    finally:
        database.close()


class _Findings:
    """Counts what was looked at and what is wrong."""

    def __init__(self, tell: Callable[[int, int], None], *, total: int) -> None:
        self.wrong: Counter[str] = Counter()
        self.entries = self.objects = self.object_bytes = 0
        self._tell, self._total = tell, total

    def note(self, what: str) -> None:
        """Count a finding."""
        self.wrong[what] += 1

    def go_on(self) -> None:
        """Tell how far it is."""
        self._tell(min(self.entries + self.object_bytes, self._total), self._total)


class _FeedCheck:
    """Looks at the entries of one network."""

    def __init__(self, reader: LedgerReader, registration: Registration, found: _Findings) -> None:
        self._reader, self._found = reader, found
        self._root, self._era = sealing.sha256(registration.root_key), registration.era
        self._authority = self._follow_network()

    def look(self) -> int:
        """Look at every feed; return how many there are."""
        feeds = [NETWORK_FEED, *(feed.handle for feed in self._authority.feeds_in_order())]
        for feed in feeds:
            self._look_at(feed)
        return len(feeds)

    def _follow_network(self) -> Authority:
        """Follow the network feed as a client does: every signature, every rule."""
        view = empty_view(self._root, era=self._era)
        for batch in _batches(self._reader, NETWORK_FEED):
            try:
                view, followed = follow(view, [entry for entry, _, _ in batch])
            except ProtocolError:
                self._found.note("network")
                break
            for one in followed:
                if one.refused:
                    self._found.note("network")
        return view.authority

    def _look_at(self, feed: FeedId) -> None:
        digest, position, stamp, number = first_digest(self._root, feed), 0, 0, 0
        for batch in _batches(self._reader, feed):
            for entry, told, n in batch:
                number += 1
                era = self._authority.era_of(entry.position)
                digest = next_digest(digest, entry, root=self._root, era=era, feed=feed)
                if digest != told:
                    self._found.note("digest")
                    digest = told
                if n != number or entry.position <= position or entry.stamp < stamp:
                    self._found.note("order")
                    number = n
                position, stamp = entry.position, entry.stamp
                self._look_into(feed, entry)
                self._found.entries += 1
            self._found.go_on()

    def _look_into(self, feed: FeedId, entry: Entry) -> None:
        if entry.is_erased:
            # Its signature went with it; that it was there, the digest says.
            return
        try:
            envelope = parse_envelope(entry.envelope)
            if era_body(envelope) is not None:
                return
            if feed != NETWORK_FEED:
                _verify(envelope, feed, self._root, self._authority)
        except ProtocolError:
            self._found.note("signature")
            return
        row = self._reader.ledger_row(envelope.header.device, envelope.header.number)
        accepted = (envelope.hash, int(ReceiptCode.ACCEPTED), entry.position)
        if row is None or (row.sha256, row.code, row.position) != accepted:
            self._found.note("receipt")


def _verify(envelope: Envelope, feed: FeedId, root: bytes, authority: Authority) -> None:
    device = authority.devices.get(envelope.header.device)
    if device is None or envelope.header.feed != feed:
        raise ProtocolError("not a device of this network")
    verify_envelope(envelope, root=root, public=device.sign_key)


def _batches(reader: LedgerReader, feed: FeedId) -> Iterator[list[tuple[Entry, bytes, int]]]:
    """Yield a feed's entries with their stored digests and numbers."""
    after, end = 0, reader.feed_end(feed)
    while end is not None and after < end.n:
        stored = reader.entries(feed, after=after, up_to=end.n, at_most=_BATCH)
        if not stored:
            return
        yield [(one.entry, one.digest, one.n) for one in stored]
        after = stored[-1].n


def _check_objects(connection: sa.Connection, objects: FolderObjects, found: _Findings) -> None:
    for row in connection.execute(sa.select(OBJECTS.c.object, OBJECTS.c.size).order_by(OBJECTS.c.object)).all():
        object_id, digest, length = ObjectId(bytes(row.object)), hashlib.sha256(), 0
        try:
            for piece in objects.read(object_id, start=0, length=row.size + 1):
                digest.update(piece)
                length += len(piece)
        except OSError:
            found.note("lost_object")
            continue
        if length != row.size or digest.digest() != object_id:
            found.note("altered_object")
        found.objects += 1
        found.object_bytes += length
        found.go_on()
