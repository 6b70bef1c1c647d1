"""Every call to the system fails once while a stick is written or read: it is told, nothing is lost, and it goes on."""

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from haversack.i18n import known_errors
from haversack.i18n.language import Speaker
from haversack.operations.browsing import list_records
from haversack.operations.carrying_in import carry_in
from haversack.operations.carrying_out import Carrying, carry_out
from haversack.operations.editing import edit
from haversack.operations.synchronising import Wishes
from haversack.operations.workspace import Workspace
from haversack.store import outbox
from haversack.store.outbox import ItemState
from haversack.store.stick_files import StickError
from haversack_sync.hub.carry import carry
from haversack_sync.model.ids import parse_record_id
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.errors import ProtocolError
from tests.guards.examples import DEEP
from tests.unit.haversack.little_network import LittleNetwork
from tests.unit.haversack.operations.carrying import Stick, founded_at_a_stick
from tests.unit.haversack.operations.failing_stick import HOW_IT_FAILS, FailingStick


@pytest.fixture
def made(tmp_path: Path) -> Iterator[tuple[Stick, Workspace]]:
    yield from founded_at_a_stick(tmp_path)


def say(workspace: Workspace, text: str) -> None:
    """Change a text."""
    organisation = parse_record_id(list_records(workspace, "organisation")[0].id)
    edit(workspace, organisation, [f"services={text}"])


@contextlib.contextmanager
def told(failing: FailingStick, at: int) -> Iterator[None]:
    """Let a stick fail: it may be of no consequence, else people get a sentence for it, and what to do."""
    try:
        yield
    except (StickError, LinkError, ProtocolError) as error:
        known = known_errors.explain(error, Speaker("en"))
        if known is None or not known.message or not known.next_step:
            pytest.fail(f"{error!r} is in no words, by {failing.failed[0]}, call {at}")
    except OSError as error:
        pytest.fail(f"{error!r} was let through, by {failing.failed[0]}, call {at}")


def names(place: Path) -> set[str]:
    """Return what lies on a stick: letters and feeds, which may be cut otherwise, without their names."""
    found = [path.relative_to(place) for path in place.rglob("*") if path.is_file()]
    return {str(path.parent if path.parent.name == "outbox" or "feed-" in path.name else path) for path in found}


def states(workspace: Workspace) -> list[ItemState]:
    """Return what is shown of each change."""
    with workspace.replica.reading() as connection:
        return [one.state for one in outbox.read_items(connection, list(ItemState))]


def which_fail(calls: int, number: int, *, stays: bool) -> range:
    """Return which calls fail: in a deep run each in each way, every day each in one way or another."""
    ways = [one.values for one in HOW_IT_FAILS]
    if settings().max_examples >= DEEP:
        return range(1, calls + 1)
    return range(1 + ways.index((number, stays)), calls + 1, len(ways))


def another(network: LittleNetwork, name: str) -> Workspace:
    """Open a copy of the coordinator's vault, which is closed."""
    shutil.copytree(network.base / "coordinator", network.base / name)
    network.keys[name] = network.keys["coordinator"]
    return network.open(name)


@pytest.mark.parametrize(("number", "stays"), HOW_IT_FAILS)
def test_d4_whichever_call_fails_while_a_stick_is_written_it_is_told_and_the_next_try_goes_on(
    made: tuple[Stick, Workspace], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, *, stays: bool
) -> None:
    (stick, coordinator), network = made, made[0].network
    carry(stick.data, stick.place, clock=network.clock)
    carry_in(coordinator, stick.place, Wishes())
    late, failing = tmp_path / "late", FailingStick(tmp_path / "late")
    say(coordinator, "Soup")
    carry_out(coordinator, late, Carrying())
    (old,) = (one.name for one in late.rglob("outbox/*"))
    answered = Path(shutil.copytree(late, tmp_path / "answered"))
    carry(stick.data, answered, clock=network.clock)
    carry_in(coordinator, answered, Wishes())
    say(coordinator, "Soup and bread")
    coordinator.vault.close()
    whole = Path(shutil.copytree(late, tmp_path / "whole"))
    writer = another(network, "whole")
    failing.put_under(monkeypatch)
    failing.fail_at(whole, 0, number=0, stays=False)
    assert carry_out(writer, whole, Carrying()).changes == 1
    waiting, expected = states(writer), names(whole)
    assert {"stat", "mkdir", "listdir", "unlink", "replace", "statvfs", "open", "write", "fsync"} <= failing.kinds
    assert old not in {one.name for one in whole.rglob("outbox/*")}, "an answered letter is removed"

    for at in which_fail(failing.calls, number, stays=stays):
        place, writer = Path(shutil.copytree(late, tmp_path / f"stick {at}")), another(network, f"vault {at}")
        failing.fail_at(place, at, number=number, stays=stays)
        with told(failing, at):
            carry_out(writer, place, Carrying())
        failing.fail_at(place, 0, number=0, stays=False)

        assert carry_out(writer, place, Carrying()).changes == 1, at
        assert names(place) == expected, at
        assert states(writer) == waiting, at
        assert carry_out(writer, place, Carrying()).written_bytes == 0, at
        writer.vault.close()

    at_hub = carry(stick.data, tmp_path / f"stick {at}", clock=network.clock).taken
    assert (at_hub.changes > 0, at_hub.refused) == (True, 0)


@pytest.mark.parametrize(("number", "stays"), HOW_IT_FAILS)
def test_d4_whichever_call_fails_while_a_stick_is_read_it_is_told_and_the_next_try_goes_on(
    made: tuple[Stick, Workspace], monkeypatch: pytest.MonkeyPatch, number: int, *, stays: bool
) -> None:
    (stick, coordinator), network = made, made[0].network
    say(coordinator, "Soup")
    carry_out(coordinator, stick.place, Carrying())
    coordinator.vault.close()
    carry(stick.data, stick.place, clock=network.clock)
    failing, reader = FailingStick(stick.place), another(network, "whole")
    failing.put_under(monkeypatch)
    failing.fail_at(stick.place, 0, number=0, stays=False)
    assert carry_in(reader, stick.place, Wishes()).answered == 1
    assert {"stat", "listdir", "open", "read"} <= failing.kinds

    for at in which_fail(failing.calls, number, stays=stays):
        reader = another(network, f"vault {at}")
        failing.fail_at(stick.place, at, number=number, stays=stays)
        with told(failing, at):
            carry_in(reader, stick.place, Wishes())
        failing.fail_at(stick.place, 0, number=0, stays=False)

        carry_in(reader, stick.place, Wishes())
        assert set(states(reader)) == {ItemState.PUBLISHED}, (at, failing.failed)
        reader.vault.close()
