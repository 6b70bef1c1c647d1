"""A coordinator at a desk where kits are built: a stick of the hub, an open invitation, a folder of installers."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from haversack.operations.carrying_in import carry_in
from haversack.operations.inviting import ForNewOrganisation, invite
from haversack.operations.kit_building import BuildHow, Built, build_kit
from haversack.operations.kit_checking import KitFindings, check_kit
from haversack.operations.kit_pages import read_pages
from haversack.operations.kit_planning import KitChoice
from haversack.operations.publishing import publish
from haversack.operations.synchronising import Wishes
from haversack.operations.workspace import Workspace
from haversack_sync.hub.carry import carry
from haversack_sync.model.roles import Role
from tests.unit.haversack.little_network import CONTENT, write_folder
from tests.unit.haversack.operations.carrying import Stick, make_stick

PAGES = read_pages(Path(__file__).parents[4] / "resources" / "kits")


@dataclass
class Desk:
    """A coordinator with a stick of the hub, an open invitation, and a folder of installers."""

    made: Stick
    coordinator: Workspace
    code: str
    base: Path

    @property
    def installers(self) -> Path:
        return self.base / "installers"

    def learn(self) -> None:
        """Bring the hub's newest stick home."""
        self.made.network.sync(self.coordinator)
        carry(self.made.data, self.made.place, clock=self.made.network.clock)
        carry_in(self.coordinator, self.made.place, Wishes())

    def build(self, name: str = "kit", *, how: BuildHow | None = None, size: int | None = None) -> Built:
        choice = KitChoice(languages=("en", "ar"), installers=self.installers, size=size)
        return build_kit(self.coordinator, self.base / name, choice, pages=PAGES, how=how or BuildHow())

    def check(self, name: str = "kit") -> KitFindings:
        scratch = self.base / "scratch"
        found = check_kit(self.base / name, scratch, clock=self.made.network.own_clock())
        assert not scratch.exists(), "the vault of the check stays behind"
        return found


def make_desk(tmp_path: Path) -> Iterator[Desk]:
    """Set one up; nothing is learnt from the hub's stick yet."""
    made = make_stick(tmp_path)
    coordinator = made.network.found()
    publish(coordinator, write_folder(tmp_path / "content", CONTENT))
    code = invite(coordinator, ForNewOrganisation("Night Train Kitchen", "en"), Role.EDITOR)
    made.network.sync(coordinator)
    (tmp_path / "installers").mkdir()
    (tmp_path / "installers" / "Haversack.exe").write_bytes(b"MZ" * 5_000)
    (tmp_path / "installers" / "Haversack.run").write_bytes(b"#!" * 5_000)
    yield Desk(made, coordinator, code, tmp_path)
    made.network.close()
