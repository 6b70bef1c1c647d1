"""Drafts become changes, each group by itself; what is not complete stays; nobody's words are overwritten unseen."""

import pytest

from haversack.operations.browsing import show_record
from haversack.operations.drafting import drop_drafts, keep_draft, load_drafts
from haversack.operations.editing import RefusedByRulesError, edit
from haversack.operations.own_groups import FormGroup
from haversack.operations.own_profile import own_profile
from haversack.operations.releasing import Choice, Problem, choose, release, write_new
from haversack.operations.undoing import bring_back
from haversack.operations.workspace import Workspace
from haversack_sync.model.canonical import encode, value_hash
from haversack_sync.model.edit import BadAssignmentError
from haversack_sync.model.ids import RecordId
from tests.unit.haversack.little_network import LittleNetwork, own_organisation


def group(workspace: Workspace, key: str) -> FormGroup:
    read = own_profile(workspace)
    assert read.organisation is not None
    return next(one for one in (*read.organisation.groups, *read.organisation.elsewhere) if one.key == key)


def services(workspace: Workspace, target: RecordId) -> object:
    return show_record(workspace, target).fields.get("services")


def test_a_draft_is_not_a_change_until_it_is_released(editor: Workspace) -> None:
    riverside = own_organisation(editor)
    keep_draft(editor, riverside, "services@en", {"services": "Rafting"})

    assert services(editor, riverside) is None
    assert group(editor, "services@en").state == "draft"
    assert release(editor, riverside).changes == 1
    assert services(editor, riverside) == {"en": "Rafting"}
    assert group(editor, "services@en").state == "waiting"
    assert load_drafts(editor, riverside) == {}


def test_what_is_not_complete_stays_and_says_what_is_missing_and_the_rest_goes(editor: Workspace) -> None:
    riverside = own_organisation(editor)
    keep_draft(editor, riverside, "website", {"website": "not a link"})
    keep_draft(editor, riverside, "name@en", {"name": " "})
    keep_draft(editor, riverside, "services@en", {"services": "Rafting"})
    keep_draft(editor, riverside, "languages", {"languages": "my,th"})
    assert group(editor, "website").problem == Problem("bad_url", "website")

    done = release(editor, riverside)

    assert done.changes == 2
    assert sorted(done.left) == ["name@en", "website"]
    assert group(editor, "name@en").problem == Problem("required", "name")
    assert group(editor, "website").fields[0].value == "not a link"
    assert show_record(editor, riverside).fields["languages"] == ["my", "th"]


def test_a_draft_in_another_language_is_found_and_released_too(editor: Workspace) -> None:
    riverside = own_organisation(editor)
    keep_draft(editor, riverside, "services@fr", {"services": "Radeau"})

    assert group(editor, "services@fr").state == "draft"
    assert own_profile(editor).languages == ("en", "fr")
    release(editor, riverside)

    assert services(editor, riverside) == {"fr": "Radeau"}


def changed_by_others(network: LittleNetwork, coordinator: Workspace, editor: Workspace) -> RecordId:
    """Type a draft, and let a coordinator's change of the same group arrive meanwhile."""
    riverside = own_organisation(editor)
    edit(coordinator, riverside, ["services=At first"])
    network.sync(coordinator, editor)
    keep_draft(editor, riverside, "services@en", {"services": "Ours"})
    edit(coordinator, riverside, ["services=Theirs"])
    network.sync(coordinator, editor)
    return riverside


