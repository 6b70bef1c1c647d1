"""Which of the sticks that are plugged in is this network's: looked at, never run, never acted on. Must not write."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from haversack.operations.workspace import Workspace
from haversack.store.stick_files import folder_bytes, names_in
from haversack_sync.client.folder import is_plain_folder, plain_size
from haversack_sync.protocol.sticks import MARKS, RECEIPTS, network_folder


@dataclass(frozen=True, slots=True)
class FoundStick:
    """A stick with this network on it.

    Attributes:
        place: Where it is plugged in.
        size: Bytes of the network's folder.
        written: When a hub or a laptop wrote it last, seconds by the stick's own word; 0 if nobody knows.
        receipts: How many letters of the hub lie on it.
    """

    place: Path
    size: int
    written: int
    receipts: int


def find_stick(workspace: Workspace, places: Sequence[Path]) -> FoundStick | None:
    """Return the stick with this network that was written last; None if there is none."""
    name = network_folder(workspace.root)
    found = [_look(place, place / name) for place in places if is_plain_folder(place / name)]
    return max(found, key=lambda one: one.written, default=None)


def _look(place: Path, network: Path) -> FoundStick:
    marks, written = network / MARKS, 0
    if plain_size(marks) is not None:
        try:
            written = int(marks.stat().st_mtime)
        except OSError:
            written = 0
    return FoundStick(place, folder_bytes(network), written, len(names_in(network / RECEIPTS)))
