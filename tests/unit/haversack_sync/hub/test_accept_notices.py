"""Who may say what about snapshots: a keeper announces one, each reader disputes one once, and nothing else counts."""

import pytest

from haversack_sync.model import authority_entries as bodies
from haversack_sync.model.ids import ObjectId
from haversack_sync.model.roles import Role
from haversack_sync.protocol.head import Receipt
from haversack_sync.protocol.snapshots import DisputeNotice, SnapshotNotice
from haversack_sync.protocol.succession import succeed_entry
from tests.simulation.asking import Asker
from tests.simulation.receipts import TAKEN, forbidden, only, outcome
from tests.simulation.rig import Rig

DIRECTORY, LIBRARY = "members/directory", "open/library"
INDEX = ObjectId(b"i" * 32)


def announced(rig: Rig, coordinator: Asker, shelf: str = DIRECTORY) -> Receipt:
    """Announce a snapshot of a shelf with one entry."""
    entry = only(coordinator, rig.world.content(rig.world.coordinator, shelf, b"one"))
    notice = SnapshotNotice(1, digest(rig, shelf), b"sealed")
    assert outcome(entry) == TAKEN
    return only(coordinator, rig.world.notice(rig.world.coordinator, shelf, notice, refs=(INDEX,)))


def digest(rig: Rig, shelf: str) -> bytes:
    with rig.ledger.reading() as moment:
        return moment.entries(rig.world.shelves[shelf].feed, after=0, up_to=1, at_most=1)[0].digest


def dispute(
    rig: Rig, author: Asker, position: int, shelf: str = DIRECTORY, *, refs: tuple[ObjectId, ...] = ()
) -> tuple[int, str]:
    """Say that a snapshot is wrong; return what the hub says."""
    return outcome(only(author, rig.world.notice(author.signer, shelf, DisputeNotice(position), refs=refs)))


def test_each_device_disputes_a_snapshot_once_and_every_device_may(rig: Rig, coordinator: Asker) -> None:
    position = announced(rig, coordinator).position
    readers = [rig.enrol(coordinator, Role.READER) for _ in range(2)]

    assert [dispute(rig, one, position) for one in readers] == [TAKEN, TAKEN]
    assert [dispute(rig, one, position) for one in readers] == [forbidden("disputed_before")] * 2
    assert [len(one.entries[2]) for one in readers] == [4, 4]


def test_who_waits_to_be_confirmed_disputes_nothing_nor_does_a_copy_and_once_confirmed_it_may(
    rig: Rig, coordinator: Asker
) -> None:
    position = announced(rig, coordinator, LIBRARY).position
    waiting, copy = rig.enrol_waiting(coordinator), rig.asker(rig.world.author())
    new, old = copy.signer, waiting.signer
    succeeds = succeed_entry(rig.world.root, seed_before=old.seed, sign_key=new.sign_key, box_key=new.box_key)
    copy.ask([rig.world.clear(new, succeeds)])
    rig.world.follow(coordinator.ask(ordinals=[0]).entries[0])

    for one in (waiting, copy):
        assert dispute(rig, one, position, LIBRARY) == forbidden("not_a_writer")
    confirmed = rig.world.clear(rig.world.root_author, bodies.Confirm(old.handle))
    rig.world.follow(coordinator.ask([confirmed], ordinals=[0]).entries[0])

    assert dispute(rig, copy, position, LIBRARY) == forbidden("not_a_writer")
    assert dispute(rig, waiting, position, LIBRARY) == TAKEN


def test_two_disputes_of_one_device_in_one_request_are_one(rig: Rig, coordinator: Asker) -> None:
    position = announced(rig, coordinator).position
    reader = rig.enrol(coordinator, Role.READER)
    disputes = [rig.world.notice(reader.signer, DIRECTORY, DisputeNotice(position)) for _ in range(2)]

    answer = reader.ask(disputes)

    assert [outcome(each) for each in answer.receipts] == [TAKEN, forbidden("disputed_before")]


def test_a_dispute_is_about_a_snapshot_of_its_own_feed(rig: Rig, coordinator: Asker) -> None:
    position = announced(rig, coordinator).position
    reader = rig.enrol(coordinator, Role.READER)

    for wrong in (0, position - 1, position + 1_000, 2**62):
        assert dispute(rig, reader, wrong) == forbidden("no_snapshot")
    assert dispute(rig, reader, position, LIBRARY) == forbidden("no_snapshot")
    assert dispute(rig, reader, position) == TAKEN


def test_a_snapshot_may_be_disputed_in_the_request_that_announces_it(rig: Rig, coordinator: Asker) -> None:
    only(coordinator, rig.world.content(rig.world.coordinator, DIRECTORY, b"one"))
    reader = rig.enrol(coordinator, Role.READER)
    position = coordinator.ask().head.position + 1
    notice = SnapshotNotice(1, digest(rig, DIRECTORY), b"sealed")

    answer = reader.ask(
        [
            rig.world.notice(rig.world.coordinator, DIRECTORY, notice, refs=(INDEX,)),
            rig.world.notice(reader.signer, DIRECTORY, DisputeNotice(position)),
        ]
    )

    assert [outcome(each) for each in answer.receipts] == [TAKEN, TAKEN]


def test_a_dispute_pins_nothing(rig: Rig, coordinator: Asker) -> None:
    position = announced(rig, coordinator).position
    reader, editor = rig.enrol(coordinator, Role.READER), rig.enrol(coordinator)
    pinned = ObjectId(b"p" * 32)

    assert dispute(rig, reader, position, refs=(pinned,)) == forbidden("not_a_writer")
    assert dispute(rig, editor, position, refs=(pinned,)) == forbidden("bad_notice")
    with rig.ledger.reading() as moment:
        assert list(moment.needing(pinned)) == []


@pytest.mark.parametrize("refs", [(), (INDEX, ObjectId(b"j" * 32))], ids=["none", "two"])
def test_a_snapshot_needs_its_index_and_nothing_else(rig: Rig, coordinator: Asker, refs: tuple[ObjectId, ...]) -> None:
    announced(rig, coordinator)
    notice = SnapshotNotice(1, digest(rig, DIRECTORY), b"sealed")

    assert outcome(only(coordinator, rig.world.notice(coordinator.signer, DIRECTORY, notice, refs=refs))) == (
        forbidden("bad_notice")
    )


def test_only_a_keeper_announces_and_only_what_is_here(rig: Rig, coordinator: Asker) -> None:
    announced(rig, coordinator)
    editor = rig.enrol(coordinator)
    whole, ahead = SnapshotNotice(2, bytes(32), b"sealed"), SnapshotNotice(3, bytes(32), b"sealed")

    by_editor = rig.world.notice(editor.signer, DIRECTORY, whole, refs=(INDEX,))
    too_long = rig.world.notice(coordinator.signer, DIRECTORY, ahead, refs=(INDEX,))
    assert outcome(only(editor, by_editor)) == forbidden("bad_notice")
    assert outcome(only(coordinator, too_long)) == forbidden("bad_notice")
    assert outcome(only(coordinator, rig.world.notice(coordinator.signer, DIRECTORY, whole, refs=(INDEX,)))) == TAKEN
