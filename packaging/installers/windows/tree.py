"""Lays out the program for Windows: the interpreter, what is in the wheels, our code and content.

    program/Haversack.exe, haversack-console.exe, python3xx.dll, python3xx._pth, python3xx.zip …
    program/lib/            packages, compiled
    program/share/haversack what `haversack.assets` reads
    program/commands/       `haversack` as it is typed in a terminal
    program/whole           the last file that an installer writes

Must not build the launcher or the installer.
"""

import re
import shutil
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from payload.content import SHARE, copy_content
from payload.locked import Target
from payload.pruning import prune
from payload.sums import sha256

TARGET: Final = Target(("win_amd64",), "3.13", "win32")
"""The Python that the embeddable one has to be."""
WHOLE: Final = "whole"
START: Final = "start_haversack"
"""The module that the launcher runs."""
_COMMAND: Final = '@"%~dp0..\\haversack-console.exe" %*\r\n'
"""In a folder of its own: beside it lies `Haversack.exe`, which a terminal would start instead."""
_DLL: Final = re.compile(r"(?:.*/)?python3\d+\.dll")
# Of the interpreter: what Windows has a better place for, or nothing of ours uses.
_NOT_NEEDED: Final = ("python.exe", "pythonw.exe", "sqlite3.dll", "_sqlite3.pyd", "winsound.pyd", "_wmi.pyd")
# The runtime of Visual C++ lies beside the interpreter, and every further copy is the same again.
_RUNTIME: Final = re.compile(r"(?:concrt140|msvcp140\w*|vcamp140|vccorlib140|vcomp140|vcruntime140\w*)\.dll")
_RUNTIME_OF_QT: Final = ("msvcp140.dll", "msvcp140_1.dll", "msvcp140_2.dll")
STAYS_SOURCE: Final = ("haversack/store/migrations", "haversack_sync/hub/migrations")
"""Alembic reads these as files of source."""


class WrongPythonError(Exception):
    """The embeddable Python is not the file that was meant, or not of the version that the wheels are for."""


@dataclass(frozen=True, slots=True)
class Embeddable:
    """The interpreter as a file.

    Attributes:
        archive: The zip, or one that holds its files in one folder.
        sha256: What it must be, in hex.
    """

    archive: Path
    sha256: str


def lay_out(embeddable: Embeddable, wheels: Iterable[Path], program: Path) -> Path:
    """Make the folder `program`, with source that is not compiled yet; return where the interpreter for compiling lies.

    Args:
        embeddable: The interpreter.
        wheels: For Windows, ours among them.
        program: Is made anew.

    Raises:
        WrongPythonError: The interpreter is another one.
        MissingContentError: `make starter` comes first.
    """
    shutil.rmtree(program, ignore_errors=True)
    lib, interpreter = program / "lib", program.with_name("interpreter")
    lib.mkdir(parents=True)
    unpack_interpreter(embeddable, interpreter)
    for path in sorted(interpreter.iterdir()):
        if path.name not in _NOT_NEEDED and not path.name.endswith("._pth"):
            shutil.copyfile(path, program / path.name)
    (version,) = (path.stem for path in program.glob("python3?*.dll"))
    (program / f"{version}._pth").write_text(f"{version}.zip\r\n.\r\nlib\r\n", "ascii", newline="")
    for wheel in wheels:
        _unpack(wheel, lib)
    prune(lib)
    _keep_one_runtime(lib, program)
    shutil.copyfile(Path(__file__).with_name(f"{START}.py"), lib / f"{START}.py")
    copy_content(program / SHARE)
    (program / "commands").mkdir()
    (program / "commands" / "haversack.cmd").write_text(_COMMAND, "ascii", newline="")
    return interpreter


def unpack_interpreter(embeddable: Embeddable, into: Path) -> None:
    """Unpack the embeddable Python.

    Raises:
        WrongPythonError: Its hash or its version is another one.
    """
    found = sha256(embeddable.archive)
    if found != embeddable.sha256.lower():
        raise WrongPythonError(f"{embeddable.archive.name} has the SHA-256 {found}, not {embeddable.sha256}")
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir(parents=True)
    wanted = f"python{TARGET.python.replace('.', '')}.dll"
    with zipfile.ZipFile(embeddable.archive) as archive:
        names = [name for name in archive.namelist() if _DLL.fullmatch(name)]
        if [PurePosixPath(name).name for name in names] != [wanted]:
            raise WrongPythonError(f"{embeddable.archive.name} holds {', '.join(names) or 'no Python'}, not {wanted}")
        folder = PurePosixPath(names[0]).parent
        for name in archive.namelist():
            if PurePosixPath(name).parent == folder and not name.endswith("/"):
                (into / PurePosixPath(name).name).write_bytes(archive.read(name))


def _unpack(wheel: Path, lib: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            # Scripts and the like lie in `NAME.data`; nothing of ours starts them.
            if name.endswith("/") or PurePosixPath(name).parts[0].endswith(".data"):
                continue
            target = lib / name
            if not target.resolve().is_relative_to(lib.resolve()):
                raise ValueError(f"{wheel.name} holds {name}, which lies outside")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(archive.read(name))


def _keep_one_runtime(lib: Path, program: Path) -> None:
    """Move the runtime that Qt brings beside the interpreter, which finds it for everybody, and drop the copies."""
    for name in _RUNTIME_OF_QT:
        shutil.copyfile(lib / "PySide6" / name, program / name)
    for path in sorted(lib.rglob("*.dll")):
        if _RUNTIME.fullmatch(path.name):
            path.unlink()
