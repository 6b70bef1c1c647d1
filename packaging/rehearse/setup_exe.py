"""Which `.exe` is rehearsed, and what of this computer that takes. Must not start any of it."""

import shutil
from pathlib import Path
from typing import Final

from pictures import TESSERACT

WINE: Final = Path("/usr/lib/wine/wine64")
_TOOLS: Final = ("x86_64-w64-mingw32-gcc", "makensis", "Xvfb", "xdotool", "scrot", TESSERACT)
_GETS_THEM: Final = "packaging/installers/windows/tools.sh"


def built_exe(folder: Path, version: str) -> Path | None:
    """Return the installer for Windows of a version among the installers that were built; None where there is none."""
    path = folder / f"Haversack-{version}-setup.exe"
    return path if path.is_file() else None


def missing_tools(wine: Path = WINE) -> str:
    """Say which programs are missing here, and what gets them; nothing where all are there."""
    missing = [name for name in _TOOLS if shutil.which(name) is None] + ([] if wine.exists() else [wine.name])
    return f"not on this machine: {', '.join(missing)}; {_GETS_THEM} gets them" if missing else ""


def why_left_out(folder: Path, version: str, wine: Path = WINE) -> str:
    """Say why the installer for Windows is not rehearsed with the others; nothing where it is.

    Args:
        folder: Of the installers that were built.
        version: Which of them counts.
        wine: Where wine would lie.
    """
    if built_exe(folder, version) is None:
        return f"no Haversack-{version}-setup.exe was built (docs/releasing.md says how: WINDOWS_PYTHON)"
    return missing_tools(wine)
