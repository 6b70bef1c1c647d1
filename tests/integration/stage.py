"""A network that is founded, published and joined, made once for many tests: each test gets a copy of its own."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from filelock import FileLock

from tests.integration.processes import running
from tests.integration.shapes import FoundedAnswer
from tests.integration.world import NETWORK_NAME, SAMPLE_CONTENT, Computer, World, copy_world

EDITORS: Final = "Casa Camino (sample)"
"""An organisation of the sample content; the editor's computer belongs to it."""
READERS: Final = "Hillside Reading Room"
"""An organisation that is made with an invitation; the field worker's computer belongs to it."""
LABEL: Final = "Amina's blue laptop"


@dataclass(frozen=True)
class Stage:
    """A world with three computers that are up to date.

    Attributes:
        world: The hub and the computers.
        editor_code: The code that the editor's computer was enrolled with.
        field_code: The code that the field worker's computer was enrolled with.
    """

    world: World
    editor_code: str
    field_code: str

    @property
    def coordinator(self) -> Computer:
        return self.world.computer("coordinator")

    @property
    def editor(self) -> Computer:
        return self.world.computer("editor")

    @property
    def field(self) -> Computer:
        return self.world.computer("field")

    def copy(self, folder: Path) -> "Stage":
        """Copy it, while nothing of it runs."""
        return Stage(copy_world(self.world, folder), self.editor_code, self.field_code)

    def raise_curtain(self) -> None:
        """Start the hub, and let all computers know where it is."""
        self.world.hub.start()
        self.world.go_through(self.world.hub.address)


def shared_stage(folder: Path) -> Stage:
    """Return the stage in a folder; the first of all processes that ask builds it. Nobody may change it."""
    codes = folder / "codes.json"
    with FileLock(folder.with_suffix(".lock")):
        if not codes.exists():
            shutil.rmtree(folder, ignore_errors=True)
            built = build_stage(folder / "world")
            codes.write_text(json.dumps([built.editor_code, built.field_code]), encoding="utf-8")
            return built
    world = World(folder / "world")
    for name in ("coordinator", "editor", "field"):
        world.computer(name)
    return Stage(world, *json.loads(codes.read_text(encoding="utf-8")))


def build_stage(folder: Path) -> Stage:
    """Found a network, publish the sample content, let an editor and a field worker in, and stop the hub."""
    world = World(folder)
    coordinator, editor, field = (world.computer(name) for name in ("coordinator", "editor", "field"))
    with running(world.hub) as hub:
        found(coordinator, hub.address, hub.token)
        coordinator.publish(SAMPLE_CONTENT)
        coordinator.sync()
        codes = (
            coordinator.invite(find(coordinator, "organisation", EDITORS), "editor"),
            coordinator.invite(f"new:{READERS}", "reader"),
        )
        coordinator.sync()
        editor.enrol(codes[0], hub.address)
        field.enrol(codes[1], hub.address, "--label", LABEL)
        coordinator.sync()
        editor.sync()
    return Stage(world, *codes)


def found(computer: Computer, hub: str, token: str) -> FoundedAnswer:
    """Found the network from a computer."""
    return computer.ask(FoundedAnswer, "found", "--hub", hub, "--registration", token, "--name", NETWORK_NAME)


def find(computer: Computer, kind: str, title: str) -> str:
    """Return the id of a record by its title."""
    (record,) = [one.id for one in computer.records(kind) if one.title == title]
    return record
