"""H4 and H5 with real vaults: what was erased is gone everywhere, counted, and nothing older brings it back."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from haversack.operations.editing import edit
from haversack.operations.erasing import CannotEraseError, ErasureState, erase, erasures
from haversack.operations.inviting import ForNewOrganisation, invite
from haversack.operations.late_writing import late_changes
from haversack.operations.publishing import publish
from haversack.operations.revoking import revoke
from haversack.operations.searching import search
from haversack.operations.workspace import NotAllowedError, Workspace
from haversack.store import (
    erased,
    erasing,
    erasing_orders,
    object_table,
    outbox,
    records,
    schema,
    snapshot_making,
    snapshot_notices,
    snapshot_state,
    trust,
    values,
)
from haversack.store.erased import ErasedRecordError
from haversack.store.errors import VaultBusyError
from haversack.store.outbox import ItemState
from haversack.store.revocation import RevokedError
from haversack.store.snapshot_notices import Verdict
from haversack_sync.hub.memory_ledger import MemoryLedger, MemoryTransaction
from haversack_sync.hub.memory_objects import MemoryObjects
from haversack_sync.hub.ports import StoredEntry
from haversack_sync.model.authority import Authority
from haversack_sync.model.authority_entries import encode_body
from haversack_sync.model.ids import FeedId, ObjectId, Position, RecordId
from haversack_sync.model.operations import Change, Create
from haversack_sync.model.roles import AudienceType, Role
from haversack_sync.protocol.envelope import parse_envelope
from haversack_sync.protocol.erasing import ErasedEntry, EraseOrder, Erasing, announce, encode
from haversack_sync.protocol.errors import LostEntriesError
from tests.unit.haversack.little_network import CONTENT, LittleNetwork, own_organisation, record, write_folder

CANARY = "Xylophonique"


def directory(workspace: Workspace) -> FeedId:
    return workspace.feed(AudienceType.MEMBERS, "directory").handle


def state(workspace: Workspace, feed: FeedId) -> bytes:
    """Return the digest of a feed's state."""
    view = workspace.replica.network()
    with workspace.replica.reading() as connection:
        n = trust.load_standing(connection, view, feed).n
        stand = snapshot_state.stand_at(connection, view, feed, n)
        assert stand is not None
        return snapshot_state.digest_at(connection, view, view.authority.feeds[feed], stand)[0]


def holds(workspace: Workspace) -> bool:
    """Tell whether the canary lies anywhere in a vault, read through its own key."""
    with workspace.replica.reading() as connection:
        for table in schema.METADATA.sorted_tables:
            for row in connection.execute(sa.select(table)):
                for value in row:
                    raw = value.encode() if isinstance(value, str) else value
                    if isinstance(raw, bytes) and CANARY.lower().encode() in raw.lower():
                        return True
        words = connection.exec_driver_sql(
            "SELECT count(*) FROM search_words_data WHERE instr(lower(block), ?) > 0", (CANARY[:6].lower(),)
        )
        return bool(words.scalar_one())


def written(network: LittleNetwork, coordinator: Workspace) -> RecordId:
    """Write the canary into a record and let everybody have it."""
    hill = record(coordinator, "organisation", "hill")
    edit(coordinator, hill, [f"summary={CANARY} clinic"])
    edit(coordinator, hill, [f"description={CANARY} again"])
    network.sync(coordinator)
    return hill


def test_h4_what_was_erased_is_gone_in_every_vault_and_at_the_hub_and_is_counted(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace, reader: Workspace
) -> None:
    hill = written(network, coordinator)
    network.sync(editor, reader)
    assert all(holds(one) for one in (coordinator, editor, reader))
    before = network.hub.standing().position

    done = erase(coordinator, hill, "A person asked for it")
    network.sync(coordinator, editor, reader, coordinator, editor, reader)

    assert (done.orders, done.changes) == (1, 4)
    for one in (coordinator, editor, reader):
        assert not holds(one)
        assert search(one, CANARY) == []
        with one.replica.reading() as connection:
            assert records.find_by_id(connection, hill) == []
            assert erased.unexplained(connection) == 0
    feed = directory(coordinator)
    assert state(coordinator, feed) == state(editor, feed) == state(reader, feed)
    (told,) = erasures(coordinator)
    assert (told.done, told.devices, told.missing, told.reason) == (3, 3, (), "A person asked for it")
    assert network.hub.standing().position > before
    with network.ledger.reading() as moment:
        stored = moment.entries(feed, after=0, up_to=999, at_most=999)
    assert sum(entry.entry.is_erased for entry in stored) == 4


