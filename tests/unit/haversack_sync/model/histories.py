"""Random histories: devices that edit offline what they see, and meet the hub when it happens to suit them.

What a device sees is the oracle's answer, so that a history does not depend on the model; the model replays it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from hypothesis import strategies as st

from haversack_sync.model.canonical import ABSENT, encode, value_hash
from haversack_sync.model.ids import DeviceId, FeedId, Position, RecordId
from haversack_sync.model.merge import RefusedError, apply
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
from haversack_sync.model.record import RecordState
from tests.unit.haversack_sync.model.oracle import Entry, Step, Text, fold

FEED = FeedId(b"feed-one")
KINDS = ("organisation", "garden")
GROUPS = ("name@en", "address", "plot")
SETS = ("topics", "tools")
TEXTS: tuple[Text, ...] = (None, "a", "b", "c", "d")
ELEMENTS = ("x", "y", "z")

Act = tuple[int, str, int, int, int, bool]
"""Device, what it does, and small numbers to choose a record, a group or set, a value, and whether to resolve."""
_VERBS = (
    *("pull", "push") * 4,
    *("set",) * 6,
    *("both", "add", "remove") * 2,
    *("retire", "restore", "create", "odd"),
)
_BEGUN: tuple[Act, ...] = (
    (0, "create", 0, 0, 1, False),
    (0, "create", 1, 1, 2, False),
    (0, "push", 0, 0, 0, False),
    *((number, "pull", 0, 0, 0, False) for number in range(3)),
)
_ACT: st.SearchStrategy[Act] = st.tuples(
    st.integers(0, 2),
    st.sampled_from(_VERBS),
    st.integers(0, 1),
    st.integers(0, 2),
    st.integers(0, len(TEXTS) - 1),
    st.booleans(),
)
ACTS: st.SearchStrategy[list[Act]] = st.one_of(
    st.lists(_ACT, max_size=60),
    # Two records that everybody knows: most quarrels need that, and random acts seldom come to it.
    st.lists(_ACT, min_size=20, max_size=90).map(lambda acts: [*_BEGUN, *acts]),
)


@dataclass
class Laptop:
    """One device: how much of the log it has, and what it wrote that is not in that part."""

    number: int
    seen: int = 0
    written: list[Entry] = field(default_factory=list)
    pushed: int = 0


@dataclass
class World:
    """Three laptops and a log."""

    log: list[Entry] = field(default_factory=list)
    laptops: list[Laptop] = field(default_factory=lambda: [Laptop(number) for number in range(3)])

    def waiting(self, laptop: Laptop) -> list[Entry]:
        """Return what a laptop wrote and did not see come back."""
        back = sum(entry.device == laptop.number for entry in self.log[: laptop.seen])
        return laptop.written[back:]

    def play(self, act: Act) -> None:
        """Let one laptop do one thing."""
        device, verb, record, place, choice, resolve = act
        laptop = self.laptops[device]
        if verb == "pull":
            laptop.seen = len(self.log)
        elif verb == "push":
            for entry in laptop.written[laptop.pushed :]:
                self.log.append(replace(entry, position=len(self.log) + 1))
            laptop.pushed = len(laptop.written)
        else:
            steps = self._steps(laptop, verb, record, place, choice, resolve=resolve)
            # Laptop 2 sometimes mistakes the kind of a record that it has not seen.
            kind = KINDS[1] if verb == "create" and device == 2 and choice == 0 else KINDS[record % 2]
            laptop.written.append(Entry(device, len(laptop.written), record, kind, steps))

    def _steps(
        self, laptop: Laptop, verb: str, record: int, place: int, choice: int, *, resolve: bool
    ) -> tuple[Step, ...]:
        if verb in ("retire", "restore"):
            return ((verb,),)
        if verb in ("add", "remove"):
            return ((verb, SETS[place % 2], ELEMENTS[choice % 3]),)
        if verb == "odd":
            return ((("unknown",)), ("retire",))
        seen = fold([*self.log[: laptop.seen], *self.waiting(laptop)]).records.get(record)
        versions = seen.groups.get(GROUPS[place], []) if seen else []
        bases = tuple(versions) if resolve else tuple(versions[:1])
        steps: tuple[Step, ...] = (("set", GROUPS[place], bases, TEXTS[choice]),)
        if verb == "both":
            steps = (*steps, ("add", SETS[0], ELEMENTS[choice % 3]), ("set", GROUPS[0], (None,), TEXTS[choice]))
        return (("create",), *steps) if verb == "create" else steps


def as_change(entry: Entry) -> Change:
    """Write an entry of the oracle as a change of the model."""
    operations = tuple(_operation(step) for step in entry.steps)
    return Change(rules=1, record=RecordId(bytes([entry.record] * 16)), kind=entry.kind, operations=operations)


def as_bytes(text: Text) -> bytes:
    """Write a value of the oracle as the model's bytes."""
    return ABSENT if text is None else encode(text)


def _operation(step: Step) -> Operation | UnknownOperation:
    if step[0] == "set" and len(step) == 4:
        bases = () if step[2] == (None,) else tuple(value_hash(as_bytes(base)) for base in step[2])
        return Set(step[1], bases, as_bytes(step[3]))
    if step[0] in ("add", "remove") and len(step) == 3:
        return (Add if step[0] == "add" else Remove)(step[1], encode(step[2]))
    simple: dict[str, Operation | UnknownOperation] = {
        "create": Create(),
        "retire": Retire(),
        "restore": Restore(),
        "unknown": UnknownOperation(77, b"\x91\x4d"),
    }
    return simple[step[0]]


def replayed(entries: Iterable[Entry], states: dict[int, RecordState] | None = None) -> dict[int, RecordState]:
    """Replay entries with the model, onto the given states."""
    after = dict(states or {})
    for entry in entries:
        try:
            after[entry.record] = apply(
                after.get(entry.record),
                as_change(entry),
                feed=FEED,
                device=DeviceId(bytes([entry.device] * 8)),
                number=entry.number,
                position=Position(entry.position),
            )
        except RefusedError:
            continue
    return after


def played(acts: Sequence[Act]) -> World:
    """Play a whole history; at its end all laptops hand in what they wrote."""
    world = World()
    for act in acts:
        world.play(act)
    for laptop in world.laptops:
        world.play((laptop.number, "push", 0, 0, 0, False))
    return world
