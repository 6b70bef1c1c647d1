"""The hub's view of the `network` feed: caught up from the ledger, and extended inside a transaction.

Views are immutable values: a transaction that is rolled back leaves the one before. Must not store anything.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from haversack_sync.hub.errors import DamagedLedgerError
from haversack_sync.hub.ports import StoredEntry
from haversack_sync.model.authority import Authority
from haversack_sync.model.authority_draft import AuthorityDraft, RefusedEntryError
from haversack_sync.model.authority_entries import BadEntryError, NetworkBody, decode_body
from haversack_sync.model.ids import NETWORK_FEED, Position
from haversack_sync.protocol.entries import Entry, Standing, next_digest
from haversack_sync.protocol.envelope import SEEN_BYTES, Envelope, parse_envelope
from haversack_sync.protocol.errors import WireError
from haversack_sync.protocol.network import NetworkView
from haversack_sync.protocol.network_places import network_entry


def catch_up(view: NetworkView, entries: Iterable[StoredEntry]) -> NetworkView:
    """Extend a view by entries that this hub, or another process of it, accepted.

    Signatures are not verified again: they were when the entries were accepted, and who can write into the ledger can
    sign as the hub as well. Clients verify them all.

    Args:
        view: Not modified.
        entries: The entries of the network feed right after it, in order.

    Raises:
        DamagedLedgerError: No hub can have accepted one of them.
    """
    draft = NetworkDraft(view)
    for stored in entries:
        try:
            envelope = parse_envelope(stored.entry.envelope)
            draft.apply(envelope, decode_body(envelope.content), stored.entry)
        except (BadEntryError, RefusedEntryError, WireError) as error:
            raise DamagedLedgerError("an entry cannot have been accepted") from error
        draft.append(stored.entry, digest=stored.digest)
    return draft.finish()


class NetworkDraft:
    """The `network` feed in the making, inside one transaction.

    Attributes:
        root: The network's fingerprint.
        authority: What follows from the entries so far; read it, never keep it.
        standing: Where the feed stands.
    """

    def __init__(self, view: NetworkView) -> None:
        self.root = view.root
        self.authority: Authority = view.authority
        self.standing: Standing = view.standing
        self._view = view
        self._digests: Sequence[bytes] = view.digests
        self._fresh: list[bytes] | None = None
        self._fresh_positions: list[Position] = []
        self._draft: AuthorityDraft | None = None

    @property
    def era(self) -> int:
        """The era of what comes next."""
        eras = self.authority.eras
        return eras[-1].era if eras else self._view.era

    def era_of(self, position: int) -> int:
        """Return the era of an entry at a position."""
        return self.authority.era_of(position) if self.authority.eras else self._view.era

    @property
    def digests(self) -> Sequence[bytes]:
        """First 16 bytes of the feed's digest at each count, from 0."""
        return self._digests

    def draft(self) -> AuthorityDraft:
        """Return the authority in the making; copied from the view when first asked for."""
        if self._draft is None:
            self._draft = AuthorityDraft(self._view.authority)
        return self._draft

    def apply(self, envelope: Envelope, body: NetworkBody | None, entry: Entry) -> None:
        """Apply what an entry says, which is not appended yet.

        Raises:
            RefusedEntryError: The rules do not allow it; nothing changed.
        """
        draft = self.draft()
        draft.apply(network_entry(entry, envelope, body, eras=draft.eras))
        self.authority = draft.finish()

    def append(self, entry: Entry, *, digest: bytes | None = None) -> bytes:
        """Append an applied entry; return the feed's digest after it (worked out unless it is known)."""
        if digest is None:
            era = self.era_of(entry.position)
            digest = next_digest(self.standing.digest, entry, root=self.root, era=era, feed=NETWORK_FEED)
        self.standing = Standing(self.standing.n + 1, entry.position, digest)
        if self._fresh is None:
            self._fresh = list(self._digests)
            self._digests = self._fresh
        self._fresh.append(digest[:SEEN_BYTES])
        self._fresh_positions.append(entry.position)
        return digest

    def finish(self) -> NetworkView:
        """Return the view after all entries; the draft must not be used any more."""
        if self._fresh is None:
            return self._view
        return replace(
            self._view,
            era=self.era,
            standing=self.standing,
            digests=tuple(self._fresh),
            positions=(*self._view.positions, *self._fresh_positions),
            authority=self.authority,
        )
