"""Snapshots in a history: keepers that make many of little feeds, perhaps lie, and people who begin again.

What a lie is, only this module and the oracle know; every laptop has to find it out.
"""

import contextlib
import dataclasses
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final
from unittest import mock

import msgspec

from haversack.store import snapshot_making
from haversack.store.snapshot_making import Made, Read
from haversack.store.snapshot_notices import Announced, Verdict
from haversack_sync.hub.snapshots import parts_of
from haversack_sync.model.ids import FeedId, ObjectId
from haversack_sync.model.record import RecordState
from haversack_sync.model.roles import Role
from haversack_sync.model.state_digest import record_digest, state_digest
from haversack_sync.protocol import snapshot_columns, snapshot_packing
from haversack_sync.protocol.snapshot_columns import chunks
from haversack_sync.protocol.snapshot_rows import Place, RowReader
from haversack_sync.protocol.snapshots import object_id
from tests.simulation import snapshots_taken
from tests.simulation.disk import Disk, DiskFull, PowerCut
from tests.simulation.kept import Kept
from tests.simulation.laptop import Laptop
from tests.simulation.replica import SimReplica

if TYPE_CHECKING:
    from tests.simulation.play import History

NEVER: Final = 1 << 30
TAILS: Final = (NEVER, NEVER, 1_200, 3_000)
"""From how many bytes of entries on a keeper makes a snapshot; in half of the histories never."""
PACKED_BYTES: Final = 700
"""A little snapshot has several parts, too."""
CHUNK_BYTES: Final = 200
KEPT_SECONDS: Final = 30 * 24 * 3600
"""So long the hub keeps what it offered."""
ALARMING: Final = (Verdict.WRONG, Verdict.DISPUTED)


class Keepers:
    """The snapshots of a history.

    Attributes:
        tail_bytes: From how many bytes of entries on one is made.
        is_lying: Whether a keeper lies at times.
        kinds: The lies that it tells.
        lies: What is wrong with each snapshot that lies, by its index.
        on_lies: Indexes of snapshots that an honest keeper made of what a lie had told it.
        began_again: Who began again with entries.
        offered: When the hub offered a snapshot to whom last, by laptop and index: the hub's stamp.
    """

    def __init__(self, history: "History", *, tail_bytes: int, is_lying: bool) -> None:
        self._history = history
        self.tail_bytes = tail_bytes
        self.is_lying = is_lying
        self.kinds = tuple(LIES)
        self.lies: dict[ObjectId, str] = {}
        self.on_lies: set[ObjectId] = set()
        self.began_again: set[str] = set()
        self.offered: dict[tuple[str, ObjectId], int] = {}
        self._now = 0

    @property
    def make_some(self) -> bool:
        """Whether there are snapshots in this history at all."""
        return self.tail_bytes < NEVER

    def steps(self) -> tuple[Callable[[Laptop], None], ...]:
        """Return what may happen."""
        return (self._grows, self._grows, self._begins_again, self._history.travels.visit) if self.make_some else ()

    def second_comes(self) -> None:
        """Let a second coordinator take part, who makes snapshots as well."""
        history = self._history
        second = history.founded.second
        disk = Disk(history.founded.laptop(second, knows_network=True))
        history.laptops[second.name] = Laptop(second, disk, history.story, second.name)

    @contextlib.contextmanager
    def at_work(self) -> Iterator[None]:
        """Let snapshots be made of little feeds, and lies be told, for a block."""
        with contextlib.ExitStack() as stack:
            stack.enter_context(mock.patch.object(snapshot_making, "LEAST_TAIL_BYTES", self.tail_bytes))
            if self.make_some:
                stack.enter_context(mock.patch.object(snapshot_packing, "PACKED_BYTES", PACKED_BYTES))
                stack.enter_context(mock.patch.object(snapshot_columns, "CHUNK_BYTES", CHUNK_BYTES))
                stack.enter_context(mock.patch.object(snapshot_making, "pack", self._packing(snapshot_making.pack)))
            yield

    def _packing(self, pack: Callable[..., Made | None]) -> Callable[..., Made | None]:
        def packed(read: Read, **how: object) -> Made | None:
            lie = self._history.choices.of(self.kinds) if self.is_lying else "none"
            bent = LIES[lie](read) if read.records else read
            made = pack(bent, **how)
            if made is not None:
                self._history.story.fault("snapshot made" if bent is read else f"snapshot lies: {lie}")
            if made is not None and bent is not read:
                self.lies[object_id(made.index)] = lie
            elif made is not None and self._is_maker_misled(read, how["random"]):
                self.on_lies.add(object_id(made.index))
            return made

        return packed

    def _is_maker_misled(self, read: Read, random: object) -> bool:
        """Tell whether whoever makes a snapshot, known by their chance, began with a lie in this feed."""
        makers = (one for one in self._history.laptops.values() if one.replica.random == random)
        return any(self.misled(one.disk.durable, read.feed.handle) for one in makers)

    def _grows(self, _: Laptop) -> None:
        """A coordinator writes much at once, and syncs."""
        history = self._history
        coordinators = [
            one for one in history.laptops.values() if one.person.role is Role.COORDINATOR and not one.is_destroyed
        ]
        writer = history.choices.of(coordinators)
        for _again in range(3 + history.choices.pick(5)):
            writer.save(history.people.act(writer))
        history.sync(writer)

    def _begins_again(self, laptop: Laptop) -> None:
        """Somebody who began with a snapshot wants the changes themselves instead."""
        if laptop.disk.durable.bases:
            self.begin_again(laptop)

    def begin_again(self, laptop: Laptop) -> None:
        """Let a laptop begin again with the entries, in the place of its snapshots."""
        replica = laptop.replica
        try:
            if isinstance(replica, SimReplica):
                with replica.transaction():
                    snapshots_taken.start_over(replica.kept)
            else:
                replica.start_over()
        except PowerCut:
            laptop.start()
        except DiskFull:
            return
        self._history.invariants.begin_again(laptop)
        self.began_again.add(laptop.name)
        self._history.story.fault("began again without snapshots")
        self._history.story.tell(laptop.name, "begins again without snapshots")

    def note_copy(self, name: str, twin: str) -> None:
        """Note that a second computer goes on with what a laptop was told."""
        if name in self.began_again:
            self.began_again.add(twin)

    def misled(self, kept: Kept, feed: FeedId) -> bool:
        """Tell whether what a laptop shows of a feed rests on a lie."""
        base = kept.bases.get(feed)
        announced = kept.notices.get((feed, base.notice_position)) if base is not None else None
        return announced is not None and (announced.index in self.lies or announced.index in self.on_lies)

    def has_alarm(self, kept: Kept) -> bool:
        """Tell whether a laptop says that what it shows may rest on a lie."""
        based = (kept.notices.get((feed, base.notice_position)) for feed, base in kept.bases.items())
        return any(one is not None and one.verdict in ALARMING for one in based)

    def note_offers(self, laptop: Laptop) -> None:
        """Remember what the hub offered in the sync that has just ended."""
        self._now = max(self._now, self._history.clock.now)
        for one in snapshots_taken.notices(laptop.disk.durable, verdicts=(Verdict.OFFERED,)):
            self.offered.setdefault((laptop.name, one.index), self._now)

    def lost_part(self, laptop: Laptop, kept: Kept) -> str:
        """Say which offered snapshot is not whole at the hub any more although its days are not over, or nothing."""
        self._now, objects = max(self._now, self._history.clock.now), self._history.machine.objects
        for one in snapshots_taken.notices(kept, verdicts=(Verdict.OFFERED,)):
            since = self.offered.get((laptop.name, one.index))
            if since is None or self._now - since >= KEPT_SECONDS:
                continue
            listed = parts_of(one.index, objects)
            if listed is None or any(objects.size(part) is None for part in listed):
                return f"the hub has lost a part of the snapshot that it offered to {laptop.name}"
        return ""

    def problem(self, laptop: Laptop, kept: Kept, readable: set[FeedId]) -> str:
        """Say which lie an honest follower has not found in the end, or nothing."""
        for one in kept.notices.values():
            if one.index in self.lies and one.feed in readable and one.device != laptop.person.handle:
                base = kept.bases.get(one.feed)
                can_tell = base is None or (base.n <= one.n and not self.misled(kept, one.feed))
                if can_tell and one.verdict not in ALARMING:
                    found = one.verdict.value or "not looked at"
                    return f"{laptop.name} has not found the lie at {one.position}: {found}"
        return ""


