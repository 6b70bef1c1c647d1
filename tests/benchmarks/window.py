"""The steps that look at the window: its start, unlocking to Home, going from page to page, searching as one types.

No screen is needed: the window draws into memory. What blocks it is the longest time between two turns of its event
loop; meanwhile it would not answer a key.
"""

import gc
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
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
        from haversack.jobs import Garbage  # noqa: PLC0415 - as above
        from haversack.process import prepare  # noqa: PLC0415 - as above

        self._application = QApplication([])
        prepare(self._application)
        # As in the program: in the turns of this thread, and in no other.
        self._garbage = Garbage(self._application)
        self.busiest = 0.0
        self.app = App(folder, "en", system_clock())
        self.app.shell.show()
        self.wait()

    def blocked(self, act: Callable[[], object]) -> dict[str, float]:
        """Do something, and let the window work until all of it is shown.

        Returns:
            In seconds: the longest turn of its loop, the most processor time of one, and until all was over.
        """
        started, used = time.monotonic(), time.thread_time()
        act()
        first, self.busiest = time.monotonic() - started, time.thread_time() - used
        longest = max(first, self.wait())
        return {"blocked": longest, "processor": self.busiest, "whole": time.monotonic() - started}

    def wait(self, is_so: Callable[[], bool] = lambda: True) -> float:
        """Let it work until something is so and no work is left; return the longest turn of its loop in seconds."""
        from PySide6.QtCore import QEvent  # noqa: PLC0415 - as above
        from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - as above

        until, longest, quiet = time.monotonic() + _LONGEST_SECONDS, 0.0, 0
        while quiet < 3:
            started, used = time.monotonic(), time.thread_time()
            # What was let go goes in the loop of a running window, which there is none here: Qt would dress it again.
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            self._application.processEvents()
            longest = max(longest, time.monotonic() - started)
            self.busiest = max(self.busiest, time.thread_time() - used)
            is_quiet = is_so() and self.app.session.lanes.is_idle and self.app.shell.is_whole
            quiet = quiet + 1 if is_quiet else 0
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
    started, made.busiest = time.monotonic(), 0.0
    made.app.unlock(PASSPHRASE)
    longest = made.wait(lambda: isinstance(made.app.shell.centralWidget(), MainWindow))
    unlocking = {"blocked": longest, "processor": made.busiest, "whole": time.monotonic() - started}
    unlocked = time.monotonic() - started - sum(stretched)
    forget_peak()
    pages: dict[str, dict[str, float]] = {}
    for visit in ("first", "again"):
        for entry in PAGES:
            took = made.blocked(partial(made.app.navigation.go, Place(entry.id)))
            pages.setdefault(entry.id, {}).update({f"{visit}_{name}": seconds for name, seconds in took.items()})
    acts = {"unlock to Home": unlocking} | {name: made.blocked(act) for name, act in _acts(made)}
    typed = _type(made, settings, acts)
    memory, now = peak_memory_bytes(), _memory_bytes()
    made.app.session.close()
    return {"unlock_to_home": unlocked, "pages": pages, "acts": acts, **typed, "memory": memory, "memory_now": now}


def _acts(made: _Window) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield what else people do that builds much anew, each after what it needs was shown."""
    from haversack.viewmodels.calendar import CalendarModel, Mode  # noqa: PLC0415 - loads Qt
    from haversack.viewmodels.directory import DirectoryModel  # noqa: PLC0415 - as above
    from haversack.viewmodels.library import LibraryModel  # noqa: PLC0415 - as above
    from haversack.viewmodels.navigation import Place  # noqa: PLC0415 - as above
    from haversack.viewmodels.reading_desk import ReadingDesk  # noqa: PLC0415 - as above

    models, go = made.app.models, made.app.navigation.go
    directory = models.get(DirectoryModel).rows.ids
    yield "a profile of the directory", partial(go, Place("directory", directory[len(directory) // 2]))
    yield "an organisation’s form", partial(go, Place("organisation", directory[1]))
    yield from _narrowing(made)
    library = models.get(LibraryModel).rows.ids
    yield "an item of the library", partial(go, Place("library", library[len(library) // 2]))
    yield "a text of the library, read", partial(models.get(ReadingDesk).open_item, library[len(library) // 2], "")
    go(Place("calendar"))
    made.wait()
    calendar = models.get(CalendarModel)
    yield "the calendar as a month", partial(calendar.show_mode, Mode.MONTH)
    yield "the next month of the calendar", partial(calendar.turn, 1)
    go(Place("settings"))
    made.wait()
    appearance = models.appearance
    yield "another look", partial(appearance.choose_theme, "dark")
    yield "another text size", partial(appearance.choose_scale, 150)
    yield "another language", partial(appearance.choose_language, "ar")
    yield "the first language again", partial(appearance.choose_language, "en")
    # What Python holds by now is looked through about once a minute.
    yield "a search for garbage", gc.collect


def _narrowing(made: _Window) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield what people do with the filters of the two long lists, each on its page."""
    from haversack.viewmodels.directory import DirectoryModel  # noqa: PLC0415 - loads Qt
    from haversack.viewmodels.library import LibraryModel  # noqa: PLC0415 - as above
    from haversack.viewmodels.navigation import Place  # noqa: PLC0415 - as above

    directory, library = made.app.models.get(DirectoryModel), made.app.models.get(LibraryModel)
    country, kind = directory.facets["countries"][0].value, library.choices("type")[0].value
    for page in ("directory", "library"):
        made.app.navigation.go(Place(page))
        made.wait()
        model = directory if page == "directory" else library
        facet, value = ("countries", country) if page == "directory" else ("type", kind)
        yield f"a filter of the {page}", partial(model.tick, facet, value, is_ticked=True)
        yield f"none of the {page}", partial(model.tick, facet, value, is_ticked=False)
        yield f"a letter in the filter of the {page}", partial(model.type_words, "a")
        yield f"the {page} without it", partial(model.type_words, "")


def _type(made: _Window, settings: Settings, acts: dict[str, dict[str, float]]) -> Numbers:
    """Search through the view-model, letter by letter; return p50 and p95 until what was found is shown.

    Adds to the acts how long the window was blocked meanwhile.
    """
    from haversack.viewmodels.navigation import Place  # noqa: PLC0415 - loads Qt
    from haversack.viewmodels.search import SearchModel  # noqa: PLC0415 - as above

    model = made.app.models.get(SearchModel)
    made.app.navigation.go(Place("search", query="warm"))
    made.wait()
    seconds: list[float] = []
    longest = made.busiest = 0.0
    for query in list(make_queries(_QUERIES, seed=settings.seed)):
        started = time.monotonic()
        model.search(query.text)
        longest = max(longest, made.wait(lambda: not model.is_busy))
        seconds.append(time.monotonic() - started)
    acts["a search, as one types"] = {"blocked": longest, "processor": made.busiest, "whole": max(seconds)}
    cuts = statistics.quantiles(seconds, n=100, method="inclusive")
    return {"typed_p50": cuts[49], "typed_p95": cuts[94], "typed": _QUERIES}


def _memory_bytes() -> int:
    status = Path("/proc/self/status")
    if not status.exists():
        return 0
    line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) * 1024
