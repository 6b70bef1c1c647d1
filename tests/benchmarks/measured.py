"""Vaults and syncs of the benchmark: opened as the verbs open them, timed from outside."""

import contextlib
import json
import os
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Self

from haversack.clock import Clock, system_clock
from haversack.operations.synchronising import Wishes, synchronise
from haversack.operations.workspace import Workspace, opened
from haversack_sync.client.conditions import Report
from haversack_sync.client.http import HttpEndpoint
from tests.integration.tapped_link import TappedLink

PASSPHRASE: Final = "four made up words"
COORDINATOR: Final = "coordinator"
READER: Final = "reader"
FOLLOWER: Final = "follower"
_SETTINGS: Final = "settings.json"


@dataclass(frozen=True)
class Settings:
    """What every step of one run must know.

    Attributes:
        records: Size of the network.
        seed: Of everything that is made up.
        large: How many records the second search runs over; 0 leaves it out.
        hub: The hub's address.
        hub_process: The hub's process id.
        token: The hub's registration token.
        times: How many times faster than in the field everything happens over the bad link.
    """

    records: int
    seed: int
    large: int
    hub: str
    hub_process: int
    token: str
    times: float = 20.0

    def save(self, folder: Path) -> None:
        (folder / _SETTINGS).write_text(json.dumps(asdict(self)), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Self:
        return cls(**json.loads((folder / _SETTINGS).read_text(encoding="utf-8")))


@dataclass(frozen=True)
class Sync:
    """One sync, measured.

    Attributes:
        up: Bytes of HTTP bodies sent.
        down: Bytes of HTTP bodies received.
        exchanges: Round trips.
        applied: Entries that changed a record.
        readable_seconds: Until the last entry was committed.
        searchable_seconds: Until the search index had it too.
        readable_processor: Processor time of this process until it was readable, in seconds: what other work on the
            same machine does not change.
        searchable_processor: The same until it was searchable.
    """

    up: int
    down: int
    exchanges: int
    applied: int
    readable_seconds: float
    searchable_seconds: float
    readable_processor: float
    searchable_processor: float


@contextlib.contextmanager
def vault(folder: Path, name: str) -> Iterator[Workspace]:
    """Open a vault of the run for the length of a block; from then on memory is counted without the key derivation."""
    with opened(folder / name, PASSPHRASE, clock=system_clock()) as workspace:
        forget_peak()
        yield workspace


def measured_sync(workspace: Workspace, address: str) -> Sync:
    """Meet the hub once, as `haversack sync` does.

    Args:
        workspace: The open vault.
        address: The hub's.
    """
    clock = workspace.clock
    progress = _Progress(clock)
    with closing(HttpEndpoint(address)) as endpoint:
        started, used = clock.monotonic(), time.process_time()
        result = synchronise(workspace, endpoint, Wishes(tell=progress.tell))
        ended, used_at_end = clock.monotonic(), time.process_time()
    if not result.is_complete or result.waiting or result.refused:
        raise RuntimeError("the sync left something behind")
    return Sync(
        up=result.sent_bytes,
        down=result.received_bytes,
        exchanges=progress.exchanges,
        applied=result.applied,
        readable_seconds=progress.at - started,
        searchable_seconds=ended - started,
        readable_processor=progress.used - used,
        searchable_processor=used_at_end - used,
    )


@dataclass(frozen=True)
class TappedSync:
    """A small sync over a link that counts: what HTTP adds to the bodies is seen too.

    Attributes:
        sync: As the vault counts.
        raw_up: All bytes up that TCP carried.
        raw_down: All bytes down.
    """

    sync: Sync
    raw_up: int
    raw_down: int


def tapped_sync(workspace: Workspace, address: str) -> TappedSync:
    """Meet the hub once over a link that counts bytes; the vault's own count must agree."""
    with TappedLink(address) as link:
        sync = measured_sync(workspace, link.address)
        if link.body_bytes() != (sync.up, sync.down):
            raise RuntimeError(f"counted {link.body_bytes()}, not {(sync.up, sync.down)}")
        raw_up, raw_down = link.raw_bytes()
    return TappedSync(sync, raw_up, raw_down)


class _Progress:
    """Notes when a sync told something last."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.at, self.used = clock.monotonic(), time.process_time()
        self.exchanges = 0

    def tell(self, report: Report) -> None:
        self.at, self.used = self._clock.monotonic(), time.process_time()
        self.exchanges = report.exchanges


def peak_memory_bytes() -> int:
    """Return the most memory that this process held since `forget_peak`, in bytes; 0 where the system does not say."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0
    line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024


def forget_peak() -> None:
    """Count the most memory from now on; where the system cannot, everything so far stays counted."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def processor_seconds(process: int) -> float:
    """Return the processor time that a process used so far, in seconds; 0 where the system does not say."""
    stat = Path(f"/proc/{process}/stat")
    if not stat.exists():
        return 0.0
    # The second field is the program's name and may hold anything; what follows its bracket is numbers.
    fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
