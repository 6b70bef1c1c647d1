"""The real vault (SQLCipher) under a simulated laptop: in about one history of a hundred, and against the fast one.

Its power goes at the same yield points as the fast one's; what is durable is read back from the database.
"""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import sqlalchemy as sa

from haversack.store import (
    eras,
    outbox,
    projection,
    records,
    schema,
    snapshot_notices,
    snapshot_parts,
    snapshot_repair,
    trust,
    values,
)
from haversack.store.cost import COST_FLOOR
from haversack.store.outbox import ItemState
from haversack.store.replica import VaultReplica
from haversack.store.vault import DATABASE_FILE, Vault
from haversack_sync.client.answers import NetworkStep
from haversack_sync.model.authority_entries import Succeed, decode_body
from haversack_sync.model.ids import NETWORK_FEED, AudienceId, DeviceId, FeedId, ObjectId, Position, RecordId
from haversack_sync.model.merge import Projection
from haversack_sync.model.operations import decode_change
from haversack_sync.protocol.entries import Entry, Standing
from haversack_sync.protocol.envelope import parse_envelope
from haversack_sync.protocol.erasing import ErasedEntry
from haversack_sync.protocol.network import Followed, NetworkView
from haversack_sync.protocol.snapshot_columns import decode_authors
from tests.simulation.disk import Disk, PowerCut
from tests.simulation.founded import Person, device_keys
from tests.simulation.kept import Base, Kept, OutboxRow, Part
from tests.simulation.log import ViolatedError
from tests.simulation.torn import Files, torn
from tests.simulation.world import FixedRandom

LANES = (0, 1)
_ALL = 1 << 30
_TORN_ONE_IN = 2
"""Of power cuts before a commit, so many fall into the writing of it."""


class VaultProgram(VaultReplica):
    """The program over a real vault, with the doors that a history needs; see `replica.SimReplica`."""

    def __init__(self, vault: Vault, disk: Disk[Kept], *, random: Callable[[int], bytes]) -> None:
        self.vault = vault
        self.disk = disk
        self.random = random
        super().__init__(vault.database, vault.parcels, random=random)
        disk.durable = self.read_kept()

    @property
    def kept(self) -> Kept:
        """What the vault holds."""
        return self.disk.durable

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sa.Connection]:
        if self._connection is not None:
            with super().transaction() as connection:
                yield connection
            return
        self.disk.point("before a transaction")
        before: Files | None = None
        with super().transaction() as connection:
            yield connection
            try:
                self.disk.about_to_commit()
            except PowerCut:
                if not self._is_tearing():
                    raise
                before = Files.read(self._path)
        if before is not None:
            self._tear(before)
        self.disk.durable = self.read_kept()
        self.disk.point("after a commit")

    @property
    def _path(self) -> Path:
        return self.vault.folder / DATABASE_FILE

    def _is_tearing(self) -> bool:
        """Tell whether the power goes while the commit is written, and not just before it."""
        return sum(self.disk.points.values()) % _TORN_ONE_IN == 0

    def _tear(self, before: Files) -> None:
        """Let the power go in the middle of the commit that was just made, as if nobody had been told of it.

        Raises:
            PowerCut: Always.
        """
        left = torn(before, Files.read(self._path), seed=str(self.disk.points))
        states = self.disk.durable, self.read_kept()

        def put() -> tuple[Kept, Kept]:
            left.write(self._path)
            return states

        self.disk.left = put
        raise PowerCut("while a commit is written")

    def rebuilt_view(self) -> NetworkView:
        """Work the network out again from its kept entries, as an unlock does."""
        with self.reading() as connection:
            return trust.load_view(connection, self._view.root)

    def standing(self, feed: FeedId) -> Standing:
        """Return where a feed stands here."""
        with self.reading() as connection:
            return trust.load_standing(connection, self._view, feed)

    def readable(self) -> list[FeedId]:
        """Return the content feeds that this device may read."""
        return [cursor.feed for cursor in self.cursors()]

    def start_over(self) -> None:
        """Let feeds that began with a snapshot begin again with their entries."""
        with self.transaction() as connection:
            snapshot_repair.start_over(connection)

    def queue(
        self, body: bytes, *, feed: FeedId, record: RecordId | None, act: int, refs: tuple[ObjectId, ...] = ()
    ) -> None:
        """Write a change into the outbox; its act stands where the vault keeps the time of writing."""
        own = self.identity().handle
        with self.transaction() as connection:
            if record is None:
                outbox.queue_network(connection, body, signer=own, created_ms=act)
            else:
                change = decode_change(body)
                outbox.queue_change(connection, change, feed=feed, signer=own, created_ms=act, refs=refs)

    def shown(self, feed: FeedId, record: RecordId) -> Projection:
        """Return a record as people see it."""
        with self.reading() as connection:
            found = projection.show_in_feed(connection, feed, record, own=self.identity().handle)
        return Projection(found.state if found is not None else None, ())

    def read_kept(self) -> Kept:
        """Read back what the vault holds, in the words of the fast one."""
        with self.reading() as connection:
            kept = Kept(self._view)
            for row in connection.execute(sa.select(schema.feeds)).all():
                if row.feed != NETWORK_FEED:
                    feed = FeedId(row.feed)
                    kept.standings[feed] = Standing(row.n, Position(row.known_to), row.digest)
                    kept.applied[feed] = row.applied_n
            _read_snapshots(connection, kept)
            for row in connection.execute(sa.select(schema.entries).order_by(schema.entries.c.n)).all():
                feed = FeedId(row.feed)
                entry = Entry(Position(row.position), row.stamp, row.flags, row.envelope)
                if feed == NETWORK_FEED:
                    kept.network += (entry,)
                elif row.n > kept.first_n(feed):
                    kept.entries[feed] = (*kept.entries.get(feed, ()), entry)
            kept.states = {(state.feed, state.id): state for _, state in records.load_all(connection)}
            for row in connection.execute(sa.select(schema.outbox).order_by(schema.outbox.c.sequence)).all():
                kept.outbox[row.sequence] = _row(row)
            _read_erased(connection, kept)
            kept.gap = eras.gap(connection)
            kept.handing_back = eras.to_hand_back(connection, limit_bytes=_ALL)
            kept.followed_era = values.read_number(connection, eras.FOLLOWED)
            for key in connection.execute(sa.select(schema.audience_keys)).all():
                kept.audience_keys[AudienceId(key.audience), key.epoch] = key.key
        return kept


