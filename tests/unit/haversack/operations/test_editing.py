"""Editing: judged by the rules before anything is written; two writers leave two versions; a person resolves them."""

import pytest

from haversack.operations.browsing import list_records, show_record
from haversack.operations.editing import NoSuchRecordError, RefusedByRulesError, edit
from haversack.operations.reporting import status
from haversack.operations.searching import search
from haversack.operations.workspace import Workspace
from haversack.store.outbox import ChangeTooLargeError
from haversack_sync.model.edit import BadAssignmentError
from haversack_sync.model.ids import RecordId
from tests.simulation.world import FixedRandom
from tests.unit.haversack.little_network import LittleNetwork, make_reader, own_organisation, own_state, record


def versions(workspace: Workspace, target: RecordId) -> dict[str, list[object]]:
    return {key: list(values) for key, values in show_record(workspace, target).versions.items()}


def test_an_edit_is_seen_and_found_here_at_once_and_elsewhere_after_two_syncs(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace, reader: Workspace
) -> None:
    riverside = own_organisation(editor)

    done = edit(editor, riverside, ["services=Rafting lessons", "services@fr=Cours de radeau", "languages+=fr"])

    assert done.operations == 3
    assert own_state(editor) == "waiting"
    assert [one.title for one in search(editor, "rafting")] == ["Riverside"]
    network.sync(editor, reader, coordinator)
    for workspace in (editor, reader, coordinator):
        found = show_record(workspace, riverside)
        assert found.fields["services"] == {"en": "Rafting lessons", "fr": "Cours de radeau"}
        assert found.fields["languages"] == ["fr"]
        assert found.state == "published"
        assert [one.title for one in search(workspace, "radeau")] == ["Riverside"]


def test_values_that_are_there_already_are_no_change(editor: Workspace) -> None:
    riverside = own_organisation(editor)

    assert edit(editor, riverside, ["name=Riverside"]).operations == 0
    assert status(editor).waiting == 0


def test_a_value_that_goes_there_and_back_leaves_one_version(
    network: LittleNetwork, editor: Workspace, reader: Workspace
) -> None:
    riverside = own_organisation(editor)
    for text in ("One", "Two", "One"):
        edit(editor, riverside, [f"services={text}"])
    network.sync(editor, reader)

    assert show_record(reader, riverside).fields["services"] == {"en": "One"}
    assert versions(reader, riverside) == {}


def test_edits_of_different_fields_join(network: LittleNetwork, coordinator: Workspace, editor: Workspace) -> None:
    riverside = own_organisation(editor)
    edit(coordinator, riverside, ["summary=From the coordinator"])
    edit(editor, riverside, ["services=From the editor"])

    network.sync(coordinator, editor, coordinator)

    for workspace in (coordinator, editor):
        fields = show_record(workspace, riverside).fields
        assert (fields["summary"], fields["services"]) == (
            {"en": "From the coordinator"},
            {"en": "From the editor"},
        )
        assert versions(workspace, riverside) == {}


@pytest.mark.parametrize("first", ["coordinator", "editor"])
def test_two_edits_of_one_field_leave_two_versions_in_both_vaults_and_one_that_is_shown(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace, first: str
) -> None:
    riverside = own_organisation(editor)
    edit(coordinator, riverside, ["services=By the coordinator"])
    edit(editor, riverside, ["services=By the editor"])
    order = (coordinator, editor) if first == "coordinator" else (editor, coordinator)

    result = network.sync(*order, order[0])

    shown, other = f"By the {first}", "By the coordinator" if first == "editor" else "By the editor"
    assert result.two_versions == 1
    for workspace in (coordinator, editor):
        assert show_record(workspace, riverside).fields["services"] == {"en": shown}
        assert versions(workspace, riverside) == {"services@en": [shown, other]}
        assert [one.has_two_versions for one in list_records(workspace, "organisation")] == [False, True]


