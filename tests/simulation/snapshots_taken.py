"""A simulated vault's side of taking snapshots: what `store.snapshot_collecting` and its like do, on plain values.

Works inside the owner's transaction. Written beside the vault's, so that histories are quick; `test_vaults.py` shows
that both do the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from haversack.store.snapshot_notices import UNTRUSTED, Announced, Verdict, epoch_of
from haversack.store.snapshot_parts import INDEX_PART
from haversack_sync.client.answers import OfferStep
from haversack_sync.client.ports import MissingPart
from haversack_sync.client.replay import Outcome, Replayed, open_entry
from haversack_sync.model.ids import FeedId, ObjectId, Position
from haversack_sync.model.policy import KNOWN_RULES
from haversack_sync.model.record import RecordState
from haversack_sync.model.state_digest import StatePoint, record_digest, state_digest
from haversack_sync.protocol.entries import Entry, Standing
from haversack_sync.protocol.envelope import Envelope
from haversack_sync.protocol.errors import LyingSnapshotError, SealError, WireError
from haversack_sync.protocol.limits import MAX_SNAPSHOT_INDEX_BYTES
from haversack_sync.protocol.snapshot_columns import Chunk, decode_chunks
from haversack_sync.protocol.snapshot_packing import RowUnpacker, unpack_dictionary
from haversack_sync.protocol.snapshot_rows import Place, RowReader
from haversack_sync.protocol.snapshots import (
    DisputeNotice,
    Listed,
    Notice,
    PartName,
    PartType,
    SnapshotNotice,
    Summary,
    decode_index,
    decode_notice,
    decode_summary,
    open_part,
    read_part_name,
)
from tests.simulation.kept import Base, Kept, Part

_OPEN_TO_DISPUTE = (Verdict.OPEN, Verdict.OFFERED, Verdict.USED)
_FOUND_HERE = (Verdict.RIGHT, Verdict.WRONG, Verdict.USED)


def note(kept: Kept, entry: Entry, envelope: Envelope, notice: Notice) -> None:
    """Keep a notice that was replayed, or that the hub offered. Safe to repeat."""
    feed = envelope.header.feed
    if isinstance(notice, DisputeNotice):
        known = kept.notices.get((feed, notice.position))
        if known is not None and known.verdict in _OPEN_TO_DISPUTE:
            judge(kept, known, Verdict.DISPUTED)
        return
    announced = Announced(
        feed,
        entry.position,
        envelope.header.device,
        notice.n,
        notice.digest,
        envelope.header.refs[0],
        notice.summary,
        Verdict.OPEN,
    )
    kept.notices.setdefault((feed, entry.position), announced)


def judge(kept: Kept, announced: Announced, verdict: Verdict) -> None:
    """Keep what was found."""
    name = (announced.feed, announced.position)
    kept.notices[name] = replace(kept.notices[name], verdict=verdict)


def notices(kept: Kept, feed: FeedId | None = None, verdicts: Sequence[Verdict] = ()) -> list[Announced]:
    """List notices, the newest first; of one feed, or with one of these verdicts."""
    found = (one for one in kept.notices.values() if feed in (None, one.feed))
    chosen = [one for one in found if not verdicts or one.verdict in verdicts]
    return sorted(chosen, key=lambda one: -one.position)


def is_welcome(kept: Kept, feed: FeedId, *, n: int) -> bool:
    """Tell whether a snapshot of a feed may be offered: not where one that is not wanted would come again."""
    later = notices(kept, feed, (Verdict.LATER,))
    if any(one.n > n and is_aside(kept, one) for one in later):
        return False
    return not any(one.n > n for one in notices(kept, feed, UNTRUSTED))


def is_aside(kept: Kept, announced: Announced) -> bool:
    """Tell whether a snapshot is not wanted yet, by the hub's newest stamp."""
    return kept.last_contact < kept.aside.get((announced.feed, announced.position), 0)


