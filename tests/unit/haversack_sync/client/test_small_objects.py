"""Many small objects whole: no more is listed than the answer can bring, and limits hold in the middle of one."""

from collections.abc import Callable, Iterator

import pytest

from haversack_sync.client.conditions import Conditions, Limits
from haversack_sync.client.session import Session
from haversack_sync.client.small_objects import Small, fetch_whole
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol import sealing
from haversack_sync.protocol.limits import FIRST_ANSWER_BYTES
from haversack_sync.protocol.object_lists import ObjectsRequest, decode_objects_request
from tests.simulation.world import FixedRandom
from tests.unit.haversack_sync.client.bent_endpoint import BentEndpoint
from tests.unit.haversack_sync.client.client_rig import ClientRig

SIZE = 500
COUNT = 300
DATA = {ObjectId(sealing.sha256(data)): data for data in (FixedRandom(str(n))(SIZE) for n in range(COUNT))}
AROUND = 100
"""What a frame and an object's place in a list cost beside its bytes."""


class Listed(BentEndpoint):
    """A hub that notes what is asked for, and lets a test see each piece of an answer."""

    lists: list[ObjectsRequest]
    seen: Callable[[], None] = staticmethod(lambda: None)

    def fetch_objects(self, body: bytes) -> Iterator[bytes]:
        self.lists.append(decode_objects_request(body))
        for piece in self.hub.fetch_objects(body):
            yield piece
            self.seen()


@pytest.fixture(scope="module")
def rig() -> ClientRig:
    rig = ClientRig()
    for name, data in DATA.items():
        rig.coordinator.upload(name, offset=0, total=SIZE, data=data)
    return rig


@pytest.fixture
def line(rig: ClientRig) -> Listed:
    line = Listed(rig.rig.endpoint)
    line.lists = []
    return line


def fetched(
    rig: ClientRig, line: Listed, limits: Callable[[], Limits] = Limits
) -> tuple[bool, dict[ObjectId, bytes], int]:
    """Fetch all objects; return whether all came, what came, and what it cost."""
    kept: dict[ObjectId, bytes] = {}
    session = Session(rig.laptop().replica, line, Conditions(lambda: 0.0, FixedRandom("get"), limits_now=limits))
    begun: dict[ObjectId, bytes] = {}
    is_all = fetch_whole(session, [Small(name, SIZE) for name in DATA], kept.__setitem__, begun.__setitem__)
    return is_all, kept, session.report.used_bytes


def test_no_more_is_listed_than_the_answer_can_bring_and_all_of_it_comes(rig: ClientRig, line: Listed) -> None:
    is_all, kept, used = fetched(rig, line)

    assert (is_all, kept) == (True, DATA)
    assert len(line.lists[0].wanted) <= FIRST_ANSWER_BYTES // SIZE + 1
    assert len({name for one in line.lists for name, _ in one.wanted}) == COUNT
    assert sum(len(one.wanted) for one in line.lists) <= COUNT + 2 * len(line.lists) + COUNT // 10
    assert used <= COUNT * (SIZE + AROUND)


@pytest.mark.parametrize("budget", [100, 3_000, 20_000])
def test_the_request_counts_into_the_budget_and_every_budget_brings_something(
    rig: ClientRig, line: Listed, budget: int
) -> None:
    is_all, kept, used = fetched(rig, line, lambda: Limits(budget))

    assert not is_all
    assert kept
    assert used <= budget + SIZE + 2 * AROUND


def test_a_limit_that_comes_in_the_middle_of_an_answer_ends_it_within_a_frame(rig: ClientRig, line: Listed) -> None:
    limits = [Limits()]

    def now_it_ends() -> None:
        limits[0] = Limits(0)

    line.seen = now_it_ends
    is_all, kept, _ = fetched(rig, line, lambda: limits[0])

    assert not is_all
    assert len(kept) <= 2