def test_a_draft_whose_group_others_changed_is_one_of_two_versions(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    changed_by_others(network, coordinator, editor)

    found = group(editor, "services@en")

    assert found.state == "draft"
    assert [one.values["services"] for one in found.versions] == ["Ours", "Theirs"]
    assert [(one.author.is_own, one.author.role) for one in found.versions] == [
        (True, "editor"),
        (False, "coordinator"),
    ]
    assert found.versions[0].hash == b""


def test_released_without_choosing_it_stands_beside_the_others(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    riverside = changed_by_others(network, coordinator, editor)

    release(editor, riverside)
    network.sync(editor, coordinator)

    assert show_record(coordinator, riverside).versions == {"services@en": ["Theirs", "Ours"]}
    assert group(editor, "services@en").earlier == {"services": "At first"}


@pytest.mark.parametrize(("place", "expected"), [(0, "Ours"), (1, "Theirs")])
def test_choosing_between_a_draft_and_what_others_wrote_leaves_one(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace, place: int, expected: str
) -> None:
    riverside = changed_by_others(network, coordinator, editor)
    version = group(editor, "services@en").versions[place].hash

    choose(editor, [Choice(riverside, "services@en", version)])
    network.sync(editor, coordinator)

    assert load_drafts(editor, riverside) == {}
    for workspace in (coordinator, editor):
        assert services(workspace, riverside) == {"en": expected}
        assert show_record(workspace, riverside).versions == {}


def test_equal_contents_are_never_two_versions(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    riverside = own_organisation(editor)
    keep_draft(editor, riverside, "services@en", {"services": "Cafe\u0301 "})
    edit(coordinator, riverside, ["services=Caf\u00e9"])
    network.sync(coordinator, editor)
    release(editor, riverside)
    edit(coordinator, riverside, ["opening_hours=Always"])
    edit(editor, riverside, ["opening_hours=Always"])

    network.sync(editor, coordinator, editor)

    assert group(editor, "services@en").versions == ()
    for workspace in (coordinator, editor):
        assert show_record(workspace, riverside).versions == {}


def disputed(network: LittleNetwork, coordinator: Workspace, editor: Workspace) -> RecordId:
    riverside = own_organisation(editor)
    edit(coordinator, riverside, ["services=Theirs", "opening_hours=Their hours"])
    edit(editor, riverside, ["services=Ours", "opening_hours=Our hours"])
    network.sync(coordinator, editor)
    return riverside


def test_one_choice_for_many_groups(network: LittleNetwork, coordinator: Workspace, editor: Workspace) -> None:
    riverside = disputed(network, coordinator, editor)
    mine = [
        Choice(riverside, key, value_hash(encode(text)))
        for key, text in (("services@en", "Ours"), ("opening_hours@en", "Our hours"))
    ]

    assert choose(editor, mine).changes == 2
    network.sync(editor, coordinator)

    fields = show_record(coordinator, riverside).fields
    assert (fields["services"], fields["opening_hours"]) == ({"en": "Ours"}, {"en": "Our hours"})
    assert show_record(coordinator, riverside).versions == {}


def test_a_new_text_takes_the_place_of_both(network: LittleNetwork, coordinator: Workspace, editor: Workspace) -> None:
    riverside = disputed(network, coordinator, editor)

    with pytest.raises(BadAssignmentError):
        write_new(editor, riverside, "name@en", {"name": ""})
    write_new(editor, riverside, "services@en", {"services": "Ours and theirs"})
    network.sync(editor, coordinator)

    assert services(coordinator, riverside) == {"en": "Ours and theirs"}
    assert list(show_record(coordinator, riverside).versions) == ["opening_hours@en"]


def test_choosing_what_is_no_version_any_more_changes_nothing(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    riverside = disputed(network, coordinator, editor)

    assert choose(editor, [Choice(riverside, "services@en", b"?" * 16)]).changes == 0
    assert choose(editor, [Choice(riverside, "services@en", b"")]).changes == 0


def test_a_reader_s_draft_is_refused_and_kept(reader: Workspace) -> None:
    hill = own_organisation(reader)
    keep_draft(reader, hill, "services@en", {"services": "Dentists"})

    with pytest.raises(RefusedByRulesError):
        release(reader, hill)

    assert load_drafts(reader, hill)["services@en"].values == {"services": "Dentists"}
    drop_drafts(reader, hill, ["services@en"])
    assert load_drafts(reader, hill) == {}


def test_a_draft_that_was_not_chosen_comes_back(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    riverside = changed_by_others(network, coordinator, editor)
    theirs = group(editor, "services@en").versions[1].hash

    done = choose(editor, [Choice(riverside, "services@en", theirs)])

    assert done.changes == 0
    assert group(editor, "services@en").fields[0].value == "Theirs"
    bring_back(editor, done.undone)
    assert [one.values["services"] for one in group(editor, "services@en").versions] == ["Ours", "Theirs"]


def test_a_draft_stays_where_the_chosen_version_is_gone(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    riverside = changed_by_others(network, coordinator, editor)

    done = choose(editor, [Choice(riverside, "services@en", b"?" * 16)])

    assert done.undone.is_empty
    assert load_drafts(editor, riverside)["services@en"].values == {"services": "Ours"}
