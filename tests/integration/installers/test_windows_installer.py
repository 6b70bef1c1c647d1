"""What the installer for Windows does, under wine with a made-up program: upgrades, older ones, a full disk, removal.

Minutes long, since wine ends slowly, so it is no part of the suite: `make rehearse ARGS=exe` begins with it.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from payload.release import Release
from setup_exe import WINE
from windows.build import draw_icon, pack

pytestmark = pytest.mark.skipif(
    "HAVERSACK_UNDER_WINE" not in os.environ, reason="minutes under wine: `make rehearse ARGS=exe` runs it"
)
SERVER = Path("/usr/lib/wine/wineserver64")
MEGABYTES = 4


@dataclass
class Person:
    """Somebody with a Windows of their own.

    Attributes:
        folder: Holds the prefix, and what was packed.
    """

    folder: Path

    @property
    def surroundings(self) -> dict[str, str]:
        return os.environ | {
            "WINEPREFIX": str(self.folder / "prefix"),
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree=;mshtml=",
            "DISPLAY": "",
        }

    @property
    def local(self) -> Path:
        (user,) = (each for each in (self.folder / "prefix/drive_c/users").iterdir() if each.name != "Public")
        return user / "AppData" / "Local"

    @property
    def home(self) -> Path:
        return self.local / "Programs" / "Haversack"

    def run(self, program: Path, *, space: int = 0) -> int:
        """Run an installer silently to its end; return its exit code.

        Args:
            program: Of Windows.
            space: Megabytes in which the program's folder lies while it runs, what is there counted in; 0 for plenty.
        """
        command = [str(WINE), str(program), "/S"]
        if space:
            # What lies there is copied onto a small disk, and back, inside a namespace of its own.
            kept = self.folder / "kept"
            script = (
                f'cp -a "{self.home}" "{kept}" && mount -t tmpfs -o size={space}m tmpfs "{self.home}" && '
                f'cp -a "{kept}/." "{self.home}" && rm -r "{kept}" && "$@"; code=$?; cp -a "{self.home}" "{kept}"; '
                f'umount "{self.home}"; exit $code'
            )
            command = ["unshare", "--mount", "sh", "-c", script, "sh", *command]
        done = subprocess.run(command, check=False, env=self.surroundings, capture_output=True, timeout=120)
        self.wait()
        if space:
            shutil.rmtree(self.home)
            (self.folder / "kept").rename(self.home)
        return done.returncode

    def wait(self) -> None:
        subprocess.run([str(SERVER), "-w"], check=False, env=self.surroundings, timeout=120)

    def packed(self, version: str, *, number: int = 0) -> Path:
        """Pack a made-up program of a version, of which a file says which one it is."""
        work = self.folder / f"work-{version}"
        program = work / "program"
        program.mkdir(parents=True)
        (program / "Haversack.exe").write_bytes(b"MZ")
        (program / f"only-{version}.txt").write_text(version)
        (program / "large").write_bytes(os.urandom(number * 1_000_000))
        draw_icon(work)
        installer = work / f"Haversack-{version}-setup.exe"
        pack(Release(version, "0" * 40, 1_790_000_000, is_clean=True), program, installer, work)
        return installer

    def versions(self) -> list[str]:
        """Return which versions' files lie where the program is."""
        return sorted(each.stem.removeprefix("only-") for each in (self.home / "program").glob("only-*.txt"))

    def others(self) -> list[str]:
        """Return what lies beside the program."""
        return sorted(each.name for each in self.home.iterdir() if each.name != "program")


@pytest.fixture(scope="module")
def person(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Person]:
    made = Person(tmp_path_factory.mktemp("windows"))
    subprocess.run([str(WINE), "wineboot", "--init"], check=True, env=made.surroundings, capture_output=True)
    made.wait()
    yield made
    subprocess.run([str(SERVER), "-k"], check=False, env=made.surroundings)


@pytest.fixture(autouse=True)
def nothing_installed(person: Person) -> Iterator[None]:
    yield
    if (person.home / "uninstall.exe").exists():
        person.run(person.home / "uninstall.exe")
    shutil.rmtree(person.home, ignore_errors=True)
    for each in person.folder.glob("work-*"):
        shutil.rmtree(each)


def test_a_newer_version_takes_the_place_of_an_older_one_whole_and_keeps_the_kits_file(person: Person) -> None:
    older, newer = person.packed("0.3.0"), person.packed("0.3.0.post1")
    (older.parent / "network.haversack").write_bytes(b"profile")
    assert person.run(older) == 0
    assert person.versions() == ["0.3.0"]

    assert person.run(newer) == 0

    assert person.versions() == ["0.3.0.post1"]
    assert person.others() == ["uninstall.exe"]
    assert (person.home / "program/kit/network.haversack").read_bytes() == b"profile"
    assert "work-0.3.0" in (person.home / "program/kit/from").read_text("utf-8")


