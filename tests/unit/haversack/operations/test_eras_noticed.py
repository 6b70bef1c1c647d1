"""C5: a hub whose folder was copied back does not know it, until somebody shows it its own word for more."""

import pytest

from haversack.operations.editing import edit
from haversack.operations.eras import begin, is_awaited
from haversack.operations.workspace import Workspace
from haversack.store import values
from haversack_sync.client.witness import show_head
from haversack_sync.protocol.errors import HubRefusal
from haversack_sync.protocol.head import SHOWN_HEAD_BYTES
from tests.unit.haversack.little_network import LittleNetwork, own_organisation, own_state, record
from tests.unit.haversack.restoring import back_up, put_back


def takes_nothing(network: LittleNetwork) -> bool:
    """Tell whether the hub waits for a new era."""
    with network.ledger.reading() as moment:
        registration = moment.registration()
    assert registration is not None
    return registration.is_restored


def newest_head(workspace: Workspace) -> bytes:
    """Return what a computer can show."""
    with workspace.replica.reading() as connection:
        return values.read_value(connection, values.SHOWN_HEAD) or b""


def show(network: LittleNetwork, head: bytes) -> None:
    """Show the hub a head."""
    show_head(network.endpoint, head, random=network.own_clock().random, count=lambda *, sent, received: None)


def test_c5_a_copied_back_hub_notices_when_somebody_comes_who_knows_more_and_nobody_writes_into_the_gap(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace, reader: Workspace
) -> None:
    backup = back_up(network)
    edit(editor, own_organisation(editor), ["summary=After the copy was made"])
    network.sync(editor, reader)
    put_back(network, backup, is_marked=False)
    assert not takes_nothing(network)

    # A reader wrote nothing, and knows more all the same.
    with pytest.raises(HubRefusal, match="hub_behind"):
        network.sync(reader)

    assert takes_nothing(network)
    edit(coordinator, record(coordinator, "topic", "detention"), ["summary=Who knows no more than the copy"])
    network.sync(coordinator)
    assert is_awaited(coordinator)
    begin(coordinator, network.endpoint)
    assert not takes_nothing(network)
    network.sync(coordinator, editor, reader, coordinator)
    assert own_state(editor) == "published"
    assert not is_awaited(coordinator)
    network.sync(reader)
    assert not takes_nothing(network), "it shows nothing where the hub goes on"


def test_c5_what_this_hub_did_not_sign_or_still_has_or_an_era_left_tells_it_nothing(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    backup = back_up(network)
    edit(editor, own_organisation(editor), ["summary=Lost"])
    network.sync(editor)
    head = newest_head(editor)
    assert len(head) == SHOWN_HEAD_BYTES
    show(network, head)
    assert not takes_nothing(network), "it has all that"
    put_back(network, backup, is_marked=False)
    for place in (0, 11, 100, SHOWN_HEAD_BYTES - 1):
        show(network, head[:place] + bytes([head[place] ^ 1]) + head[place + 1 :])
    for odd in (b"", head[:-1], head + b"\x00"):
        show(network, odd)
    assert not takes_nothing(network)

    show(network, head)
    assert takes_nothing(network)
    begin(coordinator, network.endpoint)
    show(network, head)
    assert not takes_nothing(network), "the era left what that head speaks of"


def test_c5_a_log_that_was_put_back_to_before_its_first_era_notices_by_a_head_of_that_era(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    backup = back_up(network)
    begin(coordinator, network.endpoint)
    network.sync(coordinator)
    head = newest_head(coordinator)
    put_back(network, backup, is_marked=False)

    show(network, head)

    assert takes_nothing(network)
