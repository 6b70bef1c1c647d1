"""`edit`: a person changes fields of one record; the change waits in the outbox until a sync.

One transaction, one durable row. Whether the rules allow it is asked here first, so that nobody writes for nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from haversack.operations.workspace import Workspace
from haversack.store import outbox, projection
from haversack.store.projection import Shown
from haversack_sync.model import policy
from haversack_sync.model.edit import operations_for, parse_assignment
from haversack_sync.model.ids import FeedId, RecordId
from haversack_sync.model.operations import Change, Operation
from haversack_sync.model.record import RecordState

RULES: Final = 1
"""The rules version that this program writes by."""


class NoSuchRecordError(Exception):
    """No record has this id here."""

    kind = "no_such_record"


class RefusedByRulesError(Exception):
    """The rules would refuse the change, so it was not written.

    Attributes:
        reason: Stable name of the rule.
    """

    kind = "refused_by_rules"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Edited:
    """What an edit did: how many operations are new; 0 if every value was there already."""

    operations: int


def edit(workspace: Workspace, record: RecordId, assignments: Sequence[str], *, resolve: bool = False) -> Edited:
    """Change fields of a record.

    Args:
        workspace: The open vault.
        record: Which one.
        assignments: `field=value`, `field@fr=value`, `set+=element`, `set-=element`.
        resolve: Whether the person has seen all versions and chooses: the new value replaces them all.

    Raises:
        BadAssignmentError: An assignment cannot be carried out; it names the field and what is allowed.
        ChangeTooLargeError: The text is too long to travel.
        NoSuchRecordError: The record is not here.
        NotAllowedError: This computer only looks around.
        RefusedByRulesError: This device may not make this change; nothing was written.
    """
    parsed = [parse_assignment(text) for text in assignments]
    return write(workspace, record, lambda state: operations_for(state, parsed, resolve=resolve))


def write(workspace: Workspace, record: RecordId, plan: Callable[[RecordState], tuple[Operation, ...]]) -> Edited:
    """Make one change of a record, in one transaction.

    Args:
        workspace: The open vault.
        record: Which one.
        plan: Is given the record as people see it, and returns what to do to it; nothing for no change.

    Raises:
        ChangeTooLargeError: The text is too long to travel.
        NoSuchRecordError: The record is not here.
        NotAllowedError: This computer only looks around.
        RefusedByRulesError: This device may not make this change; nothing was written.
    """
    workspace.require_part()
    with workspace.replica.transaction() as connection:
        shown = one_shown(projection.show(connection, record, own=workspace.own))
        state = shown.state
        operations = plan(state)
        if not operations:
            return Edited(0)
        change = Change(RULES, record, state.kind, operations)
        _ask_the_rules(workspace, state.feed, state, change)
        outbox.queue_change(
            connection, change, feed=state.feed, signer=workspace.own, created_ms=workspace.clock.wall_ms()
        )
    return Edited(len(operations))


def make(workspace: Workspace, feed: FeedId, change: Change) -> Edited:
    """Make a new record, in one transaction.

    Args:
        workspace: The open vault.
        feed: Where it belongs.
        change: Begins with a create.

    Raises:
        ChangeTooLargeError: The text is too long to travel.
        RefusedByRulesError: This device may not make such a record; nothing was written.
    """
    _ask_the_rules(workspace, feed, None, change)
    with workspace.replica.transaction() as connection:
        outbox.queue_change(connection, change, feed=feed, signer=workspace.own, created_ms=workspace.clock.wall_ms())
    return Edited(len(change.operations))


def one_shown(found: Sequence[Shown]) -> Shown:
    """Return the record that an id means; one that is in use wins over a retired one elsewhere.

    Raises:
        NoSuchRecordError: There is none.
    """
    alive = [one for one in found if not one.state.is_retired]
    for one in (*alive, *found):
        return one
    raise NoSuchRecordError("no such record")


def _ask_the_rules(workspace: Workspace, handle: FeedId, state: RecordState | None, change: Change) -> None:
    """Judge a change as every replay will, by what is known now.

    Raises:
        RefusedByRulesError: It would have no effect.
    """
    authority = workspace.replica.network().authority
    span = workspace.span
    feed = authority.feeds[handle]
    if not authority.may_write(span, feed.audience):
        raise RefusedByRulesError("role_may_not_write")
    author = policy.Author(workspace.own, span.role, span.organisation) if span else None
    audience = authority.audiences[feed.audience].type
    verdict = policy.judge(author, audience, state, change, rules=RULES)
    if verdict.outcome is not policy.Outcome.ALLOWED:
        raise RefusedByRulesError(verdict.reason)
