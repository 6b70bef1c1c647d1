"""What an invitation may offer, and what a device is that redeemed it.

A simple one holds at once. A strict one, by which the root lets in a coordinator, opens nothing until the root has
confirmed the device. Source: `docs/protocol.md`, "Enrolment". Must not judge who signed, or whether it was used.
"""

from enum import IntEnum
from typing import Final

from haversack_sync.model.authority import Span
from haversack_sync.model.authority_entries import InviteTerms, audience_ids
from haversack_sync.model.ids import OrganisationId, Position
from haversack_sync.model.roles import Role

INVITABLE: Final = (Role.READER, Role.EDITOR, Role.FOCAL_POINT)
"""What coordinators hand out by themselves."""
MAX_EXPIRY_DAYS: Final = 90


class Mode(IntEnum):
    """How an invitation lets a device in; the numbers stand on the wire."""

    SIMPLE = 0
    STRICT = 1


def may_offer(terms: InviteTerms, *, by_root: bool) -> bool:
    """Tell whether the root, or else a coordinator, may offer this.

    The root invites coordinators, strictly: of no organisation, and with no audience beside those that coordinators
    read anyway. Whether the organisation and audiences of other invitations fit is not looked at.
    """
    if not 1 <= terms.expiry_days <= MAX_EXPIRY_DAYS:
        return False
    if by_root:
        is_bare = not terms.organisation and not terms.audiences
        return (terms.role, terms.mode) == (Role.COORDINATOR, Mode.STRICT) and is_bare
    return terms.role in INVITABLE and terms.mode == Mode.SIMPLE


def is_strict(terms: InviteTerms) -> bool:
    """Tell whether a device that redeems this waits to be confirmed."""
    return terms.mode == Mode.STRICT


def first_span(terms: InviteTerms, since: Position) -> Span:
    """Return what a device is from the position on at which it redeemed an invitation; of a strict one a bare reader.

    Args:
        terms: Of an invitation that the rules allow.
        since: The position.
    """
    role = Role.READER if is_strict(terms) else Role(terms.role)
    where = OrganisationId(terms.organisation), audience_ids(terms.audiences)
    return Span(since, role, *where, is_waiting=is_strict(terms))
