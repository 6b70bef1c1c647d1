"""Who is told of a copied vault: the people at both copies, and coordinators; for some weeks."""

import shutil

from haversack.i18n.copy_sentences import copy_sentences
from haversack.i18n.language import Speaker
from haversack.operations.copies import SHOWN_DAYS, Copies, OwnCopy, copies
from haversack.operations.editing import edit
from haversack.operations.reporting import status
from haversack.operations.workspace import Workspace
from haversack.store import succession
from tests.simulation.rig import DAY
from tests.unit.haversack.little_network import LittleNetwork, own_organisation


def said_of(workspace: Workspace) -> list[str]:
    known = copies(workspace)
    return copy_sentences(Speaker("en"), known.own, known.stamp, known.others_named)


def test_where_nothing_was_copied_nothing_is_said(editor: Workspace) -> None:
    assert copies(editor) == Copies()
    assert said_of(editor) == []


def test_both_copies_and_coordinators_are_told_and_nobody_else(
    network: LittleNetwork, editor: Workspace, coordinator: Workspace, reader: Workspace
) -> None:
    network.sync(editor)
    editor.vault.close()
    shutil.copytree(network.base / "editor", network.base / "twin")
    network.keys["twin"] = network.keys["editor"]
    first, second = network.open("editor"), network.open("twin")
    edit(first, own_organisation(first), ["services=Advice"])
    edit(second, own_organisation(second), ["services=Doctors"])
    network.sync(first, second, first, coordinator, reader)
    speaker = Speaker("en")

    assert (copies(first).own, copies(second).own) == (OwnCopy.GOES_ON, OwnCopy.NEW_KEYS)
    assert copies(reader) == Copies()
    (other,) = status(coordinator).copies.others
    assert (other.organisation, other.stamp) == ("Riverside", network.clock.now)
    for told in (first, second, coordinator):
        (sentence,) = said_of(told)
        assert speaker.moment(network.clock.now) in sentence

    network.clock.now += SHOWN_DAYS * DAY + 1
    network.sync(first, second, coordinator)
    assert [copies(told) for told in (first, second, coordinator)] == [Copies()] * 3


def test_what_is_only_suspected_or_only_noticed_is_said_as_such(editor: Workspace) -> None:
    counter = editor.replica.take_counter(0)
    editor.replica.raise_counter(0, counter + 5)
    assert copies(editor).own is OwnCopy.HINT

    with editor.replica.transaction() as connection:
        succession.note_copied(connection, editor.own)
    assert copies(editor).own is OwnCopy.NOTICED
    for own in OwnCopy:
        assert len(copy_sentences(Speaker("en"), own, 7, ())) == (own is not OwnCopy.NONE)
