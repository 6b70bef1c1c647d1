"""A picker that names nobody."""

from pathlib import Path

from haversack.i18n.language import Speaker
from haversack.store.slot_file import SLOT_FILE
from haversack.viewmodels.vaults import VaultsModel


def test_vaults_are_numbers_one_is_chosen_and_another_can_be_shown(tmp_path: Path) -> None:
    for name in ("1", "3"):
        (tmp_path / name).mkdir()
        (tmp_path / name / SLOT_FILE).write_bytes(b"slots")
    went: list[Path] = []

    model = VaultsModel(tmp_path, tmp_path / "3", went.append)

    assert model.names(Speaker("en")) == ("Vault 1", "Vault 3")
    assert model.chosen == 1
    model.choose(1)
    assert went == []
    model.choose(0)
    model.set_up_another()
    assert went == [tmp_path / "1", tmp_path / "2"]


def test_a_vault_that_was_named_is_none_of_them(tmp_path: Path) -> None:
    assert VaultsModel(tmp_path, tmp_path / "elsewhere", lambda folder: None).chosen == -1
