"""The command `haversack-hub`: sentences, exit codes, and what it shows."""

import json
import sqlite3
from pathlib import Path

import pytest

from haversack import __version__
from haversack_sync.hub import cli, logs
from haversack_sync.hub.carry import Carried
from haversack_sync.hub.cli import main, sentence
from haversack_sync.hub.data_folder import DataFolder, prepare
from haversack_sync.hub.database import open_database
from haversack_sync.hub.errors import (
    AddressError,
    BackupError,
    ConfigError,
    DamagedLedgerError,
    DataFolderError,
    HubError,
    StorageError,
)
from haversack_sync.hub.findings import FINDINGS
from haversack_sync.hub.sqlite_ledger import SqliteLedger
from haversack_sync.hub.stick_in import TakenIn
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol import sealing
from tests.simulation.rig import Rig
from tests.unit.haversack_sync.hub.folder_hub import FolderHub


@pytest.fixture(autouse=True)
def quiet_logs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the logs of the process that runs the tests alone."""
    monkeypatch.setattr(logs, "configure", lambda: None)


def test_it_says_which_version_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])

    assert ended.value.code == 0
    assert capsys.readouterr().out == f"haversack-hub {__version__}\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return the folder of a hub with a founded network, one device more and one object."""
    folder = DataFolder(tmp_path / "hub")
    prepare(folder)
    database = open_database(folder.database, migrate=True)
    rig = Rig(ledger=SqliteLedger(database))
    coordinator = rig.found()
    rig.enrol(coordinator)
    coordinator.upload(ObjectId(sealing.sha256(b"sealed")), offset=0, total=6, data=b"sealed")
    coordinator.upload(ObjectId(bytes(32)), offset=0, total=6, data=b"half")
    database.close()
    return folder.path


def test_status_is_told_for_programs(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", "--data", str(data), "--json"]) == 0

    facts = json.loads(capsys.readouterr().out)
    assert facts.pop("database_bytes") > 10_000
    assert facts == {
        "network_registered": True,
        "waits_for_new_era": False,
        "entries": 15,
        "position": 15,
        "feeds": 3,
        "devices": 2,
        "objects": 1,
        "object_bytes": 6,
        "uploads_under_way": 1,
        "last_entry": "2027-01-15T08:00:00+00:00",
    }


def test_status_is_told_for_people(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", "--data", str(data)]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert "network registered: yes" in lines
    assert "devices: 2" in lines
    assert "last entry: 2027-01-15T08:00:00+00:00" in lines


def test_what_was_carried_is_told(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["carry", str(tmp_path / "stick"), "--data", str(data)]) == 0

    assert "15 entries in 4 feeds, 0 files" in capsys.readouterr().out
    assert list((tmp_path / "stick").glob("haversack-*/feed-0-1"))


def test_a_hub_without_a_network_has_nothing_to_carry(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    open_database(tmp_path / "hub.db", migrate=True).close()

    assert main(["carry", str(tmp_path / "stick"), "--data", str(tmp_path)]) == 1

    assert "Found one first" in capsys.readouterr().err


def test_status_of_a_hub_without_a_network(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    open_database(tmp_path / "hub.db", migrate=True).close()

    assert main(["status", "--data", str(tmp_path)]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert "network registered: no" in lines
    assert "last entry: –" in lines


def test_status_where_there_is_no_hub_says_how_to_start_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", "--data", str(tmp_path / "nowhere")]) == 1

    said = capsys.readouterr().err
    assert "haversack-hub serve --data" in said
    assert not (tmp_path / "nowhere").exists()


def test_a_bad_setting_stops_the_start_with_file_key_and_cure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "hub.toml").write_text("request_burst = 'many'\n")

    assert main(["serve", "--data", str(tmp_path), "--port", "0"]) == 1

    said = capsys.readouterr().err
    assert str(tmp_path / "hub.toml") in said
    assert "“request_burst” cannot be used: write a whole number" in said


def test_a_ledger_that_somebody_changed_is_not_served(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with sqlite3.connect(data / "hub.db") as connection:
        connection.execute("UPDATE entries SET envelope = x'0102' WHERE position = 5")
    connection.close()

    assert main(["serve", "--data", str(data), "--port", "0"]) == 1

    assert "put the folder back from a backup" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ConfigError(Path("hub.toml"), "", "write one setting a line"), ["hub.toml", "TOML", "write one setting"]),
        (AddressError("192.0.2.1", 80), ["192.0.2.1", "80", "--port"]),
        (StorageError("x"), ["disk", "room"]),
        (DamagedLedgerError("x"), ["database", "backup"]),
        (HubError("x"), ["unexpected", "hub"]),
        *(
            (DataFolderError(Path("place"), reason), ["place"])
            for reason in ("missing", "not_a_hub", "damaged", "no_access", "no_network", "newer")
        ),
    ],
)
def test_every_error_has_a_sentence_and_a_next_step(error: HubError, words: list[str]) -> None:
    said = sentence(error)

    assert all(word in said for word in words)
    # A command to copy has no full stop behind it.
    assert said.endswith((".", "--data place"))


@pytest.mark.parametrize("arguments", [["status"], ["carry", "stick"]])
def test_where_there_is_no_hub_the_cure_names_the_folder_that_was_given(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "hub"

    assert main([*arguments, "--data", str(folder)]) == 1

    assert capsys.readouterr().err.endswith(f"haversack-hub serve --data {folder}\n")
    assert not folder.exists()


@pytest.mark.parametrize("arguments", [[], ["serve"], ["status"], ["dance"], ["serve", "--data", "x", "--port", "a"]])
def test_wrong_usage_ends_with_two(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)

    assert caught.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_a_hub_is_backed_up_put_back_and_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hub, backup, new = FolderHub(tmp_path / "hub"), str(tmp_path / "hub.tar"), str(tmp_path / "new")
    hub.close()

    assert main(["backup", backup, "--data", str(hub.folder.path)]) == 0
    assert f"{hub.position} entries and 2 files" in capsys.readouterr().out

    assert main(["restore", backup, "--data", new]) == 0
    assert "Tell a coordinator" in capsys.readouterr().out
    assert main(["restore", backup, "--data", new]) == 1
    assert "--replace" in capsys.readouterr().err

    assert main(["check", "--data", new]) == 0
    assert "All is well." in capsys.readouterr().out
    (tmp_path / "new" / "objects").rename(tmp_path / "gone")
    assert main(["check", "--data", new, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["wrong"] == {"lost_object": 2}
    assert main(["check", "--data", new]) == 1
    assert "a file is listed and cannot be read" in capsys.readouterr().out


@pytest.mark.parametrize("reason", cli._BACKUP_SENTENCES)
def test_every_trouble_with_a_backup_has_a_sentence_with_its_place(reason: str) -> None:
    assert "/some/place" in sentence(BackupError(Path("/some/place"), reason))


def test_every_finding_of_a_check_has_words() -> None:
    assert cli._FINDINGS.keys() == set(FINDINGS)


def test_letters_that_stay_and_letters_of_people_who_were_not_let_in_are_told_apart(
    capsys: pytest.CaptureFixture[str],
) -> None:
    cli._show_carried(Carried(Path("stick"), 1, 1, 0, 0, 0, 0, 0, TakenIn(later=2, shut_out=1, unread=3)))

    words = capsys.readouterr().out
    assert "2 outboxes stay on the stick" in words
    assert "3 outboxes could not be read and stay on the stick" in words
    assert "1 outboxes came from computers that their invitation does not let in" in words
    assert "has to invite these people again" in words
