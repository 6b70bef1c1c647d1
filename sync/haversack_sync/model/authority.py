"""Who may do what, at every position: a pure function of the `network` feed's entries.

Authority is temporal: an entry at position p is judged by the network entries before p. Nothing here verifies a
signature (`protocol.network` does that first) and nothing looks into content.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from haversack_sync.model.authority_entries import AddEpoch, InviteTerms
from haversack_sync.model.ids import (
    AudienceId,
    DeviceId,
    FeedId,
    InvitationId,
    OrganisationId,
    Position,
)
from haversack_sync.model.roles import AudienceType, Role


@dataclass(frozen=True, slots=True)
class Span:
    """What a device was from a position on.

    Attributes:
        since: Position of the entry that made it so; it holds for entries after that.
        role: Its role.
        organisation: Handle of its organisation, empty for a coordinator of none.
        audiences: What it may read beside `open`; coordinators read more, see `Authority.may_read`.
        is_waiting: Whether nobody has confirmed it yet: it reads what is open, and has no say; copies like it.
    """

    since: Position
    role: Role
    organisation: OrganisationId
    audiences: frozenset[AudienceId]
    is_waiting: bool = False


@dataclass(frozen=True, slots=True)
class Revocation:
    """That a device was taken out of the network.

    Attributes:
        position: Position of the entry; what the device made stands at positions before it, and nowhere after.
        stamp: The hub's, seconds.
        coordinator: Who did it.
        stands_since: Position of what lets it stand; None while it waits for somebody to confirm it.
    """

    position: Position
    stamp: int
    coordinator: DeviceId
    stands_since: Position | None

    @property
    def stands(self) -> bool:
        """Whether it destroys; one that waits only keeps its device out."""
        return self.stands_since is not None


@dataclass(frozen=True, slots=True)
class AnnouncedErasure:
    """That a coordinator has records erased.

    Attributes:
        id: Its id, 16 bytes.
        position: Position of the entry.
        stamp: The hub's, seconds.
        coordinator: Who ordered it.
        feed: Where the records are.
        epoch: Number of the key that seals the rest.
        sealed: Which records, and why.
        stands_since: Position of what lets it stand; None while it waits for somebody to confirm it.
        confirmed_by: Key of who confirmed it; None where it stands by itself, or waits.
    """

    id: bytes
    position: Position
    stamp: int
    coordinator: DeviceId
    feed: FeedId
    epoch: int
    sealed: bytes
    stands_since: Position | None
    confirmed_by: DeviceId | None = None

    def stands_before(self, position: int) -> bool:
        """Tell whether entries before a position let it stand."""
        return self.stands_since is not None and self.stands_since < position


@dataclass(frozen=True, slots=True)
class Device:
    """An enrolled device.

    Attributes:
        handle: Handle of its signing key.
        sign_key: Ed25519 public key.
        box_key: X25519 public key.
        spans: What it was, oldest first.
        stamp: The hub's stamp of its enrolment, in seconds.
        label: What its owner calls it, sealed for coordinators; empty for the founder's, and for a successor.
        succeeds: The device whose copied vault goes on under this one's keys, if any.
        revoked: Since when it is out of the network, if it is.
        awaits: What it will be once the root has confirmed it; None unless it redeemed a strict invitation and waits.
    """

    handle: DeviceId
    sign_key: bytes
    box_key: bytes
    spans: tuple[Span, ...]
    stamp: int
    label: bytes = b""
    succeeds: DeviceId | None = None
    revoked: Revocation | None = None
    awaits: Role | None = None

    @property
    def now(self) -> Span:
        """What it is after the last entry known; what it was last, if it was revoked."""
        return self.spans[-1]

    @property
    def rights(self) -> Span | None:
        """What it may do after the last entry known; None if it was revoked."""
        return None if self.revoked is not None else self.spans[-1]

    def before(self, position: int) -> Span | None:
        """Return what it was for an entry at `position`; None if it was not enrolled yet, or revoked before."""
        if self.revoked is not None and self.revoked.position < position:
            return None
        for span in reversed(self.spans):
            if span.since < position:
                return span
        return None


@dataclass(frozen=True, slots=True)
class Audience:
    """An audience: handle, type, organisation (for that type) and roles that may write."""

    handle: AudienceId
    type: AudienceType
    organisation: OrganisationId
    writers: frozenset[Role]


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: `ordinal` is its number in the network log, by which messages name it; 0 is `network` itself."""

    ordinal: int
    handle: FeedId
    audience: AudienceId
    epoch: int
    label: bytes


