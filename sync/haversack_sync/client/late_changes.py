"""What became of revoked devices: a coordinator asks the hub for changes that came too late, and who was told.

One signed exchange after the other until nothing more comes. The hub is not believed about what they say: each change
carries its author's signature. Must not open or keep anything.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from haversack_sync.client.refusals import believed_refusal
from haversack_sync.client.session import Session
from haversack_sync.model.ids import DeviceId
from haversack_sync.protocol.endpoint import LinkError, exchange_line
from haversack_sync.protocol.errors import WireError
from haversack_sync.protocol.frame_stream import FrameSplitter
from haversack_sync.protocol.limits import MAX_ENVELOPE_BYTES
from haversack_sync.protocol.messages import (
    ExchangeRequest,
    Frame,
    LateEnvelope,
    LateFrame,
    RefusalFrame,
    decode_frame,
    encode_message,
)
from haversack_sync.protocol.network import NetworkView
from haversack_sync.protocol.requests import RequestAuth, RequestLine, request_hash

MOST_EXCHANGES = 64


@dataclass(frozen=True, slots=True)
class Late:
    """What the hub says of revoked devices.

    Attributes:
        changes: Changes that came after their devices' revocation, by serial; nothing of them is verified.
        refused: Devices that came themselves and were told, with the hub's stamp of the last time.
    """

    changes: tuple[LateEnvelope, ...]
    refused: tuple[tuple[DeviceId, int], ...]


def fetch_late(session: Session, view: NetworkView, sign: Callable[[RequestLine], RequestAuth], *, after: int) -> Late:
    """Ask until nothing more comes, or the session's limits leave nothing: what is here by then is kept.

    Args:
        session: With the hub; what passes is counted as its own.
        view: The network as known.
        sign: Signs a request in this device's name, under its next counter.
        after: Serial of the last change that is here.

    Raises:
        HubRefusal: The hub refuses, signed.
        LinkError: The link failed.
        ProtocolError: Something else answered.
    """
    changes: list[LateEnvelope] = []
    refused: dict[DeviceId, int] = {}
    for _ in range(MOST_EXCHANGES):
        request = ExchangeRequest(((0, view.standing.n),), late_after=changes[-1].serial if changes else after)
        body = encode_message(request)
        auth = sign(exchange_line(body))
        before = len(changes)
        session.count(sent=len(body))
        for frame in _frames(session, session.endpoint.exchange(body, auth)):
            if isinstance(frame, RefusalFrame):
                raise believed_refusal(frame, view, request_hash(auth, body))
            if isinstance(frame, LateFrame):
                refused |= {DeviceId(device): stamp for device, stamp in frame.refused}
                changes += _in_order(frame, last=changes[-1].serial if changes else after)
            if not _has_room(session):
                break
        if len(changes) == before or not _has_room(session):
            break
    return Late(tuple(changes), tuple(sorted(refused.items())))


def _in_order(frame: LateFrame, *, last: int) -> Iterator[LateEnvelope]:
    for one in frame.changes:
        if one.serial <= last or len(one.envelope) > MAX_ENVELOPE_BYTES:
            raise WireError("late changes out of order, or too long")
        last = one.serial
        yield one


def _has_room(session: Session) -> bool:
    return session.conditions.limits().left(1, used=session.report.used_bytes) > 0


def _frames(session: Session, pieces: Iterator[bytes]) -> Iterator[Frame]:
    splitter = FrameSplitter()
    for piece in pieces:
        session.count(received=len(piece))
        for payload in splitter.feed(piece):
            yield decode_frame(payload)
    if not splitter.is_empty or splitter.received_bytes == 0:
        raise LinkError("cut")
