"""What packages of Debian give to an installer: their versions, and the texts of their licences."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Final

from payload.licences import MissingLicenceError
from payload.sbom import Part

_COMMON_PLACE: Final = "usr/share/common-licenses"
_COMMON: Final = re.compile(r"/usr/share/common-licenses/([A-Za-z]+[0-9]*(?:-[0-9]+(?:[.][0-9]+)?)?)")
"""How a text of Debian names another; the full stop of its sentence is no part of that."""


def packages_of(root: Path) -> list[tuple[str, str]]:
    """Return the packages of a root with their versions, sorted."""
    asked = ["dpkg-query", f"--admindir={root}/var/lib/dpkg", "--show", "--showformat", r"${Package} ${Version}\n"]
    lines = subprocess.run(asked, check=True, capture_output=True, text=True).stdout.splitlines()
    return sorted((name, version) for name, version in (line.split(" ", 1) for line in lines))


def part_of_package(name: str, root: Path) -> Part:
    """Return a package of a root as a part of the bill; its licence is told by where `keep_text` puts the text.

    Raises:
        KeyError: It is not there.
    """
    # Debian's texts tell of many licences, file by file, and few of them as SPDX would.
    return Part(name, dict(packages_of(root))[name], "deb", f"see licences/debian/{name}.txt")


def keep_text(name: str, root: Path, licences: Path) -> None:
    """Put what a package says of its licences beside the others, with the common texts that it only names.

    Raises:
        MissingLicenceError: It says nothing, or names a common text that the root does not have.
    """
    text = root / "usr/share/doc" / name / "copyright"
    text = text.resolve() if text.is_file() else text
    if not text.is_file():
        raise MissingLicenceError(f"{name} brings no licence text")
    (licences / "debian").mkdir(parents=True, exist_ok=True)
    shutil.copyfile(text, licences / "debian" / f"{name}.txt")
    for common in sorted(set(_COMMON.findall(text.read_text("utf-8", errors="replace")))):
        _keep_common(common, root, licences)


def _keep_common(name: str, root: Path, licences: Path) -> None:
    """Put a text beside the others that lies on each Debian, and on few other systems."""
    text = root / _COMMON_PLACE / name
    if not text.is_file():
        raise MissingLicenceError(f"/{_COMMON_PLACE}/{name} is named, and not there")
    (licences / "debian" / "common-licenses").mkdir(exist_ok=True)
    shutil.copyfile(text, licences / "debian" / "common-licenses" / name)
