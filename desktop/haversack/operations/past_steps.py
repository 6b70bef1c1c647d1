"""The changes of one record made once more, one after the other: what each made of each group. Writes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass

from haversack.operations.workspace import Workspace
from haversack.store import history
from haversack.store.outbox import ItemState
from haversack.store.projection import Shown
from haversack_sync.model import merge
from haversack_sync.model.canonical import encode, value_hash
from haversack_sync.model.ids import DeviceId, Position
from haversack_sync.model.operations import Add, Change, Remove, Set
from haversack_sync.model.record import WAITING, Life, RecordState


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one change made of one group.

    Attributes:
        key: The group's.
        name: Names the value.
        value: Canonical bytes of a group.
        elements: Of a set, afterwards; None for a group.
        base: What the author of a group's value had seen there, if that is known.
        shown_before: What people saw in the group until then.
        elements_before: Likewise of a set.
        device: The author's.
        position: Where it was accepted, or `WAITING`.
        moment: Seconds since 1970.
        state: Of the change.
        was_beside: Whether it came to stand beside another value, since its author had not seen that one.
        has_chosen: Whether it took the place of two values or more.
    """

    key: str
    name: bytes
    value: bytes
    elements: tuple[bytes, ...] | None
    base: bytes | None
    shown_before: bytes
    elements_before: tuple[bytes, ...]
    device: DeviceId
    position: Position
    moment: int
    state: str
    was_beside: bool
    has_chosen: bool


@dataclass(frozen=True, slots=True)
class _Made:
    """One change with what is true of it."""

    change: Change
    device: DeviceId
    number: int
    position: Position
    moment: int
    state: str


class Past:
    """Makes the changes of a record once more, one after the other, and tells what each made of each group.

    Attributes:
        is_whole: Whether the record's beginning is here.
    """

    def __init__(self, workspace: Workspace, shown: Shown) -> None:
        """Read the changes; nothing is made yet.

        Args:
            workspace: The open vault.
            shown: The record.
        """
        self._record = shown.state
        self._known: dict[bytes, bytes] = {}
        with workspace.replica.reading() as connection:
            view = workspace.replica.network()
            found = history.read_history(connection, view, shown.state.feed, shown.state.id)
        self.is_whole = found.is_whole
        self._state = None if found.is_whole else _bare(shown.state)
        published = [
            _Made(one.change, one.device, one.number, one.position, one.stamp, ItemState.PUBLISHED.value)
            for one in found.changes
        ]
        waiting = [
            _Made(item.change, workspace.own, item.sequence, WAITING, item.created_ms // 1000, _plain(item.state))
            for item in shown.waiting
            if item.change is not None
        ]
        self._made = published + waiting

    def steps(self) -> Iterator[Step]:
        """Yield what each change made of each group that it touched, oldest first."""
        for made in self._made:
            before = self._state
            try:
                after = merge.apply(
                    before,
                    made.change,
                    feed=self._record.feed,
                    device=made.device,
                    number=made.number,
                    position=made.position,
                )
            except merge.RefusedError:
                continue
            self._state = after
            yield from self._steps_of(made, before or _bare(self._record), after)

    def _steps_of(self, made: _Made, before: RecordState, after: RecordState) -> Iterator[Step]:
        touched: dict[str, Set | None] = {}
        for one in made.change.operations:
            if isinstance(one, Set):
                touched[one.group] = one
            elif isinstance(one, Add | Remove) and self.is_whole:
                touched[one.name] = None
        for key, one_set in touched.items():
            if one_set is not None:
                self._known[value_hash(one_set.value)] = one_set.value
                if after.versions(key) != before.versions(key):
                    yield self._of_group(made, before, after, one_set)
            elif after.elements(key) != before.elements(key):
                yield _of_set(made, before, after, key)

    def _of_group(self, made: _Made, before: RecordState, after: RecordState, one: Set) -> Step:
        key = one.group
        return Step(
            key=key,
            name=value_hash(one.value),
            value=one.value,
            elements=None,
            base=self._known.get(one.bases[0]) if one.bases else b"",
            shown_before=before.shown_bytes(key),
            elements_before=(),
            device=made.device,
            position=made.position,
            moment=made.moment,
            state=made.state,
            was_beside=len(after.versions(key)) > len(before.versions(key)) > 0,
            has_chosen=len(before.versions(key)) > len(after.versions(key)),
        )


def _of_set(made: _Made, before: RecordState, after: RecordState, key: str) -> Step:
    elements = tuple(after.elements(key))
    return Step(
        key=key,
        name=value_hash(encode(list(elements))),
        value=b"",
        elements=elements,
        base=None,
        shown_before=b"",
        elements_before=tuple(before.elements(key)),
        device=made.device,
        position=made.position,
        moment=made.moment,
        state=made.state,
        was_beside=False,
        has_chosen=False,
    )


def _plain(state: ItemState) -> str:
    return (ItemState.WAITING if state is ItemState.HANDED else state).value


def _bare(state: RecordState) -> RecordState:
    """Return a record before anything was said of it."""
    return RecordState(
        state.feed,
        state.id,
        state.kind,
        {},
        {},
        Life.ALIVE,
        edited_after_retired=False,
        created_by=state.created_by,
        created_number=state.created_number,
        created_at=state.created_at,
    )