def test_an_older_version_never_takes_the_place_of_a_newer_one(person: Person) -> None:
    older, newer = person.packed("0.3.0"), person.packed("0.4.0")
    assert person.run(newer) == 0

    assert person.run(older) == 2

    assert (person.versions(), person.others()) == (["0.4.0"], ["uninstall.exe"])
    # Where the newer one was removed, nothing speaks against the older one.
    assert person.run(person.home / "uninstall.exe") == 0
    assert person.run(older) == 0
    assert person.versions() == ["0.3.0"]


@pytest.mark.skipif(os.geteuid() != 0, reason="a small disk can be mounted by root alone")
def test_on_a_full_disk_the_older_version_stays_as_it_was(person: Person) -> None:
    older, newer = person.packed("0.3.0", number=MEGABYTES), person.packed("0.4.0", number=MEGABYTES)
    assert person.run(older) == 0

    assert person.run(newer, space=MEGABYTES * 3 // 2) == 2

    assert (person.versions(), person.others()) == (["0.3.0"], ["uninstall.exe"])
    assert (person.home / "program/whole").exists()
    assert person.run(newer) == 0
    assert person.versions() == ["0.4.0"]


@pytest.mark.parametrize(
    "state",
    ["half unpacked", "between two names", "half an older kind of upgrade", "half removed older one", "half removed"],
)
def test_what_an_interrupted_installation_left_is_mended_by_the_next(person: Person, state: str) -> None:
    older, newer = person.packed("0.3.0"), person.packed("0.4.0")
    assert person.run(older) == 0
    program = person.home / "program"
    if state == "half unpacked":
        shutil.copytree(program, person.home / "program.new")
        (person.home / "program.new/whole").unlink()
    elif state == "half removed older one":
        (person.home / "program.old").mkdir()
        (person.home / "program.old/large").write_text("the rest")
    elif state == "half removed":
        program.rename(person.home / "program.gone")
        (person.home / "program.gone/Haversack.exe").unlink()
    else:
        program.rename(person.home / "program.old")
    if state == "half an older kind of upgrade":
        program.mkdir()
        (program / "only-0.3.5.txt").write_text("half")

    assert person.run(newer) == 0

    assert (person.versions(), person.others()) == (["0.4.0"], ["uninstall.exe"])


@pytest.mark.parametrize("left", ["program.old", "program.gone"])
def test_it_goes_without_a_trace_also_after_an_interruption_and_vaults_stay(person: Person, left: str) -> None:
    assert person.run(person.packed("0.3.0")) == 0
    (person.home / "program").rename(person.home / left)
    (person.home / left / "whole").unlink()
    vaults = person.local / "haversack" / "vaults"
    vaults.mkdir(parents=True, exist_ok=True)
    menu = person.local.parent / "Roaming/Microsoft/Windows/Start Menu/Programs"
    assert {"Haversack.lnk", "Haversack commands.lnk"} <= {each.name for each in menu.iterdir()}

    assert person.run(person.home / "uninstall.exe") == 0

    assert not person.home.exists()
    assert not {"Haversack.lnk", "Haversack commands.lnk"} & {each.name for each in menu.iterdir()}
    assert vaults.is_dir()
    (said,) = (person.local / "haversack").glob("*.txt")
    assert "delete that folder" in said.read_text("utf-16")


def test_a_removal_that_was_cut_is_finished_after_another_installation(person: Person) -> None:
    assert person.run(person.packed("0.3.0")) == 0
    (person.home / "program").rename(person.home / "program.gone")
    assert person.run(person.folder / "work-0.3.0" / "Haversack-0.3.0-setup.exe") == 0
    assert (person.versions(), person.others()) == (["0.3.0"], ["uninstall.exe"])

    (person.home / "program.gone").mkdir()
    (person.home / "program.gone/large").write_text("the rest")
    assert person.run(person.home / "uninstall.exe") == 0

    assert not person.home.exists()


def test_a_folder_that_is_not_ours_is_left_alone(person: Person) -> None:
    (person.home / "program").mkdir(parents=True)
    (person.home / "program/their.exe").write_bytes(b"MZ")

    assert person.run(person.packed("0.3.0")) == 2

    assert [each.name for each in (person.home / "program").iterdir()] == ["their.exe"]
    assert person.others() == []
