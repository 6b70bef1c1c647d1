"""Builds the Windows installer on Linux: `Haversack-VERSION-setup.exe`.

    build.py --python ZIP --sha256 HEX [--when-possible] [--out FOLDER] [--work FOLDER]

ZIP is the embeddable CPython for 64-bit Windows. Releases take the official file; docs/releasing.md says which. Needs
the packages of `tools.sh`, and `make setup starter` before. Must not fetch anything but the wheels of the lock file.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from payload.bundled import inside
from payload.debian import keep_text, part_of_package
from payload.licences import collect, own_content, part_of
from payload.locked import get_wheels, needed, read_lock
from payload.project_wheel import make_project_wheel
from payload.release import OUT, ROOT, WORK, Release, this_release
from payload.sbom import write_bill
from payload.sizes import note_size, over_budget
from payload.sums import write_sums
from windows.given import note_python, parts_of
from windows.tree import START, STAYS_SOURCE, TARGET, WHOLE, Embeddable, WrongPythonError, lay_out

HERE: Final = Path(__file__).resolve().parent
LOCK: Final = ROOT / "requirements" / "desktop.lock"
_TOOLS: Final = ("x86_64-w64-mingw32-gcc", "x86_64-w64-mingw32-windres", "makensis", "wine")
_WINE: Final = Path("/usr/lib/wine/wine64")
_LAUNCHERS: Final = (("Haversack.exe", "-mwindows"), ("haversack-console.exe", "-DCONSOLE"))
_ICON: Final = "haversack.ico"
LAUNCHER_FLAGS: Final = (
    "-municode -Os -s -Wall -Wextra -Werror -Wl,--no-insert-timestamp,--dynamicbase,--nxcompat,--high-entropy-va"
)


_TRAVELLING: Final = ("nsis-common", "mingw-w64-x86-64-dev")
"""Packages of which a part is in the installer: what unpacks it, and what starts a program."""


class MissingToolError(Exception):
    """A program that builds is not on this machine."""


def build(embeddable: Embeddable, out: Path, work: Path) -> Path:
    """Build the installer and its list of parts; return the installer.

    Raises:
        MissingToolError: `tools.sh` comes first.
        WrongPythonError: The embeddable Python is not the one that was meant.
        subprocess.CalledProcessError: A tool has said what is wrong.
    """
    missing = [name for name in _TOOLS if shutil.which(name) is None]
    if missing:
        raise MissingToolError(
            f"not on this machine: {', '.join(missing)}; packaging/installers/windows/tools.sh gets them"
        )
    release = this_release()
    for folder in (out, work):
        folder.mkdir(parents=True, exist_ok=True)
    wheels = [*get_wheels(LOCK, TARGET, WORK / "wheels-windows"), make_project_wheel(release, work)]
    program = work / "program"
    interpreter = lay_out(embeddable, wheels, program)
    _compile(interpreter, program / "lib", work)
    draw_icon(work)
    _make_launchers(release, program, work)
    shutil.copyfile(interpreter / "LICENSE.txt", program / "LICENSE.txt")
    collect(wheels, program / "licences")
    around = (*_TRAVELLING, _runtime_of_compiler())
    for name in around:
        keep_text(name, Path("/"), program / "licences")
    parts = [
        part_of(each, wheel)
        for each, wheel in zip(needed(read_lock(LOCK.read_text("utf-8")), TARGET), wheels, strict=False)
    ]
    parts += [part for wheel in wheels for part in inside(wheel)]
    parts += parts_of(interpreter, embeddable)
    parts += [*own_content(), *(part_of_package(name, Path("/")) for name in around)]
    installer = out / f"Haversack-{release.version}-setup.exe"
    write_bill(out / f"{installer.stem}.cdx.json", release, "haversack-windows", parts)
    pack(release, program, installer, work)
    if out == OUT:
        note_size(installer, installed=sum(path.stat().st_size for path in program.rglob("*") if path.is_file()))
    return installer


def _runtime_of_compiler() -> str:
    """Return the package whose code the compiler puts into what it makes; Debian has one for each model of threads."""
    asked = ["x86_64-w64-mingw32-gcc", "-print-libgcc-file-name"]
    library = Path(subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()).resolve()
    owner = subprocess.run(["dpkg-query", "--search", str(library)], check=True, capture_output=True, text=True).stdout
    return owner.partition(":")[0]


def _compile(interpreter: Path, lib: Path, work: Path) -> None:
    """By the interpreter that travels, under wine: no other has its bytecode for certain."""
    # The embeddable one sees nothing but its own library and what is named here.
    script = work / "compile_tree.py"
    shutil.copyfile(HERE / "compile_tree.py", script)
    prefix = work / "wine"
    surroundings = {**os.environ, "WINEPREFIX": str(prefix), "WINEDEBUG": "-all", "PYTHONHASHSEED": "0", "DISPLAY": ""}
    surroundings["WINEDLLOVERRIDES"] = "mscoree=;mshtml="
    command = [str(_WINE), str(interpreter / "python.exe"), str(script), str(lib), *STAYS_SOURCE]
    try:
        # Through pipes: a program under wine cannot write into files that it inherited, and Python ends at once.
        done = subprocess.run(command, check=False, env=surroundings, capture_output=True, text=True)
        print(done.stderr, end="", file=sys.stderr)
        done.check_returncode()
    finally:
        subprocess.run(["/usr/lib/wine/wineserver64", "-w"], check=False, env=surroundings)


def _make_launchers(release: Release, program: Path, work: Path) -> None:
    for name in ("launcher.rc", "launcher.manifest", "launcher.c"):
        shutil.copyfile(HERE / name, work / name)
    (dll,) = (path.name for path in program.glob("python3?*.dll"))
    numbers = four(release.version).replace(".", ",")
    resources = [
        "x86_64-w64-mingw32-windres",
        f"-DVERSION_NUMBERS={numbers}",
        f'-DVERSION_TEXT=\\"{release.version}\\"',
    ]
    surroundings = {**os.environ, **release.surroundings}
    subprocess.run([*resources, "launcher.rc", "launcher.o"], check=True, cwd=work, env=surroundings)
    for name, kind in _LAUNCHERS:
        out = ["-o", str(program / name)]
        names = [f'-DPYTHON_DLL=L"{dll}"', f'-DSTART_MODULE=L"{START}"']
        command = ["x86_64-w64-mingw32-gcc", *LAUNCHER_FLAGS.split(), kind, *names, "launcher.c", "launcher.o", *out]
        subprocess.run(command, check=True, cwd=work, env=surroundings)


def draw_icon(work: Path) -> None:
    """Put the icon of program and installer where both are made."""
    from windows.icon import write_icon  # noqa: PLC0415 - draws with Qt, which a dry look at this module does without

    write_icon(ROOT / "resources" / "app" / "icon-512.png", work / _ICON)


def pack(release: Release, program: Path, installer: Path, work: Path) -> None:
    """Put a program into an installer.

    Args:
        release: Which version it is called.
        program: Its folder.
        installer: Where it goes.
        work: The icon lies there; also for what is made on the way.

    Raises:
        subprocess.CalledProcessError: A tool has said what is wrong.
    """
    include = work / "files.nsh"
    include.write_text(file_list(program), "utf-8-sig")
    size = sum(path.stat().st_size for path in program.rglob("*") if path.is_file()) // 1024
    values = {
        "VERSION": release.version,
        "VERSION_FOUR": four(release.version),
        "OUT": installer,
        "FILES": include,
        "ICON": work / _ICON,
        "SIZE_KB": size,
        "ASSETS": HERE,
    }
    given = [f"-D{name}={value}" for name, value in values.items()]
    command = ["makensis", "-V2", "-INPUTCHARSET", "UTF8", *given, str(HERE / "installer.nsi")]
    subprocess.run(command, check=True, env={**os.environ, **release.surroundings})


def file_list(program: Path) -> str:
    """Return NSIS's commands that unpack every file beside the program that is there, in one order.

    The mark that all are there comes last.
    """
    mark = program / WHOLE
    mark.write_text("Haversack\n", "ascii")
    lines: list[str] = []
    last = None
    for path in sorted((each for each in program.rglob("*") if each.is_file() and each != mark), key=str):
        folder = path.parent.relative_to(program.parent)
        if folder != last:
            lines.append(f'SetOutPath "{_place(folder)}"')
            last = folder
        lines.append(f'File "{path}"')
    lines += [f'SetOutPath "{_place(Path(program.name))}"', f'File "{mark}"']
    return "\n".join(lines) + "\n"


def _place(folder: Path) -> str:
    """Return where NSIS unpacks a folder of the program."""
    return "\\".join(["$INSTDIR", f"{folder.parts[0]}.new", *folder.parts[1:]])


def four(version: str) -> str:
    """Return a version as Windows counts, four numbers with points; what comes after a release counts as the next."""
    numbers = [number for part in version.split(".") if (number := part.removeprefix("post")).isdecimal()]
    return ".".join([*numbers, "0", "0", "0", "0"][:4])


def main() -> int:
    """Build as the command line says."""
    parser = argparse.ArgumentParser(description="Builds the Windows installer on Linux.")
    parser.add_argument("--when-possible", action="store_true", help="where ZIP is empty, only say so")
    parser.add_argument("--python", required=True, metavar="ZIP", help="the embeddable CPython, 64-bit")
    parser.add_argument("--sha256", required=True, metavar="HEX", help="what that file must be")
    parser.add_argument("--out", type=Path, default=OUT, metavar="FOLDER")
    parser.add_argument("--work", type=Path, default=WORK / "windows", metavar="FOLDER")
    options = parser.parse_args()
    if options.when_possible and not options.python:
        print("windows: left out, since no WINDOWS_PYTHON is named: docs/releasing.md says which file that is")
        return 0
    given = Embeddable(Path(options.python), options.sha256)
    try:
        installer = build(given, options.out.resolve(), options.work.resolve())
    except (MissingToolError, WrongPythonError, FileNotFoundError) as error:
        # Who names a Python wants the installer: one that is not made must not look like one that was left out.
        print(f"windows: {error}", file=sys.stderr)
        return 1
    if options.out.resolve() == OUT:
        note_python(given)
        write_sums(OUT)
    print(f"windows: {installer.name}, {installer.stat().st_size / 1_000_000:.1f} MB")
    too_large = over_budget(installer)
    if too_large:
        print(f"windows: {too_large}", file=sys.stderr)
    return int(bool(too_large))


if __name__ == "__main__":
    sys.exit(main())
