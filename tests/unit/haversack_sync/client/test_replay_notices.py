"""What readers make of notices about snapshots: the same as the hub, whatever a hub lets in."""

import pytest

from haversack_sync.client.replay import Outcome
from haversack_sync.model.ids import ObjectId
from haversack_sync.model.roles import Role
from haversack_sync.protocol.erasing import DoneReport
from haversack_sync.protocol.snapshots import DisputeNotice, SnapshotNotice
from tests.unit.haversack_sync.client.client_rig import DIRECTORY, LIBRARY, ClientRig
from tests.unit.haversack_sync.client.test_replay import enrolled, judged

INDEX, OTHER = ObjectId(b"i" * 32), ObjectId(b"o" * 32)
SNAPSHOT = SnapshotNotice(1, bytes(32), b"sealed")


@pytest.fixture
def rig() -> ClientRig:
    return ClientRig()


def test_a_dispute_by_a_reader_is_noted_and_counts_in_their_chain(rig: ClientRig) -> None:
    reader = enrolled(rig, Role.READER)
    result = judged(rig, rig.rig.world.notice(reader, DIRECTORY, DisputeNotice(7)), shelf=DIRECTORY)

    assert (result.outcome, result.notice, result.uses_number) == (Outcome.NOTED, DisputeNotice(7), True)


def test_who_waits_to_be_confirmed_disputes_and_reports_nothing_whatever_a_hub_lets_in(rig: ClientRig) -> None:
    world, waiting = rig.rig.world, rig.rig.enrol_waiting(rig.coordinator).signer
    said = world.notice(waiting, LIBRARY, DisputeNotice(7)), world.order(waiting, LIBRARY, DoneReport(bytes(16)))

    assert [judged(rig, one).reason for one in said] == ["not_a_writer"] * 2


def test_a_notice_with_other_refs_than_its_type_is_malformed_for_everybody(rig: ClientRig) -> None:
    world, editor, reader = rig.rig.world, enrolled(rig, Role.EDITOR), enrolled(rig, Role.READER)
    malformed = [
        (world.notice(editor, DIRECTORY, DisputeNotice(7), refs=(INDEX,)), "bad_notice"),
        (world.notice(reader, DIRECTORY, DisputeNotice(7), refs=(INDEX,)), "not_a_writer"),
        (world.notice(world.coordinator, DIRECTORY, SNAPSHOT), "bad_notice"),
        (world.notice(world.coordinator, DIRECTORY, SNAPSHOT, refs=(INDEX, OTHER)), "bad_notice"),
    ]
    for envelope, reason in malformed:
        result = judged(rig, envelope, shelf=DIRECTORY)
        assert (result.outcome, result.reason, result.uses_number) == (Outcome.REFUSED, reason, False)


def test_only_a_keepers_snapshot_is_noted(rig: ClientRig) -> None:
    world, editor = rig.rig.world, enrolled(rig, Role.EDITOR)
    by_editor = judged(rig, world.notice(editor, DIRECTORY, SNAPSHOT, refs=(INDEX,)), shelf=DIRECTORY)
    by_keeper = judged(rig, world.notice(world.coordinator, DIRECTORY, SNAPSHOT, refs=(INDEX,)), shelf=DIRECTORY)

    assert (by_editor.outcome, by_editor.reason, by_editor.uses_number) == (Outcome.REFUSED, "not_keeper", True)
    assert (by_keeper.outcome, by_keeper.notice) == (Outcome.NOTED, SNAPSHOT)
