"""Passing entries on by a stick: as far as the hub's marks on them are here, anybody can check them.

Must not write over what a hub or another computer wrote: only what goes on from there is added.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from haversack.operations.workspace import Workspace
from haversack.store import sticks
from haversack.store.stick_files import names_in, write_whole
from haversack_sync.client.folder import plain_size
from haversack_sync.model.ids import NETWORK_FEED
from haversack_sync.protocol.errors import ProtocolError
from haversack_sync.protocol.frame_stream import FrameSplitter
from haversack_sync.protocol.limits import KIB, MAX_SEGMENT_BYTES
from haversack_sync.protocol.messages import EntriesFrame, MarkFrame, decode_frame, encode_frame
from haversack_sync.protocol.sticks import MARKS, read_segment_name, segment_name

_MOST_MARKS_BYTES: Final = 64 * KIB


@dataclass(frozen=True, slots=True)
class PassedOn:
    """What was added: entries, and bytes."""

    entries: int
    written_bytes: int


def pass_on_feeds(
    workspace: Workspace, place: Path, *, room: int, is_stopped: Callable[[], bool] = lambda: False
) -> PassedOn:
    """Add the entries that a stick lacks, `network` first, and say where each feed stands.

    Args:
        workspace: The open vault.
        place: The network's folder on the stick.
        room: How many bytes may be written.
        is_stopped: Whether somebody stopped it: then what is written so far is whole.

    Raises:
        StickError: The stick is full, read-only or gone.
    """
    authority = workspace.replica.network().authority
    feeds = [(0, NETWORK_FEED), *((feed.ordinal, feed.handle) for feed in authority.feeds_in_order())]
    marks, entries, written = _marks(place), 0, 0
    with workspace.replica.reading() as connection:
        for ordinal, feed in feeds:
            after = _reach(place, ordinal)
            for first, last, raw in sticks.stretches(connection, feed, ordinal, after=after):
                if written + len(raw) > room or is_stopped():
                    break
                written += write_whole(place / segment_name(ordinal, first), (raw,))
                entries, after = entries + last - first + 1, last
            own = sticks.last_mark(connection, feed, ordinal, n=after)
            known = marks.get(ordinal)
            if own is not None and (known is None or (known.n, known.position) < (own.n, own.position)):
                marks[ordinal] = own
        raw = b"".join(encode_frame(marks[ordinal]) for ordinal in sorted(marks))
        if raw and (entries or plain_size(place / MARKS) is None):
            written += write_whole(place / MARKS, (raw,))
    return PassedOn(entries, written)


def _reach(place: Path, ordinal: int) -> int:
    """Return up to which entry a stick has a feed, by its own word; nobody is harmed if that is not true."""
    reach = 0
    found = [read for name in names_in(place) if (read := read_segment_name(name)) and read[0] == ordinal]
    for _, first in sorted(found):
        if first != reach + 1:
            break
        last = _last(place / segment_name(ordinal, first))
        if last is None:
            break
        reach = last
    return reach


def frames_in(path: Path, *, most_bytes: int) -> list[object]:
    """Return the frames of a file on a stick; none where it is longer, no plain file, or no list of frames."""
    size = plain_size(path)
    if size is None or size > most_bytes:
        return []
    try:
        return [decode_frame(payload) for payload in FrameSplitter().feed(path.read_bytes())]
    except (OSError, ProtocolError):
        return []


def _last(path: Path) -> int | None:
    """Return the number of a stretch's last entry, None where it holds none."""
    frames = [one for one in frames_in(path, most_bytes=MAX_SEGMENT_BYTES) if isinstance(one, EntriesFrame)]
    return frames[-1].first + len(frames[-1].entries) - 1 if frames else None


def _marks(place: Path) -> dict[int, MarkFrame]:
    """Return where each feed stood when the stick was written, by its own word."""
    found = frames_in(place / MARKS, most_bytes=_MOST_MARKS_BYTES)
    return {one.ordinal: one for one in found if isinstance(one, MarkFrame)}
