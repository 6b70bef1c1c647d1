"""The steps that move records: into the coordinator's outbox, to the hub, and down to another computer."""

import random
import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Final
from unittest.mock import patch

import zstandard

from haversack.clock import system_clock
from haversack.operations import enrolling, founding, inviting, snapshots
from haversack.operations.editing import edit
from haversack.operations.synchronising import Wishes
from haversack.operations.workspace import Workspace
from haversack.store import index_state, outbox, snapshot_collecting, snapshot_notices
from haversack.store.cost import COST_FLOOR
from haversack.store.snapshot_notices import Verdict
from haversack_sync.client.http import HttpEndpoint
from haversack_sync.model.content import content_of, create_operations, in_changes
from haversack_sync.model.ids import FeedId, RecordId, published_id
from haversack_sync.model.kinds import KINDS
from haversack_sync.model.operations import Change
from haversack_sync.model.roles import Role
from haversack_sync.protocol.endpoint import exchange_line
from haversack_sync.protocol.messages import ExchangeRequest, encode_message
from haversack_sync.protocol.requests import LANE_EXCHANGE, sign_request
from tests.benchmarks.measured import (
    COORDINATOR,
    FOLLOWER,
    PASSPHRASE,
    READER,
    Settings,
    TappedSync,
    measured_sync,
    peak_memory_bytes,
    processor_seconds,
    tapped_sync,
    vault,
)
from tests.benchmarks.network import as_line, make_network, sizes
from tests.benchmarks.words import Prose, prose_in
from tests.integration.tapped_link import TappedLink

Numbers = dict[str, object]
_RULES: Final = 1
_CHANGE_BYTES: Final = 16 * 1024
_EXCHANGES: Final = 200
_WEEK: Final = {"organisation": 50, "resource": 40, "lesson": 10}
_MONTH: Final = {"organisation": 300, "resource": 280, "lesson": 20}


def fill(folder: Path, settings: Settings) -> Numbers:
    """Found the network, and write all of its records into the coordinator's outbox."""
    clock = system_clock()
    new = founding.NewNetwork(
        folder / COORDINATOR, PASSPHRASE, "Benchmark", settings.hub, settings.token, cost=COST_FLOOR
    )
    with closing(HttpEndpoint(settings.hub)) as endpoint:
        founding.found(new, endpoint, clock=clock)
    with vault(folder, COORDINATOR) as workspace:
        started = clock.monotonic()
        changes = _queue_all(workspace, settings)
        return {"changes": changes, "seconds": clock.monotonic() - started}


def _queue_all(workspace: Workspace, settings: Settings) -> int:
    feeds = {name: workspace.feed(kind.audience, kind.shelf).handle for name, kind in KINDS.items()}
    stale: dict[FeedId, list[RecordId]] = {}
    changes = 0
    with workspace.replica.transaction() as connection:
        for record in make_network(settings.records, root=workspace.root, seed=settings.seed):
            feed, record_id = feeds[record.kind], record.id(workspace.root)
            content = content_of(KINDS[record.kind], record.fields)
            for part in in_changes(create_operations(content), max_bytes=_CHANGE_BYTES):
                change = Change(_RULES, record_id, record.kind, part)
                outbox.queue_change(connection, change, feed=feed, signer=workspace.own, created_ms=0)
                changes += 1
            stale.setdefault(feed, []).append(record_id)
        for feed, records in stale.items():
            index_state.mark_stale(connection, feed, records)
    return changes


def floor(folder: Path, settings: Settings) -> Numbers:
    """Write the same records as one NDJSON and compress it: what no sync that knows nothing can beat by much."""
    with vault(folder, COORDINATOR) as workspace:
        root = workspace.root
    records = make_network(settings.records, root=root, seed=settings.seed)
    lines = b"".join(as_line(record, root) for record in records)
    return {
        "records": sizes(settings.records),
        "ndjson": len(lines),
        "zstd_19": len(zstandard.ZstdCompressor(level=19).compress(lines)),
    }


def push(folder: Path, settings: Settings) -> Numbers:
    """Send everything; it comes back as references and becomes the coordinator's confirmed state."""
    with vault(folder, COORDINATOR) as workspace:
        before = processor_seconds(settings.hub_process)
        sync = measured_sync(workspace, settings.hub)
        hub_seconds = processor_seconds(settings.hub_process) - before
    return {**asdict(sync), "hub_seconds": hub_seconds, "memory": peak_memory_bytes()}


