"""What waits: each change with its state; taking one back until it is sealed; refusals that were read are put away."""

from dataclasses import replace

import pytest

from haversack.operations.editing import edit
from haversack.operations.publishing import publish
from haversack.operations.waiting_changes import AlreadySealedError, put_away, take_back, waiting_changes
from haversack.operations.workspace import Workspace
from tests.unit.haversack.little_network import CONTENT, LittleNetwork, make_reader, own_organisation, write_folder


def test_a_change_is_taken_back_with_those_that_stand_on_it(editor: Workspace) -> None:
    riverside = own_organisation(editor)
    for hours in ("Mondays", "Tuesdays", "Wednesdays"):
        edit(editor, riverside, [f"opening_hours={hours}"])

    first, second, third = waiting_changes(editor)
    assert [one.later for one in (first, second, third)] == [2, 1, 0]
    assert take_back(editor, second) == 2

    [left] = waiting_changes(editor)
    assert (left.sequence, left.title, left.state) == (first.sequence, "Riverside", "waiting")


def test_what_was_sealed_cannot_be_taken_back(network: LittleNetwork, editor: Workspace) -> None:
    edit(editor, own_organisation(editor), ["opening_hours=Mondays"])
    [waiting] = waiting_changes(editor)
    editor.replica.hand_over(100_000)

    [sealed] = waiting_changes(editor)
    assert (sealed.state, sealed.can_be_taken_back) == ("handed", False)
    for change in (waiting, sealed, replace(sealed, can_be_taken_back=True)):
        with pytest.raises(AlreadySealedError):
            take_back(editor, change)
    assert network.sync(editor).waiting == 0


def test_what_was_published_from_a_folder_is_not_taken_back_alone(
    network: LittleNetwork, coordinator: Workspace
) -> None:
    files = dict(CONTENT) | {"topics/detention.md": "---\nlanguage: en\nname: Detention and bail\n---\n"}
    publish(coordinator, write_folder(network.base.parent / "more", files))

    [change] = waiting_changes(coordinator)
    assert (change.title, change.can_be_taken_back) == ("Detention and bail", False)


def test_a_refused_change_is_shown_until_somebody_puts_it_away(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    edit(editor, own_organisation(editor), ["opening_hours=Mondays"])
    make_reader(network, coordinator, editor)
    network.sync(editor)

    [refused] = waiting_changes(editor)
    assert (refused.state, refused.can_be_taken_back) == ("refused", False)
    assert refused.reason
    put_away(editor, refused.sequence)
    put_away(editor, refused.sequence)

    assert waiting_changes(editor) == ()
