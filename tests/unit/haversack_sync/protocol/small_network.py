"""A real little network: keys, signed entries, seals. Everything follows from names, so a test repeats itself exactly.

Plays the hub's part just far enough to number what authors sign; it judges nothing.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from haversack_sync.model import authority_entries as bodies
from haversack_sync.model.ids import NETWORK_FEED, AudienceId, DeviceId, FeedId, OrganisationId, Position, key_handle
from haversack_sync.model.roles import AudienceType, Role
from haversack_sync.protocol import sealing
from haversack_sync.protocol.enrolment import InvitationKeys, derive, invite_entry, redeem_entry
from haversack_sync.protocol.entries import Entry
from haversack_sync.protocol.envelope import (
    CLEAR,
    NO_PREV,
    PREV_BYTES,
    SEALED,
    Header,
    envelope_hash,
    seal_change,
    sign_clear,
)
from haversack_sync.protocol.epochs import EpochName, commitment, epoch_entry
from haversack_sync.protocol.messages import Stanza
from haversack_sync.protocol.network import KeyPurpose, NetworkView, empty_view, follow, possession_message

OPEN, MEMBERS, COORDINATORS = AudienceId(b"open    "), AudienceId(b"members "), AudienceId(b"coordina")
ALPHA = OrganisationId(b"org-alph")
LIBRARY = FeedId(b"library ")
WRITERS = (Role.EDITOR, Role.FOCAL_POINT, Role.COORDINATOR)


def secret(name: str) -> bytes:
    """Return the secret of a name, 32 bytes."""
    return hashlib.sha256(b"secret of " + name.encode()).digest()


def counting_random(name: str) -> Callable[[int], bytes]:
    """Return a source of bytes that look random and are the same in every run."""
    calls = iter(range(1_000_000))

    def give(count: int) -> bytes:
        return hashlib.shake_256(b"%s %d" % (name.encode(), next(calls))).digest(count)

    return give


@dataclass(slots=True)
class Author:
    """Somebody with keys and a chain of own envelopes."""

    name: str
    number: int = 0
    prev: bytes = NO_PREV

    @property
    def sign_seed(self) -> bytes:
        """Ed25519 seed."""
        return secret(self.name + " sign")

    @property
    def box_seed(self) -> bytes:
        """X25519 private key."""
        return secret(self.name + " box")

    @property
    def sign_key(self) -> bytes:
        """Public signing key."""
        return sealing.signing_public_key(self.sign_seed)

    @property
    def box_key(self) -> bytes:
        """Public box key."""
        return sealing.box_public_key(self.box_seed)

    @property
    def handle(self) -> DeviceId:
        """Handle of the signing key."""
        return key_handle(self.sign_key)

    def possession(self, root: bytes, purpose: KeyPurpose = KeyPurpose.COORDINATOR) -> bytes:
        """Sign that somebody holds the key."""
        message = possession_message(root, purpose, sign_key=self.sign_key, box_key=self.box_key)
        return sealing.sign(self.sign_seed, message)

    def header(
        self, feed: FeedId, *, form: int = SEALED, epoch: int = 0, seen: tuple[int, bytes] = (0, bytes(16))
    ) -> Header:
        """Return the clear part of this author's next envelope."""
        return Header(form, self.handle, self.number, self.prev, feed, epoch, *seen)

    def made(self, envelope: bytes) -> bytes:
        """Note that an envelope was made, so that the next one follows it; return it."""
        self.number += 1
        self.prev = envelope_hash(envelope)[:PREV_BYTES]
        return envelope


def clear_envelope(author: Author, body: bodies.NetworkBody | bytes, *, root: bytes, seen: tuple[int, bytes]) -> bytes:
    """Sign the next network entry of an author, who does not notice: call `made` to go on."""
    content = body if isinstance(body, bytes) else bodies.encode_body(body)
    header = author.header(NETWORK_FEED, form=CLEAR, seen=seen)
    return sign_clear(header, content, root=root, signing_seed=author.sign_seed)


