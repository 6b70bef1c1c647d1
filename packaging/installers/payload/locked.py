"""Reads the lock files, and gets the wheels that they pin. Must not take a file whose hash they do not name."""

import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from packaging.markers import Marker
from payload.sums import sha256

_PINNED: Final = re.compile(r"(?P<name>[a-z0-9-]+)==(?P<version>[a-z0-9.]+)(?: ; (?P<marker>.+?))?(?=\s+--hash|$)")
_HASH: Final = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Pinned:
    """One package of a lock file.

    Attributes:
        name: As registries spell it in addresses.
        version: The one version that is taken.
        marker: Where it is needed; empty for everywhere.
        hashes: SHA-256 of each of its files, in hex.
    """

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """A computer that an installer is for, as markers and names of wheels call it.

    Attributes:
        platforms: Tags of wheels, the best one first, for example `manylinux_2_28_x86_64`.
        python: For example `3.11`.
        system: `sys_platform`: `linux`, `win32`, `darwin`.
    """

    platforms: tuple[str, ...]
    python: str
    system: str

    @property
    def markers(self) -> Mapping[str, str]:
        """What decides whether a package is needed there."""
        names = {"linux": "Linux", "win32": "Windows", "darwin": "Darwin"}
        return {
            "sys_platform": self.system,
            "platform_system": names[self.system],
            "os_name": "nt" if self.system == "win32" else "posix",
            "python_version": self.python,
            "python_full_version": f"{self.python}.0",
            "implementation_name": "cpython",
            "platform_python_implementation": "CPython",
        }


LINUX: Final = Target(
    ("manylinux_2_34_x86_64", "manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"), "3.11", "linux"
)


def read_lock(text: str) -> list[Pinned]:
    """Return the packages of a lock file, in its order."""
    lines = (line for line in text.replace("\\\n", " ").splitlines() if not line.lstrip().startswith("#"))
    found = ((line, _PINNED.match(line)) for line in lines)
    return [
        Pinned(match["name"], match["version"], match["marker"] or "", tuple(_HASH.findall(line)))
        for line, match in found
        if match
    ]


def needed(packages: Iterable[Pinned], target: Target) -> list[Pinned]:
    """Return those that a target needs."""
    return [each for each in packages if not each.marker or Marker(each.marker).evaluate(dict(target.markers))]


def get_wheels(lock: Path, target: Target, into: Path) -> list[Path]:
    """Download the wheels of a lock file for a target, each checked by its hash; return them, sorted.

    The registry, and how to reach it, are those of this computer's pip. What lies in the folder already is not
    asked for again.

    Raises:
        subprocess.CalledProcessError: One is not to be had, or is not what was pinned; pip has said what.
    """
    into.mkdir(parents=True, exist_ok=True)
    packages = needed(read_lock(lock.read_text("utf-8")), target)
    if all(_is_there(each, into) for each in packages):
        return [wheel_of(each, into) for each in packages]
    wanted = into / f"{lock.stem}-{target.system}.txt"
    # Markers are decided here: pip would ask the computer that it runs on.
    wanted.write_text(
        "".join(
            f"{each.name}=={each.version} {' '.join(f'--hash=sha256:{one}' for one in each.hashes)}\n"
            for each in packages
        ),
        "utf-8",
    )
    platforms = [part for one in target.platforms for part in ("--platform", one)]
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "download", "--quiet"]
    choice = ["--no-deps", "--only-binary", ":all:", "--require-hashes", "--python-version", target.python, *platforms]
    subprocess.run([*command, *choice, "--dest", str(into), "--find-links", str(into), "-r", str(wanted)], check=True)
    return [wheel_of(each, into) for each in packages]


def _is_there(package: Pinned, folder: Path) -> bool:
    """Whether its wheel was taken before, and is what was pinned."""
    try:
        return sha256(wheel_of(package, folder)) in package.hashes
    except FileNotFoundError:
        return False


def wheel_of(package: Pinned, folder: Path) -> Path:
    """Return the wheel of a package in a folder.

    Raises:
        FileNotFoundError: It is not there.
    """
    spelled = re.sub(r"[-_.]+", "_", package.name).lower()
    for each in sorted(folder.glob("*.whl")):
        name, version, *_ = each.name.split("-")
        if re.sub(r"[-_.]+", "_", name).lower() == spelled and version == package.version:
            return each
    raise FileNotFoundError(f"no wheel of {package.name} {package.version} in {folder}")
