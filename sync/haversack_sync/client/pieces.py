"""Asking for many objects at once, and reading what comes, whoever sends it. Must not keep anything."""

from collections.abc import Callable, Iterator
from typing import Final

from haversack_sync.protocol.endpoint import LinkError, SyncEndpoint
from haversack_sync.protocol.frame_stream import FrameSplitter
from haversack_sync.protocol.limits import MAX_FRAME_BYTES
from haversack_sync.protocol.messages import encode_message
from haversack_sync.protocol.object_lists import ObjectsRequest, Piece, PieceReader

_TOO_LONG: Final = "not_our_hub"


def fetch_pieces(
    endpoint: SyncEndpoint, request: ObjectsRequest, *, count: Callable[[int], None] = lambda _: None
) -> Iterator[Piece]:
    """Ask for objects; yield their bytes as they arrive, each object's in a row from where it was wanted.

    Whatever does not come before the answer ends is asked for another time. An object's bytes prove nothing before its
    hash is right.

    Args:
        endpoint: The hub, by whatever carrier.
        request: What is wanted; `answer_bytes` is passed by one frame at most.
        count: Told of each piece of the answer, in bytes, before what is in it.

    Raises:
        LinkError: The link failed ("cut" also where it ended inside a frame or before anything came), or whoever
            answers does not stop ("not_our_hub").
        WireError: What came is no answer to what was asked.
    """
    reader, splitter = PieceReader(request.wanted), FrameSplitter()
    most = request.answer_bytes + MAX_FRAME_BYTES if request.answer_bytes else None
    for untrusted in endpoint.fetch_objects(encode_message(request)):
        count(len(untrusted))
        for payload in splitter.feed(untrusted):
            reader, piece = reader.read(payload)
            yield piece
        if most is not None and splitter.received_bytes > most:
            raise LinkError(_TOO_LONG)
    if not splitter.is_empty or splitter.received_bytes == 0:
        raise LinkError("cut")
