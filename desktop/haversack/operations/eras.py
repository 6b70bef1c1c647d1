"""After the hub was put back from a backup: a coordinator says from where it goes on, and everybody follows that.

Nobody follows a hub's mere word: what counts is the entry in the chain. Must not move changes; the next sync hands
back what the hub lost.
"""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from haversack.operations import history_of_trust
from haversack.operations.data_used import DayCounter, Passed
from haversack.operations.workspace import Workspace
from haversack.store import eras, outbox, values
from haversack_sync.client.answer_reader import AnswerReader
from haversack_sync.client.introduction import pull_history
from haversack_sync.client.session import Session
from haversack_sync.client.witness import show_head
from haversack_sync.model.authority import EraSpan
from haversack_sync.model.authority_entries import MAX_LOST, Era, encode_body
from haversack_sync.model.ids import NETWORK_FEED
from haversack_sync.protocol.endpoint import LinkError, SyncEndpoint, exchange_line
from haversack_sync.protocol.envelope import CLEAR, NO_PREV, Header, parse_envelope, sign_clear
from haversack_sync.protocol.errors import DigestError, ForkError, HubRefusal
from haversack_sync.protocol.frame_stream import FrameSplitter
from haversack_sync.protocol.messages import EntriesFrame, ExchangeRequest, decode_frame, encode_message
from haversack_sync.protocol.network import NetworkView, empty_view, era_body
from haversack_sync.protocol.requests import LANE_EXCHANGE, request_hash, sign_request

_ANSWER_BYTES: Final = 1 << 16
_NUMBER_BYTES: Final = 2
_RESTORED: Final = "restored"
_LOST: Final = ("hub_behind", "hub_restored")


class EraError(Exception):
    """No new era can be begun.

    Attributes:
        reason: not_taken, if the hub did not take the entry.
    """

    kind = "no_new_era"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Begun:
    """A new era: its number, and how many entries of the network this computer knows that the hub had lost."""

    era: int
    lost_positions: int


def begin(workspace: Workspace, endpoint: SyncEndpoint) -> Begun:
    """As a coordinator, say that the hub goes on from where it stands now; then follow that here.

    What it uses stands in the day's data, however it ends.

    Raises:
        EraError: The hub did not take it.
        ForkError: The hub has another history than this computer, not less of the same.
        LinkError: The link failed; the same can be tried again.
        NotAllowedError: This is not a coordinator's vault.
        ProtocolError: Not this network's hub, or not an honest one.
    """
    workspace.require_coordinator()
    passed = Passed()
    try:
        return _begin(workspace, endpoint, passed)
    finally:
        DayCounter(workspace).end(passed.bytes)


def _begin(workspace: Workspace, endpoint: SyncEndpoint, passed: Passed) -> Begun:
    before = workspace.replica.network().standing.position
    there = _hub_view(workspace, endpoint, passed)
    # Somebody may have begun one already, or an earlier try was cut after the hub had taken it.
    _follow_in(workspace, there)
    own, count = workspace.replica.network(), there.standing.n
    if not _is_of_one_history(own, there):
        raise ForkError("the hub has another history")
    lost = b"".join(own.digests[count + 1 : count + 1 + MAX_LOST])
    # Not simply the next one: another coordinator's era may have been lost, and must not have the same name.
    number = max(own.era, there.era) + 1 + int.from_bytes(workspace.clock.random(_NUMBER_BYTES))
    then = _send(workspace, endpoint, there, Era(number, there.standing.position, count, lost), passed=passed)
    if own.standing.n >= count or not _is_common(own, there, own.standing.n):
        _follow_in(workspace, then)
    with workspace.replica.transaction() as connection:
        eras.expect(connection, then.authority.eras)
    return Begun(number, max(0, before - there.standing.position))


def is_awaited(workspace: Workspace) -> bool:
    """Tell whether changes wait here because a restored hub, as it said, takes nothing before a new era."""
    with workspace.replica.reading() as connection:
        return any(one.reason == _RESTORED for one in outbox.read_items(connection, outbox.UNANSWERED))


