"""A simulated laptop's sealing and key-opening: what `store.outbox` and `store.trust` do, on plain values."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from haversack.store.erased import hash_of
from haversack.store.outbox import HELD_REASON, NOT_SHOWN_REASON, UNANSWERED, ItemState
from haversack_sync.client.identity import Identity
from haversack_sync.model.ids import NETWORK_FEED, AudienceId, DeviceId, FeedId
from haversack_sync.protocol.entries import Entry
from haversack_sync.protocol.envelope import (
    CLEAR,
    NOTICE,
    PREV_BYTES,
    SEALED,
    Header,
    envelope_hash,
    parse_envelope,
    seal_change,
    sign_clear,
)
from haversack_sync.protocol.epochs import EpochName, commitment, key_before, open_stanza
from haversack_sync.protocol.erasing import form_of
from haversack_sync.protocol.errors import SealError
from haversack_sync.protocol.messages import Ask
from tests.simulation.kept import Kept, OutboxRow


def hand_over(
    kept: Kept, seeds: Mapping[DeviceId, bytes], *, random: Callable[[int], bytes], limit_bytes: int
) -> tuple[bytes, ...]:
    """Seal what waits, in order, and return everything that has no receipt yet, at most about so many bytes."""
    given: list[bytes] = []
    size = 0
    for row in list(kept.outbox.values()):
        if row.state not in UNANSWERED or row.reason == HELD_REASON:
            continue
        envelope = row.envelope if row.envelope is not None else seal(kept, row, seeds, random=random)
        if envelope is None:
            break
        given.append(envelope)
        size += len(envelope)
        if size >= limit_bytes:
            break
    return tuple(given)


def notice_unshown(kept: Kept) -> None:
    """Put back among the sent what has a receipt and is not the entry where the receipt says; see `store.unshown`."""
    for row in list(kept.outbox.values()):
        if row.state is not ItemState.RECEIVED or row.position is None or row.envelope is None:
            continue
        first, last, entries = 0, int(kept.view.standing.position), kept.network
        if row.feed != NETWORK_FEED:
            first, last, entries = _replayed(kept, row.feed)
        there = [one.envelope for one in entries if one.position == row.position]
        if first < row.position <= last and hash_of(row.envelope) not in map(hash_of, there):
            kept.outbox[row.sequence] = replace(row, state=ItemState.SENT, reason=NOT_SHOWN_REASON)


def _replayed(kept: Kept, feed: FeedId) -> tuple[int, int, tuple[Entry, ...]]:
    """Return after which position and up to which one every entry of a feed is here and replayed, and these."""
    base, held = kept.bases.get(feed), kept.entries.get(feed, ())
    entries = held[: kept.applied.get(feed, 0) - kept.first_n(feed)]
    first = base.position if base is not None else 0
    if len(entries) == len(held) and feed in kept.standings:
        return first, kept.standings[feed].position, entries
    return first, max((one.position for one in entries), default=first), entries


def asks(kept: Kept) -> tuple[Ask, ...]:
    """Return questions about the changes that the hub held when it answered last."""
    held = [row for row in kept.outbox.values() if row.state in UNANSWERED and row.reason == HELD_REASON]
    return tuple(Ask(row.signer, row.number or 0, envelope_hash(row.envelope or b"")[:PREV_BYTES]) for row in held)


def seal(
    kept: Kept, row: OutboxRow, seeds: Mapping[DeviceId, bytes], *, random: Callable[[int], bytes]
) -> bytes | None:
    """Seal one row with the next number of its chain; None while the audience's key is not here."""
    number, prev = kept.chain_end(row.signer)
    view, seed = kept.view, seeds[row.signer]
    seen, seen_digest = view.seen
    if row.feed == NETWORK_FEED:
        header = Header(CLEAR, row.signer, number, prev, row.feed, 0, seen, seen_digest)
        envelope = sign_clear(header, row.body, root=view.root, signing_seed=seed)
    else:
        found = newest_key(kept, row.feed, own=row.signer)
        if found is None:
            return None
        epoch, key = found
        form = SEALED if row.record is not None else form_of(row.body) or NOTICE
        header = Header(form, row.signer, number, prev, row.feed, epoch, seen, seen_digest, row.refs)
        if form != SEALED:
            envelope = sign_clear(header, row.body, root=view.root, signing_seed=seed)
        else:
            envelope = seal_change(header, row.body, root=view.root, epoch_key=key, signing_seed=seed, random=random)
    kept.chains[row.signer] = (number + 1, envelope_hash(envelope)[:16])
    kept.outbox[row.sequence] = replace(row, number=number, envelope=envelope, state=ItemState.HANDED)
    return envelope


def newest_key(kept: Kept, handle: FeedId, *, own: DeviceId) -> tuple[int, bytes] | None:
    """Return the newest key of a feed's audience; who may not write there any more gets the newest that is here."""
    authority = kept.view.authority
    feed = authority.feeds.get(handle)
    if feed is None:
        return None
    epoch = authority.newest_epoch.get(feed.audience, 0)
    key = kept.audience_keys.get((feed.audience, epoch))
    while key is None and epoch > 1 and not authority.may_write(authority.span_of(own), feed.audience):
        epoch -= 1
        key = kept.audience_keys.get((feed.audience, epoch))
    return (epoch, key) if key is not None else None


def open_keys(kept: Kept, identity: Identity) -> bool:
    """Open stanzas whose epoch is known by now, and older keys through the back-chain; tell whether a key is new."""
    view, before = kept.view, len(kept.audience_keys)
    waiting = []
    for stanza in kept.stanzas:
        name = (AudienceId(stanza.audience), stanza.number)
        epoch = view.authority.epochs.get(name)
        if epoch is None:
            waiting.append(stanza)
        elif identity.keys is not None and stanza.recipient == identity.handle and name not in kept.audience_keys:
            seed, committed = identity.keys.box_seed, epoch.body.commitment
            try:
                kept.audience_keys[name] = open_stanza(stanza, root=view.root, committed=committed, box_seed=seed)
            except SealError:
                continue
    kept.stanzas = tuple(waiting)
    for (audience, number), epoch in sorted(view.authority.epochs.items(), key=lambda one: -one[0][1]):
        key = kept.audience_keys.get((audience, number))
        earlier = view.authority.epochs.get((audience, number - 1))
        if key is None or not epoch.body.back or earlier is None or (audience, number - 1) in kept.audience_keys:
            continue
        older = key_before(key, EpochName(view.root, audience, number), epoch.body.back)
        if commitment(older, EpochName(view.root, audience, number - 1)) == earlier.body.commitment:
            kept.audience_keys[audience, number - 1] = older
    return len(kept.audience_keys) != before


def prev_of(envelope: bytes) -> bytes:
    """Return the `prev` that an envelope names."""
    return parse_envelope(envelope).header.prev


def settle_within(kept: Kept, feed: FeedId) -> bool:
    """Note that own changes with a receipt lie within a feed's snapshot: they wait no longer.

    Without the hub's word nothing is settled: numbers name no bytes. What the rules said, only entries know.

    Returns:
        Whether the snapshot says the same as the receipts.
    """
    base, is_right = kept.bases.get(feed), True
    for row in list(kept.outbox.values()) if base is not None else ():
        if base is None or row.feed != feed or row.position is None or row.number is None:
            continue
        is_within = row.position <= base.position
        is_right &= is_within == (row.number <= base.authors.get(row.signer, -1))
        if is_within and row.state is ItemState.RECEIVED:
            kept.outbox[row.sequence] = replace(row, state=ItemState.PUBLISHED, reason="")
    return is_right
