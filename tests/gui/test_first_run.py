"""The first start: from an invitation's code to Home, and nothing left behind where it goes wrong."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit, QPushButton, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from haversack.app import App
from haversack.clock import Clock, system_clock
from haversack.operations import inviting, synchronising
from haversack.operations.meeting import ClosingEndpoint
from haversack.operations.workspace import opened
from haversack.viewmodels.first_run import FirstRunModel, Typed
from haversack.views.first_run import FirstRunScreen
from haversack.views.main_window import MainWindow
from haversack_sync.model.roles import Role
from tests.gui.conftest import Window, put_away
from tests.gui.slow_hub import SlowHub
from tests.gui.small_vault import PASSPHRASE, make_vault

_ADDRESS = "https://hub.example"


def model_of(window: Window) -> FirstRunModel:
    model = window.app.first_run
    assert model is not None
    return model


@pytest.fixture
def first(prepared: QWidget, tmp_path: Path, qtbot: QtBot, fixed_clock: Clock) -> Iterator[Window]:
    """A window where there is no vault."""
    window = Window(App(tmp_path / "new", "en", fixed_clock), qtbot)
    window.app.shell.show()
    yield window
    put_away(window.app)


def field(window: Window, name: str) -> QLineEdit:
    screen = window.app.shell.centralWidget()
    return next(one for one in screen.findChildren(QLineEdit) if one.accessibleName() == name)


def press(window: Window, name: str) -> None:
    screen = window.app.shell.centralWidget()
    next(one for one in screen.findChildren(QPushButton) if one.accessibleName() == name).click()


def test_the_join_button_waits_and_says_what_is_missing(first: Window) -> None:
    assert model_of(first).missing() == "Still missing: the invitation code."

    field(first, "Invitation code").setText("ABCDE-FGHJK-MNPQR-STVWX-Y")
    field(first, "Address of the hub, or a folder").setText(_ADDRESS)

    assert "passphrase" in model_of(first).missing()
    press(first, "Use these words")
    field(first, "Type it again").setText(" ".join(model_of(first).words))
    assert model_of(first).missing() == ""


def test_another_language_keeps_what_was_typed(first: Window) -> None:
    field(first, "Invitation code").setText("ABCDE")
    screen = first.app.shell.centralWidget()
    arabic = next(one for one in screen.findChildren(QRadioButton) if one.text() == "العربية")

    arabic.click()
    first.settle()

    assert isinstance(first.app.shell.centralWidget(), FirstRunScreen)
    assert first.app.shell.centralWidget() is not screen
    assert model_of(first).typed.code == "ABCDE"
    assert first.app.shell.layoutDirection().name == "RightToLeft"
    first.app.models.appearance.choose_language("en")


def test_a_code_with_a_mistake_is_told_and_nothing_is_left_behind(first: Window, tmp_path: Path) -> None:
    model = model_of(first)
    model.keep(Typed("ABCDE-FGHJK-MNPQR-STVWX-Y", _ADDRESS, PASSPHRASE, PASSPHRASE))

    model.start()
    first.settle()

    assert model.failure is not None
    assert "invitation code" in model.failure.text
    assert list(tmp_path.iterdir()) == []


def test_what_is_neither_an_address_nor_a_folder_is_told(first: Window) -> None:
    model = model_of(first)
    model.keep(Typed("ABCDE-FGHJK-MNPQR-STVWX-Y", "hub example", PASSPHRASE, PASSPHRASE))

    model.start()
    first.settle()

    assert model.failure is not None
    assert model.failure.kind == "link.bad_address"


def test_an_invitation_leads_to_home_in_the_chosen_language(
    first: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = make_vault(tmp_path / "field")
    with opened(tmp_path / "office", PASSPHRASE, clock=system_clock()) as workspace:
        code = inviting.invite(workspace, inviting.ForNewOrganisation("Weaving Futures", "en"), Role.EDITOR)
        synchronising.synchronise(workspace, hub, synchronising.Wishes())
    slow = SlowHub(hub)
    slow.may_answer.set()

    def connect(address: str) -> ClosingEndpoint:
        return slow

    monkeypatch.setenv("HAVERSACK_KDF_FLOOR", "1")
    monkeypatch.setattr("haversack.app.connect", connect)
    first.app.models.appearance.choose_language("fr")
    model = model_of(first)
    model.keep(Typed(code, _ADDRESS, PASSPHRASE, PASSPHRASE))

    model.start()
    first.settle()

    assert isinstance(first.app.shell.centralWidget(), MainWindow)
    assert model.typed == Typed()
    assert (tmp_path / "new" / "look.json").read_bytes().find(b'"fr"') >= 0
    first.app.models.appearance.choose_language("en")
    first.settle()