def says_lost(error: Exception) -> bool:
    """Tell whether a sync failed because the hub has lost something, or waits for a coordinator."""
    return isinstance(error, HubRefusal) and error.reason in _LOST


def show_loss(workspace: Workspace, session: Session) -> None:
    """Show a hub that has lost something its own word for it: a copied-back folder does not know; best effort.

    Without a name: it is no matter who tells it. From then on it takes nothing until a coordinator lets it go on.
    """
    with workspace.replica.reading() as connection:
        head = values.read_value(connection, values.SHOWN_HEAD)
    if head and not session.endpoint.is_stored:
        with contextlib.suppress(LinkError):
            show_head(session.endpoint, head, random=workspace.clock.random, count=session.count)


def in_its_era(workspace: Workspace, session: Session, work: Callable[[], None]) -> None:
    """Do work with the hub; where that began an era that is not known here, stand where it began, and do it again.

    A hub that was put back does not know who came after its backup. Whom it does not know, asks without a name whether
    it has lost something, and seals anew what saw a history that is not the hub's.

    Raises:
        As `work` and `follow`; HubRefusal "hub_behind" where the hub does not know this computer and has lost entries.
    """
    try:
        work()
    except HubRefusal as refusal:
        if refusal.reason == "new_era":
            follow(workspace, session, refusal.number)
        elif refusal.reason != "unknown_device" or not _looks_again(workspace, session):
            raise
    else:
        return
    work()


def _looks_again(workspace: Workspace, session: Session) -> bool:
    """Ask a hub that does not know this computer what it knows of the network; tell whether to try again.

    What came is kept. A refusal has no receipts: that the hub cannot take what enrols this computer, since it saw a
    history that was lost, follows from the chain alone.

    Raises:
        As `in_its_era`.
    """
    replica = workspace.replica
    if not replica.network().standing.n:
        return False
    try:
        steps = history_of_trust.pull(workspace, session, replica.network())
    except HubRefusal as refusal:
        if refusal.reason == "new_era":
            follow(workspace, session, refusal.number)
            return True
        if refusal.reason == "hub_behind":
            replica.hub_has_lost()
        raise
    replica.take_history(steps)
    return replica.seal_anew(is_whole=not steps)


def follow(workspace: Workspace, session: Session, count: int) -> None:
    """Let this computer stand where an era began that it did not know; what the hub lost waits to be handed back.

    What it uses counts with the session: the entry that says so is the next one, so the least budget brings it.

    Args:
        workspace: The open vault.
        session: A meeting with the hub, which said that there is one.
        count: How many entries of `network` the hub had kept, as it says.

    Raises:
        ForkError: The hub's chain holds no era.
        HubRefusal: All of its eras are known here, and later ones that it has lost ("hub_behind").
        LinkError: The link failed; the same can be tried again.
        ProtocolError: Not this network's hub, or not an honest one.
    """
    view = _view_from(workspace, session, count)
    if _follow_in(workspace, view):
        return
    if not view.authority.eras:
        raise ForkError("no era in the chain")
    workspace.replica.hub_has_lost()
    raise HubRefusal("hub_behind")


def _view_from(workspace: Workspace, session: Session, count: int) -> NetworkView:
    """Return the hub's network, from a place on that should be known here; from its beginning where it is not."""
    replica = workspace.replica
    start = replica.network_at(min(count, replica.network().standing.n))
    try:
        steps = history_of_trust.pull(workspace, session, start)
    except (DigestError, ForkError, HubRefusal):
        if not start.standing.n:
            raise
        start = empty_view(start.root)
        steps = history_of_trust.pull(workspace, session, start)
    return steps[-1].view if steps else start


def follow_stored(workspace: Workspace, endpoint: SyncEndpoint) -> bool:
    """Let this computer stand where an era began that a folder tells of, if it is of a history that was lost.

    Returns:
        Whether it was.

    Raises:
        LinkError: There is no whole history in the folder.
        ProtocolError: What lies there is not this network’s.
    """
    if not _tells_of_later_era(endpoint, workspace.replica.network().era):
        return False
    return _follow_in(workspace, _hub_view(workspace, endpoint, Passed()))


