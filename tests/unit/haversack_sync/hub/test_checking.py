"""Every way in which a hub's folder can be wrong is found, and told by its name."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from haversack_sync.hub.checking import FINDINGS, check
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol import sealing
from tests.unit.haversack_sync.hub.folder_hub import NEEDED, FolderHub

Harm = Callable[[FolderHub], None]


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[FolderHub]:
    hub = FolderHub(tmp_path / "hub")
    yield hub
    hub.close()


def _run(statement: str) -> Harm:
    def harm(hub: FolderHub) -> None:
        ledger = sqlite3.connect(hub.folder.database)
        assert ledger.execute(statement).rowcount > 0
        ledger.commit()
        ledger.close()

    return harm


def _object(change: Callable[[Path], object]) -> Harm:
    name = ObjectId(sealing.sha256(NEEDED)).hex()

    def harm(hub: FolderHub) -> None:
        change(hub.folder.objects / name[:2] / name)

    return harm


HARMS: dict[str, tuple[str, Harm]] = {
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
    "a stamp that goes back": ("order", _run("UPDATE entries SET stamp = 5 WHERE n = 100")),
    "a receipt gone": ("receipt", _run("DELETE FROM ledger WHERE position = 100")),
    "a receipt of another place": ("receipt", _run("UPDATE ledger SET position = 7 WHERE position = 100")),
    "a file gone": ("lost_object", _object(lambda path: path.unlink())),
    "a file altered": ("altered_object", _object(lambda path: path.write_bytes(b"x" * len(NEEDED)))),
    "a file cut off": ("altered_object", _object(lambda path: path.write_bytes(NEEDED[:-1]))),
    "a file too long": ("altered_object", _object(lambda path: path.write_bytes(NEEDED + b"x"))),
}


def test_a_hub_as_it_should_be_has_nothing_wrong(hub: FolderHub) -> None:
    told: list[tuple[int, int]] = []

    found = check(hub.folder.path, tell=lambda done, total: told.append((done, total)))

    assert found.wrong == {}
    assert (found.entries, found.feeds, found.objects) == (hub.position, 4, 2)
    assert told[-1][0] == told[-1][1]


@pytest.mark.parametrize("harm", HARMS)
def test_what_is_wrong_is_found(hub: FolderHub, harm: str) -> None:
    finding, do = HARMS[harm]
    do(hub)

    assert finding in check(hub.folder.path).wrong


def test_a_damaged_page_is_found(hub: FolderHub) -> None:
    hub.close()
    ledger = sqlite3.connect(hub.folder.database)
    ledger.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    ledger.execute("PRAGMA writable_schema=ON")
    ledger.execute("UPDATE sqlite_schema SET rootpage = rootpage + 1 WHERE name = 'held_stamp'")
    ledger.commit()
    ledger.close()

    assert "database" in check(hub.folder.path).wrong


def test_every_finding_has_a_harm_that_makes_it() -> None:
    assert {finding for finding, _ in HARMS.values()} | {"database"} == set(FINDINGS)
