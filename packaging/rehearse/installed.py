"""A clean root with installed programs, and the people in it. Must not look into what it installs.

How the app comes and goes differs from way to way: `ways.py`.
"""

import os
import shutil
import subprocess
from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar, Final

from payload.release import OUT, this_release

_PERSON: Final = "amal"
_HUB: Final = "haversack-hub"
_PATH: Final = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_PLAIN: Final = ("LC_ALL=C.UTF-8", "HAVERSACK_KDF_FLOOR=1")


class Installed(ABC):
    """A root in which somebody works.

    Attributes:
        way: How the app is installed.
        root: Where it lies.
        home: The person's home, seen from outside.
        place: The same, seen from inside.
    """

    way: ClassVar[str]

    def __init__(self, root: Path) -> None:
        """Make the person, who is nobody special."""
        self.root = root
        self.home = root / "home" / _PERSON
        self.place = f"/home/{_PERSON}"
        self.as_root("useradd", "--create-home", "--shell", "/bin/sh", _PERSON)

    @staticmethod
    @abstractmethod
    def file_name(version: str) -> str:
        """Return what the file is called by which a version is installed."""

    @property
    @abstractmethod
    def program(self) -> Path:
        """Folder of the app, seen from outside."""

    @property
    @abstractmethod
    def vaults(self) -> Path:
        """Where the person's vaults lie when nobody says otherwise, seen from outside."""

    @property
    @abstractmethod
    def starting(self) -> tuple[str, ...]:
        """What the person types to start the app."""

    @abstractmethod
    def install(self, package: Path) -> str:
        """Install the app, or another version of it, silently and without network; return what was said."""

    @abstractmethod
    def install_from(self, stick: Path) -> str:
        """Install the app from a kit, by the file that lies in it, as its pages say; return what was said."""

    @abstractmethod
    def remove(self) -> str:
        """Uninstall as people would; return what was said, of vaults too."""

    @property
    def built(self) -> Path:
        """The file by which the app is installed, as it was built."""
        return OUT / self.file_name(this_release().version)

    def app(self) -> list[str]:
        """Return how the app is started, seen from outside."""
        return self.command(*self.starting)

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
    return install_by_dpkg(installed, bring(installed, OUT / f"haversack-hub_{this_release().version}_amd64.deb"))


def install_by_dpkg(installed: Installed, package: str) -> str:
    """Install a package that lies in the root already; return its name, version and state."""
    installed.as_root("dpkg", "--install", package)
    name = installed.as_root("dpkg-deb", "--field", package, "Package").strip()
    return installed.as_root("dpkg-query", "--show", "--showformat", "${Package} ${Version}: ${Status}", name)


def bring(installed: Installed, package: Path) -> str:
    """Put a file into the root, as a stick would; return its path inside."""
    shutil.copyfile(package, installed.root / "tmp" / package.name)
    return f"/tmp/{package.name}"  # noqa: S108 - of the clean root, in which nobody else is


def _told(command: list[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
