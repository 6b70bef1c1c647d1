"""Merge: one change onto one record's state, a pure function that needs nothing from a kind's declaration.

Every client applies the same changes in position order and so reaches the same state. Must not judge who may do what
(`policy`), and must not read a clock: order is the position alone.
"""

from collections.abc import Iterable
from typing import NamedTuple

from haversack_sync.model.ids import DeviceId, FeedId, Position
from haversack_sync.model.operations import Change
from haversack_sync.model.record import RecordState


class RefusedError(ValueError):
    """A change does not apply; the state stays as it was.

    Attributes:
        reason: `missing_record`, `kind_mismatch`, `unknown_operation`, `too_many_versions`, `too_many_elements`,
            `too_many_languages`, `too_many_groups`, `too_many_sets` or `value_too_large`.
    """

    kind = "refused"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Waiting(NamedTuple):
    """A change of this device that is not accepted yet; `number` orders the waiting changes of a record."""

    number: int
    change: Change


class Projection(NamedTuple):
    """What people see, and which waiting changes do not apply: (number, reason)."""

    state: RecordState | None
    refused: tuple[tuple[int, str], ...]


def apply(
    state: RecordState | None, change: Change, *, feed: FeedId, device: DeviceId, number: int, position: Position
) -> RecordState:
    """Apply an allowed change, all of it or nothing."""
    raise NotImplementedError


def project(confirmed: RecordState | None, waiting: Iterable[Waiting], *, feed: FeedId, device: DeviceId) -> Projection:
    """Lay this device's waiting changes over the confirmed state."""
    raise NotImplementedError
