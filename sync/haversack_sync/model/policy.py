"""Rules version 1: may this author make this change?

Decided from the authority chain (the author), the record itself and the change alone, never from another feed: a device
that follows fewer feeds must reach the same answer. Must not change any state.
"""

from enum import Enum
from typing import Final

import msgspec

from haversack_sync.model.ids import DeviceId, OrganisationId
from haversack_sync.model.operations import Change
from haversack_sync.model.record import RecordState
from haversack_sync.model.roles import AudienceType, Role

KNOWN_RULES: Final = frozenset({1})
"""Rules versions that this program can judge by."""


class Author(msgspec.Struct, frozen=True):
    """Who signed a change, as the authority chain says at the change's position."""

    device: DeviceId
    role: Role
    organisation: OrganisationId | None


class Outcome(Enum):
    """What follows from a verdict: apply, note the refusal, or hold the feed until the program knows the rules."""

    ALLOWED = "allowed"
    REFUSED = "refused"
    HELD = "held"


class Verdict(msgspec.Struct, frozen=True):
    """The answer of the rules; `reason` is a stable word, empty when allowed."""

    outcome: Outcome
    reason: str = ""


def judge(
    author: Author | None, audience: AudienceType, state: RecordState | None, change: Change, *, rules: int
) -> Verdict:
    """Judge a change by the rules in force at its position."""
    raise NotImplementedError
