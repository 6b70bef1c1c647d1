"""Hands at the first start: what a test presses, types and reads there."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from haversack.app import App
from haversack.clock import Clock
from haversack.operations import reporting
from haversack.viewmodels.first_run import FirstRunModel
from haversack_sync.protocol.enrolment import make_code
from tests.gui.conftest import Window, controls, put_away
from tests.simulation.world import FixedRandom

ADDRESS = "https://hub.example"
CODE = "Invitation code"
ADDRESS_OR_FOLDER = "Address of the hub, or a folder"
WORDS = "seven boats left the quiet harbour"
SOME_CODE = make_code(FixedRandom("an invitation that nobody made"))


def make_kit(folder: Path, starter: tuple[str, str]) -> Path:
    """Make a kit, as far as a first start looks at it, in a folder that is not there; return its network file."""
    shutil.copytree(starter[0], folder)
    (profile,) = folder.glob("haversack-*/profile")
    return Path(shutil.copy(profile, folder / "network.haversack"))


@contextmanager
def shown_first(app: App, qtbot: QtBot) -> Iterator[Window]:
    """Show a window where there is no vault, and put it away."""
    window = Window(app, qtbot)
    app.shell.show()
    window.settle()
    yield window
    put_away(app)


Start = Callable[[Path | None], AbstractContextManager[Window]]
"""Shows a window where there is no vault, started from a kit or from none."""


@pytest.fixture
def start_first(
    prepared: QApplication, tmp_path: Path, qtbot: QtBot, fixed_clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> Start:
    """Return what shows such a window, on a computer on which nothing comes with the program."""
    monkeypatch.setattr("haversack.app.starter_network", lambda: None)
    monkeypatch.setenv("HAVERSACK_KDF_FLOOR", "1")
    return lambda kit: shown_first(App(tmp_path / "new" / "1", "en", fixed_clock, kit=kit), qtbot)


def model_of(window: Window) -> FirstRunModel:
    """Return what the first start keeps."""
    model = window.app.first_run
    assert model is not None
    return model


def screen(window: Window) -> QWidget:
    """Return what is shown."""
    return window.app.shell.centralWidget()


def field(window: Window, name: str) -> QLineEdit:
    """Return the field of a name."""
    shown = controls(screen(window), lambda one: isinstance(one, QLineEdit) and one.accessibleName() == name)
    assert isinstance(shown[0], QLineEdit)
    return shown[0]


def press(window: Window, name: str) -> None:
    """Press the button of a name."""
    shown = controls(screen(window), lambda one: isinstance(one, QPushButton) and one.accessibleName() == name)
    assert isinstance(shown[0], QPushButton)
    shown[0].click()


def choose(window: Window, name: str) -> None:
    """Choose one of several ways."""
    next(one for one in screen(window).findChildren(QRadioButton) if one.accessibleName() == name).click()


def texts(window: Window) -> str:
    """Return everything that can be read."""
    labels = controls(screen(window), lambda one: isinstance(one, QLabel))
    return " ".join(label.text() for label in labels if isinstance(label, QLabel))


def type_passphrase(window: Window) -> None:
    """Type a passphrase of one's own, twice."""
    field(window, "Passphrase").setText(WORDS)
    field(window, "Type it again").setText(WORDS)


def status(window: Window) -> reporting.Status:
    """Return where the open vault stands."""
    found: list[reporting.Status] = []
    window.app.session.read(reporting.status, found.append)
    window.settle()
    return found[0]
