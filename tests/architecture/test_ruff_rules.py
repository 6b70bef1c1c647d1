"""Proves that the house rules which ruff keeps for us are switched on where they must be, and off where they may be."""

import subprocess
import sys

import pytest

from tests.architecture.source_tree import ROOT

VIEW = "desktop/haversack/views/home.py"
CLI = "desktop/haversack/cli/main.py"
HUB_CLI = "sync/haversack_sync/hub/cli.py"
MODEL = "sync/haversack_sync/model/merge.py"
TEST = "tests/unit/haversack_sync/model/test_merge.py"
DEMO = "packaging/demo/demo.py"

REFUSED = [
    # A person is spoken to in one place, in their language.
    ("T201", MODEL, "print('hello')"),
    ("T201", VIEW, "print('hello')"),
    # `python -O` takes asserts out, and the check with them.
    ("S101", MODEL, "assert x"),
    ("S101", DEMO, "assert x"),
    # What comes from outside must never become code.
    ("S102", MODEL, "exec('x')"),
    ("S307", MODEL, "eval('x')"),
    ("S602", VIEW, "import subprocess\nsubprocess.run(command, shell=True, check=True)"),
    ("S605", VIEW, "import os\nos.system(command)"),
    ("S506", VIEW, "import yaml\nyaml.load(text, Loader=yaml.Loader)"),
    ("S301", TEST, "import pickle\npickle.loads(b'')"),
    # An import inside a function hides a circle; a star hides where a name comes from.
    ("PLC0415", VIEW, "def f():\n    import os"),
    ("PLC0415", TEST, "def test_f():\n    import os"),
    ("F403", VIEW, "from os import *"),
    ("TID252", VIEW, "from . import parts"),
    # Never catch what you cannot name, never lose the cause.
    ("BLE001", VIEW, "try:\n    f()\nexcept Exception:\n    g()"),
    ("E722", VIEW, "try:\n    f()\nexcept:\n    g()"),
    ("S110", TEST, "try:\n    f()\nexcept OSError:\n    pass\nexcept Exception:\n    pass"),
    ("B904", VIEW, "try:\n    f()\nexcept OSError:\n    raise KeyError"),
    # A time without a zone is somebody else's time.
    ("DTZ001", TEST, "import datetime\nx = datetime.datetime(2026, 1, 1)"),
    # What a reader needs: every module, class and function says what it is for, what it takes and gives.
    ("D100", MODEL, "x = 1"),
    ("D103", MODEL, "def merge(): ..."),
    ("D417", MODEL, 'def merge(a, b):\n    """Merge.\n\n    Args:\n        a: The first.\n    """'),
    ("ANN001", TEST, "def test_it(x): ..."),
    ("ANN401", MODEL, "from typing import Any\ndef f(x: Any) -> None: ..."),
    # Two functions instead of a switch; keywords instead of a row of values.
    ("FBT001", MODEL, "def f(deep: bool) -> None: ..."),
    ("PLR0917", MODEL, "def f(a, b, c, d, e): ..."),
    # Nothing is left lying about.
    ("ERA001", MODEL, "# x = f(1)"),
    ("FIX002", MODEL, "# TODO: later"),
    ("PGH003", MODEL, "x = f()  # type: ignore"),
    ("PTH123", VIEW, "open('a')"),
    ("G004", VIEW, "import logging\nlogging.getLogger('a').info(f'{x}')"),
    ("S113", MODEL, "import requests\nrequests.get('http://hub.example')"),
]

ALLOWED = [
    ("T201", CLI, "print('hello')"),
    ("T201", HUB_CLI, "print('hello')"),
    ("T201", DEMO, "print('hello')"),
    ("S101", TEST, "assert x"),
    ("D103", TEST, "def test_it(): ..."),
    ("TRY003", MODEL, "raise ValueError('a message that is longer than a few words')"),
]


@pytest.mark.parametrize(("code", "path", "text"), REFUSED)
def test_ruff_refuses(code: str, path: str, text: str) -> None:
    assert code in codes_for(path, text)


@pytest.mark.parametrize(("code", "path", "text"), ALLOWED)
def test_ruff_allows(code: str, path: str, text: str) -> None:
    assert code not in codes_for(path, text)


def codes_for(path: str, text: str) -> set[str]:
    """Ask ruff about a text as if it stood at a path of the project."""
    command = [sys.executable, "-m", "ruff", "check", "--no-cache", "--output-format=concise", "--stdin-filename", path]
    result = subprocess.run([*command, "-"], cwd=ROOT, input=text, capture_output=True, text=True, check=False)
    return {line.split()[1] for line in result.stdout.splitlines() if line.startswith(path)}
