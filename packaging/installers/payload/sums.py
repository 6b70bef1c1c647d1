"""Checksums of finished installers, and one moment for all files. Must not change what a file holds."""

import hashlib
import os
from pathlib import Path
from typing import Final

SUMS: Final = "SHA256SUMS"
_OF_ROOT: Final = (".log", ".stamp")


def write_sums(folder: Path) -> Path:
    """Write `SHA256SUMS` over the files of a folder, not of its sub-folders, as `sha256sum --check` reads it."""
    # Notes and logs of a build are for the builder; nobody is given them.
    own = (SUMS, "sizes.json", "kit-sizes.json")
    files = sorted(
        each for each in folder.iterdir() if each.is_file() and each.name not in own and each.suffix not in _OF_ROOT
    )
    sums = folder / SUMS
    sums.write_text("".join(f"{sha256(each)}  {each.name}\n" for each in files), "utf-8")
    return sums


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def set_moments(folder: Path, epoch: int) -> None:
    """Give a folder and all that it holds the moment of the release, and everyone the right to read it."""
    for path in [folder, *folder.rglob("*")]:
        if path.is_symlink():
            os.utime(path, (epoch, epoch), follow_symlinks=False)
            continue
        path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    for path in [*folder.rglob("*"), folder]:
        if not path.is_symlink():
            os.utime(path, (epoch, epoch))