def false_alarm(one: Announced, lies: Collection[ObjectId], *, is_misled: bool) -> bool:
    """Tell whether a laptop that nobody misled takes an honest snapshot for a lie."""
    return one.verdict in ALARMING and one.index not in lies and not is_misled


def _bent(read: Read, states: list[RecordState], authors: Mapping[Any, int]) -> Read:
    """Return another state than the entries made, consistent in itself."""
    stand = dataclasses.replace(read.stand, authors=dict(authors))
    digests = [(bytes(state.id), record_digest(state, root=stand.point.root)) for state in states]
    state = state_digest(stand.point, digests, stand.authors)
    laid_out = tuple(chunks(states, stand.authors))
    return dataclasses.replace(read, stand=stand, chunks=laid_out, state=state, records=len(states))


def _states(read: Read) -> list[RecordState]:
    return list(RowReader(Place(read.feed.handle, read.stand.position)).states(iter(read.chunks)))


def _drops(read: Read) -> Read:
    return _bent(read, _states(read)[1:], read.stand.authors)


def _alters(read: Read) -> Read:
    first, *others = _states(read)
    key = next((key for key, versions in first.groups.items() if key != "owner" and versions), None)
    if key is None:
        return read
    lie = msgspec.structs.replace(first.groups[key][0], value=b"\xa3lie")
    return _bent(
        read, [msgspec.structs.replace(first, groups={**first.groups, key: (lie,)}), *others], read.stand.authors
    )


def _states_another(read: Read) -> Read:
    return dataclasses.replace(read, state=bytes(32))


def _numbers_others(read: Read) -> Read:
    """Say that everybody's next changes were in it already."""
    return _bent(read, _states(read), {device: number + 3 for device, number in read.stand.authors.items()})


LIES: Final[dict[str, Callable[[Read], Read]]] = {
    "none": lambda read: read,
    "a record is dropped": _drops,
    "a record is altered": _alters,
    "another state": _states_another,
    "other numbers of authors": _numbers_others,
}
"""The first is the harmless one."""
