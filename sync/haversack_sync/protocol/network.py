"""Following the `network` feed: signatures first, then what each entry changes.

A `NetworkView` is everything that authority rests on: how far the feed is known, its digest after each entry, and the
authority that follows from it. Must not keep anything: the caller commits a view or drops it.
"""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum

from haversack_sync.model import authority_entries as bodies
from haversack_sync.model.authority import Authority
from haversack_sync.model.authority_draft import AuthorityDraft, RefusedEntryError
from haversack_sync.model.ids import NETWORK_FEED, DeviceId, InvitationId, Position, key_handle
from haversack_sync.model.tags import tag
from haversack_sync.protocol import sealing
from haversack_sync.protocol.entries import Entry, EraOf, Standing, chain, first_digest
from haversack_sync.protocol.envelope import CLEAR, SEEN_BYTES, Envelope, parse_envelope, verify_envelope
from haversack_sync.protocol.errors import (
    ForkError,
    SignatureError,
    UnknownSignerError,
    WireError,
)
from haversack_sync.protocol.network_places import check_era, check_number, check_seen, network_entry

_POSSESSION = tag("possession")
_REDEEM = tag("redeem")
_SUCCEED = tag("succeed")


class KeyPurpose(IntEnum):
    """What a key that the root takes into the chain is for; a proof of possession is good for one of them."""

    COORDINATOR = 1
    HUB = 2


@dataclass(frozen=True, slots=True)
class NetworkView:
    """The `network` feed as far as it was verified.

    Attributes:
        root: SHA-256 of the root public key, 32 bytes: the network's fingerprint.
        era: The era of what comes next.
        standing: How far the feed is known.
        digests: First 16 bytes of the feed's digest at each count, from 0 to `standing.n`.
        positions: Where each of its entries lies, `standing.n` of them, growing.
        authority: What follows from it.
        numbers: The number of each key's last entry in it.
    """

    root: bytes
    era: int
    standing: Standing
    digests: tuple[bytes, ...]
    positions: tuple[Position, ...]
    authority: Authority
    numbers: Mapping[DeviceId, int]

    @property
    def seen(self) -> tuple[int, bytes]:
        """What the author of a change made now has seen: count and digest."""
        return self.standing.n, self.digests[-1]

    def era_of(self, position: int) -> int:
        """Return the era of an entry at a position."""
        return self.authority.era_of(position) if self.authority.eras else self.era

    def era_at(self, position: int) -> int:
        """Return the era of the hub's word on everything up to a position."""
        return self.era_of(position + 1)

    def count_before(self, position: int) -> int:
        """Return how many entries of the feed lie before a position."""
        return bisect_left(self.positions, position)


@dataclass(frozen=True, slots=True)
class Followed:
    """What one network entry did.

    Attributes:
        envelope: The envelope, taken apart.
        body: What it says; None for a type that is not known here.
        refused: Why it changed nothing, or None.
    """

    envelope: Envelope
    body: bodies.NetworkBody | None
    refused: str | None


def empty_view(root: bytes, *, era: int = 1) -> NetworkView:
    """Return the view of a network of which nothing but its fingerprint is known."""
    start = first_digest(root, NETWORK_FEED)
    return NetworkView(root, era, Standing(0, Position(0), start), (start[:SEEN_BYTES],), (), Authority(), {})


def possession_message(root: bytes, purpose: KeyPurpose, *, sign_key: bytes, box_key: bytes) -> bytes:
    """Return what a new key signs to prove that somebody holds it and means it for this."""
    return _POSSESSION + root + bytes((purpose,)) + sign_key + box_key


def redeem_message(root: bytes, redeem: bodies.Redeem) -> bytes:
    """Return what the invitation key signs for a redemption; every variable part has its length in front."""
    label = len(redeem.label).to_bytes(4, "big") + redeem.label
    return _REDEEM + root + redeem.invitation + redeem.sign_key + redeem.box_key + label


def succeed_message(root: bytes, succeed: bodies.Succeed) -> bytes:
    """Return what the key before signs when a device goes on under new keys."""
    return _SUCCEED + root + succeed.device + succeed.sign_key + succeed.box_key


