"""Marks for sticks that others get: a device asks the hub where its feeds stand, in a form that everybody can check.

The head of an answer proves that to who asked, and to nobody else. One signed exchange that brings nothing else. Must
not believe a mark: whoever asked compares it with its own entries.
"""

from collections.abc import Callable, Iterator, Sequence

from haversack_sync.client.introduction import Count
from haversack_sync.client.refusals import believed_refusal
from haversack_sync.protocol.endpoint import LinkError, SyncEndpoint, exchange_line
from haversack_sync.protocol.frame_stream import FrameSplitter
from haversack_sync.protocol.messages import (
    EntriesFrame,
    ExchangeRequest,
    Frame,
    MarkFrame,
    OfferFrame,
    RefusalFrame,
    decode_frame,
    encode_message,
)
from haversack_sync.protocol.network import NetworkView
from haversack_sync.protocol.requests import RequestAuth, RequestLine, request_hash

_ANSWER_BYTES = 256 * 1024
"""Some two thousand marks, each for up to 30 KiB of entries; the rest is asked for again."""
_OFFER_BYTES = 64 * 1024
"""A head, what is new of `network`, and an offer."""


def fetch_marks(
    endpoint: SyncEndpoint,
    view: NetworkView,
    cursors: Sequence[tuple[int, int]],
    sign: Callable[[RequestLine], RequestAuth],
    *,
    count: Count,
) -> list[MarkFrame]:
    """Ask for the marks of some feeds.

    Args:
        endpoint: The hub.
        view: The network as known.
        cursors: (ordinal, n) of each feed, `network` (0) first: the last entry that others can check already.
        sign: Signs a request in this device's name, under its next counter.
        count: Told of each piece that passes.

    Raises:
        HubRefusal: The hub refuses, signed.
        LinkError: The link failed.
        ProtocolError: Something else answered.
    """
    body = encode_message(ExchangeRequest(tuple(cursors), answer_bytes=_ANSWER_BYTES, era=view.era, marks=True))
    splitter = FrameSplitter()
    frames = _frames(endpoint, view, (body, sign(exchange_line(body))), splitter, count=count)
    marks = [frame for frame in frames if isinstance(frame, MarkFrame)]
    if not splitter.is_empty or splitter.received_bytes == 0:
        raise LinkError("cut")
    return marks


def fetch_offer(
    endpoint: SyncEndpoint,
    view: NetworkView,
    cursors: tuple[tuple[int, int], tuple[int, int]],
    sign: Callable[[RequestLine], RequestAuth] | None,
    *,
    count: Count,
) -> OfferFrame | None:
    """Ask which snapshot of a feed newcomers are offered; the hub's mark at its place is in the offer.

    Args:
        endpoint: The hub, or a folder.
        view: The network as known.
        cursors: Of `network` (0), and of the feed from its beginning on.
        sign: As `fetch_marks`; None where nobody answers, and a folder is read.
        count: Told of each piece that passes.

    Returns:
        The offer, of which nothing is checked; None where there is none: what comes in its place is left.

    Raises:
        HubRefusal: The hub refuses, signed.
        LinkError: The link failed.
        ProtocolError: Something else answered.
    """
    ordinal = cursors[1][0]
    body = encode_message(
        ExchangeRequest(cursors, answer_bytes=_OFFER_BYTES, era=view.era, snapshots=(ordinal,)),
    )
    auth = sign(exchange_line(body)) if sign is not None else None
    for frame in _frames(endpoint, view, (body, auth), FrameSplitter(), count=count):
        if isinstance(frame, OfferFrame) and frame.ordinal == ordinal:
            return frame
        if isinstance(frame, EntriesFrame) and frame.ordinal == ordinal:
            return None
    return None


def _frames(
    endpoint: SyncEndpoint,
    view: NetworkView,
    asked: tuple[bytes, RequestAuth | None],
    splitter: FrameSplitter,
    *,
    count: Count,
) -> Iterator[Frame]:
    """Yield the frames of an answer as they come; a refusal that the hub signed is raised."""
    body, auth = asked
    count(sent=len(body), received=0)
    for piece in endpoint.exchange(body, auth):
        count(sent=0, received=len(piece))
        for payload in splitter.feed(piece):
            frame = decode_frame(payload)
            if isinstance(frame, RefusalFrame):
                raise believed_refusal(frame, view, request_hash(auth, body))
            yield frame
