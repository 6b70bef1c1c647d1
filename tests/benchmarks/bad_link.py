"""Text and a file, up and down, over a link of 30 kbit/s that breaks again and again: what is sent twice.

The real program, a real hub, and a link between them that is slow and unsteady by a seed. Everything happens so many
times faster than in the field (`Settings.times`), or 3 MB would take a quarter of an hour: rates, ways, lives of
connections, and the clock by which the program measures the link. Time-outs of sockets stay as they are.

`python -m tests.benchmarks.bad_link FOLDER FLOW PROFILE SEED TIMES` plays one flow and prints what it measured.
"""

import json
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from haversack.clock import Clock, system_clock
from haversack.operations import enrolling, filing, inviting
from haversack.operations.publishing import publish
from haversack.operations.synchronising import SyncResult, Wishes, synchronise
from haversack.operations.workspace import Workspace, opened
from haversack.store.cost import COST_FLOOR
from haversack_sync.client.http import HttpEndpoint
from haversack_sync.model.ids import published_id
from haversack_sync.model.roles import Role
from haversack_sync.protocol.endpoint import LinkError
from tests.benchmarks import moving
from tests.benchmarks.measured import COORDINATOR, PASSPHRASE, READER, Settings, vault
from tests.integration.authored_folders import write_folder
from tests.integration.link_weather import PROFILES, SETUP_BYTES, Weather
from tests.integration.processes import HubProcess, running, surroundings
from tests.integration.tapped_link import TappedLink

RECORDS: Final = 2_000
FILE_BYTES: Final = 1_500_000
OFTEN: Final = "gprs, cuts every 20 s"
SELDOM: Final = "gprs, cuts every 120 s"
_SEEDS: Final[Mapping[str, tuple[int, ...]]] = {OFTEN: (1,), SELDOM: (1, 2)}
_AT_ONCE: Final = 3
_HUB_SETTINGS: Final = "requests_per_device_and_minute = 100000\nrequest_burst = 100000\n"
_PATIENCE_SECONDS: Final = 3600.0
_WAIT_SECONDS: Final = 10.0
"""A program that gave up is started again by a person, or by its own timer."""
_ROOT: Final = Path(__file__).parents[2]


@dataclass(frozen=True)
class Flow:
    """Something that moves over the link.

    Attributes:
        who: Whose vault syncs.
        is_done: Tells by the vault whether all of it has moved.
    """

    who: str
    is_done: Callable[[Workspace, SyncResult], bool]


def _has_sent(workspace: Workspace, result: SyncResult) -> bool:
    return result.is_complete and not result.waiting and not workspace.replica.pending_uploads()


FLOWS: Final[Mapping[str, Flow]] = {
    "text_up": Flow(COORDINATOR, _has_sent),
    "text_down": Flow(READER, lambda workspace, result: result.is_complete),
    "file_up": Flow(COORDINATOR, _has_sent),
    "file_down": Flow(READER, lambda workspace, result: result.is_complete and not result.files_waiting_bytes),
}


@dataclass(frozen=True)
class Played:
    """One flow over a link.

    Attributes:
        up: Bytes of HTTP bodies that the link took in, whether they arrived or not.
        down: The same from the hub.
        raw: All bytes both ways, with HTTP headers.
        connections: How many connections were made.
        cuts: How many of them the link broke.
        gave_up: How often the program stopped trying, and was started again.
        is_done: Whether all of it moved within an hour of the field.
        seconds: How long it took, as in the field.
    """

    up: int
    down: int
    raw: int
    connections: int
    cuts: int
    gave_up: int
    is_done: bool
    seconds: float


def bad_link(folder: Path, settings: Settings) -> dict[str, object]:
    """Prepare each flow, play it over a clean link and over bad ones."""
    base = folder / "link"
    base.mkdir(mode=0o700)
    _prepare(base, settings)
    clean = {flow: _play(base, flow, "", 0, settings.times) for flow in FLOWS}
    runs = [(flow, profile, seed) for profile, seeds in _SEEDS.items() for flow in FLOWS for seed in seeds]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        played = list(pool.map(lambda run: _play(base, run[0], run[1], run[2], settings.times), runs))
    results: dict[str, object] = {"times": settings.times, "setup_bytes": SETUP_BYTES}
    for flow in FLOWS:
        by_profile = {
            profile: [one for (f, p, _), one in zip(runs, played, strict=True) if (f, p) == (flow, profile)]
            for profile in _SEEDS
        }
        results[flow] = {"clean": asdict(clean[flow]), **{name: _sum(many) for name, many in by_profile.items()}}
    return results


def _sum(runs: list[Played]) -> dict[str, object]:
    """Add runs up; `is_done` becomes how many of them came to their end."""
    return {"runs": len(runs)} | {name: sum(asdict(one)[name] for one in runs) for name in asdict(runs[0])}


def _play(base: Path, flow: str, profile: str, seed: int, times: float) -> Played:
    """Play a flow in a process of its own."""
    command = [sys.executable, "-m", __name__, str(base), flow, profile, str(seed), str(times)]
    done = subprocess.run(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True, encoding="utf-8", check=True)
    played = Played(**json.loads(done.stdout))
    print(f"  {flow}, {profile or 'clean'}, seed {seed}: {played}", file=sys.stderr)
    return played


