"""What an engine is told: observations, each a frozen value.

What the replica holds, what the link brought, what a person decided; the hour never, seconds of a clock that only grows
where they measure something. Must not say what follows from it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from haversack_sync.client.answers import Step
from haversack_sync.client.conditions import Limits
from haversack_sync.client.ports import FeedCursor, MissingPart, OfferedSnapshot, Outgoing, Upload
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol.errors import ProtocolError
from haversack_sync.protocol.network import NetworkView


@dataclass(frozen=True, slots=True)
class Known:
    """What the replica's durable rows say.

    Attributes:
        has_keys: Whether this computer has keys of its own; without them it sends nothing.
        view: The network.
        cursors: The feeds that it reads, the most urgent first.
        stanza_serial: Serial number of the last stanza that came.
        outgoing: What waits for the hub; empty towards a folder.
        nonce: Fresh random bytes, for a request that nobody signs.
    """

    has_keys: bool
    view: NetworkView
    cursors: tuple[FeedCursor, ...]
    stanza_serial: int
    outgoing: Outgoing
    nonce: bytes

    @property
    def asked(self) -> tuple[FeedCursor, ...]:
        """The feeds whose entries are asked for: what a snapshot will bring soon is not."""
        return tuple(cursor for cursor in self.cursors if not cursor.comes_by_snapshot)

    @property
    def is_collecting(self) -> bool:
        """Whether parts of some snapshot are still to come."""
        return any(cursor.comes_by_snapshot for cursor in self.cursors)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that somebody asks for.

    Attributes:
        file: Which one.
        held_bytes: How many bytes of it are here, in a row.
        end: Where what lacks first ends, if something behind it is here; None where all the rest lacks.
    """

    file: Upload
    held_bytes: int
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Started:
    """The sync begins."""


@dataclass(frozen=True, slots=True)
class Observed:
    """The replica was looked at (`commands.Observe`)."""

    known: Known


@dataclass(frozen=True, slots=True)
class Signed:
    """A request is ready to leave: its counter was stored before.

    Attributes:
        request_hash: What stands for it in the answer, see `requests.request_hash`.
        body_bytes: How long its body is.
        now: Seconds.
    """

    request_hash: bytes
    body_bytes: int
    now: float


@dataclass(frozen=True, slots=True)
class Arrived:
    """Bytes arrived; untrusted."""

    piece: bytes
    now: float


@dataclass(frozen=True, slots=True)
class Ticked:
    """Nothing came for a while; who carries the bytes still waits for more."""

    now: float


@dataclass(frozen=True, slots=True)
class Ended:
    """Whoever answers says that this was all."""

    now: float


@dataclass(frozen=True, slots=True)
class Lost:
    """The link was cut, stalled, or never there; or something else ended the waiting.

    Attributes:
        error: A `LinkError`, or what else it was.
    """

    error: BaseException


@dataclass(frozen=True, slots=True)
class Committed:
    """Verified steps are durable; `applied` of their entries changed a record."""

    steps: tuple[Step, ...]
    applied: int


@dataclass(frozen=True, slots=True)
class UploadsListed:
    """These files are here and not at the hub, as far as the replica knows."""

    has_keys: bool
    view: NetworkView
    uploads: tuple[Upload, ...]


@dataclass(frozen=True, slots=True)
class WantedListed:
    """Somebody asks for these files now, and they are not here, in the order in which they should come.

    Attributes:
        wanted: The files.
        free_bytes: How many bytes may come without anything having to go for them.
        now: Seconds.
    """

    wanted: Sequence[Wanted]
    free_bytes: int = 0
    now: float = 0.0


@dataclass(frozen=True, slots=True)
class Kept:
    """Bytes of a wanted file are durable; `error` says what was wrong with some of them, which were dropped."""

    object_id: ObjectId
    error: Exception | None = None


@dataclass(frozen=True, slots=True)
class Unwanted:
    """Nobody asks any more for the file that is on its way."""


@dataclass(frozen=True, slots=True)
class OffersListed:
    """These snapshots are wanted, the most urgent first.

    Attributes:
        offers: The snapshots.
        missing: What of the first is not here; None where its index cannot be read.
        now: Seconds.
    """

    offers: Sequence[OfferedSnapshot]
    missing: Sequence[MissingPart] | None = ()
    now: float = 0.0


@dataclass(frozen=True, slots=True)
class PartKept:
    """A part of a snapshot is durable, or what came of it, or that nothing came; so many bytes."""

    size: int


@dataclass(frozen=True, slots=True)
class SnapshotUsed:
    """A feed stands where its snapshot does, and so many records changed; or `error` says why it cannot be used."""

    changed: int = 0
    error: ProtocolError | None = None


@dataclass(frozen=True, slots=True)
class LimitsChanged:
    """Other limits hold from now on."""

    limits: Limits


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A person stopped it."""


Event = (
    Started
    | Observed
    | Signed
    | Arrived
    | Ticked
    | Ended
    | Lost
    | Committed
    | UploadsListed
    | WantedListed
    | Kept
    | Unwanted
    | OffersListed
    | PartKept
    | SnapshotUsed
    | LimitsChanged
    | Cancelled
)
