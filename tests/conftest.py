"""Guards for every test, and nothing else: fixtures for one part stand beside the tests of that part.

A test fails on a Python warning, on a message of Qt and on an address outside this computer (all set in
`pyproject.toml`), and on a line of log at WARNING or above that it did not announce with `expected_logs`. Each runs in
a home folder of its own, in UTC and in the C locale, and so does every process that it starts. Must not hold fixtures
about the domain.
"""

import itertools
import locale
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, settings

from tests.guards.examples import DEEP, EVERYDAY
from tests.guards.logs import ExpectedLogs, watched_logs
from tests.guards.statements import compile_once

# Processes that a test starts see these too, so they are set before anything reads them.
os.environ.update({"TZ": "UTC", "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"})
# No test opens a window on somebody's screen; where there is none it would fail. What Qt says fails the test.
os.environ.update({"QT_QPA_PLATFORM": "offscreen", "QT_ACCESSIBILITY": "1"})
os.environ.pop("LANGUAGE", None)
time.tzset()
locale.setlocale(locale.LC_ALL, "C.UTF-8")

_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - folders in it are made by pytest, with names nobody guesses
_ROOM_BYTES: Final = 3_000_000_000


def _is_fit_for_tests(folder: Path) -> bool:
    """Tell whether the folders of all tests have room in one, and programs in it may be started."""
    if not folder.is_dir():
        return False
    system = os.statvfs(folder)
    return system.f_bavail * system.f_frsize > _ROOM_BYTES and not system.f_flag & os.ST_NOEXEC


# Tests write to memory where they can: the program asks a disk thousands of times to be sure of what was written, and
# no test can see whether it was. Waiting for that was most of what tests of vaults took. `--basetemp` says otherwise.
if _is_fit_for_tests(_MEMORY):
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))

compile_once()

# A slow computer is not a fault, so no deadline; elsewhere than in CI new examples are tried in each run, and more of
# them by `make test-deep`, which chooses its profile.
settings.register_profile("desk", deadline=None, max_examples=EVERYDAY)
settings.register_profile(
    "ci",
    deadline=None,
    max_examples=EVERYDAY,
    derandomize=True,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "deep", deadline=None, max_examples=DEEP, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci" if os.environ.get("CI") else "desk")

_SITE = str(Path(__file__).parent / "guards" / "site")
_FOLDERS = {
    "HOME": "home",
    "USERPROFILE": "home",
    "XDG_DATA_HOME": "home/.local/share",
    "XDG_CONFIG_HOME": "home/.config",
    "XDG_CACHE_HOME": "home/.cache",
    "XDG_STATE_HOME": "home/.local/state",
    "XDG_RUNTIME_DIR": "run",
    "TMPDIR": "tmp",
}
_own_numbers = itertools.count()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let stories begin first, so that no process has the longest test still before it when the others have ended."""
    items.sort(key=lambda item: item.get_closest_marker("story") is None)


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the test, and the processes it starts, empty folders for home, data and temporary files.

    Returns:
        The folder that holds them; `home` inside is the home folder.
    """
    # By a count of its own: pytest's looks at every folder that there is, for each test.
    base = tmp_path_factory.getbasetemp() / "own" / str(next(_own_numbers))
    for name, folder in _FOLDERS.items():
        (base / folder).mkdir(parents=True, exist_ok=True, mode=0o700)
        monkeypatch.setenv(name, str(base / folder))
    # The project's own settings and the proxies of whoever runs the tests must not reach a test.
    for name in list(os.environ):
        if name.upper().startswith("HAVERSACK_") or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    return base


@pytest.fixture(autouse=True)
def guarded_children(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every Python process that the test starts refuse addresses outside this computer, and fail on warnings."""
    others = os.environ.get("PYTHONPATH")
    monkeypatch.setenv("PYTHONPATH", f"{_SITE}{os.pathsep}{others}" if others else _SITE)
    monkeypatch.setenv("PYTHONWARNINGS", "error")


@pytest.fixture(autouse=True)
def expected_logs() -> Iterator[ExpectedLogs]:
    """Fail the test on a line of log at WARNING or above, but for those it announces: `expected_logs.expect(…)`."""
    with watched_logs() as expected:
        yield expected
    expected.check()
