"""What the `.run` does once it is unpacked, and the portable copy: real shells on a made-up program."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from linux.freeze import Program
from linux.packing import lay_out_portable
from payload.release import ROOT

from haversack.operations.kit_pages import START_PORTABLE

PARTS = ROOT / "packaging" / "installers" / "linux" / "parts"
LOADER = Path("/lib64/ld-linux-x86-64.so.2")


class Person:
    """Somebody with a home and an unpacked installer, perhaps on a stick."""

    def __init__(self, folder: Path) -> None:
        self.home, self.stick, self.unpacked = folder / "home", folder / "my stick", folder / "unpacked"
        for each in (self.home, self.stick, self.unpacked / "haversack"):
            each.mkdir(parents=True)
        for name in ("install.sh", "haversack.desktop", "haversack-mime.xml"):
            shutil.copy(PARTS / name, self.unpacked)
        for name in ("install.sh", "uninstall.sh"):
            shutil.copy(PARTS / name, self.unpacked / "haversack")
        (self.unpacked / "haversack.svg").write_text("<svg/>")
        self.deliver("1.0.0")
        self.program = self.home / ".local/lib/haversack"
        self.vaults = self.home / ".local/share/haversack"

    def deliver(self, version: str) -> None:
        """Put a program into the unpacked installer that says its version."""
        words = f'case ${{1:-}} in --version) echo "Haversack {version}" ;; *) echo {version} $* ;; esac'
        (self.unpacked / "haversack/haversack").write_text(f"#!/bin/sh\n{words}\n")
        (self.unpacked / "haversack/haversack").chmod(0o755)

    def run(self, script: Path, *arguments: str, check: bool = True, path: str = os.environ["PATH"]) -> str:
        surroundings = {"PATH": path, "HOME": str(self.home), "ARCHIVE_DIR": str(self.stick)}
        done = subprocess.run(
            ["sh", str(script), *arguments],
            cwd=self.unpacked,
            env=surroundings,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode == 0) is check, done.stderr
        return done.stdout

    def install(self, *arguments: str) -> str:
        return self.run(self.unpacked / "install.sh", *(arguments or ("--no-start",)))

    def start(self) -> str:
        return subprocess.run([self.home / ".local/bin/haversack"], check=True, capture_output=True, text=True).stdout

    def below_home(self) -> set[str]:
        """Files of the home, without what the desktop's own tools keep."""
        found = {path.relative_to(self.home).as_posix() for path in self.home.rglob("*") if not path.is_dir()}
        kept = (".local/share/mime/packages/", ".local/share/applications/haversack")
        tools = (".local/share/mime/", ".local/share/applications/")
        return {each for each in found if not each.startswith(tools) or each.startswith(kept)}


@pytest.fixture
def person(tmp_path: Path) -> Person:
    return Person(tmp_path)


def test_a_person_without_root_installs_upgrades_and_uninstalls_and_the_vault_stays(person: Person) -> None:
    said = person.install()

    assert str(person.program) in said
    assert person.start().strip() == "1.0.0"
    menu = (person.home / ".local/share/applications/haversack.desktop").read_text()
    assert f'Exec="{person.program}/haversack" window %f' in menu.splitlines()

    person.vaults.mkdir()
    (person.vaults / "unsent").write_text("written offline")
    (person.program / "left over").touch()
    person.deliver("1.1.0")
    person.install()

    assert person.start().strip() == "1.1.0"
    assert not (person.program / "left over").exists()

    said = person.run(person.program / "uninstall.sh")

    assert person.below_home() == {".local/share/haversack/unsent"}
    assert f'rm -r "{person.vaults}"' in said
    assert "Your vaults are still there" in said


def test_of_a_kit_only_the_network_file_and_its_place_are_taken_and_nothing_is_run(person: Person) -> None:
    (person.stick / "network.haversack").write_bytes(b"profile")
    ran = person.home / "ran"
    for name in ("haversack", "sh", "mkdir", "cp", "install.sh", "autorun.sh"):
        (person.stick / name).write_text(f"#!/bin/sh\ntouch {ran}\n")
        (person.stick / name).chmod(0o755)

    person.install()

    assert {path.name: path.read_bytes() for path in (person.program / "kit").iterdir()} == {
        "network.haversack": b"profile",
        "from": bytes(person.stick),
    }
    assert not ran.exists()

    (person.stick / "network.haversack").unlink()
    person.install()

    assert (person.program / "kit/network.haversack").read_bytes() == b"profile"


@pytest.mark.parametrize("kind", ["link", "endless"])
def test_a_network_file_that_is_a_link_or_too_long_is_not_taken(person: Person, kind: str) -> None:
    if kind == "link":
        (person.home / "private").write_bytes(b"of this computer")
        (person.stick / "network.haversack").symlink_to(person.home / "private")
    else:
        (person.stick / "network.haversack").write_bytes(b"x" * 65_537)

    person.install()

    assert person.start().strip() == "1.0.0"
    assert not (person.program / "kit").exists()


