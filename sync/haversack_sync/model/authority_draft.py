"""Takes network entries in order and works out what each changes.

A draft copies the authority it starts from, so a transaction that is rolled back leaves nothing behind. Every rule of
`docs/protocol.md`, "Authority", stands in one method here, and hub and clients run the same code.
"""

from dataclasses import replace

from haversack_sync.model import authority_entries as bodies
from haversack_sync.model.authority import (
    FIRST_ERA,
    LARGEST_ERA_STEP,
    AnnouncedErasure,
    Audience,
    Authority,
    Device,
    Epoch,
    EraSpan,
    Feed,
    Invitation,
    Revocation,
    RulesSpan,
    Span,
    origin,
    successors,
    with_span,
)
from haversack_sync.model.authority_entries import audience_ids
from haversack_sync.model.destructive_orders import confirm_order, count_order, find_order
from haversack_sync.model.ids import (
    NETWORK_FEED,
    AudienceId,
    DeviceId,
    FeedId,
    InvitationId,
    OrganisationId,
    Position,
    key_handle,
)
from haversack_sync.model.invited import INVITABLE, first_span, is_strict, may_offer
from haversack_sync.model.network_entry import NetworkEntry
from haversack_sync.model.roles import AudienceType, Role

MAX_RECORDED_REDEMPTIONS = 3
MAX_SUCCESSORS = 64
"""Of one enrolled device, copies of copies counted in: a room of computers set up from one disk image."""
KNOWN_RULES = 1
_KEPT = (AudienceType.OPEN, AudienceType.MEMBERS, AudienceType.COORDINATORS)
"""Types of which coordinators make the snapshots, and have something erased."""
_NOT_YET = (AudienceType.GROUP, AudienceType.CUSTODIANS)
"""Types that rules version 1 reserves: who would make their keys, and for whom, is not said yet."""


_CoordinatorsBody = (
    bodies.Rules
    | bodies.AddOrganisation
    | bodies.AddAudience
    | bodies.AddFeed
    | bodies.Grant
    | bodies.AddEpoch
    | bodies.Revoke
    | bodies.Era
    | bodies.AnnounceErasure
)


class RefusedEntryError(Exception):
    """A network entry that the rules do not allow; it changes nothing.

    Attributes:
        reason: Stable name of the rule.
    """

    kind = "refused_entry"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _require(*, that: bool, else_refuse: str) -> None:
    if not that:
        raise RefusedEntryError(else_refuse)


