"""Within reach: pinned in order, never sent, and nothing vanishes without being told."""

from pathlib import Path

import pytest

from haversack.operations.editing import edit
from haversack.operations.pinning import MOST, TooManyPinsError, move, pinned, toggle
from haversack.operations.workspace import Workspace
from haversack.store import outbox
from haversack_sync.model.ids import RecordId, show_record_id
from tests.unit.haversack.little_network import LittleNetwork, own_organisation, record
from tests.unit.haversack.operations.published_folder import Folder


def ids_of(workspace: Workspace) -> list[str]:
    return [one.id for one in pinned(workspace)]


def shown_id(workspace: Workspace, kind: str, slug: str) -> str:
    return show_record_id(record(workspace, kind, slug))


def test_what_is_pinned_stands_in_its_order_with_what_people_need(reader: Workspace) -> None:
    words, hill = shown_id(reader, "resource", "words"), shown_id(reader, "organisation", "hill")

    toggle(reader, words)
    toggle(reader, hill)

    assert [(one.id, one.kind, one.title, one.is_here) for one in pinned(reader)] == [
        (words, "resource", "Words we use", True),
        (hill, "organisation", "Hill Clinic", True),
    ]


def test_pinning_again_takes_it_away(reader: Workspace) -> None:
    words = shown_id(reader, "resource", "words")

    toggle(reader, words)
    toggle(reader, words)

    assert pinned(reader) == ()


def test_pins_stay_in_this_vault_and_wait_for_no_sync(network: LittleNetwork, reader: Workspace) -> None:
    toggle(reader, shown_id(reader, "resource", "words"))

    with reader.replica.reading() as connection:
        assert outbox.read_items(connection, outbox.PENDING) == []
    assert len(ids_of(network.reopen(reader))) == 1


def test_a_pin_moves_by_places_and_stops_at_both_ends(reader: Workspace) -> None:
    kinds = (("resource", "words"), ("organisation", "hill"), ("topic", "detention"))
    first, second, third = (shown_id(reader, kind, slug) for kind, slug in kinds)
    for one in (first, second, third):
        toggle(reader, one)

    move(reader, third, -1)
    assert ids_of(reader) == [first, third, second]
    move(reader, first, -1)
    move(reader, second, 5)
    assert ids_of(reader) == [first, third, second]
    move(reader, shown_id(reader, "topic", "statelessness"), 1)
    assert ids_of(reader) == [first, third, second]


def test_what_was_taken_out_of_the_network_stays_with_its_name_until_it_is_taken_away(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace, tmp_path: Path
) -> None:
    words = shown_id(reader, "resource", "words")
    toggle(reader, words)
    folder = Folder(tmp_path)
    for name in [name for name in folder.files if name.startswith("library/")]:
        del folder.files[name]
    folder.publish(coordinator, retire_missing=True)
    network.sync(coordinator, reader)

    (gone,) = pinned(reader)
    assert (gone.title, gone.is_here) == ("Words we use", False)

    toggle(reader, words)
    assert pinned(reader) == ()


def test_a_record_that_was_never_here_cannot_be_pinned(reader: Workspace) -> None:
    toggle(reader, show_record_id(RecordId(b"x" * 16)))

    assert pinned(reader) == ()


def test_what_waits_to_be_sent_can_be_pinned_too(editor: Workspace) -> None:
    own = own_organisation(editor)
    edit(editor, own, ["name=Riverside House"])

    toggle(editor, show_record_id(own))

    assert [one.title for one in pinned(editor)] == ["Riverside House"]


def test_more_than_fit_are_refused_and_those_that_are_there_stay(
    coordinator: Workspace, network: LittleNetwork, tmp_path: Path
) -> None:
    names = [f"topic{number}" for number in range(MOST + 1)]
    texts = {f"topics/{name}.md": f"---\nlanguage: en\nname: {name}\n---\n" for name in names}
    Folder(tmp_path).publish(coordinator, texts)
    network.sync(coordinator)
    for name in names[:MOST]:
        toggle(coordinator, shown_id(coordinator, "topic", name))

    with pytest.raises(TooManyPinsError):
        toggle(coordinator, shown_id(coordinator, "topic", names[MOST]))

    assert len(pinned(coordinator)) == MOST
