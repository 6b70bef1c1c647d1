"""Asking a hub which objects it does not hold (any more), for a few bytes each. Must not move any object."""

from collections.abc import Sequence
from typing import Final

from haversack_sync.client.pieces import fetch_pieces
from haversack_sync.client.ports import Upload
from haversack_sync.client.session import Session
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol.messages import encode_message
from haversack_sync.protocol.object_lists import ObjectsRequest

ASKED_BYTES: Final = 64
"""What one object costs at most, up and down together."""


def lacking(session: Session, objects: Sequence[Upload]) -> tuple[ObjectId, ...]:
    """Ask which of some objects the hub does not hold: their bytes behind their ends are asked for, and there are none.

    Nobody signs the answer; whoever is wrongly told that an object lacks asks the hub again before sending it.

    Args:
        session: With whom; its report is kept up.
        objects: At least one, at most `MAX_ASKED_OBJECTS`, each with its true length.

    Returns:
        Those of which whoever answers says that they are not there.

    Raises:
        LinkError: The link failed, or whoever answers does not stop.
        WireError: What came is no answer to what was asked.
    """
    wanted = tuple((bytes(one.object_id), one.total) for one in objects)
    request = ObjectsRequest(wanted, ASKED_BYTES * len(wanted))
    session.count(sent=len(encode_message(request)))
    pieces = fetch_pieces(session.endpoint, request, count=lambda size: session.count(received=size))
    return tuple(piece.object_id for piece in pieces if piece.total is None)
