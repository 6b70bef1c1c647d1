"""What the hub holds, in a folder: every feed closed by marks, every object that an entry needs, and nothing else."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from haversack_sync.hub.carry import carry
from haversack_sync.hub.errors import DataFolderError
from haversack_sync.model.ids import NETWORK_FEED, FeedId, Position
from haversack_sync.protocol import sealing
from haversack_sync.protocol.entries import Entry, Standing, chain, first_digest, verify_mark
from haversack_sync.protocol.frame_stream import FrameSplitter
from haversack_sync.protocol.messages import EntriesFrame, Frame, MarkFrame, StanzasFrame, decode_frame
from tests.unit.haversack_sync.hub.folder_hub import NEEDED, FolderHub


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[FolderHub]:
    hub = FolderHub(tmp_path / "hub")
    yield hub
    hub.close()


def frames_of(path: Path) -> list[Frame]:
    splitter = FrameSplitter()
    frames = [decode_frame(payload) for payload in splitter.feed(path.read_bytes())]
    assert splitter.is_empty
    return frames


def read_feed(hub: FolderHub, path: Path, feed: FeedId) -> list[Entry]:
    """Read a feed's file, checking each mark."""
    root, key = hub.rig.world.root, hub.rig.keys.sign_key
    standing, entries = Standing(0, Position(0), first_digest(root, feed)), []
    ordinal = int(path.name.split("-")[1])
    (last,) = [one for one in frames_of(path.parent / "marks") if isinstance(one, MarkFrame) and one.ordinal == ordinal]
    for frame in frames_of(path) if path.exists() else []:
        assert isinstance(frame, EntriesFrame)
        assert frame.mark is not None
        new = [
            Entry(Position(each.position), each.stamp, each.flags, each.envelope)
            for each in frame.entries
            if isinstance(each.envelope, bytes)
        ]
        standing, _ = chain(standing, new, root=root, era=1, feed=feed)
        verify_mark(standing, frame.mark, root=root, era=1, feed=feed, hub_key=key)
        entries += new
    final = Standing(last.n, Position(last.position), standing.digest)
    verify_mark(final, last.mark, root=root, era=1, feed=feed, hub_key=key)
    assert (last.n, last.position) == (standing.n, hub.position)
    return entries


def test_every_feed_is_there_whole_and_closed_by_the_hubs_marks(hub: FolderHub, tmp_path: Path) -> None:
    carried = carry(hub.folder.path, tmp_path / "stick")

    feeds = {0: NETWORK_FEED} | hub.rig.feeds("open/library", "members/directory", "coordinators/notes")
    for ordinal, feed in feeds.items():
        assert read_feed(hub, carried.folder / f"feed-{ordinal}-1", feed) == hub.entries.get(ordinal, [])
    assert carried.entries == hub.position


def test_objects_that_entries_need_are_there_and_no_others(hub: FolderHub, tmp_path: Path) -> None:
    carried = carry(hub.folder.path, tmp_path / "stick")

    (path,) = (carried.folder / "objects").iterdir()
    assert path.name == sealing.sha256(NEEDED).hex()
    assert path.read_bytes() == NEEDED
    assert carried.objects == 1


def test_the_keys_of_devices_and_invitations_are_there(hub: FolderHub, tmp_path: Path) -> None:
    carried = carry(hub.folder.path, tmp_path / "stick")

    (frame,) = frames_of(carried.folder / "stanzas")
    assert isinstance(frame, StanzasFrame)
    assert {each.recipient for each in frame.stanzas} == {hub.rig.world.coordinator.handle}
    assert (carried.folder / "profile").read_bytes() == hub.rig.endpoint.fetch_profile()


def test_carrying_again_writes_the_same(hub: FolderHub, tmp_path: Path) -> None:
    first = carry(hub.folder.path, tmp_path / "stick")
    files = {path: path.read_bytes() for path in first.folder.rglob("*") if path.is_file()}

    second = carry(hub.folder.path, tmp_path / "stick")

    assert second.folder == first.folder
    assert {path: path.read_bytes() for path in first.folder.rglob("*") if path.is_file()} == files


def test_a_place_that_cannot_be_written_is_said(hub: FolderHub, tmp_path: Path) -> None:
    (tmp_path / "stick").write_text("a file")

    with pytest.raises(DataFolderError, match="no_access"):
        carry(hub.folder.path, tmp_path / "stick")


def test_where_there_is_no_hub_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(DataFolderError, match="missing"):
        carry(tmp_path / "nowhere", tmp_path / "stick")

    assert list(tmp_path.iterdir()) == []
