"""Folders of this computer, for choosing one without the system's dialog, which remembers what was looked at.

Names and places only. Must not open a file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from haversack_sync.protocol.sticks import FOLDER_PREFIX, PROFILE

_MOST = 2_000
_LIKELY = ("/media/", "/run/media/", "/mnt/", "/Volumes/")


@dataclass(frozen=True, slots=True)
class Listing:
    """What lies in a folder.

    Attributes:
        folder: Which one.
        names: Of the folders in it, by name; hidden ones are left out.
        holds_network: Whether a network lies in it, as a hub writes it.
    """

    folder: Path
    names: tuple[str, ...]
    holds_network: bool


def nearest(typed: str) -> Path:
    """Return the folder that a text means, or the nearest one above it that is there."""
    path = Path(typed.strip() or Path.home()).expanduser()
    for one in (path, *path.parents):
        if one.is_dir():
            return one.absolute()
    return Path.home()


def listing(folder: Path) -> Listing:
    """List the folders in a folder; nothing where the system refuses."""
    names: list[str] = []
    try:
        for one in folder.iterdir():
            if not one.name.startswith(".") and one.is_dir():
                names.append(one.name)
            if len(names) >= _MOST:
                break
    except OSError:
        return Listing(folder, (), holds_network=False)
    holds = (folder / PROFILE).is_file() or any(
        name.startswith(FOLDER_PREFIX) and (folder / name / PROFILE).is_file() for name in names
    )
    return Listing(folder, tuple(sorted(names, key=str.casefold)), holds_network=holds)


def sticks(mounts: Sequence[str], home: Path) -> tuple[Path, ...]:
    """Return the places that are most likely sticks and other disks of people, of all that are mounted.

    Args:
        mounts: Where disks are mounted.
        home: Of whoever uses the computer.
    """
    found = [Path(one) for one in mounts if one.startswith(_LIKELY) or one[1:3] in (":/", ":\\")]
    return tuple(sorted({one for one in found if one != home}))
