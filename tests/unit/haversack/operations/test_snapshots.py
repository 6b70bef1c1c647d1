"""Snapshots from end to end: a keeper makes them, newcomers begin with them, followers find the one that lies."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping

import msgspec
import pytest
import sqlalchemy as sa

from haversack.operations import snapshots
from haversack.operations.beginning import NewVault
from haversack.operations.browsing import show_record
from haversack.operations.editing import edit
from haversack.operations.inviting import ForNewOrganisation, invite
from haversack.operations.looking import Visit, look
from haversack.operations.reporting import status
from haversack.operations.sync_plan import plan
from haversack.operations.synchronising import Wishes, synchronise
from haversack.operations.workspace import Workspace
from haversack.store import outbox, records, schema, snapshot_making, snapshot_notices, snapshot_state
from haversack.store.cost import COST_FLOOR
from haversack.store.outbox import ItemState
from haversack.store.snapshot_notices import Verdict
from haversack_sync.model.authority import Feed
from haversack_sync.model.ids import ObjectId, RecordId
from haversack_sync.model.record import RecordState
from haversack_sync.model.roles import AudienceType, Role
from haversack_sync.model.state_digest import record_digest, state_digest
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.object_lists import decode_objects_request, piece_frames
from haversack_sync.protocol.snapshot_columns import chunks
from haversack_sync.protocol.snapshot_rows import Place, RowReader
from tests.unit.haversack.little_network import HUB_ADDRESS, PASSPHRASE, LittleNetwork, own_organisation, record
from tests.unit.haversack_sync.client.bent_endpoint import BentEndpoint, cut_after


@pytest.fixture(autouse=True)
def _snapshots_of_little_feeds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot_making, "LEAST_TAIL_BYTES", 4_000)


@pytest.fixture
def grown(
    network: LittleNetwork,
    coordinator: Workspace,
    editor: Workspace,
    reader: Workspace,
    monkeypatch: pytest.MonkeyPatch,
) -> LittleNetwork:
    """A feed that has grown, which editor and reader have followed entry by entry; no snapshot is made yet."""
    with monkeypatch.context() as patched:
        patched.setattr(snapshot_making, "LEAST_TAIL_BYTES", 10**9)
        busy(coordinator, 20)
        network.sync(coordinator, editor, reader)
    return network


def library(workspace: Workspace) -> Feed:
    return workspace.feed(AudienceType.OPEN, "library")


def busy(coordinator: Workspace, count: int, *, word: str = "busy") -> None:
    """Let a feed grow: edits that a snapshot need not carry one by one."""
    for number in range(count):
        edit(coordinator, record(coordinator, "topic", "detention"), [f"summary=A {word} year, edit {number}"])


def verdicts(workspace: Workspace) -> list[Verdict]:
    """Return what a computer found about snapshots of the library, the newest first."""
    with workspace.replica.reading() as connection:
        return [one.verdict for one in snapshot_notices.read(connection, library(workspace).handle)]


def entries_here(workspace: Workspace) -> int:
    table = schema.entries
    wanted = sa.select(sa.func.count()).select_from(table).where(table.c.feed == library(workspace).handle)
    with workspace.replica.reading() as connection:
        return connection.execute(wanted).scalar_one()


def confirmed(workspace: Workspace) -> Mapping[RecordId, RecordState]:
    with workspace.replica.reading() as connection:
        return {state.id: state for _, state in records.load_feed(connection, library(workspace).handle)}


def digest(workspace: Workspace) -> bytes:
    """Return the digest of the library's state as it is now."""
    feed, view = library(workspace), workspace.replica.network()
    with workspace.replica.reading() as connection:
        n = connection.execute(sa.select(schema.feeds.c.n).where(schema.feeds.c.feed == feed.handle)).scalar_one()
        stand = snapshot_state.stand_at(connection, view, feed.handle, n)
        assert stand is not None
        return snapshot_state.digest_at(connection, view, feed, stand)[0]


def newcomer(network: LittleNetwork, coordinator: Workspace, name: str) -> Workspace:
    """Let somebody new join, and bring everything here."""
    code = invite(coordinator, ForNewOrganisation(f"Organisation of {name}", "en"), Role.EDITOR)
    network.sync(coordinator)
    workspace = network.enrol(name, code)
    network.sync(workspace)
    return workspace


