"""Room is made for bytes that are here, never for a promise: what cannot be had pushes nothing out, sync after sync."""

from collections.abc import Callable, Iterator

import pytest

from haversack.operations import following, pinning, preferences
from haversack.operations.filing import files_of, want_files
from haversack.operations.letting_go import space
from haversack.operations.publishing import publish
from haversack.operations.synchronising import Wishes, synchronise
from haversack.operations.workspace import Workspace
from haversack.store import object_table
from haversack_sync.model.ids import ObjectId, show_record_id
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.errors import DigestError
from haversack_sync.protocol.parcel import sealed_length
from tests.unit.haversack.little_network import CONTENT, LittleNetwork, record, write_folder
from tests.unit.haversack_sync.client.bent_endpoint import BentEndpoint

SMALL, LARGE = 30_000, 300_000
WORDS = "---\nlanguage: en\ntitle: {title}\ntopics: [{topic}]\nfiles:\n{files}---\nText.\n"
SHELF: dict[str, str | bytes] = {
    "library/small.md": WORDS.format(title="Small", topic="detention", files="  - path: a.txt\n  - path: b.txt\n"),
    "library/a.txt": b"a" * SMALL,
    "library/b.txt": b"b" * SMALL,
    "library/large.md": WORDS.format(title="Large", topic="statelessness", files="  - path: large.txt\n"),
    "library/large.txt": b"large" * (LARGE // 5),
}
QUIET_BYTES = 4_000
"""More than a sync with nothing to do costs, less than any of the files."""


class Bad(BentEndpoint):
    """A hub of which one object is broken, each time in the same way."""

    broken: ObjectId
    breaks: Callable[[bytes], Iterator[bytes]]
    others: int

    def fetch_object(self, object_id: ObjectId, offset: int, length: int | None = None) -> Iterator[bytes]:
        whole = b"".join(self.hub.fetch_object(object_id, offset, length))
        if object_id == self.broken:
            yield from self.breaks(whole)
        else:
            self.others += 1
            yield whole

    def fetch_objects(self, body: bytes) -> Iterator[bytes]:
        self.others += 1
        return self.hub.fetch_objects(body)


def not_there(_: bytes) -> Iterator[bytes]:
    raise LinkError("not_found")


def wrong_from_the_begin(whole: bytes) -> Iterator[bytes]:
    yield bytes(len(whole))


@pytest.fixture
def full(network: LittleNetwork, coordinator: Workspace, reader: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two followed files fill what files may take; a large one has room only in their place."""
    publish(coordinator, write_folder(network.base.parent / "shelf", dict(CONTENT) | SHELF))
    network.sync(coordinator, reader)
    following.follow(reader, [following.line(show_record_id(record(reader, "topic", "detention")), "")])
    network.sync(reader)
    assert here(reader, "small") == {"a.txt", "b.txt"}
    quota = sealed_length(LARGE) + sealed_length(SMALL) // 2
    monkeypatch.setattr(preferences, "QUOTA_CHOICES", (quota,))
    preferences.write_preferences(reader, preferences.Preferences(quota_bytes=quota, costs_money=False))


def here(workspace: Workspace, slug: str) -> set[str]:
    with workspace.replica.reading() as connection:
        files = files_of(workspace, record(workspace, "resource", slug))
        return {file.name for file in files if object_table.is_here(connection, file.object)}


def large(workspace: Workspace) -> ObjectId:
    [file] = files_of(workspace, record(workspace, "resource", "large"))
    return file.object


def bad(network: LittleNetwork, workspace: Workspace, breaks: Callable[[bytes], Iterator[bytes]]) -> Bad:
    line = Bad(network.endpoint)
    line.broken, line.breaks, line.others = large(workspace), breaks, 0
    return line


@pytest.mark.usefixtures("full")
def test_a_file_that_the_hub_lacks_pushes_nothing_out_and_three_syncs_cost_nothing(
    network: LittleNetwork, reader: Workspace
) -> None:
    want_files(reader, record(reader, "resource", "large"))

    for _ in range(3):
        result = synchronise(reader, bad(network, reader, not_there), Wishes())

        assert (result.let_go_files, result.is_complete) == (0, True)
        assert result.sent_bytes + result.received_bytes < QUIET_BYTES
        assert here(reader, "small") == {"a.txt", "b.txt"}
    result = network.sync(reader)
    assert (here(reader, "large"), result.let_go_files) == ({"large.txt"}, 2)
    assert space(reader).over_quota(0) == 0


@pytest.mark.usefixtures("full")
def test_a_file_that_is_wrong_at_the_hub_pushes_nothing_out(network: LittleNetwork, reader: Workspace) -> None:
    want_files(reader, record(reader, "resource", "large"))

    line = bad(network, reader, wrong_from_the_begin)
    for _ in range(3):
        with pytest.raises(DigestError):
            synchronise(reader, line, Wishes())
        assert here(reader, "small") == {"a.txt", "b.txt"}
    assert line.others == 0, "nothing else was pushed out and came again"


@pytest.mark.usefixtures("full")
def test_for_a_followed_file_nothing_goes_that_somebody_asked_for_keeps_or_has_within_reach(
    network: LittleNetwork, reader: Workspace
) -> None:
    small = show_record_id(record(reader, "resource", "small"))
    following.follow(reader, [following.line(show_record_id(record(reader, "topic", "statelessness")), "")])
    pinning.toggle(reader, small)
    assert network.sync(reader).let_go_files == 0
    following.keep(reader, small)
    pinning.toggle(reader, small)
    assert network.sync(reader).let_go_files == 0
    want_files(reader, record(reader, "resource", "small"))
    following.keep_no_longer(reader, small)
    assert network.sync(reader).let_go_files == 0
    assert here(reader, "small") == {"a.txt", "b.txt"}
    assert here(reader, "large") == set()


def test_e9_a_file_that_never_reached_the_hub_is_counted_and_what_comes_after_it_goes_on(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    """E9, parcel missing: parked, and the next one proceeds; it comes by itself when the hub has it."""
    publish(coordinator, write_folder(network.base.parent / "shelf", dict(CONTENT) | SHELF))
    network.sync(coordinator, reader)
    for slug in ("large", "small"):
        want_files(reader, record(reader, "resource", slug))
    later: dict[str, str | bytes] = {"topics/later.md": "---\nlanguage: en\nname: Later\n---\n"}
    publish(coordinator, write_folder(network.base.parent / "later", dict(CONTENT) | SHELF | later))
    network.sync(coordinator)

    result = synchronise(reader, bad(network, reader, not_there), Wishes())

    assert (result.is_complete, result.missing_files) == (True, 1)
    assert record(reader, "topic", "later")
    assert (here(reader, "small"), here(reader, "large")) == ({"a.txt", "b.txt"}, set())
    assert network.sync(reader).missing_files == 0
    assert here(reader, "large") == {"large.txt"}