def test_before_the_others_edit_is_here_the_own_one_is_shown_and_nothing_is_disputed(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    riverside = own_organisation(editor)
    edit(coordinator, riverside, ["services=By the coordinator"])
    edit(editor, riverside, ["services=By the editor"])
    network.sync(coordinator)

    assert show_record(editor, riverside).fields["services"] == {"en": "By the editor"}
    assert versions(editor, riverside) == {}


def disputed(network: LittleNetwork, coordinator: Workspace, editor: Workspace) -> RecordId:
    """Return a record with two versions of its services."""
    riverside = own_organisation(editor)
    edit(coordinator, riverside, ["services=By the coordinator"])
    edit(editor, riverside, ["services=By the editor"])
    network.sync(coordinator, editor, coordinator)
    return riverside


def test_whoever_has_seen_all_versions_resolves_them(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    riverside = disputed(network, coordinator, editor)

    edit(editor, riverside, ["services=By both"], resolve=True)
    result = network.sync(editor, coordinator)

    assert result.two_versions == 0
    for workspace in (coordinator, editor):
        assert show_record(workspace, riverside).fields["services"] == {"en": "By both"}
        assert versions(workspace, riverside) == {}


def test_the_shown_version_can_be_chosen_too(network: LittleNetwork, coordinator: Workspace, editor: Workspace) -> None:
    riverside = disputed(network, coordinator, editor)
    assert edit(editor, riverside, ["services=By the coordinator"]).operations == 0

    assert edit(editor, riverside, ["services=By the coordinator"], resolve=True).operations == 1
    network.sync(editor, coordinator)

    assert versions(coordinator, riverside) == {}


def test_a_plain_edit_replaces_only_what_is_shown(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    riverside = disputed(network, coordinator, editor)

    edit(editor, riverside, ["services=Corrected"])
    network.sync(editor, coordinator)

    assert versions(coordinator, riverside) == {"services@en": ["Corrected", "By the editor"]}


def test_a_third_version_that_comes_while_somebody_resolves_stays(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    riverside = disputed(network, coordinator, editor)
    edit(coordinator, riverside, ["services=A third"])
    edit(editor, riverside, ["services=Resolved"], resolve=True)

    network.sync(coordinator, editor, coordinator)

    for workspace in (coordinator, editor):
        assert set(versions(workspace, riverside)["services@en"]) == {"A third", "Resolved"}


def test_elements_of_a_set_merge(network: LittleNetwork, coordinator: Workspace, editor: Workspace) -> None:
    riverside = own_organisation(editor)
    edit(coordinator, riverside, ["languages+=fr", "languages+=so"])
    edit(editor, riverside, ["languages+=es", "languages+=so"])

    network.sync(coordinator, editor, coordinator)

    for workspace in (coordinator, editor):
        assert sorted(map(str, list_of(show_record(workspace, riverside).fields["languages"]))) == ["es", "fr", "so"]


def list_of(value: object) -> list[object]:
    assert isinstance(value, list)
    return value


@pytest.mark.parametrize(
    ("who", "target", "assignment", "reason"),
    [
        ("reader", "own", "services=Mine now", "role_may_not_write"),
        ("editor", "hill", "services=Mine now", "not_owner"),
        ("editor", "topic", "name=Mine now", "role_may_not_write"),
    ],
)
def test_what_the_rules_would_refuse_is_not_written(
    network: LittleNetwork, who: str, target: str, assignment: str, reason: str
) -> None:
    workspace = network.open(who)
    ids = {
        "own": lambda: own_organisation(workspace),
        "hill": lambda: record(workspace, "organisation", "hill"),
        "topic": lambda: record(workspace, "topic", "detention"),
    }
    before = show_record(workspace, ids[target]())

    with pytest.raises(RefusedByRulesError) as caught:
        edit(workspace, ids[target](), [assignment])

    assert caught.value.reason == reason
    assert status(workspace).waiting == 0
    assert show_record(workspace, ids[target]()) == before


def test_one_bad_assignment_and_nothing_is_written(editor: Workspace) -> None:
    riverside = own_organisation(editor)

    for assignments in (["services=Good", "colour=blue"], ["services=Good", "nonsense"], ["services=a", "services=b"]):
        with pytest.raises(BadAssignmentError):
            edit(editor, riverside, assignments)
    assert status(editor).waiting == 0


def test_a_record_that_is_not_here_cannot_be_edited(editor: Workspace) -> None:
    with pytest.raises(NoSuchRecordError):
        edit(editor, RecordId(bytes(16)), ["services=Advice"])


@pytest.mark.parametrize("size", [60_000, 200_000])
def test_a_text_that_is_too_long_to_travel_is_said(editor: Workspace, size: int) -> None:
    with pytest.raises((ChangeTooLargeError, BadAssignmentError)):
        edit(editor, own_organisation(editor), ["description=" + FixedRandom("long")(size // 2).hex()])
    assert status(editor).waiting == 0


def test_a_change_that_the_hub_refuses_is_shown_as_refused_and_no_longer_seen(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    """The rights are taken away while the editor is offline."""
    riverside = own_organisation(editor)
    edit(editor, riverside, ["services=Rafting lessons"])
    make_reader(network, coordinator, editor)

    result = network.sync(editor)

    assert (result.waiting, result.refused) == (0, 1)
    assert "services" not in show_record(editor, riverside).fields
    assert search(editor, "rafting") == []
    assert status(editor).refused == 1
    assert status(editor).role == "reader"


def test_what_was_accepted_before_a_right_was_taken_away_stands(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace, reader: Workspace
) -> None:
    riverside = own_organisation(editor)
    edit(editor, riverside, ["services=Rafting lessons"])
    network.sync(editor)
    make_reader(network, coordinator, editor)

    network.sync(reader, editor)

    for workspace in (reader, editor):
        assert show_record(workspace, riverside).fields["services"] == {"en": "Rafting lessons"}
