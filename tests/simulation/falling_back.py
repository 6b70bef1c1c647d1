"""A simulated laptop after its hub was put back: what `store.eras` does, on plain values."""

from collections.abc import Sequence
from dataclasses import replace

from haversack.store.eras import Gap
from haversack.store.outbox import UNANSWERED, ItemState
from haversack_sync.model.authority import EraSpan
from haversack_sync.model.ids import NETWORK_FEED, DeviceId, FeedId, Position
from haversack_sync.protocol.entries import Entry, Standing, chain, first_digest
from haversack_sync.protocol.envelope import parse_envelope
from haversack_sync.protocol.head import Receipt, ReceiptCode
from haversack_sync.protocol.network import NetworkView, era_body, rebuild
from tests.simulation.kept import Kept
from tests.simulation.replaying import Owner, Replaying

_STAYS = (ReceiptCode.EARLY, ReceiptCode.QUOTA)


def fall_back(owner: Owner, span: EraSpan, there: NetworkView) -> None:
    """Let everything stand where an era began; what lies behind it here is handed back to the hub."""
    kept, own = owner.kept, owner.identity().handles
    if kept.bases:
        raise AssertionError("no snapshots where hubs are put back")
    kept.handing_back += tuple(
        one for one in _beyond(kept, span.position) if parse_envelope(one).header.device not in own
    )
    kept.network = kept.network[: span.count]
    before = rebuild(kept.view.root, kept.network)
    standing = Standing(before.standing.n, span.position, before.standing.digest)
    kept.view = replace(before, standing=standing)
    for feed in list(kept.standings):
        _shorten(kept, kept.view, feed, span.position)
    _send_own_again(kept, span.position)
    _unseal_strange(kept, there, eras=(span, *there.authority.eras))
    kept.gap, kept.serial = Gap.NONE, 0
    kept.to_send, kept.were_sent = (*kept.were_sent, *kept.to_send), ()
    kept.fallen, kept.followed_era = kept.fallen + 1, span.era
    for known in kept.view.authority.feeds_in_order():
        Replaying(owner).go_on(known.handle)


def learn(kept: Kept, view: NetworkView, answered: frozenset[tuple[DeviceId, int]]) -> None:
    """Learn of eras that began behind everything here: what the hub said of own changes since then is worth nothing."""
    for span in view.authority.eras:
        if span.era > max(kept.view.era, kept.followed_era):
            _send_own_again(kept, span.position, answered)
            kept.to_send, kept.were_sent, kept.serial = (*kept.were_sent, *kept.to_send), (), 0


def to_hand_back(kept: Kept, limit_bytes: int) -> tuple[bytes, ...]:
    """Return what the hub lost of others, about so many bytes of it."""
    given: list[bytes] = []
    for envelope in kept.handing_back:
        given.append(envelope)
        if sum(map(len, given)) >= limit_bytes:
            break
    return tuple(given)


def handed_back(kept: Kept, receipts: Sequence[Receipt]) -> None:
    """Forget what the hub has decided on, or holds; and what it can never take, since all of the network is there."""
    decided = {(one.device, one.first) for one in receipts if one.code not in _STAYS}
    early = {
        (one.device, one.first) for one in receipts if one.code == ReceiptCode.EARLY and one.reason != Gap.RESTORED
    }
    left = [one for one in kept.handing_back if _place(one) not in decided]
    is_all_there = not any(parse_envelope(one).header.feed == NETWORK_FEED for one in left)
    tried = [one for one in left if _place(one) in early]
    kept.handing_back = (*(one for one in left if one not in tried), *(() if is_all_there else tried))


def seal_anew(kept: Kept, *, is_whole: bool) -> bool:
    """Unseal what saw another history than the hub's, which is known here; tell whether there was anything.

    Args:
        kept: The vault.
        is_whole: Whether that is all that the hub has.
    """
    return _unseal_strange(kept, kept.view, eras=kept.view.authority.eras, is_whole=is_whole)


