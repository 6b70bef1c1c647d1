"""While a hub that was put back waits for its new era: nobody writes into the gap, and everybody is told the truth."""

from collections.abc import Iterator

import pytest

from haversack.operations.editing import edit
from haversack.operations.eras import begin
from haversack.operations.synchronising import Wishes, synchronise
from haversack.operations.workspace import Workspace
from haversack.store import eras
from haversack_sync.hub.endpoint import HubEndpoint
from haversack_sync.protocol.errors import HubRefusal
from haversack_sync.protocol.messages import decode_request
from haversack_sync.protocol.requests import RequestAuth
from tests.unit.haversack.little_network import LittleNetwork, own_organisation, own_state
from tests.unit.haversack.operations.test_eras import invited, left
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
