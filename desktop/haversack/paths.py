"""Where vaults lie on this computer when nobody says otherwise, and which drive is meant. Must not make or open one.

Local data, never the roaming or synchronised kind: a vault in two places at once becomes two devices with one key.
"""

from pathlib import Path, PurePath
from typing import Final, TypeVar

from platformdirs import user_data_path

_NAME: Final = "haversack"
_VAULTS: Final = "vaults"
_Place = TypeVar("_Place", bound=PurePath)


def vaults_folder() -> Path:
    """Return the folder that holds this person's vaults; it may not be there."""
    return user_data_path(_NAME, appauthor=False, roaming=False) / _VAULTS


def whole_drive(place: _Place) -> _Place:
    """Return the root of a drive where a bare one is named: `E:` alone means wherever somebody last was on it."""
    is_bare = bool(place.drive) and not place.root and len(place.parts) == 1
    return place / "\\" if is_bare else place
