"""Space on this computer: measured by shelf, and made free without losing what only this computer has."""

from haversack.operations.filing import want_files
from haversack.operations.publishing import publish
from haversack.operations.storage import remove_shelf, remove_unfinished, storage
from haversack.operations.synchronising import Wishes, synchronise
from haversack.operations.workspace import Workspace
from tests.unit.haversack.little_network import CONTENT, LittleNetwork, record, write_folder


def test_files_of_a_shelf_are_measured_removed_and_come_again(network: LittleNetwork, reader: Workspace) -> None:
    assert storage(reader).shelves == ()
    expected = want_files(reader, record(reader, "resource", "words"))
    network.sync(reader)

    [library] = storage(reader).shelves
    assert (library.shelf, library.files, library.size) == ("library", 2, expected)
    assert storage(reader).text_bytes > 100_000
    assert remove_shelf(reader, "library") == expected

    assert storage(reader).shelves == ()
    assert remove_shelf(reader, "library") == 0
    assert want_files(reader, record(reader, "resource", "words")) == expected
    assert network.sync(reader).files_waiting_bytes == 0


def test_a_file_that_the_hub_does_not_have_is_never_removed(network: LittleNetwork, coordinator: Workspace) -> None:
    before = storage(coordinator)
    publish(
        coordinator,
        write_folder(network.base.parent / "more", dict(CONTENT) | {"library/more.csv": b"new,only here\n"}),
    )

    there = storage(coordinator)
    assert there.only_here_bytes > 0
    remove_shelf(coordinator, "library")
    assert storage(coordinator).only_here_bytes == there.only_here_bytes
    assert before.only_here_bytes == 0
    network.sync(coordinator)
    assert storage(coordinator).only_here_bytes == 0


def test_parts_of_files_can_be_thrown_away_and_the_file_still_comes(network: LittleNetwork, reader: Workspace) -> None:
    want_files(reader, record(reader, "resource", "words"))
    synchronise(reader, network.endpoint, Wishes(files_budget_bytes=12_000))

    unfinished = storage(reader).unfinished_bytes
    assert unfinished > 0
    assert remove_unfinished(reader) == unfinished
    assert storage(reader).unfinished_bytes == 0
    assert network.sync(reader).files_waiting_bytes == 0
