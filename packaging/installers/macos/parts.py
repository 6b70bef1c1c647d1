"""Gathers the licences of what the image for Macs holds, and lists its parts; runs on any system.

    parts.py PYTHON LICENCES BILL

PYTHON is the version that freezes, for example 3.13.9. Must not build anything.
"""

import sys
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from payload.bundled import inside
from payload.licences import collect, own_content, part_of
from payload.locked import Target, get_wheels, needed, read_lock
from payload.release import ROOT, WORK, this_release
from payload.sbom import Part, write_bill

_LOCKS: Final = ("desktop.lock", "freeze.lock")
_STARTER: Final = "pyinstaller"
"""Of what freezes, only that travels: it starts the program."""
_SYSTEMS: Final = ("14_0", "13_0", "12_0", "11_0", "10_13", "10_9")


def mac(python: str) -> Target:
    """Return what Macs with Apple's processors can use, for a version of Python."""
    tags = [f"macosx_{one}_{kind}" for one in _SYSTEMS for kind in ("arm64", "universal2")]
    return Target(tuple(tags), python, "darwin")


def main(python: str, licences: Path, bill: Path) -> int:
    """Write the texts and the list."""
    target, folder = mac(".".join(python.split(".")[:2])), WORK / "wheels-macos"
    app, tools = (ROOT / "requirements" / name for name in _LOCKS)
    wheels = dict(zip(needed(read_lock(app.read_text("utf-8")), target), get_wheels(app, target, folder), strict=True))
    freezing = zip(needed(read_lock(tools.read_text("utf-8")), target), get_wheels(tools, target, folder), strict=True)
    wheels |= {package: wheel for package, wheel in freezing if package.name == _STARTER}
    collect(wheels.values(), licences)
    parts = [part_of(package, wheel) for package, wheel in wheels.items()]
    parts += [part for wheel in wheels.values() for part in inside(wheel)]
    # Its text comes from the Python that freezes: see `build.sh`.
    parts.append(Part("cpython", python, "generic", "PSF-2.0"))
    release = this_release()
    write_bill(bill, release, f"Haversack-{release.version}-macos-arm64.dmg", [*parts, *own_content()])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])))