def play(base: Path, flow: str, profile: str, seed: int, times: float) -> Played:
    """Play a flow on a copy of what was prepared for it."""
    folder = base / f"{flow} {profile} {seed}"
    shutil.copytree(base / flow, folder)
    weather = Weather(PROFILES[profile].faster(times), seed) if profile else None
    with (
        running(HubProcess(folder / "hub", surroundings(folder / "around"), is_loaded=False)) as hub,
        TappedLink(hub.address, weather) as link,
        opened(folder / FLOWS[flow].who, PASSPHRASE, clock=_fast_clock(times)) as workspace,
        closing(HttpEndpoint(link.address)) as endpoint,
    ):
        started = time.monotonic()
        gave_up, is_done = _sync_to_the_end(workspace, endpoint, FLOWS[flow], times)
        seconds = (time.monotonic() - started) * times
        endpoint.close()
        link.hang_up()
        up, down = link.body_bytes()
        passed = link.passed()
    shutil.rmtree(folder)
    return Played(
        up=up,
        down=down,
        raw=sum(link.raw_bytes()),
        connections=len(passed),
        cuts=sum(one.was_broken for one in passed),
        gave_up=gave_up,
        is_done=is_done,
        seconds=round(seconds, 1),
    )


def _fast_clock(times: float) -> Clock:
    clock = system_clock()
    return replace(clock, monotonic=lambda: clock.monotonic() * times)


def _sync_to_the_end(workspace: Workspace, endpoint: HttpEndpoint, flow: Flow, times: float) -> tuple[int, bool]:
    """Sync until all has moved or an hour is over; return how often the program gave up, and whether it has."""
    end = time.monotonic() + _PATIENCE_SECONDS / times
    wishes = Wishes(pause=lambda seconds: time.sleep(seconds / times), is_cancelled=lambda: time.monotonic() > end)
    gave_up = 0
    while time.monotonic() < end:
        try:
            result = synchronise(workspace, endpoint, wishes)
        except LinkError:
            gave_up += 1
            time.sleep(_WAIT_SECONDS / times)
            continue
        if flow.is_done(workspace, result):
            return gave_up, True
    return gave_up, False


def _prepare(base: Path, settings: Settings) -> None:
    """Make a folder for each flow, with a hub at rest and the vaults as they are before it."""
    work = base / "work"
    (work / "hub").mkdir(parents=True, mode=0o700)
    (work / "hub" / "hub.toml").write_text(_HUB_SETTINGS, encoding="ascii")
    hub = HubProcess(work / "hub", surroundings(base / "around"), is_loaded=False)
    with running(hub):
        moving.fill(work, replace(settings, records=RECORDS, hub=hub.address, token=hub.token))
    _keep(work, base / "text_up", COORDINATOR)
    with running(hub), _syncing(work, COORDINATOR, hub) as workspace:
        code = inviting.invite(workspace, inviting.ForNewOrganisation("A reader’s organisation", "en"), Role.READER)
        _sync(workspace, hub)
        with closing(HttpEndpoint(hub.address)) as endpoint:
            device = enrolling.NewDevice(work / READER, PASSPHRASE, code, hub.address, "a laptop", cost=COST_FLOOR)
            enrolling.enrol(device, endpoint, clock=workspace.clock, wishes=Wishes(budget_bytes=0))
    _keep(work, base / "text_down", READER)
    with running(hub), _syncing(work, READER, hub):
        pass
    with vault(work, COORDINATOR) as workspace:
        publish(workspace, _folder_with_a_file(base / "content", settings.seed))
        root = workspace.root
    _keep(work, base / "file_up", COORDINATOR)
    with running(hub):
        with _syncing(work, COORDINATOR, hub):
            pass
        with _syncing(work, READER, hub) as workspace:
            filing.want_files(workspace, published_id(root, kind="resource", slug="guide"))
    _keep(work, base / "file_down", READER)


@contextmanager
def _syncing(work: Path, name: str, hub: HubProcess) -> Iterator[Workspace]:
    """Open a vault that is up to date with the hub."""
    with vault(work, name) as workspace:
        _sync(workspace, hub)
        yield workspace


def _sync(workspace: Workspace, hub: HubProcess) -> None:
    with closing(HttpEndpoint(hub.address)) as endpoint:
        if not synchronise(workspace, endpoint, Wishes()).is_complete:
            raise RuntimeError("the sync left something behind")


def _keep(work: Path, target: Path, name: str) -> None:
    target.mkdir()
    for part in ("hub", name):
        shutil.copytree(work / part, target / part)


def _folder_with_a_file(folder: Path, seed: int) -> Path:
    front_matter = "---\nlanguage: en\ntitle: A guide\nfiles:\n  - path: files/large.png\n---\n\nLook.\n"
    content = random.Random(f"{seed} file").randbytes(FILE_BYTES)
    return write_folder(folder, {"library/guide.md": front_matter, "library/files/large.png": content})


def main(arguments: list[str]) -> None:
    """Play one flow."""
    base, flow, profile, seed, times = arguments
    print(json.dumps(asdict(play(Path(base), flow, profile, int(seed), float(times)))))


if __name__ == "__main__":
    main(sys.argv[1:])