def test_a_home_may_be_called_anything(tmp_path: Path) -> None:
    person = Person(tmp_path / "Salt & Pepper | Sons")

    person.install()

    menu = (person.home / ".local/share/applications/haversack.desktop").read_text()
    assert f'Exec="{person.program}/haversack" window %f' in menu.splitlines()


def test_a_failure_leaves_the_old_program_as_it_was(person: Person) -> None:
    person.install()
    (person.unpacked / "haversack").rename(person.unpacked / "gone")

    person.run(person.unpacked / "install.sh", "--no-start", check=False)

    assert person.start().strip() == "1.0.0"


def test_a_program_that_does_not_start_here_never_takes_the_place_of_one_that_does(person: Person) -> None:
    person.install()
    before = person.below_home()
    person.deliver("1.1.0")
    lacking = "echo starting >&2\necho 'GLIBC_9.99 not found' >&2\nexit 127\n"
    (person.unpacked / "haversack/haversack").write_text(f"#!/bin/sh\n{lacking}")

    said = person.run(person.unpacked / "install.sh", "--no-start", check=False).splitlines()

    assert person.start().strip() == "1.0.0"
    assert person.below_home() == before
    assert "This Haversack does not start on this computer." in said[-3]
    assert said[-2] == "What the computer says: GLIBC_9.99 not found"
    assert "still here" in said[-1]


def test_a_program_that_does_not_start_here_is_not_installed(person: Person) -> None:
    (person.unpacked / "haversack/haversack").write_text("#!/bin/sh\nexit 1\n")

    said = person.run(person.unpacked / "install.sh", "--no-start", check=False)

    assert said.splitlines()[-1] == "Nothing was installed."
    assert person.below_home() == set()


def test_a_program_whose_window_cannot_be_made_here_never_takes_the_place_of_one_that_can(person: Person) -> None:
    person.install()
    person.deliver("1.1.0")
    frozen = "[PYI-77:ERROR] Failed to execute script 'start_app' due to unhandled exception!"
    lacking = f"""[ "$*" != "window --try" ] || {{ echo 'libGL.so.1: not found' >&2; echo "{frozen}" >&2; exit 1; }}"""
    (person.unpacked / "haversack/haversack").write_text(f"#!/bin/sh\n{lacking}\n")

    said = person.run(person.unpacked / "install.sh", "--no-start", check=False).splitlines()

    assert person.start().strip() == "1.0.0"
    assert "libgl1" in said[-3]
    assert said[-2] == "What the computer says: libGL.so.1: not found"


@pytest.mark.parametrize(("here", "older"), [("1.10.0", "1.9.0"), ("0.1.0.post1", "0.1.0"), ("0.2.0", "0.1.0.post1")])
def test_an_older_program_never_takes_the_place_of_a_newer_one_until_that_is_removed(
    person: Person, here: str, older: str
) -> None:
    person.deliver(here)
    person.install()
    before = person.below_home()
    person.deliver(older)

    said = person.run(person.unpacked / "install.sh", "--no-start", check=False)

    assert f"This computer has a newer Haversack ({here}); this one is {older}. Nothing was changed." in said
    assert f'sh "{person.program}/uninstall.sh"' in said
    assert person.start().strip() == here
    assert person.below_home() == before

    person.run(person.program / "uninstall.sh")
    person.install()

    assert person.start().strip() == older


def test_the_same_version_again_and_one_over_a_program_that_says_none_are_installed(person: Person) -> None:
    (person.unpacked / "haversack/haversack").write_text("#!/bin/sh\necho from before versions were said\n")
    person.install()
    person.deliver("0.1.0")

    person.install()
    person.install()

    assert person.start().strip() == "0.1.0"


@contextmanager
def running(program: Path) -> Iterator[None]:
    """Put a real program in the place of another one, and have it run until the end."""
    shutil.copy(shutil.which("sleep") or "", program)
    with subprocess.Popen([program, "600"]) as process:
        try:
            yield
        finally:
            process.kill()


def test_while_haversack_is_open_it_is_neither_replaced_nor_removed(person: Person) -> None:
    person.install()
    before = person.below_home()

    with running(person.program / "haversack"):
        said = [
            person.run(person.unpacked / "install.sh", "--no-start", check=False),
            person.run(person.unpacked / "install.sh", check=False),
            person.run(person.program / "uninstall.sh", check=False),
        ]
        assert set(said) == {"Haversack is open. Close it and run this again. Nothing was changed.\n"}
        assert person.below_home() == before

    person.install()

    assert person.start().strip() == "1.0.0"


