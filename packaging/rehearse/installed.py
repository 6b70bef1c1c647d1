"""A clean root with installed programs, and the people in it. Must not look into what it installs."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

from payload.release import OUT, this_release

_PERSON: Final = "amal"
_HUB: Final = "haversack-hub"
_PATH: Final = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_PLAIN: Final = ("LC_ALL=C.UTF-8", "HAVERSACK_KDF_FLOOR=1")


class Installed:
    """A root in which somebody works.

    Attributes:
        root: Where it lies.
        way: How the app is installed: `deb` or `run`.
        home: The person's home, seen from outside.
    """

    def __init__(self, root: Path, way: str) -> None:
        """Make the person, who is nobody special."""
        self.root, self.way = root, way
        self.home = root / "home" / _PERSON
        self.as_root("useradd", "--create-home", "--shell", "/bin/sh", _PERSON)

    @property
    def program(self) -> Path:
        """Folder of the app, seen from outside."""
        return self.root / "usr/lib/haversack" if self.way == "deb" else self.home / ".local/lib/haversack"

    @property
    def vaults(self) -> Path:
        """Where the person's vaults lie when nobody says otherwise, seen from outside."""
        return self.home / ".local/share/haversack/vaults"

    def app(self) -> list[str]:
        """Return how the person starts the app."""
        place = "/usr/bin/haversack" if self.way == "deb" else f"/home/{_PERSON}/.local/bin/haversack"
        return self.command(place)

    def hub(self) -> list[str]:
        """Return how the hub is started: as its own user, which its package made."""
        return self.command("/usr/bin/haversack-hub", user=_HUB)

    def command(self, *command: str, user: str = _PERSON, more: tuple[str, ...] = ()) -> list[str]:
        """Return the command line that runs something inside, with nothing of this computer's surroundings."""
        home = f"HOME=/home/{user}" if user == _PERSON else "HOME=/root"
        who = [] if user == "root" else [f"--userspec={user}:{user}"]
        return ["chroot", *who, str(self.root), "env", "-i", _PATH, home, *_PLAIN, *more, *command]

    def as_root(self, *command: str) -> str:
        """Run something and return what it said.

        Raises:
            subprocess.CalledProcessError: It failed.
        """
        return _told(self.command(*command, user="root"))

    def as_person(self, *command: str) -> str:
        """Run something as the person.

        Raises:
            subprocess.CalledProcessError: It failed.
        """
        return _told(self.command(*command))

    def give(self, folder: Path, *, to_hub: bool = False) -> None:
        """Make the person, or the hub, the owner of a folder and all in it."""
        self._own(folder, _HUB if to_hub else _PERSON)

    def give_hub(self, folder: Path) -> None:
        """Make an empty folder that the hub owns."""
        folder.mkdir(mode=0o700)
        self._own(folder, _HUB)

    def _own(self, folder: Path, user: str) -> None:
        uid, gid = (int(self.as_root("id", flag, user)) for flag in ("-u", "-g"))
        above = [each for each in folder.parents if each.is_relative_to(self.home) and each != self.home]
        # Folders on the way to it that were made in the person's home are the person's as well.
        for path in (folder, *above):
            os.chown(path, uid, gid)
        for path in folder.rglob("*"):
            os.chown(path, uid, gid, follow_symlinks=False)


def install_hub(installed: Installed) -> str:
    """Install the hub's package; return what was said."""
    return _install_deb(installed, OUT / f"haversack-hub_{this_release().version}_amd64.deb")


def install_app(installed: Installed, package: Path | None = None) -> str:
    """Install the app, or another version of it, silently and without network; return what was said."""
    package = package or built(installed.way)
    if installed.way == "deb":
        return _install_deb(installed, package)
    return installed.as_person("sh", _bring(installed, package), "--quiet", "--no-start")


def install_from(installed: Installed, stick: Path) -> str:
    """Install the app from a kit, by the file that lies in it; return what was said."""
    package = f"{stick}/{built(installed.way).name}"
    if installed.way == "deb":
        return _install_by_dpkg(installed, package)
    return installed.as_person("sh", package, "--quiet", "--no-start").splitlines()[-1]


def remove_app(installed: Installed) -> str:
    """Uninstall as people would; return what was said."""
    if installed.way == "deb":
        return installed.as_root("dpkg", "--remove", "haversack")
    return installed.as_person("sh", _bring(installed, built("run")), "--quiet", "--uninstall")


def newer_copy(installed: Installed) -> Path:
    """Return the same program under a later version where the form knows versions; else the very same file."""
    package = built(installed.way)
    if installed.way != "deb":
        return package
    tree, newer = installed.root / "tmp/newer", installed.root / "tmp/newer.deb"
    _told(["dpkg-deb", "--raw-extract", str(package), str(tree)])
    control = tree / "DEBIAN/control"
    version = this_release().version
    control.write_text(
        control.read_text("utf-8").replace(f"Version: {version}", f"Version: {version}+rehearsal"), "utf-8"
    )
    _told(["dpkg-deb", "--root-owner-group", "-Zgzip", "-z1", "--build", str(tree), str(newer)])
    shutil.rmtree(tree)
    return newer


def _install_deb(installed: Installed, package: Path) -> str:
    return _install_by_dpkg(installed, _bring(installed, package))


def _install_by_dpkg(installed: Installed, package: str) -> str:
    installed.as_root("dpkg", "--install", package)
    name = installed.as_root("dpkg-deb", "--field", package, "Package").strip()
    return installed.as_root("dpkg-query", "--show", "--showformat", "${Package} ${Version}: ${Status}", name)


def _bring(installed: Installed, package: Path) -> str:
    """Put a file into the root, as a stick would; return its path inside."""
    inside = installed.root / "tmp" / package.name
    if package != inside:
        shutil.copyfile(package, inside)
    return f"/tmp/{package.name}"  # noqa: S108 - of the clean root, in which nobody else is


def built(way: str) -> Path:
    """Return the file by which the app is installed in a way."""
    version = this_release().version
    return OUT / (f"haversack_{version}_amd64.deb" if way == "deb" else f"Haversack-{version}-linux-x86_64.run")


def _told(command: list[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