def verify_network_envelope(draft: AuthorityDraft, envelope: Envelope, *, root: bytes) -> bodies.NetworkBody | None:
    """Check every signature that a network entry carries.

    Args:
        draft: The authority before it.
        envelope: Taken apart, nothing verified.
        root: The network's fingerprint.

    Returns:
        The body, or None for a type that is not known here (its envelope's signature was checked).

    Raises:
        SignatureError: A signature is missing or bad.
        UnknownSignerError: Who must have signed is not known here (yet).
        WeakKeyError: It brings in a key for which anybody can sign, or to which nothing can be sealed.
        WireError: It is not a network entry, or malformed.
    """
    header = envelope.header
    if header.form != CLEAR or header.feed != NETWORK_FEED or header.epoch != 0 or header.refs:
        raise WireError("not a network entry")
    body = decode_network_body(envelope)
    verify_envelope(envelope, root=root, public=_signer_key(draft, header.device, body))
    if isinstance(body, bodies.Found) and sealing.sha256(body.root_key) != root:
        raise SignatureError("another network's root")
    for sign_key, box_key in _new_keys(body):
        sealing.check_public_key(sign_key)
        sealing.check_box_key(box_key)
    if isinstance(body, bodies.CoordinatorAdd | bodies.HubKey):
        purpose = KeyPurpose.HUB if isinstance(body, bodies.HubKey) else KeyPurpose.COORDINATOR
        message = possession_message(root, purpose, sign_key=body.sign_key, box_key=body.box_key)
        if not sealing.verifies(body.sign_key, body.possession, message):
            raise SignatureError("no possession of the new key")
    _check_vouching(draft, body, root)
    return body


def _check_vouching(draft: AuthorityDraft, body: bodies.NetworkBody | None, root: bytes) -> None:
    """Check the signature by which an invitation, or a key before, lets a new key in.

    Raises:
        SignatureError: It is by somebody else.
        UnknownSignerError: Who must have made it is not known here.
    """
    if isinstance(body, bodies.Redeem):
        invitation = draft.invitations.get(InvitationId(body.invitation))
        if invitation is None:
            raise UnknownSignerError("unknown_invitation")
        if not sealing.verifies(invitation.terms.sign_key, body.by_invitation, redeem_message(root, body)):
            raise SignatureError("not by the invitation")
    if isinstance(body, bodies.Succeed):
        before = draft.devices.get(DeviceId(body.device))
        if before is None:
            raise UnknownSignerError("unknown_device")
        if not sealing.verifies(before.sign_key, body.by_device, succeed_message(root, body)):
            raise SignatureError("not by the device before")


def _new_keys(body: bodies.NetworkBody | None) -> tuple[tuple[bytes, bytes], ...]:
    """Return the keys, for signing and for boxes, that an entry brings in."""
    if isinstance(body, bodies.CoordinatorAdd | bodies.HubKey | bodies.Redeem | bodies.Succeed):
        return ((body.sign_key, body.box_key),)
    if isinstance(body, bodies.AddEpoch):
        return ((body.letter_key, body.box_key),)
    if isinstance(body, bodies.Invite):
        try:
            terms = bodies.decode_terms(body.terms)
        except bodies.BadEntryError:
            # Authentic all the same: the rules refuse it, and its number is used up.
            return ()
        return ((terms.sign_key, terms.box_key),)
    return ()


def _signer_key(draft: AuthorityDraft, handle: DeviceId, body: bodies.NetworkBody | None) -> bytes:
    """Return the public key that must have signed an entry."""
    if isinstance(body, bodies.Found):
        return body.root_key
    if isinstance(body, bodies.Redeem | bodies.Succeed):
        return body.sign_key
    if draft.root_key and handle == key_handle(draft.root_key):
        return draft.root_key
    device = draft.devices.get(handle)
    if device is None:
        raise UnknownSignerError("unknown_device")
    return device.sign_key


def follow(view: NetworkView, entries: Sequence[Entry]) -> tuple[NetworkView, tuple[Followed, ...]]:
    """Verify and apply the next entries of the `network` feed.

    Args:
        view: Not modified.
        entries: The entries right after `view.standing`, in order.

    Returns:
        The new view, standing at the last entry, and what each entry did.

    Raises:
        DigestError: Positions do not grow.
        ForkError: An author had seen another history than this one.
        ReplayedError: An entry is shown again, or out of its author's order.
        SignatureError: An entry is not by whom it says; the hub cannot have accepted it.
        WireError: An entry is malformed.
    """
    standing, digests = chain_network(view, entries)
    known = view.digests + tuple(digest[:SEEN_BYTES] for digest in digests)
    draft = AuthorityDraft(view.authority)
    numbers = dict(view.numbers)
    followed = []
    for index, entry in enumerate(entries):
        envelope = parse_envelope(entry.envelope)
        body = verify_network_envelope(draft, envelope, root=view.root)
        check_seen(envelope, known, limit=view.standing.n + index, eras=draft.eras)
        if isinstance(body, bodies.Era):
            check_era(envelope, body)
            if body.count != view.standing.n + index:
                raise WireError("an era that counts other entries than are before it")
        else:
            check_number(envelope, numbers.get(envelope.header.device))
            numbers[envelope.header.device] = envelope.header.number
        refused = None
        try:
            draft.apply(network_entry(entry, envelope, body, eras=draft.eras))
        except RefusedEntryError as error:
            refused = error.reason
        followed.append(Followed(envelope, body, refused))
    authority = draft.finish()
    positions = view.positions + tuple(entry.position for entry in entries)
    era = authority.eras[-1].era if authority.eras else view.era
    new = NetworkView(view.root, era, standing, known, positions, authority, numbers)
    return new, tuple(followed)


