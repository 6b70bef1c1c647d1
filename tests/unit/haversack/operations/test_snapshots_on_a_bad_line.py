"""Snapshots on a line that lies: false offers end the sync, altered parts are dropped, and entries come."""

from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec
import pytest

from haversack.operations.synchronising import Wishes, synchronise
from haversack.operations.workspace import Workspace
from haversack.store import snapshot_making
from haversack.store.snapshot_notices import Verdict
from haversack_sync.protocol.errors import ProtocolError
from haversack_sync.protocol.messages import (
    FrameSplitter,
    OfferFrame,
    PieceFrame,
    WireEntry,
    decode_frame,
    encode_frame,
)
from tests.unit.haversack.little_network import LittleNetwork
from tests.unit.haversack.operations.test_snapshots import busy, confirmed, verdicts
from tests.unit.haversack_sync.client.bent_endpoint import BentEndpoint


@pytest.fixture(autouse=True)
def _snapshots_of_little_feeds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot_making, "LEAST_TAIL_BYTES", 4_000)


def with_offer(change: Callable[[OfferFrame], OfferFrame]) -> Callable[[bytes], Iterable[bytes]]:
    """Return a bend that changes the offers of an answer."""

    def bend(answer: bytes) -> Iterator[bytes]:
        for payload in FrameSplitter().feed(answer):
            frame = decode_frame(payload)
            yield encode_frame(change(frame) if isinstance(frame, OfferFrame) else frame)

    return bend


def replacing(part: Mapping[str, object]) -> Callable[[OfferFrame], OfferFrame]:
    return lambda frame: msgspec.structs.replace(frame, **part)


FALSE_OFFERS: list[dict[str, object]] = [
    {"mark": bytes(64)},
    {"n": 1},
    {"n": 10_000},
    {"position": 10_000},
    {"ordinal": 0},
    {"ordinal": 99},
    {"notice": WireEntry(10_000, 1, 0, b"\x01\x03")},
]


def test_an_offer_that_the_hub_did_not_sign_ends_the_sync_and_keeps_nothing(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    busy(coordinator, 20)
    network.sync(coordinator)
    before = confirmed(reader)
    for part in FALSE_OFFERS:
        bend = with_offer(replacing(part))

        with pytest.raises(ProtocolError):
            synchronise(reader, BentEndpoint(network.endpoint, bend), Wishes())

        assert (confirmed(reader), verdicts(reader)) == (before, [])
    network.sync(reader)
    assert confirmed(reader) == confirmed(coordinator)


def test_an_altered_part_is_dropped_and_entries_come(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    busy(coordinator, 20)
    network.sync(coordinator)

    class Altering(BentEndpoint):
        def fetch_objects(self, body: bytes) -> Iterator[bytes]:
            for payload in FrameSplitter().feed(b"".join(self.hub.fetch_objects(body))):
                frame = decode_frame(payload)
                assert isinstance(frame, PieceFrame)
                yield encode_frame(msgspec.structs.replace(frame, data=bytes(len(frame.data))))

    synchronise(reader, Altering(network.endpoint), Wishes())

    # The entries show in the end that it was right.
    assert verdicts(reader) == [Verdict.RIGHT]
    assert confirmed(reader) == confirmed(coordinator)