class AuthorityDraft:
    """An authority in the making; not shared, not kept."""

    def __init__(self, start: Authority) -> None:
        self.count = start.count
        self.root_key = start.root_key
        self.hub_keys = (start.hub_sign_key, start.hub_box_key)
        self.open = (start.open_audience, start.open_commitment)
        self.rules = list(start.rules)
        self.eras = start.eras
        self.devices = dict(start.devices)
        self.organisations = dict(start.organisations)
        self.audiences = dict(start.audiences)
        self.feeds = dict(start.feeds)
        self.epochs = dict(start.epochs)
        self.newest_epoch = dict(start.newest_epoch)
        self.invitations = dict(start.invitations)
        self.invitation_keys = dict(start.invitation_keys)
        self.erasures = dict(start.erasures)
        self.orders = dict(start.orders)
        self.let_on = dict(start.let_on)

    def finish(self) -> Authority:
        """Return the authority after all entries applied."""
        return Authority(
            count=self.count,
            root_key=self.root_key,
            hub_sign_key=self.hub_keys[0],
            hub_box_key=self.hub_keys[1],
            open_audience=self.open[0],
            open_commitment=self.open[1],
            rules=tuple(self.rules),
            eras=self.eras,
            devices=self.devices,
            organisations=self.organisations,
            audiences=self.audiences,
            feeds=self.feeds,
            epochs=self.epochs,
            newest_epoch=self.newest_epoch,
            invitations=self.invitations,
            invitation_keys=self.invitation_keys,
            erasures=self.erasures,
            orders=self.orders,
            let_on=self.let_on,
        )

    def apply(self, entry: NetworkEntry) -> None:
        """Apply one entry, or change nothing.

        Raises:
            RefusedEntryError: The rules do not allow it.
        """
        body = entry.body
        if isinstance(body, bodies.Found):
            self._found(entry, body)
        elif isinstance(body, bodies.CoordinatorAdd):
            self._coordinator_add(entry, body)
        elif isinstance(body, bodies.HubKey):
            self._by_root(entry)
            self.hub_keys = (body.sign_key, body.box_key)
        elif isinstance(body, bodies.Invite):
            self._invite(entry, body)
        elif isinstance(body, bodies.Confirm):
            self._confirm_device(entry, body)
        elif isinstance(body, bodies.Redeem):
            self._redeem(entry, body)
        elif isinstance(body, bodies.Succeed):
            self._succeed(entry, body)
        elif isinstance(body, bodies.ConfirmOrder):
            self._confirm(entry, body)
        elif body is None:
            # Only who may change the rules can make everybody wait for a newer program.
            self._by_root_or_coordinator(entry)
            self._set_rules(entry.position, 0)
        else:
            (self._by_root_or_coordinator if isinstance(body, bodies.Revoke) else self._by_coordinator)(entry)
            self._coordinators_entry(entry, body)
        self.count += 1

    def _set_rules(self, since: Position, version: int) -> None:
        """Begin a span of rules; a version that this program lacks, once begun, never ends here."""
        is_held = bool(self.rules) and self.rules[-1].version == 0
        self.rules.append(RulesSpan(since, 0 if is_held or version > KNOWN_RULES else version))

    def _coordinators_entry(self, entry: NetworkEntry, body: _CoordinatorsBody) -> None:
        if isinstance(body, bodies.Rules):
            _require(that=body.version >= 1 and 1 in body.suites, else_refuse="bad_rules")
            self._set_rules(entry.position, body.version)
        elif isinstance(body, bodies.AddOrganisation):
            organisation = OrganisationId(body.organisation)
            _require(that=len(organisation) == 8 and organisation not in self.organisations, else_refuse="handle_taken")
            self.organisations[organisation] = entry.position
        elif isinstance(body, bodies.AddAudience):
            self._audience(body)
        elif isinstance(body, bodies.AddFeed):
            self._feed(body)
        elif isinstance(body, bodies.Grant):
            self._grant(entry, body)
        elif isinstance(body, bodies.Revoke):
            self._revoke(entry, body)
        elif isinstance(body, bodies.Era):
            self._era(entry, body)
        elif isinstance(body, bodies.AnnounceErasure):
            self._announce(entry, body)
        else:
            self._epoch(entry, body)

    def _is_root(self, entry: NetworkEntry) -> bool:
        return self.root_key != b"" and entry.signer == key_handle(self.root_key)

    def _by_root(self, entry: NetworkEntry) -> None:
        _require(that=self._is_root(entry), else_refuse="only_root")

    def _by_root_or_coordinator(self, entry: NetworkEntry) -> None:
        if not self._is_root(entry):
            self._by_coordinator(entry)

    def _by_coordinator(self, entry: NetworkEntry) -> None:
        device = self.devices.get(entry.signer)
        _require(that=device is not None and device.now.role is Role.COORDINATOR, else_refuse="only_coordinators")
        _require(that=device is None or device.revoked is None, else_refuse="revoked")

    def _found(self, entry: NetworkEntry, body: bodies.Found) -> None:
        first = self.count == 0 and not self.root_key and entry.signer == key_handle(body.root_key)
        _require(that=first, else_refuse="already_founded")
        self.root_key = body.root_key
        self.open = (AudienceId(body.open_audience), body.open_commitment)

    def _coordinator_add(self, entry: NetworkEntry, body: bodies.CoordinatorAdd) -> None:
        self._by_root(entry)
        span = Span(entry.position, Role.COORDINATOR, OrganisationId(b""), frozenset())
        self._enrol(entry, (body.sign_key, body.box_key), span, label=b"")

    def _of_network(self, handle: DeviceId) -> Device:
        device = self.devices.get(handle)
        if device is None:
            raise RefusedEntryError("unknown_device")
        _require(that=device.revoked is None, else_refuse="revoked")
        return device

    def _enrol(self, entry: NetworkEntry, keys: tuple[bytes, bytes], span: Span, *, label: bytes) -> DeviceId:
        handle = key_handle(keys[0])
        self._require_free(handle)
        self.devices[handle] = Device(handle, keys[0], keys[1], (span,), entry.stamp, label)
        return handle

    def _require_free(self, handle: DeviceId) -> None:
        """Refuse a signing key whose handle another one has: 8 bytes can be made to collide with some work."""
        taken = handle in self.devices or handle in self.invitation_keys or handle == key_handle(self.root_key)
        _require(that=not taken, else_refuse="handle_taken")

    def _audience(self, body: bodies.AddAudience) -> None:
        handle = AudienceId(body.audience)
        try:
            audience_type = AudienceType(body.audience_type)
            writers = frozenset(Role(number) for number in body.writers)
        except ValueError as error:
            raise RefusedEntryError("bad_audience") from error
        _require(that=audience_type not in _NOT_YET, else_refuse="bad_audience")
        _require(that=handle not in self.audiences, else_refuse="handle_taken")
        is_open = audience_type is AudienceType.OPEN
        _require(that=is_open == (handle == self.open[0]), else_refuse="bad_audience")
        organisation = OrganisationId(body.organisation)
        needs_one = audience_type is AudienceType.ORGANISATION
        fits = organisation in self.organisations if needs_one else not organisation
        _require(that=fits, else_refuse="bad_audience")
        self.audiences[handle] = Audience(handle, audience_type, organisation, writers)
        if is_open:
            self.newest_epoch[handle] = 0

    def _feed(self, body: bodies.AddFeed) -> None:
        handle, audience = FeedId(body.feed), AudienceId(body.audience)
        _require(that=audience in self.audiences, else_refuse="unknown_audience")
        _require(that=handle not in self.feeds and handle != NETWORK_FEED, else_refuse="handle_taken")
        is_known = (audience, body.epoch) in self.epochs or (audience == self.open[0] and body.epoch == 0)
        _require(that=is_known, else_refuse="unknown_epoch")
        self.feeds[handle] = Feed(len(self.feeds) + 1, handle, audience, body.epoch, body.label)

    def _epoch(self, entry: NetworkEntry, body: bodies.AddEpoch) -> None:
        audience = AudienceId(body.audience)
        known = self.audiences.get(audience)
        kept = known is not None and known.type in (AudienceType.MEMBERS, AudienceType.COORDINATORS)
        _require(that=kept, else_refuse="not_keeper")
        _require(that=body.number == self.newest_epoch.get(audience, 0) + 1, else_refuse="epoch_out_of_order")
        # Without the key before, whoever has only this one could never read what was sealed earlier.
        _require(that=body.number == 1 or body.back != b"", else_refuse="bad_epoch")
        self.epochs[audience, body.number] = Epoch(body, entry.signer, entry.position, entry.stamp)
        self.newest_epoch[audience] = body.number

    def _invite(self, entry: NetworkEntry, body: bodies.Invite) -> None:
        self._by_root_or_coordinator(entry)
        try:
            terms = bodies.decode_terms(body.terms)
        except bodies.BadEntryError as error:
            raise RefusedEntryError("bad_invitation") from error
        invitation, handle = InvitationId(terms.invitation), key_handle(terms.sign_key)
        _require(that=invitation not in self.invitations, else_refuse="handle_taken")
        self._require_free(handle)
        _require(that=may_offer(terms, by_root=self._is_root(entry)), else_refuse="bad_invitation")
        is_known = is_strict(terms) or terms.organisation in self.organisations
        _require(that=is_known, else_refuse="unknown_organisation")
        self._check_audiences(terms.audiences)
        self.invitations[invitation] = Invitation(
            terms, body.tie, body.terms, entry.signer, entry.position, entry.stamp
        )
        self.invitation_keys[handle] = invitation

    def _check_audiences(self, audiences: tuple[bytes, ...]) -> None:
        """Coordinators hand out what ordinary members may read; the rest is not theirs to give here."""
        for handle in audiences:
            known = self.audiences.get(AudienceId(handle))
            allowed = known is not None and known.type in (AudienceType.OPEN, AudienceType.MEMBERS)
            _require(that=allowed, else_refuse="bad_audience")

    def _redeem(self, entry: NetworkEntry, body: bodies.Redeem) -> None:
        invitation = self.invitations.get(InvitationId(body.invitation))
        if invitation is None:
            raise RefusedEntryError("unknown_invitation")
        _require(that=entry.signer == key_handle(body.sign_key), else_refuse="not_own_key")
        coordinator = self.devices.get(invitation.coordinator)
        _require(that=coordinator is None or coordinator.revoked is None, else_refuse="invitation_closed")
        _require(that=entry.stamp <= invitation.expires, else_refuse="invitation_expired")
        count = invitation.redemptions + 1
        _require(that=count <= MAX_RECORDED_REDEMPTIONS, else_refuse="invitation_used")
        invitation_id = InvitationId(body.invitation)
        if invitation.redeemed_by is not None:
            # Recorded as an alarm for coordinators; it enrols nobody (first by position wins).
            self.invitations[invitation_id] = replace(invitation, redemptions=count)
            return
        terms = invitation.terms
        span = first_span(terms, entry.position)
        handle = self._enrol(entry, (body.sign_key, body.box_key), span, label=body.label)
        if is_strict(terms):
            self.devices[handle] = replace(self.devices[handle], awaits=Role(terms.role))
        self.invitations[invitation_id] = replace(invitation, redeemed_by=handle, redemptions=count)

    def _confirm_device(self, entry: NetworkEntry, body: bodies.Confirm) -> None:
        self._by_root(entry)
        device = self._of_network(DeviceId(body.device))
        if device.awaits is None:
            raise RefusedEntryError("not_waiting")
        span = replace(device.now, since=entry.position, role=device.awaits, is_waiting=False)
        self.devices[device.handle] = replace(with_span(device, span), awaits=None)

    def _succeed(self, entry: NetworkEntry, body: bodies.Succeed) -> None:
        before = self._of_network(DeviceId(body.device))
        _require(that=entry.signer == key_handle(body.sign_key), else_refuse="not_own_key")
        first = origin(self.devices, before.handle)
        family = sum(1 for other in self.devices if origin(self.devices, other) == first)
        _require(that=family <= MAX_SUCCESSORS, else_refuse="too_many_successors")
        # The device before stays what it is: the other copy of its vault goes on under its keys.
        span = replace(before.now, since=entry.position)
        handle = self._enrol(entry, (body.sign_key, body.box_key), span, label=b"")
        self.devices[handle] = replace(self.devices[handle], succeeds=before.handle)

    def _grant(self, entry: NetworkEntry, body: bodies.Grant) -> None:
        device = self.devices.get(DeviceId(body.device))
        if device is None or device.now.role is Role.COORDINATOR:
            raise RefusedEntryError("unknown_device")
        _require(that=device.revoked is None, else_refuse="revoked")
        _require(that=body.role in INVITABLE, else_refuse="bad_role")
        _require(that=body.organisation in self.organisations, else_refuse="unknown_organisation")
        self._check_audiences(body.audiences)
        organisation = OrganisationId(body.organisation)
        span = Span(entry.position, Role(body.role), organisation, audience_ids(body.audiences))
        self.devices[device.handle] = replace(with_span(device, span), awaits=None)

    def _era(self, entry: NetworkEntry, body: bodies.Era) -> None:
        before = self.eras[-1].era if self.eras else FIRST_ERA
        is_next = body.position + 1 == entry.position
        # A leap to the largest number would leave none for the next restore.
        _require(that=before < body.era <= before + LARGEST_ERA_STEP and is_next, else_refuse="bad_era")
        position = Position(body.position)
        self.eras = (*self.eras, EraSpan(entry.position, body.era, before, position, body.count, body.lost))
        self.orders = {}

    def _revoke(self, entry: NetworkEntry, body: bodies.Revoke) -> None:
        device = self._of_network(DeviceId(body.device))
        # Whoever holds one copy of a vault holds what is in all of them.
        family = {device.handle, *successors(self.devices, device.handle)}
        leads = {other.handle for other in self.devices.values() if other.now.role is Role.COORDINATOR}
        # Else one robbed coordinator's computer took the network, and the root with the founder's vault.
        is_roots = bool(leads & family)
        (self._by_root if is_roots else self._by_coordinator)(entry)
        leaves_one = any(self.devices[other].revoked is None for other in leads - family)
        _require(that=leaves_one, else_refuse="last_coordinator")
        stands = entry.position if is_roots else count_order(self, entry.signer, entry.position)
        revocation = Revocation(entry.position, entry.stamp, entry.signer, stands)
        for handle in sorted(family):
            other = self.devices[handle]
            self.devices[handle] = replace(other, revoked=other.revoked or revocation)

    def _announce(self, entry: NetworkEntry, body: bodies.AnnounceErasure) -> None:
        feed = self.feeds.get(FeedId(body.feed))
        if feed is None:
            raise RefusedEntryError("unknown_feed")
        _require(that=self.audiences[feed.audience].type in _KEPT, else_refuse="not_keeper")
        is_known = (feed.audience, body.epoch) in self.epochs or (feed.audience == self.open[0] and body.epoch == 0)
        _require(that=is_known, else_refuse="unknown_epoch")
        _require(that=body.id not in self.erasures, else_refuse="handle_taken")
        stands = count_order(self, entry.signer, entry.position)
        given = (body.id, entry.position, entry.stamp, entry.signer)
        self.erasures[body.id] = AnnouncedErasure(*given, feed.handle, body.epoch, body.sealed, stands)

    def _confirm(self, entry: NetworkEntry, body: bodies.ConfirmOrder) -> None:
        self._by_root_or_coordinator(entry)
        order = find_order(self.devices, self.erasures, body.order)
        if order is None:
            raise RefusedEntryError("unknown_order")
        _require(that=order.stands_since is None, else_refuse="order_stands")
        giver = origin(self.devices, order.coordinator)
        _require(that=origin(self.devices, entry.signer) != giver, else_refuse="own_order")
        confirm_order(self, order, entry)
