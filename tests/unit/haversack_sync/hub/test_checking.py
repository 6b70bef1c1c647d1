"""Every way in which a hub's folder can be wrong is found, and told by its name."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from haversack_sync.hub.checking import check
from haversack_sync.hub.data_folder import DataFolder
from haversack_sync.hub.findings import FINDINGS
from haversack_sync.hub.schema import METADATA
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol import sealing
from tests.unit.haversack_sync.hub.eventful_hub import make_eventful
from tests.unit.haversack_sync.hub.folder_hub import NEEDED, STRAY, FolderHub

Harm = Callable[[DataFolder], object]


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[FolderHub]:
    hub = FolderHub(tmp_path / "hub")
    yield hub
    hub.close()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a hub to which everything happened; tests copy it."""
    return make_eventful(tmp_path_factory.mktemp("made") / "hub").path


@pytest.fixture
def eventful(made: Path, tmp_path: Path) -> DataFolder:
    return DataFolder(shutil.copytree(made, tmp_path / "hub"))


def _run(statement: str, *values: object) -> Harm:
    def harm(folder: DataFolder) -> None:
        with closing(sqlite3.connect(folder.database)) as ledger:
            assert ledger.execute(statement, values).rowcount > 0
            ledger.commit()

    return harm


def _object(change: Callable[[Path], object]) -> Harm:
    name = ObjectId(sealing.sha256(NEEDED)).hex()

    def harm(folder: DataFolder) -> None:
        change(folder.objects / name[:2] / name)

    return harm


def _order_forgot_an_object(folder: DataFolder) -> None:
    object_id = ObjectId(sealing.sha256(STRAY))
    path = folder.objects / object_id.hex()[:2] / object_id.hex()
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(STRAY)
    _run("INSERT INTO objects VALUES (?, ?, 1)", object_id, len(STRAY))(folder)


HARMS: dict[str, tuple[str, Harm]] = {
    "keys gone": ("keys", lambda folder: folder.keys.unlink()),
    "keys damaged": ("keys", lambda folder: folder.keys.write_text("sign\n")),
    "keys of another hub": (
        "keys",
        lambda folder: folder.keys.write_text(f"sign {'11' * 32}\nbox {'22' * 32}\n"),
    ),
    "a profile that cannot be read": ("profile", _run("UPDATE network SET profile = zeroblob(9)")),
    "an envelope altered": ("signature", _run("UPDATE entries SET envelope = zeroblob(200) WHERE position = 100")),
    "an envelope of another feed": (
        "signature",
        _run("UPDATE entries SET envelope = (SELECT envelope FROM entries WHERE position = 5) WHERE position = 100"),
    ),
    "an entry of the network altered": (
        "network",
        _run("UPDATE entries SET envelope = zeroblob(90) WHERE position = 3"),
    ),
    "a digest altered": ("digest", _run("UPDATE entries SET digest = zeroblob(32) WHERE n = 100")),
    "an entry gone": ("order", _run("DELETE FROM entries WHERE n = 100")),
    "a hole among positions": ("hole", _run("DELETE FROM entries WHERE n = 100")),
    "a stamp that goes back": ("order", _run("UPDATE entries SET stamp = 5 WHERE n = 100")),
    "a length altered": ("length", _run("UPDATE entries SET total = total + 1 WHERE n = 100")),
    "entries of a feed that is not there": (
        "feed",
        _run("UPDATE entries SET feed = CAST('notafeed' AS BLOB) WHERE position = 100"),
    ),
    "the last four entries gone": (
        "lost_entry",
        _run("DELETE FROM entries WHERE position > (SELECT max(position) - 4 FROM entries)"),
    ),
    "two receipts for one place": (
        "lost_entry",
        _run("INSERT INTO ledger SELECT device, 9999, sha256, code, position, reason FROM ledger WHERE position = 100"),
    ),
    "a change of a revoked device": (
        "right",
        _run(
            "UPDATE entries SET envelope = (SELECT envelope FROM late) WHERE position = "
            "(SELECT max(position) FROM entries WHERE feed = (SELECT feed FROM erasures))"
        ),
    ),
    "a change that saw what came after it": (
        "history",
        _run("UPDATE entries SET envelope = (SELECT envelope FROM late) WHERE position = 30"),
    ),
    "a link of a device's chain altered": (
        "chain",
        _run("UPDATE ledger SET sha256 = zeroblob(32) WHERE position = 100"),
    ),
    "a receipt gone": ("receipt", _run("DELETE FROM ledger WHERE position = 100")),
    "a receipt of another place": ("receipt", _run("UPDATE ledger SET position = 7 WHERE position = 100")),
    "a receipt that no hub gives": (
        "receipt",
        _run("INSERT INTO ledger VALUES (zeroblob(8), 0, zeroblob(32), 2, 0, '')"),
    ),
    "refs gone": ("refs", _run("DELETE FROM refs")),
    "refs that nothing needs": ("refs", _run("INSERT INTO refs VALUES (zeroblob(32), 100)")),
    "refs of an entry that is not there": ("refs", _run("INSERT INTO refs VALUES (zeroblob(32), 1000000)")),
    "a snapshot gone": ("snapshot", _run("DELETE FROM snapshots")),
    "a snapshot of more entries": ("snapshot", _run("UPDATE snapshots SET n = n + 1")),
    "a snapshot that is not right": ("snapshot", _run("UPDATE snapshots SET is_right = NOT is_right")),
    "a snapshot that nobody announced": (
        "snapshot",
        _run("INSERT INTO snapshots SELECT 100, feed, at, n, index_object, is_right, 0, 0 FROM snapshots"),
    ),
    "a dispute gone": ("snapshot", _run("DELETE FROM disputes")),
    "a dispute that does not count": ("snapshot", _run("UPDATE snapshots SET is_disputed = 0")),
    "an order gone": ("erasure", _run("DELETE FROM erasures")),
    "an order that nobody gave": (
        "erasure",
        _run("INSERT INTO erasures SELECT 100, feed, n, first_n, announced, giver, stubs FROM erasures"),
    ),
    "an order that took more": ("erasure", _run("UPDATE erasures SET stubs = 99")),
    "an order not carried out": (
        "erasure",
        _run("UPDATE entries SET envelope = zeroblob(200) WHERE length(envelope) = 32"),
    ),
    "an order that left an object": ("erasure", _order_forgot_an_object),
    "a stub without an order": ("erasure", _run("UPDATE entries SET envelope = zeroblob(32) WHERE position = 100")),
    "a stub of something else": (
        "erasure",
        _run("UPDATE entries SET envelope = zeroblob(32) WHERE length(envelope) = 32"),
    ),
    "a report gone": ("erasure", _run("DELETE FROM erasure_reports")),
    "a held change altered": ("held", _run("UPDATE held SET envelope = zeroblob(100)")),
    "a held change of another size": ("held", _run("UPDATE held SET size = size + 1")),
    "a held change of another number": ("held", _run("UPDATE held SET number = number + 1")),
    "a late change altered": ("late", _run("UPDATE late SET envelope = zeroblob(100)")),
    "a late change of another name": ("late", _run("UPDATE late SET sha256 = zeroblob(32)")),
    "somebody told who was not revoked": ("late", _run("UPDATE refused SET device = (SELECT device FROM held)")),
    "a stanza of an epoch that is not there": ("stanza", _run("UPDATE stanzas SET number = number + 7")),
    "a stanza of somebody unknown": ("stanza", _run("UPDATE stanzas SET sender = zeroblob(8)")),
    "a stanza cut off": ("stanza", _run("UPDATE stanzas SET sealed = zeroblob(79)")),
    "a counter of nobody": ("account", _run("INSERT INTO counters VALUES (zeroblob(8), 0, 1)")),
    "less than nothing used": ("account", _run("UPDATE usage SET changes = -1")),
    "something carried by nobody": ("carried", _run("UPDATE carried SET device = zeroblob(8)")),
    "something carried that is nothing": ("carried", _run("UPDATE carried SET item = x'63'")),
    "a file gone": ("lost_object", _object(lambda path: path.unlink())),
    "a file altered": ("altered_object", _object(lambda path: path.write_bytes(b"x" * len(NEEDED)))),
    "a file cut off": ("altered_object", _object(lambda path: path.write_bytes(NEEDED[:-1]))),
    "a file too long": ("altered_object", _object(lambda path: path.write_bytes(NEEDED + b"x"))),
    "a file that is not listed": ("unlisted_object", _run("DELETE FROM objects")),
    "a file that is none of ours": (
        "unlisted_object",
        _object(lambda path: path.with_name("notes.txt").write_text("mine")),
    ),
    "an upload that lost bytes": ("upload", _run("UPDATE uploads SET received = 50")),
    "an upload of more than all": ("upload", _run("UPDATE uploads SET total = 1")),
}


