"""A network in a folder: joined and followed like a hub, never trusted, never followed out of its place."""

import contextlib
import os
from pathlib import Path

import pytest

from haversack_sync.client.conditions import Conditions, Report
from haversack_sync.client.folder import FolderEndpoint
from haversack_sync.client.identity import DeviceKeys
from haversack_sync.client.introduction import InvitationError, introduce
from haversack_sync.client.session import Session
from haversack_sync.hub import stick_feeds
from haversack_sync.hub.carry import carry
from haversack_sync.hub.data_folder import DataFolder, load_keys, prepare
from haversack_sync.hub.database import open_database
from haversack_sync.hub.objects import FolderObjects
from haversack_sync.hub.sqlite_ledger import SqliteLedger
from haversack_sync.model.ids import NETWORK_FEED, ObjectId
from haversack_sync.model.roles import Role
from haversack_sync.protocol import sealing
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.errors import DigestError, ProtocolError, WireError
from haversack_sync.protocol.requests import RequestAuth, RequestLine
from tests.simulation.rig import Rig
from tests.simulation.world import FixedRandom, Invited
from tests.unit.haversack_sync.client.client_rig import DIRECTORY, LIBRARY, OFTEN, ClientRig, Laptop, essence, topic
from tests.unit.haversack_sync.client.memory_replica import MemoryReplica

CONDITIONS = Conditions(lambda: 0.0, FixedRandom("folder"))


class Carried:
    """A hub in a data folder, and a stick that it writes to."""

    def __init__(self, path: Path) -> None:
        self.data, self.stick = path / "data", path / "stick"
        folder = DataFolder(self.data)
        prepare(folder)
        ledger = SqliteLedger(open_database(folder.database, migrate=True))
        objects = FolderObjects(folder.objects, folder.uploads)
        keys = load_keys(folder, random=FixedRandom("hub"))
        self.rig = ClientRig(Rig(ledger=ledger, objects=objects, limits=OFTEN, keys=keys))
        self.invited: Invited = self.rig.rig.invite(self.rig.coordinator, Role.EDITOR)

    def write(self) -> Path:
        """Write the stick; return the network's folder on it."""
        return carry(self.data, self.stick).folder

    def sync(self, laptop: Laptop) -> Report:
        """Sync a laptop from the stick."""
        return Session(laptop.replica, FolderEndpoint(self.stick), CONDITIONS).run()


@pytest.fixture
def carried(tmp_path: Path) -> Carried:
    return Carried(tmp_path)


def test_a_folder_gives_the_same_state_as_the_hub(carried: Carried) -> None:
    rig = carried.rig
    rig.write(*(topic(number, f"Topic {number}") for number in range(300)))
    rig.write(topic(1, "A contact"), shelf=DIRECTORY)
    carried.write()
    by_line, by_stick = rig.laptop(), rig.laptop()
    by_line.sync()

    report = carried.sync(by_stick)

    assert report.is_complete
    assert report.sent_bytes == 0
    assert report.applied == 301
    assert essence(by_stick.replica.kept) == essence(by_line.replica.kept)


def test_half_by_a_stick_and_the_rest_by_the_hub_is_the_same_as_all_by_the_hub(carried: Carried) -> None:
    rig = carried.rig
    rig.write(*(topic(number, f"Topic {number}") for number in range(20)))
    carried.write()
    mixed, clean = rig.laptop(), rig.laptop()
    carried.sync(mixed)
    rig.write(*(topic(number, f"Topic {number}") for number in range(20, 30)))
    mixed.sync()
    carried.sync(mixed)
    carried.write()
    carried.sync(mixed)

    clean.sync()

    assert essence(mixed.replica.kept) == essence(clean.replica.kept)


def test_an_older_stick_takes_nothing_back(carried: Carried) -> None:
    carried.rig.write(topic(1, "Statelessness"))
    carried.write()
    carried.rig.write(topic(2, "Detention"))
    laptop = carried.rig.laptop()
    laptop.sync()
    before = essence(laptop.replica.kept)

    assert carried.sync(laptop).is_complete
    assert essence(laptop.replica.kept) == before


def test_somebody_joins_from_a_folder_with_nobody_online(carried: Carried) -> None:
    carried.write()

    met = introduce(FolderEndpoint(carried.stick), carried.invited.keys, random=FixedRandom("join"))

    members = carried.rig.rig.world.shelves[DIRECTORY]
    assert met.keys == ((members.audience, members.epoch, members.key),)
    assert met.steps[-1].view.standing.n == carried.rig.rig.world.view.standing.n


def test_a_folder_from_before_the_invitation_does_not_know_the_code(carried: Carried) -> None:
    carried.write()
    later = carried.rig.rig.invite(carried.rig.coordinator)

    with pytest.raises(InvitationError) as caught:
        introduce(FolderEndpoint(carried.stick), later.keys, random=FixedRandom("join"))
    assert caught.value.reason == "unknown"


