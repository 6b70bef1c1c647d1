"""A kit of the made-up network on a slow stick: how long until a newcomer reads something, with snapshots and without.

The stick is a folder of this computer whose files are read at a rate, after a wait for each that is opened, and never
while the program works: no reading ahead, as no stick of today is that slow.
"""

import json
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final
from unittest.mock import patch

from haversack.clock import system_clock
from haversack.operations import enrolling, inviting
from haversack.operations.kit_building import BuildHow, build_kit
from haversack.operations.kit_pages import read_pages
from haversack.operations.kit_planning import KitChoice, plan_kit
from haversack.operations.kit_readiness import make_ready
from haversack.operations.kit_sight import see_kit
from haversack.operations.synchronising import Wishes, synchronise
from haversack.operations.workspace import Workspace
from haversack.store import schema, snapshot_notices
from haversack.store.keys import tune_cost
from haversack.store.snapshot_notices import Verdict
from haversack_sync.client import folder as carrier
from haversack_sync.client.conditions import Report
from haversack_sync.client.folder import FolderEndpoint
from haversack_sync.client.http import HttpEndpoint
from haversack_sync.model.roles import Role
from haversack_sync.protocol.sticks import OFFERS
from tests.benchmarks.measured import COORDINATOR, PASSPHRASE, Settings, measured_sync, vault

RATE: Final = 2_000_000
"""Bytes a second: what the slowest speed class of memory cards (2) promises for writing; reading is rarely as slow."""
OPENING_SECONDS: Final = 0.01
"""For each file: a walk through the tables of a FAT file system of some thousand names."""
_KIT: Final = "kit"
_CODES: Final = "kit-codes.json"
_SYNCS: Final = 4
_PAGES: Final = Path(__file__).parents[2] / "resources" / "kits"


def kit_built(folder: Path, settings: Settings) -> dict[str, object]:
    """Build a kit with two invitations, as a coordinator with a line does it."""
    with vault(folder, COORDINATOR) as workspace:
        new = inviting.ForNewOrganisation("An organisation without a network", "en")
        codes = [inviting.invite(workspace, new, Role.EDITOR) for _ in range(2)]
        for _ in range(_SYNCS):
            # The snapshots that were made after everything was sent go up, and are announced.
            measured_sync(workspace, settings.hub)
        with closing(HttpEndpoint(settings.hub)) as endpoint:
            make_ready(workspace, endpoint, Wishes())
        plan = plan_kit(workspace, folder / _KIT, KitChoice())
        started = time.monotonic()
        built = build_kit(workspace, folder / _KIT, KitChoice(), pages=read_pages(_PAGES), how=BuildHow())
        seconds = time.monotonic() - started
    (folder / _CODES).write_text(json.dumps(codes), encoding="ascii")
    snapshots = sum(one.offer.size for one in plan.snapshots)
    return {
        "bytes": built.size,
        "snapshot_bytes": snapshots,
        "entry_bytes": plan.text_bytes - snapshots,
        "snapshots": len(plan.snapshots),
        "seconds": seconds,
    }


def kit_taken(folder: Path, settings: Settings) -> dict[str, object]:
    """Begin with the kit on the slow stick, as a member with a code."""
    return _begin(folder, which=0)


def kit_by_changes(folder: Path, settings: Settings) -> dict[str, object]:
    """The same with a kit that offers no snapshot."""
    for offers in (folder / _KIT).glob(f"*/{OFFERS}"):
        offers.unlink()
    return _begin(folder, which=1)


def _begin(folder: Path, *, which: int) -> dict[str, object]:
    kit, clock = folder / _KIT, system_clock()
    code = json.loads((folder / _CODES).read_text(encoding="ascii"))[which]
    cost = tune_cost(clock.monotonic)
    with slow_stick():
        started = time.monotonic()
        seen = see_kit(str(kit), lambda source, proxy: FolderEndpoint(Path(source)), clock.random)
        sight = time.monotonic() - started
        device = enrolling.NewDevice(folder / f"kit-{which}", PASSPHRASE, code, "", "a laptop", cost)
        started = time.monotonic()
        begun = enrolling.begin(device, FolderEndpoint(kit), clock=clock)
        first = _First(begun.workspace)
        try:
            result = synchronise(begun.workspace, FolderEndpoint(kit), Wishes(tell=first.tell), so_far=begun.so_far)
            searchable = time.monotonic() - started
            with begun.workspace.replica.reading() as connection:
                used = len(snapshot_notices.read(connection, verdicts=(Verdict.USED,)))
        finally:
            begun.workspace.vault.close()
    if not result.is_complete or not first.at or seen.built is None:
        raise RuntimeError("the kit is not whole")
    return {
        "sight_seconds": sight,
        "first_seconds": first.at - started,
        "readable_seconds": first.last - started,
        "searchable_seconds": searchable,
        "snapshots": used,
        "read_bytes": result.received_bytes,
    }


class _First:
    """Notes when the first record was there, and when something came last."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.at = self.last = 0.0

    def tell(self, report: Report) -> None:
        self.last = time.monotonic()
        if not self.at:
            with self._workspace.replica.reading() as connection:
                if connection.execute(schema.records.select().limit(1)).first() is not None:
                    self.at = self.last


@contextmanager
def slow_stick() -> Iterator[None]:
    """Let every file of a network's folder be read at the stick's rate for the length of a block."""
    read = carrier._pieces

    def slowly(path: Path, *, offset: int = 0, limit: int | None = None) -> Iterator[bytes]:
        time.sleep(OPENING_SECONDS)
        for piece in read(path, offset=offset, limit=limit):
            time.sleep(len(piece) / RATE)
            yield piece

    with patch.object(carrier, "_pieces", slowly):
        yield
