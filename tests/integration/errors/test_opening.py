"""A vault that cannot be opened says why, and is left as it was."""

import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from haversack.clock import system_clock
from haversack.store.cost import COST_FLOOR
from haversack.store.vault import Vault
from tests.integration.errors.told import said, told
from tests.integration.stage import Stage, find
from tests.integration.tapped_link import TappedLink, Then
from tests.integration.world import Computer, World, fingerprints

pytestmark = pytest.mark.story

PAGE = 4096
VERSION_AT = 4
"""Where the slot file says its version."""
MEMORY_AT = 8 + 4 + 1 + 16 + 1 + 1 + 1
"""Where the first slot says how much memory a guess takes: the byte that counts in 64 MiB."""


def test_a_wrong_passphrase(field: Computer) -> None:
    before = fingerprints(field.vault)
    field.vault.with_name("passphrase.txt").write_text("four loud words of field\n", encoding="utf-8")

    told(field, "wrong_passphrase", "status")

    assert fingerprints(field.vault) == before


def test_an_empty_passphrase(field: Computer) -> None:
    before = fingerprints(field.vault)
    field.vault.with_name("passphrase.txt").write_text("\n", encoding="utf-8")

    told(field, "unusable_passphrase", "status")

    assert fingerprints(field.vault) == before


def test_a_passphrase_file_that_is_not_there(field: Computer) -> None:
    before = fingerprints(field.vault)
    field.vault.with_name("passphrase.txt").unlink()

    error = told(field, "missing_input", "status")

    assert "passphrase.txt" in error.next
    assert fingerprints(field.vault) == before


def _flip(path: Path, *offsets: int) -> None:
    data = bytearray(path.read_bytes())
    for offset in offsets:
        data[offset] ^= 0x01
    path.write_bytes(data)


def _every_page_but_the_first(vault: Path) -> None:
    path = vault / "vault.db"
    _flip(path, *range(PAGE + 100, path.stat().st_size, PAGE))


def _cut(vault: Path) -> None:
    path = vault / "vault.db"
    path.write_bytes(path.read_bytes()[: 10 * PAGE + 17])


def _rewrite_slots(vault: Path, offset: int, value: int) -> None:
    """Change one byte of the slot file as somebody would who knows how its checksum is made."""
    path = vault / "vault.slots"
    data = bytearray(path.read_bytes()[:-4])
    data[offset] = value
    path.write_bytes(bytes(data) + zlib.crc32(data).to_bytes(4, "big"))


DAMAGES: dict[str, tuple[str, Callable[[Path], object]]] = {
    "first page changed": ("damaged_vault", lambda vault: _flip(vault / "vault.db", 40)),
    "other pages changed": ("damaged_vault", _every_page_but_the_first),
    "database cut off": ("damaged_vault", _cut),
    "database empty": ("damaged_vault", lambda vault: (vault / "vault.db").write_bytes(b"")),
    "database missing": ("damaged_vault", lambda vault: (vault / "vault.db").unlink()),
    "another database": ("damaged_vault", lambda vault: (vault / "vault.db").write_bytes(bytes(20 * PAGE))),
    "slots changed": ("damaged_slots", lambda vault: _flip(vault / "vault.slots", 60)),
    "slots cut off": ("damaged_slots", lambda vault: (vault / "vault.slots").write_bytes(b"HVSF\x01")),
    "slots of a newer version": ("newer_slots", lambda vault: _rewrite_slots(vault, VERSION_AT, 2)),
    "slots that are cheap to guess": ("weak_slot", lambda vault: _rewrite_slots(vault, MEMORY_AT, 0)),
    "slots missing": ("vault_missing", lambda vault: (vault / "vault.slots").unlink()),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_vault(damage: str, field: Computer) -> None:
    kind, harm = DAMAGES[damage]
    harm(field.vault)
    before = fingerprints(field.vault)

    said(field, kind, "status")

    assert fingerprints(field.vault) == before


def test_a_damaged_file_is_not_exported(stage: Stage, tmp_path: Path) -> None:
    coordinator = stage.coordinator
    guide = find(coordinator, "resource", "Counting women, men and others without harm")
    sealed = [path for path in coordinator.vault.rglob("*") if path.is_file() and len(path.name) == 64]
    assert sealed
    for path in sealed:
        _flip(path, path.stat().st_size // 2)

    said(coordinator, "damaged_file", "export", guide, str(tmp_path / "copy.csv"))

    assert list(tmp_path.glob("copy*")) == []


def test_a_folder_that_is_not_a_vault(field: Computer, tmp_path: Path) -> None:
    elsewhere = tmp_path / "pictures"
    elsewhere.mkdir()
    (elsewhere / "cat.png").write_bytes(b"\x89PNG")
    for folder in (elsewhere, tmp_path / "nowhere", elsewhere / "cat.png"):
        field.vault = folder
        said(field, "vault_missing", "status")
    assert fingerprints(tmp_path / "pictures").keys() == {"cat.png"}
    assert not (tmp_path / "nowhere").exists()


def test_a_vault_that_belongs_to_no_network_yet(world: World) -> None:
    lone = world.computer("lone")
    clock = system_clock()
    Vault.create(lone.vault, lone.passphrase, cost=COST_FLOOR, random=clock.random).close()

    told(lone, "not_enrolled", "status")


def test_a_vault_of_a_newer_version(field: Computer) -> None:
    with Vault.open(field.vault, field.passphrase) as vault, vault.database.transaction() as connection:
        connection.exec_driver_sql("PRAGMA user_version = 9999")
    before = fingerprints(field.vault)

    told(field, "newer_schema", "status")

    assert fingerprints(field.vault) == before


def test_a_vault_that_is_open_already(stage: Stage) -> None:
    stage.raise_curtain()
    with TappedLink(stage.world.hub.address) as link:
        weakness = link.fail(down=1, then=Then.SILENCE)
        syncing = stage.field.start("sync", "--hub", link.address)
        weakness.wait()

        told(stage.field, "vault_busy", "status")

        link.hang_up()
        syncing.finish()
    assert stage.field.status().waiting == 0
