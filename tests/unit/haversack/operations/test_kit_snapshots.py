"""A newcomer with a kit begins with its snapshot; the hub gives what is missing of it, and nothing erased stays."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from haversack.operations import kit_snapshots
from haversack.operations.carrying_in import carry_in
from haversack.operations.carrying_out import Carrying, carry_out
from haversack.operations.editing import edit
from haversack.operations.enrolling import NewDevice, enrol
from haversack.operations.erasing import erase
from haversack.operations.kit_building import BuildHow
from haversack.operations.kit_form import CHECKSUMS
from haversack.operations.kit_planning import KitChoice, plan_kit
from haversack.operations.kit_readiness import make_ready
from haversack.operations.synchronising import Wishes
from haversack.operations.workspace import Workspace
from haversack.store import records, snapshot_making, snapshot_notices, snapshot_parts
from haversack.store.cost import COST_FLOOR
from haversack.store.snapshot_notices import Verdict
from haversack_sync.client.folder import FolderEndpoint
from haversack_sync.hub.carry import carry
from haversack_sync.model.ids import ObjectId, RecordId
from haversack_sync.model.record import RecordState
from haversack_sync.model.roles import AudienceType
from haversack_sync.protocol.endpoint import LinkError, SyncEndpoint
from haversack_sync.protocol.frame_stream import FrameSplitter
from haversack_sync.protocol.messages import PieceFrame, decode_frame, encode_frame
from haversack_sync.protocol.sticks import network_folder
from tests.unit.haversack.little_network import HUB_ADDRESS, PASSPHRASE, record
from tests.unit.haversack.operations.kit_desk import Desk, make_desk
from tests.unit.haversack_sync.client.bent_endpoint import BentEndpoint


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A desk whose library has grown, so that there is a snapshot of it, and something after it."""
    monkeypatch.setattr(snapshot_making, "LEAST_TAIL_BYTES", 3_000)
    for desk in make_desk(tmp_path):
        grow(desk, "busy")
        yield desk


def grow(desk: Desk, word: str) -> None:
    for number in range(14):
        edit(desk.coordinator, record(desk.coordinator, "topic", "detention"), [f"summary=A {word} year, {number}"])
    desk.made.network.sync(desk.coordinator)
    edit(desk.coordinator, record(desk.coordinator, "topic", "statelessness"), [f"summary=After the {word} year"])
    desk.made.network.sync(desk.coordinator)


def library(workspace: Workspace) -> dict[RecordId, RecordState]:
    feed = workspace.feed(AudienceType.OPEN, "library").handle
    with workspace.replica.reading() as connection:
        return {state.id: state for _, state in records.load_feed(connection, feed)}


def verdicts(workspace: Workspace) -> list[Verdict]:
    feed = workspace.feed(AudienceType.OPEN, "library").handle
    with workspace.replica.reading() as connection:
        return [one.verdict for one in snapshot_notices.read(connection, feed)]


def lose_parts(workspace: Workspace) -> None:
    """Let this be a computer that did not make the snapshot."""
    feed = workspace.feed(AudienceType.OPEN, "library").handle
    with workspace.replica.transaction() as connection:
        snapshot_parts.drop(connection, feed, is_own=True)


def get_ready(desk: Desk, endpoint: SyncEndpoint | None = None) -> None:
    make_ready(desk.coordinator, endpoint or desk.made.network.endpoint, Wishes())


def place_of(desk: Desk) -> Path:
    return desk.base / "kit" / network_folder(desk.coordinator.root)


def objects(desk: Desk) -> set[ObjectId]:
    return {ObjectId(bytes.fromhex(path.name)) for path in (place_of(desk) / "objects").iterdir()}


def join(desk: Desk) -> Workspace:
    """Join with the kit, with no network."""
    clock, kit = desk.made.network.own_clock(), FolderEndpoint(desk.base / "kit")

    def make(folder: Path) -> None:
        new = NewDevice(folder, PASSPHRASE, desk.code, HUB_ADDRESS, "a laptop", COST_FLOOR)
        enrol(new, kit, clock=clock, wishes=Wishes())

    return desk.made.network.new_vault("new", make)


class Altered(BentEndpoint):
    """A hub that gives other bytes than were asked for."""

    is_asked: bool = False

    def fetch_objects(self, body: bytes) -> Iterator[bytes]:
        self.is_asked = True
        frames = [decode_frame(one) for one in FrameSplitter().feed(b"".join(self.hub.fetch_objects(body)))]
        for frame in frames:
            if isinstance(frame, PieceFrame):
                yield encode_frame(PieceFrame(frame.index, frame.total, frame.offset, bytes(len(frame.data))))


