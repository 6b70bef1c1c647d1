"""Where the files lie that come with the program: themes, icons, fonts. Must not read anything of people."""

import functools
import json
import sys
from pathlib import Path
from typing import Final

_INSTALLED: Final = Path(sys.prefix) / "share" / "haversack"
_CHECKOUT: Final = Path(__file__).resolve().parents[2] / "resources"
_MADE: Final = Path(__file__).resolve().parents[2] / "build" / "resources"
"""What `make` makes of a checkout and installers bring along: the starter network."""


class MissingAssetError(Exception):
    """The program is not whole: a file that comes with it is not there."""

    kind = "missing_asset"

    def __init__(self, name: str) -> None:
        super().__init__(f"missing: {name}")
        self.name = name


def asset(name: str) -> Path:
    """Return where a file or folder that comes with the program lies.

    Args:
        name: Below the folder of resources, with `/`, for example `icons/house.svg`.

    Raises:
        MissingAssetError: It is neither beside this program's source nor where it is installed.
    """
    for place in (_CHECKOUT, _MADE, _INSTALLED):
        if (place / name).exists():
            return place / name
    raise MissingAssetError(name)


def starter_network() -> tuple[str, str] | None:
    """Return where the content lies that comes with the program, and the fingerprint of its network.

    None in a checkout in which `make starter` was never run: then the program goes without it.
    """
    try:
        file = asset("starter-network/fingerprint")
    except MissingAssetError:
        return None
    return str(file.parent), file.read_text("ascii").strip()


@functools.cache
def read_text(name: str) -> str:
    """Return the text of a file that comes with the program; each is read once, icons are asked for at every turn.

    Raises:
        MissingAssetError: It is not there.
    """
    return asset(name).read_text(encoding="utf-8")


def read_table(name: str) -> dict[str, dict[str, str]]:
    """Return a JSON file of tables of texts, such as the colours of the themes.

    Raises:
        MissingAssetError: It is not there.
    """
    table: dict[str, dict[str, str]] = json.loads(read_text(name))
    return table
