"""From what a person typed to operations: `FIELD=VALUE`, `FIELD@lang=VALUE`, `SET+=x`, `SET-=x`.

Must not judge rights (`policy`) and must not write sentences: errors name the field and what is allowed.
"""

from collections.abc import Sequence
from enum import Enum

import msgspec

from haversack_sync.model.operations import Operation
from haversack_sync.model.record import RecordState


class Action(Enum):
    """What an assignment does."""

    SET = "="
    ADD = "+="
    REMOVE = "-="


class Assignment(msgspec.Struct, frozen=True):
    """One assignment; `language` is None for the main language."""

    field: str
    language: str | None
    action: Action
    text: str


class BadAssignmentError(ValueError):
    """An assignment cannot be carried out; `reason` is a stable word, `allowed` what could stand there."""

    kind = "bad_assignment"

    def __init__(self, reason: str, *, field: str, allowed: tuple[str, ...] = ()) -> None:
        super().__init__(f"bad assignment: {reason}")
        self.reason = reason
        self.field = field
        self.allowed = allowed


def parse_assignment(text: str) -> Assignment:
    """Read one assignment."""
    raise NotImplementedError


def operations_for(
    state: RecordState, assignments: Sequence[Assignment], *, resolve: bool = False
) -> tuple[Operation, ...]:
    """Turn assignments into operations on a record."""
    raise NotImplementedError