def _read_erased(connection: sa.Connection, kept: Kept) -> None:
    for row in connection.execute(sa.select(schema.erased_records)).all():
        kept.erased[FeedId(row.feed), RecordId(row.record)] = row.position
    for row in connection.execute(sa.select(schema.erased_entries)).all():
        one = ErasedEntry(row.position, row.device, row.number)
        if row.is_ordered:
            kept.named[FeedId(row.feed), row.position] = one
        else:
            kept.unordered[FeedId(row.feed), row.position] = (one, RecordId(row.record))
    for row in connection.execute(sa.select(schema.erasures)).all():
        kept.wrong_orders += (row.position,) if row.is_wrong else ()


def _read_snapshots(connection: sa.Connection, kept: Kept) -> None:
    for one in snapshot_notices.read(connection):
        kept.notices[one.feed, one.position] = one
    for row in connection.execute(sa.select(schema.snapshot_parts)).all():
        name, feed = ObjectId(row.object), FeedId(row.feed)
        kept.parts[name] = Part(feed, row.n, row.part, row.sealed, is_own=row.is_own, is_at_hub=row.is_at_hub)
    for feed in kept.standings:
        if (begun := snapshot_parts.begun(connection, feed)) is not None:
            kept.begun[feed] = begun
    for row in connection.execute(sa.select(schema.snapshot_bases)).all():
        position, authors = Position(row.position), decode_authors(row.authors)
        kept.bases[FeedId(row.feed)] = Base(row.n, position, row.digest, authors, row.notice_position, {})


def _row(row: "sa.Row[tuple[object, ...]]") -> OutboxRow:
    record = RecordId(row.record) if row.record is not None else None
    is_succession = row.feed == NETWORK_FEED and isinstance(decode_body(row.body), Succeed)
    return OutboxRow(
        sequence=row.sequence,
        act=0 if is_succession else row.created_ms,
        is_succession=is_succession,
        signer=DeviceId(row.signer),
        feed=FeedId(row.feed),
        record=record,
        body=row.body,
        state=ItemState(row.state),
        reason=row.reason,
        number=row.number,
        envelope=row.envelope,
        position=row.position,
    )


def make_vault(folder: Path, person: Person, kept: Kept) -> Vault:
    """Make a vault that knows what a simulated laptop knows at the beginning of a history."""
    vault = Vault.create(folder, "five words of a passphrase", cost=COST_FLOOR, random=FixedRandom(str(folder)))
    keys = device_keys(person)
    with vault.database.transaction() as connection:
        values.write_value(connection, values.ROOT, kept.view.root)
        values.write_secret(connection, values.DEVICE_SIGN, keys.sign_seed)
        values.write_secret(connection, values.DEVICE_BOX, keys.box_seed)
        for (audience, epoch), key in kept.audience_keys.items():
            trust.save_key(connection, audience, epoch, key)
        for lane in LANES:
            values.raise_counter(connection, lane, kept.counters[lane])
        followed = tuple(Followed(parse_envelope(entry.envelope), None, None) for entry in kept.network)
        if kept.network:
            trust.keep_network(connection, NetworkStep(kept.view, 1, kept.network, followed))
        own = [one.envelope for one in followed if one.envelope.header.device == person.handle]
        for envelope in own:
            connection.execute(
                sa.insert(schema.outbox).values(
                    signer=person.handle,
                    feed=NETWORK_FEED,
                    body=envelope.content,
                    refs=b"",
                    created_ms=0,
                    state=ItemState.PUBLISHED.value,
                    reason="",
                    number=envelope.header.number,
                    envelope=envelope.raw,
                )
            )
    return vault


def reopened(vault: Vault, disk: Disk[Kept]) -> Vault:
    """Close a vault and open it again, as the next start of the program does; a power cut leaves what it leaves.

    Raises:
        ViolatedError: A commit that was torn is there in part (G4).
    """
    vault.close()
    left, disk.left = disk.left, None
    states = left() if left is not None else ()
    opened = Vault._open_locked(vault.folder, lambda: vault.keys)
    if states and VaultProgram(opened, disk, random=bytes).kept not in states:
        opened.close()
        raise ViolatedError("G4", "of a commit that was torn by a power cut a part is there")
    return opened
