"""What is said of own changes where a snapshot stands in the place of their entries: only what the hub has signed."""

import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import sqlalchemy as sa

from haversack.operations import snapshots
from haversack.operations.browsing import show_record
from haversack.operations.editing import edit
from haversack.operations.synchronising import Wishes, synchronise
from haversack.operations.workspace import Workspace
from haversack.store import outbox, schema, snapshot_making, snapshot_notices, succession
from haversack.store.outbox import ItemState
from haversack.store.snapshot_notices import Verdict
from haversack_sync.model.authority import Feed
from haversack_sync.model.canonical import encode
from haversack_sync.model.ids import DeviceId, RecordId
from haversack_sync.model.operations import Change, Set
from haversack_sync.protocol.endpoint import LinkError
from tests.unit.haversack.little_network import LittleNetwork, own_organisation, record
from tests.unit.haversack.operations.test_snapshots import altered, lying
from tests.unit.haversack.store.test_succession import twin_of
from tests.unit.haversack.truth import false_words, stick_of
from tests.unit.haversack_sync.client.bent_endpoint import BentEndpoint, cut_after

EVERYTHING = 10**7


@pytest.fixture(autouse=True)
def _snapshots_of_little_feeds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot_making, "LEAST_TAIL_BYTES", 4_000)


def directory(workspace: Workspace) -> Feed:
    """Return the feed that holds the own organisation."""
    with workspace.replica.reading() as connection:
        table = schema.records
        feed = connection.execute(sa.select(table.c.feed).where(table.c.id == own_organisation(workspace))).scalar_one()
    return workspace.replica.network().authority.feeds[feed]


def grow(network: LittleNetwork, coordinator: Workspace, feed: Feed, count: int = 20) -> None:
    """Let a feed grow by changes of others, and its keeper make a snapshot of it."""
    network.sync(coordinator)
    hill = record(coordinator, "organisation", "hill")
    for number in range(count):
        change = Change(1, hill, "organisation", (Set("services@en", (), encode(f"Doctors {number}")),))
        with coordinator.replica.transaction() as connection:
            outbox.queue_change(connection, change, feed=feed.handle, signer=coordinator.own, created_ms=1)
    network.sync(coordinator)
    network.sync(coordinator)


def verdicts(workspace: Workspace, feed: Feed) -> list[Verdict]:
    with workspace.replica.reading() as connection:
        return [one.verdict for one in snapshot_notices.read(connection, feed.handle)]


def last_row(workspace: Workspace) -> "sa.Row[tuple[object, ...]]":
    table = schema.outbox
    with workspace.replica.reading() as connection:
        return connection.execute(sa.select(table).order_by(table.c.sequence.desc()).limit(1)).one()


def states(workspace: Workspace) -> Sequence[str]:
    """Return the states of what is not published."""
    table = schema.outbox
    with workspace.replica.reading() as connection:
        rows = connection.execute(sa.select(table.c.state).order_by(table.c.sequence)).scalars().all()
    return [state for state in rows if state != ItemState.PUBLISHED.value]


def text_of(workspace: Workspace, shown: RecordId) -> str:
    return repr(show_record(workspace, shown))


def lose_the_answer(network: LittleNetwork, workspace: Workspace) -> None:
    """Let changes reach the hub, and its answer get lost."""
    with pytest.raises(LinkError):
        synchronise(workspace, BentEndpoint(network.endpoint, cut_after(0)), Wishes())


def send_into_nothing(workspace: Workspace) -> None:
    """Let changes leave this computer and never arrive."""
    workspace.replica.left_computer(workspace.replica.hand_over(EVERYTHING).envelopes)


def write_where_it_may_not(editor: Workspace) -> None:
    """Change another organisation's record: the hub takes it, since it cannot read, and the rules refuse it."""
    change = Change(1, record(editor, "organisation", "hill"), "organisation", (Set("acronym", (), encode("MINE")),))
    with editor.replica.transaction() as connection:
        feed = directory(editor).handle
        outbox.queue_change(connection, change, feed=feed, signer=editor.own, created_ms=1)


@pytest.mark.parametrize("is_by_stick", [True, False], ids=["stick", "hub"])
def test_in_a_copied_vault_a_snapshot_makes_nobody_call_a_lost_text_published(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace, tmp_path: Path, is_by_stick: bool
) -> None:
    network.sync(editor)
    twin = twin_of(network, editor)
    first = network.open("editor")
    own, feed = own_organisation(first), directory(first)
    edit(first, own, ["services=Advice"])
    network.sync(first)
    grow(network, coordinator, feed)
    edit(twin, own, ["acronym=RVS"])
    send_into_nothing(twin)

    synchronise(twin, stick_of(network, tmp_path / "stick") if is_by_stick else network.endpoint, Wishes())

    assert verdicts(twin, feed)[0] is Verdict.USED
    assert false_words(network, twin) == []
    assert "RVS" in text_of(twin, own)
    assert "Advice" in text_of(twin, own)
    if is_by_stick:
        assert states(twin) == [ItemState.SENT.value]
    network.sync(twin, twin, first)
    assert states(twin) == [ItemState.SAID_AGAIN.value]
    assert false_words(network, twin, first) == []
    for workspace in (twin, first):
        assert "RVS" in text_of(workspace, own)


