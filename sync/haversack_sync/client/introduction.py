"""First contact of somebody with an invitation: who is this network, and does my code belong to it?

Runs before there is a vault: everything is in memory, and nothing is kept until the code itself has confirmed the
network. Must not make keys or write anything.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from haversack_sync.client.answers import AnswerReader, HeadStep, NetworkStep, StanzasStep, Step
from haversack_sync.model.authority import Invitation
from haversack_sync.model.ids import NETWORK_FEED, AudienceId
from haversack_sync.protocol.endpoint import LinkError, SyncEndpoint, exchange_line
from haversack_sync.protocol.enrolment import InvitationKeys, check_tie
from haversack_sync.protocol.epochs import open_stanza
from haversack_sync.protocol.errors import HubRefusal, SealError
from haversack_sync.protocol.limits import MAX_ANSWER_BYTES
from haversack_sync.protocol.messages import NONCE_BYTES, ExchangeRequest, FrameSplitter, Stanza, encode_message
from haversack_sync.protocol.network import empty_view
from haversack_sync.protocol.profile import Profile, check_profile, decode_profile
from haversack_sync.protocol.requests import LANE_EXCHANGE, RequestAuth, request_hash, sign_request


class InvitationError(Exception):
    """A code cannot be used.

    Attributes:
        reason: unknown, used or expired.
    """

    kind = "invitation"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Introduction:
    """A network that an invitation's code has confirmed.

    Attributes:
        profile: What the hub says about the network, checked against the chain.
        steps: The verified `network` feed, to be committed in this order.
        invitation: The invitation.
        keys: Audience keys that the welcome held: (audience, epoch, key).
        sent_bytes: HTTP body bytes up.
        received_bytes: HTTP body bytes down.
    """

    profile: Profile
    steps: tuple[NetworkStep, ...]
    invitation: Invitation
    keys: tuple[tuple[AudienceId, int, bytes], ...]
    sent_bytes: int
    received_bytes: int


@dataclass(slots=True)
class _Passed:
    """What has passed so far, in bytes of bodies."""

    sent: int = 0
    received: int = 0

    def exchange(self, endpoint: SyncEndpoint, body: bytes, auth: RequestAuth) -> Iterator[bytes]:
        """Do one exchange and count it."""
        self.sent += len(body)
        for piece in endpoint.exchange(body, auth):
            self.received += len(piece)
            yield piece


def introduce(endpoint: SyncEndpoint, code: InvitationKeys, *, random: Callable[[int], bytes]) -> Introduction:
    """Meet a network for the first time.

    Args:
        endpoint: Whoever claims to be its hub.
        code: Derived from the invitation's code.
        random: Gives that many random bytes.

    Raises:
        InvitationError: The code is unknown there, used, or expired.
        LinkError: The link failed.
        ProtocolError: Not a hub, or not an honest one; WrongNetworkError if the code belongs to another network.
    """
    raw_profile = endpoint.fetch_profile()
    profile = decode_profile(raw_profile)
    passed = _Passed(received=len(raw_profile))
    steps, stanzas, stamp = _pull_network(endpoint, code, profile, random=random, passed=passed)
    view = steps[-1].view if steps else empty_view(profile.root)
    invitation = view.authority.invitations.get(code.invitation)
    if invitation is None:
        raise InvitationError("unknown")
    check_tie(code, root=profile.root, terms_raw=invitation.terms_raw, tie=invitation.tie)
    check_profile(profile, view.authority)
    if invitation.redeemed_by is not None:
        raise InvitationError("used")
    if stamp > invitation.expires:
        raise InvitationError("expired")
    opened = []
    for stanza in stanzas:
        epoch = view.authority.epochs.get((AudienceId(stanza.audience), stanza.number))
        if epoch is None or stanza.recipient != code.handle:
            continue
        try:
            key = open_stanza(stanza, root=profile.root, committed=epoch.body.commitment, box_seed=code.box_seed)
        except SealError:
            # Stanzas prove nothing about their sender; one that does not open is simply not for us.
            continue
        opened.append((AudienceId(stanza.audience), stanza.number, key))
    return Introduction(profile, tuple(steps), invitation, tuple(opened), passed.sent, passed.received)


def _pull_network(
    endpoint: SyncEndpoint,
    code: InvitationKeys,
    profile: Profile,
    *,
    random: Callable[[int], bytes],
    passed: _Passed,
) -> tuple[list[NetworkStep], list[Stanza], int]:
    """Fetch and verify the whole `network` feed, signing with the invitation's key."""
    view = empty_view(profile.root)
    steps: list[NetworkStep] = []
    stanzas: list[Stanza] = []
    stamp = 0
    while True:
        request = ExchangeRequest(
            cursors=((0, view.standing.n),), answer_bytes=MAX_ANSWER_BYTES, nonce=random(NONCE_BYTES)
        )
        body = encode_message(request)
        auth = sign_request(
            exchange_line(body),
            root=profile.root,
            device=code.handle,
            lane=LANE_EXCHANGE,
            counter=0,
            signing_seed=code.sign_seed,
        )
        hashed = request_hash(auth, body)
        ordinals = {0: NETWORK_FEED}
        reader = AnswerReader(request, hashed, (NETWORK_FEED,), view, {}, ordinals, endpoint.is_stored)
        try:
            for step in _steps(passed.exchange(endpoint, body, auth), reader):
                if isinstance(step, NetworkStep):
                    steps.append(step)
                elif isinstance(step, HeadStep):
                    stanzas = list(step.stanzas) or stanzas
                    stamp = step.head.stamp
                elif isinstance(step, StanzasStep):
                    mine = [one for one in step.stanzas if one.recipient == code.handle]
                    stanzas += [one for one in mine if one not in stanzas]
        except LinkError:
            # Nothing is kept yet, so a cut must not cost what came before it: as long as something comes, go on.
            if not reader.is_complete and reader.view.standing.n == view.standing.n:
                raise
        if reader.is_complete or reader.view.standing.n == view.standing.n:
            return steps, stanzas, stamp
        view = reader.view


def _steps(pieces: Iterator[bytes], reader: AnswerReader) -> Iterator[Step]:
    """Yield the verified steps of an answer; a hub that does not know the key does not know the code."""
    splitter = FrameSplitter()
    try:
        for piece in pieces:
            for payload in splitter.feed(piece):
                yield from reader.read(payload)
        if not splitter.is_empty or splitter.received_bytes == 0:
            raise LinkError("cut")
    except HubRefusal as refusal:
        if refusal.reason in ("unknown_device", "unknown_invitation"):
            raise InvitationError("unknown") from refusal
        raise
