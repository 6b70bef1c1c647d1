"""A new vault: whenever the power goes while it is made, nothing lies there or a vault that knows its network."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection

from haversack.operations import beginning, enrolling, places
from haversack.operations.enrolling import NewDevice
from haversack.operations.inviting import ForNewOrganisation, invite
from haversack.operations.workspace import Workspace, opened
from haversack.store import vault as vaults
from haversack.store.cost import COST_FLOOR
from haversack.store.database import Database
from haversack.store.errors import VaultBusyError, VaultExistsError
from haversack.store.vault import Vault
from haversack_sync.model.roles import Role
from tests.unit.haversack.little_network import PASSPHRASE, LittleNetwork


@pytest.fixture
def code(network: LittleNetwork, coordinator: Workspace) -> str:
    """Return an invitation's code; it is not used up before somebody syncs."""
    made = invite(coordinator, ForNewOrganisation("Harbour", "en"), Role.EDITOR)
    network.sync(coordinator)
    return made


def new_device(code: str, folder: Path) -> NewDevice:
    return NewDevice(folder, PASSPHRASE, code, "", "", COST_FLOOR)


def test_whenever_it_is_killed_there_is_nothing_or_a_vault_that_opens_and_it_can_be_made_again(
    network: LittleNetwork, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    left: list[Path] = []
    transaction, move = Database.transaction, vaults._move_into_place

    def as_if_killed() -> None:
        left.append(tmp_path / f"left-{len(left)}")
        if home.exists():
            shutil.copytree(home, left[-1])

    @contextmanager
    def watched(database: Database) -> Iterator[Connection]:
        as_if_killed()
        with transaction(database) as connection:
            yield connection
        as_if_killed()

    def watched_move(unfinished: Path, folder: Path) -> None:
        as_if_killed()
        move(unfinished, folder)
        as_if_killed()

    with monkeypatch.context() as patch:
        patch.setattr(Database, "transaction", watched)
        patch.setattr(vaults, "_move_into_place", watched_move)
        device = new_device(code, home / "1")
        enrolling.begin(device, network.endpoint, clock=network.own_clock()).workspace.vault.close()

    found = []
    for one in left:
        is_there = places.has_vault(one / "1")
        found.append(is_there)
        if not is_there:
            device = new_device(code, one / "1")
            enrolling.begin(device, network.endpoint, clock=network.own_clock()).workspace.vault.close()
        with opened(one / "1", PASSPHRASE, clock=network.own_clock()) as workspace:
            assert not workspace.is_looking
        assert [part.name for part in one.iterdir()] == ["1"]
    assert found[0] is False
    assert found[-1] is True
    assert len(found) >= 6


def test_what_lies_in_the_place_already_is_left_alone(network: LittleNetwork, code: str, tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "1").mkdir(parents=True)
    (home / "1" / "letter").write_text("mine")

    with pytest.raises(VaultExistsError):
        enrolling.begin(new_device(code, home / "1"), network.endpoint, clock=network.own_clock())

    assert (home / "1" / "letter").read_text() == "mine"
    assert [part.name for part in home.iterdir()] == ["1"]


def test_a_vault_that_somebody_is_making_just_now_is_not_taken_from_them(
    network: LittleNetwork, code: str, tmp_path: Path
) -> None:
    begun = tmp_path / f"1{beginning._BEGUN}"
    with Vault.create(begun, PASSPHRASE, cost=COST_FLOOR, random=network.own_clock().random):
        with pytest.raises(VaultBusyError):
            enrolling.begin(new_device(code, tmp_path / "1"), network.endpoint, clock=network.own_clock())

        assert places.has_vault(begun)
