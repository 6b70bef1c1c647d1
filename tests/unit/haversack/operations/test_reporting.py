"""Status: who this computer is, how current it is, what waits."""

from haversack.operations.editing import edit
from haversack.operations.reporting import status
from haversack.operations.workspace import Workspace
from haversack_sync.model.ids import show_record_id
from haversack_sync.protocol.profile import show_fingerprint
from tests.simulation.rig import START
from tests.unit.haversack.little_network import LittleNetwork, own_organisation, record


def test_everybody_is_told_who_they_are(coordinator: Workspace, editor: Workspace, reader: Workspace) -> None:
    roles = [status(each).role for each in (coordinator, editor, reader)]
    names = [own.name if (own := status(each).organisation) else None for each in (coordinator, editor, reader)]

    assert roles == ["coordinator", "editor", "reader"]
    assert names == [None, "Riverside", "Hill Clinic"]
    assert [status(each).holds_root for each in (coordinator, editor, reader)] == [True, False, False]


def test_the_own_organisation_is_named_by_its_record(reader: Workspace) -> None:
    own = status(reader).organisation

    assert own is not None
    assert own.id == show_record_id(record(reader, "organisation", "hill"))


def test_the_network_is_named_and_its_fingerprint_is_the_same_for_all(
    coordinator: Workspace, reader: Workspace
) -> None:
    assert status(reader).network == "Little network"
    assert status(reader).fingerprint == status(coordinator).fingerprint == show_fingerprint(reader.root)


def test_records_in_use_are_counted_by_kind(reader: Workspace) -> None:
    assert status(reader).records == {"network": 1, "organisation": 2, "resource": 1, "topic": 2}


def test_the_last_contact_is_the_hubs_stamp_not_this_computers_clock(network: LittleNetwork, reader: Workspace) -> None:
    network.wall_ms = 0
    network.clock.now = START + 5_000

    network.sync(reader)

    assert status(reader).last_contact == START + 5_000


def test_what_waits_is_counted_until_it_is_received(network: LittleNetwork, editor: Workspace) -> None:
    edit(editor, own_organisation(editor), ["services=Advice"])
    edit(editor, own_organisation(editor), ["services=Tea"])
    assert status(editor).waiting == 2

    network.sync(editor)

    assert (status(editor).waiting, status(editor).refused) == (0, 0)
