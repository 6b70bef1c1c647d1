"""The steps that look at what is in a vault: unlocking, listing, searching, and a larger vault to search in."""

import shutil
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from haversack.clock import system_clock
from haversack.operations.browsing import list_records
from haversack.operations.directory import members
from haversack.operations.library import library
from haversack.operations.searching import search, update_index
from haversack.operations.workspace import Workspace, on_vault
from haversack.store import index_state, records
from haversack.store.database import open_database
from haversack.store.files import FolderLock
from haversack.store.keys import unlock
from haversack.store.schema_version import bring_up_to_date
from haversack.store.slot_file import read_slots
from haversack.store.vault import DATABASE_FILE, LOCK_FILE, Vault
from haversack_sync.model import merge
from haversack_sync.model.content import content_of, create_operations
from haversack_sync.model.ids import FeedId, Position
from haversack_sync.model.kinds import KINDS
from haversack_sync.model.operations import Change
from haversack_sync.model.record import RecordState
from tests.benchmarks.measured import PASSPHRASE, READER, Settings, peak_memory_bytes, vault
from tests.benchmarks.network import make_network
from tests.benchmarks.queries import make_queries

Numbers = dict[str, object]
LARGE: Final = "large"
_OPENINGS: Final = 7
_QUERIES: Final = 400
_READINGS: Final = 3
_BATCH: Final = 2_000


def opening(folder: Path, _settings: Settings) -> Numbers:
    """Unlock the vault, part by part, until the first list is there."""
    parts: dict[str, list[float]] = {}
    for _ in range(_OPENINGS):
        for name, seconds in _open_once(folder / READER).items():
            parts.setdefault(name, []).append(seconds)
    medians: Numbers = {name: statistics.median(seconds) for name, seconds in parts.items()}
    size = sum(path.stat().st_size for path in (folder / READER).rglob("*") if path.is_file())
    return {**medians, "memory": peak_memory_bytes(), "size": size}


def lists(folder: Path, _settings: Settings) -> Numbers:
    """Read the lists of the directory and of the library whole, as their pages do at their first visit."""
    with vault(folder, READER) as workspace:
        return {"directory": _cost(lambda: members(workspace)), "library": _cost(lambda: library(workspace))}


def _cost(work: Callable[[], object]) -> float:
    """Return the processor time of some work in seconds, the median of a few times."""
    spent = []
    for _ in range(_READINGS):
        started = time.process_time()
        work()
        spent.append(time.process_time() - started)
    return statistics.median(spent)


def _open_once(folder: Path) -> dict[str, float]:
    clock = system_clock()
    times = [clock.monotonic()]
    lock = FolderLock(folder / LOCK_FILE)
    lock.acquire()
    keys = unlock(read_slots(folder).slots, PASSPHRASE)
    times.append(clock.monotonic())
    database = open_database(folder / DATABASE_FILE, keys.database)
    bring_up_to_date(database)
    with Vault(folder, keys=keys, database=database, lock=lock) as opened:
        times.append(clock.monotonic())
        workspace = on_vault(opened, clock=clock)
        times.append(clock.monotonic())
        list_records(workspace, "organisation")
        times.append(clock.monotonic())
    names = ("key_derivation", "database", "chain", "list")
    return {name: after - before for name, before, after in zip(names, times, times[1:], strict=False)}


def searching(folder: Path, settings: Settings) -> Numbers:
    """Search in the vault of the first sync."""
    with vault(folder, READER) as workspace:
        return {**_search_often(workspace, settings), "memory": peak_memory_bytes()}


def _search_often(workspace: Workspace, settings: Settings) -> Numbers:
    clock = workspace.clock
    search(workspace, "warm")
    times: dict[str, list[float]] = {}
    hits = 0
    for query in make_queries(_QUERIES, seed=settings.seed):
        started = clock.monotonic()
        found = search(workspace, query.text, languages=("en",))
        seconds = clock.monotonic() - started
        hits += bool(found)
        for group in ("all", query.group):
            times.setdefault(group, []).append(seconds)
    groups = {group: {"count": len(some), **_percentiles(some)} for group, some in times.items()}
    return {"queries": _QUERIES, "with_hits": hits, "groups": groups}


def _percentiles(seconds: Sequence[float]) -> dict[str, float]:
    """Return p50, p95 and the slowest, in seconds."""
    cuts = statistics.quantiles(seconds, n=100, method="inclusive")
    return {"p50": cuts[49], "p95": cuts[94], "slowest": max(seconds)}


def enlarging(folder: Path, settings: Settings) -> Numbers:
    """Copy the vault and add made-up records, as replay would leave them, up to the larger number; index them."""
    shutil.copytree(folder / READER, folder / LARGE)
    with vault(folder, LARGE) as workspace:
        clock = workspace.clock
        more = settings.large - settings.records
        saving = _save_more(workspace, settings, more)
        started = clock.monotonic()
        indexed = update_index(workspace)
        seconds = clock.monotonic() - started
    size = sum(path.stat().st_size for path in (folder / LARGE).rglob("*") if path.is_file())
    return {"added": more, "saving_seconds": saving, "indexed": indexed, "seconds": seconds, "size": size}


def _save_more(workspace: Workspace, settings: Settings, more: int) -> float:
    spent = 0.0
    batch: dict[FeedId, list[RecordState]] = {}
    for state in _more_states(workspace, settings, more):
        batch.setdefault(state.feed, []).append(state)
        if len(batch[state.feed]) == _BATCH:
            spent += _save(workspace, state.feed, batch.pop(state.feed))
    for feed, states in batch.items():
        spent += _save(workspace, feed, states)
    return spent


def _save(workspace: Workspace, feed: FeedId, states: Sequence[RecordState]) -> float:
    started = workspace.clock.monotonic()
    with workspace.replica.transaction() as connection:
        records.save_states(connection, [(None, state) for state in states], 1)
        index_state.mark_stale(connection, feed, [state.id for state in states])
    return workspace.clock.monotonic() - started


def _more_states(workspace: Workspace, settings: Settings, more: int) -> Iterator[RecordState]:
    feeds = {name: workspace.feed(kind.audience, kind.shelf).handle for name, kind in KINDS.items()}
    other_root = bytes(32)
    for record in make_network(more, root=other_root, seed=settings.seed + 1):
        operations = create_operations(content_of(KINDS[record.kind], record.fields))
        change = Change(1, record.id(other_root), record.kind, operations)
        yield merge.apply(None, change, feed=feeds[record.kind], device=workspace.own, number=0, position=Position(1))


def searching_large(folder: Path, settings: Settings) -> Numbers:
    """Search among the larger number of records."""
    with vault(folder, LARGE) as workspace:
        return {**_search_often(workspace, settings), "memory": peak_memory_bytes()}