def _unseal_strange(kept: Kept, there: NetworkView, *, eras: Sequence[EraSpan], is_whole: bool = True) -> bool:
    """Unseal what saw a history that nobody tells the hub of, and what is sealed behind it, of each key."""
    rows = [row for row in kept.outbox.values() if row.state in UNANSWERED and row.envelope is not None]
    done = set[DeviceId]()
    for row in sorted(rows, key=lambda one: one.number or 0):
        header = parse_envelope(row.envelope or b"").header
        is_ahead = header.seen > there.standing.n
        is_there = not is_whole if is_ahead else there.digests[header.seen] == header.seen_digest
        is_told = is_there or any(one.had(header.seen, header.seen_digest) for one in eras)
        if not is_told and row.signer not in done:
            _unseal_from(kept, row.signer, header.number, header.prev)
            done.add(row.signer)
    return bool(done)


def _unseal_from(kept: Kept, signer: DeviceId, number: int, prev: bytes) -> None:
    kept.chains[signer] = (number, prev)
    for row in list(kept.outbox.values()):
        if row.signer == signer and row.state in UNANSWERED and row.number is not None and row.number >= number:
            kept.outbox[row.sequence] = replace(row, state=ItemState.WAITING, reason="", number=None, envelope=None)


def seal_again(kept: Kept, receipt: Receipt) -> None:
    """Unseal what saw a history that nobody gave back to the hub, and what is sealed behind it: it is sealed anew."""
    rows = [row for row in kept.outbox.values() if row.signer == receipt.device and row.state in UNANSWERED]
    first = next((row for row in rows if row.number == receipt.first and row.envelope is not None), None)
    if first is None or first.envelope is None:
        return
    _unseal_from(kept, first.signer, receipt.first, parse_envelope(first.envelope).header.prev)


def _place(envelope: bytes) -> tuple[DeviceId, int]:
    header = parse_envelope(envelope).header
    return header.device, header.number


def _beyond(kept: Kept, position: int) -> list[bytes]:
    """Return the envelopes here that lie behind a position, in their order, without those that begin eras."""
    found: list[Entry] = [one for one in kept.network if one.position > position]
    for entries in kept.entries.values():
        found += [one for one in entries if one.position > position]
    found.sort(key=lambda one: one.position)
    return [one.envelope for one in found if era_body(parse_envelope(one.envelope)) is None]


def _shorten(kept: Kept, view: NetworkView, feed: FeedId, position: int) -> None:
    entries = tuple(one for one in kept.entries.get(feed, ()) if one.position <= position)
    start = Standing(0, Position(0), first_digest(view.root, feed))
    reached, _ = chain(start, entries, root=view.root, era=view.era_of, feed=feed)
    known_to = min(kept.standings[feed].position, position)
    kept.entries[feed], kept.standings[feed] = entries, Standing(reached.n, Position(known_to), reached.digest)
    kept.applied[feed] = 0
    kept.states = {name: state for name, state in kept.states.items() if name[0] != feed}
    kept.numbers = {name: number for name, number in kept.numbers.items() if name[0] != feed}
    kept.refused = {name: reason for name, reason in kept.refused.items() if name[0] != feed}


def _send_own_again(kept: Kept, position: int, answered: frozenset[tuple[DeviceId, int]] = frozenset()) -> None:
    """Of own changes only what lies up to a position is more than sent."""
    here = {one.envelope for entries in (kept.network, *kept.entries.values()) for one in entries}
    last: dict[DeviceId, int] = {}
    for row in kept.outbox.values():
        is_there = row.envelope in here or (row.position is not None and row.position <= position)
        if is_there and row.number is not None:
            last[row.signer] = max(last.get(row.signer, -1), row.number)
    for row in list(kept.outbox.values()):
        is_sealed = row.envelope is not None and (row.signer, row.number) not in answered
        if is_sealed and row.state is not ItemState.HANDED and (row.number or 0) > last.get(row.signer, -1):
            kept.outbox[row.sequence] = replace(row, state=ItemState.SENT, reason="", position=None)
