"""Verbs and hubs as people start them: real processes in surroundings of their own. Knows nothing of what they say."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

SITE: Final = Path(__file__).parents[1] / "guards" / "site"
HUB: Final = Path(sys.executable).with_name("haversack-hub")
PATIENCE_SECONDS: Final = 60
_READY: Final = "Hub ready on "
_FOLDERS: Final = {
    "HOME": "home",
    "XDG_DATA_HOME": "home/.local/share",
    "XDG_CONFIG_HOME": "home/.config",
    "XDG_CACHE_HOME": "home/.cache",
    "XDG_STATE_HOME": "home/.local/state",
    "XDG_RUNTIME_DIR": "run",
    "TMPDIR": "tmp",
}


def surroundings(folder: Path) -> dict[str, str]:
    """Make the environment of a process: folders of its own, no settings of whoever runs the tests, guards in force.

    It is whole, so that it serves fixtures that outlive a test as well.
    """
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.upper().startswith(("HAVERSACK_", "COVERAGE", "COV_")) and not name.lower().endswith("_proxy")
    }
    for place in _FOLDERS.values():
        (folder / place).mkdir(parents=True, exist_ok=True, mode=0o700)
    return inherited | {
        **{name: str(folder / place) for name, place in _FOLDERS.items()},
        "HAVERSACK_KDF_FLOOR": "1",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONPATH": os.pathsep.join([str(SITE), *filter(None, [inherited.get("PYTHONPATH")])]),
        "PYTHONWARNINGS": "error",
    }


@dataclass(frozen=True)
class Answer:
    """What a process said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


class Started:
    """A verb under way: to be waited for, interrupted or killed."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], folder: Path) -> None:
        self._process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    @property
    def is_running(self) -> bool:
        return self._process.returncode is None

    def finish(self) -> Answer:
        """Wait for its end."""
        try:
            out, err = self._process.communicate(timeout=PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()
            raise
        return Answer(self._process.returncode, out, err)

    def interrupt(self) -> Answer:
        """Press Ctrl-C."""
        self._process.send_signal(signal.SIGINT)
        return self.finish()

    def kill(self) -> Answer:
        """End it without a word, as a dead battery does."""
        self._process.kill()
        return self.finish()


class HubProcess:
    """A hub: a data folder, and a process while it runs.

    Attributes:
        folder: Its data folder.
        address: Where it listens, or listened last; the next start listens there again.
        said: Everything that ended processes of it wrote to standard output and standard error.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str], *, command: Sequence[str] = (str(HUB),)) -> None:
        self.folder = folder
        self.address = ""
        self.said: list[Answer] = []
        self._environment = environment
        self._command = command
        self._process: subprocess.Popen[str] | None = None
        self._first = ""
        self._complaints: list[str] = []
        self._listener: threading.Thread | None = None

    @property
    def port(self) -> int:
        """The port of its address; 0 before the first start, so that it finds a free one."""
        return int(self.address.rpartition(":")[2] or 0)

    @property
    def token(self) -> str:
        """The registration token, as its operator copies it."""
        return (self.folder / "registration-token").read_text(encoding="ascii").strip()

    @property
    def is_running(self) -> bool:
        return self._process is not None

    def start(self) -> None:
        """Start it and wait until it says that it is ready."""
        command = [*self._command, "serve", "--data", str(self.folder), "--port", str(self.port)]
        process = subprocess.Popen(
            command,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self._process = process
        # Its log is read all the time, or a full pipe would stop it.
        self._complaints = []
        self._listener = threading.Thread(target=_copy, args=(_stream(process.stderr), self._complaints))
        self._listener.start()
        self._first = _stream(process.stdout).readline()
        if not self._first.startswith(_READY):
            answer = self._ended(process)
            raise AssertionError(f"the hub did not start: {answer}")
        self.address = self._first.removeprefix(_READY).strip()

    def stop(self) -> Answer:
        """Stop it as a service manager does, and check that it ends cleanly."""
        answer = self.end(signal.SIGTERM)
        assert answer.code == 0, answer
        return answer

    def kill(self) -> Answer:
        """End it without a word, as a power cut does."""
        return self.end(signal.SIGKILL)

    def end(self, how: signal.Signals) -> Answer:
        """Send a signal and wait for the end."""
        process = self._process
        assert process is not None, "the hub is not running"
        process.send_signal(how)
        return self._ended(process)

    def _ended(self, process: subprocess.Popen[str]) -> Answer:
        out = self._first + _stream(process.stdout).read()
        code = process.wait(PATIENCE_SECONDS)
        if self._listener is not None:
            self._listener.join(PATIENCE_SECONDS)
        for stream in (process.stdout, process.stderr):
            _stream(stream).close()
        answer = Answer(code, out, "".join(self._complaints))
        self.said.append(answer)
        self._process = None
        return answer

    def read_status(self) -> Answer:
        """Ask as its operator does, running or not."""
        return run([*self._command, "status", "--data", str(self.folder), "--json"], self._environment, self.folder)


@contextlib.contextmanager
def running(hub: HubProcess) -> Iterator[HubProcess]:
    """Run a hub for the length of a block."""
    hub.start()
    try:
        yield hub
    finally:
        if hub.is_running:
            hub.stop()


def run(command: Sequence[str], environment: Mapping[str, str], folder: Path, *, typed: str = "") -> Answer:
    """Run a process to its end."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        input=typed,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    return Answer(done.returncode, done.stdout, done.stderr)


def _copy(stream: IO[str], lines: list[str]) -> None:
    lines.extend(stream)


def _stream(stream: IO[str] | None) -> IO[str]:
    assert stream is not None
    return stream
