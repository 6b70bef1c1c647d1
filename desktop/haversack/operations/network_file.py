"""A network file that somebody opened: which network it names, and where that network can be read.

A file proves nothing: whoever made it chose what it says. Must not keep or take in anything. Form: `docs/kits.md`.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from haversack.operations.kit_finding import kit_of
from haversack.operations.kit_form import NETWORK_FILE, KitError
from haversack.operations.workspace import Workspace
from haversack_sync.client.folder import plain_size
from haversack_sync.protocol.errors import ProtocolError
from haversack_sync.protocol.profile import decode_profile, show_fingerprint

_LARGEST: Final = 65_536
"""Bytes; a profile is far smaller."""


@dataclass(frozen=True, slots=True)
class NetworkFile:
    """What a network file says.

    Attributes:
        name: The network's public name, which anybody could take.
        fingerprint: As people compare it.
        place: The folder of the kit in which it lies; empty where it lies alone.
        hub: The first address of the hub that it names; empty where it names none.
        is_own: Whether it is of the network of the vault that is open.
    """

    name: str
    fingerprint: str
    place: str
    hub: str
    is_own: bool = False

    @property
    def source(self) -> str:
        """Where the network can be read: its kit, else its hub; empty where neither is known."""
        return self.place or self.hub


def read_network_file(path: Path, workspace: Workspace | None = None) -> NetworkFile:
    """Read one.

    Args:
        path: Of the file, or of the folder of a kit.
        workspace: The vault that is open, to tell whether it is of that network.

    Raises:
        KitError: It is no network file (`no_network_file`).
    """
    file = path / NETWORK_FILE if path.is_dir() else path
    size = plain_size(file)
    if not size or size > _LARGEST:
        raise KitError("no_network_file")
    try:
        profile = decode_profile(file.read_bytes())
    except (OSError, ProtocolError) as error:
        raise KitError("no_network_file") from error
    return NetworkFile(
        name=profile.name,
        fingerprint=show_fingerprint(profile.root),
        place=str(kit_of(file) or ""),
        hub=next(iter(profile.hubs), ""),
        is_own=workspace is not None and workspace.root == profile.root,
    )
