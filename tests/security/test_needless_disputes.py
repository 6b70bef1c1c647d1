"""A reader says a thousand times that snapshots are wrong: answers cost the hub no more, and serve as well."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from sqlite3 import Connection

import pytest
import sqlalchemy as sa
from sqlalchemy.pool import Pool

from haversack_sync.hub.database import open_database
from haversack_sync.hub.sqlite_ledger import SqliteLedger
from haversack_sync.model.ids import ObjectId, Position
from haversack_sync.model.roles import Role
from haversack_sync.protocol import sealing
from haversack_sync.protocol.frame_stream import FrameSplitter
from haversack_sync.protocol.head import ReceiptCode
from haversack_sync.protocol.messages import ExchangeRequest, OfferFrame, decode_frame, encode_message
from haversack_sync.protocol.snapshots import DisputeNotice, Listed, SnapshotNotice, encode_index
from tests.simulation.asking import Asker
from tests.simulation.rig import Rig

DIRECTORY = "members/directory"
MANY = 1_000


@dataclass
class Steps:
    """How many steps SQLite's machine does: a row that is read costs some, on every computer the same."""

    connections: list[Connection] = field(default_factory=list)
    count: int = 0

    def step(self) -> int:
        self.count += 1
        return 0

    @contextmanager
    def counted(self) -> Iterator[None]:
        self.count = 0
        for connection in self.connections:
            connection.set_progress_handler(self.step, 1)
        yield
        for connection in self.connections:
            connection.set_progress_handler(None, 1)


@pytest.fixture
def steps() -> Iterator[Steps]:
    found = Steps()

    def opened(connection: Connection, _: object) -> None:
        found.connections.append(connection)

    sa.event.listen(Pool, "connect", opened)
    yield found
    sa.event.remove(Pool, "connect", opened)


@pytest.fixture
def rig(tmp_path: Path, steps: Steps) -> Iterator[Rig]:
    assert steps.count == 0
    database = open_database(tmp_path / "hub.db", migrate=True)
    yield Rig(ledger=SqliteLedger(database))
    database.close()


def keep(author: Asker, data: bytes) -> ObjectId:
    """Upload an object."""
    object_id = ObjectId(sealing.sha256(data))
    assert author.upload(object_id, offset=0, total=len(data), data=data).complete
    return object_id


def snapshot(rig: Rig, coordinator: Asker, *, of: int) -> Position:
    """Let the feed grow to so many entries, and announce a snapshot of them; return the position of its notice."""
    shelf = rig.world.shelves[DIRECTORY]
    with rig.ledger.reading() as moment:
        end = moment.feed_end(shelf.feed)
    here = end.n if end is not None else 0
    coordinator.ask([rig.world.content(coordinator.signer, DIRECTORY, bytes(200)) for _ in range(of - here)])
    with rig.ledger.reading() as moment:
        (last,) = moment.entries(shelf.feed, after=of - 1, up_to=of, at_most=1)
    part = b"part of a snapshot of %d" % of
    index = keep(coordinator, encode_index([Listed(keep(coordinator, part), len(part))]))
    notice = SnapshotNotice(of, last.digest, b"sealed")
    (receipt,) = coordinator.ask([rig.world.notice(coordinator.signer, DIRECTORY, notice, refs=(index,))]).receipts
    assert receipt.code == ReceiptCode.ACCEPTED
    return Position(receipt.position)


def offered(rig: Rig, newcomer: Asker) -> int | None:
    """Ask for a snapshot in the place of the first entries; return of how many entries the hub offers one."""
    ordinal = rig.world.shelves[DIRECTORY].ordinal
    network = newcomer.standing(0).n
    request = ExchangeRequest(((0, network), (ordinal, 0)), (), 0, 0, b"", (), b"", snapshots=(ordinal,))
    body = encode_message(request)
    answer = b"".join(rig.endpoint.exchange(body, newcomer.sign_exchange(body)))
    frames = [decode_frame(payload) for payload in FrameSplitter().feed(answer)]
    found = [frame.n for frame in frames if isinstance(frame, OfferFrame)]
    return found[0] if found else None


def test_a_thousand_disputes_slow_no_answer_down_and_push_no_good_snapshot_out(rig: Rig, steps: Steps) -> None:
    coordinator = rig.found()
    older = snapshot(rig, coordinator, of=40)
    newer = snapshot(rig, coordinator, of=60)
    hostile, newcomer = rig.enrol(coordinator, Role.READER), rig.enrol(coordinator)
    hostile.ask([rig.world.notice(hostile.signer, DIRECTORY, DisputeNotice(newer))])
    with steps.counted():
        assert offered(rig, newcomer) == 40
    before = steps.count

    wishes = [(newer, ()), (older - 1, ()), (older + 1, ()), (older, (ObjectId(b"p" * 32),))]
    entries = hostile.ask().head.position
    for _ in range(MANY // 200):
        disputes = [
            rig.world.notice(hostile.signer, DIRECTORY, DisputeNotice(position), refs=refs)
            for position, refs in wishes * 50
        ]
        rig.clock.ticks += 600
        answer = hostile.ask(disputes)
        assert {receipt.code for receipt in answer.receipts} == {ReceiptCode.FORBIDDEN}
        while len(answer.receipts) < len(disputes):
            # A request ends where its receipts fill their room: what was not looked at is sent again.
            disputes = disputes[len(answer.receipts) :]
            answer = hostile.ask(disputes)

    assert hostile.ask().head.position == entries
    with steps.counted():
        assert offered(rig, newcomer) == 40
    assert 0 < steps.count <= before * 1.05
    with rig.ledger.reading() as moment:
        assert list(moment.needing(ObjectId(b"p" * 32))) == []


def test_what_an_offer_costs_does_not_grow_with_the_feed_or_with_what_was_announced_of_it(
    rig: Rig, steps: Steps
) -> None:
    coordinator = rig.found()
    snapshot(rig, coordinator, of=20)
    newcomer = rig.enrol(coordinator)
    ordinal = rig.world.shelves[DIRECTORY].ordinal
    costs = []
    for entries in (40, 400):
        for of in range(entries, entries + 12):
            snapshot(rig, coordinator, of=of)
        newcomer.ask(ordinals=[0])
        assert newcomer.standing(ordinal).n == 0
        with steps.counted():
            assert offered(rig, newcomer) == entries + 11
        costs.append(steps.count)

    assert costs[1] <= costs[0] * 1.05