class WithoutObjects(BentEndpoint):
    """A hub that gives no objects."""

    def fetch_objects(self, body: bytes) -> Iterator[bytes]:
        raise LinkError("cut")


def test_a_newcomer_with_a_kit_begins_with_the_snapshot_that_this_computer_made(desk: Desk) -> None:
    get_ready(desk, WithoutObjects(desk.made.network.endpoint))
    plan = plan_kit(desk.coordinator, desk.base / "kit", KitChoice())
    desk.build()

    new = join(desk)

    assert len(plan.snapshots) == 1
    assert plan.text_bytes > plan.snapshots[0].offer.size
    assert {one for one, _ in plan.snapshots[0].parts} <= objects(desk)
    assert verdicts(new) == [Verdict.USED]
    assert library(new) == library(desk.coordinator)
    found = desk.check()
    assert (found.is_whole, found.snapshots) == (True, 1)

    # Later contact goes on from there.
    edit(desk.coordinator, record(desk.coordinator, "topic", "detention"), ["summary=By the hub"])
    desk.made.network.sync(desk.coordinator, new)
    assert library(new) == library(desk.coordinator)


def test_what_is_missing_of_a_snapshot_comes_from_the_hub_or_from_its_stick(desk: Desk) -> None:
    get_ready(desk)
    lose_parts(desk.coordinator)
    assert kit_snapshots.are_missing(desk.coordinator)
    assert kit_snapshots.ready(desk.coordinator) == ()

    altered = Altered(desk.made.network.endpoint)
    get_ready(desk, altered)
    assert altered.is_asked
    assert kit_snapshots.ready(desk.coordinator) == (), "what is no part of it was taken as one"
    get_ready(desk, WithoutObjects(desk.made.network.endpoint))
    assert kit_snapshots.ready(desk.coordinator) == ()

    get_ready(desk)
    (by_line,) = kit_snapshots.ready(desk.coordinator)
    assert not kit_snapshots.are_missing(desk.coordinator)
    lose_parts(desk.coordinator)
    carry(desk.made.data, desk.made.place, clock=desk.made.network.clock)
    carry_in(desk.coordinator, desk.made.place, Wishes())

    assert kit_snapshots.ready(desk.coordinator) == (by_line,)
    desk.build()
    assert desk.check().snapshots == 1

    # One that others dispute goes along no more, and leaves the stick.
    feed = desk.coordinator.feed(AudienceType.OPEN, "library").handle
    with desk.coordinator.replica.transaction() as connection:
        (announced,) = snapshot_notices.read(connection, feed)
        snapshot_notices.judge(connection, announced, Verdict.DISPUTED)
    assert not kit_snapshots.are_missing(desk.coordinator)
    desk.build()
    assert (desk.check().is_whole, desk.check().snapshots) == (True, 0)
    assert not (place_of(desk) / "offers").exists()
    assert not {one for one, _ in by_line.parts} & objects(desk)


def test_a_newer_snapshot_takes_the_place_of_an_older_one_and_a_check_tells_whether_it_is_whole(
    desk: Desk,
) -> None:
    get_ready(desk)
    desk.build()
    (older,) = kit_snapshots.ready(desk.coordinator)

    grow(desk, "busier")
    get_ready(desk)
    (newer,) = kit_snapshots.ready(desk.coordinator)
    desk.build()

    assert newer.offer.n > older.offer.n
    assert {one for one, _ in newer.parts} <= objects(desk)
    assert not {one for one, _ in older.parts} & objects(desk), "a stick that is written often fills with old parts"
    assert desk.check().snapshots == 1
    # What the hub offers there and is newer stays, and what it offers of other feeds.
    lose_parts(desk.coordinator)
    desk.build()
    assert [one.n for one in kit_snapshots.offers_on(place_of(desk))] == [newer.offer.n]

    name = f"{place_of(desk).name}/objects/{newer.parts[0][0].hex()}"
    part, sums = desk.base / "kit" / name, desk.base / "kit" / CHECKSUMS
    whole = part.read_bytes()

    # As somebody would who changes a kit and its checksums: these prove nothing.
    kept = [line for line in sums.read_text().splitlines(keepends=True) if name not in line]
    sums.write_text("".join(kept))
    part.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    altered = desk.check()
    part.unlink()
    lacking = desk.check()

    assert (altered.is_whole, altered.damaged) == (False, (f"{place_of(desk).name}/offers",))
    assert (lacking.is_whole, lacking.missing, lacking.snapshots) == (False, (name,), 0)
    assert altered.records == lacking.records, "without the snapshot its reader sees less"


