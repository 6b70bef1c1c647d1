"""A screen in a clean root, with keys that are pressed and pictures that are kept. Must not reach into the program."""

import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from installed import Installed
from pictures import TESSERACT, Patience, await_words

_DISPLAY: Final = ":9"
_OF_PERSON: Final = "/tmp/of-the-person"  # noqa: S108 - of the clean root, in which nobody else is
_PATIENCE: Final = 300.0
_LOOK_EVERY: Final = 0.5
_LOOKING: Final = Patience(_PATIENCE, _LOOK_EVERY, still=8)


class Screen:
    """A screen of 1366 × 768, and at most one window on it."""

    def __init__(self, installed: Installed, pictures: Path, name: str) -> None:
        self._installed, self._pictures, self._name = installed, pictures, name
        self._processes: list[subprocess.Popen[bytes]] = []
        self._surroundings = (f"DISPLAY={_DISPLAY}", f"XDG_RUNTIME_DIR={_OF_PERSON}")

    def __enter__(self) -> Self:
        """Start it."""
        self._installed.as_person("mkdir", "-p", "-m", "700", _OF_PERSON)
        self._start("Xvfb", _DISPLAY, "-screen", "0", "1366x768x24", "-nolisten", "tcp")
        self._until(lambda: self._try("xdotool", "getdisplaygeometry") is not None, "there is no screen")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the window, then the screen."""
        for process in reversed(self._processes):
            process.terminate()
            process.wait(_PATIENCE)

    def open_window(self, *arguments: str) -> None:
        """Start the app and wait for its window."""
        self._start(*self._installed.starting, "window", *arguments)
        shown = ("xdotool", "search", "--onlyvisible", "--name", "Haversack")
        self._until(lambda: bool(self._try(*shown)), "no window came")
        window = (self._try(*shown) or "").split()[0]
        # Without a window manager nobody gives it the keyboard or a place.
        for action in (
            ("windowmove", window, "0", "0"),
            ("windowsize", window, "1366", "768"),
            ("windowfocus", window),
        ):
            self._try("xdotool", *action)

    def start_again(self, file: str) -> None:
        """Open a file by starting the app once more, and wait until that has ended.

        Raises:
            subprocess.SubprocessError: It failed, or opened a window of its own.
        """
        line = self._installed.command(*self._installed.starting, "window", file, more=self._surroundings)
        subprocess.run(line, check=True, capture_output=True, text=True, timeout=_PATIENCE)

    def type(self, text: str) -> None:
        """Type a text as a person would."""
        self._try("xdotool", "type", "--delay", "20", text)

    def press(self, key: str) -> None:
        """Press a key or keys together, such as `ctrl+k`."""
        self._try("xdotool", "key", key)

    def picture(self, name: str, *words: str) -> None:
        """Wait until the screen is still and shows all of some words; keep the picture.

        Raises:
            TimeoutError: It does not come to that.
        """

        def look() -> bytes:
            now = self._look()
            # Kept as well where it never comes to it.
            (self._pictures / f"{self._name}-{name}.png").write_bytes(now)
            return now

        await_words(look, words, _LOOKING, self._installed.command(TESSERACT, more=("OMP_THREAD_LIMIT=1",)))

    def _look(self) -> bytes:
        inside = self._installed.root / "tmp" / "screen.png"
        self._try("scrot", "--overwrite", "/tmp/screen.png")  # noqa: S108 - of the clean root
        return inside.read_bytes() if inside.exists() else b""

    def _start(self, *command: str) -> None:
        line = self._installed.command(*command, more=self._surroundings)
        log = self._pictures / f"{self._name}-{Path(command[0]).name}.log"
        with log.open("wb") as stream:
            self._processes.append(subprocess.Popen(line, stdout=stream, stderr=stream))

    def _try(self, *command: str) -> str | None:
        line = self._installed.command(*command, more=(f"DISPLAY={_DISPLAY}",))
        done = subprocess.run(line, capture_output=True, text=True, check=False)
        return done.stdout if done.returncode == 0 else None

    @staticmethod
    def _until(is_so: Callable[[], bool], otherwise: str) -> None:
        until = time.monotonic() + _PATIENCE
        while not is_so():
            if time.monotonic() > until:
                raise TimeoutError(otherwise)
            time.sleep(_LOOK_EVERY)
