"""The files of a deployment do what they are for: systemd reads the unit, and the script installs the program.

The script's real run needs an index of packages. Here a stand-in for Python makes environments and “installs” into them
at once; everything that the script does itself is real.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
DEPLOY = ROOT / "packaging" / "deploy"
SYSTEMD = shutil.which("systemd-analyze")
NEEDS_SYSTEMD = pytest.mark.skipif(SYSTEMD is None, reason="systemd-analyze is not installed here")
NEEDS_CLONE = pytest.mark.skipif(
    not (ROOT / ".git").exists() or shutil.which("bash") is None, reason="the script installs from a clone, with bash"
)
_STAND_IN = """#!/usr/bin/env bash
set -euo pipefail
case "$*" in
"-c "*) exec {python} "$@" ;;
"-m venv "*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" && touch "$3/bin/activate" "$3/bin/pip" ;;
*" wheel "*)
    while [ "$1" != --wheel-dir ]; do shift; done
    mkdir -p "$2" && touch "$2/haversack.whl"
    ;;
*" install "*.whl) printf '#!%s\\n' "$0" >"$(dirname "$0")/haversack-hub" && chmod +x "$(dirname "$0")/haversack-hub" ;;
*" install "*) [ ! -e {broken} ] ;;
*haversack-hub" "*) shift && exec {python} -c 'from haversack_sync.hub.cli import main; main()' "$@" ;;
*) exit 70 ;;
esac
"""


def verified(unit: str, folder: Path) -> str:
    """Return what systemd says of a unit whose program is installed."""
    path = folder / "haversack-hub.service"
    path.write_text(unit.replace("/opt/haversack-hub/bin/haversack-hub", sys.executable), encoding="utf-8")
    done = subprocess.run(
        [SYSTEMD or "", "verify", "--man=no", str(path)], check=False, capture_output=True, text=True, timeout=60
    )
    return done.stderr if done.stderr or done.returncode == 0 else f"exit code {done.returncode}"


@NEEDS_SYSTEMD
def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path: Path) -> None:
    unit = (DEPLOY / "haversack-hub.service").read_text(encoding="utf-8")

    assert verified(unit, tmp_path) == ""
    assert "ProtectSytem" in verified(unit.replace("ProtectSystem=", "ProtectSytem="), tmp_path)


class Server:
    """A made-up server: where the program goes, and whether packages can be had."""

    def __init__(self, folder: Path) -> None:
        self.prefix, self.broken, self._folder = folder / "opt" / "haversack-hub", folder / "broken", folder
        self.prefix.parent.mkdir()
        stand_in = folder / "tools" / "python3"
        stand_in.parent.mkdir()
        stand_in.write_text(_STAND_IN.format(python=sys.executable, broken=self.broken), encoding="utf-8")
        stand_in.chmod(0o755)
        self.calls = folder / "calls"
        for name in ("id", "useradd", "install", "systemctl"):
            # What only root may do is noted and not done.
            (folder / "tools" / name).write_text(f'#!/bin/sh\necho "{name} $*" >>{self.calls}\n', encoding="utf-8")
            (folder / "tools" / name).chmod(0o755)

    def install(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run the script."""
        temporary = self._folder / "tmp"
        temporary.mkdir(exist_ok=True)
        path = f"{self._folder / 'tools'}{os.pathsep}{os.environ['PATH']}"
        env = os.environ | {"HUB_PREFIX": str(self.prefix), "TMPDIR": str(temporary), "PATH": path}
        script = ["bash", str(DEPLOY / "install_hub.sh"), *arguments]
        return subprocess.run(script, check=False, capture_output=True, text=True, env=env, timeout=120)

    def program(self) -> str:
        """Return what the installed program says of itself."""
        done = subprocess.run(
            [self.prefix / "bin" / "haversack-hub", "--help"], check=True, capture_output=True, text=True, timeout=60
        )
        return done.stdout


@pytest.fixture
def server(tmp_path: Path) -> Server:
    return Server(tmp_path)


@NEEDS_CLONE
def test_the_script_puts_the_program_where_it_is_told_and_nothing_else(server: Server) -> None:
    done = server.install("--program-only")

    assert (done.returncode, done.stderr) == (0, f"install_hub: the program is in {server.prefix}\n")
    assert "The hub of one Haversack network." in server.program()
    assert sorted(each.name for each in (server.prefix / "bin").iterdir()) == ["haversack-hub", "python"]
    assert [each.name for each in server.prefix.parent.iterdir()] == ["haversack-hub"]
    assert list((server.prefix.parents[1] / "tmp").iterdir()) == []


@NEEDS_CLONE
@pytest.mark.parametrize("arguments", [[], ["--program-only"]])
def test_run_again_it_takes_the_place_of_the_old_one_and_where_it_fails_the_old_one_stays(
    server: Server, arguments: list[str]
) -> None:
    server.install("--program-only")
    (server.prefix / "old").touch()
    server.broken.touch()

    assert server.install(*arguments).returncode != 0
    assert (server.prefix / "old").exists()
    assert "The hub of one Haversack network." in server.program()
    assert not server.calls.exists(), "nothing was restarted"

    server.broken.unlink()
    assert server.install(*arguments).returncode == 0
    assert not (server.prefix / "old").exists()
    assert "The hub of one Haversack network." in server.program()


@NEEDS_CLONE
def test_the_service_is_put_in_place_and_started_after_the_program(server: Server) -> None:
    assert server.install().returncode == 0

    calls = server.calls.read_text(encoding="utf-8").splitlines()
    assert [one.split()[0] for one in calls] == ["id", "install", "systemctl", "systemctl", "systemctl"]
    assert calls[1].endswith("packaging/deploy/haversack-hub.service /etc/systemd/system/haversack-hub.service")
    assert calls[-1] == "systemctl restart haversack-hub"


@NEEDS_CLONE
def test_a_word_that_it_does_not_know_changes_nothing(server: Server) -> None:
    done = server.install("--programme-only")

    assert done.returncode == 2
    assert "usage:" in done.stderr
    assert list(server.prefix.parent.iterdir()) == []