def test_a_new_device_reads_its_own_keys_only(carried: Carried) -> None:
    world, device = carried.rig.rig.world, carried.rig.rig.world.author()
    carried.rig.rig.asker(device).ask([world.redeem(carried.invited, device)])
    stanza = world.stanza(DIRECTORY, recipient=device.handle, box_key=device.box_key)
    carried.rig.coordinator.ask(stanzas=[stanza])
    carried.write()
    laptop = carried.rig.laptop(device)

    carried.sync(laptop)

    assert stanza in laptop.replica.kept.stanzas


@pytest.mark.parametrize("part", ["feed-0-1", "feed-1-1", "feed-2-1"])
def test_an_altered_file_is_refused_and_what_stands_before_it_is_kept(carried: Carried, part: str) -> None:
    carried.rig.write(*(topic(number, f"Topic {number}") for number in range(4)))
    carried.rig.write(topic(1, "A contact"), shelf=DIRECTORY)
    path = carried.write() / part
    whole = path.read_bytes()
    clean = carried.rig.laptop()
    carried.sync(clean)

    for index in range(0, len(whole), max(1, len(whole) // 60)):
        path.write_bytes(whole[:index] + bytes((whole[index] ^ 1 << index % 8,)) + whole[index + 1 :])
        laptop = carried.rig.laptop()
        # A last mark that says less than is known is passed over; everything else is refused.
        with contextlib.suppress(ProtocolError, LinkError):
            assert carried.sync(laptop).applied == 5
        for feed, entries in laptop.replica.kept.entries.items():
            assert entries == clean.replica.kept.entries[feed][: len(entries)]


@pytest.mark.parametrize("length", [0, 1, 2, 100, 2_000])
def test_a_file_that_is_cut_off_is_a_cut(carried: Carried, length: int) -> None:
    carried.rig.write(*(topic(number, f"Topic {number}") for number in range(4)))
    path = carried.write() / "feed-1-1"
    path.write_bytes(path.read_bytes()[: -1 - length] if length < 2_000 else b"")
    laptop = carried.rig.laptop()

    with pytest.raises((LinkError, ProtocolError)):
        carried.sync(laptop)
    assert len(laptop.replica.kept.entries[NETWORK_FEED]) == carried.rig.rig.world.view.standing.n


def test_content_newer_than_the_network_feed_beside_it_is_refused(carried: Carried) -> None:
    carried.rig.write(topic(1, "Statelessness"))
    place = carried.write()
    old, marks = (place / "feed-0-1").read_bytes(), (place / "marks").read_bytes()
    carried.rig.rig.invite(carried.rig.coordinator)
    carried.rig.write(topic(2, "Detention"))
    carried.write()
    (place / "feed-0-1").write_bytes(old)
    (place / "marks").write_bytes(marks)
    laptop = carried.rig.laptop()

    with pytest.raises(WireError):
        carried.sync(laptop)
    assert len(list(carried.rig.numbers(laptop))) == 0


def test_a_mark_that_speaks_of_entries_that_are_not_there_is_refused(carried: Carried) -> None:
    carried.rig.write(topic(1, "Statelessness"))
    place = carried.write()
    short = (place / "feed-1-1").read_bytes()
    carried.rig.write(topic(2, "Detention"))
    carried.write()
    (place / "feed-1-1").write_bytes(short)
    laptop = carried.rig.laptop()

    with pytest.raises(DigestError):
        carried.sync(laptop)
    assert len(list(carried.rig.numbers(laptop))) == 1


def test_without_marks_nobody_knows_that_content_is_not_ahead_of_what_may_revoke_its_author(carried: Carried) -> None:
    carried.rig.write(topic(1, "Statelessness"))
    (carried.write() / "marks").write_bytes(b"\xff\xff\xff")
    laptop = carried.rig.laptop()

    with pytest.raises(WireError):
        carried.sync(laptop)
    assert len(laptop.replica.kept.entries[NETWORK_FEED]) == carried.rig.rig.world.view.standing.n


def test_of_a_feed_in_many_stretches_only_those_that_are_new_are_read(
    carried: Carried, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stick_feeds, "LONG_ENOUGH_BYTES", 2_000)
    laptop, clean, place = carried.rig.laptop(), carried.rig.laptop(), carried.stick
    for start in range(0, 40, 10):
        carried.rig.write(*(topic(number, f"Topic {number}") for number in range(start, start + 10)))
        place = carried.write()
        if start == 20:
            carried.sync(laptop)
    for path in sorted(place.glob("feed-1-*"), key=lambda one: int(one.name.split("-")[2]))[:2]:
        path.unlink()

    carried.sync(laptop)
    clean.sync()

    assert essence(laptop.replica.kept) == essence(clean.replica.kept)


def test_a_feed_whose_beginning_is_missing_is_left_out_and_the_others_come(
    carried: Carried, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stick_feeds, "LONG_ENOUGH_BYTES", 1_000)
    carried.rig.write(topic(1, "A contact"), shelf=DIRECTORY)
    place = carried.stick
    for start in range(0, 20, 10):
        carried.rig.write(*(topic(number, f"Topic {number}") for number in range(start, start + 10)))
        place = carried.write()
    (place / "feed-1-1").unlink()
    laptop = carried.rig.laptop()

    carried.sync(laptop)

    assert len(list(carried.rig.numbers(laptop, DIRECTORY))) == 1
    assert len(list(carried.rig.numbers(laptop, LIBRARY))) == 0


def test_a_mark_of_a_feed_that_was_not_asked_for_is_refused(carried: Carried) -> None:
    carried.rig.write(topic(1, "A note"), shelf="coordinators/notes")
    place = carried.write()
    (other,) = [path for path in place.glob("feed-*-1") if path.name != "feed-0-1"]
    (place / "feed-1-1").write_bytes(other.read_bytes())
    laptop = carried.rig.laptop()

    with pytest.raises(WireError):
        carried.sync(laptop)


def test_without_the_feed_of_a_shelf_the_others_are_read(carried: Carried) -> None:
    carried.rig.write(topic(1, "Statelessness"))
    carried.rig.write(topic(1, "A contact"), shelf=DIRECTORY)
    (carried.write() / "feed-1-1").unlink()
    laptop = carried.rig.laptop()

    carried.sync(laptop)

    assert len(list(carried.rig.numbers(laptop, DIRECTORY))) == 1
    assert len(list(carried.rig.numbers(laptop, LIBRARY))) == 0


def test_objects_are_read_from_any_offset(carried: Carried) -> None:
    data = FixedRandom("file")(200_000)
    place, object_id = carried.write(), ObjectId(sealing.sha256(data))
    (place / "objects" / object_id.hex()).write_bytes(data)
    folder = FolderEndpoint(carried.stick)

    assert b"".join(folder.fetch_object(object_id, 0)) == data
    assert b"".join(folder.fetch_object(object_id, 150_000)) == data[150_000:]
    with pytest.raises(LinkError) as caught:
        b"".join(folder.fetch_object(ObjectId(bytes(32)), 0))
    assert caught.value.what == "not_found"


def test_the_networks_own_folder_may_be_named_too(carried: Carried) -> None:
    folder = FolderEndpoint(carried.write())

    assert folder.fetch_profile() == carried.rig.rig.endpoint.fetch_profile()
    folder.close()


@pytest.mark.parametrize("kind", ["missing", "empty", "two"])
def test_a_folder_without_exactly_one_network_is_said_so(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "another"
    if kind != "missing":
        path.mkdir()
    if kind == "two":
        for name in ("haversack-1", "haversack-2"):
            (path / name).mkdir()
            (path / name / "profile").write_bytes(b"profile")

    with pytest.raises(LinkError) as caught:
        FolderEndpoint(path)
    assert caught.value.what == "bad_folder"


def test_nothing_can_be_sent_into_a_folder(carried: Carried) -> None:
    carried.write()
    folder = FolderEndpoint(carried.stick)
    line = RequestLine("PUT", "/", b"")

    with pytest.raises(LinkError, match="no_connection"):
        folder.register(b"")
    with pytest.raises(LinkError, match="no_connection"):
        folder.upload(line, _auth())


def test_what_waits_is_not_handed_to_a_folder(carried: Carried) -> None:
    carried.write()
    world = carried.rig.rig.world
    laptop = carried.rig.laptop(world.coordinator)
    laptop.replica.kept.waiting = [world.content(world.coordinator, LIBRARY, topic(1, "Statelessness"))]

    carried.sync(laptop)

    assert len(laptop.replica.kept.waiting) == 1
    assert laptop.replica.kept.left == []


@pytest.mark.parametrize("part", ["profile", "stanzas", "feed-0-1"])
def test_a_link_is_not_followed_out_of_the_folder(carried: Carried, tmp_path: Path, part: str) -> None:
    path = carried.write() / part
    elsewhere = tmp_path / "elsewhere"
    path.rename(elsewhere)
    path.symlink_to(elsewhere)

    with pytest.raises((LinkError, InvitationError)):
        introduce(FolderEndpoint(carried.stick), carried.invited.keys, random=FixedRandom("join"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_in_the_place_of_a_file_does_not_hang(carried: Carried) -> None:
    path = carried.write() / "stanzas"
    path.unlink()
    os.mkfifo(path)

    with pytest.raises(LinkError):
        carried.sync(carried.rig.laptop())


@pytest.mark.parametrize(("part", "size"), [("profile", 70_000), ("stanzas", 2_000_000)])
def test_a_file_without_an_end_is_given_up(carried: Carried, part: str, size: int) -> None:
    (carried.write() / part).write_bytes(b"\xc0" * size)

    with pytest.raises((LinkError, ProtocolError)):
        introduce(FolderEndpoint(carried.stick), carried.invited.keys, random=FixedRandom("join"))


def test_a_file_that_cannot_be_read_is_a_cut(carried: Carried, monkeypatch: pytest.MonkeyPatch) -> None:
    carried.write()

    def refuse(*_arguments: object, **_named: object) -> None:
        raise PermissionError

    folder = FolderEndpoint(carried.stick)
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(LinkError) as caught:
        folder.fetch_profile()
    assert caught.value.what == "cut"


def _auth() -> RequestAuth:
    replica = MemoryReplica(bytes(32), DeviceKeys(bytes(32), bytes(32)))
    return RequestAuth(replica.identity().handle, 1, 1, bytes(64))
