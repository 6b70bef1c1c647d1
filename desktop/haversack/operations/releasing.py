"""From drafts to changes that wait in the outbox, each group by itself; and a person's choice between versions.

What is not complete stays a draft. Must not know a widget, and writes no sentences.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from haversack.operations import editing
from haversack.operations.drafting import Draft, drop_drafts, load_drafts, take_out_drafts
from haversack.operations.texts import split
from haversack.operations.undone import Undone
from haversack.operations.workspace import Workspace
from haversack.store.outbox import ChangeTooLargeError
from haversack_sync.model.canonical import ABSENT_HASH
from haversack_sync.model.declaration import parse_group_key
from haversack_sync.model.edit import Action, Assignment, BadAssignmentError, operations_for
from haversack_sync.model.ids import RecordId
from haversack_sync.model.kinds import kind_named
from haversack_sync.model.operations import Operation, Set
from haversack_sync.model.record import RecordState

_NEEDED: Final = {("contact", "line"): "value"}
"""(kind, group) → a field that the rules do not ask for, but people do: a contact line without a number is none."""


@dataclass(frozen=True, slots=True)
class Released:
    """What came of releasing.

    Attributes:
        changes: How many changes wait now that did not before.
        left: Keys of groups that are not complete: still drafts.
        undone: What was written here and is neither ready to send nor a draft any more, to be brought back.
    """

    changes: int
    left: tuple[str, ...] = ()
    undone: Undone = field(default_factory=Undone)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a draft cannot be released.

    Attributes:
        reason: As in `BadAssignmentError`, or `too_long`.
        field: Which field.
    """

    reason: str
    field: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the versions of a group.

    Attributes:
        record: The record.
        key: The group's key.
        version: The hash of its value; empty for what was typed and not released.
    """

    record: RecordId
    key: str
    version: bytes


def release(workspace: Workspace, record: RecordId, keys: Sequence[str] | None = None) -> Released:
    """Write drafts into the outbox, each group as a change of its own; what is not complete stays a draft.

    Args:
        workspace: The open vault.
        record: The record.
        keys: Of these groups, or None for all.

    Raises:
        RefusedByRulesError: This device may not make this change. Groups before it are released, the rest is kept.
    """
    done, left = 0, []
    for key, draft in load_drafts(workspace, record).items():
        if keys is not None and key not in keys:
            continue
        try:
            plan = partial(drafted_operations, key=key, draft=draft)
            done += 1 if editing.write(workspace, record, plan).operations else 0
        except (BadAssignmentError, ChangeTooLargeError):
            left.append(key)
        else:
            drop_drafts(workspace, record, [key])
    return Released(done, tuple(left))


def drafted_operations(state: RecordState, key: str, draft: Draft) -> tuple[Operation, ...]:
    """Return what a draft does to its record.

    Args:
        state: The record as people see it.
        key: The group's key with its language, or the name of a set.
        draft: What was typed.

    Raises:
        BadAssignmentError: A value cannot stand; it names the field.
    """
    name, language = parse_group_key(key)
    kind = kind_named(state.kind)
    if kind is not None and kind.set_field(name) is not None:
        return operations_for(state, _members(name, draft))
    needed = _NEEDED.get((state.kind, name))
    if needed is not None and not draft.values.get(needed, "").strip():
        raise BadAssignmentError("required", field=needed)
    operations = operations_for(state, _assignments(language, draft.values))
    if draft.base == state.shown_hash(key):
        return operations
    # Its author had not seen what is shown now: both will stand there, as if it had come from another computer.
    bases = () if draft.base == ABSENT_HASH else (draft.base,)
    return tuple(
        Set(one.group, bases, one.value) if isinstance(one, Set) and one.group == key else one for one in operations
    )


def problem_of(state: RecordState, key: str, draft: Draft) -> Problem | None:
    """Return why a draft cannot be released, or None."""
    try:
        drafted_operations(state, key, draft)
    except BadAssignmentError as error:
        return Problem(error.reason, error.field)
    return None


def choose(workspace: Workspace, choices: Iterable[Choice]) -> Released:
    """Let one version of each of these groups stand; the others stay in the history.

    A draft that was not chosen is in no history: it is returned as undone.

    Args:
        workspace: The open vault.
        choices: One version a group.

    Raises:
        BadAssignmentError: What was typed cannot stand; it names the field. Groups before it are done.
        RefusedByRulesError: This device may not make this change.
    """
    changes, undone = 0, Undone()
    for one in choices:
        done = _choose(workspace, one)
        changes, undone = changes + done.changes, undone.and_then(done.undone)
    return Released(changes, undone=undone)


def _choose(workspace: Workspace, choice: Choice) -> Released:
    if not choice.version:
        draft = load_drafts(workspace, choice.record).get(choice.key)
        return write_new(workspace, choice.record, choice.key, draft.values) if draft is not None else Released(0)
    is_there = False

    def plan(state: RecordState) -> tuple[Operation, ...]:
        nonlocal is_there
        versions = state.versions(choice.key)
        chosen = next((one for one in versions if one.value_hash == choice.version), None)
        is_there = chosen is not None
        if chosen is None or len(versions) < 2:
            return ()
        return (Set(choice.key, tuple(one.value_hash for one in versions), chosen.value),)

    done = editing.write(workspace, choice.record, plan).operations
    # What is no version any more was not chosen: the draft stays.
    dropped = take_out_drafts(workspace, choice.record, [choice.key]) if is_there else ()
    return Released(done, undone=Undone(drafts=dropped))


def write_new(workspace: Workspace, record: RecordId, key: str, values: Mapping[str, str]) -> Released:
    """Write a new value in the place of all versions of a group; they stay in the history.

    Args:
        workspace: The open vault.
        record: The record.
        key: The group's key.
        values: Field → text.

    Raises:
        BadAssignmentError: A value cannot stand; it names the field.
        RefusedByRulesError: This device may not make this change.
    """
    assignments = _assignments(parse_group_key(key)[1], values)
    done = editing.write(workspace, record, lambda state: operations_for(state, assignments, resolve=True))
    drop_drafts(workspace, record, [key])
    return Released(done.operations)


def _assignments(language: str | None, values: Mapping[str, str]) -> list[Assignment]:
    return [Assignment(field, language, Action.SET, text.strip()) for field, text in values.items()]


def _members(name: str, draft: Draft) -> list[Assignment]:
    before, now = split(draft.elements), split(draft.values.get(name, ""))
    removed = [Assignment(name, None, Action.REMOVE, one) for one in before if one not in now]
    return removed + [Assignment(name, None, Action.ADD, one) for one in now if one not in before]