@dataclass(frozen=True, slots=True)
class Epoch:
    """An audience key's public side: the entry's body, who made it, when, and where."""

    body: AddEpoch
    keeper: DeviceId
    position: Position
    stamp: int


@dataclass(frozen=True, slots=True)
class Invitation:
    """An open or used invitation.

    Attributes:
        terms: What it offers.
        tie: Its tie.
        terms_raw: The bytes that the tie is over.
        coordinator: Who made it.
        position: Where its entry lies.
        stamp: The hub's stamp of its entry, in seconds; expiry counts from there.
        redeemed_by: The device that it enrolled, if any.
        redemptions: Recorded redemptions, with those that came too late.
    """

    terms: InviteTerms
    tie: bytes
    terms_raw: bytes
    coordinator: DeviceId
    position: Position
    stamp: int
    redeemed_by: DeviceId | None = None
    redemptions: int = 0

    @property
    def expires(self) -> int:
        """The last stamp at which it may be redeemed, in seconds."""
        return self.stamp + self.terms.expiry_days * 24 * 3600


@dataclass(frozen=True, slots=True)
class RulesSpan:
    """From `since` on (for entries after it), rules `version`; 0 means something that this program lacks."""

    since: Position
    version: int


FIRST_ERA: Final = 1
LARGEST_ERA_STEP: Final = 1 << 20
"""How far an era's number may lie above the one before: several that a restored hub lost fit between."""
"""The era of a log of which no entry says another one."""


@dataclass(frozen=True, slots=True)
class EraSpan:
    """A life of the hub's log: after it was restored from a backup.

    Attributes:
        since: Position of the entry that says so; this era is that of the entries after it.
        era: Its number.
        before: The number of the era before.
        position: Position of the last entry that the hub had kept.
        count: How many entries of `network` it had kept.
        lost: Digests of `network` after each entry that it had lost, 16 bytes each.
    """

    since: Position
    era: int
    before: int
    position: Position
    count: int
    lost: bytes

    def had(self, seen: int, digest: bytes) -> bool:
        """Tell whether the lost history had this digest after so many entries."""
        start = (seen - self.count - 1) * len(digest)
        return start >= 0 and self.lost[start : start + len(digest)] == digest


def knows_era(eras: Sequence[EraSpan], seen: int, digest: bytes) -> bool:
    """Tell whether who had seen so many entries of `network`, with this digest, had seen the newest era begin.

    Args:
        eras: Those that began, oldest first.
        seen: How many entries.
        digest: Of this history, or of one that was lost.
    """
    return not eras or (seen > eras[-1].count and not any(span.had(seen, digest) for span in eras))


def era_of(eras: Sequence[EraSpan], position: int, *, first: int = FIRST_ERA) -> int:
    """Return the era of an entry at `position`.

    Args:
        eras: Those that began, oldest first.
        position: Of the entry.
        first: The era where none began.
    """
    era = eras[0].before if eras else first
    for span in eras:
        era = span.era if span.since < position else era
    return era


