"""First contact: who is this network? With an invitation its code confirms it; without one, a person who compares.

Runs before anything is kept: all is in memory until the code has confirmed the network, or until the chain has proven
itself from the root whose fingerprint was compared. Must not make keys or write anything.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from haversack_sync.client.answer_reader import AnswerReader
from haversack_sync.client.answers import HeadStep, NetworkStep, StanzasStep, Step
from haversack_sync.client.pace import Pace
from haversack_sync.model.authority import Invitation
from haversack_sync.model.ids import NETWORK_FEED, AudienceId
from haversack_sync.protocol.endpoint import LinkError, SyncEndpoint, exchange_line
from haversack_sync.protocol.enrolment import InvitationKeys, check_tie
from haversack_sync.protocol.epochs import open_stanza
from haversack_sync.protocol.errors import HubRefusal, SealError
from haversack_sync.protocol.frame_stream import FrameSplitter
from haversack_sync.protocol.messages import NONCE_BYTES, ExchangeRequest, Stanza, encode_message
from haversack_sync.protocol.network import NetworkView, empty_view
from haversack_sync.protocol.profile import Profile, check_profile, decode_profile
from haversack_sync.protocol.requests import LANE_EXCHANGE, RequestAuth, request_hash, sign_request


class Count(Protocol):
    """Is told how many bytes of bodies passed."""

    def __call__(self, *, sent: int, received: int) -> None:
        """Count them."""


def _nobody(*, sent: int, received: int) -> None:
    """Count nothing: whoever asks is told at the end."""


class InvitationError(Exception):
    """A code cannot be used.

    Attributes:
        reason: unknown, used, closed or expired.
    """

    kind = "invitation"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class OtherNetworkError(Exception):
    """Another network answered than the one that is looked at: it needs a vault of its own."""

    kind = "other_network"


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """A network that somebody without an invitation has met.

    Its chain proves itself from the profile's root on; that this is the root that was meant, only a person can say.

    Attributes:
        profile: What the hub says about the network, checked against the chain.
        steps: The verified `network` feed, to be committed in this order.
        sent_bytes: HTTP body bytes up.
        received_bytes: HTTP body bytes down.
    """

    profile: Profile
    steps: tuple[NetworkStep, ...]
    sent_bytes: int
    received_bytes: int


@dataclass(frozen=True, slots=True)
class Greeting:
    """What a hello brought of a network that an invitation's code has confirmed; nobody said who asks.

    Attributes:
        met: The network so far.
        stamp: The hub's signed stamp: what time it is, whatever clocks say.
    """

    met: Acquaintance
    stamp: int


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
    """What has passed so far, in bytes of bodies.

    Attributes:
        sent: Up.
        received: Down.
        most: How much may pass; None for no limit. Overshoot is a frame at most.
        count: Told of each piece that passes.
    """

    sent: int = 0
    received: int = 0
    most: int | None = None
    count: Count = _nobody

    @property
    def is_spent(self) -> bool:
        """Whether nothing more may be asked."""
        return self.most is not None and self.sent + self.received >= self.most

    def room(self, wanted: int) -> int:
        """Return how long an answer of at most so many bytes may be; never nothing, which would mean no limit."""
        return wanted if self.most is None else max(1, min(wanted, self.most - self.sent - self.received))

    def exchange(self, endpoint: SyncEndpoint, body: bytes, auth: RequestAuth | None) -> Iterator[bytes]:
        """Do one exchange and count it."""
        self.sent += len(body)
        self.count(sent=len(body), received=0)
        for piece in endpoint.exchange(body, auth):
            self.received += len(piece)
            self.count(sent=0, received=len(piece))
            yield piece


def look_around(endpoint: SyncEndpoint, *, fingerprint: bytes, random: Callable[[int], bytes]) -> Acquaintance:
    """Meet a network without an invitation, by exchanges that nobody signs: `network` and `open` are for everybody.

    Args:
        endpoint: Whoever claims to be its hub.
        fingerprint: First bytes of the root that a person compared; empty to take what is found.
        random: Gives that many random bytes.

    Raises:
        LinkError: The link failed.
        OtherNetworkError: The network there has another fingerprint.
        ProtocolError: Not a hub, or not an honest one; WrongNetworkError if its profile does not fit its chain.
    """
    raw_profile = endpoint.fetch_profile()
    profile = decode_profile(raw_profile)
    if not profile.root.startswith(fingerprint):
        raise OtherNetworkError("another fingerprint")
    passed = _Passed(received=len(raw_profile))
    view = empty_view(profile.root)
    steps, _, _ = _pull_network(endpoint, None, view, random=random, passed=passed)
    check_profile(profile, steps[-1].view.authority if steps else view.authority)
    return Acquaintance(profile, tuple(steps), passed.sent, passed.received)


def pull_history(
    endpoint: SyncEndpoint, view: NetworkView, *, random: Callable[[int], bytes], most_bytes: int | None, count: Count
) -> tuple[NetworkStep, ...]:
    """Fetch and verify what is new of the `network` feed by exchanges that nobody signs: it is for everybody.

    So whom the hub refuses learns what the chain says of that.

    Args:
        endpoint: The hub.
        view: What is verified already.
        random: Gives that many random bytes.
        most_bytes: How much may be used, up and down; None for no limit. One exchange is made in any case, and the
            answer is a frame longer at most. What does not fit comes another time.
        count: Told of each piece that passes.

    Raises:
        LinkError: The link failed.
        ProtocolError: Not this network's hub, or not an honest one.
    """
    passed = _Passed(most=most_bytes, count=count)
    return tuple(_pull_network(endpoint, None, view, random=random, passed=passed)[0])


def hear_stamp(endpoint: SyncEndpoint, view: NetworkView, *, random: Callable[[int], bytes]) -> int:
    """Say hello, without saying who asks, and return the hub's signed stamp: what time it is, whatever clocks say.

    Its signature is over this very question, so no old answer serves.

    Args:
        endpoint: The hub.
        view: What is verified already.
        random: Gives that many random bytes.

    Raises:
        LinkError: The link failed.
        ProtocolError: Not this network's hub, or not an honest one.
    """
    return _pull_network(endpoint, None, view, random=random, passed=_Passed())[2]


def greet(
    endpoint: SyncEndpoint,
    code: InvitationKeys,
    *,
    random: Callable[[int], bytes],
    known: NetworkView | None = None,
) -> Greeting:
    """Meet a network by exchanges that nobody signs, and confirm it by an invitation's code that does not leave.

    The chain from the root that the code is tied to names the hub's key; the stamp is signed by it, over this very
    question.

    Args:
        endpoint: Whoever claims to be its hub.
        code: Derived from the invitation's code.
        random: Gives that many random bytes.
        known: What is verified already of the network that is looked at; None for a network never met.

    Raises:
        InvitationError: The code is unknown there.
        LinkError: The link failed.
        OtherNetworkError: Not the network that is known.
        ProtocolError: Not a hub, or not an honest one; WrongNetworkError if the code belongs to another network.
    """
    raw_profile = endpoint.fetch_profile()
    profile = _profile(raw_profile, known)
    passed = _Passed(received=len(raw_profile))
    start = known or empty_view(profile.root)
    steps, _, stamp = _pull_network(endpoint, None, start, random=random, passed=passed)
    _confirmed(profile, steps[-1].view if steps else start, code)
    return Greeting(Acquaintance(profile, tuple(steps), passed.sent, passed.received), stamp)


def _profile(raw: bytes, known: NetworkView | None) -> Profile:
    """Read a profile; refuse one of another network than the one that is known.

    Raises:
        OtherNetworkError: It is of another one.
        ProtocolError: It is none.
    """
    profile = decode_profile(raw)
    if known is not None and profile.root != known.root:
        raise OtherNetworkError("not the network that is looked at")
    return profile


def _confirmed(profile: Profile, view: NetworkView, code: InvitationKeys) -> Invitation:
    """Return the invitation of a code, which confirms the network.

    Raises:
        InvitationError: The code is unknown there.
        ProtocolError: The code belongs to another network, or the profile does not fit the chain.
    """
    invitation = view.authority.invitations.get(code.invitation)
    if invitation is None:
        raise InvitationError("unknown")
    check_tie(code, root=profile.root, terms_raw=invitation.terms_raw, tie=invitation.tie)
    check_profile(profile, view.authority)
    return invitation


def introduce(
    endpoint: SyncEndpoint,
    code: InvitationKeys,
    *,
    random: Callable[[int], bytes],
    known: NetworkView | None = None,
    met: Acquaintance | None = None,
) -> Introduction:
    """Meet a network with an invitation.

    Args:
        endpoint: Whoever claims to be its hub.
        code: Derived from the invitation's code.
        random: Gives that many random bytes.
        known: What is verified already of the network that is looked at; None for a network never met.
        met: What `greet` brought a moment ago: it goes on from there.

    Raises:
        InvitationError: The code is unknown there, used, or expired.
        LinkError: The link failed.
        OtherNetworkError: Not the network that is known.
        ProtocolError: Not a hub, or not an honest one; WrongNetworkError if the code belongs to another network.
    """
    if met is None:
        raw_profile = endpoint.fetch_profile()
        met = Acquaintance(_profile(raw_profile, known), (), 0, len(raw_profile))
    profile = met.profile
    passed = _Passed(sent=met.sent_bytes, received=met.received_bytes)
    start = met.steps[-1].view if met.steps else known or empty_view(profile.root)
    more, stanzas, stamp = _pull_network(endpoint, code, start, random=random, passed=passed)
    steps = (*met.steps, *more)
    view = steps[-1].view if steps else start
    invitation = _confirmed(profile, view, code)
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
    return Introduction(profile, steps, invitation, tuple(opened), passed.sent, passed.received)


def _pull_network(
    endpoint: SyncEndpoint,
    code: InvitationKeys | None,
    view: NetworkView,
    *,
    random: Callable[[int], bytes],
    passed: _Passed,
) -> tuple[list[NetworkStep], list[Stanza], int]:
    """Fetch and verify the rest of the `network` feed, signing with the invitation's key if there is one."""
    steps: list[NetworkStep] = []
    stanzas: list[Stanza] = []
    stamp = 0
    pace = Pace()
    while True:
        request = ExchangeRequest(
            cursors=((0, view.standing.n),),
            answer_bytes=passed.room(pace.answer_bytes),
            nonce=random(NONCE_BYTES),
            frame_bytes=pace.frame_bytes,
            era=view.era if view.standing.n else 0,
            known_to=view.standing.position,
        )
        body = encode_message(request)
        auth = _signed(body, code, root=view.root) if code is not None else None
        hashed = request_hash(auth, body)
        ordinals = {0: NETWORK_FEED}
        reader = AnswerReader(request, hashed, (NETWORK_FEED,), view, {}, ordinals, endpoint.is_stored)
        before = passed.received
        try:
            for reading, found in _read(passed.exchange(endpoint, body, auth), reader):
                reader = reading
                for step in found:
                    if isinstance(step, NetworkStep):
                        steps.append(step)
                    elif isinstance(step, HeadStep):
                        stanzas = list(step.stanzas) or stanzas
                        stamp = step.head.stamp
                    elif isinstance(step, StanzasStep) and code is not None:
                        mine = [one for one in step.stanzas if one.recipient == code.handle]
                        stanzas += [one for one in mine if one not in stanzas]
            pace = pace.answered(passed.received - before, 0.0)
        except LinkError:
            # Nothing is kept yet, so a cut must not cost what came before it: as long as something comes, go on.
            if not reader.is_complete and reader.view.standing.n == view.standing.n:
                raise
            pace = pace.cut(passed.received - before)
        if reader.is_complete or reader.view.standing.n == view.standing.n or passed.is_spent:
            return steps, stanzas, stamp
        view = reader.view


def _signed(body: bytes, code: InvitationKeys, *, root: bytes) -> RequestAuth:
    return sign_request(
        exchange_line(body),
        root=root,
        device=code.handle,
        lane=LANE_EXCHANGE,
        counter=0,
        signing_seed=code.sign_seed,
    )


def _read(pieces: Iterator[bytes], reader: AnswerReader) -> Iterator[tuple[AnswerReader, tuple[Step, ...]]]:
    """Yield what each frame of an answer says; a hub that does not know the key does not know the code."""
    splitter = FrameSplitter()
    try:
        for piece in pieces:
            for payload in splitter.feed(piece):
                reader, steps = reader.read(payload)
                yield reader, steps
        if not splitter.is_empty or splitter.received_bytes == 0:
            raise LinkError("cut")
    except HubRefusal as refusal:
        if refusal.reason in ("unknown_device", "unknown_invitation"):
            raise InvitationError("unknown") from refusal
        raise
