"""Makes the wheel of the project itself, from what is committed. Must not read a file that is not."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from payload.release import ROOT, Release


def make_project_wheel(release: Release, work: Path) -> Path:
    """Build it with the pinned setuptools of `.venv`; return it.

    Args:
        release: Which source.
        work: A folder for what is made on the way and for the wheel.

    Raises:
        subprocess.CalledProcessError: git or pip has said what is wrong.
    """
    source, wheels = work / "source", work / "project"
    for each in (source, wheels):
        shutil.rmtree(each, ignore_errors=True)
        each.mkdir(parents=True)
    names = ["pyproject.toml", "README.md", "LICENSE", "desktop", "sync"]
    packed = subprocess.run(
        ["git", "-C", str(ROOT), "archive", release.commit, *names], check=True, capture_output=True
    )
    subprocess.run(["tar", "-x", "-C", str(source)], input=packed.stdout, check=True)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "wheel", "--quiet"]
    choice = ["--no-deps", "--no-build-isolation", "--wheel-dir", str(wheels), str(source)]
    subprocess.run([*pip, *choice], check=True, env={**os.environ, **release.surroundings})
    (wheel,) = wheels.glob("*.whl")
    return wheel