@dataclass(frozen=True, slots=True)
class Authority:
    """Everything that the `network` feed says, after `count` entries that were not refused.

    The mappings are never changed in place: `authority_draft` copies them.
    """

    count: int = 0
    root_key: bytes = b""
    hub_sign_key: bytes = b""
    hub_box_key: bytes = b""
    open_audience: AudienceId = AudienceId(b"")
    open_commitment: bytes = b""
    rules: tuple[RulesSpan, ...] = ()
    eras: tuple[EraSpan, ...] = ()
    devices: Mapping[DeviceId, Device] = field(default_factory=dict)
    organisations: Mapping[OrganisationId, Position] = field(default_factory=dict)
    audiences: Mapping[AudienceId, Audience] = field(default_factory=dict)
    feeds: Mapping[FeedId, Feed] = field(default_factory=dict)
    epochs: Mapping[tuple[AudienceId, int], Epoch] = field(default_factory=dict)
    newest_epoch: Mapping[AudienceId, int] = field(default_factory=dict)
    invitations: Mapping[InvitationId, Invitation] = field(default_factory=dict)
    invitation_keys: Mapping[DeviceId, InvitationId] = field(default_factory=dict)
    erasures: Mapping[bytes, AnnouncedErasure] = field(default_factory=dict)
    orders: Mapping[DeviceId, int] = field(default_factory=dict)
    """Destructive orders of a coordinator's device, copies counted in, since one was confirmed or an era began."""
    let_on: Mapping[DeviceId, Position] = field(default_factory=dict)
    """Where an order of such a device was confirmed last by somebody who knew the newest era."""

    def rules_before(self, position: int) -> int:
        """Return the rules version for an entry at `position`; 0 if it must be held.

        What this program did not understand may have changed anything, so no later entry ends a 0.
        """
        for span in reversed(self.rules):
            if span.since < position:
                return span.version
        return 0

    def era_of(self, position: int) -> int:
        """Return the era of an entry at `position`."""
        return era_of(self.eras, position)

    def feeds_in_order(self) -> tuple[Feed, ...]:
        """Return all feeds but `network`, by ordinal."""
        return tuple(self.feeds.values())

    def may_read(self, span: Span | None, audience: AudienceId) -> bool:
        """Tell whether a device with this span may read an audience; None stands for somebody unknown."""
        known = self.audiences.get(audience)
        if known is None:
            return False
        if known.type is AudienceType.OPEN:
            return True
        if span is None:
            return False
        if span.role is Role.COORDINATOR and known.type in (AudienceType.MEMBERS, AudienceType.COORDINATORS):
            return True
        return audience in span.audiences

    def may_write(self, span: Span | None, audience: AudienceId) -> bool:
        """Tell whether a device with this span may write to an audience."""
        known = self.audiences.get(audience)
        return span is not None and known is not None and span.role in known.writers and self.may_read(span, audience)

    def has_say(self, span: Span | None, audience: AudienceId) -> bool:
        """Tell whether a device may dispute snapshots of an audience, and report erasures; a stranger may not."""
        return span is not None and not span.is_waiting and self.may_read(span, audience)

    def is_keeper(self, span: Span | None, audience: AudienceId) -> bool:
        """Tell whether a device with this span makes the keys of an audience."""
        known = self.audiences.get(audience)
        kept = (AudienceType.MEMBERS, AudienceType.COORDINATORS)
        return span is not None and known is not None and span.role is Role.COORDINATOR and known.type in kept

    def makes_snapshots(self, span: Span | None, audience: AudienceId) -> bool:
        """Tell whether a device with this span makes snapshots of an audience: its keeper; a coordinator for `open`."""
        known = self.audiences.get(audience)
        if span is None or known is None:
            return False
        is_open = known.type is AudienceType.OPEN and span.role is Role.COORDINATOR
        return is_open or self.is_keeper(span, audience)

    def span_of(self, device: DeviceId) -> Span | None:
        """Return what a device is now, or None if it is not enrolled, or revoked."""
        known = self.devices.get(device)
        return known.rights if known else None

    def revocation(self, device: DeviceId) -> Revocation | None:
        """Return since when a device is out of the network; None if it is not, or is not known."""
        known = self.devices.get(device)
        return known.revoked if known else None

    def is_closed(self, invitation: Invitation) -> bool:
        """Tell whether nobody can redeem an invitation any more because its coordinator was revoked."""
        return self.revocation(invitation.coordinator) is not None

    def origin(self, device: DeviceId) -> DeviceId:
        """Return the device that was enrolled before all copies of its vault; itself if it succeeds nobody."""
        return origin(self.devices, device)

    def successors(self, device: DeviceId) -> tuple[DeviceId, ...]:
        """Return the devices that go on with copies of a device's vault, and with copies of those."""
        return successors(self.devices, device)

    def audience_of(self, audience_type: AudienceType) -> Audience | None:
        """Return the first audience of a type."""
        return next((audience for audience in self.audiences.values() if audience.type is audience_type), None)


def origin(devices: Mapping[DeviceId, Device], device: DeviceId) -> DeviceId:
    """Return the device that was enrolled before all copies of its vault."""
    known = devices.get(device)
    while known is not None and known.succeeds is not None:
        device, known = known.succeeds, devices.get(known.succeeds)
    return device


def successors(devices: Mapping[DeviceId, Device], device: DeviceId) -> tuple[DeviceId, ...]:
    """Return the devices that go on with copies of a device's vault, and with copies of those."""
    found: list[DeviceId] = []
    for other in devices.values():
        # A successor is enrolled after the device that it succeeds, so one pass meets them all.
        if other.succeeds is not None and (other.succeeds == device or other.succeeds in found):
            found.append(other.handle)
    return tuple(found)


def with_span(device: Device, span: Span) -> Device:
    """Return the device with one more span."""
    return replace(device, spans=(*device.spans, span))
