"""A simulated vault's side of making snapshots and looking at those of others, on plain values.

What is pure (packing, sealing) is the vault's own. Works inside the owner's transaction.
"""

from collections.abc import Mapping
from dataclasses import replace

from haversack.store import snapshot_making
from haversack.store.snapshot_making import Made, Read
from haversack.store.snapshot_notices import UNTRUSTED, Announced, Verdict
from haversack.store.snapshot_parts import INDEX_PART
from haversack.store.snapshot_state import Stand
from haversack_sync.client.ports import Upload
from haversack_sync.client.replay import Opened, Outcome, open_entry, replay
from haversack_sync.model.authority import Feed
from haversack_sync.model.ids import DeviceId, FeedId, Position, RecordId
from haversack_sync.model.record import RecordState
from haversack_sync.model.state_digest import StatePoint, record_digest, state_digest
from haversack_sync.protocol.entries import first_digest, next_digest
from haversack_sync.protocol.envelope import parse_envelope
from haversack_sync.protocol.errors import SealError, WireError
from haversack_sync.protocol.snapshot_columns import chunks
from haversack_sync.protocol.snapshots import object_id
from tests.simulation import snapshots_taken as taken
from tests.simulation.kept import Base, Kept, MadeRow, Part


def base_of(kept: Kept, feed: FeedId) -> Base:
    """Return where a feed begins here: with a snapshot, or with nothing."""
    return kept.bases.get(feed) or Base(0, Position(0), first_digest(kept.view.root, feed), {}, 0, {})


def is_due(kept: Kept, feed: FeedId) -> bool:
    """Tell whether a feed's tail has grown so far that a snapshot is worth making."""
    standing = kept.standings.get(feed)
    own = kept.made.get(feed)
    if standing is None or kept.applied.get(feed, 0) < standing.n or (own is not None and not own.is_announced):
        return False
    last = [one.n for one in taken.notices(kept, feed) if one.verdict not in UNTRUSTED]
    covered = max([*last, own.n if own is not None else 0], default=0)
    base = base_of(kept, feed)
    tail = sum(len(entry.envelope) for entry in kept.entries.get(feed, ())[max(0, covered - base.n) :])
    before = 0
    if covered:
        states = (state for (where, _), state in kept.states.items() if where == feed)
        versions = (one for state in states for group in state.groups.values() for one in group)
        before = sum(len(one.value) for one in versions) // 2
    return tail >= max(snapshot_making.LEAST_TAIL_BYTES, before // snapshot_making.TAIL_SHARE)


def read(kept: Kept, feed: Feed, newest: tuple[int, bytes] | None) -> Read | None:
    """Read a feed's state as it is now; None while its newest key is not here, or entries wait."""
    standing = kept.standings.get(feed.handle)
    if newest is None or standing is None or not standing.n or kept.applied.get(feed.handle, 0) != standing.n:
        return None
    stand, states = stand_at(kept, feed, standing.n)
    digests = [(bytes(state.id), record_digest(state, root=kept.view.root)) for state in states.values()]
    state = state_digest(stand.point, digests, stand.authors)
    laid_out = tuple(chunks(states.values(), stand.authors))
    return Read(feed, stand, laid_out, state, len(states), *newest)


def stand_at(kept: Kept, feed: Feed, n: int) -> tuple[Stand, Mapping[RecordId, RecordState]]:
    """Replay a feed's kept entries up to one, from where it begins here."""
    view, base = kept.view, base_of(kept, feed.handle)
    states, authors = dict(base.states), dict(base.authors)
    position, digest = base.position, base.digest
    keys = kept.audience_keys
    for entry in kept.entries.get(feed.handle, ())[: n - base.n]:
        digest = next_digest(digest, entry, root=view.root, era=view.era, feed=feed.handle)
        position = entry.position
        envelope = parse_envelope(entry.envelope)
        header = envelope.header
        result = open_entry(view, feed, entry, envelope, key_of=lambda *name: keys.get(name))
        if isinstance(result, Opened):
            if authors.get(header.device, -1) >= header.number:
                continue
            result = replay(view, feed, result, states.get(result.change.record))
        elif authors.get(header.device, -1) >= header.number:
            continue
        if result.uses_number:
            authors[header.device] = header.number
        if result.outcome is Outcome.APPLIED and result.state is not None:
            states[result.state.id] = result.state
    rules = view.authority.rules_before(position) if n else 0
    return Stand(StatePoint(view.root, feed.handle, n, digest, rules), position, authors), states


def keep(kept: Kept, made: Made) -> None:
    """Keep a snapshot until the hub holds it, in place of an older one that was made here."""
    feed, n = made.read.feed.handle, made.read.stand.point.n
    taken.drop_parts(kept, feed, is_own=True)
    for number, sealed in [*enumerate(made.parts, start=1), (INDEX_PART, made.index)]:
        kept.parts[object_id(sealed)] = Part(feed, n, number, sealed, is_own=True, is_at_hub=False)
    kept.made[feed] = MadeRow(n, object_id(made.index), made.notice, is_announced=False)


def look(kept: Kept, announced: Announced, own: DeviceId) -> Verdict | None:
    """Look at one snapshot; None where this computer cannot tell."""
    feed = kept.view.authority.feeds[announced.feed]
    if announced.device == own:
        return Verdict.RIGHT
    try:
        summary = taken.open_summary(kept, announced)
    except (SealError, WireError):
        return None
    if not base_of(kept, feed.handle).n <= announced.n <= kept.applied.get(feed.handle, 0):
        return None
    stand, states = stand_at(kept, feed, announced.n)
    said = (summary.digest, summary.position, summary.rules)
    if said != (stand.point.digest, stand.position, stand.point.rules):
        return Verdict.WRONG
    digests = [(bytes(state.id), record_digest(state, root=kept.view.root)) for state in states.values()]
    state = state_digest(stand.point, digests, stand.authors)
    return Verdict.RIGHT if (state, len(states)) == (summary.state, summary.records) else Verdict.WRONG


def was_announced(kept: Kept, feed: FeedId) -> None:
    """Note that a snapshot is announced, and forget its parts here."""
    kept.made[feed] = replace(kept.made[feed], is_announced=True)
    taken.drop_parts(kept, feed, is_own=True)


def uploads(kept: Kept) -> list[Upload]:
    """List the parts that the hub lacks, the index of a snapshot last."""
    parts = [(one.feed, one.part == INDEX_PART, one.part, name) for name, one in kept.parts.items()]
    waiting = (name for *_, name in sorted(parts) if not kept.parts[name].is_at_hub)
    return [Upload(name, len(kept.parts[name].sealed)) for name in waiting]
