"""The history of trust: the `network` feed followed from the root, as "Authority" and "Checks" tell."""

from collections.abc import Callable
from typing import Final

from tests.stranger import trust
from tests.stranger.brake import Brake
from tests.stranger.digests import Entry, first_digest, next_digest
from tests.stranger.envelopes import CLEAR, Envelope, read_envelope, verify_envelope
from tests.stranger.keys import possession_message, redeem_message, succeed_message
from tests.stranger.known import Device, Feed, Invitation, RefusedEntryError, require
from tests.stranger.primitives import check_signed, handle_of, is_weak_box_key, is_weak_sign_key, sha256
from tests.stranger.trust import Body, read_body, read_terms

NETWORK: Final = bytes(8)
MAX_SUCCESSORS: Final = 64
DAY: Final = 24 * 3600


class Chain:
    """Authority, entry by entry.

    Attributes:
        root: SHA-256 of the root key.
        hub_key: The hub's signing key; None until its entry came.
        feeds: The feeds by ordinal; 0 is `network`.
        refused: The reason for each entry that the rules refused, by its place from 1.
    """

    def __init__(self, root: bytes) -> None:
        self.root = root
        self.hub_key: bytes | None = None
        self.root_key: bytes | None = None
        self.feeds = [Feed(NETWORK, NETWORK, b"", digest=first_digest(root, NETWORK))]
        self.digests = [self.feeds[0].digest]
        self.positions: list[int] = []
        self.devices: dict[bytes, Device] = {}
        self.earlier: dict[bytes, list[Device]] = {}
        self.audiences: dict[bytes, Body] = {}
        self.organisations: set[bytes] = set()
        self.commitments: dict[tuple[bytes, int], bytes] = {}
        self.epochs: dict[bytes, Body] = {}
        self.invitations: dict[bytes, Invitation] = {}
        self.redeemed: dict[bytes, int] = {}
        self.copies: dict[bytes, bytes] = {}
        self.succeeds: dict[bytes, bytes] = {}
        self.revoked: dict[bytes, int] = {}
        self.eras: list[tuple[int, Body]] = []
        self.brake = Brake()
        self.rules = 0
        self.open_audience = b""
        self.refused: dict[int, str] = {}

    @property
    def n(self) -> int:
        return self.feeds[0].n

    def era_of(self, position: int) -> int:
        """Return the era of an entry at a position."""
        return max([1, *(body.number("era") for since, body in self.eras if since < position)])

    def follow(self, entry: Entry) -> None:
        """Take the next entry of `network`.

        Raises:
            ValueError: It is not genuine, is shown again, or its author had seen another history.
        """
        envelope = read_envelope(entry.envelope)
        body = read_body(envelope.content)
        if envelope.form != CLEAR or envelope.feed != NETWORK:
            raise ValueError("only clear envelopes for network")
        verify_envelope(envelope, root=self.root, sign_key=self._signer(envelope, body))
        self._check_inside(body)
        self.check_seen(envelope, before=self.n)
        self.advance(self.feeds[0], entry, envelope, counts=body.kind != trust.ERA)
        self.digests.append(self.feeds[0].digest)
        self.positions.append(entry.position)
        try:
            _RULES[body.kind](self, body, envelope, entry.stamp)
        except RefusedEntryError as refusal:
            self.refused[self.n] = str(refusal)

    def check_seen(self, envelope: Envelope, *, before: int) -> None:
        """Check what an author had seen of `network`.

        Raises:
            ValueError: More than is here, or another history.
        """
        if self._saw_lost(envelope):
            return
        if envelope.seen > before or self.digests[envelope.seen][:16] != envelope.seen_digest:
            raise ValueError("a fork: its author had seen another history of trust")

    def _saw_lost(self, envelope: Envelope) -> bool:
        """Tell whether an author had seen a history that a restored hub lost."""
        for _, body in self.eras:
            at = (envelope.seen - body.number("count") - 1) * 16
            if at >= 0 and body.raw("lost")[at : at + 16] == envelope.seen_digest:
                return True
        return False

    def advance(self, feed: Feed, entry: Entry, envelope: Envelope, *, counts: bool = True) -> None:
        """Go on by one entry; one that begins an era does not count in its author's chain.

        Raises:
            ValueError: Positions do not grow, or an author's number was here already.
        """
        is_again = counts and envelope.number <= feed.last_numbers.get(envelope.device, -1)
        if entry.position <= feed.position or is_again:
            raise ValueError("an entry that does not continue its feed")
        if counts:
            feed.last_numbers[envelope.device] = envelope.number
        feed.digest = next_digest(self.root, self.era_of(entry.position), feed.handle, feed.digest, entry)
        feed.n, feed.position = feed.n + 1, entry.position

    def device_at(self, handle: bytes, position: int) -> Device | None:
        """Return a computer as it was for an entry at a position."""
        if self.revoked.get(handle, position) < position:
            return None
        known = [each for each in self.earlier.get(handle, []) if each.since < position]
        return known[-1] if known else None

    def may_read(self, device: Device | None, audience: bytes) -> bool:
        """Tell whether a device (or a stranger) may read an audience."""
        kind = self.audiences[audience].number("audience_type")
        if kind == trust.OPEN:
            return True
        return device is not None and (device.role == trust.COORDINATOR_ROLE or audience in device.audiences)

    def may_write(self, device: Device, audience: bytes) -> bool:
        """Tell whether a device may write to an audience."""
        return device.role in self.audiences[audience].numbers("writers") and self.may_read(device, audience)

    def _signer(self, envelope: Envelope, body: Body) -> bytes:
        if body.kind == trust.FOUND and self.root_key is None:
            return body.raw("root_key")
        if self.root_key is not None and envelope.device == handle_of(self.root_key):
            return self.root_key
        if body.kind in {trust.REDEEM, trust.SUCCEED} and envelope.device == handle_of(body.raw("sign_key")):
            return body.raw("sign_key")
        if envelope.device not in self.devices:
            raise ValueError("signed by nobody of this network")
        return self.devices[envelope.device].sign_key

    def _check_inside(self, body: Body) -> None:
        for name in ("root_key", "sign_key", "letter_key"):
            if name in body.fields and is_weak_sign_key(body.raw(name)):
                raise ValueError("a weak key")
        if "box_key" in body.fields and is_weak_box_key(body.raw("box_key")):
            raise ValueError("a weak key")
        if body.kind in {trust.COORDINATOR_ADD, trust.HUB_KEY}:
            keys = body.raw("sign_key"), body.raw("box_key")
            purpose = 1 if body.kind == trust.COORDINATOR_ADD else 2
            check_signed(keys[0], body.raw("possession"), possession_message(self.root, purpose, *keys))
        if body.kind == trust.REDEEM and (found := self.invitations.get(body.raw("invitation"))):
            parts = (body.raw(name) for name in ("invitation", "sign_key", "box_key", "label"))
            check_signed(found.terms.raw("sign_key"), body.raw("by_invitation"), redeem_message(self.root, *parts))

        if body.kind == trust.SUCCEED and (before := self.devices.get(body.raw("device"))):
            message = succeed_message(self.root, body.raw("device"), body.raw("sign_key"), body.raw("box_key"))
            check_signed(before.sign_key, body.raw("by_device"), message)

    def found(self, body: Body, envelope: Envelope, stamp: int) -> None:
        """The root founds the network."""
        key = body.raw("root_key")
        require(self.n == 1 and sha256(key) == self.root and handle_of(key) == envelope.device, "already_founded")
        self.root_key, self.open_audience = key, body.raw("open_audience")
        self.commitments[self.open_audience, 0] = body.raw("open_commitment")

    def add_coordinator(self, body: Body, envelope: Envelope, stamp: int) -> None:
        """The root names a coordinator's computer."""
        self._by_root(envelope)
        self._new_key(body.raw("sign_key"))
        self._know(body.raw("sign_key"), body.raw("box_key"), trust.COORDINATOR_ROLE, [])

    def set_hub_key(self, body: Body, envelope: Envelope, stamp: int) -> None:
        """The root names the hub's key."""
        self._by_root(envelope)
        self.hub_key = body.raw("sign_key")

    def set_rules(self, body: Body, envelope: Envelope, stamp: int) -> None:
        """A coordinator says by which rules the network goes on."""
        self._by_coordinator(envelope)
        require(body.number("version") > 0 and 1 in body.numbers("suites"), "bad_rules")
        self.rules = body.number("version")

    def add_organisation(self, body: Body, envelope: Envelope, stamp: int) -> None:
        """A coordinator adds an organisation."""
        self._by_coordinator(envelope)
        require(body.raw("organisation") not in self.organisations, "handle_taken")
        self.organisations.add(body.raw("organisation"))

    def add_audience(self, body: Body, envelope: Envelope, stamp: int) -> None:
        """A coordinator adds an audience."""
        self._by_coordinator(envelope)
        kind, handle = body.number("audience_type"), body.raw("audience")
        require(handle not in self.audiences, "handle_taken")
        good = kind in {trust.OPEN, trust.MEMBERS, trust.COORDINATORS} and not body.raw("organisation")
        is_the_open_one = (kind == trust.OPEN) == (handle == self.open_audience)
        require(good and is_the_open_one and all(1 <= role <= 4 for role in body.numbers("writers")), "bad_audience")
        self.audiences[handle] = body

    def add_feed(self, body: Body, envelope: Envelope, stamp: int) -> None:
        """A coordinator adds a shelf."""
        self._by_coordinator(envelope)
        handle, audience = body.raw("feed"), body.raw("audience")
        require(handle not in {each.handle for each in self.feeds}, "handle_taken")
        require(audience in self.audiences, "unknown_audience")
        require((audience, body.number("epoch")) in self.commitments, "unknown_epoch")
        self.feeds.append(Feed(handle, audience, body.raw("label"), digest=first_digest(self.root, handle)))

    def invite(self, body: Body, envelope: Envelope, stamp: int) -> None:
        """A coordinator invites somebody; the root invites a coordinator."""
        is_root = self._is_root(envelope)
        if not is_root:
            self._by_coordinator(envelope)
        try:
            terms = read_terms(body.raw("terms"))
        except ValueError as error:
            raise RefusedEntryError("bad_invitation") from error
        role, days = terms.number("role"), terms.number("expiry_days")
        bare = not terms.raw("organisation") and not terms.raws("audiences")
        fits = role == 4 and bare if is_root else role in {1, 2, 3}
        require(fits and terms.number("mode") == int(is_root) and 1 <= days <= 90, "bad_invitation")
        require(terms.raw("invitation") not in self.invitations, "handle_taken")
        self._new_key(terms.raw("sign_key"))
        require(is_root or terms.raw("organisation") in self.organisations, "unknown_organisation")
        self._given(terms)
        found = Invitation(terms, body.raw("terms"), body.raw("tie"), stamp, envelope.device)
        self.invitations[terms.raw("invitation")] = found

    def redeem(self, body: Body, envelope: Envelope, stamp: int) -> None:
        """Somebody redeems an invitation; the first enrols."""
        require(body.raw("invitation") in self.invitations, "unknown_invitation")
        found = self.invitations[body.raw("invitation")]
        require(envelope.device == handle_of(body.raw("sign_key")), "not_own_key")
        require(found.coordinator not in self.revoked, "invitation_closed")
        require(stamp <= found.stamp + DAY * found.terms.number("expiry_days"), "invitation_expired")
        count = self.redeemed.get(body.raw("invitation"), 0)
        require(count < 3, "invitation_used")
        self._new_key(body.raw("sign_key"))
        self.redeemed[body.raw("invitation")] = count + 1
        if count == 0:
            awaits = found.terms.number("mode")
            role, audiences = 1 if awaits else found.terms.number("role"), found.terms.raws("audiences")
            self._know(body.raw("sign_key"), body.raw("box_key"), role, audiences, awaits=awaits)

    def confirm(self, body: Body, envelope: Envelope, stamp: int) -> None:
        """The root confirms the computer of a coordinator whom it invited."""
        self._by_root(envelope)
        device = self._device(body)
        require(body.raw("device") not in self.revoked, "revoked")
        require(device.awaits == 1, "not_waiting")
        self._know(device.sign_key, device.box_key, trust.COORDINATOR_ROLE, [])

    def succeed(self, body: Body, envelope: Envelope, stamp: int) -> None:
        """A copy of a vault goes on under keys of its own, as what the device before is."""
        before = self._device(body)
        require(envelope.device == handle_of(body.raw("sign_key")), "not_own_key")
        require(body.raw("device") not in self.revoked, "revoked")
        self._new_key(body.raw("sign_key"))
        first = self.copies.get(body.raw("device"), body.raw("device"))
        require(list(self.copies.values()).count(first) < MAX_SUCCESSORS, "too_many_successors")
        self.copies[envelope.device] = first
        self.succeeds[envelope.device] = body.raw("device")
        self._know(body.raw("sign_key"), body.raw("box_key"), before.role, before.audiences, awaits=before.awaits and 2)

    def grant(self, body: Body, envelope: Envelope, stamp: int) -> None:
        """A coordinator gives a computer another role."""
        self._by_coordinator(envelope)
        device = self._device(body)
        require(device.role != trust.COORDINATOR_ROLE, "unknown_device")
        require(body.raw("device") not in self.revoked, "revoked")
        require(body.number("role") in {1, 2, 3}, "bad_role")
        require(body.raw("organisation") in self.organisations, "unknown_organisation")
        self._given(body)
        self._know(device.sign_key, device.box_key, body.number("role"), body.raws("audiences"))

    def add_epoch(self, body: Body, envelope: Envelope, stamp: int) -> None:
        """A keeper makes an audience's next key."""
        self._by_coordinator(envelope)
        audience, number = body.raw("audience"), body.number("number")
        kind = self.audiences[audience].number("audience_type") if audience in self.audiences else 0
        require(kind in {trust.MEMBERS, trust.COORDINATORS}, "not_keeper")
        before = self.epochs.get(audience)
        require(number == (before.number("number") if before else 0) + 1, "epoch_out_of_order")
        require(number == 1 or bool(body.raw("back")), "bad_epoch")
        self.epochs[audience] = body
        self.commitments[audience, number] = body.raw("commitment")

    def revoke(self, body: Body, envelope: Envelope, stamp: int) -> None:
        """A coordinator takes a computer, and all copies of its vault, out of the network; the root a coordinator's."""
        device = handle_of(self._device(body).sign_key)
        require(device not in self.revoked, "revoked")
        family = {device}
        while more := {new for new, old in self.succeeds.items() if old in family} - family:
            family |= more
        leads = {handle for handle, each in self.devices.items() if each.role == trust.COORDINATOR_ROLE}
        is_roots = bool(leads & family)
        (self._by_root if is_roots else self._by_coordinator)(envelope)
        require(bool(leads - family - set(self.revoked)), "last_coordinator")
        names, position = family - set(self.revoked), self.positions[-1]
        self.brake.give(names, self._first(envelope.device), position, is_counted=not is_roots)
        for each in family:
            self.revoked.setdefault(each, self.positions[-1])

    def begin_era(self, body: Body, envelope: Envelope, stamp: int) -> None:
        """A coordinator says from where a restored hub goes on."""
        self._by_coordinator(envelope)
        position = self.positions[-1]
        is_next = body.number("position") + 1 == position
        require(is_next and 0 < body.number("era") - self.era_of(position) <= 2**20, "bad_era")
        if body.number("count") != self.n - 1:
            raise ValueError("an era that counts other entries than are before it")
        self.eras.append((position, body))
        self.brake.begin_era()

    def announce_erasure(self, body: Body, envelope: Envelope, stamp: int) -> None:
        """A coordinator has records of a feed erased."""
        self._by_coordinator(envelope)
        feed = next((each for each in self.feeds[1:] if each.handle == body.raw("feed")), None)
        require(feed is not None, "unknown_feed")
        assert feed is not None
        kind = self.audiences[feed.audience].number("audience_type")
        require(kind in {trust.OPEN, trust.MEMBERS, trust.COORDINATORS}, "not_keeper")
        epoch = body.number("epoch")
        is_open = feed.audience == self.open_audience and epoch == 0
        require(is_open or (feed.audience, epoch) in self.commitments, "unknown_epoch")
        require(body.raw("id") not in self.brake.orders, "handle_taken")
        self.brake.give([body.raw("id")], self._first(envelope.device), self.positions[-1])

    def confirm_order(self, body: Body, envelope: Envelope, stamp: int) -> None:
        """A second coordinator, or the root, lets an order stand that waits; its giver's count begins anew."""
        if not self._is_root(envelope):
            self._by_coordinator(envelope)
        began = self.eras[-1][1].number("count") if self.eras else -1
        knows_era = envelope.seen > began and not self._saw_lost(envelope)
        by = self._first(envelope.device)
        refused = self.brake.confirm(body.raw("order"), by, self.positions[-1], knows_era=knows_era)
        require(not refused, refused)

    def _device(self, body: Body) -> Device:
        require(body.raw("device") in self.devices, "unknown_device")
        return self.devices[body.raw("device")]

    def _first(self, device: bytes) -> bytes:
        """Return the device that was before all copies of a vault."""
        while device in self.succeeds:
            device = self.succeeds[device]
        return device

    def _know(self, sign_key: bytes, box_key: bytes, role: int, given: list[bytes], *, awaits: int = 0) -> None:
        device = Device(sign_key, box_key, role, given, self.positions[-1], awaits)
        self.devices[handle_of(sign_key)] = device
        self.earlier.setdefault(handle_of(sign_key), []).append(device)

    def _is_root(self, envelope: Envelope) -> bool:
        return self.root_key is not None and envelope.device == handle_of(self.root_key)

    def _by_root(self, envelope: Envelope) -> None:
        require(self._is_root(envelope), "only_root")

    def _by_coordinator(self, envelope: Envelope) -> None:
        device = self.devices.get(envelope.device)
        require(device is not None and device.role == trust.COORDINATOR_ROLE, "only_coordinators")
        require(envelope.device not in self.revoked, "revoked")

    def _new_key(self, sign_key: bytes) -> None:
        assert self.root_key is not None
        keys = [self.root_key, *(each.sign_key for each in self.devices.values())]
        keys += [each.terms.raw("sign_key") for each in self.invitations.values()]
        require(handle_of(sign_key) not in map(handle_of, keys), "handle_taken")

    def _given(self, terms: Body) -> None:
        kinds = [
            self.audiences[each].number("audience_type") if each in self.audiences else 0
            for each in terms.raws("audiences")
        ]
        require(all(kind in {trust.OPEN, trust.MEMBERS} for kind in kinds), "bad_audience")


_RULES: Final[dict[int, Callable[[Chain, Body, Envelope, int], None]]] = {
    trust.FOUND: Chain.found,
    trust.COORDINATOR_ADD: Chain.add_coordinator,
    trust.HUB_KEY: Chain.set_hub_key,
    trust.RULES: Chain.set_rules,
    trust.ORGANISATION: Chain.add_organisation,
    trust.AUDIENCE: Chain.add_audience,
    trust.FEED: Chain.add_feed,
    trust.INVITE: Chain.invite,
    trust.CONFIRM: Chain.confirm,
    trust.REDEEM: Chain.redeem,
    trust.GRANT: Chain.grant,
    trust.EPOCH: Chain.add_epoch,
    trust.SUCCEED: Chain.succeed,
    trust.REVOKE: Chain.revoke,
    trust.ERA: Chain.begin_era,
    trust.CONFIRM_ORDER: Chain.confirm_order,
    trust.ERASURE: Chain.announce_erasure,
}
