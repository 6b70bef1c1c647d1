"""Many small wanted files by one request: each is kept as soon as it is whole, and none keeps another back.

A request for each would cost a round trip each, and most files of a field office are small. Pure, see `engine`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, Protocol

from haversack_sync.client import commands as do
from haversack_sync.client.engine import Core, Turn
from haversack_sync.client.events import Arrived, Ended, Event, Kept, Ticked, Wanted
from haversack_sync.client.listening import ListAnswer, heard
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.errors import DigestError, ProtocolError
from haversack_sync.protocol.limits import KIB, MAX_ASKED_OBJECTS
from haversack_sync.protocol.messages import encode_message
from haversack_sync.protocol.object_lists import ObjectsRequest, Piece, PieceReader

SMALL_BYTES: Final = 64 * KIB
"""Beside the bytes of a larger file, the round trip that it costs is little."""


class Listing(Protocol):
    """What comes after a list: the queue is looked at again, see `fetching.ListingWanted`."""

    @property
    def error(self) -> Exception | None:
        """What is said at the end."""

    def begin(self, core: Core) -> Turn:
        """See `engine.Stage`."""

    def trying(self, one: Wanted) -> "Listing":
        """Return it when something was said of a file: it is asked for again only from another byte on."""

    def spoilt(self, object_id: ObjectId, error: Exception) -> "Listing":
        """Return it when wrong bytes of a file came."""


def small_ones(wanted: Iterable[Wanted], most_bytes: int) -> tuple[Wanted, ...]:
    """Return the files at the front of a queue that are worth one request: small ones, so many bytes together.

    Args:
        wanted: In their order, which is kept.
        most_bytes: How much may come at once.

    Returns:
        Two or more, or none.
    """
    chosen: list[Wanted] = []
    left = most_bytes
    for one in wanted:
        rest = one.file.total - one.held_bytes
        if one.end is not None or not 0 < rest <= min(SMALL_BYTES, left) or len(chosen) == MAX_ASKED_OBJECTS:
            break
        chosen.append(one)
        left -= rest
    return tuple(chosen) if len(chosen) > 1 else ()


def gather(core: Core, listing: Listing, files: tuple[Wanted, ...], now: float) -> Turn:
    """Begin to fetch files by one request.

    Args:
        core: What all stages share.
        listing: What comes after it.
        files: From `small_ones`, or a larger one alone where its rest cannot be had otherwise.
        now: Seconds.
    """
    asked = tuple((bytes(one.file.object_id), one.held_bytes) for one in files)
    most = core.left_for_files(core.pace.answer_bytes)
    if (end := files[0].end) is not None:
        most = min(most, end - files[0].held_bytes)
    most = max(1, most)
    body = encode_message(ObjectsRequest(asked, most, core.pace.frame_bytes))
    answer = ListAnswer(body, most, PieceReader(asked), started=now)
    gathering = Gathering(listing, files, answer, kept=now)
    return Turn(core, gathering, (do.FetchList(body),))


@dataclass(frozen=True, slots=True)
class Gathering:
    """A list of files is arriving.

    Attributes:
        listing: What comes after it.
        files: Which ones, in their order.
        answer: The answer so far.
        kept: When something was kept last, seconds.
        offset: Where what came of the last file and is not kept yet begins.
        pieces: What came of it and is not kept yet.
    """

    listing: Listing
    files: tuple[Wanted, ...]
    answer: ListAnswer
    kept: float
    offset: int = 0
    pieces: tuple[bytes, ...] = ()

    def begin(self, core: Core) -> Turn:
        """See `engine.Stage`."""
        return Turn(core, self)

    def on(self, core: Core, event: Event) -> Turn:
        """See `engine.Stage`."""
        if isinstance(event, Kept) and event.error is not None:
            return Turn(core, replace(self, listing=self.listing.spoilt(event.object_id, event.error)))
        return heard(self, core, event)

    def to_keep(self) -> tuple[do.Command, ...]:
        """Say what keeps what came of the last file and is not kept yet."""
        return (do.Keep(self.files[self.answer.reader.index].file, self.offset, self.pieces),) if self.pieces else ()

    def cancelled(self, core: Core) -> Turn:
        """See `listening.Listener`."""
        return Turn(core, None, (*self.to_keep(), do.HangUp()), self.listing.error)

    def ended(self, core: Core, event: Ended) -> Turn:
        """See `listening.Listener`."""
        if self.answer.is_cut:
            return self.lost(core, LinkError("cut"))
        return self.over(self.answer.ended(core, event))

    def arrived(self, core: Core, event: Arrived) -> Turn:
        """See `listening.Listener`."""
        size, before = len(event.piece), self.answer.reader
        core, answer = self.answer.come(core, event.piece)
        # What is shown goes on with each piece that comes; the few bytes around files pass for some of them.
        shown = min(core.report.files_bytes + size, core.report.all_files_bytes)
        core = core.reporting(replace(core.report, files_bytes=shown))
        core, gathering, commands, error = replace(self, answer=answer).reading_on(core, event.now)
        if error is None and gathering.answer.is_too_long:
            error = LinkError("not_our_hub")
        if error is not None:
            return Turn(core, None, (*commands, *gathering.to_keep(), do.HangUp()), error)
        was_spent = core.left_for_files(1) + size <= 0
        is_whole = not gathering.answer.buffer or (was_spent and gathering.answer.reader != before)
        if not core.may_move_files and is_whole:
            return gathering.over(core, do.HangUp()).after(commands)
        return Turn(core, gathering, (*commands, do.Tell()))

    def reading_on(
        self, core: Core, now: float
    ) -> tuple[Core, "Gathering", tuple[do.Command, ...], ProtocolError | LinkError | None]:
        """Read the frames that are whole; keep each file as soon as nothing more of it comes."""
        gathering, commands = self, list[do.Command]()
        try:
            while (found := gathering.answer.read()) is not None:
                answer, piece = found
                if answer.reader.index != gathering.answer.reader.index:
                    commands += gathering.to_keep()
                    gathering = replace(gathering, offset=piece.offset, pieces=())
                one = gathering.files[answer.reader.index]
                gathering = replace(gathering, answer=answer, listing=gathering.listing.trying(one))
                core, gathering = gathering.taking(core, one, piece)
                if piece.offset + len(piece.data) == piece.total:
                    commands += gathering.to_keep()
                    gathering = replace(gathering, offset=one.file.total, pieces=(), kept=now)
        except ProtocolError as wrong:
            return core, gathering, tuple(commands), wrong
        return core, gathering, tuple(commands), None

    def taking(self, core: Core, one: Wanted, piece: Piece) -> tuple[Core, "Gathering"]:
        """Take a piece of a file, or that there is none."""
        if piece.total is None:
            core = core.reporting(replace(core.report, missing_files=core.report.missing_files + 1))
            return core, self
        if piece.total != one.file.total:
            error = DigestError("an object of another length")
            return core, replace(self, listing=self.listing.spoilt(one.file.object_id, error))
        core = core.counting(moved=len(piece.data))
        return core, replace(self, pieces=(*self.pieces, piece.data) if piece.data else self.pieces)

    def ticked(self, core: Core, event: Ticked) -> Turn:
        """See `listening.Listener`."""
        if not self.pieces or event.now - self.kept < do.SILENT_SECONDS:
            return Turn(core, self)
        offset = self.offset + sum(map(len, self.pieces))
        return Turn(core, replace(self, offset=offset, pieces=(), kept=event.now), self.to_keep())

    def lost(self, core: Core, error: BaseException) -> Turn:
        """See `listening.Listener`."""
        return Turn(self.answer.lost(core, error), None, self.to_keep(), error)

    def over(self, core: Core, *commands: do.Command) -> Turn:
        """Go on with what is wanted now; whatever was not said is asked for again."""
        return self.listing.begin(core).after((*self.to_keep(), *commands, do.Tell()))
