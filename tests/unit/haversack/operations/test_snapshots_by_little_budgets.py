"""Snapshots where a sync may use less than a part of one weighs: each gets on by what it spends, or entries come."""

import random
from collections.abc import Iterator, Sequence

import msgspec
import pytest

from haversack.operations.editing import edit
from haversack.operations.synchronising import SyncResult, Wishes, synchronise
from haversack.operations.workspace import Workspace
from haversack.store import snapshot_collecting, snapshot_making, snapshot_notices, snapshot_parts, trust
from haversack.store.offered_snapshots import VaultSnapshots
from haversack.store.snapshot_notices import Verdict
from haversack_sync.client.ports import MissingPart, OfferedSnapshot
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.frame_stream import FrameSplitter
from haversack_sync.protocol.messages import PieceFrame, decode_frame, encode_frame
from haversack_sync.protocol.object_lists import decode_objects_request
from tests.unit.haversack.little_network import LittleNetwork, own_organisation, record
from tests.unit.haversack.operations.test_snapshots import busy, confirmed, library, verdicts
from tests.unit.haversack_sync.client.bent_endpoint import BentEndpoint

LANGUAGES = ("en", "fr", "es", "ar", "de", "it", "pt", "ru", "tr", "fa")


@pytest.fixture(autouse=True)
def _snapshots_of_little_feeds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot_making, "LEAST_TAIL_BYTES", 4_000)


def heavy(network: LittleNetwork, coordinator: Workspace) -> None:
    """Make a snapshot of a few parts, the largest of nearly 30 KiB: text that does not pack."""
    chance = random.Random(1)
    for _ in range(2):
        for language in LANGUAGES:
            text = chance.randbytes(4_000).hex()
            edit(coordinator, record(coordinator, "topic", "detention"), [f"summary@{language}={text}"])
    network.sync(coordinator)
    assert verdicts(coordinator) == [Verdict.OPEN]


def standing(workspace: Workspace) -> tuple[object, ...]:
    """Return everything that could have moved of the library: entries, records' feed, parts, and what came of one."""
    feed = library(workspace)
    with workspace.replica.reading() as connection:
        here = trust.load_standing(connection, workspace.replica.network(), feed.handle)
        begun = snapshot_parts.begun(connection, feed.handle)
        return here, snapshot_parts.here(connection), begun, verdicts(workspace)


def sync_until_whole(network: LittleNetwork, workspace: Workspace, *, budget: int, most: int) -> list[SyncResult]:
    """Sync again and again; each time something must have moved, and nothing may be called whole before it is."""
    results: list[SyncResult] = []
    while not results or not results[-1].is_complete:
        before = standing(workspace)
        results.append(network.sync(workspace, budget=budget))
        assert standing(workspace) != before or results[-1].is_complete, f"sync {len(results)} moved nothing"
        assert len(results) < most
    return results


def test_budgets_below_and_around_one_part_bring_the_snapshot_piece_by_piece(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace, editor: Workspace
) -> None:
    heavy(network, coordinator)

    least = sync_until_whole(network, reader, budget=9_000, most=20)
    sync_until_whole(network, editor, budget=29_000, most=8)

    assert len(least) >= 4
    for workspace in (reader, editor):
        assert verdicts(workspace) == [Verdict.USED]
        assert confirmed(workspace) == confirmed(coordinator)
        with workspace.replica.reading() as connection:
            assert snapshot_parts.begun(connection, library(workspace).handle) is None


