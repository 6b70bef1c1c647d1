"""Where a `network` entry stands: in its author's chain, in the history that its author had seen, among eras.

Must not judge what an entry says; `model.authority_draft` does.
"""

from collections.abc import Sequence

from haversack_sync.model import authority_entries as bodies
from haversack_sync.model.authority import EraSpan, knows_era
from haversack_sync.model.network_entry import NetworkEntry
from haversack_sync.protocol.entries import Entry
from haversack_sync.protocol.envelope import NO_PREV, Envelope
from haversack_sync.protocol.errors import ForkError, ReplayedError, WireError


def network_entry(
    entry: Entry, envelope: Envelope, body: bodies.NetworkBody | None, *, eras: Sequence[EraSpan]
) -> NetworkEntry:
    """Return what the rules judge of an entry.

    Args:
        entry: What its author had seen was checked.
        envelope: Its envelope, taken apart.
        body: What it says; None for a type that is not known here.
        eras: The eras that began before it.
    """
    header = envelope.header
    knows = knows_era(eras, header.seen, header.seen_digest)
    return NetworkEntry(entry.position, entry.stamp, header.device, body, knows_era=knows)


def check_seen(envelope: Envelope, digests: Sequence[bytes], *, limit: int, eras: Sequence[EraSpan] = ()) -> None:
    """Check that an author had seen the same history of authority.

    Args:
        envelope: Its signature was checked.
        digests: The network feed's digests at each count.
        limit: The feed's count at the entry's own position; its author cannot have seen more.
        eras: The eras that began before the entry's own position: what the hub lost may come back.

    Raises:
        ForkError: It had seen another one, or more than there was.
    """
    seen, digest = envelope.header.seen, envelope.header.seen_digest
    if any(span.had(seen, digest) for span in eras):
        return
    if seen > limit or digests[seen] != digest:
        raise ForkError("another history of authority")


def check_number(envelope: Envelope, last: int | None) -> None:
    """Check that an entry comes after its author's entry before in the same feed.

    An honest hub takes each number of a key once and in order. Without this check it could show a genuine entry again
    (an old grant after it was narrowed, an old "retire") and every signature would be good.

    Args:
        envelope: Its signature was checked.
        last: The number of that key's last entry in this feed, or None if this is the first.

    Raises:
        ReplayedError: It does not.
    """
    if last is not None and envelope.header.number <= last:
        raise ReplayedError("number was there before")


def check_era(envelope: Envelope, body: bodies.Era) -> None:
    """Check that an entry about an era stands outside of its key's chain, and saw what it says is left.

    Raises:
        WireError: It does not.
    """
    header = envelope.header
    if header.number != 0 or header.prev != NO_PREV or header.seen != body.count:
        raise WireError("wrong place of an era")
