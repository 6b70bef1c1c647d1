"""A window in a process of its own, as people start it, driven through files; see `driven/sitecustomize.py`."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

_SITE = Path(__file__).parent / "driven"
_PATIENCE_SECONDS = 60
_SAID_OF_THE_SCREEN = "This plugin does not support propagateSizeHints()"


@dataclass
class RealWindow:
    """The processes of one test, one after the other: each may start the next.

    Attributes:
        folder: Shared with them.
        started: The first one.
    """

    folder: Path
    started: subprocess.Popen[str] = field(init=False)

    def start(self, *arguments: str) -> int:
        """Start the program; return the process's number when its window is shown."""
        inherited = os.environ.get("PYTHONPATH", "")
        # The driver brings the guards along.
        environment = os.environ | {
            "PYTHONPATH": os.pathsep.join([str(_SITE), inherited]),
            "DRIVEN_WINDOW": str(self.folder),
            "HAVERSACK_KDF_FLOOR": "1",
        }
        self.started = subprocess.Popen(
            [sys.executable, "-m", "haversack", *arguments],
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        return self.wait_for_other(0)

    def wait_for_other(self, than: int) -> int:
        """Wait for a window of another process than one; return that process's number."""
        return _until(lambda: [one for one in self.processes() if one != than], "another window")

    def processes(self) -> list[int]:
        """Return the processes that showed a window and still run."""
        return [int(one.stem) for one in self.folder.glob("*.shown") if is_running(int(one.stem))]

    def shown(self, process: int) -> dict[str, Any]:
        """Return what a process shows."""
        shown: dict[str, Any] = json.loads((self.folder / f"{process}.shown").read_text("utf-8"))
        return shown

    def wait_for_screen(self, process: int, screen: str) -> None:
        """Wait until a process shows a screen."""
        _until(lambda: [True] if self.shown(process)["screen"] == screen else [], screen)

    def do(self, process: int, code: str) -> Any:  # noqa: ANN401 - whatever the code answers
        """Run code in the thread of a process's window; it has `shell`, and may set `answer`."""
        done = self.folder / f"{process}.done"
        done.unlink(missing_ok=True)
        new = self.folder / f"{process}.writing"
        new.write_text(code, "utf-8")
        new.replace(self.folder / f"{process}.do")
        _until(lambda: [True] if done.exists() else [], code)
        return json.loads(done.read_text("utf-8"))

    def send(self, process: int, code: str) -> None:
        """Run code that ends the process, so that nobody answers."""
        new = self.folder / f"{process}.writing"
        new.write_text(code, "utf-8")
        new.replace(self.folder / f"{process}.do")

    def wait_for_end(self, process: int) -> None:
        """Wait until a process is gone."""
        if process == self.started.pid:
            self.started.wait(_PATIENCE_SECONDS)
        _until(lambda: [] if is_running(process) else [True], "the end of a process")

    def end(self) -> str:
        """End what still runs; return what was said on the way, but for what the offscreen screen says of itself."""
        for process in {*self.processes(), self.started.pid}:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        out, _ = self.started.communicate(timeout=_PATIENCE_SECONDS)
        return "".join(line for line in out.splitlines(keepends=True) if line.strip() != _SAID_OF_THE_SCREEN)


def is_running(process: int) -> bool:
    """Tell whether a process runs; one that ended and was not asked for yet does not."""
    try:
        state = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def _until(look: Callable[[], Sequence[T]], what: str) -> T:
    """Return the first thing that is found, as soon as it is there.

    Raises:
        TimeoutError: It does not come.
    """
    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until:
        with contextlib.suppress(FileNotFoundError, json.JSONDecodeError):
            for found in look():
                return found
        time.sleep(0.02)
    raise TimeoutError(what)