def enrol(folder: Path, settings: Settings) -> Numbers:
    """Invite a reader and let a new computer join, before its first sync."""
    clock = system_clock()
    with vault(folder, COORDINATOR) as workspace:
        new = inviting.ForNewOrganisation("A reader’s organisation", "en")
        code = inviting.invite(workspace, new, Role.READER)
        measured_sync(workspace, settings.hub)
    with TappedLink(settings.hub) as link, closing(HttpEndpoint(link.address)) as endpoint:
        device = enrolling.NewDevice(folder / READER, PASSPHRASE, code, settings.hub, "a laptop", cost=COST_FLOOR)
        started = clock.monotonic()
        # No budget for the sync that follows: that one is the next step.
        enrolling.enrol(device, endpoint, clock=clock, wishes=Wishes(budget_bytes=0))
        seconds = clock.monotonic() - started
        endpoint.close()
        up, down = link.body_bytes()
    return {"up": up, "down": down, "seconds": seconds}


def first_sync(folder: Path, settings: Settings) -> Numbers:
    """Bring everything down to the new computer, by the snapshots that the coordinator made when it sent everything."""
    with vault(folder, READER) as workspace:
        before = processor_seconds(settings.hub_process)
        sync = measured_sync(workspace, settings.hub)
        hub_seconds = processor_seconds(settings.hub_process) - before
        with workspace.replica.reading() as connection:
            used = len(snapshot_notices.read(connection, verdicts=(Verdict.USED,)))
    return {**asdict(sync), "hub_seconds": hub_seconds, "memory": peak_memory_bytes(), "snapshots": used}


def entries_sync(folder: Path, settings: Settings) -> Numbers:
    """Bring everything down to one more computer, change by change, as if nobody made snapshots."""
    with vault(folder, COORDINATOR) as workspace:
        code = inviting.invite(workspace, inviting.ForNewOrganisation("One more", "en"), Role.READER)
        measured_sync(workspace, settings.hub)
    device = enrolling.NewDevice(folder / FOLLOWER, PASSPHRASE, code, settings.hub, "a laptop", cost=COST_FLOOR)
    with closing(HttpEndpoint(settings.hub)) as endpoint:
        enrolling.enrol(device, endpoint, clock=system_clock(), wishes=Wishes(budget_bytes=0))
    with (
        vault(folder, FOLLOWER) as workspace,
        patch.object(snapshot_collecting, "unwelcome", side_effect=lambda _, standings: frozenset(standings)),
        # Nor is there one to hold against what the changes made.
        patch.object(snapshots, "look_at_new", return_value=0),
    ):
        sync = measured_sync(workspace, settings.hub)
    shutil.rmtree(folder / FOLLOWER)
    return {**asdict(sync), "memory": peak_memory_bytes()}


def nothing_new(folder: Path, settings: Settings) -> Numbers:
    """Sync when nothing changed, once the keeper has seen the new computer and that has its keys."""
    with vault(folder, COORDINATOR) as workspace:
        measured_sync(workspace, settings.hub)
    with vault(folder, READER) as workspace:
        measured_sync(workspace, settings.hub)
        return _tapped(tapped_sync(workspace, settings.hub))


def one_field(folder: Path, settings: Settings) -> Numbers:
    """Edit one field of one organisation; send it, and receive it elsewhere."""
    with vault(folder, COORDINATOR) as workspace:
        record = published_id(workspace.root, kind="organisation", slug="organisation-0")
        edit(workspace, record, ["opening_hours=Monday to Friday 9:00–16:30"])
        up = tapped_sync(workspace, settings.hub)
    with vault(folder, READER) as workspace:
        down = tapped_sync(workspace, settings.hub)
    return {"sent": _tapped(up), "received": _tapped(down)}


def hundred_edits(folder: Path, settings: Settings) -> Numbers:
    """Edit 50 profiles, 40 items and 10 lessons; receive all of it on a computer that was away."""
    with vault(folder, COORDINATOR) as workspace:
        for record, assignment in week_of_edits(workspace, settings, "edit"):
            edit(workspace, record, [assignment])
        up = tapped_sync(workspace, settings.hub)
    with vault(folder, READER) as workspace:
        down = tapped_sync(workspace, settings.hub)
    return {"sent": _tapped(up), "received": _tapped(down)}


