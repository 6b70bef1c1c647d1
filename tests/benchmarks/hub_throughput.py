"""How much a real hub does in a second over HTTP: `python -m tests.benchmarks.hub_throughput [--changes N]`.

Both ends share the machine, so a hub of its own does more. Prints JSON; judges nothing.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from haversack_sync.protocol.limits import MAX_ANSWER_BYTES
from tests.integration.hub.founding import enrol, found
from tests.integration.hub.plain_link import PlainLink
from tests.integration.processes import HubProcess, surroundings
from tests.simulation.asking import Asker
from tests.simulation.world import FixedRandom, World

DIRECTORY = "members/directory"
BATCH = 1000
SETTINGS = (
    "requests_per_device_and_minute = 100000000\nrequest_burst = 100000000\n"
    "changes_per_device_and_day = 100000000\nchanges_per_coordinator_and_day = 100000000\n"
)


def per_second(count: int, work: Callable[[], object]) -> float:
    """Do some work and return how much of it was done in a second."""
    started = time.perf_counter()
    work()
    return round(count / (time.perf_counter() - started), 1)


def send_all(asker: Asker, changes: Sequence[bytes]) -> None:
    for start in range(0, len(changes), BATCH):
        asker.ask(changes[start : start + BATCH])


def read_all(asker: Asker) -> None:
    while not asker.ask(answer_bytes=MAX_ANSWER_BYTES).is_whole:
        pass


def each_alone(asker: Asker, changes: Sequence[bytes]) -> None:
    for change in changes:
        asker.ask([change])


def ask_often(asker: Asker, times: int) -> None:
    for _ in range(times):
        asker.ask()


def measure(folder: Path, changes: int, devices: int) -> dict[str, float]:
    """Start a hub in a folder and measure."""
    (folder / "hub").mkdir()
    (folder / "hub" / "hub.toml").write_text(SETTINGS)
    hub = HubProcess(folder / "hub", surroundings(folder / "around"))
    hub.start()
    try:
        world = World(FixedRandom("throughput"))
        coordinator = found(hub, world)
        editors = [enrol(hub, world, coordinator) for _ in range(devices)]
        made = [world.content(world.coordinator, DIRECTORY, world.random(200)) for _ in range(changes)]
        results = {"changes accepted, 1000 a request": per_second(changes, lambda: send_all(coordinator, made))}
        reader = Asker(PlainLink(hub.address), world.root, world.hub_key, editors[0].author, dict(editors[0].feeds))
        reader.counters = dict(editors[0].counters)
        results["entries read and verified"] = per_second(changes, lambda: read_all(reader))
        editors[0].counters = dict(reader.counters)
        for editor in editors:
            read_all(editor)
        times = max(20, changes // 50 // devices)
        with ThreadPoolExecutor(devices) as pool:
            results[f"exchanges without news, {devices} devices"] = per_second(
                times * devices, lambda: list(pool.map(lambda editor: ask_often(editor, times), editors))
            )
            alone = [[world.content(each.signer, DIRECTORY, b"one field") for _ in range(times)] for each in editors]
            results[f"exchanges with one change, {devices} devices"] = per_second(
                times * devices, lambda: list(pool.map(each_alone, editors, alone))
            )
        return results
    finally:
        hub.kill()


def main() -> int:
    """Print what a hub does in a second."""
    parser = argparse.ArgumentParser(description="What a hub does in a second, over HTTP on this computer.")
    parser.add_argument("--changes", type=int, default=10_000)
    parser.add_argument("--devices", type=int, default=8)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(measure(Path(folder), options.changes, options.devices), indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
