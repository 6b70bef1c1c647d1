"""C5 and C6 with real vaults: a restored hub goes on by a coordinator's word, and gets back what it lost, once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from haversack.operations.browsing import show_record
from haversack.operations.editing import edit
from haversack.operations.eras import EraError, begin
from haversack.operations.inviting import ForNewOrganisation, invite
from haversack.operations.reporting import status
from haversack.operations.synchronising import Wishes, synchronise
from haversack.operations.workspace import NotAllowedError, Workspace
from haversack.store import eras, outbox, snapshot_state, trust
from haversack.store.outbox import ItemState
from haversack_sync.hub.endpoint import HubEndpoint
from haversack_sync.model.ids import FeedId
from haversack_sync.model.roles import AudienceType, Role
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.errors import ForkError, HubRefusal
from haversack_sync.protocol.requests import RequestAuth
from tests.unit.haversack.little_network import LittleNetwork, make_reader, own_organisation, own_state, record
from tests.unit.haversack.restoring import back_up, put_back


def directory(workspace: Workspace) -> FeedId:
    return workspace.feed(AudienceType.MEMBERS, "directory").handle


def state(workspace: Workspace) -> bytes | None:
    """Return the digest of the directory; None where it cannot be known."""
    view, feed = workspace.replica.network(), directory(workspace)
    with workspace.replica.reading() as connection:
        n = trust.load_standing(connection, view, feed).n
        stand = snapshot_state.stand_at(connection, view, feed, n)
        if stand is None:
            return None
        return snapshot_state.digest_at(connection, view, view.authority.feeds[feed], stand)[0]


def says(workspace: Workspace, slug: str = "detention") -> object:
    fields = show_record(workspace, record(workspace, "topic", slug)).fields
    return fields["summary"]


def left(workspace: Workspace) -> tuple[int, int, int]:
    """Return how many changes wait, were refused, and are to be handed back."""
    shown = status(workspace)
    with workspace.replica.reading() as connection:
        return shown.waiting, shown.refused, eras.count_to_hand_back(connection)


def invited(network: LittleNetwork, coordinator: Workspace) -> str:
    code = invite(coordinator, ForNewOrganisation("Harbour", "en"), Role.EDITOR)
    network.sync(coordinator)
    return code


def stubs(network: LittleNetwork, feed: FeedId) -> tuple[int, int]:
    """Return how many entries of a feed the hub has, and how many of them are stubs."""
    with network.ledger.reading() as moment:
        found = moment.entries(feed, after=0, up_to=999, at_most=999)
    return len(found), sum(one.entry.is_erased for one in found)


def test_what_a_restored_hub_lost_comes_back_once_whoever_brings_it(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace, reader: Workspace
) -> None:
    edit(coordinator, record(coordinator, "topic", "detention"), ["summary=Before"])
    network.sync(coordinator)
    backup = back_up(network)
    code = invite(coordinator, ForNewOrganisation("Harbour", "en"), Role.EDITOR)
    network.sync(coordinator)
    harbour = network.enrol("harbour", code)
    for workspace, text in ((editor, "summary=Soup"), (harbour, "summary=Beds")):
        edit(workspace, own_organisation(workspace), [text])
    edit(coordinator, record(coordinator, "topic", "detention"), ["summary=After"])
    network.sync(coordinator, editor, harbour, reader)
    held = stubs(network, directory(coordinator))

    put_back(network, backup)
    edit(editor, own_organisation(editor), ["description=Meanwhile"])
    with pytest.raises(HubRefusal, match="hub_behind"):
        network.sync(editor)
    assert own_state(editor) == "sent"
    begun = begin(coordinator, network.endpoint)
    everybody = (coordinator, editor, reader, harbour)
    network.sync(*everybody, *everybody)

    assert begun.era > 1
    assert begun.lost_positions > 0
    assert stubs(network, directory(coordinator)) == (held[0] + 1, 0)
    assert [left(one) for one in everybody] == [(0, 0, 0)] * 4
    assert len({state(one) for one in everybody}) == 1
    assert state(reader) is not None
    assert (own_state(editor), own_state(harbour)) == ("published", "published")
    assert {str(says(one)) for one in everybody} == {str(says(coordinator))}
    assert "After" in str(says(reader))
    again = network.reopen(harbour)
    assert again.replica.network() == coordinator.replica.network()
    assert again.replica.network().era == begun.era


def test_who_had_no_more_than_the_backup_just_goes_on(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    backup = back_up(network)
    edit(coordinator, record(coordinator, "topic", "detention"), ["summary=Lost"])
    network.sync(coordinator)
    put_back(network, backup)
    begun = begin(coordinator, network.endpoint)

    network.sync(reader)
    assert reader.replica.network().era == begun.era
    network.sync(coordinator, reader)

    assert "Lost" in str(says(reader))


def test_a_hub_that_lost_nothing_takes_a_new_era_as_well(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    network.sync(coordinator)

    first = begin(coordinator, network.endpoint)
    network.sync(reader, coordinator)
    second = begin(coordinator, network.endpoint)
    assert 1 < first.era < second.era
    assert (first.lost_positions, second.lost_positions) == (0, 0)
    network.sync(reader, coordinator)

    assert left(coordinator) == left(reader) == (0, 0, 0)
    assert reader.replica.network() == coordinator.replica.network()


def test_beginning_can_be_tried_again_after_the_line_was_cut(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    class Cut(HubEndpoint):
        def exchange(self, body: bytes, auth: RequestAuth | None) -> Iterator[bytes]:
            answer = list(super().exchange(body, auth))
            if auth is not None:
                raise LinkError("cut")
            return iter(answer)

    backup = back_up(network)
    invite(coordinator, ForNewOrganisation("Harbour", "en"), Role.READER)
    edit(coordinator, record(coordinator, "topic", "detention"), ["summary=Lost"])
    network.sync(coordinator, reader)
    put_back(network, backup)
    with pytest.raises(LinkError):
        begin(coordinator, Cut(network.hub))

    assert begin(coordinator, network.endpoint).lost_positions > 0
    network.sync(coordinator, reader)

    assert left(coordinator) == left(reader) == (0, 0, 0)
    assert "Lost" in str(says(reader))
    assert reader.replica.network() == coordinator.replica.network()


def test_a_second_restore_is_followed_as_the_first_one(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    backup = back_up(network)
    eras_begun = []
    for text in ("summary=One", "summary=Two"):
        edit(coordinator, record(coordinator, "topic", "detention"), [text])
        network.sync(coordinator, reader)
        put_back(network, backup)
        eras_begun.append(begin(coordinator, network.endpoint).era)
        network.sync(coordinator, reader)

    # The hub has lost the first of them.
    assert eras_begun[0] < reader.replica.network().era == eras_begun[1]
    assert left(coordinator) == left(reader) == (0, 0, 0)
    assert "Two" in str(says(reader))
    assert state(reader) == state(coordinator)


def test_a_backup_of_what_an_era_had_left_goes_on_and_what_was_sealed_anew_since_is_said_again(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    before = back_up(network)
    invite(coordinator, ForNewOrganisation("Lost", "en"), Role.READER)
    network.sync(coordinator, editor)
    edit(editor, own_organisation(editor), ["summary=Saw the invitation"])
    network.sync(editor)
    left_by_eras = back_up(network)
    # The second era's author does not know any more what the first one said was lost: the change is sealed anew.
    for _ in range(2):
        put_back(network, before)
        begin(coordinator, network.endpoint)
    network.sync(editor, coordinator, editor)
    edit(editor, own_organisation(editor), ["name=After it"])
    network.sync(editor, coordinator)
    assert left(editor) == (0, 0, 0)

    put_back(network, left_by_eras)
    with pytest.raises(HubRefusal):
        network.sync(coordinator)
    begin(coordinator, network.endpoint)
    network.sync(coordinator, editor, editor, coordinator, editor)

    assert editor.replica.identity().former
    assert left(coordinator) == left(editor) == (0, 0, 0)
    shown = str(show_record(coordinator, own_organisation(editor)).fields)
    assert "Saw the invitation" in shown
    assert "After it" in shown
    assert state(editor) == state(coordinator)


def test_what_saw_the_branch_that_the_hub_came_back_to_stays_as_it_was_sealed(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    before = back_up(network)
    begin(coordinator, network.endpoint)
    network.sync(coordinator, editor)
    edit(editor, own_organisation(editor), ["summary=Saw the first era"])
    network.sync(editor)
    first_era = back_up(network)
    put_back(network, before)
    begin(coordinator, network.endpoint)
    network.sync(coordinator, editor)

    put_back(network, first_era)
    begin(coordinator, network.endpoint)
    network.sync(editor, coordinator, editor)

    assert not editor.replica.identity().former
    assert left(coordinator) == left(editor) == (0, 0, 0)
    assert "Saw the first era" in str(show_record(coordinator, own_organisation(editor)).fields)
    assert state(editor) == state(coordinator)


def test_only_a_coordinator_lets_it_go_on(network: LittleNetwork, editor: Workspace) -> None:
    put_back(network, back_up(network))

    with pytest.raises(NotAllowedError):
        begin(editor, network.endpoint)


def test_a_hub_with_another_history_is_a_fork_and_changes_nothing(
    network: LittleNetwork, coordinator: Workspace, tmp_path: Path
) -> None:
    other = network.copy_to(tmp_path / "other")
    elsewhere = other.open("coordinator")
    invite(elsewhere, ForNewOrganisation("Elsewhere", "en"), Role.READER)
    other.sync(elsewhere)
    other.close()
    invite(coordinator, ForNewOrganisation("Here", "en"), Role.READER)
    network.sync(coordinator)
    before = coordinator.replica.network()

    with pytest.raises(ForkError):
        begin(coordinator, other.endpoint)
    assert coordinator.replica.network() == before
    assert left(coordinator) == (0, 0, 0)


class _Meanwhile:
    """A hub that somebody else reaches between the question where it stands and the entry that says so."""

    def __init__(self, network: LittleNetwork, other: Workspace) -> None:
        self._network, self._other = network, other

    def __getattr__(self, name: str) -> object:
        return getattr(self._network.endpoint, name)

    def exchange(self, body: bytes, auth: RequestAuth | None) -> Iterator[bytes]:
        if auth is not None:
            self._network.sync(self._other)
        return self._network.endpoint.exchange(body, auth)


def test_an_era_that_begins_where_the_hub_is_no_more_is_not_taken(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    edit(editor, own_organisation(editor), ["summary=Faster"])

    with pytest.raises(EraError) as caught:
        begin(coordinator, _Meanwhile(network, editor))  # type: ignore[arg-type]  # it passes the rest on

    assert caught.value.reason == "not_taken"
    assert coordinator.replica.network().era == 1
    assert begin(coordinator, network.endpoint).lost_positions == 0


def test_a_hubs_mere_word_takes_nothing_back(network: LittleNetwork, editor: Workspace) -> None:
    class Liar(HubEndpoint):
        def exchange(self, body: bytes, auth: RequestAuth | None) -> Iterator[bytes]:
            if auth is not None:
                raise HubRefusal("new_era", 3)
            return super().exchange(body, auth)

    before = editor.replica.network()

    with pytest.raises(ForkError):
        synchronise(editor, Liar(network.hub), Wishes())
    assert editor.replica.network() == before


def test_what_the_hub_had_refused_leaves_no_gap_in_its_authors_chain(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    backup = back_up(network)
    make_reader(network, coordinator, editor)
    edit(editor, own_organisation(editor), ["summary=Not any more"])
    network.sync(editor)
    assert left(editor)[:2] == (0, 1)
    put_back(network, backup)
    begin(coordinator, network.endpoint)

    network.sync(coordinator, editor, editor)

    # The hub has judged it again; what comes behind it would be held for a month otherwise.
    assert left(editor) == (0, 1, 0)
    with network.ledger.reading() as moment:
        there = moment.chain_end(editor.own)
    with editor.replica.reading() as connection:
        (refused,) = outbox.read_items(connection, (ItemState.REFUSED,))
    assert there is not None
    assert refused.reason == "not_a_writer"
