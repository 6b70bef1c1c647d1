"""Fetching many small objects whole: by list, one stream, each checked by its hash before it counts.

What came of the one object in flight is given out as well, so that neither a cut nor a budget that ends inside it is
for nothing. Must not know what the objects are.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from haversack_sync.client.pieces import fetch_pieces
from haversack_sync.client.session import Session
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol import sealing
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.errors import DigestError
from haversack_sync.protocol.limits import MAX_ASKED_OBJECTS
from haversack_sync.protocol.messages import encode_message
from haversack_sync.protocol.object_lists import ObjectsRequest, Piece


class MissingObjectError(Exception):
    """The hub does not have an object that it should have."""

    kind = "missing_object"


class AlteredObjectError(DigestError):
    """What came is not what an object's id says: altered on its way, or a lie.

    Attributes:
        object_id: Which object.
    """

    def __init__(self, object_id: ObjectId) -> None:
        super().__init__("an object that is not what its id says")
        self.object_id = object_id


@dataclass(frozen=True, slots=True)
class Small:
    """An object that is wanted, how long it may be at most, in bytes, and what came of it before."""

    object_id: ObjectId
    most: int
    begun: bytes = b""


def fetch_whole(
    session: Session,
    wanted: Sequence[Small],
    keep: Callable[[ObjectId, bytes], None],
    keep_begun: Callable[[ObjectId, bytes], None],
) -> bool:
    """Fetch objects until all are here, or the budget is spent.

    Args:
        session: With whom, within which limits; its report and pace are kept up.
        wanted: In the order in which they should come.
        keep: Called with each that is whole and right.
        keep_begun: Called with what is here of one that is not whole, when an answer ends, however it ends. It proves
            nothing; empty where what came was wrong.

    Returns:
        Whether all came.

    Raises:
        AlteredObjectError: What came is not what was asked for; what was kept before is right.
        LinkError: The link failed; what was kept stays.
        MissingObjectError: The hub does not have one.
        WireError: What came is no answer to what was asked.
    """
    arriving = _Arriving(session, {one.object_id: one for one in wanted}, keep, keep_begun)
    while arriving.missing:
        if not arriving.may_go_on():
            return False
        arriving.ask()
    return True


class _Arriving:
    """What is still missing, and what came of it so far."""

    def __init__(
        self,
        session: Session,
        missing: dict[ObjectId, Small],
        keep: Callable[[ObjectId, bytes], None],
        keep_begun: Callable[[ObjectId, bytes], None],
    ) -> None:
        self.missing = missing
        self._session, self._keep, self._keep_begun = session, keep, keep_begun
        self._begun = {name: bytearray(one.begun) for name, one in missing.items() if one.begun}
        self._touched: set[ObjectId] = set()

    def may_go_on(self) -> bool:
        """Tell whether anything may still pass: people may say otherwise between two frames."""
        return not self._session.conditions.is_cancelled() and self._left(1) > 0

    def ask(self) -> None:
        """Ask once, and take in what comes."""
        session = self._session
        request = self._request()
        session.count(sent=len(encode_message(request)))
        started, before = session.conditions.monotonic(), session.report.received_bytes
        try:
            for piece in fetch_pieces(session.endpoint, request, count=lambda size: session.count(received=size)):
                self._take(piece)
                session.conditions.tell(session.report)
                if not self.may_go_on():
                    return
        except LinkError as error:
            if error.what in ("cut", "stalled"):
                session.pace = session.pace.cut(session.report.received_bytes - before)
            raise
        finally:
            self._give_out_begun()
        passed = session.conditions.monotonic() - started
        session.pace = session.pace.answered(session.report.received_bytes - before, passed)

    def _give_out_begun(self) -> None:
        """Let be kept what came of objects that are not whole, or forgotten what was wrong."""
        for object_id in [one for one in self._touched if one in self.missing]:
            begun = bytes(self._begun.get(object_id, b""))
            self._keep_begun(object_id, begun)
            self._session.count(moved=1 if begun else 0)
        self._touched.clear()

    def _left(self, most: int) -> int:
        return self._session.conditions.limits().left(most, used=self._session.report.used_bytes)

    def _request(self) -> ObjectsRequest:
        """Return what is asked for next: as much as the answer can bring, for a list costs bytes, too."""
        pace = self._session.pace
        most = self._left(pace.answer_bytes)
        asked, to_come = list[tuple[bytes, int]](), 0
        for name, one in self.missing.items():
            if asked and (to_come >= most or len(asked) == MAX_ASKED_OBJECTS):
                break
            held = len(self._begun.get(name, b""))
            asked.append((name, held))
            to_come += one.most - held
        request = ObjectsRequest(tuple(asked), most, pace.frame_bytes)
        size = len(encode_message(request))
        return replace(request, answer_bytes=max(1, self._left(pace.answer_bytes + size) - size))

    def _take(self, piece: Piece) -> None:
        if piece.total is None:
            raise MissingObjectError("not at the hub")
        wanted = self.missing.get(piece.object_id)
        self._touched.add(piece.object_id)
        if wanted is None or piece.total > wanted.most:
            self._begun.pop(piece.object_id, None)
            raise AlteredObjectError(piece.object_id)
        held = self._begun.setdefault(piece.object_id, bytearray())
        held += piece.data
        if len(held) < piece.total:
            return
        data = bytes(self._begun.pop(piece.object_id))
        if sealing.sha256(data) != piece.object_id:
            raise AlteredObjectError(piece.object_id)
        self._keep(piece.object_id, data)
        del self.missing[piece.object_id]
        self._session.count(moved=1)