def test_a_snapshot_that_holds_what_was_erased_leaves_the_stick(desk: Desk) -> None:
    get_ready(desk)
    desk.build()
    (older,) = kit_snapshots.ready(desk.coordinator)

    erase(desk.coordinator, record(desk.coordinator, "topic", "detention"))
    desk.made.network.sync(desk.coordinator)
    desk.made.network.sync(desk.coordinator)
    get_ready(desk)
    # Cut off before: nothing on the stick says otherwise than here, but the snapshot is there.
    for path in place_of(desk).glob("feed-*"):
        path.unlink()
    desk.build()

    assert not {one for one, _ in older.parts} & objects(desk)
    assert all(one.n > older.offer.n for one in kit_snapshots.offers_on(place_of(desk)))
    found = desk.check()
    assert found.is_whole
    assert found.records["topic"] == 1


def test_who_types_while_a_kit_is_built_loses_nothing_and_what_is_erased_meanwhile_does_not_go_along(
    desk: Desk,
) -> None:
    get_ready(desk)
    before, numbers = library(desk.coordinator), iter(range(1_000))

    def write() -> None:
        line = f"summary=Typed while it was built, {next(numbers)}"
        edit(desk.coordinator, record(desk.coordinator, "topic", "statelessness"), [line])

    built = desk.build(how=BuildHow(give_way=write))

    assert built.is_complete
    assert len(kit_snapshots.offers_on(place_of(desk))) == 1
    assert next(numbers) > 0
    desk.made.network.sync(desk.coordinator)
    assert library(desk.coordinator) != before
    get_ready(desk)
    parts = {part for one in kit_snapshots.ready(desk.coordinator) for part, _ in one.parts}
    seen: list[bool] = []

    def erase_between() -> None:
        # Once the first part lies there, and the others do not yet.
        if not seen and (desk.base / "another").exists():
            there = {path.name for path in (desk.base / "another").glob("*/objects/*")}
            if there & {one.hex() for one in parts}:
                seen.append(True)
                erase(desk.coordinator, record(desk.coordinator, "topic", "detention"))
                desk.made.network.sync(desk.coordinator)
                desk.made.network.sync(desk.coordinator)

    built = desk.build("another", how=BuildHow(give_way=erase_between))

    assert seen, "nothing was erased between two parts"
    assert built.is_complete
    place = desk.base / "another" / network_folder(desk.coordinator.root)
    assert kit_snapshots.offers_on(place) == []
    assert not {one.hex() for one in parts} & {path.name for path in (place / "objects").iterdir()}


def test_what_is_wrong_at_its_right_length_is_written_again(desk: Desk) -> None:
    get_ready(desk)
    desk.build()
    (snapshot,) = kit_snapshots.ready(desk.coordinator)
    parts = {one for one, _ in snapshot.parts}
    files = objects(desk) - parts
    assert files, "no file of the library lies there"
    paths = [place_of(desk) / "objects" / one.hex() for one in (*sorted(parts), *sorted(files))]
    whole = [path.read_bytes() for path in paths]
    for path, data in zip(paths, whole, strict=True):
        path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))

    built = desk.build()

    assert built.is_complete
    assert [path.read_bytes() for path in paths] == whole


def test_a_stick_that_a_coordinator_writes_takes_the_snapshot_along_within_the_limit(desk: Desk) -> None:
    get_ready(desk)
    stick = desk.base / "carried"

    carry_out(desk.coordinator, stick, Carrying())

    place = stick / network_folder(desk.coordinator.root)
    (offer,) = kit_snapshots.offers_on(place)
    assert kit_snapshots.lacking(place, offer) == []
    assert carry_out(desk.coordinator, stick, Carrying()).written_bytes == 0
    stopped = desk.base / "stopped" / network_folder(desk.coordinator.root)
    parts = {one.hex() for one, _ in kit_snapshots.ready(desk.coordinator)[0].parts}
    half = carry_out(
        desk.coordinator,
        desk.base / "stopped",
        Carrying(is_cancelled=lambda: any((stopped / "objects" / one).exists() for one in parts)),
    )
    assert not half.is_complete
    assert not kit_snapshots.offers_on(stopped)
    little = carry_out(desk.coordinator, desk.base / "little", Carrying(size=1))
    assert not kit_snapshots.offers_on(little.folder)
