"""Checksums of finished installers, and one moment for all files. Must not change what a file holds."""

import hashlib
import os
from pathlib import Path
from typing import Final

SUMS: Final = "SHA256SUMS"
_OF_ROOT: Final = (".log", ".stamp")


def write_sums(folder: Path) -> Path:
    """Write `SHA256SUMS` over the files of a folder, not of its sub-folders, as `sha256sum --check` reads it."""
    sums = folder / SUMS
    sums.write_text("".join(f"{sha256(each)}  {each.name}\n" for each in _given_out(folder)), "utf-8")
    return sums


def differences(first: Path, second: Path) -> list[str]:
    """Say what two builds do not have in common, a sentence for each file; nothing where they are the same.

    Args:
        first: Folder of what was built first.
        second: Folder of what was built again.
    """
    before, after = ({each.name: sha256(each) for each in _given_out(folder)} for folder in (first, second))
    missing = [f"{name} was not built again" for name in before if name not in after]
    new = [f"{name} was not built the first time" for name in after if name not in before]
    other = [f"{name} has other bytes" for name in before if name in after and before[name] != after[name]]
    return [*missing, *new, *other]


def _given_out(folder: Path) -> list[Path]:
    """Return the files that people get, sorted: notes and logs of a build are for the builder."""
    own = (SUMS, "sizes.json", "kit-sizes.json")
    files = (each for each in folder.iterdir() if each.is_file())
    return sorted(each for each in files if each.name not in own and each.suffix not in _OF_ROOT)


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
