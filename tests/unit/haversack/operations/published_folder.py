"""An authoring folder that a test changes and publishes, and what comes of it."""

from collections.abc import Mapping
from pathlib import Path

from haversack.operations.browsing import ShownRecord, show_record
from haversack.operations.inviting import ForOrganisation, invite
from haversack.operations.publishing import Publication, publish
from haversack.operations.workspace import Workspace
from haversack.store import outbox
from haversack.store.outbox import ItemState
from haversack_sync.model.ids import RecordId
from haversack_sync.model.operations import Set
from haversack_sync.model.roles import Role
from tests.unit.haversack.little_network import CONTENT, LittleNetwork, record, write_folder


class Folder:
    """An authoring folder that begins as what the network was prepared with.

    Attributes:
        path: Where it lies.
        files: What is in it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.files: dict[str, str | bytes] = dict(CONTENT)

    def publish(
        self, workspace: Workspace, changed: Mapping[str, str | bytes] | None = None, *, retire_missing: bool = False
    ) -> Publication:
        """Write the folder anew with some files changed, and publish it."""
        self.files |= changed or {}
        place = self.path / str(len(list(self.path.iterdir())))
        return publish(workspace, write_folder(place, self.files), retire_missing=retire_missing)


def hill(services: str, **more: str) -> dict[str, str | bytes]:
    """Return the file of an organisation."""
    lines = {"language": "en", "name": "Hill Clinic", "services": services} | more
    return {"organisations/hill.md": "---\n" + "".join(f"{key}: {value}\n" for key, value in lines.items()) + "---\n"}


def shown(workspace: Workspace, kind: str, slug: str) -> ShownRecord:
    return show_record(workspace, record(workspace, kind, slug))


def waiting(workspace: Workspace) -> list[tuple[RecordId, list[str]]]:
    """Return record and groups of each waiting change."""
    with workspace.replica.reading() as connection:
        items = outbox.read_items(connection, [ItemState.WAITING])
    return [
        (item.record, [one.group if isinstance(one, Set) else type(one).__name__ for one in item.change.operations])
        for item in items
        if item.record is not None and item.change is not None
    ]


def editor_of_hill(network: LittleNetwork, coordinator: Workspace) -> Workspace:
    """Enrol an editor of the published organisation."""
    code = invite(coordinator, ForOrganisation(record(coordinator, "organisation", "hill")), Role.EDITOR)
    network.sync(coordinator)
    editor = network.enrol("hill", code)
    network.sync(coordinator, editor)
    return editor
