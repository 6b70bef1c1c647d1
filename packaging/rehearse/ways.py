"""The ways in which the app is installed on Linux, each as START-HERE tells it. Must not know the story."""

from pathlib import Path
from typing import Final

from installed import Installed, bring, install_by_dpkg


class Deb(Installed):
    """By an administrator, for everybody on the computer."""

    way = "deb"

    @staticmethod
    def file_name(version: str) -> str:
        """See `Installed`."""
        return f"haversack_{version}_amd64.deb"

    @property
    def program(self) -> Path:
        """See `Installed`."""
        return self.root / "usr/lib/haversack"

    @property
    def vaults(self) -> Path:
        """See `Installed`."""
        return self.home / ".local/share/haversack/vaults"

    @property
    def starting(self) -> tuple[str, ...]:
        """See `Installed`."""
        return ("/usr/bin/haversack",)

    def install(self, package: Path) -> str:
        """See `Installed`."""
        return install_by_dpkg(self, bring(self, package))

    def install_from(self, stick: Path) -> str:
        """See `Installed`."""
        return install_by_dpkg(self, f"{stick}/{self.built.name}")

    def remove(self) -> str:
        """See `Installed`."""
        return self.as_root("dpkg", "--remove", "haversack")


class Run(Installed):
    """By the person alone, without an administrator."""

    way = "run"

    @staticmethod
    def file_name(version: str) -> str:
        """See `Installed`."""
        return f"Haversack-{version}-linux-x86_64.run"

    @property
    def program(self) -> Path:
        """See `Installed`."""
        return self.home / ".local/lib/haversack"

    @property
    def vaults(self) -> Path:
        """See `Installed`."""
        return self.home / ".local/share/haversack/vaults"

    @property
    def starting(self) -> tuple[str, ...]:
        """See `Installed`."""
        return (f"{self.place}/.local/bin/haversack",)

    def install(self, package: Path) -> str:
        """See `Installed`."""
        return self.as_person("sh", bring(self, package), "--quiet", "--no-start")

    def install_from(self, stick: Path) -> str:
        """See `Installed`."""
        return self.as_person("sh", f"{stick}/{self.built.name}", "--quiet", "--no-start").splitlines()[-1]

    def remove(self) -> str:
        """See `Installed`."""
        return self.as_person("sh", f"{self.place}/.local/lib/haversack/uninstall.sh")


class Portable(Installed):
    """From a folder that is never installed: the person's own, or the stick itself."""

    way = "portable"

    def __init__(self, root: Path) -> None:
        """See `Installed`."""
        super().__init__(root)
        self._folder = self.home / "Haversack-portable"

    @staticmethod
    def file_name(version: str) -> str:
        """See `Installed`."""
        return f"Haversack-{version}-linux-x86_64-portable.tar.xz"

    @property
    def program(self) -> Path:
        """See `Installed`."""
        return self._folder / "haversack"

    @property
    def vaults(self) -> Path:
        """See `Installed`."""
        return self._folder / "data/haversack/vaults"

    @property
    def starting(self) -> tuple[str, ...]:
        """See `Installed`."""
        return ("sh", f"{self._inside(self._folder)}/Start-Haversack.sh")

    def install(self, package: Path) -> str:
        """See `Installed`. What is there goes first, as the script that starts it says: all but `data`."""
        self.remove()
        self.as_person("tar", "-C", self._inside(self._folder.parent), "-xJf", bring(self, package))
        return f"unpacked to {self._inside(self._folder)}"

    def install_from(self, stick: Path) -> str:
        """See `Installed`. It is unpacked on the stick, and runs from there from now on."""
        self._folder = stick / "Haversack-portable"
        self.as_person("tar", "-C", str(stick), "-xJf", f"{stick}/{self.built.name}")
        return f"unpacked to {self._folder}"

    def remove(self) -> str:
        """See `Installed`."""
        self.as_person("rm", "-rf", self._inside(self.program))
        return ""

    def _inside(self, folder: Path) -> str:
        """Return how a folder is called inside: the stick has one path, a home has two."""
        return f"/{folder.relative_to(self.root)}" if folder.is_relative_to(self.root) else str(folder)


WAYS: Final[dict[str, type[Installed]]] = {each.way: each for each in (Deb, Run, Portable)}
