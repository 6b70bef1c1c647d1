"""The vaults of this person on this computer: which there are, where the next one goes, how one is removed.

Folders are numbered, so that neither their names nor a picker says whose or which network's they are (decisions.md 10).
Must not open one.
"""

from dataclasses import dataclass
from pathlib import Path

from haversack.store.slot_file import PREVIOUS_SLOT_FILE, SLOT_FILE
from haversack.store.vault import erase_vault


@dataclass(frozen=True, slots=True)
class Place:
    """A vault's place.

    Attributes:
        number: What people call it.
        folder: Where it lies.
    """

    number: int
    folder: Path


def has_vault(folder: Path) -> bool:
    """Tell whether a vault lies in a folder, whole or not."""
    return (folder / SLOT_FILE).exists() or (folder / PREVIOUS_SLOT_FILE).exists()


def known_places(base: Path) -> tuple[Place, ...]:
    """Return the vaults below a folder by their numbers; none where nothing can be read.

    Args:
        base: Holds the numbered folders.
    """
    try:
        folders = [one for one in base.iterdir() if one.name.isascii() and one.name.isdecimal()]
        found = [Place(int(one.name), one) for one in folders if has_vault(one)]
    except OSError:
        return ()
    return tuple(sorted(found, key=lambda one: one.number))


def newest_place(base: Path) -> Place:
    """Return the vault that was used last, or where the first one goes."""
    places = known_places(base)
    return max(places, key=_used, default=None) or next_place(base)


def _used(place: Place) -> float:
    try:
        return max(one.stat().st_mtime for one in place.folder.iterdir())
    except (OSError, ValueError):
        return 0.0


def next_place(base: Path) -> Place:
    """Return where the next vault goes; nothing is made."""
    taken = {one.number for one in known_places(base)}
    number = next(number for number in range(1, len(taken) + 2) if number not in taken)
    return Place(number, base / str(number))


def erase(folder: Path) -> None:
    """Destroy a vault that is not open: its slots first, without which nothing of it can be opened again.

    Raises:
        VaultBusyError: Somebody has it open; it is whole.
        VaultError: The system refused.
    """
    erase_vault(folder)
