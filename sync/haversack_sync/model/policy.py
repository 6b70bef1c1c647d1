"""Rules version 1: may this author make this change?

Decided from the authority chain (the author), the record itself and the change alone, never from another feed: a device
that follows fewer feeds must reach the same answer. Must not change any state. What a rules version says must never
change; a new thought is a new version.
"""

from enum import Enum
from functools import cache
from typing import Final, TypeAlias

import msgspec

from haversack_sync.model.canonical import encode, is_canonical, is_scalar
from haversack_sync.model.declaration import Writers
from haversack_sync.model.ids import DeviceId, OrganisationId
from haversack_sync.model.kinds import KINDS, kind_named
from haversack_sync.model.operations import Add, Change, Create, Operation, Remove, Set, UnknownOperation
from haversack_sync.model.record import RecordState
from haversack_sync.model.roles import AudienceType, Role
from haversack_sync.model.value_types import Shape

KNOWN_RULES: Final = frozenset({1})
"""Rules versions that this program can judge by."""
_OWNER: Final = "owner"
_CLOSED_TO_EDITORS: Final = frozenset({AudienceType.COORDINATORS, AudienceType.CUSTODIANS})


class Author(msgspec.Struct, frozen=True):
    """Who signed a change, as the authority chain says at the change's position.

    Attributes:
        device: The signing key's handle.
        role: The device's role.
        organisation: The organisation's handle in the `network` feed; None or empty for a device that has none.
    """

    device: DeviceId
    role: Role
    organisation: OrganisationId | None


class Outcome(Enum):
    """What follows from a verdict: apply, note the refusal, or hold the feed until the program knows the rules."""

    ALLOWED = "allowed"
    REFUSED = "refused"
    HELD = "held"


class Verdict(msgspec.Struct, frozen=True):
    """The answer of the rules.

    Attributes:
        outcome: What follows.
        reason: A stable word, empty when allowed.
    """

    outcome: Outcome
    reason: str = ""


_AnyOperation: TypeAlias = Operation | UnknownOperation
_ALLOWED: Final = Verdict(Outcome.ALLOWED)


def judge(
    author: Author | None, audience: AudienceType, state: RecordState | None, change: Change, *, rules: int
) -> Verdict:
    """Judge a change by the rules in force at its position.

    That the author's device may write to the feed's audience is the authority's answer, and is asked before.

    Args:
        author: Who signed the change; None for a device without rights at that position.
        audience: The type of the feed's audience.
        state: The record in that feed before the change, or None.
        change: The change.
        rules: The rules version in force at the change's position (0 for one that the program cannot know).

    Returns:
        `HELD` with `unknown_rules` if this program cannot judge by these rules; else allowed, or refused with one of
        `rules_ahead`, `unknown_operation`, `unknown_author`, `missing_record`, `kind_mismatch`,
        `role_may_not_write`, `audience_may_not_write`, `unknown_kind`, `kind_may_not_write`, `may_not_create`,
        `not_owner`, `guarded_field`, `may_not_retire`, `unknown_field`, `bad_value`.
    """
    if rules not in KNOWN_RULES:
        return Verdict(Outcome.HELD, "unknown_rules")
    reason = _refusal(author, audience, state, change, rules=rules)
    return Verdict(Outcome.REFUSED, reason) if reason else _ALLOWED


def _refusal(
    author: Author | None, audience: AudienceType, state: RecordState | None, change: Change, *, rules: int
) -> str:
    """Return why a change is refused, or nothing."""
    if change.rules > rules:
        return "rules_ahead"
    if change.unknown_tags:
        return "unknown_operation"
    if author is None:
        return "unknown_author"
    if state is None and not isinstance(change.operations[0], Create):
        return "missing_record"
    if state is not None and state.kind != change.kind:
        return "kind_mismatch"
    known = kind_named(change.kind)
    shape = None if known is None or known.since > rules else _shape(known.name, rules)
    if author.role is not Role.COORDINATOR:
        reason = _refusal_by_role(author, audience, shape) or _refusal_by_owner(author, shape, state, change)
        if reason:
            return reason
    return "" if all(_fits(shape, operation) for operation in change.operations) else "bad_value"


def _refusal_by_role(author: Author, audience: AudienceType, shape: Shape | None) -> str:
    """Return why an author who is no coordinator may not write such records here, or nothing."""
    if author.role is Role.READER:
        return "role_may_not_write"
    if audience in _CLOSED_TO_EDITORS:
        return "audience_may_not_write"
    if shape is None:
        return "unknown_kind"
    return "" if shape.kind.writers is Writers.OWNER else "kind_may_not_write"


def _refusal_by_owner(author: Author, shape: Shape | None, state: RecordState | None, change: Change) -> str:
    """Return why an author who is no coordinator may not write this record, or nothing."""
    if shape is None or not author.organisation:
        return "not_owner"
    owner = encode(author.organisation)
    if state is None:
        return _refusal_to_create(shape, change, owner)
    if state.shown_bytes(_OWNER) != owner:
        return "not_owner"
    reasons = (_refusal_to_edit(shape, operation) for operation in change.operations)
    return next((reason for reason in reasons if reason), "")


def _refusal_to_create(shape: Shape, change: Change, owner: bytes) -> str:
    """Return why an organisation's device may not create this record: it must be its own from the first moment."""
    if shape.kind.creators is not Writers.OWNER:
        return "may_not_create"
    claims = [one for one in change.operations if isinstance(one, Set) and one.group == _OWNER]
    if len(claims) != 1 or claims[0].value != owner:
        return "not_owner"
    reasons = (_refusal_to_edit(shape, operation) for operation in change.operations if operation is not claims[0])
    return next((reason for reason in reasons if reason), "")


def _refusal_to_edit(shape: Shape, operation: _AnyOperation) -> str:
    """Return why an organisation's device may not do this to its own record, or nothing."""
    if isinstance(operation, Set):
        if not shape.knows_group(operation.group):
            return "unknown_field"
        return "guarded_field" if operation.group in shape.guarded else ""
    if isinstance(operation, Add | Remove):
        return "" if operation.name in shape.sets else "unknown_field"
    if shape.kind.creators is Writers.OWNER:
        return ""
    return "may_not_create" if isinstance(operation, Create) else "may_not_retire"


def _fits(shape: Shape | None, operation: _AnyOperation) -> bool:
    """Tell whether what an operation carries can be read by every client; a removal always can."""
    if isinstance(operation, Set):
        if not operation.value:
            return True
        return is_canonical(operation.value) if shape is None else shape.fits_group(operation.group, operation.value)
    if isinstance(operation, Add):
        return is_scalar(operation.element) if shape is None else shape.fits_element(operation.name, operation.element)
    return True


@cache
def _shape(kind: str, rules: int) -> Shape:
    # Remembered for kinds that are known only: names of others come from outside and have no end.
    return Shape(KINDS[kind], rules)
