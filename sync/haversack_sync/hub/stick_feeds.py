"""Feeds on a stick, in stretches: what lies there and is right stays, and only what is missing is written.

Each stretch is a file of frames that marks close. One that is long enough is never written again; the last one grows
until it is. Must not decide what lies in a feed.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from haversack_sync.hub.answer import AnswerPlan, FeedPlan, feed_frames
from haversack_sync.hub.ports import Ledger, LedgerReader, StoredEntry
from haversack_sync.hub.stick_files import names_in, plain_size, read_plain, remove, write_whole
from haversack_sync.model.ids import NETWORK_FEED, FeedId
from haversack_sync.protocol.entries import Standing, verify_mark
from haversack_sync.protocol.errors import ProtocolError
from haversack_sync.protocol.frame_stream import FrameSplitter, next_frame
from haversack_sync.protocol.limits import MAX_SEGMENT_BYTES, MIB
from haversack_sync.protocol.messages import EntriesFrame, decode_frame
from haversack_sync.protocol.sticks import read_segment_name, segment_name

LONG_ENOUGH_BYTES: Final = MIB
"""A stretch ends with the frame that passes this."""
_BATCH: Final = 500


class FeedOnStick:
    """One feed's files on a stick."""

    def __init__(
        self, place: Path, feed: FeedPlan, plan: AnswerPlan, *, hub_key: bytes, names: list[str] | None = None
    ) -> None:
        """Take the feed.

        Args:
            place: The network's folder on the stick.
            feed: Which one, and where it ends; its `after` is not looked at.
            plan: The moment from which everything is written.
            hub_key: The hub's signing key.
            names: What lies in the folder, where somebody looked already.
        """
        self._place, self._feed, self._plan, self._hub_key = place, feed, plan, hub_key
        self._names = names_in(place) if names is None else names

    def bring_up_to_date(self, ledger: Ledger, reader: LedgerReader, *, hub_seed: bytes) -> int:
        """Write what is missing; return how many bytes that is.

        Args:
            ledger: Where entries are read, a few at a time.
            reader: The moment.
            hub_seed: Signs marks.

        Raises:
            OSError: The stick is full, read-only or gone; what lies there is as it was.
        """
        after, written = self._keep_what_is_right(reader), 0
        feed = FeedPlan(self._feed.ordinal, self._feed.feed, after, self._feed.end)
        frames: list[bytes] = []
        for frame in feed_frames(self._plan, feed, ledger, hub_seed=hub_seed):
            frames.append(frame)
            if sum(map(len, frames)) >= LONG_ENOUGH_BYTES:
                written += self._write(frames)
                frames = []
        return written + (self._write(frames) if frames else 0)

    def _write(self, frames: list[bytes]) -> int:
        found = next_frame(frames[0])
        first = decode_frame(found[0]) if found is not None else None
        if not isinstance(first, EntriesFrame):
            raise TypeError("a feed is written in frames of entries")
        return write_whole(self._place / segment_name(self._feed.ordinal, first.first), frames)

    def _keep_what_is_right(self, reader: LedgerReader) -> int:
        """Return up to which entry what lies there can stay; what is wrong or follows a gap is removed."""
        n, is_right = 0, True
        for first, path in self._stretches():
            last = self._last_of(path, first, reader) if is_right and first == n + 1 else None
            if last is None:
                is_right = False
                remove(path)
            elif (plain_size(path) or 0) < LONG_ENOUGH_BYTES and last < self._feed.end.n:
                # It is written again, longer, in its own place; what lies there serves until then.
                is_right = False
            else:
                n = last
        return n

    def _stretches(self) -> list[tuple[int, Path]]:
        found = []
        for name in self._names:
            read = read_segment_name(name)
            if read is not None and read[0] == self._feed.ordinal:
                found.append((read[1], self._place / name))
        return sorted(found)

    def _last_of(self, path: Path, first: int, reader: LedgerReader) -> int | None:
        """Return the number of a stretch's last entry; None if it is not what this hub would write."""
        raw, n = read_plain(path, most_bytes=MAX_SEGMENT_BYTES), first - 1
        if not raw:
            return None
        try:
            splitter = FrameSplitter()
            for payload in splitter.feed(raw):
                frame = decode_frame(payload)
                is_next = isinstance(frame, EntriesFrame) and frame.first == n + 1
                if not isinstance(frame, EntriesFrame) or not is_next or not self._is_right(frame, reader):
                    return None
                n += len(frame.entries)
        except ProtocolError:
            return None
        return n if splitter.is_empty else None

    def _is_right(self, frame: EntriesFrame, reader: LedgerReader) -> bool:
        n, count = frame.first - 1, len(frame.entries)
        own = reader.entries(self._feed.feed, after=n, up_to=n + count, at_most=count)
        if len(own) != count or frame.mark is None:
            return False
        for stored, wire in zip(own, frame.entries, strict=True):
            entry = stored.entry
            if (entry.position, entry.stamp, entry.flags) != (wire.position, wire.stamp, wire.flags):
                return False
            if entry.envelope != wire.envelope:
                return False
        standing = Standing(own[-1].n, own[-1].entry.position, own[-1].digest)
        root, era = self._plan.root, self._plan.era_at(standing.position)
        verify_mark(standing, frame.mark, root=root, era=era, feed=self._feed.feed, hub_key=self._hub_key)
        return True


def all_entries(reader: LedgerReader, feed: FeedId, *, up_to: int) -> Iterator[StoredEntry]:
    """Yield a feed's entries, read a few at a time."""
    n = 0
    while n < up_to:
        batch = reader.entries(feed, after=n, up_to=up_to, at_most=_BATCH)
        if not batch:
            return
        yield from batch
        n = batch[-1].n


def forget_other_feeds(place: Path, ordinals: frozenset[int], names: list[str]) -> None:
    """Remove stretches of feeds that this network does not have."""
    for name in names:
        read = read_segment_name(name)
        if read is not None and read[0] not in ordinals:
            remove(place / name)


NETWORK: Final = (0, NETWORK_FEED)
"""Ordinal and handle of the history of trust, which is written first."""