def take_offer(kept: Kept, step: OfferStep) -> bool:
    """Keep an offer whose mark was checked; return whether the snapshot is wanted now."""
    feed, notice = kept.view.authority.feeds[step.feed], decode_notice(step.envelope.content)
    if not isinstance(notice, SnapshotNotice):
        return False
    keys = kept.audience_keys
    read = open_entry(kept.view, feed, step.entry, step.envelope, key_of=lambda *name: keys.get(name))
    note(kept, step.entry, step.envelope, notice)
    announced = kept.notices[step.feed, step.entry.position]
    if announced.verdict in UNTRUSTED or is_aside(kept, announced):
        return False
    if not (isinstance(read, Replayed) and read.outcome is Outcome.NOTED):
        judge(kept, announced, Verdict.UNUSABLE)
        return False
    try:
        summary = open_summary(kept, announced)
        is_right = summary.position == step.last.position and summary.digest == step.last.digest
    except (SealError, WireError):
        is_right = False
    judge(kept, announced, Verdict.OFFERED if is_right else Verdict.UNUSABLE)
    return is_right


def open_summary(kept: Kept, announced: Announced) -> Summary:
    """Open what a snapshot says of itself, and check that it says the same as its notice.

    Raises:
        SealError: The key is not here, or it was sealed as something else.
        WireError: It is malformed, or says another thing than its notice.
    """
    name = read_part_name(announced.summary)
    key = kept.audience_keys.get((kept.view.authority.feeds[announced.feed].audience, name.epoch))
    if key is None:
        raise SealError("key is missing")
    if (name.type, name.feed, name.n, name.part) != (PartType.SUMMARY, announced.feed, announced.n, 0):
        raise SealError("another part")
    summary = decode_summary(open_part(announced.summary, name, root=kept.view.root, epoch_key=key))
    if (summary.index, summary.n, summary.digest) != (announced.index, announced.n, announced.digest):
        raise WireError("summary of another snapshot")
    return summary


def offered(kept: Kept) -> list[Announced]:
    """List the snapshots that are wanted here, one for each feed."""
    newest: dict[FeedId, Announced] = {}
    for one in notices(kept, verdicts=(Verdict.OFFERED,)):
        newest.setdefault(one.feed, one)
    return list(newest.values())


def missing(kept: Kept, announced: Announced) -> list[MissingPart]:
    """List what of a snapshot is not here: the index alone as long as that is missing.

    Raises:
        WireError: The index is malformed.
    """
    object_id, data = kept.begun.get(announced.feed, (None, b""))
    listed = _index(kept, announced)
    if listed is None:
        wanted = [MissingPart(announced.index, MAX_SNAPSHOT_INDEX_BYTES)]
    else:
        wanted = [MissingPart(ObjectId(one.object), one.size) for one in listed if one.object not in kept.parts]
    return [replace(one, begun=data) if one.object_id == object_id else one for one in wanted]


def keep(kept: Kept, announced: Announced, object_id: ObjectId, data: bytes) -> None:
    """Keep a part or the index, whose hash was checked. Safe to repeat."""
    place = INDEX_PART if object_id == announced.index else 1
    kept.parts.setdefault(object_id, Part(announced.feed, announced.n, place, data, is_own=False, is_at_hub=True))
    kept.begun.pop(announced.feed, None)


def keep_begun(kept: Kept, feed: FeedId, object_id: ObjectId, data: bytes) -> None:
    """Keep what came of a part that is not whole, or forget it where there is nothing."""
    kept.begun.pop(feed, None)
    if data:
        kept.begun[feed] = (object_id, data)


def drop_parts(kept: Kept, feed: FeedId, *, is_own: bool) -> None:
    """Forget the parts of a feed's snapshots: what was made here, or what was to be used here."""
    kept.parts = {name: one for name, one in kept.parts.items() if (one.feed, one.is_own) != (feed, is_own)}
    if not is_own:
        kept.begun.pop(feed, None)


def give_up(kept: Kept, announced: Announced, verdict: Verdict) -> None:
    """Want a snapshot no longer; entries come in its place."""
    judge(kept, announced, verdict)
    drop_parts(kept, announced.feed, is_own=False)


