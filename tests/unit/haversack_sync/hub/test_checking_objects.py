"""A check beside a hub that goes on: what its work leaves in between is not taken for harm, and harm still is."""

import errno
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from haversack_sync.hub.checking import check
from haversack_sync.hub.checking_objects import ObjectCheck
from haversack_sync.hub.database import open_database
from haversack_sync.hub.findings import Findings
from haversack_sync.hub.objects import FolderObjects
from haversack_sync.hub.schema import OBJECTS, UPLOADS
from haversack_sync.model.ids import DeviceId, ObjectId
from haversack_sync.protocol import sealing
from tests.unit.haversack_sync.hub.eventful_hub import make_eventful
from tests.unit.haversack_sync.hub.folder_hub import NEEDED, FolderHub

OBJECT = ObjectId(sealing.sha256(NEEDED))
NEW = b"just uploaded"
NEW_OBJECT = ObjectId(sealing.sha256(NEW))
SENDER = DeviceId(b"a sender")
PATIENCE_SECONDS = 20
MOMENTS_OF_OBJECTS = 2
"""So many of its own the check has where two objects lie, besides the one that everything is read in."""
MOMENTS_WITH_AN_UPLOAD = 4
"""And so many with an upload that has become whole."""

Work = Callable[[sa.Connection], object]
"""What the running hub does in one transaction."""


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[FolderHub]:
    hub = FolderHub(tmp_path / "hub")
    yield hub
    hub.close()