def follow_signed(
    view: NetworkView, entries: Sequence[Entry], check_signed: Callable[[], object]
) -> tuple[NetworkView, tuple[Followed, ...]]:
    """Follow entries of which nobody knows yet that the hub signed them; see `follow`.

    Another history is an alarm only where the hub signed it: a bit that was turned on the way looks the same.

    Args:
        view: Not modified.
        entries: The entries right after `view.standing`, in order.
        check_signed: Raises where the hub signed something else.
    """
    try:
        return follow(view, entries)
    except ForkError:
        check_signed()
        raise


def rebuild(root: bytes, entries: Sequence[Entry], *, era: int = 1) -> NetworkView:
    """Work out the view again from entries whose signatures were checked when they arrived.

    The digest chain is computed anew, so a caller that knows the last digest notices any other history.

    Args:
        root: The network's fingerprint.
        entries: All entries of the `network` feed that are kept, from the first.
        era: The network's era.

    Raises:
        DigestError: Positions do not grow.
        WireError: An entry is malformed.
    """
    view = empty_view(root, era=era)
    standing, digests = chain_network(view, entries)
    draft = AuthorityDraft(view.authority)
    numbers: dict[DeviceId, int] = {}
    for entry in entries:
        envelope = parse_envelope(entry.envelope)
        body = decode_network_body(envelope)
        if not isinstance(body, bodies.Era):
            numbers[envelope.header.device] = envelope.header.number
        with suppress(RefusedEntryError):
            draft.apply(network_entry(entry, envelope, body, eras=draft.eras))
    known = view.digests + tuple(digest[:SEEN_BYTES] for digest in digests)
    positions = tuple(entry.position for entry in entries)
    era = draft.eras[-1].era if draft.eras else era
    return NetworkView(root, era, standing, known, positions, draft.finish(), numbers)


def eras_after(view: NetworkView, entries: Sequence[Entry]) -> EraOf:
    """Return what gives the era of an entry at a position once these entries of `network` are there.

    Nothing is verified: what the hub signed over the digests proves it.

    Raises:
        WireError: An entry is malformed.
    """
    began: list[tuple[int, int]] = []
    for entry in entries:
        body = era_body(parse_envelope(entry.envelope))
        if body is not None and body.position + 1 == entry.position:
            began.append((entry.position, body.era))

    def era_of(position: int) -> int:
        return max([view.era_of(position), *(era for since, era in began if since < position)])

    return era_of


def chain_network(view: NetworkView, entries: Sequence[Entry]) -> tuple[Standing, tuple[bytes, ...]]:
    """Chain entries to the `network` feed; an era begins with the entry that says so. Nothing is verified.

    Raises:
        DigestError: Positions do not grow.
        WireError: An entry is malformed.
    """
    return chain(view.standing, entries, root=view.root, era=eras_after(view, entries), feed=NETWORK_FEED)


def era_body(envelope: Envelope) -> bodies.Era | None:
    """Return what an envelope says of an era; None if it says something else.

    Raises:
        WireError: It is malformed.
    """
    if envelope.header.form != CLEAR or envelope.header.feed != NETWORK_FEED:
        return None
    body = decode_network_body(envelope)
    return body if isinstance(body, bodies.Era) else None


def decode_network_body(envelope: Envelope) -> bodies.NetworkBody | None:
    """Read the body of a network entry's envelope; None for a type that is not known here.

    Raises:
        WireError: It is malformed.
    """
    try:
        return bodies.decode_body(envelope.content)
    except bodies.BadEntryError as error:
        raise WireError("malformed network entry") from error
