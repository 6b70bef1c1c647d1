"""How this computer's window looks, kept beside the vault so that the locked screen can look so too.

It says language, theme, text size and where the window stood, and nothing about the network or the person. Must not
hold anything else.
"""

import contextlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import msgspec

from haversack.store.errors import VaultError
from haversack.store.files import write_atomically

_FILE: Final = "look.json"
_MAX_BYTES: Final = 4096
_THEMES: Final = ("light", "dark", "high-contrast", "system")
_SIDES: Final = 4
_FAR: Final = 1 << 16
"""Farther than any screen reaches: whoever wrote such a number was not this program."""
_SMALLEST: Final = 100
_LARGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Appearance:
    """What people chose.

    Attributes:
        theme: light, dark, high-contrast, or system: as the computer has it.
        scale: Text size in percent.
        language: BCP 47 tag; empty for the computer's own.
        window: Left, top, width and height of the window when it is not maximised, in pixels; empty before it closed.
        is_maximised: Whether it filled the screen.
    """

    theme: str = "system"
    scale: int = 100
    language: str = ""
    window: tuple[int, ...] = ()
    is_maximised: bool = False


def read_appearance(folder: Path) -> Appearance:
    """Return what was chosen; the defaults where nothing was, or where the file makes no sense."""
    try:
        with (folder / _FILE).open("rb") as stream:
            found = msgspec.json.decode(stream.read(_MAX_BYTES), type=Appearance)
    except (OSError, msgspec.DecodeError):
        return Appearance()
    window = found.window if len(found.window) == _SIDES and all(-_FAR < one < _FAR for one in found.window) else ()
    found = replace(found, scale=min(max(found.scale, _SMALLEST), _LARGEST), window=window)
    return found if found.theme in _THEMES else replace(found, theme=Appearance().theme)


def write_appearance(folder: Path, appearance: Appearance) -> bool:
    """Keep what was chosen; return whether it could be kept: a full disk must not stop anybody from reading.

    Before there is a vault there is no folder either, and none is made.
    """
    if not folder.is_dir():
        return False
    try:
        write_atomically(folder / _FILE, msgspec.json.encode(appearance))
    except VaultError:
        return False
    return True


def forget_appearance(folder: Path) -> None:
    """Remove what was chosen, so that a vault can be made in the folder. Safe to repeat; best effort."""
    with contextlib.suppress(OSError):
        (folder / _FILE).unlink()
