"""A made-up network, as bytes: keys, founding, content, invitations. For tests and the simulator.

Pure: everything follows from the seed. A `World` knows what its coordinator knows and makes what its people would send;
it sends nothing itself.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from haversack_sync.model import authority_entries as bodies
from haversack_sync.model.ids import NETWORK_FEED, AudienceId, DeviceId, FeedId, ObjectId, OrganisationId, key_handle
from haversack_sync.model.roles import AudienceType, Role
from haversack_sync.protocol import enrolment, epochs, sealing
from haversack_sync.protocol.entries import Entry
from haversack_sync.protocol.envelope import (
    CLEAR,
    DONE,
    ERASE,
    NO_PREV,
    NOTICE,
    SEALED,
    Header,
    envelope_hash,
    seal_change,
    sign_clear,
)
from haversack_sync.protocol.erasing import DoneReport, EraseOrder
from haversack_sync.protocol.erasing import encode as encode_order
from haversack_sync.protocol.messages import RegisterAnswer, Stanza
from haversack_sync.protocol.network import KeyPurpose, NetworkView, empty_view, follow, possession_message
from haversack_sync.protocol.profile import Profile, encode_profile
from haversack_sync.protocol.snapshots import Notice, encode_notice

EDITORS = (Role.EDITOR, Role.FOCAL_POINT, Role.COORDINATOR)


class FixedRandom:
    """Random bytes that repeat themselves; each call goes on where the last one ended."""

    def __init__(self, seed: str) -> None:
        self._seed = seed.encode()
        self._calls = 0

    def __call__(self, size: int, /) -> bytes:
        self._calls += 1
        return hashlib.shake_256(self._seed + self._calls.to_bytes(8, "big")).digest(size)


@dataclass(slots=True)
class Author:
    """A signing key with its own chain: a device, or the root.

    Attributes:
        seed: Ed25519 seed.
        box_seed: X25519 private key.
        number: Number of its next envelope.
        prev: First 16 bytes of SHA-256 of its last one.
    """

    seed: bytes
    box_seed: bytes
    number: int = 0
    prev: bytes = NO_PREV

    @property
    def sign_key(self) -> bytes:
        return sealing.signing_public_key(self.seed)

    @property
    def box_key(self) -> bytes:
        return sealing.box_public_key(self.box_seed)

    @property
    def handle(self) -> DeviceId:
        return key_handle(self.sign_key)

    def sent(self, envelope: bytes) -> bytes:
        """Go on after an envelope."""
        self.number += 1
        self.prev = envelope_hash(envelope)[:16]
        return envelope

    def copy(self) -> "Author":
        """Return the same key at the same place of its chain: a cloned profile."""
        return Author(self.seed, self.box_seed, self.number, self.prev)


@dataclass(frozen=True, slots=True)
class Shelf:
    """A feed, and the audience key that its content is sealed with."""

    ordinal: int
    feed: FeedId
    audience: AudienceId
    epoch: int
    key: bytes


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation: what its code stands for, its entry, and the welcome that goes with it."""

    keys: enrolment.InvitationKeys
    organisation: OrganisationId
    changes: tuple[bytes, ...]
    stanzas: tuple[Stanza, ...]


@dataclass(frozen=True, slots=True)
class Founding:
    """What a founder sends first."""

    changes: tuple[bytes, ...]
    stanzas: tuple[Stanza, ...]
    profile: bytes


