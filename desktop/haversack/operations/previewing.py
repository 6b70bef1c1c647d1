"""The own profile as a member will see it: with what was typed here, without what only coordinators see. Reads only."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from haversack.operations import contact_lines
from haversack.operations.drafting import load_drafts
from haversack.operations.editing import RULES, one_shown
from haversack.operations.profile import Profile, contacts_of, profile_of
from haversack.operations.releasing import drafted_operations
from haversack.operations.workspace import Workspace
from haversack.store import projection
from haversack.store.projection import Shown
from haversack_sync.model import merge
from haversack_sync.model.edit import BadAssignmentError
from haversack_sync.model.ids import RecordId
from haversack_sync.model.operations import Change, Operation
from haversack_sync.model.record import WAITING, RecordState

_MEMBERS_SEE: Final = ("open", "members")


def preview(workspace: Workspace, organisation: RecordId, *, languages: Sequence[str] = ()) -> Profile:
    """Return the profile as a member will see it when everything that is complete was sent.

    Args:
        workspace: The open vault.
        organisation: The record.
        languages: Asked language tags, the best first.

    Raises:
        NoSuchRecordError: It is not here.
    """
    with workspace.replica.reading() as connection:
        shown = one_shown(projection.show(connection, organisation, own=workspace.own))
    lines = [_drafted(workspace, one) for one in contacts_of(workspace, organisation)]
    for record, new in contact_lines.new_lines(workspace, organisation).items():
        if not contact_lines.problems(workspace, record, new):
            lines.append(_drafted(workspace, Shown(contact_lines.blank(workspace, record, new), ())))
    found = profile_of(workspace, _drafted(workspace, shown), lines, languages=languages)
    return replace(found, may_edit=False, contacts=tuple(one for one in found.contacts if one.audience in _MEMBERS_SEE))


def _drafted(workspace: Workspace, shown: Shown) -> Shown:
    """Lay what was typed over a record, as far as it could be sent."""
    state = shown.state
    operations: list[Operation] = []
    for key, draft in load_drafts(workspace, state.id).items():
        try:
            operations.extend(drafted_operations(state, key, draft))
        except BadAssignmentError:
            continue
    return Shown(_changed(workspace, state, operations), shown.waiting)


def _changed(workspace: Workspace, state: RecordState, operations: Sequence[Operation]) -> RecordState:
    if not operations:
        return state
    change = Change(RULES, state.id, state.kind, tuple(operations))
    return merge.apply(state, change, feed=state.feed, device=workspace.own, number=0, position=WAITING)
