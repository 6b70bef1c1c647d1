"""Merge: one change onto one record's state, a pure function that needs nothing from a kind's declaration.

Every client applies the same changes in position order and so reaches the same state. A group's state is a list of
versions; a removal is a version too; a group that nobody ever set has none. Must not judge who may do what (`policy`),
and must not read a clock: order is the position alone.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

from haversack_sync.model.canonical import ABSENT_HASH, value_hash
from haversack_sync.model.ids import DeviceId, FeedId, Position
from haversack_sync.model.limits import (
    MAX_ELEMENT_BYTES,
    MAX_GROUPS,
    MAX_LANGUAGES,
    MAX_SET_ELEMENTS,
    MAX_SETS,
    MAX_VALUE_BYTES,
    MAX_VERSIONS,
)
from haversack_sync.model.operations import (
    Add,
    Change,
    Create,
    Operation,
    Remove,
    Restore,
    Retire,
    Set,
    UnknownOperation,
)
from haversack_sync.model.record import WAITING, Life, Member, RecordState, Version


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
    """Apply an allowed change, all of it or nothing.

    Args:
        state: The record before the change; None if this feed has no such record. Not modified.
        change: What the rules allowed.
        feed: The feed of the entry; with the record's id it is the record's identity.
        device: The author.
        number: The change's number in the author's chain.
        position: Where the change was accepted, or `WAITING`.

    Returns:
        The state after the change; the very same object if the change says nothing new.

    Raises:
        RefusedError: The change does not apply; every client refuses it for the same reason.
    """
    if state is None:
        if not isinstance(change.operations[0], Create):
            raise RefusedError("missing_record")
    elif state.kind != change.kind:
        raise RefusedError("kind_mismatch")
    draft = _Draft(state, Member(device, number, position))
    for operation in change.operations:
        draft.do(operation)
    draft.check_limits()
    if state is not None:
        return draft.onto(state)
    return RecordState(
        feed=feed,
        id=change.record,
        kind=change.kind,
        groups=draft.groups,
        sets=draft.sets,
        life=draft.life,
        edited_after_retired=draft.is_marked,
        created_by=device,
        created_number=number,
        created_at=position,
    )


def project(confirmed: RecordState | None, waiting: Iterable[Waiting], *, feed: FeedId, device: DeviceId) -> Projection:
    """Lay this device's waiting changes over the confirmed state of one record.

    Args:
        confirmed: The state by replay alone, or None.
        waiting: This device's changes of the record that are not replayed yet, in any order.
        feed: The record's feed.
        device: This device.

    Returns:
        What people see, and the waiting changes that do not apply any more; those change nothing.
    """
    state = confirmed
    refused: list[tuple[int, str]] = []
    for number, change in sorted(waiting, key=lambda one: one.number):
        try:
            state = apply(state, change, feed=feed, device=device, number=number, position=WAITING)
        except RefusedError as error:
            refused.append((number, error.reason))
    return Projection(state, tuple(refused))


class _Draft:
    """A state in the making: mappings of the old state are copied before they are written."""

    __slots__ = ("_is_touched", "_own_sets", "_written", "groups", "is_marked", "life", "sets")

    def __init__(self, state: RecordState | None, written: Member) -> None:
        self._written = written
        self._own_sets: dict[str, dict[bytes, Member]] = {}
        self._is_touched = False
        self.groups: dict[str, tuple[Version, ...]] = {}
        self.sets: dict[str, Mapping[bytes, Member]] = {}
        self.life = Life.ALIVE
        self.is_marked = False
        if state is not None:
            self.groups.update(state.groups)
            self.sets.update(state.sets)
            self.life = state.life
            self.is_marked = state.edited_after_retired

    def do(self, operation: Operation | UnknownOperation) -> None:
        """Carry out one operation; `Create` says nothing about a record that has a state already."""
        if isinstance(operation, Set):
            self.set(operation)
        elif isinstance(operation, Add):
            self.add(operation)
        elif isinstance(operation, Remove):
            self.remove(operation)
        elif isinstance(operation, Retire):
            self.retire()
        elif isinstance(operation, Restore):
            self.restore()
        elif isinstance(operation, UnknownOperation):
            raise RefusedError("unknown_operation")

    def set(self, operation: Set) -> None:
        """Give a group a value: in the place of what the author saw, or beside what others wrote meanwhile."""
        if len(operation.value) > MAX_VALUE_BYTES:
            raise RefusedError("value_too_large")
        self._mark_if_retired()
        before = self.groups.get(operation.group, ())
        if not before and not operation.value:
            return
        after = self._replaced(before, operation)
        if after != before:
            self.groups[operation.group] = after
            self._is_touched = True

    def add(self, operation: Add) -> None:
        """Put an element into a set; who put it there first stays named."""
        self._mark_if_retired()
        members = self.sets.get(operation.name, {})
        if operation.element in members:
            return
        if len(operation.element) > MAX_ELEMENT_BYTES:
            raise RefusedError("value_too_large")
        self._own_set(operation.name)[operation.element] = self._written

    def remove(self, operation: Remove) -> None:
        """Take an element out of a set; a set without elements is no set."""
        self._mark_if_retired()
        if operation.element not in self.sets.get(operation.name, {}):
            return
        members = self._own_set(operation.name)
        del members[operation.element]
        if not members:
            del self.sets[operation.name]
            del self._own_sets[operation.name]

    def retire(self) -> None:
        """Put the record away."""
        if self.life is Life.ALIVE:
            self.life = Life.RETIRED
            self._is_touched = True

    def restore(self) -> None:
        """Show the record again; whoever restores has looked at it, so the mark goes."""
        if self.life is Life.RETIRED:
            self.life = Life.ALIVE
            self.is_marked = False
            self._is_touched = True

    def check_limits(self) -> None:
        """Refuse a record that would grow beyond its limits; one look at the end, since most changes are small."""
        for members in self.sets.values():
            if len(members) > MAX_SET_ELEMENTS:
                raise RefusedError("too_many_elements")
        if len(self.sets) > MAX_SETS:
            raise RefusedError("too_many_sets")
        if len(self.groups) <= MAX_LANGUAGES:
            return
        if len(self.groups) > MAX_GROUPS:
            raise RefusedError("too_many_groups")
        languages: dict[str, int] = {}
        for key, versions in self.groups.items():
            name, mark, _ = key.partition("@")
            if mark and any(version.value for version in versions):
                languages[name] = languages.get(name, 0) + 1
        if max(languages.values(), default=0) > MAX_LANGUAGES:
            raise RefusedError("too_many_languages")

    def onto(self, state: RecordState) -> RecordState:
        """Return the new state of a record that was here before; the old object if nothing is new."""
        if not self._is_touched:
            return state
        return msgspec.structs.replace(
            state, groups=self.groups, sets=self.sets, life=self.life, edited_after_retired=self.is_marked
        )

    def _replaced(self, before: tuple[Version, ...], operation: Set) -> tuple[Version, ...]:
        """Return a group's versions after a set.

        The new value takes the place of the first version that it replaces, so that what is shown never flips by
        itself. If it is there already it keeps its author, and moves up to that place.
        """
        new = value_hash(operation.value)
        if not before:
            return (self._version(operation.value, new),)
        bases = operation.bases or (ABSENT_HASH,)
        kept: list[Version] = []
        place: int | None = None
        same: Version | None = None
        for version in before:
            if version.value_hash == new:
                same = version
            elif version.value_hash not in bases:
                kept.append(version)
                continue
            if place is None:
                place = len(kept)
        kept.insert(len(kept) if place is None else place, same or self._version(operation.value, new))
        if len(kept) > MAX_VERSIONS:
            raise RefusedError("too_many_versions")
        return tuple(kept)

    def _version(self, value: bytes, name: bytes) -> Version:
        written = self._written
        return Version(value, name, written.device, written.number, written.position)

    def _own_set(self, name: str) -> dict[bytes, Member]:
        self._is_touched = True
        members = self._own_sets.get(name)
        if members is None:
            members = self._own_sets[name] = dict(self.sets.get(name, ()))
            self.sets[name] = members
        return members

    def _mark_if_retired(self) -> None:
        """Every set on a retired record marks it, even one that says nothing new: its author saw the record in use."""
        if self.life is Life.RETIRED and not self.is_marked:
            self.is_marked = True
            self._is_touched = True
