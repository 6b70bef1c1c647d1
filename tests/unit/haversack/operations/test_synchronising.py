"""One meeting with the hub: what it counts, what it leaves, and that everything goes on after any trouble."""

from collections.abc import Mapping

import pytest

from haversack.operations.browsing import list_records
from haversack.operations.editing import edit
from haversack.operations.filing import files_of, want_files
from haversack.operations.publishing import publish
from haversack.operations.reporting import status
from haversack.operations.searching import search
from haversack.operations.synchronising import Wishes, synchronise
from haversack.operations.workspace import Workspace
from haversack.store.errors import DiskFullError
from haversack.store.replica import VaultReplica
from haversack_sync.client.conditions import Report
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.errors import HubRefusal
from haversack_sync.protocol.limits import HubLimits
from haversack_sync.protocol.parcel import sealed_length
from tests.unit.haversack.little_network import (
    CONTENT,
    LittleNetwork,
    own_organisation,
    own_state,
    record,
    write_folder,
)
from tests.unit.haversack_sync.client.bent_endpoint import BentEndpoint, cut_after, untouched


def test_a_sync_counts_what_it_moved_and_what_is_left(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    edit(coordinator, record(coordinator, "topic", "detention"), ["summary=One"])
    edit(coordinator, record(coordinator, "topic", "statelessness"), ["summary=Two"])
    sent = network.sync(coordinator)
    received = network.sync(reader)

    assert (sent.applied, sent.waiting, sent.refused, sent.two_versions) == (2, 0, 0, 0)
    assert (received.applied, received.waiting) == (2, 0)
    assert sent.position == received.position > 30
    assert sent.files_waiting_bytes == 0
    assert received.files_waiting_bytes == sum(
        sealed_length(file.size) for file in files_of(reader, record(reader, "resource", "words"))
    )
    assert sent.is_complete
    assert received.is_complete
    assert 300 < sent.sent_bytes < 2_000
    assert 300 < received.received_bytes < 2_000


def test_one_edited_field_costs_a_few_hundred_bytes_each_way(
    network: LittleNetwork, editor: Workspace, reader: Workspace
) -> None:
    edit(editor, own_organisation(editor), ["opening_hours=Monday to Friday, 9 to 12"])

    up, down = network.sync(editor), network.sync(reader)

    assert up.sent_bytes + up.received_bytes < 600
    assert down.sent_bytes + down.received_bytes < 600


def test_nothing_changed_costs_almost_nothing(network: LittleNetwork, reader: Workspace) -> None:
    network.sync(reader)
    again = network.sync(reader)

    assert again.sent_bytes + again.received_bytes < 250
    assert again.applied == 0


def test_what_passed_before_in_the_same_act_is_counted_with_it(network: LittleNetwork, reader: Workspace) -> None:
    plain = network.sync(reader)

    result = synchronise(reader, network.endpoint, Wishes(), so_far=Report(10_000, 20_000))

    assert result.sent_bytes == 10_000 + plain.sent_bytes
    assert result.received_bytes >= 20_000


def test_progress_is_told_while_it_goes_on(network: LittleNetwork, coordinator: Workspace, reader: Workspace) -> None:
    edit(coordinator, record(coordinator, "topic", "detention"), ["summary=One"])
    network.sync(coordinator)
    told = list[int]()

    synchronise(reader, network.endpoint, Wishes(tell=lambda report: told.append(report.received_bytes)))

    assert told
    assert told == sorted(told)


def test_a_sync_that_is_stopped_goes_on_next_time(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    edit(coordinator, record(coordinator, "topic", "detention"), ["summary=One"])
    network.sync(coordinator)

    stopped = synchronise(reader, network.endpoint, Wishes(is_cancelled=lambda: True))

    assert not stopped.is_complete
    assert stopped.applied == 0
    assert network.sync(reader).applied == 1


@pytest.mark.parametrize("error", [LinkError("cut"), DiskFullError(), HubRefusal("too_many_requests", 3)])
def test_trouble_in_the_middle_leaves_vault_and_index_fit_for_the_next_sync(
    network: LittleNetwork,
    coordinator: Workspace,
    reader: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
) -> None:
    edit(coordinator, record(coordinator, "topic", "detention"), ["summary=Rafting lessons"])
    network.sync(coordinator)

    def fail(*_arguments: object) -> int:
        raise error

    monkeypatch.setattr(VaultReplica, "commit_content", fail)
    with pytest.raises(type(error)):
        network.sync(reader)
    monkeypatch.undo()
    assert search(reader, "rafting") == []

    network.sync(reader)
    assert [one.title for one in search(reader, "rafting")] == ["Detention"]


def test_what_came_before_a_cut_can_be_searched(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    edit(coordinator, record(coordinator, "topic", "detention"), ["summary=Rafting lessons"])
    network.sync(coordinator)
    line = BentEndpoint(network.endpoint)
    line.bend = lambda answer: cut_after(len(answer))(answer)

    with pytest.raises(LinkError):
        synchronise(reader, line, Wishes())

    assert [one.title for one in search(reader, "rafting")] == ["Detention"]


def test_a_link_that_breaks_again_and_again_is_gone_on_with_where_that_is_wished(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    for name in ("One", "Two", "Three"):
        edit(coordinator, record(coordinator, "topic", "detention"), [f"summary={name}"])
    network.sync(coordinator)
    line, pauses = BentEndpoint(network.endpoint), list[float]()
    # The last byte never comes: everything that was verified stays, and the next try finds nothing new.
    line.bend = lambda answer: cut_after(len(answer))(answer)
    wanted = Wishes(pause=pauses.append)

    with pytest.raises(LinkError, match="cut"):
        synchronise(reader, line, wanted)
    assert len(line.requests) == 1 + 3
    assert len(pauses) >= 2 * 2 + 4 + 8
    line.bend = untouched

    assert synchronise(reader, line, wanted).applied == 0
    assert search(reader, "three") != []


def test_a_file_of_a_day_without_data_waits_and_text_goes(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    expected = want_files(reader, record(reader, "resource", "words"))
    edit(coordinator, record(coordinator, "topic", "detention"), ["summary=One"])
    network.sync(coordinator)

    none = synchronise(reader, network.endpoint, Wishes(files_budget_bytes=0))
    small = synchronise(reader, network.endpoint, Wishes(largest_file_bytes=10_000))

    assert (none.applied, none.files_waiting_bytes) == (1, expected)
    assert 0 < small.files_waiting_bytes < expected
    assert network.sync(reader).files_waiting_bytes == 0


def test_the_hub_stopped_between_any_two_steps_loses_nothing(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace, reader: Workspace
) -> None:
    riverside = own_organisation(editor)
    for number in range(4):
        edit(editor, riverside, [f"services=Number {number}"])
        network.restart_hub()
        network.sync(network.reopen(editor) if number == 2 else editor)
        editor = network._open[-1] if number == 2 else editor
        network.restart_hub()
        network.sync(reader, coordinator)

    assert own_state(editor) == "published"
    for workspace in (coordinator, reader):
        (found,) = [one for one in list_records(workspace, "organisation") if one.title == "Riverside"]
        assert not found.has_two_versions


def test_a_quota_lets_a_change_wait_until_tomorrow(network: LittleNetwork, editor: Workspace) -> None:
    network.restart_hub(limits=HubLimits(changes_per_device_and_day=2))
    riverside = own_organisation(editor)
    for number in range(3):
        edit(editor, riverside, [f"services=Number {number}"])

    today = network.sync(editor)
    assert (today.waiting, today.refused) == (2, 0)
    network.clock.now += 24 * 3_600
    tomorrow = network.sync(editor)

    assert (tomorrow.waiting, tomorrow.refused) == (0, 0)
    assert own_state(editor) == "published"


def test_a_budget_ends_a_sync_and_the_next_ones_bring_the_rest(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    want_files(reader, record(reader, "resource", "words"))
    edit(coordinator, record(coordinator, "topic", "detention"), ["summary=One"])
    network.sync(coordinator)

    first = network.sync(reader, budget=1)
    assert not first.is_complete or first.files_waiting_bytes
    last = [network.sync(reader, budget=30_000) for _ in range(20)][-1]
    assert (last.is_complete, last.files_waiting_bytes) == (True, 0)
    assert status(reader).position == last.position


def test_hundreds_of_small_files_go_in_one_sync(network: LittleNetwork, coordinator: Workspace) -> None:
    network.restart_hub(limits=HubLimits())
    files = dict(CONTENT)
    for number in range(130):
        files[f"library/r{number}.md"] = (
            f"---\nlanguage: en\ntitle: Number {number}\nfiles:\n  - path: f{number}.txt\n---\n"
        )
        files[f"library/f{number}.txt"] = f"File {number}\n"
    publish(coordinator, write_folder(network.base.parent / "many", files))

    result = network.sync(coordinator)

    assert (result.is_complete, result.waiting) == (True, 0)


def publish_files(network: LittleNetwork, coordinator: Workspace, name: str, files: Mapping[str, str | bytes]) -> None:
    """Publish the prepared content with some files changed."""
    publish(coordinator, write_folder(network.base.parent / name, dict(CONTENT) | dict(files)))


def test_a_file_that_the_hub_does_not_take_is_said_and_everything_else_goes_on(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace, reader: Workspace
) -> None:
    network.restart_hub(limits=HubLimits(parcel_bytes=20_000))
    long = {"library/words.txt": b"Longer than the hub takes.\n" * 3_000, "library/more.csv": b"word,meaning\n"}
    publish_files(network, coordinator, "long", long)
    edit(editor, own_organisation(editor), ["services=Meanwhile"])
    network.sync(editor)

    with pytest.raises(HubRefusal) as caught:
        network.sync(coordinator)

    assert (caught.value.reason, caught.value.number) == ("too_large", 20_000)
    assert status(coordinator).waiting == 0
    assert [one.title for one in search(coordinator, "meanwhile")] == ["Riverside"]
    files = files_of(coordinator, record(coordinator, "resource", "words"))
    assert [network.objects.size(file.object) is not None for file in files] == [False, True]
    # What the sentence advises helps: a shorter file, published again.
    publish_files(network, coordinator, "short", long | {"library/words.txt": b"Short enough.\n"})
    assert network.sync(coordinator, reader).is_complete
    want_files(reader, record(reader, "resource", "words"))
    assert network.sync(reader).files_waiting_bytes == 0


def test_a_quota_of_files_stops_files_only(network: LittleNetwork, coordinator: Workspace, reader: Workspace) -> None:
    network.restart_hub(limits=HubLimits(upload_bytes_per_coordinator_and_day=1))
    publish_files(network, coordinator, "new", {"library/more.csv": b"word,meaning\n"})

    with pytest.raises(HubRefusal, match="upload_quota"):
        network.sync(coordinator)

    assert status(coordinator).waiting == 0
    assert network.sync(reader).applied == 1


def test_a_file_that_comes_back_after_it_was_replaced_unsent_is_sealed_anew(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    old, new = {"library/more.csv": b"old\n"}, {"library/more.csv": b"new\n"}
    for number, files in enumerate((old, new, old)):
        publish_files(network, coordinator, f"folder{number}", files)
    network.sync(coordinator, reader)
    want_files(reader, record(reader, "resource", "words"))

    assert network.sync(reader).files_waiting_bytes == 0
