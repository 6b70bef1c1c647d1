"""Makes the two programs, app and hub, as folders that need no Python: in the clean root, from pinned wheels alone.

Must not take anything from this computer but the wheels, each checked by its hash, and what is committed.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from linux.clean_root import BUILD_ROOT, DRAWING, PYTHON, SCREEN, TOOLS, make_root, run_inside
from payload.bundled import inside
from payload.content import SHARE, copy_content
from payload.debian import keep_text, packages_of, part_of_package
from payload.licences import collect, part_of
from payload.locked import LINUX, Pinned, get_wheels, needed, read_lock, wheel_of
from payload.project_wheel import make_project_wheel
from payload.pruning import prune
from payload.release import ROOT, WORK, Release
from payload.sbom import Part

_HERE: Final = Path(__file__).parent
_BUILD: Final = BUILD_ROOT / "build"
_INSIDE: Final = ("freeze.sh", "icu_data.py", "app.spec", "hub.spec", "start_app.py", "start_hub.py")
_LOCKS: Final = {"app": "desktop.lock", "hub": "hub.lock", "tools": "freeze.lock"}


@dataclass(frozen=True, slots=True)
class Program:
    """A program as a folder.

    Attributes:
        folder: Its executable lies in here, with all that it needs in `_internal`.
        parts: What of others is inside.
        size: Bytes of its files.
    """

    folder: Path
    parts: tuple[Part, ...]
    size: int


def freeze(release: Release) -> tuple[Program, Program]:
    """Make app and hub; return both.

    Raises:
        subprocess.CalledProcessError: A tool failed, and has said why.
        MissingContentError: `make setup starter` comes first.
        MissingLicenceError: A part came without its licence.
    """
    make_build_root()
    shutil.rmtree(_BUILD, ignore_errors=True)
    wheels = WORK / "wheels-linux"
    locked = {name: needed(read_lock(_lock(file).read_text("utf-8")), LINUX) for name, file in _LOCKS.items()}
    taken = {name: get_wheels(_lock(file), LINUX, wheels) for name, file in _LOCKS.items()}
    own = make_project_wheel(release, WORK)
    (_BUILD / "wheels").mkdir(parents=True)
    for name, files in taken.items():
        names = sorted({each.name for each in files} | (set() if name == "tools" else {own.name}))
        (_BUILD / f"{name}.txt").write_text("".join(f"wheels/{each}\n" for each in names), "utf-8")
    for each in {own, *(wheel for files in taken.values() for wheel in files)}:
        shutil.copyfile(each, _BUILD / "wheels" / each.name)
    for script in _INSIDE:
        shutil.copyfile(_HERE / script, _BUILD / script)
    _run("environments", release)
    for name in ("app", "hub"):
        _prune_environment(_BUILD / name)
    _run("programs", release)
    app, hub = _BUILD / "dist" / "haversack", _BUILD / "dist" / "haversack-hub"
    library = next(each for each in sorted(app.rglob("libicudata.so.*")) if not each.is_symlink())
    inside = f"/{library.relative_to(BUILD_ROOT)}"
    run_inside(BUILD_ROOT, "python3", "/build/icu_data.py", inside, "/build/cache/icu", release=release)
    copy_content(app / "_internal" / SHARE)
    # What PyInstaller puts before a program starts it, and so travels with it.
    starter = [each for each in locked["tools"] if each.name == "pyinstaller"]
    return _finish(app, [*locked["app"], *starter]), _finish(hub, [*locked["hub"], *starter])


def make_build_root() -> None:
    """Make the clean root in which programs are built and packed, unless it is there.

    Raises:
        subprocess.CalledProcessError: The script has said why not.
    """
    make_root(BUILD_ROOT, (*TOOLS, *PYTHON, *DRAWING, *SCREEN))


def _finish(folder: Path, packages: list[Pinned]) -> Program:
    """Add the licences; name the parts: wheels, what lies in them, and what the root gave (Python, libraries)."""
    prune(folder / "_internal")
    licences = folder / "licences"
    collect([wheel_of(each, WORK / "wheels-linux") for each in packages], licences)
    libraries = {each.name for each in (folder / "_internal").iterdir() if ".so" in each.name}
    parts = [part_of(each, wheel_of(each, WORK / "wheels-linux")) for each in packages]
    parts += [part for each in packages for part in inside(wheel_of(each, WORK / "wheels-linux"))]
    for name, _ in packages_of(BUILD_ROOT):
        if name == "libpython3.11" or _gives(name, libraries):
            keep_text(name, BUILD_ROOT, licences)
            parts.append(part_of_package(name, BUILD_ROOT))
    return Program(folder, tuple(parts), size_of(folder))


def size_of(folder: Path) -> int:
    """Return the bytes of a folder's files; a link is none of them."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _gives(package: str, libraries: set[str]) -> bool:
    """Whether a package of the root brought one of the libraries."""
    lists = sorted((BUILD_ROOT / "var/lib/dpkg/info").glob(f"{package}*.list"))
    named = [each for each in lists if each.name.split(".list")[0].split(":")[0] == package]
    return any(Path(line).name in libraries for each in named for line in each.read_text("utf-8").splitlines())


def _prune_environment(environment: Path) -> None:
    (packages,) = environment.glob("lib/python3*/site-packages")
    # PyInstaller and setuptools stand in the same folder, and are no part of the program.
    for name in ("PySide6", "sqlalchemy", "alembic", "babel", "zstandard"):
        if (packages / name).is_dir():
            _prune_one(packages, name)


def _prune_one(packages: Path, name: str) -> None:
    """Prune one package; `prune` knows paths as wheels spell them, from above it."""
    alone = packages.with_name("alone")
    alone.mkdir()
    (packages / name).rename(alone / name)
    prune(alone)
    (alone / name).rename(packages / name)
    alone.rmdir()


def _run(step: str, release: Release) -> None:
    run_inside(BUILD_ROOT, "/bin/bash", "/build/freeze.sh", step, release=release)


def _lock(file: str) -> Path:
    return ROOT / "requirements" / file
