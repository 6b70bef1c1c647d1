"""What the demonstration stands on: processes that are always stopped, folders that are always removed, plain lines.

Runs the programs as people do, by their commands. Must not reach into them.
"""

import contextlib
import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

Answer = dict[str, object] | list[dict[str, object]]

_READY: Final = "Hub ready on "
_READY_SECONDS: Final = 120
_STOP_SECONDS: Final = 15
_TOUR_SECONDS: Final = 180
_WORDS: Final = "seven boats left the quiet harbour"


class VerbFailedError(Exception):
    """A verb ended with an error; `kind` is the kind that it named."""

    def __init__(self, verb: str, kind: str, message: str) -> None:
        super().__init__(f"{verb}: {message}")
        self.kind = kind
        self.message = message


class Stage:
    """A folder for one telling of the story, and the hub in it.

    Attributes:
        folder: Holds everything of the story.
        exports: Where readable copies go.
        app: How the app is started.
    """

    def __init__(self, folder: Path, *, app: Sequence[str] = (), hub: Sequence[str] = ()) -> None:
        """Set it up.

        Args:
            folder: It is there and empty.
            app: How the app is started; empty for this checkout's.
            hub: How the hub is started; empty for this checkout's.
        """
        self.folder = folder
        self.app = list(app) or [sys.executable, "-m", "haversack"]
        self._hub_program = list(hub) or [str(Path(sys.executable).parent / "haversack-hub")]
        self.exports = folder / "readable copies"
        self._hub: subprocess.Popen[str] | None = None
        self._port = 0
        self._passphrase = folder / "passphrase.txt"
        self._passphrase.write_text(_WORDS + "\n", encoding="utf-8")
        self._step = 0
        self._environment = os.environ | {"HAVERSACK_KDF_FLOOR": "1", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}

    @property
    def hub_folder(self) -> Path:
        """Where the hub keeps everything that it has."""
        return self.folder / "hub"

    @property
    def address(self) -> str:
        """Where the hub listens, while it runs."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def token(self) -> str:
        """The hub's registration token, which whoever runs it hands to the founder."""
        return (self.hub_folder / "registration-token").read_text(encoding="utf-8").strip()

    def step(self, title: str) -> None:
        """Begin a step of the story."""
        self._step += 1
        _print(f"\n{self._step}. {title}")

    def say(self, text: str) -> None:
        """Say something that happened."""
        _print(f"   {text}")

    def vault(self, name: str) -> Path:
        """Return the folder of somebody's vault."""
        return self.folder / name

    def start_hub(self) -> None:
        """Start the hub and wait until it says that it listens; at its old port, if it had one."""
        command = [*self._hub_program, "serve", "--data", str(self.hub_folder), "--port", str(self._port)]
        self._hub = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=self._environment,
            start_new_session=True,
        )
        self._port = int(_wait_for_line(self._hub, _READY).rsplit(":", 1)[-1])

    def stop_hub(self) -> None:
        """Stop the hub as its operator would. Safe to repeat."""
        hub, self._hub = self._hub, None
        if hub is None:
            return
        hub.send_signal(signal.SIGTERM)
        try:
            hub.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            hub.kill()
            hub.wait()

    def run(self, verb: str, *arguments: str, who: str, language: str = "en") -> Answer:
        """Run a verb with somebody's vault and return its answer.

        Raises:
            VerbFailedError: It ended with an error.
        """
        command = [*self.app, *verb.split(), *arguments, "--json", "--language", language]
        command += ["--vault", str(self.vault(who)), "--passphrase-file", str(self._passphrase)]
        done = subprocess.run(command, capture_output=True, text=True, env=self._environment, check=False)
        try:
            answer: Answer = json.loads(done.stdout)
        except ValueError:
            raise VerbFailedError(verb, "crash", done.stderr.strip()[-500:]) from None
        error = answer.get("error") if isinstance(answer, dict) else None
        if isinstance(error, dict):
            raise VerbFailedError(verb, str(error["kind"]), f"{error['message']} {error['next']}")
        return answer

    def one(self, verb: str, *arguments: str, who: str, language: str = "en") -> dict[str, object]:
        """Run a verb whose answer is one thing."""
        answer = self.run(verb, *arguments, who=who, language=language)
        if not isinstance(answer, dict):
            raise VerbFailedError(verb, "crash", "answered with a list")
        return answer

    def many(self, verb: str, *arguments: str, who: str, language: str = "en") -> list[dict[str, object]]:
        """Run a verb whose answer is a list."""
        answer = self.run(verb, *arguments, who=who, language=language)
        if not isinstance(answer, list):
            raise VerbFailedError(verb, "crash", "answered with one thing")
        return answer

    @property
    def passphrase(self) -> str:
        """The passphrase of every vault of the story."""
        return _WORDS

    def open_window(self, who: str) -> None:
        """Open the window on somebody's vault, and wait until it is closed.

        Raises:
            VerbFailedError: It ended as no window should.
        """
        command = [*self.app, "window", "--vault", str(self.vault(who))]
        ended = subprocess.run(command, env=self._environment, check=False).returncode
        if ended:
            raise VerbFailedError("window", "crash", f"ended with exit code {ended}")

    def tour_window(self, who: str, pictures: Path) -> int:
        """Drive the window on somebody's vault through every page, without a screen; return how many pictures it took.

        Raises:
            VerbFailedError: It did not come to an end.
        """
        tour = Path(__file__).with_name("tour.py")
        command = [sys.executable, str(tour), "--vault", str(self.vault(who)), "--to", str(pictures)]
        command += ["--passphrase-file", str(self._passphrase)]
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, env=self._environment, check=False, timeout=_TOUR_SECONDS
            )
        except subprocess.TimeoutExpired:
            raise VerbFailedError("window", "crash", "the tour of its pages took too long") from None
        if done.returncode or not done.stdout.strip().isdecimal():
            raise VerbFailedError("window", "crash", done.stderr.strip()[-500:])
        return int(done.stdout)


def has_screen() -> bool:
    """Whether a window could be seen: there is a screen, and nobody runs this in an automatic check."""
    if os.environ.get("CI"):
        return False
    if sys.platform in {"win32", "darwin"}:
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


@contextlib.contextmanager
def stage() -> Iterator[Stage]:
    """Set the stage; afterwards nothing of it is left, whatever happened."""
    folder = Path(tempfile.mkdtemp(prefix="haversack-demo-"))
    made = Stage(folder)
    try:
        yield made
    finally:
        made.stop_hub()
        shutil.rmtree(folder, ignore_errors=True)


def files_below(folders: Sequence[Path]) -> Iterator[Path]:
    """Yield every file in folders."""
    for folder in folders:
        yield from (path for path in folder.rglob("*") if path.is_file())


def _wait_for_line(process: subprocess.Popen[str], wanted: str) -> str:
    """Return the line of a process that begins so; the rest of its output is read and dropped.

    Raises:
        VerbFailedError: It ended, or said nothing for too long.
    """
    lines: queue.Queue[str] = queue.Queue()

    def read() -> None:
        for line in process.stdout or ():
            lines.put(line.strip())
        lines.put("")

    threading.Thread(target=read, daemon=True).start()
    until = time.monotonic() + _READY_SECONDS
    while (left := until - time.monotonic()) > 0:
        with contextlib.suppress(queue.Empty):
            line = lines.get(timeout=left)
            if line.startswith(wanted):
                return line
            if not line:
                break
    process.kill()
    raise VerbFailedError("serve", "crash", "the hub did not start")


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
