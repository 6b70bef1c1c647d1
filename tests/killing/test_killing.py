"""A short run of `make killtest`, as people start it; the long one is for a night."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KILLS = 4

pytestmark = [pytest.mark.story, pytest.mark.timeout(400)]


def kill(kept: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "tests.killing", "--workers", "1", "--kept", str(kept), *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)


def test_client_and_hub_are_killed_and_nothing_is_lost_doubled_or_damaged(tmp_path: Path) -> None:
    done = kill(tmp_path, "--kills", str(KILLS))

    assert done.returncode == 0, done.stdout + done.stderr
    (line,) = next(tmp_path.iterdir()).read_text(encoding="utf-8").splitlines()
    played = json.loads(line)
    assert min(played["kills"].values()) >= KILLS
    assert played["changes"] > 0
    assert 0 < played["longest_start_processor"] < 3
