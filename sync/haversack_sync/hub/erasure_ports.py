"""What the hub keeps of erasures, and the ports through which it keeps it; see `ports`. Contains no implementation."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from haversack_sync.model.ids import DeviceId, FeedId, Position


@dataclass(frozen=True, slots=True)
class Erasure:
    """An order of erasure.

    Attributes:
        position: Its position.
        feed: Its feed.
        n: Its place there.
        first_n: The place of the first entry that it erases.
        announced: Id of the announcement that it carries out.
        giver: The device that sent it.
        stubs: How many envelopes it made stubs of.
    """

    position: Position
    feed: FeedId
    n: int
    first_n: int
    announced: bytes
    giver: DeviceId
    stubs: int


class ErasureReading(Protocol):
    """Reads orders of erasure, and who has followed them."""

    def erasures(self, feed: FeedId) -> Sequence[Erasure]:
        """Return a feed's orders of erasure, in order."""

    def erasures_by(self, giver: DeviceId) -> Sequence[Erasure]:
        """Return the orders of erasure that a device sent, in all feeds, in order."""

    def has_reported(self, announced: bytes, device: DeviceId) -> bool:
        """Tell whether a device has said that it followed an announced erasure."""


class ErasureWriting(ErasureReading, Protocol):
    """Erases, inside a transaction."""

    def erase(self, erasure: Erasure, positions: Sequence[Position]) -> None:
        """Keep stubs in the place of entries; forget what they needed, and offer no snapshot that holds them."""

    def report(self, reports: Sequence[tuple[bytes, DeviceId]]) -> None:
        """Store which devices have followed which announced erasures."""
