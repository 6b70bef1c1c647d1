"""What `make setup` does where all is there: nothing, with the tools of any system."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_OTHERS = ("bash", "cat", "dirname", "perl", "shasum")


@pytest.mark.skipif(shutil.which("shasum") is None, reason="this computer has no checksums as macOS has them")
def test_without_the_checksums_of_linux_what_is_ready_is_found_ready(tmp_path: Path) -> None:
    checkout, tools = tmp_path / "checkout", tmp_path / "tools"
    for each in ("packaging/translations", "requirements", "resources/translations/fr/LC_MESSAGES", ".venv/bin"):
        (checkout / each).mkdir(parents=True)
    shutil.copy(ROOT / "packaging/setup.sh", checkout / "packaging")
    for each in ("packaging/translations/translate.py", "requirements/dev.lock", "pyproject.toml"):
        (checkout / each).write_text("")
    (checkout / "resources/translations/fr/LC_MESSAGES/haversack.po").write_text("")
    (checkout / ".venv/bin/python").write_text("#!/bin/sh\nexit 1\n")
    (checkout / ".venv/bin/python").chmod(0o755)
    empty = subprocess.run(["shasum", "-a", "256"], input="", check=True, capture_output=True, text=True).stdout.strip()
    (checkout / ".venv/packages.stamp").write_text(f"{empty} {checkout}\n")
    for stamp in ("project", "translations"):
        (checkout / f".venv/{stamp}.stamp").write_text(f"{empty}\n")
    tools.mkdir()
    for tool in _OTHERS:
        (tools / tool).symlink_to(shutil.which(tool) or "")

    done = subprocess.run(
        ["bash", str(checkout / "packaging/setup.sh")],
        env={"PATH": str(tools)},
        check=False,
        capture_output=True,
        text=True,
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
