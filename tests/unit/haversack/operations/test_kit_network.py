"""Taking out what was erased leaves what others put onto a stick."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from haversack.operations.kit_network import take_out_erased
from haversack.operations.stick_feeds import frames_in
from haversack_sync.protocol.envelope import parse_envelope
from haversack_sync.protocol.limits import MAX_SEGMENT_BYTES
from haversack_sync.protocol.messages import EntriesFrame, WireEntry, encode_frame
from haversack_sync.protocol.sticks import network_folder, read_segment_name, segment_name
from tests.unit.haversack.operations.kit_desk import Desk, make_desk

_NEWER_FEED = 77


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    yield from make_desk(tmp_path)


def stretches(place: Path) -> list[tuple[Path, list[EntriesFrame]]]:
    """Return the stretches on a stick, the newest feeds first."""
    paths = sorted((path for path in place.iterdir() if read_segment_name(path.name)), reverse=True)
    found = [(path, frames_in(path, most_bytes=MAX_SEGMENT_BYTES)) for path in paths]
    return [(path, [one for one in frames if isinstance(one, EntriesFrame)]) for path, frames in found]


def refs(entry: WireEntry) -> tuple[bytes, ...]:
    return tuple(map(bytes, parse_envelope(entry.envelope).header.refs)) if isinstance(entry.envelope, bytes) else ()


def test_files_of_a_feed_that_this_vault_does_not_know_yet_stay(desk: Desk) -> None:
    desk.learn()
    desk.build()
    place = desk.base / "kit" / network_folder(desk.coordinator.root)
    every = stretches(place)
    frame, entry = next((one, entry) for _, frames in every for one in frames for entry in one.entries if refs(entry))
    others, nobodys = (place / "objects" / (pair * 32) for pair in ("ab", "cd"))
    for path in (others, nobodys):
        path.write_bytes(b"a file")
    # What a newer stick of the hub says of a feed that begins after this vault last heard of anything.
    assert isinstance(entry.envelope, bytes)
    theirs = replace(entry, envelope=entry.envelope.replace(refs(entry)[0], bytes.fromhex(others.name)))
    newer = place / segment_name(_NEWER_FEED, 1)
    newer.write_bytes(encode_frame(EntriesFrame(_NEWER_FEED, 1, (theirs,), frame.mark)))
    # An entry lies there other than it is here, as after an erasure.
    wrong, frames = next((path, frames) for path, frames in every if frames and frames[0].ordinal != 0)
    first = replace(frames[0], entries=tuple(replace(one, envelope=bytes(32)) for one in frames[0].entries))
    wrong.write_bytes(encode_frame(first))

    take_out_erased(desk.coordinator, place)

    assert not wrong.exists()
    assert not nobodys.exists()
    assert newer.exists()
    assert others.exists(), "a file that a feed of others names was taken out"
