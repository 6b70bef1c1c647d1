"""Files of a stick: a vault that begins takes those along that lie there, and no others; later they are asked for."""

from dataclasses import replace
from pathlib import Path

import pytest

from haversack.operations import meeting
from haversack.operations.carrying_in import carry_in, wanting_files, with_more
from haversack.operations.side_link import Threads
from haversack.operations.synchronising import Wishes
from haversack.operations.workspace import Workspace
from haversack.store import links
from haversack.store.stick_files import StickError
from haversack_sync.client.folder import FolderEndpoint
from haversack_sync.client.proxy import Proxy
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol.endpoint import LinkError
from tests.unit.haversack.operations.journeys import Journeys, taken

AT_ONCE = Threads(lambda work: work(), lambda _: None, lambda: None)


def flags(workspace: Workspace) -> dict[ObjectId, tuple[bool, bool]]:
    """Return of each file whether it is here and whether it was asked for."""
    with workspace.replica.reading() as connection:
        return {one: (here, wanted) for one, (here, wanted, _) in links.object_flags(connection).items()}


def objects_on(stick: Path) -> list[Path]:
    return sorted(stick.glob("haversack-*/objects/*"))


def connect(address: str, _: Proxy) -> FolderEndpoint:
    return FolderEndpoint(Path(address))


def test_a_vault_that_begins_from_a_stick_asks_for_the_files_that_lie_there_and_no_others(journeys: Journeys) -> None:
    begun = journeys.join("amal")
    left_out, kept = objects_on(journeys.stick)
    left_out.unlink()

    meeting.carry_in(begun, connect, AT_ONCE, Wishes(), source=str(journeys.stick))

    assert sorted(flags(begun).values()) == [(False, False), (True, True)]
    (here,) = (one for one, (is_here, _) in flags(begun).items() if is_here)
    assert here.hex() in kept.name


def test_a_stick_without_files_begins_a_vault_as_well(journeys: Journeys) -> None:
    begun = journeys.join("amal")
    for each in objects_on(journeys.stick):
        each.unlink()

    meeting.carry_in(begun, connect, AT_ONCE, Wishes(), source=str(journeys.stick))

    assert set(flags(begun).values()) == {(False, False)}


def test_files_of_a_stick_for_which_nobody_asked_are_told_and_come_once_somebody_does(journeys: Journeys) -> None:
    reader = journeys.join("amal")
    sizes = sum(each.stat().st_size for each in objects_on(journeys.stick))

    first = taken(reader, journeys.stick)
    assert (first.files, first.files_left, first.files_left_bytes) == (0, 2, sizes)
    assert set(flags(reader).values()) == {(False, False)}

    with wanting_files(reader, journeys.stick):
        second = taken(reader, journeys.stick)

    assert (second.files, second.files_left, second.files_left_bytes) == (2, 0, 0)
    assert set(flags(reader).values()) == {(True, True)}
    assert carry_in(reader, journeys.stick, Wishes()).files == 0


def test_what_does_not_come_from_the_stick_is_asked_for_no_longer_but_for_what_somebody_asked_for(
    journeys: Journeys,
) -> None:
    reader = journeys.join("amal")
    _, other = (each.name for each in objects_on(journeys.stick))
    (before,) = (one for one in flags(reader) if one.hex() in other)
    with reader.replica.transaction() as connection:
        links.want_objects(connection, [before])

    with wanting_files(reader, journeys.stick):
        assert set(flags(reader).values()) == {(False, True)}

    assert sorted(flags(reader).values()) == [(False, False), (False, True)]
    assert flags(reader)[before] == (False, True)


def test_a_torn_file_is_neither_offered_nor_asked_for(journeys: Journeys) -> None:
    reader = journeys.join("amal")
    torn, _ = objects_on(journeys.stick)
    torn.write_bytes(torn.read_bytes()[:-1])

    assert taken(reader, journeys.stick).files_left == 1
    meeting.carry_in(reader, connect, AT_ONCE, Wishes(), source=str(journeys.stick))
    assert sorted(flags(reader).values()) == [(False, False), (True, True)]


def test_two_readings_of_a_stick_count_together_and_end_as_the_later_one(journeys: Journeys) -> None:
    reader = journeys.join("amal")
    journeys.at_hub(journeys.another("second"))
    first = taken(reader, journeys.another("second"))
    with wanting_files(reader, journeys.stick):
        again = taken(reader, journeys.stick)
    problem = StickError("gone")

    both = with_more(first, replace(again, problem=problem))

    assert (both.files, both.files_left, both.problem) == (2, 0, problem)
    assert both.read_bytes == first.read_bytes + again.read_bytes > again.read_bytes
    assert both.entries == first.entries + again.entries


def test_files_come_from_a_stick_on_which_nothing_else_can_be_read(journeys: Journeys) -> None:
    reader = journeys.join("amal")
    for feed in journeys.stick.glob("haversack-*/feed-*"):
        feed.unlink()

    with wanting_files(reader, journeys.stick):
        done = taken(reader, journeys.stick)

    assert (done.files, done.problem) == (2, None)
    assert set(flags(reader).values()) == {(True, True)}


def test_a_folder_without_a_network_has_no_files_to_ask_for(journeys: Journeys, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    with pytest.raises(LinkError, match="bad_folder"), wanting_files(journeys.coordinator, tmp_path / "empty"):
        pass
