"""A new computer that never sees a network: it joins in the window by a code, from a kit as coordinators build them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from haversack.operations.browsing import show_record
from haversack.operations.editing import edit
from haversack.operations.workspace import Workspace
from haversack.store import links
from haversack.viewmodels.sticks import StickModel
from haversack.views.main_window import MainWindow
from haversack_sync.hub.carry import carry
from haversack_sync.model.ids import parse_record_id
from tests.gui.conftest import Window
from tests.gui.first_start import (
    ADDRESS_OR_FOLDER,
    CODE,
    Start,
    choose,
    field,
    press,
    screen,
    start_first,
    status,
    type_passphrase,
)
from tests.unit.haversack.little_network import own_organisation
from tests.unit.haversack.operations.kit_desk import Desk, make_desk
from tests.unit.haversack.quick_keys import quick_keys

__all__ = ["quick_keys", "start_first"]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    yield from make_desk(tmp_path / "office")


@pytest.fixture
def kit(desk: Desk) -> Path:
    """A kit with one of the network's two files, and installers, as somebody carries it away."""
    desk.learn()
    assert desk.build().is_complete
    kit = desk.base / "kit"
    min(kit.glob("haversack-*/objects/*")).unlink()
    return kit


@pytest.fixture
def window(kit: Path, start_first: Start) -> Iterator[Window]:
    """A window where there is no vault, started from the kit."""
    with start_first(kit) as made:
        yield made


def files(window: Window) -> list[tuple[bool, bool]]:
    """Return of each file of the network whether it is here and whether it was asked for."""
    found: list[tuple[bool, bool]] = []

    def read(workspace: Workspace) -> list[tuple[bool, bool]]:
        with workspace.replica.reading() as connection:
            return sorted((here, wanted) for here, wanted, _ in links.object_flags(connection).values())

    window.app.session.read(read, found.extend)
    window.settle()
    return found


def test_somebody_joins_reads_edits_and_the_edit_comes_home_by_the_stick(window: Window, kit: Path, desk: Desk) -> None:
    choose(window, "I have an invitation")
    assert field(window, ADDRESS_OR_FOLDER).text() == str(kit)
    field(window, CODE).setText(desk.code)
    type_passphrase(window)
    press(window, "Open Haversack")
    window.settle()

    assert isinstance(screen(window), MainWindow)
    joined = status(window)
    assert (joined.role, joined.waiting) == ("provisional", 1), "no hub has seen them yet"
    assert joined.records["topic"] == 2
    # What the coordinator left out of the kit is asked for by nobody, and so costs nobody data.
    assert files(window) == [(False, False), (True, True)]

    def write(workspace: Workspace) -> None:
        edit(workspace, own_organisation(workspace), ["services=Soup from six"])

    window.app.session.write(write, lambda _: None)
    sticks, synchroniser = window.app.models.get(StickModel), window.app.models.synchroniser
    sticks.carry_out(str(kit), synchroniser)
    window.settle()
    assert status(window).waiting > 1

    assert carry(desk.made.data, kit, clock=desk.made.network.clock).taken.changes > 1
    sticks.carry_in(str(kit), synchroniser)
    window.settle()
    home = status(window)
    assert (home.role, home.waiting) == ("editor", 0)
    assert home.organisation is not None
    desk.made.network.sync(desk.coordinator)
    shown = show_record(desk.coordinator, parse_record_id(home.organisation.id), languages=("en",))
    assert shown.fields["services"] == {"en": "Soup from six"}
