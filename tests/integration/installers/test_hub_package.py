"""What the hub's package does with its service: Debian's own tools in a made-up system, whose systemd keeps notes."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from payload.release import ROOT

PARTS = ROOT / "packaging" / "installers" / "linux" / "parts"
UNIT = "haversack-hub.service"

pytestmark = pytest.mark.skipif(shutil.which("deb-systemd-helper") is None, reason="not a system of Debian's kind")


class Server:
    """A computer with systemd on which an operator installs the hub.

    Attributes:
        link: What the operator, or a removal, masks the service by.
        wanted: What starts the service with the computer.
    """

    def __init__(self, folder: Path) -> None:
        self._root, self._tools, self._notes = folder / "root", folder / "tools", folder / "notes"
        self.link = self._root / "etc/systemd/system" / UNIT
        self.wanted = self._root / "etc/systemd/system/multi-user.target.wants" / UNIT
        units = self._root / "lib/systemd/system"
        for each in (self._root / "run/systemd/system", units, self.link.parent, self._tools):
            each.mkdir(parents=True)
        shutil.copy(ROOT / "packaging/deploy" / UNIT, units)
        for tool in ("systemctl", "deb-systemd-invoke", "getent"):
            self.answer(tool, "exit 0")

    def answer(self, tool: str, last: str) -> None:
        """Have a tool note what it was asked, and end as a line of shell says."""
        (self._tools / tool).write_text(f'#!/bin/sh\necho "{tool} $*" >>"{self._notes}"\n{last}\n')
        (self._tools / tool).chmod(0o755)

    def run(self, script: str, *arguments: str) -> list[str]:
        """Run a script of the package as dpkg does; return what systemd was asked to do with the service."""
        self._notes.write_text("")
        of_dpkg = {"DPKG_ROOT": str(self._root), "DPKG_MAINTSCRIPT_PACKAGE": "haversack-hub"}
        surroundings = {"PATH": f"{self._tools}:{os.environ['PATH']}", **of_dpkg}
        subprocess.run(["sh", str(PARTS / script), *arguments], check=True, env=surroundings, capture_output=True)
        return [each for each in self._notes.read_text().splitlines() if UNIT in each]

    def install(self) -> list[str]:
        return self.run("hub-postinst", "configure", "")

    def upgrade(self) -> list[str]:
        return self.run("hub-postinst", "configure", "0.1.0")


@pytest.fixture
def server(tmp_path: Path) -> Server:
    return Server(tmp_path)


def test_the_first_installation_enables_and_starts_the_hub(server: Server) -> None:
    assert server.install() == [f"deb-systemd-invoke start {UNIT}"]
    assert server.wanted.is_symlink()


def test_an_upgrade_restarts_only_a_hub_that_runs(server: Server) -> None:
    server.install()

    assert server.upgrade() == [f"systemctl try-restart {UNIT}"]
    assert server.wanted.is_symlink()


def test_a_hub_that_its_operator_disabled_stays_disabled_through_an_upgrade(server: Server) -> None:
    server.install()
    server.wanted.unlink()

    assert server.upgrade() == [f"systemctl try-restart {UNIT}"]
    assert not server.wanted.is_symlink()


def test_a_hub_that_its_operator_masked_stays_masked_and_the_package_is_configured(server: Server) -> None:
    server.install()
    server.link.symlink_to("/dev/null")
    server.answer("systemctl", "exit 1")

    assert server.upgrade() == [f"systemctl try-restart {UNIT}"]
    assert server.link.readlink() == Path("/dev/null")


def test_a_hub_that_does_not_start_leaves_no_package_half_configured(server: Server) -> None:
    server.answer("deb-systemd-invoke", "exit 1")

    server.install()

    assert server.wanted.is_symlink()


def test_a_hub_that_was_removed_is_stopped_and_runs_again_when_it_is_installed_again(server: Server) -> None:
    server.install()

    assert server.run("hub-prerm", "remove") == [f"deb-systemd-invoke stop {UNIT}"]
    server.run("hub-postrm", "remove")

    assert server.upgrade() == [f"deb-systemd-invoke start {UNIT}"]
    assert not server.link.is_symlink()
    assert server.wanted.is_symlink()


def test_an_upgrade_does_not_stop_the_hub_before_the_new_one_is_there(server: Server) -> None:
    server.install()

    assert server.run("hub-prerm", "upgrade") == []
    assert server.run("hub-postrm", "upgrade") == []


def test_a_purge_leaves_nothing_of_the_service(server: Server) -> None:
    server.install()
    server.run("hub-prerm", "remove")
    server.run("hub-postrm", "remove")

    server.run("hub-postrm", "purge")

    assert not server.link.is_symlink()
    assert not server.wanted.is_symlink()