def apply(kept: Kept, announced: Announced) -> int:
    """Put a feed to where a snapshot stands whose parts are all here; return how many records changed.

    Raises:
        LyingSnapshotError: It contradicts itself, or what is here.
        SealError: A part does not open.
        WireError: A part is malformed.
    """
    feed, summary = announced.feed, open_summary(kept, announced)
    rules = kept.view.authority.rules_before(summary.position)
    if rules not in KNOWN_RULES or summary.rules != rules:
        raise LyingSnapshotError("rules")
    reader = RowReader(Place(feed, Position(summary.position)))
    states = {state.id: state for state in reader.states(_chunks(kept, announced, summary))}
    before = {record: state for (where, record), state in kept.states.items() if where == feed}
    if any(record in before and made(before[record]) != made(state) for record, state in states.items()):
        raise LyingSnapshotError("altered")
    known = ((device, number) for (where, device), number in kept.numbers.items() if where == feed)
    if any(reader.authors.get(device, -1) < number for device, number in known):
        raise LyingSnapshotError("authors")
    point = StatePoint(kept.view.root, feed, summary.n, summary.digest, summary.rules)
    digests = [(bytes(state.id), record_digest(state, root=kept.view.root)) for state in states.values()]
    if len(digests) != summary.records or state_digest(point, digests, reader.authors) != summary.state:
        raise LyingSnapshotError("state")
    if set(before) - set(states):
        raise LyingSnapshotError("dropped")
    kept.states |= {(feed, record): state for record, state in states.items()}
    kept.numbers = {name: number for name, number in kept.numbers.items() if name[0] != feed}
    kept.numbers |= {(feed, device): number for device, number in reader.authors.items()}
    kept.standings[feed] = Standing(summary.n, Position(summary.position), summary.digest)
    kept.applied[feed], kept.entries[feed] = summary.n, ()
    kept.bases[feed] = Base(
        summary.n, Position(summary.position), summary.digest, dict(reader.authors), announced.position, states
    )
    judge(kept, announced, Verdict.USED)
    drop_parts(kept, feed, is_own=False)
    return sum(before.get(record) != state for record, state in states.items())


def made(state: RecordState) -> tuple[object, ...]:
    """Return which change made a record: that never changes."""
    return (state.kind, state.created_by, state.created_number, state.created_at)


def start_over(kept: Kept) -> tuple[FeedId, ...]:
    """Forget everything of the feeds that began with a snapshot; return which they were."""
    begun = tuple(kept.bases)
    for feed in begun:
        base = kept.bases.pop(feed)
        kept.states = {name: state for name, state in kept.states.items() if name[0] != feed}
        kept.numbers = {name: number for name, number in kept.numbers.items() if name[0] != feed}
        kept.refused = {name: reason for name, reason in kept.refused.items() if name[0] != feed}
        for rows in (kept.entries, kept.standings, kept.applied):
            rows.pop(feed, None)
        drop_parts(kept, feed, is_own=False)
        for announced in notices(kept, feed):
            if announced.position == base.notice_position or announced.verdict in _FOUND_HERE:
                judge(kept, announced, Verdict.PUT_ASIDE)
    return begun


def _index(kept: Kept, announced: Announced) -> tuple[Listed, ...] | None:
    held = kept.parts.get(announced.index)
    return decode_index(held.sealed) if held is not None else None


def _chunks(kept: Kept, announced: Announced, summary: Summary) -> Iterator[Chunk]:
    """Open the parts in their order."""
    epoch, listed = epoch_of(announced), _index(kept, announced)
    key = kept.audience_keys.get((kept.view.authority.feeds[announced.feed].audience, epoch))
    if listed is None or key is None:
        raise SealError("index or key is missing")
    dictionary = b""
    unpacker = RowUnpacker(dictionary)
    for number, one in enumerate(listed, start=1):
        is_dictionary = number == 1 and summary.has_dictionary
        kind = PartType.DICTIONARY if is_dictionary else PartType.ROWS
        name = PartName(kind, announced.feed, epoch, summary.n, number)
        body = open_part(kept.parts[ObjectId(one.object)].sealed, name, root=kept.view.root, epoch_key=key)
        if is_dictionary:
            unpacker = RowUnpacker(unpack_dictionary(body))
        else:
            yield from decode_chunks(unpacker.unpack(body))
