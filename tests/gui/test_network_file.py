"""Somebody opens a network file: with no vault it begins a first start, else it is shown and does nothing by itself."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QPushButton

from haversack.operations.first_run import checked
from haversack.operations.kit_form import KitError
from haversack.viewmodels.first_run import FirstRunModel, Typed
from haversack.viewmodels.proxy_form import proxy_of
from haversack.viewmodels.settings import SettingsModel
from haversack.viewmodels.sticks import StickModel
from haversack.viewmodels.vaults import OwnVault
from haversack.views.network_file import NetworkFileDialog
from haversack_sync.client.proxy import Proxy, ProxyKind
from haversack_sync.protocol.profile import decode_profile, encode_profile
from tests.gui.conftest import Window, wait_until
from tests.gui.first_start import (
    ADDRESS_OR_FOLDER,
    Start,
    field,
    make_kit,
    model_of,
    press,
    start_first,
    texts,
    type_passphrase,
)

__all__ = ["start_first"]


@pytest.fixture
def kit(tmp_path: Path, starter: tuple[str, str]) -> Path:
    """A network file with its kit around it."""
    return make_kit(tmp_path / "stick", starter)


@pytest.fixture
def window(start_first: Start) -> Iterator[Window]:
    """A window where there is no vault."""
    with start_first(None) as made:
        yield made


def test_a_file_begins_a_first_start_and_is_shown_in_a_vault_that_is_there(
    window: Window, kit: Path, starter: tuple[str, str], tmp_path: Path
) -> None:
    nothing = tmp_path / "letter.haversack"
    nothing.write_bytes(b"a letter")
    window.app.open_file(nothing)
    window.settle()
    assert "not a network file" in texts(window)

    window.app.open_file(kit)
    window.settle()
    assert model_of(window).typed.network == str(kit.parent)
    assert all(group in texts(window) for group in starter[1].split())
    assert field(window, ADDRESS_OR_FOLDER).text() == str(kit.parent)
    assert not (tmp_path / "new").exists(), "something was kept before anybody compared"

    type_passphrase(window)
    press(window, "Open Haversack")
    window.settle()

    # From here on there is a vault.
    dialog = _opened(window, kit)
    assert "your own network" in _words(dialog)
    assert starter[1].split()[0] in _words(dialog)
    _press(dialog, "Take in what is new")
    window.settle()
    assert window.app.navigation.place.page == "sync"
    assert window.app.models.get(StickModel).result is not None

    lone = tmp_path / "lone.haversack"
    shutil.copy(kit, lone)
    dialog = _opened(window, lone)
    assert "lies alone" in _words(dialog)
    assert [one.accessibleName() for one in _buttons(dialog)] == ["Close"]
    _press(dialog, "Close")

    wanted: list[object] = []
    window.app.models.get(OwnVault).wanted.connect(wanted.append)
    other = tmp_path / "other.haversack"
    profile = decode_profile(kit.read_bytes())
    others = msgspec.structs.replace(
        profile, root_key=profile.hub_sign_key, name="Others", hubs=("https://hub.example",)
    )
    other.write_bytes(encode_profile(others))
    dialog = _opened(window, other)
    assert "another network" in _words(dialog)
    assert "Others" in _words(dialog)
    assert wanted == [], "a file set something up by itself"
    tor = Proxy(ProxyKind.SOCKS, "127.0.0.1", 9050)
    window.app.models.get(SettingsModel).choose_proxy(tor)
    window.settle()
    _press(dialog, "Set up a vault for it")
    (typed,) = wanted
    assert isinstance(typed, Typed)
    assert proxy_of(typed.proxy) == tor, "the new vault would go past the proxy"


def test_a_file_without_its_kit_asks_nobody_before_a_person_says_so(
    window: Window, kit: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(FirstRunModel, "ask", lambda model: asked.append(model.typed.network))
    profile = decode_profile(kit.read_bytes())
    lone = tmp_path / "lone.haversack"
    lone.write_bytes(encode_profile(msgspec.structs.replace(profile, hubs=("https://hub.example",))))

    window.app.open_file(lone)
    window.settle()
    assert (model_of(window).typed.network, asked) == ("https://hub.example", [])

    window.app.open_file(kit)
    window.settle()
    assert asked == [str(kit.parent)]


def test_a_file_that_lost_its_kit_still_knows_the_hub(kit: Path, tmp_path: Path) -> None:
    profile = decode_profile(kit.read_bytes())
    lone = tmp_path / "lone.haversack"
    lone.write_bytes(encode_profile(msgspec.structs.replace(profile, hubs=("https://hub.example",))))
    assert checked(str(lone)) == "https://hub.example"
    lone.write_bytes(b"\0" * 70_000)
    with pytest.raises(KitError, match="no_network_file"):
        checked(str(lone))


def _opened(window: Window, file: Path) -> QDialog:
    """Open a file as a second start would have it opened, and return what shows it."""
    window.app.open_file(file)
    wait_until(lambda: bool(window.app.shell.findChildren(NetworkFileDialog)))
    window.settle()
    (dialog,) = window.app.shell.findChildren(NetworkFileDialog, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return dialog


def _words(dialog: QDialog) -> str:
    return " ".join(one.text() for one in dialog.findChildren(QLabel) if one.isVisible())


def _buttons(dialog: QDialog) -> list[QPushButton]:
    return [one for one in dialog.findChildren(QPushButton) if one.isVisible()]


def _press(dialog: QDialog, name: str) -> None:
    next(one for one in _buttons(dialog) if one.accessibleName() == name).click()
