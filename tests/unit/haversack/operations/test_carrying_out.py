"""A whole life by sticks: edits go out, receipts and everybody's entries come in, and what is shown is always true."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from haversack.operations.browsing import show_record
from haversack.operations.carrying_in import CarriedIn, carry_in
from haversack.operations.carrying_out import CarriedOut, Carrying, carry_out
from haversack.operations.editing import edit
from haversack.operations.enrolling import NewDevice, enrol
from haversack.operations.inviting import ForNewOrganisation, invite
from haversack.operations.publishing import publish
from haversack.operations.synchronising import Wishes
from haversack.operations.workspace import Workspace
from haversack.store import outbox
from haversack.store.cost import COST_FLOOR
from haversack.store.outbox import ItemState
from haversack_sync.client.folder import FolderEndpoint
from haversack_sync.hub.carry import Carried, carry
from haversack_sync.model.roles import Role
from tests.unit.haversack.little_network import CONTENT, HUB_ADDRESS, PASSPHRASE, own_organisation, write_folder
from tests.unit.haversack.operations.carrying import Stick, make_stick


@dataclass
class Journeys:
    """A network of people who meet the hub by sticks alone, and its coordinator, who meets it by a line."""

    made: Stick
    coordinator: Workspace

    @property
    def stick(self) -> Path:
        return self.made.place

    def another(self, name: str) -> Path:
        """Return another stick."""
        return self.made.place.with_name(name)

    def at_hub(self, stick: Path | None = None, *, size: int | None = None) -> Carried:
        """Bring a stick to the hub."""
        return carry(self.made.data, stick or self.stick, size=size, clock=self.made.network.clock)

    def join(self, name: str) -> Workspace:
        """Let somebody in who never meets the hub."""
        code = invite(self.coordinator, ForNewOrganisation(f"House of {name}", "en"), Role.EDITOR)
        self.made.network.sync(self.coordinator)
        self.at_hub()
        network = self.made.network
        new = NewDevice(network.base / name, PASSPHRASE, code, HUB_ADDRESS, "a laptop", COST_FLOOR)
        enrol(new, FolderEndpoint(self.stick), clock=network.own_clock(), wishes=Wishes())
        return network.new_vault(name, lambda folder: folder)


@pytest.fixture
def journeys(tmp_path: Path) -> Iterator[Journeys]:
    made = make_stick(tmp_path)
    coordinator = made.network.found()
    publish(coordinator, write_folder(made.network.base.parent / "content", CONTENT))
    made.network.sync(coordinator)
    yield Journeys(made, coordinator)
    made.network.close()


def out(workspace: Workspace, stick: Path, **how: object) -> CarriedOut:
    return carry_out(workspace, stick, Carrying(**how))  # type: ignore[arg-type]  # tests name what they mean


def taken(workspace: Workspace, stick: Path) -> CarriedIn:
    return carry_in(workspace, stick, Wishes())


def states(workspace: Workspace) -> list[ItemState]:
    """Return what is true of each change that was made here and that is no matter of the network itself."""
    with workspace.replica.reading() as connection:
        return [one.state for one in outbox.read_items(connection, list(ItemState)) if one.record is not None]


def say(workspace: Workspace, text: str) -> None:
    edit(workspace, own_organisation(workspace), [f"services={text}"])


def services(reader: Workspace, writer: Workspace) -> object:
    return show_record(reader, own_organisation(writer), languages=("en",)).fields["services"]


def test_enrol_read_edit_and_receipts_without_any_network(journeys: Journeys) -> None:
    amal = journeys.join("amal")
    say(amal, "Soup")
    assert states(amal) == [ItemState.WAITING]

    carried = out(amal, journeys.stick)

    assert states(amal) == [ItemState.SENT]
    assert carried.changes == 2
    at_hub = journeys.at_hub().taken
    assert (at_hub.letters, at_hub.changes, at_hub.refused, at_hub.later) == (1, 2, 0, 0)
    assert states(amal) == [ItemState.SENT]
    came = taken(amal, journeys.stick)
    assert (came.receipts, came.answered, came.problem) == (1, 2, None)
    assert states(amal) == [ItemState.PUBLISHED]
    journeys.made.network.sync(journeys.coordinator)
    assert services(journeys.coordinator, amal) == {"en": "Soup"}
