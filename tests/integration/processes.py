"""Verbs and hubs as people start them: real processes in surroundings of their own. Knows nothing of what they say.

Where a process begins plainly, one that has loaded the program already forks it (`zygote.py`); with other settings of
Python, by another command, or where a test says `is_loaded=False`, it is started from nothing.
"""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from tests.integration.forking import LONGEST_WORDS, Forked, zygote_for

SITE: Final = Path(__file__).parents[1] / "guards" / "site"
HUB: Final = Path(sys.executable).with_name("haversack-hub")
PATIENCE_SECONDS: Final = 60
_VERB: Final = (sys.executable, "-m", "haversack")
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


Process = subprocess.Popen[bytes] | Forked


def launch(
    command: Sequence[str],
    environment: Mapping[str, str],
    folder: Path,
    streams: tuple[IO[bytes], IO[bytes], IO[bytes]],
    *,
    is_loaded: bool = True,
) -> Process:
    """Start a process.

    Args:
        command: What is typed.
        environment: All of its environment.
        folder: Where it works.
        streams: Its standard input, output and error.
        is_loaded: Whether it may be forked from a process that has loaded the program.
    """
    program, words = _program(command)
    is_short = sum(map(len, command)) < LONGEST_WORDS
    if is_loaded and is_short and program and sys.platform == "linux":
        return zygote_for(environment).fork(program, words, environment, folder, streams)
    stdin, stdout, stderr = streams
    return subprocess.Popen(command, cwd=folder, env=dict(environment), stdin=stdin, stdout=stdout, stderr=stderr)


def _program(command: Sequence[str]) -> tuple[str, Sequence[str]]:
    """Tell which of our programs a command starts, and the words after it."""
    if tuple(command[: len(_VERB)]) == _VERB:
        return "haversack", command[len(_VERB) :]
    if command[0] == str(HUB):
        return "haversack-hub", command[1:]
    return "", ()


class Started:
    """A verb under way: to be waited for, interrupted or killed."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        folder: Path,
        *,
        typed: str = "",
        is_loaded: bool = True,
    ) -> None:
        self._out, self._err = _file(), _file()
        with tempfile.TemporaryFile() as stdin:
            stdin.write(typed.encode())
            stdin.seek(0)
            streams = (stdin, self._out, self._err)
            self._process = launch(command, environment, folder, streams, is_loaded=is_loaded)

    @property
    def is_running(self) -> bool:
        return self._process.returncode is None

    def finish(self) -> Answer:
        """Wait for its end."""
        try:
            code = self._process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(PATIENCE_SECONDS)
            raise
        return Answer(code, _all_of(self._out), _all_of(self._err))

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

    def __init__(
        self,
        folder: Path,
        environment: Mapping[str, str],
        *,
        command: Sequence[str] = (str(HUB),),
        is_loaded: bool = True,
    ) -> None:
        self.folder = folder
        self.address = ""
        self.said: list[Answer] = []
        self._environment = environment
        self._command = command
        self._is_loaded = is_loaded
        self._process: Process | None = None
        self._out: IO[str] | None = None
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
        (said, says), (complained, complains) = _pipe(), _pipe()
        # Its log is read all the time, or a full pipe would stop it.
        self._out, self._complaints = said, []
        self._listener = threading.Thread(target=_copy, args=(complained, self._complaints))
        with Path(os.devnull).open("rb") as nothing, says, complains:
            process = self._process = launch(
                command, self._environment, Path.cwd(), (nothing, says, complains), is_loaded=self._is_loaded
            )
        self._listener.start()
        self._first = said.readline()
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

    def _ended(self, process: Process) -> Answer:
        assert self._out is not None
        with self._out as said:
            out = self._first + said.read()
        code = process.wait(PATIENCE_SECONDS)
        if self._listener is not None:
            self._listener.join(PATIENCE_SECONDS)
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


def run(
    command: Sequence[str], environment: Mapping[str, str], folder: Path, *, typed: str = "", is_loaded: bool = True
) -> Answer:
    """Run a process to its end."""
    return Started(command, environment, folder, typed=typed, is_loaded=is_loaded).finish()


def _copy(stream: IO[str], lines: list[str]) -> None:
    with stream:
        lines.extend(stream)


def _pipe() -> tuple[IO[str], IO[bytes]]:
    """Return the end of a pipe that is read, and the one that is written."""
    read, write = os.pipe()
    return os.fdopen(read, encoding="utf-8"), os.fdopen(write, "wb")


def _file() -> IO[bytes]:
    return tempfile.TemporaryFile()


def _all_of(file: IO[bytes]) -> str:
    with file:
        file.seek(0)
        return file.read().decode("utf-8")
