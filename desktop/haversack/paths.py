"""Where vaults lie on this computer when nobody says otherwise. Must not make or open anything.

Local data, never the roaming or synchronised kind: a vault in two places at once becomes two devices with one key.
"""

from pathlib import Path
from typing import Final

from platformdirs import user_data_path

_NAME: Final = "haversack"
_VAULTS: Final = "vaults"


def vaults_folder() -> Path:
    """Return the folder that holds this person's vaults; it may not be there."""
    return user_data_path(_NAME, appauthor=False, roaming=False) / _VAULTS
