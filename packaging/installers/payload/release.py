"""What a build is called and which moment its files carry. Must not build anything.

Every file of an installer carries the moment of the last commit, so that the same source gives the same bytes.
"""

import re
import subprocess
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[3]
"""Of the clone."""
OUT: Final = ROOT / "build" / "installers"
"""Finished installers lie here; `work` inside is for what is made on the way."""
WORK: Final = OUT / "work"
_VERSION: Final = re.compile(r"\d+\.\d+\.\d+")
"""No candidates: a shell's `sort -V` puts them after what they are candidates of, and Windows knows only numbers."""


@dataclass(frozen=True, slots=True)
class Release:
    """One version of the source.

    Attributes:
        version: As in `pyproject.toml`.
        commit: Its full name in git.
        epoch: Seconds since 1970 of the commit: `SOURCE_DATE_EPOCH`.
        is_clean: Nothing that git keeps was changed since.
    """

    version: str
    commit: str
    epoch: int
    is_clean: bool

    @property
    def surroundings(self) -> dict[str, str]:
        """Environment variables under which tools write the same bytes each time."""
        return {"SOURCE_DATE_EPOCH": str(self.epoch), "PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8"}


def this_release() -> Release:
    """Read it from the clone.

    Raises:
        subprocess.CalledProcessError: This is no clone, or nothing was committed yet.
        ValueError: The version is of a kind that installers would not put into its order.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    if not _VERSION.fullmatch(project["version"]):
        raise ValueError(f"pyproject.toml: write the version as three numbers with points, not {project['version']}")
    commit, epoch = _git("log", "-1", "--format=%H %ct").split()
    return Release(project["version"], commit, int(epoch), not _git("status", "--porcelain", "--untracked-files=no"))


def kept_files(folder: str) -> list[Path]:
    """Return the files below a folder that git keeps, relative to the clone and sorted.

    Raises:
        subprocess.CalledProcessError: This is no clone.
    """
    return sorted(Path(name) for name in _git("ls-files", "-z", "--", folder).split("\0") if name)


def _git(*arguments: str) -> str:
    asked = subprocess.run(["git", "-C", str(ROOT), *arguments], check=True, capture_output=True, text=True)
    return asked.stdout.strip()
