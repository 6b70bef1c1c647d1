"""The stage of wanted files: each from where it stopped, kept as it comes, here only when its hash is right.

Small ones come many by one request (`gathering`), a large one by one of its own.

Which files are wanted is looked up again before each, since people change their minds meanwhile. One that cannot be had
keeps none back. One of which something came, but not all, is asked for again: a part that was altered on its way, or
that rotted on the disk, costs itself only. Pure, see `engine`.
"""

from dataclasses import dataclass, replace
from typing import Final

from haversack_sync.client import commands as do
from haversack_sync.client.conditions import Stage as Told
from haversack_sync.client.engine import Core, Turn
from haversack_sync.client.events import (
    Arrived,
    Cancelled,
    Ended,
    Event,
    Kept,
    Ticked,
    Unwanted,
    Wanted,
    WantedListed,
)
from haversack_sync.client.gathering import gather, small_ones
from haversack_sync.client.listening import heard
from haversack_sync.client.ports import Upload
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.limits import KIB

KEEP_BYTES: Final = 256 * KIB
KEEP_SECONDS: Final = 2.0
_LEAST_BYTES: Final = 8 * KIB


@dataclass(frozen=True, slots=True)
class ListingWanted:
    """The replica is asked what somebody wants.

    Attributes:
        tried: Files that were asked for in this sync, and from which byte on.
        damaged: A file of which wrong bytes came, and what was wrong; None where none did, or it came right since.
        is_new: Whether no file was looked at yet.
        has_ranges: Whether the rest of a file can be had by itself; else it comes by lists, which need no ranges.
    """

    tried: frozenset[tuple[ObjectId, int]] = frozenset()
    damaged: "Damaged | None" = None
    is_new: bool = True
    has_ranges: bool = True

    def begin(self, core: Core) -> Turn:
        """See `engine.Stage`."""
        if self.is_new:
            core = core.reporting(
                replace(core.report, stage=Told.FETCHING_FILES, files_bytes=0, all_files_bytes=0, missing_files=0)
            )
        if not core.may_move_files:
            return Turn(core, None, (), self.error)
        return Turn(core, replace(self, is_new=False), (do.ListWanted(),))

    @property
    def error(self) -> Exception | None:
        """What is said at the end."""
        return self.damaged.error if self.damaged is not None else None

    def on(self, core: Core, event: Event) -> Turn:
        """See `engine.Stage`."""
        if isinstance(event, Cancelled):
            return Turn(core, None, (), self.error)
        if isinstance(event, Kept) and event.error is not None:
            return Turn(core, self.spoilt(event.object_id, event.error))
        if not isinstance(event, WantedListed):
            return Turn(core, self)
        if self.damaged is not None and self.damaged.object_id not in {one.file.object_id for one in event.wanted}:
            return replace(self, damaged=None).on(core, event)
        wanted = [one for one in event.wanted if (one.file.object_id, one.held_bytes) not in self.tried]
        if not wanted or not core.may_move_files:
            return Turn(core, None, (), self.error)
        to_come = sum(max(one.file.total - one.held_bytes, 0) for one in wanted)
        core = core.reporting(replace(core.report, all_files_bytes=core.report.files_bytes + to_come))
        together = small_ones(wanted, min(event.free_bytes, core.left_for_files(core.pace.answer_bytes)))
        if not together and not self.has_ranges and 0 < wanted[0].held_bytes < wanted[0].file.total:
            together = (wanted[0],)
        return gather(core, self, together, event.now) if together else self._fetch(core, wanted[0])

    def trying(self, one: Wanted) -> "ListingWanted":
        """See `gathering.Listing`."""
        return replace(self, tried=self.tried | {(one.file.object_id, one.held_bytes)})

    def spoilt(self, object_id: ObjectId, error: Exception) -> "ListingWanted":
        """See `gathering.Listing`."""
        return replace(self, damaged=Damaged(object_id, error))

    def by_lists(self, object_id: ObjectId, offset: int) -> "ListingWanted":
        """Return it when the rest of a file could not be had by itself: it is asked for again, by a list."""
        return replace(self, has_ranges=False, tried=self.tried - {(object_id, offset)})

    def _fetch(self, core: Core, one: Wanted) -> Turn:
        after = self.trying(one)
        if one.held_bytes >= one.file.total:
            # All bytes are here already, of a run that ended before their hash was checked.
            keep = do.Keep(one.file, one.file.total, ())
            return Turn(core, Checking(after, one.file), (keep,))
        stretch = one.file.total - one.held_bytes if one.end is None else one.end - one.held_bytes
        length = None if one.end is None else stretch
        if core.limits.is_limited_for_files:
            length = min(stretch, max(_LEAST_BYTES, core.left_for_files(stretch)))
        coming = Coming(after, one.file, one.held_bytes)
        return Turn(core, coming, (do.Fetch(one.file.object_id, one.held_bytes, length),))


