"""A small world on one computer: a hub, and computers with a vault each. Verbs run as processes and answer in JSON.

Everything lies in one folder, so that a world can be copied while nothing of it runs.
"""

import hashlib
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from tests.integration.processes import PATIENCE_SECONDS, Answer, HubProcess, Started, run, surroundings
from tests.integration.shapes import (
    EditedAnswer,
    ErrorAnswer,
    ErrorFacts,
    ExportedAnswer,
    FileAnswer,
    FoundAnswer,
    InvitedAnswer,
    ListedAnswer,
    PublishedAnswer,
    ShownAnswer,
    StatusAnswer,
    SyncAnswer,
)

ROOT: Final = Path(__file__).parents[2]
SAMPLE_CONTENT: Final = ROOT / "tests" / "data" / "sample_network"
NETWORK_NAME: Final = "Open Road Test Network"

_LOOK_SECONDS: Final = 0.02

_Shape = TypeVar("_Shape")


class Computer:
    """One computer with one vault.

    Attributes:
        vault: The vault's folder.
        passphrase: What opens it.
        hub: Address given with every verb that talks to the hub; None for what the vault remembers.
        said: Every answer so far, in order.
    """

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.vault = folder / "vault"
        self.passphrase = f"four quiet words of {folder.name}"
        self.hub: str | None = None
        self.said: list[Answer] = []
        self._started: list[Started] = []
        self._folder = folder
        self._environment = environment
        folder.mkdir(exist_ok=True)
        self._passphrase_file = folder / "passphrase.txt"
        if not self._passphrase_file.exists():
            self._passphrase_file.write_text(self.passphrase + "\n", encoding="utf-8")

    def run(self, *words: str, typed: str = "") -> Answer:
        """Run a verb to its end, whatever it answers."""
        answer = run(self.command(*words), self._environment, self._folder, typed=typed)
        self.said.append(answer)
        return answer

    def start(self, *words: str) -> Started:
        """Start a verb and go on."""
        started = Started(self.command(*words), self._environment, self._folder)
        self._started.append(started)
        return started

    def close(self) -> None:
        """End what a test started and did not wait for."""
        for one in self._started:
            if one.is_running:
                one.kill()

    def command(self, *words: str) -> list[str]:
        """Write out what is typed for a verb."""
        flags = ["--vault", str(self.vault), "--passphrase-file", str(self._passphrase_file)]
        return [sys.executable, "-m", "haversack", *words, *flags]

    def ask(self, shape: type[_Shape], *words: str) -> _Shape:
        """Run a verb with `--json`, check that it is done, and read its answer."""
        answer = self.run(*words, "--json")
        assert answer.code == 0, answer
        assert answer.out.count("\n") == 1, "JSON is one line, and nothing else is on standard output"
        return msgspec.json.decode(answer.out, type=shape)

    def refused(self, *words: str) -> ErrorFacts:
        """Run a verb that must end in a known error; read the error."""
        answer = self.run(*words, "--json")
        assert answer.code == 1, answer
        return msgspec.json.decode(answer.out, type=ErrorAnswer).error

    def online(self, *words: str) -> list[str]:
        """Add the hub's other address to a verb, if there is one for now."""
        return [*words, *(["--hub", self.hub] if self.hub else [])]

    def sync(self, *flags: str) -> SyncAnswer:
        return self.ask(SyncAnswer, *self.online("sync", *flags))

    def status(self) -> StatusAnswer:
        return self.ask(StatusAnswer, "status")

    def records(self, kind: str) -> list[ListedAnswer]:
        return self.ask(list[ListedAnswer], "list", kind)

    def show(self, record: str) -> ShownAnswer:
        return self.ask(ShownAnswer, "show", record)

    def search(self, query: str, *flags: str) -> list[FoundAnswer]:
        return self.ask(list[FoundAnswer], "search", query, *flags)

    def edit(self, record: str, *assignments: str) -> EditedAnswer:
        return self.ask(EditedAnswer, "edit", record, *assignments)

    def publish(self, folder: Path, *flags: str) -> PublishedAnswer:
        return self.ask(PublishedAnswer, "publish", str(folder), *flags)

    def invite(self, organisation: str, role: str) -> str:
        """Make an invitation and return its code."""
        return self.ask(InvitedAnswer, "invite", "--organisation", organisation, "--role", role).code

    def enrol(self, code: str, hub: str, *flags: str) -> SyncAnswer:
        return self.ask(SyncAnswer, "enrol", code, "--hub", hub, *flags)

    def get_files(self, record: str) -> Sequence[FileAnswer]:
        return self.ask(list[FileAnswer], *self.online("files", "get", record))

    @property
    def unfinished_bytes(self) -> int:
        """How much of files that are on their way lies on its disk."""
        return sum(path.stat().st_size for path in (self.vault / "partials").glob("*"))

    def wait_for_unfinished(self, least: int) -> None:
        """Wait until so many bytes of files that are on their way lie on its disk."""
        until = time.monotonic() + PATIENCE_SECONDS
        while self.unfinished_bytes < least:
            assert time.monotonic() < until, "it never lay on the disk"
            time.sleep(_LOOK_SECONDS)

    def export(self, record: str, path: Path) -> Sequence[ExportedAnswer]:
        return self.ask(list[ExportedAnswer], "export", record, str(path))


class World:
    """A hub and computers in one folder.

    Attributes:
        folder: All of it.
        hub: The hub; not running at first.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.environment = surroundings(folder)
        self.hub = HubProcess(folder / "hub", self.environment)
        self._computers: dict[str, Computer] = {}

    def computer(self, name: str) -> Computer:
        """Return a computer by its name; a new name is a new computer."""
        if name not in self._computers:
            self._computers[name] = Computer(self.folder / name, self.environment)
        return self._computers[name]

    @property
    def computers(self) -> Sequence[Computer]:
        return list(self._computers.values())

    def go_through(self, address: str | None) -> None:
        """Let every computer reach the hub by another address from now on."""
        for one in self.computers:
            one.hub = address

    def close(self) -> None:
        """Stop what still runs."""
        for one in self.computers:
            one.close()
        if self.hub.is_running:
            self.hub.stop()


def copy_world(world: World, folder: Path) -> World:
    """Copy a world in which nothing runs; in the copy the hub will have another address."""
    assert not world.hub.is_running
    shutil.copytree(world.folder, folder)
    copied = World(folder)
    for one in world.computers:
        copied.computer(one.vault.parent.name)
    return copied


def fingerprints(folder: Path) -> dict[str, str]:
    """Return a hash of every file in a folder by its name, to tell whether anything was changed.

    Left out is what holds nothing and stays behind after an opening: the lock's file, an empty log, and the memory that
    processes share while they read it.
    """
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not _holds_nothing(path)
    }


def _holds_nothing(path: Path) -> bool:
    return path.name in {"vault.lock", "vault.db-shm"} or (path.name == "vault.db-wal" and path.stat().st_size == 0)
