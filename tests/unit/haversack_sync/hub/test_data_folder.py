"""What lies in the hub's folder, made once and private."""

import stat
from pathlib import Path

import pytest

from haversack_sync.hub.data_folder import DataFolder, keys_from_seeds, load_keys, load_token, prepare
from haversack_sync.hub.errors import DataFolderError
from haversack_sync.protocol import sealing
from tests.simulation.world import FixedRandom


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    folder = DataFolder(tmp_path / "new" / "hub")
    prepare(folder)
    return folder


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_folder_and_its_parts_are_made_for_this_user_alone(folder: DataFolder) -> None:
    assert [mode(each) for each in (folder.path, folder.objects, folder.uploads)] == [0o700] * 3
    prepare(folder)


def test_keys_are_made_once_and_stay(folder: DataFolder) -> None:
    keys = load_keys(folder, random=FixedRandom("first"))

    again = load_keys(folder, random=FixedRandom("second"))

    assert again == keys
    assert mode(folder.keys) == 0o600
    assert keys.sign_key == sealing.signing_public_key(keys.sign_seed)
    assert keys.box_key == sealing.box_public_key(keys.box_seed)


def test_the_token_is_made_once_and_stays(folder: DataFolder) -> None:
    token = load_token(folder, random=FixedRandom("first"))

    assert load_token(folder, random=FixedRandom("second")) == token
    assert mode(folder.token) == 0o600
    assert len(token) == 32
    assert token.isalnum()
    assert folder.token.read_text() == token + "\n"


def test_nothing_temporary_is_left(folder: DataFolder) -> None:
    load_keys(folder, random=FixedRandom("first"))
    load_token(folder, random=FixedRandom("first"))

    assert sorted(each.name for each in folder.path.iterdir()) == [
        "hub-keys",
        "objects",
        "registration-token",
        "uploads",
    ]


@pytest.mark.parametrize("text", ["", "sign 00\nbox 00\n", "box " + "0" * 64, "sign x\nbox y\n", "\udcff"])
def test_damaged_keys_are_said_and_left_alone(folder: DataFolder, text: str) -> None:
    data = text.encode(errors="surrogateescape")
    folder.keys.write_bytes(data)

    with pytest.raises(DataFolderError) as caught:
        load_keys(folder, random=FixedRandom("first"))

    assert (caught.value.path, caught.value.reason) == (folder.keys, "damaged")
    assert folder.keys.read_bytes() == data


def test_two_names_in_the_wrong_order_are_damage(folder: DataFolder) -> None:
    folder.keys.write_text(f"box {'0' * 64}\nsign {'0' * 64}\n")

    with pytest.raises(DataFolderError, match="damaged"):
        load_keys(folder, random=FixedRandom("first"))


def test_an_empty_token_is_damage(folder: DataFolder) -> None:
    folder.token.write_text("\n")

    with pytest.raises(DataFolderError, match="damaged"):
        load_token(folder, random=FixedRandom("first"))


def test_a_file_in_the_folders_place_is_said(tmp_path: Path) -> None:
    (tmp_path / "hub").write_text("not a folder")

    with pytest.raises(DataFolderError, match="no_access"):
        prepare(DataFolder(tmp_path / "hub"))


def test_a_folder_in_a_files_place_is_said(folder: DataFolder) -> None:
    folder.keys.mkdir()

    with pytest.raises(DataFolderError, match="no_access"):
        load_keys(folder, random=FixedRandom("first"))


def test_secrets_are_not_shown_by_accident() -> None:
    keys = keys_from_seeds(b"s" * 32, b"b" * 32)

    assert "ssss" not in repr(keys)
    assert "bbbb" not in f"{keys}"
