"""The vault under a sync: cut, killed or rolled back anywhere, it goes on from what it verified."""

import dataclasses
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from haversack.operations.editing import edit
from haversack.operations.inviting import ForNewOrganisation, invite
from haversack.operations.own_profile import own_profile
from haversack.operations.reporting import status
from haversack.operations.standing import contact_state
from haversack.operations.synchronising import Wishes, synchronise
from haversack.operations.workspace import Workspace
from haversack.store import projection, records, schema, values
from haversack.store.errors import DamagedVaultError
from haversack.store.outbox import ItemState
from haversack.store.replica import NoIdentityError, VaultReplica
from haversack_sync.client.answers import NetworkStep
from haversack_sync.hub import answer as hub_answer
from haversack_sync.model.ids import NETWORK_FEED, Position
from haversack_sync.model.record import RecordState
from haversack_sync.model.roles import Role
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.entries import Entry
from haversack_sync.protocol.errors import ProtocolError, ReplayedError
from haversack_sync.protocol.limits import HubLimits
from haversack_sync.protocol.messages import ExchangeRequest
from haversack_sync.protocol.network import follow
from haversack_sync.protocol.requests import LANE_EXCHANGE, LANE_UPLOADS
from tests.unit.haversack.little_network import LittleNetwork, own_organisation, own_state, record
from tests.unit.haversack_sync.client.bent_endpoint import BentEndpoint, altered_at, cut_after
from tests.unit.haversack_sync.client.client_rig import forced_small, frames_of, one_exchange


def states_of(workspace: Workspace) -> list[RecordState]:
    """Return all confirmed records."""
    with workspace.replica.reading() as connection:
        return [state for _, state in records.load_all(connection)]


def kept_entries(workspace: Workspace) -> int:
    with workspace.replica.reading() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(schema.entries)).scalar_one()


def rename_topics(coordinator: Workspace, count: int) -> None:
    """Let the coordinator make so many edits."""
    for number in range(count):
        edit(coordinator, record(coordinator, "topic", "detention"), [f"summary=Edit number {number}"])


def all_rows(workspace: Workspace) -> dict[str, list[tuple[object, ...]]]:
    """Return everything that the database holds but for what grows whatever happens: request counters and data used."""
    names = [table for table in schema.METADATA.sorted_tables if table.name != "counters"]
    with workspace.replica.reading() as connection:
        rows = {table.name: [tuple(row) for row in connection.execute(sa.select(table))] for table in names}
    rows["meta"] = [row for row in rows["meta"] if row[0] != "data_by_day"]
    return rows


def test_a_vault_without_a_network_is_nobodys(coordinator: Workspace) -> None:
    with coordinator.vault.database.transaction() as connection:
        values.delete_value(connection, values.ROOT)

    with pytest.raises(NoIdentityError):
        VaultReplica(coordinator.vault.database, coordinator.vault.parcels, random=coordinator.clock.random)


def test_after_an_unlock_the_network_is_what_it_was(network: LittleNetwork, editor: Workspace) -> None:
    before = editor.replica.network()

    after = network.reopen(editor).replica.network()

    assert after == before
    assert after.numbers == before.numbers != {}


def test_an_old_network_entry_shown_again_is_noticed_after_an_unlock(network: LittleNetwork, editor: Workspace) -> None:
    again = network.reopen(editor)
    view = again.replica.network()
    with again.replica.reading() as connection:
        row = connection.execute(
            sa.select(schema.entries).where(schema.entries.c.feed == NETWORK_FEED, schema.entries.c.n == 5)
        ).one()
    shown_again = Entry(Position(view.standing.position + 1), row.stamp, 0, row.envelope)

    with pytest.raises(ReplayedError):
        follow(view, [shown_again])


@pytest.mark.parametrize("damage", ["envelope", "cut", "missing", "standing"])
def test_kept_entries_that_are_not_those_that_were_verified_are_damage(
    network: LittleNetwork, editor: Workspace, damage: str
) -> None:
    entries, feeds = schema.entries, schema.feeds
    last = sa.and_(entries.c.feed == NETWORK_FEED, entries.c.n == editor.replica.network().standing.n)
    with editor.vault.database.transaction() as connection:
        if damage == "envelope":
            raw = connection.execute(sa.select(entries.c.envelope).where(last)).scalar_one()
            connection.execute(sa.update(entries).where(last).values(envelope=raw[:-1] + bytes((raw[-1] ^ 1,))))
        elif damage == "cut":
            connection.execute(sa.update(entries).where(last).values(envelope=b"\x01"))
        elif damage == "missing":
            connection.execute(sa.delete(entries).where(last))
        else:
            connection.execute(sa.update(feeds).where(feeds.c.feed == NETWORK_FEED).values(digest=bytes(32)))

    with pytest.raises(DamagedVaultError) as caught:
        network.reopen(editor)
    assert caught.value.part == "authority"


