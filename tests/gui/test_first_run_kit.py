"""The first start from a kit: which network it is stands there at once, and all of it is read with no network."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from haversack.app import App
from haversack.clock import Clock
from haversack.operations.first_run import checked
from haversack.views.main_window import MainWindow
from tests.gui.conftest import Window, put_away
from tests.gui.first_start import (
    ADDRESS_OR_FOLDER,
    choose,
    field,
    model_of,
    press,
    screen,
    status,
    texts,
    type_passphrase,
)


@pytest.fixture
def kit(tmp_path: Path, starter: tuple[str, str]) -> Path:
    """A kit, as far as a first start looks at it."""
    folder = tmp_path / "stick"
    shutil.copytree(starter[0], folder)
    (profile,) = folder.glob("haversack-*/profile")
    shutil.copy(profile, folder / "network.haversack")
    return folder


@pytest.fixture
def window(
    prepared: QApplication,
    kit: Path,
    tmp_path: Path,
    qtbot: QtBot,
    fixed_clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Window]:
    """A window where there is no vault, started from a kit."""
    monkeypatch.setattr("haversack.app.starter_network", lambda: None)
    monkeypatch.setenv("HAVERSACK_KDF_FLOOR", "1")
    made = Window(App(tmp_path / "new" / "1", "en", fixed_clock, kit=kit), qtbot)
    made.app.shell.show()
    made.settle()
    yield made
    put_away(made.app)


def test_a_kit_is_shown_to_compare_and_then_read_with_no_network(
    window: Window, kit: Path, starter: tuple[str, str], tmp_path: Path, fixed_clock: Clock
) -> None:
    assert model_of(window).typed.way == "network"
    assert all(group in texts(window) for group in starter[1].split())
    assert not (tmp_path / "new").exists(), "something was kept before anybody compared"
    choose(window, "I have an invitation")
    assert field(window, ADDRESS_OR_FOLDER).text() == str(kit)

    choose(window, "Just look around")
    type_passphrase(window)
    press(window, "Open Haversack")
    window.settle()

    assert isinstance(screen(window), MainWindow)
    now = status(window)
    assert (now.role, now.fingerprint, now.files_waiting_bytes) == ("visitor", starter[1], 0)
    assert now.records["lesson"] >= 4
    # A vault that is there is never touched by a kit, whichever it is.
    again = App(tmp_path / "new" / "1", "en", fixed_clock, kit=kit)
    assert again.first_run is None
    put_away(again)


def test_the_network_file_means_its_kit(kit: Path) -> None:
    assert checked(str(kit / "network.haversack")) == str(kit)
    assert checked(f" {kit} ") == str(kit)