def test_a_newcomer_begins_with_the_snapshot_and_goes_on_with_the_tail(
    grown: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    network = grown
    network.sync(coordinator)
    edit(coordinator, record(coordinator, "topic", "statelessness"), ["summary=After the snapshot"])
    network.sync(coordinator)

    new = newcomer(network, coordinator, "new")
    network.sync(coordinator, reader, new)

    assert verdicts(coordinator) == [Verdict.RIGHT]
    assert verdicts(reader) == [Verdict.RIGHT]
    assert verdicts(new) == [Verdict.USED]
    assert entries_here(new) < entries_here(reader) - 15
    assert confirmed(new) == confirmed(reader) == confirmed(coordinator)
    assert digest(new) == digest(reader) == digest(coordinator)
    assert snapshots.alarms(reader) == snapshots.alarms(new) == ()


def test_a_little_feed_has_no_snapshot_and_a_grown_one_has_one_only(
    network: LittleNetwork, coordinator: Workspace
) -> None:
    network.sync(coordinator)
    assert verdicts(coordinator) == []

    busy(coordinator, 20)
    network.sync(coordinator)
    network.sync(coordinator)
    network.sync(coordinator)

    assert verdicts(coordinator) == [Verdict.RIGHT]


def test_a_long_absent_computer_takes_the_cheaper_way_and_keeps_what_waits(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace, editor: Workspace
) -> None:
    before = entries_here(reader)
    busy(coordinator, 20)
    network.sync(coordinator)

    network.sync(reader)
    busy(coordinator, 1, word="quiet")
    network.sync(coordinator, reader, editor)

    assert verdicts(reader)[0] is Verdict.USED
    assert entries_here(reader) < before + 10
    assert confirmed(reader) == confirmed(coordinator)
    assert digest(reader) == digest(coordinator) == digest(editor)


def test_an_own_change_in_a_snapshot_waits_no_longer(network: LittleNetwork, coordinator: Workspace) -> None:
    own = coordinator
    busy(own, 30)
    copy = own.vault.folder.name
    network.sync(own)

    new = newcomer(network, own, "second")
    with own.replica.reading() as connection:
        waiting = outbox.count_items(connection, (ItemState.WAITING, ItemState.SENT, ItemState.RECEIVED))
    assert (waiting, copy) == (0, "coordinator")
    assert show_record(new, record(new, "topic", "detention")) is not None


def lying(change: Callable[[snapshot_making.Read], snapshot_making.Read]) -> Callable[..., object]:
    """Return a way to read a feed that a lying keeper would have."""
    honest = snapshot_making.read

    def read(*given: object) -> object:
        found = honest(*given)  # type: ignore[arg-type]  # given as the real one is called
        return change(found) if found is not None else None

    return read


def altered(
    read: snapshot_making.Read, change: Callable[[list[RecordState]], list[RecordState]]
) -> snapshot_making.Read:
    """Return another state than the entries made, consistent in itself."""
    root = read.stand.point.root
    reader = RowReader(Place(read.feed.handle, read.stand.position))
    states = change(list(reader.states(iter(read.chunks))))
    digests = [(bytes(state.id), record_digest(state, root=root)) for state in states]
    return dataclasses.replace(
        read,
        chunks=tuple(chunks(states, read.stand.authors)),
        state=state_digest(read.stand.point, digests, read.stand.authors),
        records=len(states),
    )


def dropped(read: snapshot_making.Read) -> snapshot_making.Read:
    return altered(read, lambda states: states[1:])


def added(read: snapshot_making.Read) -> snapshot_making.Read:
    return altered(read, lambda states: [*states, msgspec.structs.replace(states[0], id=RecordId(b"i never existed!"))])


def rewritten(read: snapshot_making.Read) -> snapshot_making.Read:
    def change(states: list[RecordState]) -> list[RecordState]:
        state = states[0]
        key, versions = next(iter(state.groups.items()))
        other = msgspec.structs.replace(versions[0], value=b"\xa3lie")
        return [msgspec.structs.replace(state, groups={**state.groups, key: (other,)}), *states[1:]]

    return altered(read, change)


def earlier(read: snapshot_making.Read) -> snapshot_making.Read:
    stand = read.stand
    point = msgspec.structs.replace(stand.point, n=stand.point.n - 1)
    return dataclasses.replace(read, stand=dataclasses.replace(stand, point=point))


@pytest.mark.parametrize("lie", [dropped, added, rewritten, earlier])
def test_a_snapshot_that_lies_is_found_by_who_followed_and_told_to_everybody(
    grown: LittleNetwork,
    coordinator: Workspace,
    editor: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    lie: Callable[[snapshot_making.Read], snapshot_making.Read],
) -> None:
    network = grown
    with monkeypatch.context() as patched:
        patched.setattr(snapshot_making, "read", lying(lie))
        network.sync(coordinator)

    network.sync(editor)
    network.sync(editor)
    new = newcomer(network, coordinator, "new")

    assert verdicts(editor) == [Verdict.WRONG]
    (alarm,) = snapshots.alarms(editor)
    assert (alarm.announced.device, alarm.is_own_base) == (coordinator.own, False)
    # The newcomer is not offered it, replays entries, and finds it wrong as well.
    assert set(verdicts(new)) <= {Verdict.WRONG, Verdict.DISPUTED}
    assert confirmed(new) == confirmed(editor)


class CutEndpoint(BentEndpoint):
    """Cuts answers with objects after so many bytes."""

    def __init__(self, network: LittleNetwork, length: int) -> None:
        super().__init__(network.endpoint)
        self._length = length

    def fetch_objects(self, body: bytes) -> Iterator[bytes]:
        yield from cut_after(self._length)(b"".join(self.hub.fetch_objects(body)))


def test_a_cut_anywhere_loses_the_part_in_flight_only(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    busy(coordinator, 20)
    network.sync(coordinator)
    before, whole = confirmed(reader), confirmed(coordinator)
    kept = []
    for length in range(0, 1_000, 200):
        with pytest.raises(LinkError):
            synchronise(reader, CutEndpoint(network, length), Wishes())
        # Nothing of a snapshot is seen before all of it is here.
        assert confirmed(reader) == before
        with reader.replica.reading() as connection:
            kept.append(connection.execute(sa.select(sa.func.count()).select_from(schema.snapshot_parts)).scalar_one())

    network.sync(reader)

    assert kept[-1] > 0
    assert confirmed(reader) == whole


def test_a_snapshot_whose_parts_the_hub_lost_is_given_up_and_entries_come(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    busy(coordinator, 20)
    network.sync(coordinator)

    class Empty(BentEndpoint):
        def fetch_objects(self, body: bytes) -> Iterator[bytes]:
            return piece_frames(decode_objects_request(body), size_of=lambda _: None, read=_nothing, most_bytes=10**6)

    synchronise(reader, Empty(network.endpoint), Wishes())

    # The entries show in the end that it was right.
    assert verdicts(reader) == [Verdict.RIGHT]
    assert confirmed(reader) == confirmed(coordinator)


def _nothing(object_id: ObjectId, start: int, length: int) -> Iterator[bytes]:
    raise AssertionError((object_id, start, length))


def test_a_sync_without_room_for_all_parts_goes_on_another_day(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    busy(coordinator, 20)
    network.sync(coordinator)
    before, whole, used = confirmed(reader), confirmed(coordinator), []
    for _ in range(20):
        result = network.sync(reader, budget=300)
        used.append(result.received_bytes + result.sent_bytes)
        if confirmed(reader) == whole:
            break
        assert confirmed(reader) == before
        assert (result.is_complete, plan(reader).is_whole) == (False, False)

    assert network.sync(reader).is_complete
    assert plan(reader).is_whole
    assert confirmed(reader) == whole
    assert len(used) > 1


def test_who_began_with_a_snapshot_that_lies_can_begin_again_from_the_changes(
    grown: LittleNetwork, coordinator: Workspace, editor: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(snapshot_making, "read", lying(rewritten))
        grown.sync(coordinator)
    new = newcomer(grown, coordinator, "new")
    assert verdicts(new) == [Verdict.USED]
    assert confirmed(new) != confirmed(editor)
    (used,) = status(new).snapshots
    assert (used.shelf, used.computer, used.is_doubted) == ("library", 1, False)
    assert used.changes > 20

    # Editor and coordinator have not met the hub since: now one finds it, and the newcomer is told.
    grown.sync(editor)
    grown.sync(editor, new)
    assert verdicts(new)[-1] is Verdict.DISPUTED
    assert [alarm.is_own_base for alarm in snapshots.alarms(new)] == [True]
    assert [one.is_doubted for one in status(new).snapshots] == [True]

    assert plan(new).is_whole
    assert snapshots.start_over(new) == 1
    assert not plan(new).is_whole
    grown.sync(new)

    assert status(new).snapshots == ()
    assert verdicts(new)[-1] is Verdict.WRONG
    assert confirmed(new) == confirmed(editor)
    assert [alarm.is_own_base for alarm in snapshots.alarms(new)] == [False]
    assert snapshots.start_over(new) == 0


def test_what_waited_here_survives_beginning_again(
    grown: LittleNetwork, coordinator: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    grown.sync(coordinator)
    new = newcomer(grown, coordinator, "new")
    own = own_organisation(new)
    edit(new, own, ["summary=Written before"])

    snapshots.start_over(new)
    grown.sync(new, coordinator)

    assert show_record(coordinator, own) is not None
    with new.replica.reading() as connection:
        assert outbox.count_items(connection, outbox.PENDING) == 0


def test_who_only_looks_around_begins_with_snapshots_too(network: LittleNetwork, coordinator: Workspace) -> None:
    busy(coordinator, 20)
    network.sync(coordinator)
    clock, secret = network.own_clock(), NewVault(network.base / "visitor", PASSPHRASE, COST_FLOOR)
    visitor = network.new_vault(
        "visitor",
        lambda _: look(Visit(secret, HUB_ADDRESS, ""), network.endpoint, clock=clock, wishes=Wishes()),
    )
    network.sync(visitor)

    assert verdicts(visitor) == [Verdict.USED]
    assert confirmed(visitor) == confirmed(coordinator)


def test_old_snapshots_leave_the_hub_after_their_days(network: LittleNetwork, coordinator: Workspace) -> None:
    for word in ("first", "second", "third"):
        busy(coordinator, 30, word=word)
        network.sync(coordinator)
    assert len(verdicts(coordinator)) == 3
    before = network.hub.standing().counts.objects

    network.clock.now += 31 * 86_400
    busy(coordinator, 1)
    network.sync(coordinator)

    assert network.hub.standing().counts.objects < before
    new = newcomer(network, coordinator, "new")
    assert verdicts(new)[-1] is Verdict.USED
    assert confirmed(new) == confirmed(coordinator)