def test_a_program_of_another_place_that_is_open_is_in_nobodys_way(person: Person) -> None:
    person.install()
    (other := person.home / ".local/lib/haversack-other").mkdir()
    (other / "haversack").touch()

    with running(other / "haversack"):
        assert "Haversack is installed." in person.install()


def test_a_disk_that_is_full_says_so_and_leaves_no_half_of_a_program(person: Person, tmp_path: Path) -> None:
    person.install()
    before = person.below_home()
    person.deliver("1.1.0")
    (full := tmp_path / "full").mkdir()
    fills = 'mkdir -p "$3" && echo half >"$3/half" && echo "cp: $3: No space left on device" >&2'
    (full / "cp").write_text(f"#!/bin/sh\n{fills}\nexit 1\n")
    (full / "cp").chmod(0o755)
    script = person.unpacked / "install.sh"

    said = person.run(script, "--no-start", check=False, path=f"{full}:{os.environ['PATH']}").splitlines()

    assert "It needs 1 MB of room on the disk" in said[-3]
    assert said[-2].endswith(": No space left on device")
    assert "Nothing was changed" in said[-1]
    assert person.start().strip() == "1.0.0"
    assert person.below_home() == before


@pytest.mark.parametrize("is_whole", [True, False])
def test_an_installation_that_was_ended_between_two_names_gives_the_older_program_back(
    person: Person, *, is_whole: bool
) -> None:
    (person.stick / "network.haversack").write_bytes(b"profile")
    person.install()
    (person.stick / "network.haversack").unlink()
    person.program.rename(person.program.with_name("haversack.old"))
    person.deliver("1.1.0")
    if not is_whole:
        (person.unpacked / "haversack/haversack").write_text("#!/bin/sh\nexit 1\n")

    said = person.run(person.unpacked / "install.sh", "--no-start", check=is_whole)

    assert person.start().strip() == ("1.1.0" if is_whole else "1.0.0")
    assert (person.program / "kit/network.haversack").read_bytes() == b"profile"
    assert is_whole or "the Haversack that was here before is still here" in said
    assert not person.program.with_name("haversack.old").exists()


def test_an_unknown_word_changes_nothing(person: Person) -> None:
    person.run(person.unpacked / "install.sh", "--unistall", check=False)

    assert person.below_home() == set()


@pytest.mark.skipif(not LOADER.exists(), reason="another kind of processor")
def test_a_portable_copy_that_cannot_be_marked_as_a_program_knows_how_it_was_started(person: Person) -> None:
    (person.stick / "haversack").mkdir()
    program = person.stick / "haversack/haversack"
    shutil.copyfile(shutil.which("printenv") or "", program)
    program.chmod(0o644)
    shutil.copy(PARTS / "start-portable.sh", person.stick / "Start-Haversack.sh")

    said = person.run(person.stick / "Start-Haversack.sh", "HAVERSACK_LOADER")

    assert said.strip() == str(LOADER)


def test_a_portable_copy_keeps_its_vaults_beside_it(person: Person) -> None:
    shutil.copytree(person.unpacked / "haversack", person.stick / "haversack")
    (person.stick / "haversack/haversack").write_text(
        '#!/bin/sh\necho "$XDG_DATA_HOME|$XDG_CONFIG_HOME|$XDG_CACHE_HOME|$*"\n'
    )
    shutil.copy(PARTS / "start-portable.sh", person.stick / "Start-Haversack.sh")

    said = person.run(person.stick / "Start-Haversack.sh")

    places = [f"{person.stick}/data{below}" for below in ("", "/settings", "/cache")]
    assert said.strip().split("|") == [*places, "window"]
    assert person.below_home() == set()


def test_a_newer_portable_copy_finds_the_vaults_of_an_older_one(person: Person, tmp_path: Path) -> None:
    for version in ("1.0.0", "1.1.0"):
        program, archive = tmp_path / f"program-{version}", tmp_path / f"{version}.tar"
        program.mkdir()
        writes = f'[ "$1" != window ] || echo {version} >>"$XDG_DATA_HOME/vault"'
        (program / "haversack").write_text(f"#!/bin/sh\n{writes}\n")
        (program / "haversack").chmod(0o755)
        (tree := tmp_path / f"tree-{version}").mkdir()
        lay_out_portable(Program(program, (), 0), tree)
        (top,) = tree.iterdir()
        subprocess.run(["tar", "-C", str(tree), "-cf", str(archive), top.name], check=True)
        # As docs/releasing.md says it: only the program's own folder goes before the newer archive is unpacked.
        shutil.rmtree(person.stick / top.name / "haversack", ignore_errors=True)
        subprocess.run(["tar", "-C", str(person.stick), "-xf", str(archive)], check=True)
        # As START-HERE of a kit says it.
        person.run(person.stick / START_PORTABLE)

    (place,) = person.stick.iterdir()
    assert (place / "data" / "vault").read_text() == "1.0.0\n1.1.0\n"
