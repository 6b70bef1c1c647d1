"""Who asks: a device, the holder of an invitation, or somebody unknown; and what each may read.

Must not store the counter itself; the exchange does, in the transaction of the effect.
"""

from dataclasses import dataclass

from haversack_sync.hub.ports import LedgerReader
from haversack_sync.model.authority import Authority, Span
from haversack_sync.model.ids import DeviceId
from haversack_sync.model.invited import first_span
from haversack_sync.protocol.errors import HubRefusal, SignatureError, WireError
from haversack_sync.protocol.requests import RequestAuth, RequestLine, verify_request


@dataclass(frozen=True, slots=True)
class Requester:
    """Somebody who asks.

    Attributes:
        device: The enrolled device that signed, or None.
        recipient: Whose stanzas may be handed out, or None.
        span: What it may read beside `open`, or None.
    """

    device: DeviceId | None = None
    recipient: DeviceId | None = None
    span: Span | None = None


STRANGER = Requester()
"""Somebody unknown: may read `network` and `open`."""


def is_known(auth: RequestAuth, authority: Authority) -> bool:
    """Tell whether a request is signed in the name of a device or an invitation of this network."""
    return auth.device in authority.devices or auth.device in authority.invitation_keys


def verify_requester(auth: RequestAuth, line: RequestLine, *, root: bytes, authority: Authority) -> None:
    """Check that a known requester signed a request.

    Raises:
        HubRefusal: It did not ("bad_signature").
        WireError: It is signed with an invitation's key and has a counter, which only devices have.
    """
    device = authority.devices.get(auth.device)
    if device is not None:
        public = device.sign_key
    else:
        public = authority.invitations[authority.invitation_keys[auth.device]].terms.sign_key
        if auth.counter != 0:
            raise WireError("invitations have no counter")
    try:
        verify_request(auth, line, root=root, public=public)
    except SignatureError as error:
        raise HubRefusal("bad_signature") from error


def check_counter(auth: RequestAuth, ledger: LedgerReader, *, authority: Authority) -> None:
    """Check that a device's request was not made before another one that came already; invitations have no counter.

    Raises:
        HubRefusal: It was ("counter_too_low", with the highest counter that came).
    """
    if auth.device not in authority.devices:
        return
    highest = ledger.counter(auth.device, auth.lane)
    if auth.counter <= highest:
        raise HubRefusal("counter_too_low", highest)


def rights(auth: RequestAuth | None, authority: Authority, *, stamp: int) -> Requester:
    """Return what somebody may read whose signature was checked.

    Args:
        auth: None for a request without a signature.
        authority: After the request's own changes.
        stamp: The hub's stamp now, seconds; it ends invitations.
    """
    if auth is None:
        return STRANGER
    device = authority.devices.get(auth.device)
    if device is not None:
        # Who was revoked is refused before; nothing would be handed out here either.
        return Requester(auth.device, auth.device, device.rights) if device.rights is not None else STRANGER
    invitation = authority.invitations[authority.invitation_keys[auth.device]]
    if invitation.redeemed_by is not None or stamp > invitation.expires or authority.is_closed(invitation):
        return STRANGER
    return Requester(None, auth.device, first_span(invitation.terms, invitation.position))