@dataclass(slots=True)
class World:
    """A network with one coordinator, and the shelves `open/library`, `members/directory` and `coordinators/notes`.

    Attributes:
        random: Where all its secrets come from.
        name: The network's public name.
        root_author: The root key.
        coordinator: The founder's device.
        shelves: By name.
        organisations: Handles made so far.
    """

    random: Callable[[int], bytes]
    name: str = "Test network"
    root_author: Author = field(init=False)
    coordinator: Author = field(init=False)
    shelves: dict[str, Shelf] = field(default_factory=dict)
    organisations: list[OrganisationId] = field(default_factory=list)
    _view: NetworkView = field(init=False)
    _hub: RegisterAnswer | None = None

    def __post_init__(self) -> None:
        self.root_author = self.author()
        self.coordinator = self.author()
        self._view = empty_view(self.root)

    @property
    def root(self) -> bytes:
        """The network's fingerprint."""
        return sealing.sha256(self.root_author.sign_key)

    @property
    def view(self) -> NetworkView:
        """The network feed as far as the coordinator followed it."""
        return self._view

    @property
    def hub_key(self) -> bytes:
        """The hub's signing key, once it registered the network."""
        return self._hub.sign_key if self._hub else b""

    def author(self) -> Author:
        """Make new keys."""
        return Author(self.random(32), self.random(32))

    def follow(self, entries: Sequence[Entry]) -> None:
        """Take in the next entries of the network feed; what is made from here on has seen them."""
        self._view, _ = follow(self._view, entries)

    # What people make.

    def clear(self, author: Author, body: bodies.NetworkBody, *, seen: tuple[int, bytes] | None = None) -> bytes:
        """Make a network entry."""
        count, digest = seen or self._view.seen
        header = Header(CLEAR, author.handle, author.number, author.prev, NETWORK_FEED, 0, count, digest)
        return author.sent(sign_clear(header, bodies.encode_body(body), root=self.root, signing_seed=author.seed))

    def content(
        self,
        author: Author,
        shelf: str,
        plain: bytes,
        *,
        refs: tuple[ObjectId, ...] = (),
        seen: tuple[int, bytes] | None = None,
    ) -> bytes:
        """Make a sealed change; `plain` stands for whatever people write."""
        where = self.shelves[shelf]
        count, digest = seen or self._view.seen
        header = Header(SEALED, author.handle, author.number, author.prev, where.feed, where.epoch, count, digest, refs)
        return author.sent(
            seal_change(
                header,
                plain,
                root=self.root,
                epoch_key=where.key,
                signing_seed=author.seed,
                random=self.random,
            )
        )

    def notice(self, author: Author, shelf: str, notice: Notice, *, refs: tuple[ObjectId, ...] = ()) -> bytes:
        """Make a notice about snapshots of a shelf."""
        where = self.shelves[shelf]
        count, digest = self._view.seen
        header = Header(NOTICE, author.handle, author.number, author.prev, where.feed, where.epoch, count, digest, refs)
        return author.sent(sign_clear(header, encode_notice(notice), root=self.root, signing_seed=author.seed))

    def order(self, author: Author, shelf: str, said: EraseOrder | DoneReport) -> bytes:
        """Make an order of erasure, or a report about an announced one."""
        where, content = self.shelves[shelf], encode_order(said)
        count, digest = self._view.seen
        form = ERASE if isinstance(said, EraseOrder) else DONE
        header = Header(form, author.handle, author.number, author.prev, where.feed, where.epoch, count, digest)
        return author.sent(sign_clear(header, content, root=self.root, signing_seed=author.seed))

    def possession(self, coordinator: Author) -> bytes:
        """Make a new coordinator's proof that somebody holds its key."""
        message = possession_message(
            self.root, KeyPurpose.COORDINATOR, sign_key=coordinator.sign_key, box_key=coordinator.box_key
        )
        return sealing.sign(coordinator.seed, message)

    def take_hub(self, hub: RegisterAnswer) -> None:
        """Remember the hub's keys from its answer to the registration."""
        self._hub = hub

    def founding(self) -> Founding:
        """Make everything that founds the network, as one request; the hub is known."""
        if self._hub is None:
            raise ValueError("not registered yet")
        hub = self._hub
        root, coordinator = self.root_author, self.coordinator
        opened, open_key = AudienceId(self.random(8)), self.random(32)
        commitment = epochs.commitment(open_key, epochs.EpochName(self.root, opened, 0))
        possession = self.possession(coordinator)
        changes = [
            self.clear(root, bodies.Found(root.sign_key, opened, commitment)),
            self.clear(root, bodies.CoordinatorAdd(coordinator.sign_key, coordinator.box_key, possession)),
            self.clear(root, bodies.HubKey(hub.sign_key, hub.box_key, hub.possession)),
            self.clear(coordinator, bodies.Rules(1, (1,))),
            self.clear(coordinator, bodies.AddAudience(opened, AudienceType.OPEN, b"", (Role.COORDINATOR,))),
        ]
        stanzas: list[Stanza] = []
        named = [("open/library", opened, 0, open_key)]
        for shelf, audience_type in (
            ("members/directory", AudienceType.MEMBERS),
            ("coordinators/notes", AudienceType.COORDINATORS),
        ):
            audience, key = AudienceId(self.random(8)), self.random(32)
            made, sealed = self._first_epoch(audience, audience_type, key)
            changes += made
            stanzas += sealed
            named.append((shelf, audience, 1, key))
        for ordinal, (shelf, audience, epoch, key) in enumerate(named, start=1):
            feed = FeedId(self.random(8))
            label = epochs.seal_label(key, root=self.root, feed=feed, label=shelf.partition("/")[2])
            changes.append(self.clear(coordinator, bodies.AddFeed(feed, audience, epoch, label)))
            self.shelves[shelf] = Shelf(ordinal, feed, audience, epoch, key)
        return Founding(tuple(changes), tuple(stanzas), self.profile())

    def profile(self, *, hubs: tuple[str, ...] = ("http://127.0.0.1:8765",)) -> bytes:
        """Make the network profile."""
        if self._hub is None:
            raise ValueError("not founded yet")
        open_key = self.shelves["open/library"].key
        sign_key, box_key = self._hub.sign_key, self._hub.box_key
        return encode_profile(Profile(1, self.name, self.root_author.sign_key, hubs, sign_key, box_key, open_key))

    def invite(
        self, role: Role = Role.EDITOR, *, organisation: OrganisationId | None = None, expiry_days: int = 14
    ) -> Invited:
        """Make an invitation that may read `members`; for a new organisation unless one is given."""
        changes = []
        if organisation is None:
            organisation = OrganisationId(self.random(8))
            self.organisations.append(organisation)
            changes.append(self.clear(self.coordinator, bodies.AddOrganisation(organisation)))
        keys = enrolment.derive(enrolment.read_code(enrolment.make_code(self.random)))
        shelf = self.shelves["members/directory"]
        stanza = self.stanza("members/directory", recipient=keys.handle, box_key=keys.box_key)
        terms = bodies.InviteTerms(
            invitation=keys.invitation,
            sign_key=keys.sign_key,
            box_key=keys.box_key,
            organisation=organisation,
            role=role,
            audiences=(shelf.audience,),
            mode=0,
            expiry_days=expiry_days,
            welcome=epochs.stanzas_hash([stanza]),
        )
        changes.append(self.clear(self.coordinator, enrolment.invite_entry(keys, terms, root=self.root)))
        return Invited(keys, organisation, tuple(changes), (stanza,))

    def invite_coordinator(self) -> Invited:
        """Make the root's invitation of a coordinator."""
        keys = enrolment.derive(enrolment.read_code(enrolment.make_code(self.random)))
        terms = bodies.InviteTerms(
            invitation=keys.invitation,
            sign_key=keys.sign_key,
            box_key=keys.box_key,
            organisation=b"",
            role=Role.COORDINATOR,
            audiences=(),
            mode=1,
            expiry_days=14,
            welcome=epochs.stanzas_hash([]),
        )
        entry = self.clear(self.root_author, enrolment.invite_entry(keys, terms, root=self.root))
        return Invited(keys, OrganisationId(b""), (entry,), ())

    def redeem(self, invited: Invited, device: Author) -> bytes:
        """Make the redemption by which a device takes up an invitation."""
        entry = enrolment.redeem_entry(
            invited.keys, root=self.root, sign_key=device.sign_key, box_key=device.box_key, label=b"sealed label"
        )
        return self.clear(device, entry)

    def stanza(self, shelf: str, *, recipient: DeviceId, box_key: bytes) -> Stanza:
        """Seal a shelf's audience key to somebody."""
        where = self.shelves[shelf]
        name = epochs.EpochName(self.root, where.audience, where.epoch)
        return epochs.seal_stanza(where.key, name, recipient=recipient, box_key=box_key)

    def _first_epoch(
        self, audience: AudienceId, audience_type: AudienceType, key: bytes
    ) -> tuple[list[bytes], list[Stanza]]:
        """Make an audience with its first key."""
        writers = EDITORS if audience_type is AudienceType.MEMBERS else (Role.COORDINATOR,)
        coordinator, name = self.coordinator, epochs.EpochName(self.root, audience, 1)
        stanza = epochs.seal_stanza(key, name, recipient=coordinator.handle, box_key=coordinator.box_key)
        epoch = epochs.epoch_entry(key, name, key_before=None, stanzas=[stanza])
        added = self.clear(coordinator, bodies.AddAudience(audience, audience_type, b"", writers))
        return [added, self.clear(coordinator, epoch)], [stanza]
