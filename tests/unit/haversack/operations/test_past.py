"""Older versions: what a group held, from whom, what it took the place of; and one of them back again."""

import pytest

from haversack.operations.browsing import show_record
from haversack.operations.editing import RefusedByRulesError, edit
from haversack.operations.past import SHOWN_AT_MOST, GroupPast, NoSuchVersionError, earlier_values, past_of, restore
from haversack.operations.workspace import Workspace
from haversack.store import projection
from haversack_sync.model.ids import RecordId
from tests.unit.haversack.little_network import LittleNetwork, own_organisation


def group(workspace: Workspace, target: RecordId, key: str) -> GroupPast:
    return next(one for one in past_of(workspace, target).groups if one.key == key)


def values(found: GroupPast) -> list[str]:
    return [one.values[found.name] for one in found.versions]


def test_the_history_of_a_group_is_the_newest_first_with_who_and_what_stood_there(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    riverside = own_organisation(editor)
    edit(editor, riverside, ["services=By the editor"])
    network.sync(editor, coordinator)
    edit(coordinator, riverside, ["services=By the coordinator"])
    network.sync(coordinator, editor)
    edit(editor, riverside, ["services=Again by the editor"])

    found = group(editor, riverside, "services@en")

    assert values(found) == ["Again by the editor", "By the coordinator", "By the editor"]
    assert [one.before["services"] for one in found.versions] == ["By the coordinator", "By the editor", ""]
    assert [one.author.role for one in found.versions] == ["editor", "coordinator", "editor"]
    assert [one.author.is_own for one in found.versions] == [True, False, True]
    assert [one.author.is_ours for one in found.versions] == [True, False, True]
    assert [one.author.computer for one in found.versions] == [1, 1, 1]
    assert [one.state for one in found.versions] == ["waiting", "published", "published"]
    assert [one.is_shown for one in found.versions] == [True, False, False]
    assert all(one.moment > 0 for one in found.versions)


def test_a_set_has_its_versions_too(network: LittleNetwork, editor: Workspace) -> None:
    riverside = own_organisation(editor)
    edit(editor, riverside, ["languages+=my", "languages+=th"])
    network.sync(editor)
    edit(editor, riverside, ["languages-=my"])

    found = group(editor, riverside, "languages")

    assert values(found) == ["th", "my,th"]
    assert [one.before["languages"] for one in found.versions] == ["my,th", ""]


def test_both_of_two_versions_are_in_the_history_and_the_choice_after_them(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    riverside = own_organisation(editor)
    edit(coordinator, riverside, ["services=Theirs"])
    edit(editor, riverside, ["services=Ours"])
    network.sync(coordinator, editor)
    edit(editor, riverside, ["services=Both"], resolve=True)
    network.sync(editor, coordinator)

    for workspace in (coordinator, editor):
        found = group(workspace, riverside, "services@en")
        assert values(found) == ["Both", "Ours", "Theirs"]
        assert [one.was_beside for one in found.versions] == [False, True, False]
        assert [one.has_chosen for one in found.versions] == [True, False, False]


@pytest.mark.parametrize("is_sent", [False, True])
def test_an_older_value_comes_back_as_a_new_change(network: LittleNetwork, editor: Workspace, is_sent: bool) -> None:
    riverside = own_organisation(editor)
    edit(editor, riverside, ["services=First", "languages+=my"])
    edit(editor, riverside, ["services=Second", "languages-=my", "languages+=th"])
    if is_sent:
        network.sync(editor)

    for key in ("services@en", "languages"):
        restore(editor, riverside, key, group(editor, riverside, key).versions[-1].name)

    shown = show_record(editor, riverside)
    assert shown.fields["services"] == {"en": "First"}
    assert shown.fields["languages"] == ["my"]
    assert shown.state == "waiting"
    assert values(group(editor, riverside, "services@en")) == ["First", "Second", "First"]
    assert [one.is_shown for one in group(editor, riverside, "services@en").versions] == [True, False, False]


def test_what_is_there_already_is_not_written_again(network: LittleNetwork, editor: Workspace) -> None:
    riverside = own_organisation(editor)
    edit(editor, riverside, ["services=First"])
    network.sync(editor)

    assert restore(editor, riverside, "services@en", group(editor, riverside, "services@en").versions[0].name) == (
        edit(editor, riverside, ["services=First"])
    )
    assert show_record(editor, riverside).state == "published"


def test_restoring_chooses_where_there_are_two_versions(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    riverside = own_organisation(editor)
    edit(editor, riverside, ["services=At first"])
    network.sync(editor, coordinator)
    edit(coordinator, riverside, ["services=Theirs"])
    edit(editor, riverside, ["services=Ours"])
    network.sync(coordinator, editor)

    restore(editor, riverside, "services@en", group(editor, riverside, "services@en").versions[-1].name)
    network.sync(editor, coordinator)

    shown = show_record(coordinator, riverside)
    assert shown.fields["services"] == {"en": "At first"}
    assert shown.versions == {}


def test_a_removed_text_is_a_version_and_comes_back(network: LittleNetwork, editor: Workspace) -> None:
    riverside = own_organisation(editor)
    edit(editor, riverside, ["services=First"])
    edit(editor, riverside, ["services="])
    network.sync(editor)
    found = group(editor, riverside, "services@en")
    assert values(found) == ["", "First"]

    restore(editor, riverside, "services@en", found.versions[1].name)

    assert show_record(editor, riverside).fields["services"] == {"en": "First"}


def test_the_newest_sixteen_are_listed_and_the_others_counted(editor: Workspace) -> None:
    riverside = own_organisation(editor)
    for number in range(SHOWN_AT_MOST + 3):
        edit(editor, riverside, [f"services={number}"])

    found = group(editor, riverside, "services@en")

    assert len(found.versions) == SHOWN_AT_MOST
    assert found.older == 3
    assert found.versions[0].values["services"] == str(SHOWN_AT_MOST + 2)


def test_who_may_not_change_a_record_may_not_restore_it(
    network: LittleNetwork, editor: Workspace, reader: Workspace
) -> None:
    riverside = own_organisation(editor)
    edit(editor, riverside, ["services=First"])
    edit(editor, riverside, ["services=Second"])
    network.sync(editor, reader)
    oldest = group(reader, riverside, "services@en").versions[-1]

    with pytest.raises(RefusedByRulesError):
        restore(reader, riverside, "services@en", oldest.name)


def test_a_version_that_is_not_here_is_said(editor: Workspace) -> None:
    with pytest.raises(NoSuchVersionError):
        restore(editor, own_organisation(editor), "services@en", b"?" * 16)


def test_the_earlier_value_of_two_versions_is_known(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    riverside = own_organisation(editor)
    edit(editor, riverside, ["services=At first"])
    network.sync(editor, coordinator)
    edit(coordinator, riverside, ["services=Theirs"])
    edit(editor, riverside, ["services=Ours"])
    network.sync(coordinator, editor)
    with editor.replica.reading() as connection:
        shown = projection.show(connection, riverside, own=editor.own)[0]

    assert earlier_values(editor, shown) == {"services@en": b"\xa8At first"}
