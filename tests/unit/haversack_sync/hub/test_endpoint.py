"""The hub as an endpoint: what HTTP would say, said without it."""

import pytest

from haversack_sync.hub.endpoint import HubEndpoint
from haversack_sync.hub.errors import StorageError
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol import sealing
from haversack_sync.protocol.endpoint import LinkError, SyncEndpoint
from haversack_sync.protocol.requests import LANE_UPLOADS, RequestAuth, RequestLine
from tests.simulation.rig import Rig

DATA = b"sealed bytes"
NAME = ObjectId(sealing.sha256(DATA))


def test_it_is_what_clients_expect(rig: Rig) -> None:
    endpoint: SyncEndpoint = HubEndpoint(rig.hub)

    assert not endpoint.is_stored


def test_before_founding_there_is_nothing(rig: Rig) -> None:
    for ask in (
        rig.endpoint.fetch_profile,
        lambda: rig.endpoint.exchange(b"", None),
        lambda: rig.endpoint.fetch_object(NAME, 0),
    ):
        with pytest.raises(LinkError) as caught:
            ask()
        assert caught.value.what == "not_found"


def test_nonsense_is_not_answered(rig: Rig) -> None:
    rig.found()

    for ask in (lambda: rig.endpoint.register(b"nonsense"), lambda: rig.endpoint.exchange(b"nonsense", None)):
        with pytest.raises(LinkError) as caught:
            ask()
        assert caught.value.what == "not_our_hub"


@pytest.mark.parametrize(
    "target", ["/v1/objects/zz?offset=0&total=1", "/v1/objects/00", "/v1/objects/00?offset=a&total=1"]
)
def test_a_slice_for_no_object_is_not_answered(rig: Rig, target: str) -> None:
    rig.found()
    auth = RequestAuth(rig.world.coordinator.handle, LANE_UPLOADS, 1, bytes(64))

    with pytest.raises(LinkError, match="not_our_hub"):
        rig.endpoint.upload(RequestLine("PUT", target, b""), auth)


def test_an_object_is_fetched_from_any_offset_inside_it(rig: Rig) -> None:
    coordinator = rig.found()
    coordinator.upload(NAME, offset=0, total=len(DATA), data=DATA)

    assert b"".join(rig.endpoint.fetch_object(NAME, 7)) == DATA[7:]
    with pytest.raises(LinkError, match="cut"):
        rig.endpoint.fetch_object(NAME, len(DATA))


def test_a_failing_disk_is_a_busy_hub(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> bytes:
        raise StorageError("OperationalError")

    for name in ("profile", "register", "exchange"):
        monkeypatch.setattr(rig.hub, name, fail)

    for ask in (
        rig.endpoint.fetch_profile,
        lambda: rig.endpoint.register(b""),
        lambda: rig.endpoint.exchange(b"", None),
    ):
        with pytest.raises(LinkError, match="busy"):
            ask()