def test_a_budget_that_the_exchange_spends_brings_entries_after_a_few_syncs(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    busy(coordinator, 20)
    network.sync(coordinator)
    before = confirmed(reader)
    for _ in range(20):
        network.sync(reader, budget=100)
        if confirmed(reader) != before:
            break

    assert verdicts(reader) in ([Verdict.LATER], [Verdict.RIGHT])
    assert confirmed(reader) != before


class CutShort(BentEndpoint):
    """Breaks after the first frame of each answer with objects."""

    def fetch_objects(self, body: bytes) -> Iterator[bytes]:
        for payload in FrameSplitter().feed(b"".join(self.hub.fetch_objects(body))):
            frame = decode_frame(payload)
            assert isinstance(frame, PieceFrame)
            yield encode_frame(msgspec.structs.replace(frame, data=frame.data[:5_000]))
            raise LinkError("cut")


def test_a_line_that_breaks_inside_every_part_brings_all_of_it_in_the_end(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    heavy(network, coordinator)
    for _ in range(40):
        try:
            synchronise(reader, CutShort(network.endpoint), Wishes())
        except LinkError:
            continue
        break

    assert verdicts(reader) == [Verdict.USED]
    assert confirmed(reader) == confirmed(coordinator)


class Altering(BentEndpoint):
    """Flips a bit of every byte of objects."""

    def fetch_objects(self, body: bytes) -> Iterator[bytes]:
        for payload in FrameSplitter().feed(b"".join(self.hub.fetch_objects(body))):
            frame = decode_frame(payload)
            assert isinstance(frame, PieceFrame)
            yield encode_frame(msgspec.structs.replace(frame, data=bytes(len(frame.data))))


def test_a_part_that_comes_wrong_sync_by_sync_is_given_up_although_no_sync_sees_it_twice(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    heavy(network, coordinator)
    for _ in range(40):
        synchronise(reader, Altering(network.endpoint), Wishes(budget_bytes=9_000))
        if verdicts(reader) != [Verdict.OFFERED]:
            break

    assert verdicts(reader)[0] in (Verdict.UNUSABLE, Verdict.LATER)
    network.sync(reader)
    assert confirmed(reader) == confirmed(coordinator)


def test_what_came_wrong_before_a_budget_ended_is_dropped_and_the_part_comes_anew(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    heavy(network, coordinator)
    while _begun(reader) < 9_000:
        network.sync(reader, budget=12_000)
    with reader.replica.transaction() as connection:
        feed = library(reader).handle
        kept = snapshot_parts.begun(connection, feed)
        assert kept is not None
        snapshot_parts.keep_begun(connection, feed, kept[0], bytes(len(kept[1])))

    network.sync(reader)

    assert verdicts(reader) == [Verdict.USED]
    assert confirmed(reader) == confirmed(coordinator)


def _begun(workspace: Workspace) -> int:
    with workspace.replica.reading() as connection:
        begun = snapshot_parts.begun(connection, library(workspace).handle)
    return len(begun[1]) if begun is not None else 0


class Withholding(BentEndpoint):
    """Lets everything pass but one object."""

    def __init__(self, network: LittleNetwork, withheld: ObjectId) -> None:
        super().__init__(network.endpoint)
        self._withheld = withheld

    def fetch_objects(self, body: bytes) -> Iterator[bytes]:
        if self._withheld in {one for one, _ in decode_objects_request(body).wanted}:
            raise LinkError("stalled")
        return self.hub.fetch_objects(body)


def test_urgent_snapshots_come_first_and_one_that_does_not_come_holds_up_no_other(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy(coordinator, 20)
    for number in range(20):
        edit(coordinator, own_organisation(reader), [f"summary=A busy year, edit {number}"])
    network.sync(coordinator)
    applied: list[str] = []
    use = VaultSnapshots.use

    def noted(snapshots: VaultSnapshots, snapshot: OfferedSnapshot) -> int:
        view = reader.replica.network()
        with reader.replica.reading() as connection:
            applied.append(trust.shelf_name(connection, view, view.authority.feeds[snapshot.feed]))
        return use(snapshots, snapshot)

    monkeypatch.setattr(VaultSnapshots, "use", noted)
    with coordinator.replica.reading() as connection:
        notices = snapshot_notices.read(connection)
    assert len(notices) == 2
    directory = next(one for one in notices if one.feed != library(coordinator).handle)

    line = Withholding(network, directory.index)
    with pytest.raises(LinkError):
        synchronise(reader, line, Wishes())
    with reader.replica.reading() as connection:
        order = snapshot_collecting.in_order(connection, reader.replica.network())
    assert (applied, [one.feed for one in order][-1]) == ([], directory.feed)

    with pytest.raises(LinkError):
        synchronise(reader, line, Wishes())
    assert applied == ["library"]

    network.sync(reader)
    assert applied == ["library", "directory"]


def test_snapshots_come_in_the_order_in_which_people_need_them(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(20):
        edit(coordinator, own_organisation(reader), [f"summary=A busy year, edit {number}"])
    network.sync(coordinator)
    busy(coordinator, 20)
    network.sync(coordinator)
    asked: list[tuple[int, str]] = []
    missing = VaultSnapshots.missing

    def noted(snapshots: VaultSnapshots, snapshot: OfferedSnapshot) -> Sequence[MissingPart]:
        view = reader.replica.network()
        with reader.replica.reading() as connection:
            feed = view.authority.feeds[snapshot.feed]
            asked.append(trust.urgency(trust.shelf_name(connection, view, feed)))
        return missing(snapshots, snapshot)

    monkeypatch.setattr(VaultSnapshots, "missing", noted)
    network.sync(reader)

    assert list(dict.fromkeys(shelf for _, shelf in asked)) == ["directory", "library"]