@dataclass(slots=True)
class SmallNetwork:
    """A network's feed of authority with its verified view.

    Attributes:
        authors: Everybody by name; made when first asked for.
        entries: The `network` feed.
        view: What follows from it.
        clock: The stamp of the next entry.
    """

    authors: dict[str, Author] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    view: NetworkView = field(init=False)
    clock: int = 1_700_000_000

    def __post_init__(self) -> None:
        self.view = empty_view(self.root)

    @property
    def root(self) -> bytes:
        """The network's fingerprint."""
        return sealing.sha256(self["root"].sign_key)

    def __getitem__(self, name: str) -> Author:
        return self.authors.setdefault(name, Author(name))

    def entry(self, envelope: bytes) -> Entry:
        """Return the next entry that an envelope would be."""
        return Entry(Position(len(self.entries) + 1), self.clock + 60, 0, envelope)

    def envelope(self, name: str, body: bodies.NetworkBody | bytes) -> bytes:
        """Sign an author's next network entry without making it one."""
        return clear_envelope(self[name], body, root=self.root, seen=self.view.seen)

    def says(self, name: str, body: bodies.NetworkBody | bytes) -> str | None:
        """Let an author add an entry; return why it was refused, or None."""
        entry = self.entry(self[name].made(self.envelope(name, body)))
        self.view, (followed,) = follow(self.view, [entry])
        self.entries.append(entry)
        self.clock = entry.stamp
        return followed.refused

    def attempt(self, envelope: bytes) -> None:
        """Follow one more entry, and drop what follows from it."""
        follow(self.view, [self.entry(envelope)])

    def key(self, audience: AudienceId, number: int) -> bytes:
        """Return the key of an audience's epoch."""
        return secret(f"{audience.hex()} {number}")

    def epoch(self, audience: AudienceId, number: int, stanzas: list[Stanza] | None = None) -> bodies.AddEpoch:
        """Return the body of an epoch's entry."""
        name = EpochName(self.root, audience, number)
        before = self.key(audience, number - 1) if number > 1 else None
        return epoch_entry(self.key(audience, number), name, key_before=before, stanzas=stanzas or [])

    def found(self) -> None:
        """Let root and the coordinator "ana" found the network, with the hub's keys, audiences and one feed."""
        committed = commitment(self.key(OPEN, 0), EpochName(self.root, OPEN, 0))
        self.says("root", bodies.Found(self["root"].sign_key, OPEN, committed))
        ana, hub = self["ana"], self["hub"]
        self.says("root", bodies.CoordinatorAdd(ana.sign_key, ana.box_key, ana.possession(self.root)))
        self.says("root", bodies.HubKey(hub.sign_key, hub.box_key, hub.possession(self.root, KeyPurpose.HUB)))
        self.says("ana", bodies.Rules(1, (1,)))
        self.says("ana", bodies.AddAudience(OPEN, AudienceType.OPEN, b"", (Role.COORDINATOR,)))
        self.says("ana", bodies.AddAudience(MEMBERS, AudienceType.MEMBERS, b"", WRITERS))
        self.says("ana", self.epoch(MEMBERS, 1))
        self.says("ana", bodies.AddFeed(LIBRARY, OPEN, 0, b"sealed"))
        self.says("ana", bodies.AddOrganisation(ALPHA))

    def code(self, name: str) -> InvitationKeys:
        """Return what the code called `name` stands for."""
        return derive(b"\x00" + secret(name)[:12])

    def terms(self, name: str) -> bodies.InviteTerms:
        """Return what an invitation offers: a reader of ALPHA."""
        code = self.code(name)
        return bodies.InviteTerms(
            code.invitation, code.sign_key, code.box_key, ALPHA, Role.READER, (MEMBERS,), 0, 14, bytes(32)
        )

    def invite(self, name: str) -> bodies.Invite:
        """Return the body of the `invite` entry of a code."""
        return invite_entry(self.code(name), self.terms(name), root=self.root)

    def redeem(self, name: str, *, by: str) -> bodies.Redeem:
        """Return the body with which somebody redeems a code."""
        device = self[by]
        return redeem_entry(
            self.code(name), root=self.root, sign_key=device.sign_key, box_key=device.box_key, label=b"label"
        )

    def change(self, name: str, plain: bytes, *, feed: FeedId = LIBRARY, audience: AudienceId = OPEN) -> bytes:
        """Seal an author's next change under the newest key of an audience."""
        number = self.view.authority.newest_epoch[audience]
        author = self[name]
        return seal_change(
            author.header(feed, epoch=number, seen=self.view.seen),
            plain,
            root=self.root,
            epoch_key=self.key(audience, number),
            signing_seed=author.sign_seed,
            random=counting_random(name),
        )


def founded() -> SmallNetwork:
    """Return a network right after its founding."""
    network = SmallNetwork()
    network.found()
    return network
