"""Finding the kit from which a program was started or installed, at a first start. Believes and runs nothing.

What is found is offered with its fingerprint to compare, never taken by itself. Form: `docs/kits.md`.
"""

from pathlib import Path
from typing import Final

from haversack.operations.kit_form import NETWORK_FILE
from haversack.paths import whole_drive
from haversack_sync.client.folder import networks_in, plain_size

FROM: Final = "kit/from"
"""Below the program's folder: where the installer lay, written by the installer."""
CARRIED: Final = f"kit/{NETWORK_FILE}"
"""Below the program's folder: the network file that lay beside the installer, copied by it."""
_MOST_PATH_BYTES: Final = 4096
_LEVELS: Final = 3


def find_kit(named: Path | None, program: Path | None) -> Path | None:
    """Return the folder of the kit, None where there is none.

    Args:
        named: What somebody named: a kit, or its network file.
        program: The folder of an installed or portable program; None where it runs from its source.
    """
    places: list[Path] = []
    if named is not None:
        places.append(whole_drive(named))
    elif program is not None:
        places = [*_noted(program / FROM), program, *list(program.parents)[: _LEVELS - 1]]
    found = (kit_of(one) for one in places)
    return next((one for one in found if one is not None), None)


def carried_file(program: Path | None) -> Path | None:
    """Return the network file that an installer took along, for when its kit is not plugged in; None if there is none.

    Args:
        program: The folder of an installed program; None where it runs from its source.
    """
    file = program / CARRIED if program is not None else None
    return file if file is not None and plain_size(file) else None


def kit_of(place: Path) -> Path | None:
    """Return the kit that a folder, or a network file in it, means; None where it is none."""
    folder = place.parent if place.name.lower() == NETWORK_FILE and not place.is_dir() else place
    if not plain_size(folder / NETWORK_FILE) or not any(networks_in(folder)):
        return None
    return folder.absolute()


def _noted(file: Path) -> list[Path]:
    """Return where the installer lay, by its own note."""
    if not 0 < (plain_size(file) or 0) <= _MOST_PATH_BYTES:
        return []
    try:
        text = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return []
    place = whole_drive(Path(text)) if text and "\0" not in text else Path()
    return [place] if place.is_absolute() else []
