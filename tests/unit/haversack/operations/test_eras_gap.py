"""While a hub that was put back waits for its new era: nobody writes into the gap, and everybody is told the truth."""

from collections.abc import Iterator

import pytest

from haversack.operations.browsing import show_record
from haversack.operations.data_used import Passed
from haversack.operations.editing import edit
from haversack.operations.eras import begin
from haversack.operations.synchronising import Wishes, synchronise
from haversack.operations.workspace import Workspace
from haversack.store import eras, outbox
from haversack.store.erasing import scrub_outbox
from haversack_sync.client.introduction import InvitationError, pull_history
from haversack_sync.hub.endpoint import HubEndpoint
from haversack_sync.model.authority_entries import Grant, encode_body
from haversack_sync.model.ids import DeviceId, OrganisationId
from haversack_sync.model.roles import Role
from haversack_sync.protocol.errors import HubRefusal
from haversack_sync.protocol.messages import decode_request
from haversack_sync.protocol.requests import RequestAuth
from tests.unit.haversack.little_network import LittleNetwork, make_reader, own_organisation, own_state
from tests.unit.haversack.operations.test_eras import directory, invited, left
from tests.unit.haversack.restoring import back_up, put_back


class _Heard(HubEndpoint):
    """A hub, and how many changes each request brought."""

    changes: list[int]

    def exchange(self, body: bytes, auth: RequestAuth | None) -> Iterator[bytes]:
        self.changes.append(len(decode_request(body).changes))
        return super().exchange(body, auth)


def heard(network: LittleNetwork, workspace: Workspace) -> tuple[list[int], str]:
    """Let a vault sync; return how many changes each of its requests brought, and why it was refused."""
    hub = _Heard(network.hub)
    hub.changes = []
    try:
        synchronise(workspace, hub, Wishes())
    except HubRefusal as refusal:
        return hub.changes, refusal.reason
    return hub.changes, ""


@pytest.mark.parametrize("is_marked", [True, False], ids=["restored", "copied folder"])
def test_nobody_writes_into_the_gap_and_whom_the_hub_forgot_says_that_it_lost_entries(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace, is_marked: bool
) -> None:
    backup = back_up(network)
    harbour = network.enrol("harbour", invited(network, coordinator))
    everybody = (coordinator, editor, harbour)
    network.sync(*everybody)
    put_back(network, backup, is_marked=is_marked)
    for one in (editor, harbour):
        edit(one, own_organisation(one), ["summary=Meanwhile"])

    if not is_marked:
        assert heard(network, harbour)[1] == "hub_behind"
    assert heard(network, editor)[1] == "hub_behind"
    assert heard(network, harbour)[1] == "hub_restored"
    # The second request shows the hub its own word for what it has lost.
    assert heard(network, editor) == ([0, 0], "hub_behind")
    assert heard(network, harbour)[1] == "hub_restored"
    with editor.replica.reading() as connection:
        assert eras.gap(connection) is eras.Gap.BEHIND

    begin(coordinator, network.endpoint)
    network.sync(harbour, *everybody, *everybody)

    assert [left(one) for one in everybody] == [(0, 0, 0)] * 3
    assert (own_state(editor), own_state(harbour)) == ("published", "published")


def test_who_came_after_the_backup_brings_its_own_invitation_back(
    network: LittleNetwork, coordinator: Workspace
) -> None:
    harbour = network.enrol("harbour", invited(network, coordinator))
    network.sync(coordinator)
    backup = back_up(network)
    later = network.enrol("later", invited(network, coordinator))
    edit(later, own_organisation(later), ["summary=Later"])
    network.sync(later)
    # The coordinator has never heard of it.
    put_back(network, backup)
    begin(coordinator, network.endpoint)

    network.sync(later, harbour)
    network.sync(coordinator, later)

    assert left(later) == left(coordinator) == (0, 0, 0)
    assert own_state(later) == "published"