def test_what_the_hub_took_without_an_answer_is_published_when_its_receipt_comes(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace, tmp_path: Path
) -> None:
    own, feed = own_organisation(editor), directory(editor)
    edit(editor, own, ["services=Advice"])
    lose_the_answer(network, editor)
    grow(network, coordinator, feed)

    synchronise(editor, stick_of(network, tmp_path / "stick"), Wishes())

    assert verdicts(editor, feed)[0] is Verdict.USED
    assert states(editor) == [ItemState.SENT.value]
    shown = show_record(editor, own)
    assert "Advice" in repr(shown)
    assert not shown.versions
    network.sync(editor)
    assert states(editor) == []
    assert last_row(editor).position
    assert false_words(network, editor) == []


def test_what_has_its_receipt_before_the_snapshot_comes_is_published_by_it(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    own, feed = own_organisation(editor), directory(editor)
    edit(editor, own, ["services=Advice"])
    lose_the_answer(network, editor)
    grow(network, coordinator, feed)

    network.sync(editor)

    assert verdicts(editor, feed)[0] is Verdict.USED
    assert states(editor) == []
    assert false_words(network, editor) == []


def test_what_the_rules_refused_is_not_called_published_by_a_snapshot(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    feed = directory(editor)
    write_where_it_may_not(editor)
    lose_the_answer(network, editor)
    grow(network, coordinator, feed)

    network.sync(editor)

    assert verdicts(editor, feed)[0] is Verdict.USED
    row = last_row(editor)
    assert (row.state, row.reason) == (ItemState.REFUSED.value, "not_owner")


def test_a_snapshot_with_numbers_that_were_never_sealed_here_tells_of_a_copy(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace, tmp_path: Path
) -> None:
    network.sync(editor)
    old = twin_of(network, editor)
    first = network.open("editor")
    own, feed, before = own_organisation(first), directory(first), old.own
    edit(first, own, ["services=Advice"])
    network.sync(first)
    grow(network, coordinator, feed)

    synchronise(old, stick_of(network, tmp_path / "stick"), Wishes())

    with old.replica.reading() as connection:
        assert succession.is_copied(connection)
    edit(old, own, ["acronym=RVS"])
    network.sync(old, old, first)
    assert old.own != before
    assert first.own == before
    assert false_words(network, old, first) == []
    assert "RVS" in text_of(first, own)


def without(gone: RecordId) -> Callable[[snapshot_making.Read], snapshot_making.Read]:
    """Return a lie that leaves out one record."""
    return lambda read: altered(read, lambda found: [state for state in found if state.id != gone])


def counting(device: DeviceId, change: Callable[[int], int]) -> Callable[[snapshot_making.Read], snapshot_making.Read]:
    """Return a lie about how far somebody's chain is in a feed."""

    def lie(read: snapshot_making.Read) -> snapshot_making.Read:
        authors = {**read.stand.authors, device: change(read.stand.authors.get(device, -1))}
        stand = dataclasses.replace(read.stand, authors={one: n for one, n in authors.items() if n >= 0})
        return altered(dataclasses.replace(read, stand=stand), lambda states: states)

    return lie


def test_a_keeper_who_counts_a_change_that_never_arrived_hides_nothing_and_is_found(
    network: LittleNetwork,
    coordinator: Workspace,
    editor: Workspace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own, feed = own_organisation(editor), directory(editor)
    edit(editor, own, ["services=Advice"])
    send_into_nothing(editor)
    number = last_row(editor).number
    with monkeypatch.context() as patched:
        patched.setattr(snapshot_making, "read", lying(counting(editor.own, lambda _: number)))
        grow(network, coordinator, feed)

    synchronise(editor, stick_of(network, tmp_path / "stick"), Wishes())

    assert verdicts(editor, feed)[0] is Verdict.USED
    assert states(editor) == [ItemState.SENT.value]
    network.sync(editor)
    assert false_words(network, editor) == []
    assert "Advice" in text_of(editor, own)
    assert [alarm.is_own_base for alarm in snapshots.alarms(editor)] == [True]
    snapshots.start_over(editor)
    network.sync(editor, editor)
    assert states(editor) == []
    assert "Advice" in text_of(editor, own)


@pytest.mark.parametrize("is_whole", [True, False], ids=["number", "record"])
def test_a_snapshot_without_an_own_change_that_the_hub_signed_for_is_not_used(
    network: LittleNetwork,
    coordinator: Workspace,
    editor: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    is_whole: bool,
) -> None:
    own, feed = own_organisation(editor), directory(editor)
    edit(editor, own, ["services=Advice"])
    write_where_it_may_not(editor)
    lose_the_answer(network, editor)
    lie = counting(editor.own, lambda number: number - 1) if is_whole else without(own)
    with monkeypatch.context() as patched:
        patched.setattr(snapshot_making, "read", lying(lie))
        grow(network, coordinator, feed)

    network.sync(editor)

    assert verdicts(editor, feed)[0] is Verdict.WRONG
    assert states(editor) == [ItemState.REFUSED.value]
    assert "Advice" in text_of(editor, own)
    assert false_words(network, editor) == []
