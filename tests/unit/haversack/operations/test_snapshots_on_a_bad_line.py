"""Snapshots on a line that lies: false offers end the sync, altered parts are dropped, and entries come."""

from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec
import pytest
import sqlalchemy as sa

from haversack.operations import snapshots
from haversack.operations.inviting import ForNewOrganisation, invite
from haversack.operations.synchronising import Wishes, synchronise
from haversack.operations.workspace import Workspace
from haversack.store import (
    outbox,
    schema,
    snapshot_collecting,
    snapshot_making,
    snapshot_notices,
    snapshot_parts,
    trust,
    values,
)
from haversack.store.snapshot_notices import Verdict
from haversack_sync.model.ids import FeedId, ObjectId
from haversack_sync.model.roles import Role
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.errors import ProtocolError
from haversack_sync.protocol.frame_stream import FrameSplitter
from haversack_sync.protocol.messages import (
    OfferFrame,
    PieceFrame,
    WireEntry,
    decode_frame,
    encode_frame,
)
from haversack_sync.protocol.snapshots import DisputeNotice, decode_index, encode_notice
from tests.unit.haversack.little_network import LittleNetwork
from tests.unit.haversack.operations.test_snapshots import (
    busy,
    confirmed,
    grown,
    library,
    lying,
    newcomer,
    rewritten,
    verdicts,
)
from tests.unit.haversack_sync.client.bent_endpoint import BentEndpoint

__all__ = ["grown"]


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


def at(change: Callable[[int], int]) -> Callable[[bytes], Iterable[bytes]]:
    """Return a bend by which the hub says of each offered notice that it stands elsewhere."""

    def moved(frame: OfferFrame) -> OfferFrame:
        notice = msgspec.structs.replace(frame.notice, position=change(frame.notice.position))
        return msgspec.structs.replace(frame, notice=notice)

    return with_offer(moved)