def enrolled_behind_a_refusal(network: LittleNetwork, coordinator: Workspace) -> Workspace:
    """Enrol somebody whose invitation nobody but its author can bring back.

    It follows what the hub refuses, and what the hub refuses nobody else has.
    """
    nobody = Grant(DeviceId(b"nobody  "), int(Role.READER), OrganisationId(b"anywhere"), ())
    with coordinator.replica.transaction() as connection:
        outbox.queue_network(connection, encode_body(nobody), signer=coordinator.own, created_ms=1)
    return network.enrol("harbour", invited(network, coordinator))


def test_a_redemption_that_saw_a_history_lost_twice_over_is_sealed_anew_by_whom_the_hub_gives_no_receipt(
    network: LittleNetwork, coordinator: Workspace
) -> None:
    backup = back_up(network)
    harbour = enrolled_behind_a_refusal(network, coordinator)
    edit(harbour, own_organisation(harbour), ["summary=Beds"])
    network.sync(harbour)
    put_back(network, backup)
    begin(coordinator, network.endpoint)
    with pytest.raises(InvitationError):
        network.sync(harbour)
    # The second era's author does not know any more what the first one said was lost.
    put_back(network, backup)
    begin(coordinator, network.endpoint)
    network.sync(coordinator)

    network.sync(harbour, coordinator, harbour)

    assert (left(harbour), left(coordinator)) == ((0, 0, 0), (0, 1, 0))
    assert own_state(harbour) == "published"
    assert "Beds" in str(show_record(coordinator, own_organisation(harbour)).fields)


@pytest.mark.parametrize("answered", [True, False], ids=["erased when published", "erased when sent"])
def test_a_redemption_is_sealed_anew_as_the_first_of_its_key_also_where_something_behind_it_was_erased(
    network: LittleNetwork, coordinator: Workspace, answered: bool
) -> None:
    backup = back_up(network)
    harbour = enrolled_behind_a_refusal(network, coordinator)
    mine = own_organisation(harbour)
    edit(harbour, mine, ["summary=Beds"])
    if answered:
        network.sync(harbour, harbour)
    else:
        harbour.replica.left_computer(harbour.replica.hand_over(10**6).envelopes)
    with harbour.replica.transaction() as connection:
        scrub_outbox(connection, directory(harbour), [mine])
    edit(harbour, mine, ["services=Soup"])
    for _ in range(2):
        put_back(network, backup)
        begin(coordinator, network.endpoint)
        network.sync(coordinator)

    network.sync(coordinator, harbour, coordinator)

    assert harbour.own in coordinator.replica.network().authority.devices


def test_whom_a_refusal_sends_to_the_history_of_trust_sends_again_what_was_answered_before_the_loss(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    make_reader(network, coordinator, editor)
    backup = back_up(network)
    edit(editor, own_organisation(editor), ["summary=Not allowed any more"])
    network.sync(editor)
    assert left(editor) == (0, 1, 0)
    put_back(network, backup)
    begin(coordinator, network.endpoint)

    view, random = editor.replica.network(), editor.clock.random
    steps = pull_history(network.endpoint, view, random=random, most_bytes=None, count=Passed())

    editor.replica.take_history(steps)
    assert not editor.replica.seal_anew(is_whole=False)
    assert left(editor) == (1, 0, 1)
    network.sync(editor)
    assert left(editor) == (0, 1, 0)


def test_where_a_restored_hub_takes_nothing_one_change_asks_for_all(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    put_back(network, back_up(network))
    for text in ("One", "Two", "Three"):
        edit(editor, own_organisation(editor), [f"summary={text}"])

    assert heard(network, editor) == ([3], "")
    assert heard(network, editor) == ([1], "")
    assert len(editor.replica.hand_over(10**6, is_far=True).envelopes) == 3
    begin(coordinator, network.endpoint)

    changes, _ = heard(network, editor)
    assert changes == [1, 2]
    network.sync(editor)
    assert left(editor) == (0, 0, 0)
