"""What an engine asks for: each a frozen value that a driver carries out, in their order.

Must not do anything.
"""

from dataclasses import dataclass
from typing import Final

from haversack_sync.client.answers import Step
from haversack_sync.client.ports import GivenUp, OfferedSnapshot, Outgoing, Upload
from haversack_sync.client.snapshot_patience import Waiting
from haversack_sync.model.ids import ObjectId

SILENT_SECONDS: Final = 1.0
"""Where nothing comes for so long, what is verified is kept: nobody waits for the end of a stall to see it."""


@dataclass(frozen=True, slots=True)
class Observe:
    """Look at the replica; seal what waits for the hub, about so many bytes of it. Answered by `Observed`."""

    push_bytes: int


@dataclass(frozen=True, slots=True)
class SignExchange:
    """Take a counter and sign an exchange with this body, where this computer has keys. Answered by `Signed`."""

    body: bytes


@dataclass(frozen=True, slots=True)
class SignSlice:
    """Read a slice of a file here, take a counter and sign its upload. Answered by `Signed`."""

    upload: Upload
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Send:
    """Send what was signed last. Answered by `Arrived`, as often as needed, then `Ended` or `Lost`."""


@dataclass(frozen=True, slots=True)
class Fetch:
    """Ask for an object from an offset on, at most so many bytes of it (None: all). Answered as `Send`."""

    object_id: ObjectId
    offset: int
    length: int | None


@dataclass(frozen=True, slots=True)
class FetchList:
    """Ask for many objects by an `object_lists.ObjectsRequest`. Answered as `Send`."""

    body: bytes


@dataclass(frozen=True, slots=True)
class HangUp:
    """Listen no longer to what is arriving."""


@dataclass(frozen=True, slots=True)
class NoteLeft:
    """Note that envelopes may have left this computer."""

    envelopes: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Commit:
    """Keep verified steps in one transaction. Answered by `Committed`.

    Attributes:
        steps: In their order.
        outgoing: What was handed over with the request that they answer.
        body: That request's bytes, for evidence.
    """

    steps: tuple[Step, ...]
    outgoing: Outgoing
    body: bytes


@dataclass(frozen=True, slots=True)
class RaiseCounter:
    """Go above a counter that the hub has seen."""

    lane: int
    highest: int


@dataclass(frozen=True, slots=True)
class NoteLost:
    """Note that the hub has lost entries that are here."""


@dataclass(frozen=True, slots=True)
class ListUploads:
    """Look which files the hub lacks. Answered by `UploadsListed`."""


@dataclass(frozen=True, slots=True)
class NoteUploaded:
    """Note that the hub holds a file."""

    object_id: ObjectId


@dataclass(frozen=True, slots=True)
class ListWanted:
    """Look which files somebody asks for. Answered by `WantedListed`."""


@dataclass(frozen=True, slots=True)
class Keep:
    """Keep bytes of a wanted file from an offset on; once it is whole, check its hash. Answered by `Kept`."""

    file: Upload
    offset: int
    pieces: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class ListOffers:
    """Look which snapshots are wanted, and what of the first one is missing. Answered by `OffersListed`."""


@dataclass(frozen=True, slots=True)
class KeepPart:
    """Keep a part of a snapshot, whose hash is right. Answered by `PartKept`."""

    snapshot: OfferedSnapshot
    object_id: ObjectId
    data: bytes


@dataclass(frozen=True, slots=True)
class KeepBegun:
    """Keep what came of a part that is not whole; forget it where there is nothing. Answered by `PartKept`."""

    snapshot: OfferedSnapshot
    object_id: ObjectId
    data: bytes


@dataclass(frozen=True, slots=True)
class KeepWaiting:
    """Keep what failed of a snapshot."""

    snapshot: OfferedSnapshot
    waiting: Waiting


@dataclass(frozen=True, slots=True)
class UseSnapshot:
    """Put a feed to where a whole snapshot stands. Answered by `SnapshotUsed`."""

    snapshot: OfferedSnapshot


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Want a snapshot no longer."""

    snapshot: OfferedSnapshot
    why: GivenUp


@dataclass(frozen=True, slots=True)
class Tell:
    """Tell whoever watches how far the sync is."""


@dataclass(frozen=True, slots=True)
class Finish:
    """It is over; `error` is to be raised, if there is one."""

    error: BaseException | None


Errand = Observe | Commit | NoteLeft | RaiseCounter | NoteLost | ListUploads | NoteUploaded | ListWanted | Keep
"""What is done with the replica."""

Collecting = ListOffers | KeepPart | KeepBegun | KeepWaiting | UseSnapshot | GiveUp
"""What is done with the snapshots of a replica."""

Command = Errand | Collecting | SignExchange | SignSlice | Send | Fetch | FetchList | HangUp | Tell | Finish
