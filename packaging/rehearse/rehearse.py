"""`make rehearse`: installs what was built in clean roots without network, and lives through the first months with it.

    rehearse.py                             every way of installing, and building twice gives the same bytes
    rehearse.py deb | run | portable        one of them, on Linux
    rehearse.py exe                         the one for Windows, under wine; without a name it is left out, and why is
                                            said, where none was built or wine is missing
    rehearse.py same                        only the second build
    rehearse.py parts                       only the lists of parts, held against the official schema

Must not use anything of this computer inside a root but the built files, the starter content and this story. Each
rehearsal runs in namespaces of its own: no network but loopback, and no mount or process outlives it.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from linux.clean_root import make_root
from newer import newer_for_linux
from payload.release import OUT, ROOT, this_release
from payload.sums import SUMS, differences
from setup_exe import built_exe, why_left_out
from ways import WAYS
from windows.given import noted_python

ROOTS: Final = ROOT / "build" / "rehearse" / "roots"
_PLAIN: Final = ROOTS / "plain"
_SECOND: Final = ROOT / "build" / "rehearse" / "second"
_SEEING: Final = ("xvfb", "xauth", "xdotool", "scrot", "procps", "tesseract-ocr")
"""What stands for the screen, the hands and the eyes of a person. A `.run` and a portable archive also need `xz`."""
_EXE: Final = "exe"
_PACKAGES: Final = ("haversack_{}_amd64.deb", "haversack-hub_{}_amd64.deb")


def main() -> int:
    """Rehearse; return 1 where something is not as it must be."""
    parser = argparse.ArgumentParser(prog="make rehearse", description=__doc__)
    parser.add_argument("what", nargs="?", choices=(*WAYS, _EXE, "parts", "same"))
    options = parser.parse_args()
    if not (OUT / SUMS).exists():
        print("rehearse: nothing was built: run `make installers`")
        return 1
    left_out = "" if options.what else why_left_out(OUT, this_release().version)
    if left_out:
        print(f"rehearse: the .exe is left out: {left_out}", flush=True)
    ways = [options.what] if options.what else ["parts", *WAYS, *([] if left_out else [_EXE]), "same"]
    others = {"parts": _parts_are_listed, _EXE: _rehearse_under_wine, "same": _is_same_again}
    failed = [way for way in ways if not others.get(way, _rehearse)(way)]
    for way in ways:
        print(f"rehearse: {way}: {'FAILED' if way in failed else 'passed'}")
    # Hours lie between the first line and the last: what was not looked at is said beside what was.
    if left_out:
        print("rehearse: exe: left out, see above")
    return int(bool(failed))


def _parts_are_listed(_: str) -> bool:
    """Hold the list of parts of each file that was built against the official schema."""
    lists = sorted(OUT.glob("*.cdx.json"))
    schema = JsonStrictValidator(SchemaVersion.V1_6)
    wrong = [f"{each.name}: {error}" for each in lists if (error := schema.validate_str(each.read_text("utf-8")))]
    for line in wrong:
        print(f"rehearse: not as the schema has it: {line}")
    return bool(lists) and not wrong


def _rehearse(way: str) -> bool:
    """Play the story in a fresh copy of the clean root."""
    make_root(_PLAIN, (*_declared(), "xz-utils", *_SEEING))
    fresh = ROOTS / way
    shutil.rmtree(fresh, ignore_errors=True)
    subprocess.run(["cp", "-a", str(_PLAIN), str(fresh)], check=True)
    space = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--net"]
    story = [sys.executable, str(Path(__file__).with_name("play.py")), way, str(fresh), str(newer_for_linux(way))]
    paths = [ROOT / "packaging" / name for name in ("demo", "installers", "rehearse")]
    surroundings = {**os.environ, "PYTHONPATH": ":".join(map(str, paths))}
    return subprocess.run([*space, *story], check=False, env=surroundings).returncode == 0


def _declared() -> list[str]:
    """Return the packages that ours say they need: what a computer has that draws windows, and no more."""
    packages = [OUT / name.format(this_release().version) for name in _PACKAGES]
    asked = [["dpkg-deb", "--field", str(each), "Depends"] for each in packages]
    said = [subprocess.run(each, check=True, capture_output=True, text=True).stdout for each in asked]
    return sorted({need.split("(")[0].strip() for line in said for need in line.split(",")})


def _rehearse_under_wine(_: str) -> bool:
    """Play the story of `make rehearse-windows`; what is missing for it, it says."""
    story = [sys.executable, str(Path(__file__).with_name("under_wine.py"))]
    return subprocess.run(story, check=False).returncode == 0


def _is_same_again(_: str) -> bool:
    """Build once more, into a folder of its own, and compare; what was built first stays as it is."""
    shutil.rmtree(_SECOND, ignore_errors=True)
    builds = [[sys.executable, "-m", "linux.build_linux", "--out", str(_SECOND)]]
    if built_exe(OUT, this_release().version) is not None:
        builds += _windows_again()
    for build in builds:
        if subprocess.run(build, check=False).returncode != 0:
            print("rehearse: the second build ended with an error")
            return False
    different = differences(OUT, _SECOND)
    for line in different:
        print(f"rehearse: not the same: {line}")
    if different:
        print(f"rehearse: what was built again lies in {_SECOND}")
    else:
        shutil.rmtree(_SECOND)
    return not different


def _windows_again() -> list[list[str]]:
    """Return the command that builds the installer for Windows as before; none where it is not known how that was."""
    given = noted_python()
    if given is None:
        print("rehearse: which Python the .exe was built with is not noted: build it with `make installers`")
        return []
    builder = str(ROOT / "packaging" / "installers" / "windows" / "build.py")
    python = ["--python", str(given.archive), "--sha256", given.sha256]
    return [[sys.executable, builder, *python, "--out", str(_SECOND), "--work", str(_SECOND / "work")]]


if __name__ == "__main__":
    sys.exit(main())