def week_of_edits(workspace: Workspace, settings: Settings, when: str) -> Iterator[tuple[RecordId, str]]:
    """Yield what changes in a week: a hundred records, each with what becomes of one of its fields."""
    return _edits(workspace, settings, _WEEK, when)


def month_away(folder: Path, settings: Settings) -> Numbers:
    """Edit what a network changes in a month; receive all of it on a computer that was away."""
    with vault(folder, COORDINATOR) as workspace:
        edits = 0
        for record, assignment in _edits(workspace, settings, _MONTH, "month"):
            edit(workspace, record, [assignment])
            edits += 1
        measured_sync(workspace, settings.hub)
    with vault(folder, READER) as workspace:
        down = tapped_sync(workspace, settings.hub)
    return {"edits": edits, "received": _tapped(down)}


def _edits(
    workspace: Workspace, settings: Settings, chosen: Mapping[str, int], when: str
) -> Iterator[tuple[RecordId, str]]:
    """Yield what changes: short fields mostly, and a word in each of some lessons; as many of each kind as chosen."""
    counts = sizes(settings.records)
    records = make_network(settings.records, root=workspace.root, seed=settings.seed)
    steps = {kind: max(1, counts[kind] // wanted) for kind, wanted in chosen.items()}
    seen = dict.fromkeys(chosen, 0)
    for record in records:
        if record.kind not in chosen:
            continue
        number, seen[record.kind] = seen[record.kind], seen[record.kind] + 1
        if number % steps[record.kind] or number // steps[record.kind] >= chosen[record.kind]:
            continue
        rng = random.Random(f"{settings.seed} {when} {record.slug}")
        prose = prose_in(str(record.fields["language"]))
        yield record.id(workspace.root), _assignment(rng, prose, record.kind, record.fields)


def _assignment(rng: random.Random, prose: Prose, kind: str, fields: Mapping[str, object]) -> str:
    if kind == "lesson":
        body = fields["body"]
        text = str(body[prose.language]) if isinstance(body, dict) else ""
        words = text.split(" ")
        words[rng.randrange(len(words))] = prose.telling_word(rng)
        return f"body={' '.join(words)}"
    if kind == "resource":
        return rng.choice((f"title={prose.title(rng)}", f"summary={prose.prose(rng, 2)}", "licence=CC BY-SA 4.0"))
    return rng.choice(
        (
            f"opening_hours={prose.word(rng)} 10:00–{rng.randint(12, 18)}:30",
            f"services={prose.prose(rng, 1)}",
            f"website=https://new{rng.randrange(10**6)}.example",
        )
    )


def _tapped(tapped: TappedSync) -> Numbers:
    return {**asdict(tapped.sync), "raw_up": tapped.raw_up, "raw_down": tapped.raw_down}


def exchanges(folder: Path, settings: Settings) -> Numbers:
    """Ask the hub for what is new, again and again: one computer, one connection, nothing changed."""
    with vault(folder, READER) as workspace, closing(HttpEndpoint(settings.hub)) as endpoint:
        replica, clock = workspace.replica, workspace.clock
        view, keys = replica.network(), replica.identity().keys
        if keys is None:
            raise LookupError("a reader without keys")
        standings = [(cursor.ordinal, cursor.standing.n) for cursor in replica.cursors()]
        body = encode_message(ExchangeRequest(((0, view.standing.n), *standings), answer_bytes=64 * 1024))
        auths = [
            sign_request(
                exchange_line(body),
                root=view.root,
                device=keys.handle,
                lane=LANE_EXCHANGE,
                counter=replica.take_counter(LANE_EXCHANGE),
                signing_seed=keys.sign_seed,
            )
            for _ in range(_EXCHANGES)
        ]
        before, started = processor_seconds(settings.hub_process), clock.monotonic()
        for auth in auths:
            b"".join(endpoint.exchange(body, auth))
        seconds = clock.monotonic() - started
        hub_seconds = processor_seconds(settings.hub_process) - before
    return {"count": _EXCHANGES, "seconds": seconds, "hub_seconds": hub_seconds}
