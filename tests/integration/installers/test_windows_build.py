import hashlib
import os
import shutil
import struct
import subprocess
import zipfile
from pathlib import Path

import pytest
from payload.release import ROOT
from payload.sbom import Part
from PySide6.QtGui import QImage
from windows import build
from windows.build import file_list, four, main
from windows.compile_tree import compile_folder
from windows.given import note_python, noted_python, parts_of
from windows.icon import write_icon
from windows.tree import Embeddable, WrongPythonError, unpack_interpreter

WINDOWS = ROOT / "packaging/installers/windows"


def zipped(path: Path, *names: str) -> Embeddable:
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, name)
    return Embeddable(path, hashlib.sha256(path.read_bytes()).hexdigest())


@pytest.mark.parametrize("folder", ["", "cp313/"])
def test_the_interpreter_is_unpacked_from_the_official_zip_and_from_the_registrys(tmp_path: Path, folder: str) -> None:
    embeddable = zipped(
        tmp_path / "python.zip", f"{folder}python3.dll", f"{folder}python313.dll", f"{folder}more/x.dll"
    )
    unpack_interpreter(embeddable, tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["python3.dll", "python313.dll"]


def test_an_interpreter_with_another_hash_or_of_another_version_is_refused(tmp_path: Path) -> None:
    right = zipped(tmp_path / "right.zip", "python3.dll", "python313.dll")
    with pytest.raises(WrongPythonError, match="SHA-256"):
        unpack_interpreter(Embeddable(right.archive, "0" * 64), tmp_path / "out")
    with pytest.raises(WrongPythonError, match=r"python312\.dll"):
        unpack_interpreter(zipped(tmp_path / "old.zip", "python3.dll", "python312.dll"), tmp_path / "out")
    assert not (tmp_path / "out").exists() or not any((tmp_path / "out").iterdir())


def test_every_file_is_installed_in_one_order_and_the_mark_that_all_are_there_comes_last(tmp_path: Path) -> None:
    program = tmp_path / "program"
    for name in ("b.dll", "lib/a/z.pyc", "lib/a.pyc", "a.dll"):
        (program / name).parent.mkdir(parents=True, exist_ok=True)
        (program / name).write_text(name)
    lines = file_list(program).splitlines()
    files = [Path(line.split('"')[1]).relative_to(program).as_posix() for line in lines if line.startswith("File")]
    assert sorted(files[:-1]) == ["a.dll", "b.dll", "lib/a.pyc", "lib/a/z.pyc"]
    assert files[-1] == "whole"
    places = [line.split('"')[1] for line in lines if line.startswith("SetOutPath")]
    assert places == [rf"$INSTDIR\program.new{each}" for each in ("", r"\lib", r"\lib\a", "")]
    assert file_list(program).splitlines() == lines


def test_compiled_modules_are_the_same_wherever_they_lay_and_named_ones_stay_source(tmp_path: Path) -> None:
    made = []
    for place in (tmp_path / "one", tmp_path / "elsewhere/two"):
        (place / "part/old").mkdir(parents=True)
        (place / "part/old/first.py").write_text("number = 1\n")
        (place / "part/code.py").write_text("def f():\n    return 1\n")
        assert compile_folder(place, ("part/old",)) == 1
        assert (place / "part/old/first.py").exists()
        assert not (place / "part/code.py").exists()
        made.append((place / "part/code.pyc").read_bytes())
    assert made[0] == made[1]
    # PEP 552: the second word says hash, unchecked.
    assert struct.unpack("<I", made[0][4:8]) == (0b01,)


def asked(monkeypatch: pytest.MonkeyPatch, folder: Path, python: str) -> int:
    """Call the builder as `make installers` does, for an empty folder."""
    given = ["--when-possible", "--python", python, "--sha256", "0" * 64, "--out", str(folder), "--work", str(folder)]
    monkeypatch.setattr("sys.argv", ["build.py", *given])
    return main()


def test_windows_is_left_out_only_where_no_python_for_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert asked(monkeypatch, tmp_path, "") == 0
    assert "left out" in capsys.readouterr().out
    assert asked(monkeypatch, tmp_path, "python.zip") == 1
    assert "packaging/installers/windows/tools.sh" in capsys.readouterr().err


def test_what_an_installer_was_built_with_is_known_when_it_is_built_again(tmp_path: Path) -> None:
    note = tmp_path / "work" / "note.json"
    assert noted_python(note) is None

    for name in ("older.zip", "newer.zip"):
        note_python(Embeddable(tmp_path / name, "ab"), note)

    assert noted_python(note) == Embeddable(tmp_path / "newer.zip", "ab")


def test_the_interpreter_and_what_lies_beside_it_are_listed_by_the_versions_in_their_files(tmp_path: Path) -> None:
    shown = "ProductVersion\0" + "3.13.12\0"
    (tmp_path / "python313.dll").write_bytes(b"MZ.." + shown.encode("utf-16-le") + b"more")
    (tmp_path / "libcrypto-3.dll").write_bytes(b"..\0OpenSSL 3.0.15 3 Sep 2024\0..")
    (tmp_path / "libffi-8.dll").touch()

    found = parts_of(tmp_path, Embeddable(tmp_path / "python.zip", "ab"))

    assert found == [
        Part("cpython-embeddable", "3.13.12", "generic", "PSF-2.0", ("ab",)),
        Part("openssl", "3.0.15", "generic", "Apache-2.0"),
        Part("libffi", "", "generic", "MIT"),
    ]


def test_an_installer_for_windows_that_is_too_large_ends_the_build_with_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = tmp_path / "Haversack-1.2.0-setup.exe"
    made.touch()
    # Stands in for an hour with compilers and wine, of which only the size of what comes out counts here.
    monkeypatch.setattr(build, "build", lambda *_: made)

    os.truncate(made, 36_000_000)
    assert asked(monkeypatch, tmp_path, "python.zip") == 0
    os.truncate(made, 36_000_001)
    assert asked(monkeypatch, tmp_path, "python.zip") == 1
    assert made.name in capsys.readouterr().err


def test_the_icon_holds_each_size_as_a_picture(tmp_path: Path) -> None:
    write_icon(ROOT / "resources/app/icon-512.png", tmp_path / "x.ico")
    data = (tmp_path / "x.ico").read_bytes()
    _, kind, count = struct.unpack("<HHH", data[:6])
    assert kind == 1
    sizes = []
    for index in range(count):
        *_, length, place = struct.unpack("<BBBBHHII", data[6 + 16 * index : 22 + 16 * index])
        sizes.append(QImage.fromData(data[place : place + length]).width())
    assert sizes == [16, 24, 32, 48, 64, 256]


def test_a_version_has_four_numbers_on_windows() -> None:
    assert [four(each) for each in ("0.1.0", "1.2", "1.2.3.dev4", "1.2.3.post4")] == [
        *("0.1.0.0", "1.2.0.0", "1.2.3.0", "1.2.3.4")
    ]


def test_each_sentence_of_the_installer_is_there_in_each_of_its_languages() -> None:
    sentences = [
        line.split()[1:3] for line in (WINDOWS / "sentences.nsh").read_text("utf-8").splitlines() if line[:1] == "L"
    ]
    names = {name for name, _ in sentences}
    languages = {f"${{LANG_{each}}}" for each in ("ENGLISH", "FRENCH", "SPANISH", "ARABIC")}
    script = (WINDOWS / "installer.nsi").read_text("utf-8")
    assert {name for name in names if f"$({name})" in script} == names
    assert sorted(map(tuple, sentences)) == sorted((name, language) for name in names for language in languages)


def test_the_place_of_a_kit_is_never_a_bare_drive() -> None:
    script = (WINDOWS / "installer.nsi").read_text("utf-8")

    assert '--kit "$EXEDIR\\."' in script
    assert script.count('w "$EXEDIR\\."') == 2
    assert '"$EXEDIR"' not in script


def test_a_network_file_is_opened_by_the_program_and_by_nothing_once_that_is_gone() -> None:
    install, _, uninstall = (WINDOWS / "installer.nsi").read_text("utf-8").partition('Section "Uninstall"')

    assert r"""shell\open\command" "" '"$INSTDIR\program\Haversack.exe" window "%1"'""" in install
    assert 'WriteRegStr HKCU "Software\\Classes\\.haversack" "" "Haversack.NetworkFile"' in install
    assert 'DeleteRegKey HKCU "${KIND}"' in uninstall
    # A program that took the ending over since then keeps it.
    assert '${If} $0 == "Haversack.NetworkFile"' in uninstall


@pytest.mark.skipif(shutil.which("x86_64-w64-mingw32-gcc") is None, reason="the compiler for Windows is not installed")
def test_the_launcher_comes_out_the_same_twice_and_trusts_no_path(tmp_path: Path) -> None:
    from windows.build import LAUNCHER_FLAGS  # noqa: PLC0415 - beside what it is for

    names = ['-DPYTHON_DLL=L"python313.dll"', '-DSTART_MODULE=L"start_haversack"', "-mwindows"]
    for target in ("a.exe", "b.exe"):
        command = ["x86_64-w64-mingw32-gcc", *LAUNCHER_FLAGS.split(), *names, str(WINDOWS / "launcher.c")]
        subprocess.run([*command, "-o", str(tmp_path / target)], check=True)
    one, two = ((tmp_path / name).read_bytes() for name in ("a.exe", "b.exe"))
    assert one == two
    assert len(one) < 60_000
    shown = subprocess.run(
        ["x86_64-w64-mingw32-objdump", "-p", str(tmp_path / "a.exe")], check=True, capture_output=True
    )
    # Only what Windows itself always takes from its own folder.
    libraries = {line.split()[-1].lower() for line in shown.stdout.decode().splitlines() if "DLL Name" in line}
    assert libraries <= {"kernel32.dll", "msvcrt.dll", "user32.dll"}
