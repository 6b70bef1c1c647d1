"""A newcomer takes a network's snapshot from a folder or a stick, and entries where the folder is not whole."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from haversack.operations.editing import edit
from haversack.operations.enrolling import NewDevice, enrol
from haversack.operations.inviting import ForNewOrganisation, invite
from haversack.operations.publishing import publish
from haversack.operations.synchronising import Wishes, synchronise
from haversack.operations.workspace import Workspace
from haversack.store import records, schema, snapshot_making, snapshot_notices
from haversack.store.cost import COST_FLOOR
from haversack.store.snapshot_notices import Verdict
from haversack_sync.client.folder import FolderEndpoint
from haversack_sync.hub.carry import carry
from haversack_sync.model.ids import RecordId
from haversack_sync.model.record import RecordState
from haversack_sync.model.roles import AudienceType, Role
from haversack_sync.protocol.frame_stream import FrameSplitter
from haversack_sync.protocol.messages import OfferFrame, decode_frame
from tests.unit.haversack.little_network import CONTENT, HUB_ADDRESS, PASSPHRASE, record, write_folder
from tests.unit.haversack.operations.carrying import Stick, make_stick


class Carried:
    """A network with a snapshot and some changes after it, on a stick, and a code to join it."""

    def __init__(self, stick: Stick) -> None:
        self.stick, self.network = stick, stick.network
        self.coordinator = self.network.found()
        publish(self.coordinator, write_folder(self.network.base.parent / "content", CONTENT))
        for number in range(30):
            self.edit("detention", f"A busy year, edit {number}")
        self.network.sync(self.coordinator)
        self.codes = [invite(self.coordinator, ForNewOrganisation(f"Harbour {n}", "en"), Role.EDITOR) for n in range(4)]
        self.edit("statelessness", "After the snapshot")
        self.network.sync(self.coordinator)
        self.folder = carry(stick.data, stick.place).folder

    def edit(self, slug: str, text: str) -> None:
        edit(self.coordinator, record(self.coordinator, "topic", slug), [f"summary={text}"])

    def offers(self) -> list[OfferFrame]:
        frames = map(decode_frame, FrameSplitter().feed((self.folder / "offers").read_bytes()))
        return [frame for frame in frames if isinstance(frame, OfferFrame)]

    def join(self) -> Workspace:
        """Join from the stick alone."""
        name = f"harbour-{len(self.codes)}"
        new = NewDevice(self.network.base / name, PASSPHRASE, self.codes.pop(), HUB_ADDRESS, "a laptop", COST_FLOOR)
        enrol(new, FolderEndpoint(self.stick.place), clock=self.network.own_clock(), wishes=Wishes())
        return self.network.new_vault(name, lambda folder: folder)


@pytest.fixture
def carried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Carried:
    monkeypatch.setattr(snapshot_making, "LEAST_TAIL_BYTES", 4_000)
    return Carried(make_stick(tmp_path))


def verdicts(workspace: Workspace) -> list[Verdict]:
    feed = workspace.feed(AudienceType.OPEN, "library").handle
    with workspace.replica.reading() as connection:
        return [one.verdict for one in snapshot_notices.read(connection, feed)]


def library(workspace: Workspace) -> dict[RecordId, RecordState]:
    feed = workspace.feed(AudienceType.OPEN, "library").handle
    with workspace.replica.reading() as connection:
        return {state.id: state for _, state in records.load_feed(connection, feed)}


def entries_here(workspace: Workspace) -> int:
    table = schema.entries
    feed = workspace.feed(AudienceType.OPEN, "library").handle
    wanted = sa.select(sa.func.count()).select_from(table).where(table.c.feed == feed)
    with workspace.replica.reading() as connection:
        return int(connection.execute(wanted).scalar_one())


def test_a_newcomer_takes_the_snapshot_from_the_folder_and_goes_on_with_the_rest(carried: Carried) -> None:
    new = carried.join()

    assert verdicts(new) == [Verdict.USED]
    assert entries_here(new) < entries_here(carried.coordinator) - 25
    assert library(new) == library(carried.coordinator)

    carried.edit("detention", "Later, by the hub")
    carried.network.sync(carried.coordinator, new)
    carried.edit("detention", "Later still, by another stick")
    carried.network.sync(carried.coordinator)
    carry(carried.stick.data, carried.stick.place)
    assert synchronise(new, FolderEndpoint(carried.stick.place), Wishes()).is_complete
    assert library(new) == library(carried.coordinator)

    # The offer of the stick is as good as ever; the one entry that is missing here weighs less.
    before = entries_here(new)
    (offer,) = carried.offers()
    for number in range(30):
        carried.edit("detention", f"A quiet year, edit {number}")
    carried.network.sync(carried.coordinator, new)
    carried.edit("detention", "One more")
    carried.network.sync(carried.coordinator)
    carry(carried.stick.data, carried.stick.place)
    (newer,) = carried.offers()
    synchronise(new, FolderEndpoint(carried.stick.place), Wishes())
    assert newer.n > offer.n
    assert entries_here(new) != before
    assert library(new) == library(carried.coordinator)
    carried.network.close()


def _with_another_part(carried: Carried) -> None:
    for path in (carried.folder / "objects").iterdir():
        path.write_bytes(bytes([path.read_bytes()[0] ^ 1]) + path.read_bytes()[1:])


def _without_parts(carried: Carried) -> None:
    for path in (carried.folder / "objects").iterdir():
        path.unlink()


def _with_a_list_of_nothing(carried: Carried) -> None:
    (carried.folder / "offers").write_bytes(b"\x05nothing of this kind")


def _without_a_list(carried: Carried) -> None:
    (carried.folder / "offers").unlink()


def test_where_the_folder_is_not_whole_entries_come(carried: Carried) -> None:
    for damage in (_with_another_part, _without_parts, _with_a_list_of_nothing, _without_a_list):
        damage(carried)

        new = carried.join()

        assert Verdict.USED not in verdicts(new), damage
        assert library(new) == library(carried.coordinator), damage
    carried.network.close()
