"""The vault as a sync sees it: `client.ports.Replica` over the encrypted database.

Each frame's entries, their effects, and where the feed stands are one transaction. Must not verify signatures of the
hub (`client.answers` did) and must not talk to anybody.
"""

import contextlib
import functools
from collections.abc import Callable, Iterator, Sequence

import sqlalchemy as sa

from haversack.store import (
    cursors,
    eras,
    links,
    object_table,
    outbox,
    own_in_snapshots,
    replaying,
    root_chain,
    schema,
    settling,
    snapshot_collecting,
    snapshot_parts,
    sticks,
    succession,
    trust,
    unshown,
    values,
)
from haversack.store.database import Database
from haversack.store.interruption import interruption_held
from haversack.store.offered_snapshots import VaultSnapshots
from haversack.store.own_identity import read_identity
from haversack.store.parcel_files import ParcelFiles
from haversack.store.sealing_anew import seal_anew
from haversack_sync.client.answers import ContentStep, HeadStep, NetworkStep, OfferStep, StanzasStep
from haversack_sync.client.identity import Identity
from haversack_sync.client.ports import FeedCursor, Outgoing, Upload
from haversack_sync.model.authority import EraSpan
from haversack_sync.model.authority_entries import Era
from haversack_sync.model.ids import NETWORK_FEED, DeviceId, ObjectId, Position, key_handle
from haversack_sync.protocol import sealing
from haversack_sync.protocol.head import shown_head
from haversack_sync.protocol.network import NetworkView
from haversack_sync.protocol.parcel import ParcelKey, ParcelName, sealed_length


class NoIdentityError(Exception):
    """The vault belongs to nobody yet: it was not enrolled."""

    kind = "not_enrolled"


