"""What an answer says once it is verified: steps, each of which holds by itself.

`answer_reader` makes them, a `Replica` keeps them. Must not verify anything.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from haversack_sync.model.ids import FeedId
from haversack_sync.protocol.entries import Entry, Standing
from haversack_sync.protocol.envelope import Envelope
from haversack_sync.protocol.head import Head, Receipt
from haversack_sync.protocol.messages import Stanza
from haversack_sync.protocol.network import Followed, NetworkView


@dataclass(frozen=True, slots=True)
class Mark:
    """The hub's signature on where a feed stands, verified: after n entries, up to a position."""

    n: int
    position: int
    signature: bytes


@dataclass(frozen=True, slots=True)
class NetworkStep:
    """The `network` feed went on, or stands as before up to a later position.

    Attributes:
        view: What is known now.
        first: Number of the first new entry.
        entries: The new entries.
        followed: What each did.
        marks: That close it, if any do.
    """

    view: NetworkView
    first: int
    entries: tuple[Entry, ...]
    followed: tuple[Followed, ...]
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class ContentStep:
    """A feed went on, or stands as before up to a later position; order verified, authors not yet."""

    feed: FeedId
    standing: Standing
    first: int
    entries: tuple[Entry, ...]
    envelopes: tuple[Envelope | None, ...]
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class HeadStep:
    """The hub's word on this request.

    Attributes:
        head: Verified.
        message: What its signature is over, for evidence.
        receipts: One for each change that was sent.
        raw_receipts: Their bytes, for evidence.
        stanzas: Keys for this device, not opened yet.
        stanza_serial: Serial number of the newest.
    """

    head: Head
    message: bytes
    receipts: tuple[Receipt, ...]
    raw_receipts: bytes
    stanzas: tuple[Stanza, ...]
    stanza_serial: int


@dataclass(frozen=True, slots=True)
class StanzasStep:
    """Keys that a folder carried, for whomever they open; not opened yet."""

    stanzas: tuple[Stanza, ...]


@dataclass(frozen=True, slots=True)
class OfferStep:
    """The hub offers a snapshot in the place of a feed's entries; its mark was checked, its author not yet.

    Attributes:
        feed: Of which feed.
        entry: The entry that announces it.
        envelope: The same, taken apart.
        last: Where the feed stands after the entries that the snapshot stands for.
        size: Bytes of its index and all its parts, as the hub says.
    """

    feed: FeedId
    entry: Entry
    envelope: Envelope
    last: Standing
    size: int


Step = NetworkStep | ContentStep | HeadStep | StanzasStep | OfferStep


def joined(steps: Iterable[Step]) -> Iterator[Step]:
    """Put steps in a row that continue one feed together: fewer and longer ones mean the same, and cost less to keep.

    Yields:
        The steps, in their order.
    """
    longer: ContentStep | None = None
    for step in steps:
        if longer is not None and isinstance(step, ContentStep) and step.feed == longer.feed:
            entries, envelopes = longer.entries + step.entries, longer.envelopes + step.envelopes
            marks = longer.marks + step.marks
            longer = ContentStep(step.feed, step.standing, longer.first, entries, envelopes, marks)
            continue
        if longer is not None:
            yield longer
        longer = step if isinstance(step, ContentStep) else None
        if longer is None:
            yield step
    if longer is not None:
        yield longer