class Beside:
    """A check of a hub's files, and the hub's own work at moments of that check."""

    def __init__(self, hub: FolderHub, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.running, self._monkeypatch = hub.folder, hub.database, monkeypatch
        self.files = FolderObjects(self.folder.objects, self.folder.uploads)
        self.checking = open_database(self.folder.database, migrate=False)
        self.has_happened = False
        self._threads: list[threading.Thread] = []

    def look(self) -> dict[str, int]:
        """Check; return what is wrong."""
        found = Findings(lambda done, total: None, total=1)
        try:
            with self.checking.reading() as moment:
                ObjectCheck(self.folder.objects, self.files, self.checking, found).look(moment)
        finally:
            for thread in self._threads:
                thread.join(PATIENCE_SECONDS)
            self.checking.close()
        assert not any(thread.is_alive() for thread in self._threads)
        return found.told()

    def once_before(self, owner: object, name: str, happens: Callable[[], object]) -> None:
        """Let something happen before the check calls a method for the first time."""
        original: Callable[..., object] = getattr(owner, name)

        def call(*arguments: object, **named: object) -> object:
            self._monkeypatch.setattr(owner, name, original)
            happens()
            return original(*arguments, **named)

        self._monkeypatch.setattr(owner, name, call)

    def after(self, moments: int, happens: Callable[[], object]) -> None:
        """Let something happen as soon as the check has ended so many moments of its own."""
        left = moments

        @contextmanager
        def counted(moment: AbstractContextManager[sa.Connection]) -> Iterator[sa.Connection]:
            nonlocal left
            with moment as connection:
                yield connection
            left -= 1
            if left == 0:
                self.has_happened = True
                happens()

        for name in ("reading", "writing"):
            begin = getattr(self.checking, name)
            self._monkeypatch.setattr(self.checking, name, lambda begin=begin: counted(begin()))

    def begin(self, work: Work) -> None:
        """Do work in a transaction that ends when the check asks to be alone."""
        has_worked, may_end = threading.Event(), threading.Event()

        def run() -> None:
            with self.running.writing() as transaction:
                work(transaction)
                has_worked.set()
                assert may_end.wait(PATIENCE_SECONDS)

        thread = threading.Thread(target=run)
        thread.start()
        self._threads.append(thread)
        assert has_worked.wait(PATIENCE_SECONDS)
        self.once_before(self.checking, "writing", may_end.set)

    def do(self, work: Work) -> None:
        """Do work in a transaction of its own."""
        with self.running.writing() as transaction:
            work(transaction)

    def sweep(self, transaction: sa.Connection) -> None:
        """Take an object away, as sweeping and erasing do: its bytes first."""
        self.files.remove(OBJECT)
        transaction.execute(sa.delete(OBJECTS).where(OBJECTS.c.object == OBJECT))

    def upload(self, received: int) -> Work:
        """Note an upload under way."""
        row = {"object": NEW_OBJECT, "device": SENDER, "total": len(NEW), "received": received, "stamp": 1}
        return lambda transaction: transaction.execute(sa.insert(UPLOADS).values(row))

    def finish(self, transaction: sa.Connection) -> None:
        """Keep an upload whose bytes are all there."""
        transaction.execute(sa.delete(UPLOADS).where(UPLOADS.c.object == NEW_OBJECT))
        transaction.execute(sa.insert(OBJECTS).values(object=NEW_OBJECT, size=len(NEW), stamp=1))


@pytest.fixture
def beside(hub: FolderHub, monkeypatch: pytest.MonkeyPatch) -> Beside:
    return Beside(hub, monkeypatch)


def test_an_object_that_a_sweep_takes_away_just_now_is_not_lost(beside: Beside) -> None:
    beside.once_before(beside.files, "read", lambda: beside.begin(beside.sweep))

    assert beside.look() == {}


def test_an_object_that_a_sweep_took_away_since_is_not_lost(beside: Beside) -> None:
    beside.once_before(beside.files, "read", lambda: beside.do(beside.sweep))

    assert beside.look() == {}


def test_an_object_that_is_gone_and_still_listed_is_lost_however_busy_the_hub_is(beside: Beside) -> None:
    beside.files.remove(OBJECT)
    beside.once_before(beside.files, "read", lambda: beside.begin(lambda transaction: None))

    assert beside.look() == {"lost_object": 1}


@pytest.mark.parametrize("moments", range(1, MOMENTS_WITH_AN_UPLOAD + 1))
def test_an_upload_that_becomes_whole_is_never_unlisted_nor_lost(beside: Beside, moments: int) -> None:
    beside.do(beside.upload(len(NEW)))
    beside.files.write_slice(NEW_OBJECT, SENDER, offset=0, data=NEW)
    assert beside.files.finish(NEW_OBJECT, SENDER, total=len(NEW))
    beside.after(moments, lambda: beside.do(beside.finish))

    assert beside.look() == {}
    assert beside.has_happened


@pytest.mark.parametrize("moments", range(1, MOMENTS_OF_OBJECTS + 1))
def test_an_object_that_is_swept_is_never_lost(beside: Beside, moments: int) -> None:
    beside.after(moments, lambda: beside.do(beside.sweep))

    assert beside.look() == {}
    assert beside.has_happened


def test_an_upload_that_is_begun_anew_just_now_has_lost_nothing(beside: Beside) -> None:
    beside.do(beside.upload(len(NEW)))
    beside.files.write_slice(NEW_OBJECT, SENDER, offset=0, data=NEW)

    def begin_anew(transaction: sa.Connection) -> None:
        beside.files.drop(NEW_OBJECT, SENDER)
        beside.files.write_slice(NEW_OBJECT, SENDER, offset=0, data=NEW[:4])
        transaction.execute(sa.update(UPLOADS).values(total=9, received=4))

    beside.once_before(beside.files, "partial_size", lambda: beside.begin(begin_anew))

    assert beside.look() == {}


def test_an_upload_that_was_wrong_and_is_being_forgotten_has_lost_nothing(beside: Beside) -> None:
    beside.do(beside.upload(len(NEW)))

    assert beside.look() == {}


def test_an_upload_that_lost_bytes_is_told_though_another_device_sends_the_same(beside: Beside) -> None:
    beside.do(beside.upload(len(NEW) - 1))
    beside.files.write_slice(NEW_OBJECT, DeviceId(b"somebody"), offset=0, data=NEW)

    assert beside.look() == {"upload": 1}


def test_a_snapshot_whose_index_cannot_be_read_does_not_end_the_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_eventful(tmp_path / "eventful")
    with closing(sqlite3.connect(folder.database)) as ledger:
        index = ledger.execute("UPDATE snapshots SET is_disputed = 0 RETURNING index_object").fetchone()[0]
        ledger.commit()
    read = FolderObjects.read

    def fails(objects: FolderObjects, object_id: ObjectId, *, start: int, length: int) -> Iterator[bytes]:
        if object_id == index:
            raise OSError(errno.EIO, "the disk")
        return read(objects, object_id, start=start, length=length)

    monkeypatch.setattr(FolderObjects, "read", fails)

    found = check(folder.path)

    assert found.unfinished_snapshots == 1
    assert found.wrong["lost_object"] == 1