def test_a_cut_at_any_byte_leaves_a_vault_that_goes_on_by_itself(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    rename_topics(coordinator, 3)
    network.sync(coordinator)
    line = BentEndpoint(network.endpoint)
    before, known = all_rows(reader), reader.replica.network()
    one_exchange(reader.replica, line)
    size, after = len(line.answers[0]), all_rows(reader)

    fresh = network.open("editor")
    base = all_rows(fresh)
    for length in range(0, size - 1, 41):
        line = BentEndpoint(network.endpoint, bend=cut_after(length))
        with pytest.raises(LinkError):
            synchronise(fresh, line, Wishes())
        assert all_rows(fresh) == base
    network.sync(fresh)

    assert states_of(fresh) == states_of(reader)
    assert before != after
    assert known.standing.n <= reader.replica.network().standing.n


@pytest.mark.parametrize("index", range(0, 120, 7))
def test_an_altered_byte_changes_nothing(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace, index: int
) -> None:
    rename_topics(coordinator, 1)
    network.sync(coordinator)
    before = all_rows(reader)

    with pytest.raises((ProtocolError, LinkError)):
        synchronise(reader, BentEndpoint(network.endpoint, bend=altered_at(index)), Wishes())

    assert all_rows(reader) == before


def test_frames_before_a_cut_are_kept_with_their_effects(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename_topics(coordinator, 20)
    network.sync(coordinator)
    forced_small(monkeypatch)
    network.restart_hub(limits=HubLimits(requests_per_device_and_minute=10**6, request_burst=10**6))
    before = kept_entries(reader)
    arrived = list[int]()

    for length in range(500, 9_000, 500):
        with pytest.raises(LinkError):
            synchronise(reader, BentEndpoint(network.endpoint, bend=cut_after(length)), Wishes())
        arrived.append(kept_entries(reader))
        (topic,) = [state for state in states_of(reader) if state.shown("name@en") == "Detention"]
        shown = topic.shown("summary@en")
        new = arrived[-1] - before
        assert shown == (f"Edit number {new - 1}" if new else None)
        if new == 20:
            break

    assert arrived == sorted(arrived)
    assert len(set(arrived)) > 3


@pytest.mark.parametrize("fails", ["commit_head", "commit_network", "commit_content"])
def test_a_transaction_that_fails_leaves_the_view_in_memory_and_the_vault_as_they_were(
    network: LittleNetwork,
    coordinator: Workspace,
    reader: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    fails: str,
) -> None:
    network.enrol("another", _invitation(network, coordinator))
    rename_topics(coordinator, 1)
    network.sync(coordinator)
    before, view = all_rows(reader), reader.replica.network()
    real = getattr(VaultReplica, fails)

    def commit_then_fail(replica: VaultReplica, *arguments: object) -> None:
        real(replica, *arguments)
        raise MemoryError

    monkeypatch.setattr(VaultReplica, fails, commit_then_fail)
    with pytest.raises(MemoryError):
        network.sync(reader)
    monkeypatch.undo()

    assert all_rows(reader) == before
    assert reader.replica.network() is view
    network.sync(reader)
    assert reader.replica.network().standing.n > view.standing.n


def _invitation(network: LittleNetwork, coordinator: Workspace) -> str:
    """Let the coordinator invite somebody and sync."""
    code = invite(coordinator, ForNewOrganisation("Harbour", "en"), Role.EDITOR)
    network.sync(coordinator)
    return code


def test_transactions_join_and_are_kept_or_dropped_together(editor: Workspace) -> None:
    def write_and_fail() -> None:
        with editor.replica.transaction() as outer:
            with editor.replica.transaction() as inner:
                assert inner is outer
                values.write_value(inner, "colour", b"green")
            raise MemoryError

    with pytest.raises(MemoryError):
        write_and_fail()

    with editor.replica.reading() as connection:
        assert values.read_value(connection, "colour") is None


def test_a_counter_is_stored_before_it_is_used_and_never_given_twice(network: LittleNetwork, editor: Workspace) -> None:
    first = editor.replica.take_counter(LANE_EXCHANGE)
    again = network.reopen(editor)

    assert again.replica.take_counter(LANE_EXCHANGE) == first + 1
    again.replica.raise_counter(LANE_EXCHANGE, first + 100)
    assert again.replica.take_counter(LANE_EXCHANGE) == first + 101
    assert again.replica.take_counter(LANE_UPLOADS) <= first


def test_a_vault_put_back_from_a_copy_heals_its_counter(network: LittleNetwork, reader: Workspace) -> None:
    """The copy knows a lower counter than the hub."""
    network.sync(reader)
    with reader.replica.transaction() as connection:
        connection.execute(sa.update(schema.counters).values(value=0))

    assert network.sync(reader).is_complete


def test_shelves_that_people_need_soonest_are_asked_for_first(reader: Workspace) -> None:
    names = {feed: shelf for feed, (_, shelf) in reader.shelf_names().items()}

    asked = [names[cursor.feed] for cursor in reader.replica.cursors()]

    assert asked == sorted(asked, key=["crisis", "calendar", "directory", "library", "training"].index)
    assert len(asked) == 8


def test_the_position_is_never_ahead_of_what_is_here(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = status(reader).position
    rename_topics(coordinator, 20)
    goal = network.sync(coordinator).position
    forced_small(monkeypatch)

    with pytest.raises(LinkError):
        synchronise(reader, BentEndpoint(network.endpoint, bend=cut_after(1_500)), Wishes())
    assert before <= status(reader).position < goal

    assert network.sync(reader).position == status(reader).position == goal


def test_what_may_have_left_without_an_answer_is_sent_and_not_more(network: LittleNetwork, editor: Workspace) -> None:
    edit(editor, own_organisation(editor), ["services=Advice"])

    def fail(_request: ExchangeRequest) -> None:
        raise LinkError("stalled")

    with pytest.raises(LinkError):
        synchronise(editor, BentEndpoint(network.endpoint, before=fail), Wishes())
    assert own_state(editor) == "sent"


def test_a_refused_connection_sends_nothing(network: LittleNetwork, editor: Workspace) -> None:
    edit(editor, own_organisation(editor), ["services=Advice"])
    assert own_state(editor) == "waiting"

    def fail(_request: ExchangeRequest) -> None:
        raise LinkError("no_connection")

    with pytest.raises(LinkError):
        synchronise(editor, BentEndpoint(network.endpoint, before=fail), Wishes())
    assert own_state(editor) == "handed"


def test_a_receipt_without_the_entry_is_received_and_the_entry_makes_it_published(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename_topics(coordinator, 10)
    network.sync(coordinator)
    edit(editor, own_organisation(editor), ["services=Advice"])
    forced_small(monkeypatch)

    def head_only(answer: bytes) -> Iterator[bytes]:
        yield frames_of(answer)[0]
        raise LinkError("cut")

    with pytest.raises(LinkError):
        synchronise(editor, BentEndpoint(network.endpoint, bend=head_only), Wishes())
    assert own_state(editor) == "received"
    organisation = own_profile(editor).organisation
    assert organisation is not None
    services = next(group for group in organisation.groups if group.name == "services")
    assert (services.state, services.moment) == ("received", contact_state(editor)[0])

    network.sync(editor)
    assert own_state(editor) == "published"


def test_waiting_changes_lie_over_confirmed_ones_and_go_exactly_when_they_are_replayed(
    network: LittleNetwork, editor: Workspace
) -> None:
    organisation = own_organisation(editor)
    edit(editor, organisation, ["services=Advice"])
    edit(editor, organisation, ["services=Advice and tea"])
    with editor.replica.reading() as connection:
        (waiting,) = projection.show(connection, organisation, own=editor.own)
        confirmed = records.find_by_id(connection, organisation)[0][1]
    assert waiting.state.shown("services@en") == "Advice and tea"
    assert [item.state for item in waiting.waiting] == [ItemState.WAITING] * 2
    assert confirmed.shown("services@en") is None

    network.sync(editor)

    with editor.replica.reading() as connection:
        (shown,) = projection.show(connection, organisation, own=editor.own)
    assert shown.waiting == ()
    assert shown.state.shown("services@en") == "Advice and tea"
    assert not shown.state.has_two_versions


def test_a_view_is_a_value_that_nobody_changes(reader: Workspace) -> None:
    view = reader.replica.network()
    copy = dataclasses.replace(view)
    step = NetworkStep(view, view.standing.n + 1, (), ())

    reader.replica.commit_network(step)

    assert reader.replica.network() == copy


def by_bytes(answer: bytes) -> Iterator[bytes]:
    """Yield an answer byte by byte."""
    yield from (answer[index : index + 1] for index in range(len(answer)))


def test_an_answer_that_comes_byte_by_byte_is_the_same(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace, reader: Workspace
) -> None:
    rename_topics(coordinator, 2)
    network.sync(coordinator, editor)

    synchronise(reader, BentEndpoint(network.endpoint, bend=by_bytes), Wishes())

    assert states_of(reader) == states_of(editor)
    assert hub_answer.FILLED_BYTES > 1_000


def test_a_vault_without_keys_of_its_own_only_looks_around(network: LittleNetwork, reader: Workspace) -> None:
    with reader.vault.database.transaction() as connection:
        connection.execute(sa.delete(schema.secrets))

    visitor = network.reopen(reader)

    assert visitor.is_looking
    assert visitor.own == bytes(8)
    assert visitor.replica.hand_over(1_000).envelopes == ()


def test_a_vault_with_one_of_its_two_keys_is_damaged(network: LittleNetwork, reader: Workspace) -> None:
    with reader.vault.database.transaction() as connection:
        connection.execute(sa.delete(schema.secrets).where(schema.secrets.c.name == values.DEVICE_BOX))

    with pytest.raises(DamagedVaultError):
        network.reopen(reader)
