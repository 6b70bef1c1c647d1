"""Who is counted for what, at the limit and one beyond."""

import pytest

from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol import sealing
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.errors import HubRefusal
from haversack_sync.protocol.head import ReceiptCode
from haversack_sync.protocol.limits import HubLimits
from haversack_sync.protocol.messages import ExchangeRequest, encode_message
from haversack_sync.protocol.object_lists import ObjectsRequest
from haversack_sync.protocol.requests import LANE_EXCHANGE, LANE_UPLOADS, RequestAuth
from tests.simulation.asking import Asker
from tests.simulation.receipts import only
from tests.simulation.rig import Rig

LIMITS = HubLimits(
    requests_per_device_and_minute=60,
    request_burst=3,
    unsigned_requests_per_network_and_minute=60,
    courier_bytes_per_network_and_day=86_400,
    object_requests_per_network_and_minute=4,
)


@pytest.fixture
def rig() -> Rig:
    """Return a hub with a founded network and tight limits, as if nobody had asked yet."""
    rig = Rig()
    rig.found()
    rig.restart(limits=LIMITS)
    rig.hub.start()
    return rig


def coordinator_of(rig: Rig) -> Asker:
    coordinator = rig.asker(rig.world.coordinator)
    coordinator.counters = {0: 100}
    return coordinator


def test_a_device_asks_as_often_as_its_burst_and_then_waits(rig: Rig) -> None:
    coordinator = coordinator_of(rig)
    for _ in range(3):
        coordinator.ask()

    with pytest.raises(HubRefusal) as caught:
        coordinator.ask()

    assert (caught.value.reason, caught.value.number) == ("too_many_requests", 1)
    rig.clock.ticks += 1
    assert coordinator.ask().is_whole


def test_nobody_uses_up_a_devices_requests_in_its_name(rig: Rig) -> None:
    body = encode_message(ExchangeRequest(cursors=((0, 0),)))
    for _ in range(30):
        forged = RequestAuth(rig.world.coordinator.handle, LANE_EXCHANGE, 999, bytes(64))
        list(rig.endpoint.exchange(body, forged))

    coordinator = coordinator_of(rig)
    for _ in range(3):
        assert coordinator.ask().is_whole


def test_false_signatures_count_for_the_network_that_they_come_from(rig: Rig) -> None:
    body = encode_message(ExchangeRequest(cursors=((0, 0),)))
    forged = RequestAuth(rig.world.coordinator.handle, LANE_EXCHANGE, 999, bytes(64))
    for _ in range(60):
        list(rig.endpoint.exchange(body, forged))

    with pytest.raises(HubRefusal, match="too_many_requests"):
        rig.asker(None).ask()
    rig.endpoint.network = "198.51.100.0/24"
    assert rig.asker(None).ask().is_whole


def test_strangers_of_one_network_ask_so_often_in_a_minute_and_then_wait(rig: Rig) -> None:
    stranger = rig.asker(None)
    for _ in range(60):
        stranger.ask()

    with pytest.raises(HubRefusal, match="too_many_requests"):
        stranger.ask()
    with pytest.raises(LinkError, match="busy"):
        rig.endpoint.fetch_profile()
    with pytest.raises(LinkError, match="busy"):
        rig.endpoint.register(b"")
    assert coordinator_of(rig).ask().is_whole


def test_couriers_of_one_network_bring_so_many_bytes_in_a_day_and_then_wait(rig: Rig) -> None:
    changes = [
        rig.world.content(rig.world.coordinator, "members/directory", rig.world.random(19_000)) for _ in range(5)
    ]
    courier = rig.asker(None)
    for change in changes[:4]:
        assert only(courier, change).code == ReceiptCode.ACCEPTED

    with pytest.raises(HubRefusal, match="courier_quota"):
        courier.ask([changes[4]])
    assert courier.ask().is_whole
    assert only(coordinator_of(rig), changes[4]).code == ReceiptCode.ACCEPTED


def test_objects_are_asked_for_so_often_from_one_network_and_have_a_count_of_their_own(rig: Rig) -> None:
    data = b"a file"
    name = ObjectId(sealing.sha256(data))
    coordinator = coordinator_of(rig)
    coordinator.counters = {LANE_EXCHANGE: 100, LANE_UPLOADS: 100}
    coordinator.upload(name, offset=0, total=len(data), data=data)
    many = encode_message(ObjectsRequest(((name, 0),)))
    for _ in range(2):
        assert b"".join(rig.endpoint.fetch_object(name, 0)) == data
        assert data in b"".join(rig.endpoint.fetch_objects(many))

    with pytest.raises(LinkError, match="busy"):
        rig.endpoint.fetch_object(name, 0)
    with pytest.raises(LinkError, match="busy"):
        rig.endpoint.fetch_objects(many)
    assert rig.asker(None).ask().is_whole
    rig.endpoint.network = "198.51.100.0/24"
    assert b"".join(rig.endpoint.fetch_object(name, 0)) == data
    rig.endpoint.network = "192.0.2.0/24"
    rig.clock.ticks += 15
    assert b"".join(rig.endpoint.fetch_object(name, 0)) == data


def test_a_freshly_started_process_knows_its_devices(rig: Rig) -> None:
    rig.restart(limits=HubLimits(unsigned_requests_per_network_and_minute=1))
    rig.hub.start()
    coordinator = coordinator_of(rig)

    for _ in range(5):
        assert coordinator.ask().is_whole
