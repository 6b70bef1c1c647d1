"""Eras: how the log goes on after a backup was put back.

A restored hub has lost what came after the backup, and cannot know what. It takes nothing until a coordinator's entry
says from where it goes on; who knows more than that comes back to this place first. Must not judge other entries.
"""

from haversack_sync.hub.ports import LedgerReader
from haversack_sync.hub.quotas import has_sent_all
from haversack_sync.hub.work import Work
from haversack_sync.model.authority import EraSpan
from haversack_sync.model.authority_draft import RefusedEntryError
from haversack_sync.model.authority_entries import Era
from haversack_sync.model.ids import NETWORK_FEED, FeedId
from haversack_sync.protocol.entries import Entry
from haversack_sync.protocol.envelope import Envelope
from haversack_sync.protocol.errors import HubRefusal, SignatureError, UnknownSignerError, WireError
from haversack_sync.protocol.head import NO_DEVICE, Receipt, ReceiptCode, read_shown
from haversack_sync.protocol.limits import HubLimits
from haversack_sync.protocol.network import verify_network_envelope
from haversack_sync.protocol.network_places import check_era


def begin_era(work: Work, envelope: Envelope, body: Era, *, index: int, limits: HubLimits) -> Receipt:
    """Judge an entry that begins an era. Safe to repeat: what it says is there once.

    It uses no number, and counts into its signer's day like a change all the same, unless a restored hub waits for it:
    whoever tried in vain before must still be able to end that.

    Args:
        work: The transaction's; changed.
        envelope: Taken apart, nothing verified.
        body: What it says.
        index: Its place in the request, by which its receipt names it.
        limits: The hub's quotas.
    """
    network = work.network
    for span in network.authority.eras:
        if (span.era, span.position, span.count, span.lost) == (body.era, body.position, body.count, body.lost):
            return Receipt(NO_DEVICE, index, 1, ReceiptCode.ACCEPTED, span.since)
    try:
        verify_network_envelope(network.draft(), envelope, root=network.root)
        check_era(envelope, body)
    except UnknownSignerError as error:
        return Receipt(NO_DEVICE, index, 1, ReceiptCode.EARLY, 0, error.reason)
    except SignatureError:
        return Receipt(NO_DEVICE, index, 1, ReceiptCode.NOT_AUTHENTIC, 0, "bad_signature")
    except WireError:
        return Receipt(NO_DEVICE, index, 1, ReceiptCode.NOT_AUTHENTIC, 0, "malformed")
    signer, is_awaited = envelope.header.device, work.is_restored
    if not is_awaited:
        if has_sent_all(work, signer, limits=limits):
            return Receipt(NO_DEVICE, index, 1, ReceiptCode.QUOTA, 0, "changes_a_day")
        work.count_change(signer)
    entry = Entry(work.next_position, work.stamp, 0, envelope.raw)
    try:
        _check_place(work, envelope, body)
        network.apply(envelope, body, entry)
    except RefusedEntryError as error:
        return Receipt(NO_DEVICE, index, 1, ReceiptCode.FORBIDDEN, 0, error.reason)
    work.begin_era(envelope, entry)
    return Receipt(NO_DEVICE, index, 1, ReceiptCode.ACCEPTED, entry.position)


def _check_place(work: Work, envelope: Envelope, body: Era) -> None:
    network = work.network
    if body.count != network.standing.n or envelope.header.seen_digest != network.digests[body.count]:
        raise RefusedEntryError("bad_era")


def notice_loss(work: Work, shown: bytes, *, hub_key: bytes) -> bool:
    """Look at a head that somebody shows: one of this hub's own, beyond what it has, says that its log was put back.

    From then on it takes nothing until a coordinator begins a new era, as if `restore` had put it back. A head of
    another era says nothing where the log has eras: it may be of a branch that one of them left.

    Args:
        work: The transaction's; changed.
        shown: As it came.
        hub_key: The hub's own public key.

    Returns:
        Whether it has just noticed.
    """
    if work.is_restored or not shown:
        return False
    found = read_shown(shown, root=work.network.root, hub_key=hub_key)
    if found is None:
        return False
    era, position = found
    is_lost_era = not work.network.authority.eras and era > work.network.era
    work.is_restored = is_lost_era or (era == work.network.era and position > work.position)
    return work.is_restored


def check_era_of(ledger: LedgerReader, span: EraSpan, cursors: list[tuple[FeedId, int]], *, known_to: int) -> None:
    """Send back to where an era began who knows more than the hub had then.

    Args:
        ledger: The moment.
        span: The first era that who asks does not know.
        cursors: Feeds, and how much of each who asks has.
        known_to: The highest position that who asks has heard of.

    Raises:
        HubRefusal: Something of it belongs to a history that is lost ("new_era", with the count of `network`).
    """
    if known_to > span.position:
        # It may have nothing more, and knows that for places that are others’ now.
        raise HubRefusal("new_era", span.count)
    for feed, n in cursors:
        kept = span.count if feed == NETWORK_FEED else _count_up_to(ledger, feed, span.position, most=n)
        if n > kept:
            raise HubRefusal("new_era", span.count)


def _count_up_to(ledger: LedgerReader, feed: FeedId, position: int, *, most: int) -> int:
    """Return how many of a feed's first entries lie up to a position, by halving."""
    end = ledger.feed_end(feed)
    low, high = 0, min(most, end.n if end else 0)
    while low < high:
        middle = (low + high + 1) // 2
        (found,) = ledger.entries(feed, after=middle - 1, up_to=middle, at_most=1)
        low, high = (middle, high) if found.entry.position <= position else (low, middle - 1)
    return low
