"""A later version of what was built: the same program under a later number. Must not change what was built.

The folder that carries the number is called by it: where an older program is not taken away whole, both are there.
"""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Final

from linux.freeze import Program, make_build_root
from linux.packing import pack_app_deb, pack_portable, pack_run
from payload.release import OUT, ROOT, Release, this_release
from ways import Deb
from windows.build import draw_icon, pack

FOLDER: Final = ROOT / "build" / "rehearse" / "newer"
_PACKS: Final = {"deb": pack_app_deb, "run": pack_run, "portable": pack_portable}
_NOTE: Final = "haversack-{version}.dist-info"


def newer_release() -> Release:
    """Return the version that comes after the one that was built."""
    release = this_release()
    return replace(release, version=f"{release.version}.post1")


def versions_in(program: Path) -> list[str]:
    """Return the numbers that a program's folder carries: one, where it was put there whole."""
    before, after = _NOTE.split("{version}")
    return sorted(
        each.name.removeprefix(before).removesuffix(after) for each in program.rglob(_NOTE.format(version="*"))
    )


def renumber(program: Path, version: str) -> None:
    """Give a program another number.

    Args:
        program: Its folder.
        version: The number.
    """
    (old,) = versions_in(program)
    (note,) = program.rglob(_NOTE.format(version=old))
    about = note / "METADATA"
    about.write_text(about.read_text("utf-8").replace(f"\nVersion: {old}\n", f"\nVersion: {version}\n"), "utf-8")
    note.rename(note.with_name(_NOTE.format(version=version)))


def newer_for_linux(way: str) -> Path:
    """Pack a later version as a way wants it; return the file.

    Args:
        way: One of `ways.WAYS`.

    Raises:
        subprocess.CalledProcessError: A tool has said why not.
    """
    later, tree = newer_release(), FOLDER / "tree"
    make_build_root()
    shutil.rmtree(tree, ignore_errors=True)
    tree.mkdir(parents=True)
    built = OUT / Deb.file_name(this_release().version)
    subprocess.run(["dpkg-deb", "--extract", str(built), str(tree)], check=True)
    program = tree / "usr/lib/haversack"
    renumber(program, later.version)
    packed = _PACKS[way](Program(program, (), 0), later)
    made = Path(shutil.move(packed, FOLDER / packed.name))
    shutil.rmtree(tree)
    return made


def newer_for_windows(program: Path) -> Path:
    """Pack a later version of a program that is installed; return the installer.

    Args:
        program: The folder in which it is installed; it stays as it is.

    Raises:
        subprocess.CalledProcessError: A tool has said why not.
    """
    later, work = newer_release(), FOLDER / "windows"
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(program, work / "program", ignore=shutil.ignore_patterns("kit"))
    renumber(work / "program", later.version)
    installer = FOLDER / f"Haversack-{later.version}-setup.exe"
    draw_icon(work)
    pack(later, work / "program", installer, work)
    shutil.rmtree(work)
    return installer
