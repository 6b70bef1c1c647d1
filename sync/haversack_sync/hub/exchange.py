"""One exchange inside one transaction: who asks, accept what was brought, keep stanzas and profile, plan the answer.

Runs twice safely: every effect is idempotent by content. Must not stream anything; `answer.py` does, after the commit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from haversack_sync.hub import waiting
from haversack_sync.hub.accept import accept
from haversack_sync.hub.answer import AnswerPlan, FeedPlan, Late, stanza_room
from haversack_sync.hub.data_folder import HubKeys
from haversack_sync.hub.eras import check_era_of, notice_loss
from haversack_sync.hub.logs import log_event
from haversack_sync.hub.ports import LedgerReader, LedgerWriter, StoredStanza
from haversack_sync.hub.requester import Requester, check_counter, is_known, rights, verify_requester
from haversack_sync.hub.work import Work
from haversack_sync.model.authority import FIRST_ERA, Authority
from haversack_sync.model.ids import NETWORK_FEED, AudienceId, DeviceId, FeedId
from haversack_sync.model.roles import Role
from haversack_sync.protocol.endpoint import exchange_line
from haversack_sync.protocol.errors import HubRefusal, WireError, WrongNetworkError
from haversack_sync.protocol.head import Receipt, ReceiptCode
from haversack_sync.protocol.limits import KIB, HubLimits, asked_frame_bytes
from haversack_sync.protocol.messages import ExchangeRequest, Stanza
from haversack_sync.protocol.profile import check_profile, decode_profile
from haversack_sync.protocol.receipts import encode_receipts
from haversack_sync.protocol.requests import LANE_EXCHANGE, RequestAuth, request_hash

MAX_RECEIPTS_BYTES: Final = 8 * KIB
"""Receipts in one answer; changes after that are not looked at and may be sent again."""
MAX_BAD_SIGNATURES: Final = 32
"""After so many changes that are not authentic the rest of a request is not looked at: verifying costs time."""
MAX_LATE: Final = 256
"""Late changes in one answer; a coordinator asks for the rest again."""
_RUN_BYTES: Final = 60
_REDEMPTION_REASONS: Final = frozenset(
    {
        "invitation_used",
        "invitation_closed",
        "invitation_expired",
        "unknown_invitation",
        "handle_taken",
        "not_own_key",
        "revoked",
        "too_many_successors",
    }
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came: its body's bytes, taken apart, and who says that it is theirs."""

    body: bytes
    request: ExchangeRequest
    auth: RequestAuth | None

    @property
    def hash(self) -> bytes:
        """What stands for the request in the answer."""
        return request_hash(self.auth, self.body)


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a request whose effects are to be kept: an answer, or a refusal nevertheless."""

    plan: AnswerPlan | None
    refusal: HubRefusal | None = None


def check_shape(asked: Asked) -> None:
    """Refuse requests that no program of ours makes.

    Raises:
        WireError: Nothing makes the request unique, or it is signed for another lane.
    """
    auth, request = asked.auth, asked.request
    if auth is not None and auth.lane != LANE_EXCHANGE:
        raise WireError("wrong lane")
    if (auth is None or auth.counter == 0) and not request.nonce:
        raise WireError("nonce is missing")


def is_reading_only(asked: Asked) -> bool:
    """Tell whether a request stores nothing, not even a counter."""
    request = asked.request
    return asked.auth is None and not (request.changes or request.stanzas or request.profile or request.head)


def read_only(ledger: LedgerReader, work: Work, asked: Asked, *, limits: HubLimits) -> AnswerPlan:
    """Answer a request that stores nothing.

    Raises:
        HubRefusal: It asks for what it may not read, or knows more than this hub.
    """
    requester = rights(None, work.network.authority, stamp=work.stamp)
    return _plan(ledger, work, asked, requester, receipts=waiting.answer(work, asked.request.asks), limits=limits)


def exchange(ledger: LedgerWriter, work: Work, asked: Asked, *, keys: HubKeys, limits: HubLimits) -> Decision:
    """Do everything of an exchange that belongs into its transaction.

    Args:
        ledger: The transaction; rolled back by whoever began it if this raises.
        work: Begun on the same transaction.
        asked: Its shape was checked.
        keys: The hub's own.
        limits: The hub's quotas.

    Raises:
        HubRefusal: The whole request is refused and leaves no trace.
        WireError: No program of ours makes such a request.
    """
    network, auth, request = work.network, asked.auth, asked.request
    if notice_loss(work, request.head, hub_key=keys.sign_key):
        work.flush(ledger)
        log_event("log_was_put_back")
        return Decision(None, HubRefusal("hub_behind"))
    was_known = auth is not None and is_known(auth, network.authority)
    if auth is not None and was_known:
        verify_requester(auth, exchange_line(asked.body), root=network.root, authority=network.authority)
        check_counter(auth, ledger, authority=network.authority)
    receipts = _accept_all(work, request, limits=limits)
    waiting.take_what_can_be(work, limits=limits)
    if auth is not None and was_known and request.era == network.era:
        waiting.end_own_wait(work, waiting.Brought(auth.device, request.changes, request.asks), limits=limits)
    receipts += waiting.answer(work, request.asks)
    if auth is not None and not was_known:
        if not is_known(auth, network.authority):
            return _unknown_after_all(ledger, work, auth.device, receipts)
        verify_requester(auth, exchange_line(asked.body), root=network.root, authority=network.authority)
        check_counter(auth, ledger, authority=network.authority)
    requester = rights(auth, network.authority, stamp=work.stamp)
    if auth is not None and auth.device in network.authority.devices:
        ledger.set_counter(auth.device, auth.lane, auth.counter)
    work.flush(ledger)
    revocation = network.authority.revocation(auth.device) if auth is not None else None
    if auth is not None and revocation is not None:
        ledger.note_refused(auth.device, stamp=work.stamp)
        # What it brought is judged all the same: its own changes are set aside, and what it carried for others counts.
        return Decision(None, HubRefusal("revoked", revocation.position))
    _keep_stanzas(ledger, request, network.authority, requester)
    _keep_profile(ledger, request, network.authority, requester, keys=keys)
    return Decision(_plan(ledger, work, asked, requester, receipts=receipts, limits=limits))


def _accept_all(work: Work, request: ExchangeRequest, *, limits: HubLimits) -> list[Receipt]:
    """Judge the changes in order, until the receipts fill their room or too many are not authentic."""
    receipts: list[Receipt] = []
    runs, bad = 0, 0
    for index, untrusted_raw in enumerate(request.changes):
        receipt = accept(work, untrusted_raw, index=index, limits=limits)
        waiting.go_on(work, receipt, limits=limits)
        if not receipts or not _joins(receipts[-1], receipt):
            runs += _RUN_BYTES
        bad += receipt.code == ReceiptCode.NOT_AUTHENTIC
        receipts.append(receipt)
        if runs > MAX_RECEIPTS_BYTES or bad >= MAX_BAD_SIGNATURES:
            break
    return receipts


def _joins(last: Receipt, receipt: Receipt) -> bool:
    """Tell whether a receipt becomes part of the run before it and so takes no room."""
    step = 1 if receipt.code == ReceiptCode.ACCEPTED else 0
    expected = (last.device, last.code, last.reason, last.first + 1, last.position + step)
    return expected == (receipt.device, receipt.code, receipt.reason, receipt.first, receipt.position)


def _unknown_after_all(ledger: LedgerWriter, work: Work, device: DeviceId, receipts: list[Receipt]) -> Decision:
    """Refuse a device that is not enrolled even by what it brought; keep a redemption that came too late as an alarm.

    Raises:
        HubRefusal: Nothing of the request is to be kept.
    """
    own = [receipt for receipt in receipts if receipt.device == device and receipt.first == 0]
    if work.is_restored:
        raise HubRefusal("hub_restored")
    if own and own[0].code == ReceiptCode.ACCEPTED:
        work.flush(ledger)
        return Decision(None, HubRefusal("invitation_used"))
    reason = own[0].reason if own and own[0].reason in _REDEMPTION_REASONS else "unknown_device"
    raise HubRefusal(reason)


def _keep_stanzas(ledger: LedgerWriter, request: ExchangeRequest, authority: Authority, requester: Requester) -> None:
    """Store keys sealed to others; those of an epoch that is not here (its entry was not accepted) are left out.

    Raises:
        HubRefusal: Who asks is no keeper of the audience ("not_keeper").
    """
    stored = []
    for stanza in request.stanzas:
        audience = AudienceId(stanza.audience)
        if requester.device is None or not authority.is_keeper(requester.span, audience):
            raise HubRefusal("not_keeper")
        is_out = authority.revocation(DeviceId(stanza.recipient)) is not None
        if (audience, stanza.number) in authority.epochs and not is_out:
            recipient = DeviceId(stanza.recipient)
            stored.append(StoredStanza(0, audience, stanza.number, recipient, requester.device, stanza.sealed))
    ledger.put_stanzas(stored)


def _keep_profile(
    ledger: LedgerWriter, request: ExchangeRequest, authority: Authority, requester: Requester, *, keys: HubKeys
) -> None:
    """Store a new network profile.

    Raises:
        HubRefusal: Who asks is no coordinator ("not_coordinator"), or it is not this network's ("bad_profile").
    """
    if not request.profile:
        return
    if requester.device is None or requester.span is None or requester.span.role is not Role.COORDINATOR:
        raise HubRefusal("not_coordinator")
    try:
        profile = decode_profile(request.profile)
        check_profile(profile, authority)
    except (WireError, WrongNetworkError) as error:
        raise HubRefusal("bad_profile") from error
    if (profile.hub_sign_key, profile.hub_box_key) != (keys.sign_key, keys.box_key):
        raise HubRefusal("bad_profile")
    ledger.put_profile(request.profile)


def _plan(
    ledger: LedgerReader,
    work: Work,
    asked: Asked,
    requester: Requester,
    *,
    receipts: list[Receipt],
    limits: HubLimits,
) -> AnswerPlan:
    """Fix what the answer says."""
    network, request = work.network, asked.request
    feeds = _feed_plans(ledger, work, request, requester)
    encoded = encode_receipts(receipts)
    frame_bytes = asked_frame_bytes(request.frame_bytes)
    stanzas = []
    if requester.recipient is not None:
        room = stanza_room(feeds=len(feeds), receipts_bytes=len(encoded), frame_bytes=frame_bytes)
        stanzas = list(ledger.stanzas(requester.recipient, after=request.stanzas_after, at_most=room))
    return AnswerPlan(
        root=network.root,
        era=network.era,
        request=asked.hash,
        position=work.position,
        stamp=work.stamp,
        feeds=feeds,
        receipts=encoded,
        stanzas=tuple(Stanza(each.audience, each.number, each.recipient, each.sealed) for each in stanzas),
        stanza_serial=stanzas[-1].serial if stanzas else request.stanzas_after,
        budget_bytes=min(request.answer_bytes or limits.answer_bytes, limits.answer_bytes),
        own=_own(request),
        frame_bytes=frame_bytes,
        eras=network.authority.eras,
        late=_late(ledger, request, requester),
        has_marks=request.marks and requester.device is not None,
    )


def _late(ledger: LedgerReader, request: ExchangeRequest, requester: Requester) -> Late | None:
    """Return what became of revoked devices, for a coordinator who asks; nobody else is told."""
    leads = requester.span is not None and requester.span.role is Role.COORDINATOR
    if request.late_after is None or requester.device is None or not leads:
        return None
    return Late(tuple(ledger.late(after=request.late_after, at_most=MAX_LATE)), tuple(ledger.refused()))


def _own(request: ExchangeRequest) -> Mapping[bytes, int]:
    """Return the first index of each envelope of the request."""
    own: dict[bytes, int] = {}
    for index, envelope in enumerate(request.changes):
        own.setdefault(envelope, index)
    return own


def _feed_plans(
    ledger: LedgerReader, work: Work, request: ExchangeRequest, requester: Requester
) -> tuple[FeedPlan, ...]:
    """Find the feeds asked for.

    Raises:
        HubRefusal: One does not exist or may not be read ("forbidden_feed"), or the client has more of it than this
            hub ("hub_behind"); with the feed's ordinal. Or what it has is of an era that ended before ("new_era").
    """
    authority = work.network.authority
    named = _named_feeds(work, request, requester)
    if request.era and authority.eras and request.era not in (FIRST_ERA, *(span.era for span in authority.eras)):
        # An era that this hub lost: who asks compares the histories, and stands where both are one.
        raise HubRefusal("new_era", authority.eras[-1].count)
    later = next((span for span in authority.eras if span.era > request.era), None)
    if request.era and later is not None:
        cursors = [(feed, n) for (_, n), feed in zip(request.cursors, named, strict=True)]
        check_era_of(ledger, later, cursors, known_to=request.known_to)
    plans = []
    for (ordinal, after), handle in zip(request.cursors, named, strict=True):
        end = work.feed_end(handle)
        if after > end.n or request.era > work.network.era:
            raise HubRefusal("hub_behind", ordinal)
        plans.append(FeedPlan(ordinal, handle, after, end))
    return tuple(plans)


def _named_feeds(work: Work, request: ExchangeRequest, requester: Requester) -> list[FeedId]:
    """Find the feeds that a request names.

    Raises:
        HubRefusal: One does not exist or may not be read ("forbidden_feed"), with its ordinal.
    """
    authority = work.network.authority
    by_ordinal = {feed.ordinal: feed for feed in authority.feeds_in_order()}
    named = []
    for ordinal, _ in request.cursors:
        handle: FeedId = NETWORK_FEED
        if ordinal != 0:
            feed = by_ordinal.get(ordinal)
            if feed is None or not authority.may_read(requester.span, feed.audience):
                raise HubRefusal("forbidden_feed", ordinal)
            handle = feed.handle
        named.append(handle)
    return named