def test_h4_a_newcomer_meets_stubs_and_comes_to_the_same_state(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    hill = written(network, coordinator)
    erase(coordinator, hill)
    network.sync(coordinator)
    code = invite(coordinator, ForNewOrganisation("Harbour", "en"), Role.EDITOR)
    network.sync(coordinator)

    late = network.enrol("harbour", code)
    network.sync(coordinator, editor, late, coordinator, editor, late)

    assert not holds(late)
    feed = directory(coordinator)
    assert state(late, feed) == state(coordinator, feed) == state(editor, feed)
    with late.replica.reading() as connection:
        assert hill in erased.ids(connection, feed)
        assert erased.unexplained(connection) == 0


def test_h4_what_somebody_wrote_offline_about_it_meanwhile_goes_too(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace, reader: Workspace
) -> None:
    hill = written(network, coordinator)
    network.sync(editor, reader)
    # It is sent in front of the order, which cannot name it: nobody knows its position yet.
    edit(coordinator, hill, [f"opening_hours={CANARY} hours"])
    erase(coordinator, hill)
    network.sync(coordinator, editor, reader, coordinator, editor, reader, coordinator)

    assert not any(holds(one) for one in (coordinator, editor, reader))
    feed = directory(coordinator)
    assert state(coordinator, feed) == state(editor, feed) == state(reader, feed)
    with network.ledger.reading() as moment:
        orders = moment.erasures(feed)
        stubs = [one for one in moment.entries(feed, after=0, up_to=999, at_most=999) if one.entry.is_erased]
    assert len(orders) >= 1
    assert len(stubs) == 5


def test_h4_who_was_away_and_comes_back_by_a_snapshot_erases_it_and_says_so(
    network: LittleNetwork,
    coordinator: Workspace,
    editor: Workspace,
    reader: Workspace,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hill = written(network, coordinator)
    network.sync(editor, reader)
    assert holds(reader)
    erase(coordinator, hill)
    network.sync(coordinator)
    house = own_organisation(editor)
    for number in range(20):
        edit(coordinator, house, [f"summary=Edit {number}"])
    monkeypatch.setattr(snapshot_making, "LEAST_TAIL_BYTES", 4_000)
    network.sync(coordinator)
    assert holds(reader)

    network.sync(reader, editor, coordinator, reader)

    feed = directory(reader)
    with reader.replica.reading() as connection:
        assert snapshot_notices.read(connection, feed)[0].verdict is Verdict.USED
        assert values.read_value(connection, erasing.ERASED_FILES) is None
    assert not holds(reader)
    assert state(reader, feed) == state(coordinator, feed)
    (told,) = erasures(coordinator)
    assert (told.done, told.devices) == (3, 3)


def test_nothing_brings_an_erased_record_back(network: LittleNetwork, coordinator: Workspace) -> None:
    hill = written(network, coordinator)
    erase(coordinator, hill)
    network.sync(coordinator)

    with pytest.raises(CannotEraseError):
        erase(coordinator, hill)
    feed = directory(coordinator)
    change = Change(1, hill, "organisation", (Create(),))
    with coordinator.replica.transaction() as connection, pytest.raises(ErasedRecordError):
        outbox.queue_change(connection, change, feed=feed, signer=coordinator.own, created_ms=1)


def test_files_of_an_erased_record_are_gone_at_the_hub_and_here(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    words = record(coordinator, "resource", "words")
    assert isinstance(network.objects, MemoryObjects)
    held = len(network.objects._whole)
    network.sync(reader)

    done = erase(coordinator, words)
    network.sync(coordinator, reader)

    assert done.files == 2
    assert len(network.objects._whole) == held - 2
    with reader.replica.reading() as connection:
        assert connection.execute(sa.select(schema.objects)).all() == []


def test_nothing_is_ordered_twice_nor_where_the_hub_would_refuse_it(
    network: LittleNetwork, coordinator: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    hill = written(network, coordinator)
    with monkeypatch.context() as patched:
        patched.setattr(Authority, "makes_snapshots", lambda *_: False)
        with pytest.raises(CannotEraseError):
            erase(coordinator, hill)
    erase(coordinator, hill)
    with pytest.raises(CannotEraseError):
        erase(coordinator, hill)


def test_a_log_that_could_not_be_emptied_is_emptied_another_time(
    network: LittleNetwork, coordinator: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    hill = written(network, coordinator)
    erase(coordinator, hill)

    def busy() -> None:
        raise VaultBusyError

    with monkeypatch.context() as patched:
        patched.setattr(coordinator.vault.database, "settle", busy)
        network.sync(coordinator)
    with coordinator.replica.reading() as connection:
        assert values.read_value(connection, erasing.ERASED_FILES) is not None
    network.sync(coordinator)
    with coordinator.replica.reading() as connection:
        assert values.read_value(connection, erasing.ERASED_FILES) is None


def test_late_changes_of_an_erased_record_are_not_kept(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    house = own_organisation(editor)
    edit(editor, house, [f"services={CANARY}"])
    revoke(coordinator, editor.own)
    network.sync(coordinator)
    with pytest.raises(RevokedError):
        network.sync(editor)
    network.sync(coordinator)
    assert len(late_changes(coordinator)) == 1

    erase(coordinator, house)
    network.sync(coordinator)

    assert late_changes(coordinator) == ()


def published_again(coordinator: Workspace, folder: Path) -> None:
    """Let “Words we use” have another file, which waits to be sent."""
    text = str(CONTENT["library/words.md"]).replace("words.txt", "other.txt")
    content = {**CONTENT, "library/words.md": text, "library/other.txt": CANARY}
    del content["library/words.txt"]
    publish(coordinator, write_folder(folder, content))


def test_files_of_a_change_that_no_order_names_are_gone_too(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace, tmp_path: Path
) -> None:
    words = record(coordinator, "resource", "words")
    assert isinstance(network.objects, MemoryObjects)
    held = len(network.objects._whole)
    network.sync(reader)
    # It is sent in front of the order, which cannot name it.
    published_again(coordinator, tmp_path / "again")
    erase(coordinator, words)
    network.sync(coordinator, reader, coordinator, reader)

    assert len(network.objects._whole) == held - 2
    for one in (coordinator, reader):
        with one.replica.reading() as connection:
            assert connection.execute(sa.select(schema.objects)).all() == []


def test_files_of_what_waits_about_an_erased_record_are_neither_kept_nor_sent(
    coordinator: Workspace, tmp_path: Path
) -> None:
    words, view = record(coordinator, "resource", "words"), coordinator.replica.network()
    feed = coordinator.feed(AudienceType.OPEN, "library").handle
    published_again(coordinator, tmp_path / "again")
    with coordinator.replica.transaction() as connection:
        (waiting,) = object_table.uploads(connection)
        erasing.forget_records(connection, feed, [words], 99, root=view.root)

    with coordinator.replica.reading() as connection:
        assert object_table.uploads(connection) == ()
        gone = values.read_value(connection, erasing.ERASED_FILES) or b""
    assert gone.count(waiting.object_id) == 1


def order_wrongly(coordinator: Workspace, feed: FeedId, erasing: Erasing, entries: tuple[ErasedEntry, ...]) -> None:
    """Announce an erasure, and let an order name entries that are not of its records, or not there."""
    view = coordinator.replica.network()
    with coordinator.replica.transaction() as connection:
        newest = trust.newest_key(connection, view, feed)
        assert newest is not None
        random = coordinator.clock.random
        said = announce(erasing, root=view.root, feed=feed, epoch=newest[0], epoch_key=newest[1], random=random)
        outbox.queue_network(connection, encode_body(said), signer=coordinator.own, created_ms=1)
        order = encode(EraseOrder(entries, (), said.id))
        outbox.queue_notice(connection, order, feed=feed, signer=coordinator.own, created_ms=1)


def test_h5_an_order_whose_entries_are_not_of_its_records_is_not_followed(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    hill = written(network, coordinator)
    network.sync(reader)
    feed, view = directory(coordinator), coordinator.replica.network()
    with coordinator.replica.transaction() as connection:
        found = erasing_orders.entries_of(connection, view, view.authority.feeds[feed], hill)
    order_wrongly(coordinator, feed, Erasing((b"another record's",), "H5"), found.entries)
    network.sync(coordinator, reader)

    assert [one.state for one in erasures(reader)] == [ErasureState.WRONG]
    assert holds(reader)
    assert CANARY in "".join(one.title + one.snippet for one in search(reader, CANARY))


def lose_what_comes(monkeypatch: pytest.MonkeyPatch, author: Workspace) -> None:
    """Let the hub keep nothing but the hash of what a device sends from now on, and no order that says so."""
    append = MemoryTransaction.append

    def lossy(
        self: MemoryTransaction, entries: Sequence[StoredEntry], refs: Sequence[tuple[ObjectId, Position]]
    ) -> None:
        kept = [
            replace(one, entry=replace(one.entry, envelope=one.entry.hash))
            if parse_envelope(one.entry.envelope).header.device == author.own
            else one
            for one in entries
        ]
        append(self, kept, refs)

    monkeypatch.setattr(MemoryTransaction, "append", lossy)


def test_a_stub_without_an_order_takes_nothing_from_who_wrote_the_change(
    network: LittleNetwork, editor: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    lose_what_comes(monkeypatch, editor)
    edit(editor, own_organisation(editor), [f"summary={CANARY} clinic"])

    with pytest.raises(LostEntriesError):
        network.sync(editor)

    with editor.replica.reading() as connection:
        (item,) = outbox.read_items(connection, (ItemState.RECEIVED,))
    assert item.change is not None
    assert CANARY in str(item.change)
    assert holds(editor)


def test_others_cannot_order_it_and_the_hub_refuses_what_is_not_there(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    hill = written(network, coordinator)
    network.sync(editor)
    with pytest.raises(NotAllowedError):
        erase(editor, hill)
    wrong = (ErasedEntry(999, bytes(coordinator.own), 1),)
    # Of an announced record that is there, the right entries would be named by the coordinator's next sync.
    order_wrongly(coordinator, directory(coordinator), Erasing((b"another record's",), ""), wrong)
    assert network.sync(coordinator).refused == 1
    assert isinstance(network.ledger, MemoryLedger)
    assert holds(coordinator)


def test_the_title_of_an_erased_area_leaves_the_index_of_everything_that_is_about_it(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    assert {hit.title for hit in search(reader, "statelessness")} == {"Statelessness", "Words we use"}

    erase(coordinator, record(coordinator, "topic", "statelessness"))
    network.sync(coordinator, coordinator, reader)

    assert search(reader, "statelessness") == []
    assert [hit.title for hit in search(reader, "words")] == ["Words we use"]
