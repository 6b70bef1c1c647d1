"""The stage of snapshots: the parts of those that the hub offered come, and stand in the place of their entries.

What is missing is looked up again before each request. A feed moves when all of its parts are here; then, or when a
snapshot is given up, entries are asked for once more. One whose parts do not come over a link that carries exchanges,
or for which a budget leaves nothing, is given up for a while. Pure, see `engine`. Must not judge who makes snapshots.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from haversack_sync.client import commands as do
from haversack_sync.client.engine import Core, Turn
from haversack_sync.client.events import (
    Arrived,
    Cancelled,
    Ended,
    Event,
    OffersListed,
    SnapshotUsed,
    Ticked,
)
from haversack_sync.client.exchanging import Looking
from haversack_sync.client.listening import ListAnswer, heard
from haversack_sync.client.ports import GivenUp, MissingPart, OfferedSnapshot
from haversack_sync.client.snapshot_patience import Waiting
from haversack_sync.model.ids import FeedId, ObjectId
from haversack_sync.protocol import sealing
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.errors import LyingSnapshotError, ProtocolError
from haversack_sync.protocol.limits import MAX_ASKED_OBJECTS
from haversack_sync.protocol.messages import encode_message
from haversack_sync.protocol.object_lists import ObjectsRequest, Piece, PieceReader


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of one snapshot in this sync.

    Attributes:
        name: Its feed, and where it was announced; None before the first.
        received: How many bytes.
        kept: How often something was kept of a part that is not whole.
        parts: How many whole parts.
        altered: Of which parts something wrong came; None in it stands for what was no answer.
    """

    name: tuple[FeedId, int] | None = None
    received: int = 0
    kept: int = 0
    parts: int = 0
    altered: frozenset[ObjectId | None] = frozenset()

    def of(self, snapshot: OfferedSnapshot) -> "Tally":
        """Return what came of this snapshot."""
        name = (snapshot.feed, snapshot.position)
        return self if self.name == name else Tally(name)

    def failed(self, waiting: Waiting) -> Waiting:
        """Return what failed altogether when what was to come did not."""
        return waiting.failed(received=self.received, kept=self.kept, parts=self.parts)


@dataclass(frozen=True, slots=True)
class ListingOffers:
    """The replica is asked which snapshots are wanted, and what of the first one is missing.

    Attributes:
        has_moved: Whether a feed moved or a snapshot was given up since entries were asked for.
        tally: What came of the snapshot that was asked for last.
    """

    has_moved: bool = False
    tally: Tally = Tally()

    def begin(self, core: Core) -> Turn:
        """See `engine.Stage`."""
        return Turn(core, None) if core.is_cancelled else Turn(core, self, (do.ListOffers(),))

    def on(self, core: Core, event: Event) -> Turn:
        """See `engine.Stage`."""
        if isinstance(event, Cancelled):
            return Turn(core, None)
        if not isinstance(event, OffersListed):
            return Turn(core, self)
        if not event.offers:
            return self._over(core)
        first, missing = event.offers[0], event.missing
        listing = replace(self, tally=self.tally.of(first))
        if missing is None:
            return listing.giving_up(core, first, GivenUp.UNUSABLE)
        if not missing:
            return Turn(core, Using(listing, first), (do.UseSnapshot(first),))
        if not core.may_go_on:
            return listing.spent(core, event.offers)
        return _ask(core, Asked(listing, first, tuple(missing)), event.now)

    def giving_up(self, core: Core, snapshot: OfferedSnapshot, why: GivenUp) -> Turn:
        """Go on without a snapshot: its entries are asked for."""
        return replace(self, has_moved=True).begin(core).after((do.GiveUp(snapshot, why),))

    def spent(self, core: Core, offers: Sequence[OfferedSnapshot]) -> Turn:
        """End where the budget does; count for all that are offered if nothing of a part could come before.

        A sync that brought something else says little about it; entries are asked for by the next one.
        """
        if self.has_moved:
            return self._over(core)
        is_got_on = bool(self.tally.kept or self.tally.parts)
        counted = offers[:1] if is_got_on else offers
        tally = replace(self.tally, received=core.report.moved)
        return Turn(core, None, tuple(_failed(one, tally.failed(one.waiting)) for one in counted))

    def _over(self, core: Core) -> Turn:
        if not self.has_moved:
            return Turn(core, None)
        core = core.reporting(replace(core.report, is_complete=False))
        return Turn(core, None, then=(Looking(), ListingOffers()))


