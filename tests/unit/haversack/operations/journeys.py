"""People who meet the hub by sticks alone."""

from dataclasses import dataclass
from pathlib import Path

from haversack.operations.browsing import show_record
from haversack.operations.carrying_in import CarriedIn, carry_in
from haversack.operations.carrying_out import CarriedOut, Carrying, carry_out
from haversack.operations.editing import edit
from haversack.operations.enrolling import NewDevice, enrol
from haversack.operations.inviting import ForNewOrganisation, invite
from haversack.operations.kit_invitations import KIT_INVITATION_DAYS
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

    def join(self, name: str, *, days: int = KIT_INVITATION_DAYS) -> Workspace:
        """Let somebody in who never meets the hub."""
        code = invite(self.coordinator, ForNewOrganisation(f"House of {name}", "en"), Role.EDITOR, days=days)
        self.made.network.sync(self.coordinator)
        self.at_hub()
        network = self.made.network
        new = NewDevice(network.base / name, PASSPHRASE, code, HUB_ADDRESS, "a laptop", COST_FLOOR)
        enrol(new, FolderEndpoint(self.stick), clock=network.own_clock(), wishes=Wishes())
        return network.new_vault(name, lambda folder: folder)


def make_journeys(base: Path, *, openings: int = 0) -> Journeys:
    """Found a network whose coordinator has published; its hub is reached by sticks, too.

    Args:
        base: Where its vaults and its hub lie.
        openings: How many clocks were given out before; another number makes another network.
    """
    made = make_stick(base)
    made.network.openings = openings
    coordinator = made.network.found()
    publish(coordinator, write_folder(made.network.base.parent / "content", CONTENT))
    made.network.sync(coordinator)
    return Journeys(made, coordinator)


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