@dataclass(frozen=True, slots=True)
class Damaged:
    """A file of which wrong bytes came, and what was wrong with them."""

    object_id: ObjectId
    error: Exception


@dataclass(frozen=True, slots=True)
class Coming:
    """A file is arriving.

    Attributes:
        listing: What comes after it.
        file: Which one.
        offset: Where what is not kept yet begins.
        pieces: What came and is not kept yet.
        kept: When something was kept last, seconds; None before the first piece.
    """

    listing: ListingWanted
    file: Upload
    offset: int
    pieces: tuple[bytes, ...] = ()
    kept: float | None = None

    def begin(self, core: Core) -> Turn:
        """See `engine.Stage`."""
        return Turn(core, self)

    def on(self, core: Core, event: Event) -> Turn:
        """See `engine.Stage`."""
        if isinstance(event, Unwanted):
            return self.over(core, do.HangUp())
        if isinstance(event, Kept) and event.error is not None and event.object_id == self.file.object_id:
            return _damaged(core, self.listing, Damaged(event.object_id, event.error), do.HangUp())
        return heard(self, core, event)

    def cancelled(self, core: Core) -> Turn:
        """See `listening.Listener`."""
        return Turn(core, None, (*self.to_keep(), do.HangUp()), self.listing.error)

    def ended(self, core: Core, event: Ended) -> Turn:
        """See `listening.Listener`."""
        return self.over(core)

    def arrived(self, core: Core, event: Arrived) -> Turn:
        """See `listening.Listener`."""
        size = len(event.piece)
        core = core.counting(received=size, moved=size)
        core = core.reporting(replace(core.report, files_bytes=core.report.files_bytes + size))
        coming = replace(self, pieces=(*self.pieces, event.piece), kept=event.now if self.kept is None else self.kept)
        come = sum(map(len, coming.pieces))
        if coming.offset + come > self.file.total or not core.may_move_files:
            return coming.over(core, do.HangUp())
        commands: tuple[do.Command, ...] = (do.Tell(),)
        if come >= KEEP_BYTES or event.now - (coming.kept or 0.0) >= KEEP_SECONDS:
            commands = (*coming.to_keep(), *commands)
            coming = replace(coming, offset=coming.offset + come, pieces=(), kept=event.now)
        return Turn(core, coming, commands)

    def ticked(self, core: Core, event: Ticked) -> Turn:
        """See `listening.Listener`."""
        if not self.pieces or event.now - (self.kept or 0.0) < do.SILENT_SECONDS:
            return Turn(core, self)
        offset = self.offset + sum(map(len, self.pieces))
        return Turn(core, replace(self, offset=offset, pieces=(), kept=event.now), self.to_keep())

    def lost(self, core: Core, error: BaseException) -> Turn:
        """See `listening.Listener`."""
        if isinstance(error, LinkError) and error.what == "not_found":
            core = core.reporting(replace(core.report, missing_files=core.report.missing_files + 1))
            return self.over(core)
        if isinstance(error, LinkError) and error.what == "no_ranges" and self.listing.has_ranges and not self.pieces:
            return self.listing.by_lists(self.file.object_id, self.offset).begin(core)
        if self.offset + sum(map(len, self.pieces)) >= self.file.total:
            return self.over(core)
        return Turn(core, None, self.to_keep(), error)

    def over(self, core: Core, *commands: do.Command) -> Turn:
        """End with this file: keep what came, then look for the next."""
        keep = self.to_keep()
        if keep:
            return Turn(core, Checking(self.listing, self.file), (*keep, *commands, do.Tell()))
        return self.listing.begin(core).after(commands)

    def to_keep(self) -> tuple[do.Command, ...]:
        """Say what keeps what came and is not kept yet."""
        return (do.Keep(self.file, self.offset, self.pieces),) if self.pieces else ()


@dataclass(frozen=True, slots=True)
class Checking:
    """The last bytes that came of a file are being kept, and its hash checked if it is whole."""

    listing: ListingWanted
    file: Upload

    def begin(self, core: Core) -> Turn:
        """See `engine.Stage`."""
        return Turn(core, self)

    def on(self, core: Core, event: Event) -> Turn:
        """See `engine.Stage`."""
        if isinstance(event, Cancelled):
            return Turn(core, None, (), self.listing.error)
        if not isinstance(event, Kept) or event.object_id != self.file.object_id:
            return Turn(core, self)
        if event.error is not None:
            return _damaged(core, self.listing, Damaged(event.object_id, event.error))
        return self.listing.begin(core)


def _damaged(core: Core, listing: ListingWanted, damaged: Damaged, *commands: do.Command) -> Turn:
    """Go on: with this file where something of it came, else with the next; what was wrong is said at the end."""
    return listing.spoilt(damaged.object_id, damaged.error).begin(core).after(commands)