def test_a_dispute_reaches_who_began_with_a_snapshot_whatever_place_the_hub_gave_it(
    grown: LittleNetwork, coordinator: Workspace, editor: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(snapshot_making, "read", lying(rewritten))
        grown.sync(coordinator)
    code = invite(coordinator, ForNewOrganisation("Organisation of new", "en"), Role.EDITOR)
    grown.sync(coordinator)
    places: list[int] = []

    def moved(position: int) -> int:
        places.append(position)
        return position - 1

    with monkeypatch.context() as patched:
        patched.setattr(grown, "endpoint", BentEndpoint(grown.endpoint, at(moved)))
        new = grown.enrol("new", code)
        grown.sync(new)
    assert (len(places), verdicts(new)) == (1, [Verdict.USED])

    grown.sync(editor)
    grown.sync(editor, new)

    assert [alarm.is_own_base for alarm in snapshots.alarms(new)] == [True]
    assert [one.is_doubted for one in snapshots.begun(new)] == [True]
    assert snapshots.start_over(new) == 1
    grown.sync(new)
    assert confirmed(new) == confirmed(editor)


def test_a_hub_that_offers_one_notice_in_the_place_of_another_is_not_believed_and_nobody_is_blamed(
    grown: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    grown.sync(coordinator)
    feed = library(coordinator).handle
    with coordinator.replica.reading() as connection:
        (first,) = snapshot_notices.read(connection, feed)
    grown.sync(reader)
    assert verdicts(reader) == [Verdict.RIGHT]
    busy(coordinator, 20)
    grown.sync(coordinator)

    with pytest.raises(ProtocolError):
        synchronise(reader, BentEndpoint(grown.endpoint, at(lambda _: first.position)), Wishes())

    assert verdicts(reader) == [Verdict.RIGHT]
    grown.sync(reader)
    assert confirmed(reader) == confirmed(coordinator)


def test_a_hub_that_offers_two_snapshots_of_a_feed_brings_it_to_one_and_nobody_is_blamed(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    busy(coordinator, 20)
    network.sync(coordinator)
    kept: list[OfferFrame] = []

    def keep(frame: OfferFrame) -> OfferFrame:
        kept.append(frame)
        return frame

    class Stopped(BentEndpoint):
        def fetch_objects(self, body: bytes) -> Iterator[bytes]:
            raise LinkError("no_connection")

    def older(answer: bytes) -> Iterator[bytes]:
        for payload in FrameSplitter().feed(answer):
            frame = decode_frame(payload)
            yield encode_frame(frame)
            if isinstance(frame, OfferFrame):
                yield encode_frame(kept[0])

    with pytest.raises(LinkError):
        synchronise(reader, Stopped(network.endpoint, with_offer(keep)), Wishes())
    with reader.replica.transaction() as connection:
        connection.execute(sa.delete(schema.snapshot_notices))
    busy(coordinator, 20, word="busier")
    network.sync(coordinator)

    synchronise(reader, BentEndpoint(network.endpoint, older), Wishes())
    network.sync(reader)

    assert not set(verdicts(reader)) & {Verdict.WRONG, Verdict.UNUSABLE}
    assert snapshots.alarms(reader) == ()
    assert confirmed(reader) == confirmed(coordinator)


def test_a_keeper_that_lists_another_snapshots_parts_keeps_nobody_busy_for_ever(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    busy(coordinator, 20)
    network.sync(coordinator)
    asked: list[bytes] = []

    class Counting(BentEndpoint):
        def fetch_objects(self, body: bytes) -> Iterator[bytes]:
            asked.append(body)
            assert len(asked) < 20, "asked for the same part again and again"
            return self.hub.fetch_objects(body)

    def read(object_id: ObjectId) -> bytes:
        size = network.hub.object_size(object_id)
        assert size is not None
        return b"".join(network.hub.read_object(object_id, start=0, length=size))

    with coordinator.replica.reading() as connection:
        (announced,) = snapshot_notices.read(connection, library(coordinator).handle)
    part = ObjectId(decode_index(read(announced.index))[0].object)
    with reader.replica.transaction() as connection:
        # As if another snapshot that is on its way listed it as well.
        snapshot_parts.keep(connection, FeedId(b"elsewher"), 9, [(1, part, read(part))], is_own=False)

    synchronise(reader, Counting(network.endpoint), Wishes())

    assert verdicts(reader) == [Verdict.USED]
    assert confirmed(reader) == confirmed(coordinator)


def test_who_has_the_entries_finds_out_whether_a_dispute_is_right(
    grown: LittleNetwork, coordinator: Workspace, editor: Workspace, reader: Workspace
) -> None:
    grown.sync(coordinator)
    feed = library(coordinator).handle
    with coordinator.replica.reading() as connection:
        (announced,) = snapshot_notices.read(connection, feed)
    with editor.replica.transaction() as connection:
        dispute = encode_notice(DisputeNotice(announced.position))
        outbox.queue_notice(connection, dispute, feed=feed, signer=editor.own, created_ms=1)

    grown.sync(editor)
    grown.sync(reader)

    assert verdicts(reader) == [Verdict.RIGHT]
    assert snapshots.alarms(reader) == ()
    new = newcomer(grown, coordinator, "new")
    assert verdicts(new) == [Verdict.RIGHT]
    assert confirmed(new) == confirmed(coordinator)


class Withholding(BentEndpoint):
    """Lets exchanges pass and no object."""

    def fetch_objects(self, body: bytes) -> Iterator[bytes]:
        raise LinkError("stalled")


def test_a_feed_does_not_stand_still_for_parts_that_never_come(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    busy(coordinator, 20)
    network.sync(coordinator)
    for _ in range(3):
        with pytest.raises(LinkError):
            synchronise(reader, Withholding(network.endpoint), Wishes())
        assert verdicts(reader) == [Verdict.OFFERED]

    assert synchronise(reader, Withholding(network.endpoint), Wishes()).is_complete

    assert confirmed(reader) == confirmed(coordinator)
    assert verdicts(reader) == [Verdict.RIGHT]


def test_a_snapshot_that_did_not_come_is_wanted_again_after_a_day(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    busy(coordinator, 20)
    network.sync(coordinator)

    def nothing_more(answer: bytes) -> Iterator[bytes]:
        if verdicts(reader) == [Verdict.LATER]:
            raise LinkError("cut")
        yield answer

    for _ in range(4):
        with pytest.raises(LinkError):
            synchronise(reader, Withholding(network.endpoint, nothing_more), Wishes())
    view, feed = reader.replica.network(), library(reader).handle
    assert verdicts(reader) == [Verdict.LATER]
    with reader.replica.reading() as connection:
        assert snapshot_collecting.unwelcome(connection, trust.load_standings(connection, view)) == {feed}

    network.clock.now += 86_400
    with reader.replica.transaction() as connection:
        values.write_number(connection, values.LAST_CONTACT, network.clock.now)
        assert snapshot_collecting.unwelcome(connection, trust.load_standings(connection, view)) == frozenset()
    network.sync(reader)

    assert verdicts(reader) == [Verdict.USED]
    assert confirmed(reader) == confirmed(coordinator)


class AlteringOnce(BentEndpoint):
    """Alters an answer with objects, once."""

    def __init__(self, network: LittleNetwork, bend: Callable[[bytes], bytes]) -> None:
        super().__init__(network.endpoint)
        self._alter = bend
        self.asked = 0

    def fetch_objects(self, body: bytes) -> Iterator[bytes]:
        self.asked += 1
        answer = b"".join(self.hub.fetch_objects(body))
        yield self._alter(answer) if self.asked == 1 else answer


@pytest.mark.parametrize(
    "bend",
    [lambda answer: answer[:-1] + bytes([answer[-1] ^ 1]), lambda answer: b"<html>log in</html>" + answer],
    ids=["one bit", "a log-in page"],
)
def test_what_was_altered_once_is_asked_for_once_more(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace, bend: Callable[[bytes], bytes]
) -> None:
    busy(coordinator, 20)
    network.sync(coordinator)
    endpoint = AlteringOnce(network, bend)

    synchronise(reader, endpoint, Wishes())

    assert endpoint.asked > 1
    assert verdicts(reader) == [Verdict.USED]
    assert confirmed(reader) == confirmed(coordinator)