class VaultReplica:
    """One network's replica in an open vault.

    The network view is kept in memory and rebuilt from the kept entries at each unlock; a rolled-back transaction
    drops the new view with it.
    """

    def __init__(self, database: Database, parcels: ParcelFiles, *, random: Callable[[int], bytes]) -> None:
        """Load the network from the vault.

        Args:
            database: Open, with a network in it.
            parcels: Where sealed files lie.
            random: Gives that many random bytes.

        Raises:
            NoIdentityError: No network was founded or joined in this vault.
            DamagedVaultError: The kept entries are not the ones that were verified.
        """
        self._database = database
        self._parcels = parcels
        self._random = random
        self._connection: sa.Connection | None = None
        self._answered: frozenset[tuple[DeviceId, int]] = frozenset()
        with database.reading() as connection:
            root = values.read_value(connection, values.ROOT)
            if root is None:
                raise NoIdentityError("no network in this vault")
            self._identity = read_identity(connection)
            self._view = trust.load_view(connection, root)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sa.Connection]:
        """Write: all of the block or nothing; a block inside another joins it."""
        if self._connection is not None:
            yield self._connection
            return
        # Held around what is remembered here, too: it and the database tell the same after Ctrl-C.
        with interruption_held():
            before, before_identity = self._view, self._identity
            try:
                with self._database.transaction() as connection:
                    self._connection = connection
                    yield connection
            except BaseException:
                self._view, self._identity = before, before_identity
                raise
            finally:
                self._connection = None

    @contextlib.contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Read one consistent state."""
        with self._database.reading() as connection:
            yield connection

    def network(self) -> NetworkView:
        """See `client.ports.Replica`."""
        return self._view

    def identity(self) -> Identity:
        """See `client.ports.Replica`."""
        return self._identity

    def know_identity(self) -> None:
        """Read anew who this computer is: somebody who looked around has written keys into the vault."""
        with self.reading() as connection:
            self._identity = read_identity(connection)

    def cursors(self) -> Sequence[FeedCursor]:
        """See `client.ports.Replica`."""
        with self.reading() as connection:
            return cursors.read_cursors(connection, self._view, self._identity)

    def known_to(self) -> Position:
        """See `cursors.known_to`."""
        with self.reading() as connection:
            return cursors.known_to(connection, self._view, self._identity)

    def stamp_of_network(self) -> int:
        """Return the newest of the hub's stamps, in seconds, on entries up to which the history of trust is whole here.

        By an answer of the hub itself more is known; what came by a stick has no other date than its entries have.
        """
        with self.reading() as connection:
            return trust.newest_stamp(connection, up_to=self._view.standing.position)

    def is_whole(self) -> bool:
        """Tell whether everything is here that the hub had for this device when it answered last, whatever carried it.

        Before any hub answered there is nothing to compare with but the snapshots that are being collected.
        """
        with self.reading() as connection:
            promised = values.read_number(connection, values.HEAD_POSITION)
            is_collecting = bool(snapshot_collecting.offered(connection))
        return not is_collecting and self.known_to() >= promised

    def stanza_serial(self) -> int:
        """See `client.ports.Replica`."""
        with self.reading() as connection:
            return values.read_number(connection, values.STANZA_SERIAL)

    def take_counter(self, lane: int) -> int:
        """See `client.ports.Replica`."""
        with self.transaction() as connection:
            return values.take_counter(connection, lane)

    def raise_counter(self, lane: int, highest: int) -> None:
        """See `client.ports.Replica`."""
        with self.transaction() as connection:
            if highest > values.read_counter(connection, lane):
                # Stored before it is sent, always: somebody else made those requests, or an older copy was put back.
                values.write_value(connection, values.COPY_HINT, b"1")
            values.raise_counter(connection, lane, highest)

    def hub_has_lost(self) -> None:
        """See `client.ports.Replica`."""
        with self.transaction() as connection:
            eras.set_gap(connection, eras.Gap.BEHIND)

    def hand_over(self, limit_bytes: int, *, is_far: bool = False) -> Outgoing:
        """See `client.ports.Replica`.

        Args:
            limit_bytes: About how much.
            is_far: Whether the answer takes days: then more than one change goes, also where the hub took none.
        """
        with self.transaction() as connection:
            unshown.notice(connection, self._view)
            if succession.is_due(connection, self._identity.handle):
                self._identity = succession.succeed(
                    connection, self._identity, root=self._view.root, random=self._random
                )
            # What a key signed that is not in use any more may have to be sealed anew: only the one in use does that.
            succession.sign_again(connection, [one.handle for one in self._identity.former], self._identity.handle)
            how = outbox.HandOver(
                view=self._view,
                signers=self._signers(connection),
                newest_key=functools.cache(
                    lambda feed: trust.newest_key(connection, self._view, feed, own=self._identity)
                ),
                random=self._random,
                may_seal=not succession.is_copied(connection),
                ends=root_chain.go_on(connection, self._view),
            )
            gap = eras.gap(connection)
            if gap is eras.Gap.BEHIND:
                return Outgoing((), (), b"")
            asks_only = gap is eras.Gap.RESTORED and not is_far
            limit_bytes = 1 if asks_only else limit_bytes
            lost = eras.to_hand_back(connection, limit_bytes=limit_bytes)
            left = limit_bytes - sum(map(len, lost))
            envelopes = (*lost, *(outbox.hand_over(connection, how, limit_bytes=left) if left > 0 else ()))
            if asks_only:
                return Outgoing(envelopes, (), b"")
            profile = values.read_value(connection, values.PROFILE_TO_SEND) or b""
            stanzas = trust.unsent_stanzas(connection, self._view)
            return Outgoing(envelopes, stanzas, profile, outbox.asks(connection))

    def _signers(self, connection: sa.Connection) -> dict[DeviceId, outbox.Signer]:
        keys = self._identity.keys
        signers = {keys.handle: outbox.Signer(keys.handle, keys.sign_seed)} if keys is not None else {}
        root_seed = values.read_secret(connection, values.ROOT_SIGN)
        if root_seed is not None:
            handle = key_handle(sealing.signing_public_key(root_seed))
            signers[handle] = outbox.Signer(handle, root_seed)
        return signers

    def left_computer(self, envelopes: Sequence[bytes]) -> None:
        """See `client.ports.Replica`."""
        with self.transaction() as connection:
            outbox.mark_sent(connection, envelopes)

    def commit_head(self, step: HeadStep, outgoing: Outgoing, request: bytes) -> None:
        """See `client.ports.Replica`."""
        with self.transaction() as connection:
            settling.take_receipts(connection, step.receipts, stamp=step.head.stamp, envelopes=outgoing.envelopes)
            eras.handed_back(connection, step.receipts, outgoing.envelopes)
            eras.hub_answered(connection, step.receipts)
            self._answered = frozenset((DeviceId(one.device), one.first) for one in step.receipts)
            if step.receipts:
                own_in_snapshots.settle_answered(connection, self._view)
                connection.execute(
                    sa.insert(schema.evidence).values(
                        position=step.head.position,
                        message=step.message,
                        signature=step.head.signature,
                        receipts=step.raw_receipts,
                        request=request,
                    )
                )
            trust.stanzas_were_sent(connection, outgoing.stanzas)
            if outgoing.profile:
                values.delete_value(connection, values.PROFILE_TO_SEND)
            trust.keep_received_stanzas(connection, step.stanzas)
            values.write_number(connection, values.STANZA_SERIAL, step.stanza_serial)
            values.write_number(connection, values.LAST_CONTACT, step.head.stamp)
            values.write_number(connection, values.HEAD_POSITION, step.head.position)
            values.write_value(connection, values.SHOWN_HEAD, shown_head(step.message, step.head.signature))
            self._open_keys(connection)

    def commit_stanzas(self, step: StanzasStep) -> None:
        """See `client.ports.Replica`."""
        with self.transaction() as connection:
            sticks.came_back(connection, step.stanzas, b"")
            mine = [one for one in step.stanzas if one.recipient in self._identity.handles]
            trust.keep_received_stanzas(connection, mine)
            self._open_keys(connection)

    def commit_network(self, step: NetworkStep) -> None:
        """See `client.ports.Replica`."""
        with self.transaction() as connection:
            trust.keep_network(connection, step)
            if step.view.era > self._view.era:
                eras.learn(connection, self._view, step.view, own=self._identity.handles, answered=self._answered)
            self._view = step.view
            sticks.keep_marks(connection, NETWORK_FEED, step.marks)
            mine = {*self._signers(connection), *self._identity.handles}
            # What begins an era stands outside of its key's chain, so the outbox knows nothing of it.
            signed = [one for one in step.followed if not isinstance(one.body, Era)]
            own = [one for one in signed if one.envelope.header.device in mine]
            settling.settle(connection, [(one.envelope, one.refused or "") for one in own])
            if step.entries:
                self._open_keys(connection)

    def take_history(self, steps: Sequence[NetworkStep]) -> None:
        """Take in what is new of the hub's history of trust, which came without a word on own changes."""
        with self.transaction():
            self._answered = frozenset()
            for step in steps:
                self.commit_network(step)

    def seal_anew(self, *, is_whole: bool) -> bool:
        """Let own changes that saw another history than the hub's, as it is known here, be sealed anew; see there."""
        view = self._view
        with self.transaction() as connection:
            return seal_anew(connection, view, self._identity, eras=view.authority.eras, is_whole=is_whole)

    def network_at(self, count: int) -> NetworkView:
        """Return the network as it was after its first entries."""
        with self.reading() as connection:
            return eras.view_at(connection, self._view, count)

    def fall_back(self, span: EraSpan, there: NetworkView | None = None) -> None:
        """Let everything stand where an era began, of a chain that was verified; see `eras.fall_back`."""
        with self.transaction() as connection:
            self._view = eras.fall_back(connection, self._view, span, own=self._identity, there=there)

    def _open_keys(self, connection: sa.Connection) -> None:
        """Open the keys that have become readable, and go on where a feed waited for them."""
        if trust.open_keys(connection, self._view, self._identity):
            for feed in self._view.authority.feeds_in_order():
                replaying.resume(connection, self._view, feed, own=self._identity.handles)

    def resume_waiting(self) -> int:
        """Go on with entries that waited for a key or for a newer program; return how many changed a record.

        A newer program may know the rules or operations that an older one had to wait for. Safe to repeat.
        """
        with self.reading() as connection:
            if not replaying.has_waiting(connection):
                return 0
        own = self._identity.handles
        with self.transaction() as connection:
            feeds = self._view.authority.feeds_in_order()
            return sum(replaying.resume(connection, self._view, feed, own=own) for feed in feeds)

    def needs_newer_program(self) -> bool:
        """Tell whether something is kept here that only a newer version of the program can show."""
        with self.reading() as connection:
            return replaying.needs_newer_program(connection, self._view)

    def commit_content(self, step: ContentStep) -> int:
        """See `client.ports.Replica`."""
        with self.transaction() as connection:
            own = self._identity.handles
            sticks.keep_marks(connection, step.feed, step.marks)
            return replaying.keep_content(connection, self._view, step, own=own)

    def commit_offer(self, step: OfferStep) -> None:
        """See `client.ports.Replica`."""
        with self.transaction() as connection:
            snapshot_collecting.take_offer(connection, self._view, step)

    def snapshots(self) -> VaultSnapshots:
        """See `client.ports.Replica`."""
        return VaultSnapshots(self)

    def pending_uploads(self) -> Sequence[Upload]:
        """See `client.ports.Replica`."""
        with self.reading() as connection:
            return (*object_table.uploads(connection), *snapshot_parts.uploads(connection))

    def read_object(self, object_id: ObjectId, offset: int, length: int) -> bytes:
        """See `client.ports.Replica`."""
        with self.reading() as connection:
            part = snapshot_parts.read(connection, object_id)
        if part is not None:
            return part[offset : offset + length]
        return self._parcels.read(object_id, offset=offset, length=length)

    def uploaded(self, object_id: ObjectId) -> None:
        """See `client.ports.Replica`."""
        with self.transaction() as connection:
            object_table.set_at_hub(connection, object_id)
            snapshot_parts.set_at_hub(connection, object_id)

    def object_offset(self, object_id: ObjectId) -> int:
        """See `client.ports.Replica`."""
        named = self._named(object_id)
        if named is None:
            return self._parcels.held_bytes(object_id)
        total, parcel = named
        return self._parcels.resume_offset(object_id, total=total, parcel=parcel)

    def object_end(self, object_id: ObjectId) -> int | None:
        """See `client.ports.Replica`."""
        named = self._named(object_id)
        return self._parcels.resume_end(object_id, total=named[0], parcel=named[1]) if named is not None else None

    def store_object(self, wanted: Upload, pieces: Iterator[bytes], offset: int) -> None:
        """See `client.ports.Replica`."""
        named = self._named(wanted.object_id)
        if named is None or named[0] != wanted.total:
            is_whole = self._parcels.append(wanted.object_id, pieces, offset=offset, total=wanted.total)
        else:
            is_whole = self._parcels.append_checked(
                wanted.object_id, pieces, offset=offset, total=wanted.total, parcel=named[1]
            )
        if is_whole:
            with self.transaction() as connection:
                object_table.set_here(connection, wanted.object_id)

    def _named(self, object_id: ObjectId) -> tuple[int, ParcelKey] | None:
        """Return sealed length and key of a file that some record names; None where none does."""
        with self.reading() as connection:
            entry = links.file_entry(connection, object_id)
        if entry is None:
            return None
        return sealed_length(entry.size), ParcelKey(entry.key, ParcelName(self._view.root, entry.parcel))
