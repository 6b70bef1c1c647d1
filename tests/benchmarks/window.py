"""The steps that look at the window: its start, unlocking to Home, going from page to page, searching as one types.

No screen is needed: the window draws into memory. What blocks it is the longest time between two turns of its event
loop; meanwhile it would not answer a key.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from haversack.clock import system_clock
from tests.benchmarks.measured import PASSPHRASE, READER, Settings, forget_peak, peak_memory_bytes
from tests.benchmarks.queries import make_queries

Numbers = dict[str, object]
_STARTS: Final = 5
_QUERIES: Final = 120
_LONGEST_SECONDS: Final = 60


def window_start(folder: Path, _settings: Settings) -> Numbers:
    """Start the program until the unlock screen is painted: without compiled modules once, then several times."""
    with tempfile.TemporaryDirectory() as compiled:
        environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPYCACHEPREFIX": compiled}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        cold = _start(folder / READER, environment)
        warm = [_start(folder / READER, environment) for _ in range(_STARTS)]
    return {"cold": cold, "warm": statistics.median(warm)}


def _start(vault: Path, environment: dict[str, str]) -> float:
    command = [sys.executable, "-m", "tests.benchmarks.first_paint", str(vault)]
    started = time.monotonic()
    done = subprocess.run(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=True,
        timeout=_LONGEST_SECONDS,
    )
    return float(done.stdout) - started


class _Window:
    """The real window on a vault, without a screen.

    Attributes:
        busiest: The most processor time that one turn of its loop took since it was set, in seconds.
    """

    def __init__(self, folder: Path) -> None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - the platform is chosen before Qt loads

        from haversack.app import App  # noqa: PLC0415 - as above
        from haversack.process import prepare  # noqa: PLC0415 - as above

        self._application = QApplication([])
        prepare(self._application)
        self.busiest = 0.0
        self.app = App(folder, "en", system_clock())
        self.app.shell.show()
        self.wait()

    def wait(self, is_so: Callable[[], bool] = lambda: True) -> float:
        """Let it work until something is so and no work is left; return the longest turn of its loop in seconds."""
        until, longest, quiet = time.monotonic() + _LONGEST_SECONDS, 0.0, 0
        while quiet < 3:
            started, used = time.monotonic(), time.thread_time()
            self._application.processEvents()
            longest = max(longest, time.monotonic() - started)
            self.busiest = max(self.busiest, time.thread_time() - used)
            quiet = quiet + 1 if is_so() and self.app.session.lanes.is_idle else 0
            if time.monotonic() > until:
                raise TimeoutError
            time.sleep(0 if quiet else 0.0005)
        return longest


def window(folder: Path, settings: Settings) -> Numbers:
    """Unlock, go to every page twice, and search as one types."""
    from haversack.store import keys  # noqa: PLC0415 - only this step patches it
    from haversack.viewmodels.navigation import Place  # noqa: PLC0415 - loads Qt
    from haversack.views.main_window import MainWindow  # noqa: PLC0415 - as above
    from haversack.views.registry import PAGES  # noqa: PLC0415 - as above

    made = _Window(folder / READER)
    stretched: list[float] = []
    plain = keys._stretch

    def timed(*given: bytes, **more: object) -> bytes:
        started = time.monotonic()
        secret = plain(*given, **more)  # type: ignore[arg-type]  # passed on as they came
        stretched.append(time.monotonic() - started)
        return secret

    keys._stretch = timed  # to leave the key derivation out
    started = time.monotonic()
    made.app.unlock(PASSPHRASE)
    made.wait(lambda: isinstance(made.app.shell.centralWidget(), MainWindow))
    unlocked = time.monotonic() - started - sum(stretched)
    forget_peak()
    pages: dict[str, dict[str, float]] = {}
    for visit in ("first", "again"):
        for entry in PAGES:
            started, used = time.monotonic(), time.thread_time()
            made.app.navigation.go(Place(entry.id))
            blocked, made.busiest = time.monotonic() - started, time.thread_time() - used
            blocked = max(blocked, made.wait())
            pages.setdefault(entry.id, {}).update(
                {
                    f"{visit}_blocked": blocked,
                    f"{visit}_processor": made.busiest,
                    f"{visit}_whole": time.monotonic() - started,
                }
            )
    typed = _type(made, settings)
    memory, now = peak_memory_bytes(), _memory_bytes()
    made.app.session.close()
    return {"unlock_to_home": unlocked, "pages": pages, **typed, "memory": memory, "memory_now": now}


def _type(made: _Window, settings: Settings) -> Numbers:
    """Search through the view-model, letter by letter; return p50 and p95 until what was found is shown."""
    from haversack.viewmodels.navigation import Place  # noqa: PLC0415 - loads Qt
    from haversack.viewmodels.search import SearchModel  # noqa: PLC0415 - as above

    model = made.app.models.get(SearchModel)
    made.app.navigation.go(Place("search", query="warm"))
    made.wait()
    seconds: list[float] = []
    for query in list(make_queries(_QUERIES, seed=settings.seed)):
        started = time.monotonic()
        model.search(query.text)
        made.wait(lambda: not model.is_busy)
        seconds.append(time.monotonic() - started)
    cuts = statistics.quantiles(seconds, n=100, method="inclusive")
    return {"typed_p50": cuts[49], "typed_p95": cuts[94], "typed": _QUERIES}


def _memory_bytes() -> int:
    status = Path("/proc/self/status")
    if not status.exists():
        return 0
    line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) * 1024
