"""Short ways to write changes and states in tests."""

from collections.abc import Sequence

from haversack_sync.model.canonical import ABSENT, Value, encode, value_hash
from haversack_sync.model.ids import DeviceId, FeedId, Position, RecordId
from haversack_sync.model.merge import apply
from haversack_sync.model.operations import Add, Change, Create, Operation, Set, UnknownOperation
from haversack_sync.model.record import RecordState

FEED = FeedId(b"members!")
RECORD = RecordId(b"shelter-in-malmo")
TOPIC = RecordId(b"topic-is-housing")
AMAL = DeviceId(b"amal-pc!")
BEN = DeviceId(b"ben-pc-2")


def put(group: str, value: Value, *bases: Value) -> Set:
    """Set a group; None as value removes, no bases means that there was no value, None among several is absent."""
    return Set(group, tuple(value_hash(raw(base)) for base in bases), raw(value))


def raw(value: Value) -> bytes:
    """Return a value's bytes; None is absent."""
    return ABSENT if value is None else encode(value)


def change(*operations: Operation | UnknownOperation, kind: str = "organisation", rules: int = 1) -> Change:
    """Make a change of the one record that these tests know."""
    return Change(rules=rules, record=RECORD, kind=kind, operations=operations)


def after(state: RecordState | None, *changes: Change, device: DeviceId = AMAL, position: int = 1) -> RecordState:
    """Apply changes in growing positions."""
    for number, one in enumerate(changes):
        state = apply(state, one, feed=FEED, device=device, number=number, position=Position(position + number))
    if state is None:
        raise AssertionError("no change, no record")
    return state


def record(
    groups: dict[str, Value], sets: dict[str, Sequence[Value]] | None = None, *, kind: str = "organisation"
) -> RecordState:
    """Make a record with these values."""
    adds = [Add(name, encode(element)) for name, elements in (sets or {}).items() for element in elements]
    puts = [put(group, value) for group, value in groups.items()]
    return after(None, change(Create(), *puts, *adds, kind=kind))


def values(state: RecordState, group: str) -> list[bytes]:
    """Return the values of all versions of a group."""
    return [version.value for version in state.versions(group)]