def _failed(snapshot: OfferedSnapshot, waiting: Waiting) -> do.Command:
    """Keep what failed, or set the snapshot aside where that was often enough."""
    return do.GiveUp(snapshot, GivenUp.LATER) if waiting.is_over else do.KeepWaiting(snapshot, waiting)


@dataclass(frozen=True, slots=True)
class Using:
    """A feed is put to where its snapshot stands."""

    listing: ListingOffers
    snapshot: OfferedSnapshot

    def begin(self, core: Core) -> Turn:
        """See `engine.Stage`."""
        return Turn(core, self, (do.UseSnapshot(self.snapshot),))

    def on(self, core: Core, event: Event) -> Turn:
        """See `engine.Stage`."""
        if isinstance(event, Cancelled):
            return Turn(core, None)
        if not isinstance(event, SnapshotUsed):
            return Turn(core, self)
        if event.error is not None:
            is_lie = isinstance(event.error, LyingSnapshotError)
            why = GivenUp.CONTRADICTS if is_lie else GivenUp.UNUSABLE
            return self.listing.giving_up(core, self.snapshot, why)
        return replace(self.listing, has_moved=True).begin(core)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for.

    Attributes:
        listing: What comes after it.
        snapshot: Of which snapshot.
        missing: Which parts, in their order.
    """

    listing: ListingOffers
    snapshot: OfferedSnapshot
    missing: tuple[MissingPart, ...]


def _ask(core: Core, asked: Asked, now: float) -> Turn:
    """Ask for as much as the answer can bring: a list costs bytes, too."""
    most = core.left(core.pace.answer_bytes)
    wanted, to_come = list[tuple[bytes, int]](), 0
    for one in asked.missing:
        if wanted and (to_come >= most or len(wanted) == MAX_ASKED_OBJECTS):
            break
        wanted.append((bytes(one.object_id), len(one.begun)))
        to_come += one.most - len(one.begun)
    size = len(encode_message(ObjectsRequest(tuple(wanted), most, core.pace.frame_bytes)))
    # The request counts too; written with a smaller number it is no longer.
    most = max(1, core.left(core.pace.answer_bytes + size) - size)
    body = encode_message(ObjectsRequest(tuple(wanted), most, core.pace.frame_bytes))
    answer = ListAnswer(body, most, PieceReader(tuple(wanted)), started=now)
    return Turn(core, Arriving(asked, answer, kept=now), (do.FetchList(body),))


@dataclass(frozen=True, slots=True)
class Arriving:
    """Parts of a snapshot are arriving.

    Attributes:
        asked: What was asked for.
        answer: The answer so far.
        kept: When something was kept last, seconds.
        begun: What is here of the part that was said last, while it is not whole.
        is_new: Whether not all of that is kept.
    """

    asked: Asked
    answer: ListAnswer
    kept: float
    begun: bytes = b""
    is_new: bool = False

    def begin(self, core: Core) -> Turn:
        """See `engine.Stage`."""
        return Turn(core, self)

    def on(self, core: Core, event: Event) -> Turn:
        """See `engine.Stage`."""
        return heard(self, core, event)

    def cancelled(self, core: Core) -> Turn:
        """See `listening.Listener`."""
        return Turn(core, None, (*self.keeping()[1], do.HangUp()))

    def ended(self, core: Core, event: Ended) -> Turn:
        """See `listening.Listener`."""
        if self.answer.is_cut:
            return self.lost(core, LinkError("cut"))
        return self.again(self.answer.ended(core, event))

    def arrived(self, core: Core, event: Arrived) -> Turn:
        """See `listening.Listener`."""
        before = self.answer.reader
        core, answer = self.answer.come(core, event.piece)
        come = replace(self, answer=answer).tallying(received=len(event.piece))
        arriving, commands, wrong = come.reading_on(event.now)
        if wrong is not None:
            return arriving.spoilt(core, wrong).after((*commands, do.HangUp()))
        if arriving.answer.is_too_long:
            return arriving.lost(core, LinkError("not_our_hub")).after((*commands, do.HangUp()))
        if not core.may_go_on and (not arriving.answer.buffer or arriving.answer.reader != before):
            return arriving.again(core).after((*commands, do.HangUp()))
        return Turn(core, arriving, (*commands, do.Tell()))

    def reading_on(self, now: float) -> tuple["Arriving", tuple[do.Command, ...], "_Wrong | None"]:
        """Read the frames that are whole; keep each part as soon as it is."""
        arriving, commands = self, list[do.Command]()
        while True:
            try:
                if (found := arriving.answer.read()) is None:
                    return arriving, tuple(commands), None
            except ProtocolError:
                return arriving, tuple(commands), _Wrong(None)
            answer, piece = found
            if answer.reader.index != arriving.answer.reader.index:
                arriving, keep = arriving.keeping()
                commands += keep
                arriving = replace(arriving, begun=self.asked.missing[answer.reader.index].begun, is_new=False)
            arriving = replace(arriving, answer=answer)
            arriving, keep, wrong = arriving.take(piece, now)
            commands += keep
            if wrong is not None:
                return arriving, tuple(commands), wrong

    def take(self, piece: Piece, now: float) -> tuple["Arriving", tuple[do.Command, ...], "_Wrong | None"]:
        """Take a piece of a part, or that there is none."""
        if piece.total is None:
            return self, (), _Wrong(piece.object_id, is_missing=True)
        held, snapshot = self.begun + piece.data, self.asked.snapshot
        is_too_long = piece.total > self.asked.missing[self.answer.reader.index].most
        if len(held) < piece.total and not is_too_long:
            return replace(self, begun=held, is_new=True), (), None
        taken = replace(self, begun=b"", is_new=False, kept=now)
        if is_too_long or sealing.sha256(held) != piece.object_id:
            return taken, (do.KeepBegun(snapshot, piece.object_id, b""),), _Wrong(piece.object_id)
        return taken.tallying(parts=1), (do.KeepPart(snapshot, piece.object_id, held),), None

    def spoilt(self, core: Core, wrong: "_Wrong") -> Turn:
        """Go on after something wrong came: what was altered on its way is asked for once more, and no more."""
        arriving, keep = self.keeping()
        listing, snapshot = arriving.asked.listing, self.asked.snapshot
        waiting = snapshot.waiting.altered() if wrong.object_id is not None else snapshot.waiting
        if wrong.is_missing or wrong.object_id in listing.tally.altered or waiting.is_over:
            return listing.giving_up(core, snapshot, GivenUp.UNUSABLE).after(keep)
        tally = replace(listing.tally, altered=listing.tally.altered | {wrong.object_id})
        again = replace(listing, tally=tally).begin(core)
        return again.after((*keep, do.KeepWaiting(snapshot, waiting)))

    def tallying(self, *, received: int = 0, kept: int = 0, parts: int = 0) -> "Arriving":
        """Return it with more counted for its snapshot."""
        tally = self.asked.listing.tally
        tally = replace(tally, received=tally.received + received, kept=tally.kept + kept, parts=tally.parts + parts)
        return replace(self, asked=replace(self.asked, listing=replace(self.asked.listing, tally=tally)))

    def keeping(self) -> tuple["Arriving", tuple[do.Command, ...]]:
        """Keep what came of a part that is not whole and is not kept yet."""
        if not self.is_new:
            return self, ()
        object_id = self.asked.missing[self.answer.reader.index].object_id
        keep = do.KeepBegun(self.asked.snapshot, object_id, self.begun)
        return replace(self.tallying(kept=1), is_new=False), (keep,)

    def ticked(self, core: Core, event: Ticked) -> Turn:
        """See `listening.Listener`."""
        if event.now - self.kept < do.SILENT_SECONDS:
            return Turn(core, self)
        arriving, keep = self.keeping()
        return Turn(core, replace(arriving, kept=event.now), keep)

    def again(self, core: Core) -> Turn:
        """Keep what came, and look what is missing."""
        arriving, keep = self.keeping()
        return arriving.asked.listing.begin(core).after((*keep, do.Tell()))

    def lost(self, core: Core, error: BaseException) -> Turn:
        """See `listening.Listener`: without this snapshot where that was often enough."""
        core = self.answer.lost(core, error)
        arriving, keep = self.keeping()
        if not isinstance(error, LinkError):
            return Turn(core, None, keep, error)
        listing, snapshot = arriving.asked.listing, self.asked.snapshot
        waiting = listing.tally.failed(snapshot.waiting)
        if error.what == "busy":
            return Turn(core, None, keep, error)
        if waiting.is_over:
            return listing.giving_up(core, snapshot, GivenUp.LATER).after(keep)
        return Turn(core, None, (*keep, do.KeepWaiting(snapshot, waiting)), error)


@dataclass(frozen=True, slots=True)
class _Wrong:
    """What was wrong: a part that is altered or not at the hub; None for what is no answer to what was asked."""

    object_id: ObjectId | None
    is_missing: bool = False