def _follow_in(workspace: Workspace, view: NetworkView) -> bool:
    """Stand where the first era began that a verified chain tells of and that is not known here, if it is of this one.

    Returns:
        Whether there is one.
    """
    known = workspace.replica.network()
    span = _first_beside(view, known)
    if span is None:
        return False
    mine = _first_beside(known, view) or span
    # An era that the hub lost may have begun before: what came with it is none of its history.
    span = replace(span, position=min(span.position, mine.position), count=min(span.count, mine.count))
    if not _is_common(known, view, span.count):
        return False
    workspace.replica.fall_back(span, view)
    return True


def _first_beside(view: NetworkView, other: NetworkView) -> EraSpan | None:
    """Return the first era of a history that is not in the other one.

    The entry that began it is the one behind what the hub had kept; numbers may have been given twice.
    """
    return next((one for one in view.authority.eras if not _is_common(view, other, one.count + 1)), None)


def _is_common(one: NetworkView, other: NetworkView, count: int) -> bool:
    """Tell whether two histories are the same up to an entry that both have."""
    is_in_both = count <= min(one.standing.n, other.standing.n)
    return is_in_both and one.digests[count] == other.digests[count]


def _is_of_one_history(own: NetworkView, there: NetworkView) -> bool:
    """Tell whether the hub has less or more of the own history, or what an era of the own one had left behind.

    A backup may be older than such an era and yet hold entries behind the place where that began.
    """
    if _is_common(own, there, min(own.standing.n, there.standing.n)):
        return True
    left = _first_beside(own, there)
    return left is not None and _is_common(own, there, left.count)


def _tells_of_later_era(endpoint: SyncEndpoint, known: int) -> bool:
    """Look for a later era in a folder, without believing it: verifying everything each time would take seconds."""
    splitter = FrameSplitter()
    for piece in endpoint.exchange(encode_message(ExchangeRequest(cursors=((0, 0),))), None):
        for payload in splitter.feed(piece):
            frame = decode_frame(payload)
            wire = frame.entries if isinstance(frame, EntriesFrame) else ()
            bodies = (era_body(parse_envelope(one.envelope)) for one in wire if isinstance(one.envelope, bytes))
            if any(body is not None and body.era > known for body in bodies):
                return True
    return False


def _hub_view(workspace: Workspace, endpoint: SyncEndpoint, passed: Passed) -> NetworkView:
    root = workspace.replica.network().root
    steps = pull_history(endpoint, empty_view(root), random=workspace.clock.random, most_bytes=None, count=passed)
    return steps[-1].view if steps else empty_view(root)


def _send(
    workspace: Workspace, endpoint: SyncEndpoint, there: NetworkView, body: Era, *, passed: Passed
) -> NetworkView:
    """Hand the entry over, alone: until it is there the hub takes nothing else. Return the network with it.

    Raises:
        EraError: The hub did not take it.
    """
    keys = workspace.replica.identity().keys
    if keys is None:
        raise EraError("not_taken")
    seen, digest = there.seen
    header = Header(CLEAR, keys.handle, 0, NO_PREV, NETWORK_FEED, 0, seen, digest)
    envelope = sign_clear(header, encode_body(body), root=there.root, signing_seed=keys.sign_seed)
    request = ExchangeRequest(cursors=((0, seen),), changes=(envelope,), answer_bytes=_ANSWER_BYTES)
    raw = encode_message(request)
    auth = sign_request(
        exchange_line(raw),
        root=there.root,
        device=keys.handle,
        lane=LANE_EXCHANGE,
        counter=workspace.replica.take_counter(LANE_EXCHANGE),
        signing_seed=keys.sign_seed,
    )
    reader = AnswerReader(request, request_hash(auth, raw), (NETWORK_FEED,), there, {}, {0: NETWORK_FEED})
    splitter = FrameSplitter()
    passed(sent=len(raw), received=0)
    for piece in endpoint.exchange(raw, auth):
        passed(sent=0, received=len(piece))
        for payload in splitter.feed(piece):
            reader, _ = reader.read(payload)
    if reader.head is None:
        raise LinkError("cut")
    if reader.view.era != body.era:
        raise EraError("not_taken")
    return reader.view