def test_a_hub_as_it_should_be_has_nothing_wrong(hub: FolderHub) -> None:
    told: list[tuple[int, int]] = []

    found = check(hub.folder.path, tell=lambda done, total: told.append((done, total)))

    assert found.wrong == {}
    assert (found.entries, found.feeds, found.objects) == (hub.position, 4, 2)
    assert told[-1][0] == told[-1][1]
    assert (found.missing_objects, found.unfinished_snapshots) == (1, 0)


def test_whatever_happened_to_it_in_a_good_life_is_not_wrong(eventful: DataFolder) -> None:
    with closing(sqlite3.connect(eventful.database)) as ledger:
        tables = {name: ledger.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in METADATA.tables}  # noqa: S608 - our own names
    assert all(tables.values()), tables

    assert check(eventful.path).wrong == {}


@pytest.mark.parametrize("harm", HARMS)
def test_what_is_wrong_is_found(eventful: DataFolder, harm: str) -> None:
    finding, do = HARMS[harm]
    do(eventful)

    assert finding in check(eventful.path).wrong


def test_keys_that_are_missing_are_not_made(eventful: DataFolder) -> None:
    eventful.keys.unlink()

    assert check(eventful.path).wrong == {"keys": 1}
    assert not eventful.keys.exists()


def test_files_that_are_not_listed_are_named(eventful: DataFolder) -> None:
    (eventful.objects / "ab").mkdir(exist_ok=True)
    (eventful.objects / "ab" / "notes.txt").write_text("mine")

    assert check(eventful.path).unlisted == ("ab/notes.txt",)


def test_a_snapshot_that_lost_a_part_is_told_as_not_whole(eventful: DataFolder) -> None:
    part = ObjectId(sealing.sha256(b"a part of it"))
    _run("UPDATE snapshots SET is_disputed = 0")(eventful)
    assert check(eventful.path).unfinished_snapshots == 0

    _run("DELETE FROM objects WHERE object = ?", part)(eventful)

    assert check(eventful.path).unfinished_snapshots == 1


def test_a_damaged_page_is_found(eventful: DataFolder) -> None:
    with closing(sqlite3.connect(eventful.database)) as ledger:
        ledger.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        ledger.execute("PRAGMA writable_schema=ON")
        ledger.execute("UPDATE sqlite_schema SET rootpage = rootpage + 1 WHERE name = 'held_stamp'")
        ledger.commit()

    assert "database" in check(eventful.path).wrong


def test_every_finding_has_a_harm_that_makes_it() -> None:
    assert {finding for finding, _ in HARMS.values()} | {"database"} == set(FINDINGS)
