"""A computer that was taken out of the network says so, in the place of everything, and goes to the first start."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from haversack.operations import carrying_in, synchronising
from haversack.operations.workspace import Workspace
from haversack.store.replica import VaultReplica
from haversack.store.revocation import RevokedError
from haversack.store.vault import Vault
from haversack.viewmodels.messages import Message
from haversack.viewmodels.sticks import StickModel
from haversack.viewmodels.vaults import Start
from haversack.views.gone_screen import GoneScreen
from haversack.views.parts.question import Question
from tests.gui.conftest import Window, take_back_the_end


@pytest.mark.parametrize("language", ["en", "ar"])
def test_why_the_vault_is_gone_is_said_calmly_and_nothing_of_it_is_read_any_more(window: Window, language: str) -> None:
    window.open()
    window.look(language=language)
    session = window.app.session
    workspace = session._workspace
    assert workspace is not None
    session.run(lambda open_one, job: open_one.vault.discard())
    window.settle()

    window.app.models.synchroniser._on_failure(RevokedError("Shelters", "2026-02-02"))
    window.app.models.synchroniser._on_end()
    window.settle()

    screen = window.app.shell.centralWidget()
    assert isinstance(screen, GoneScreen)
    assert not session.is_open
    (question,) = screen.findChildren(Question)
    assert "Shelters" in question.accessibleName()
    assert "2026-02-02" in question.accessibleName()
    if language == "en":
        assert question.accessibleName().startswith("A coordinator took this computer out of “Shelters”")
    (go_on,) = screen.findChildren(QPushButton)
    assert QApplication.focusWidget() is go_on
    go_on.click()
    assert window.app.next == Start(window.app._folder)
    take_back_the_end()


@pytest.fixture
def told(window: Window, monkeypatch: pytest.MonkeyPatch) -> list[Message]:
    """Return what is told in the bar from now on."""
    window.open()
    window.go("sync")
    messages = window.app.session.messages
    told, tell = list[Message](), messages.tell

    def note(message: Message) -> None:
        told.append(message)
        tell(message)

    monkeypatch.setattr(messages, "tell", note)
    return told


def revoke(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the next sync destroy the vault, as a revocation does that it reads of."""

    def leave(vault: Vault, replica: VaultReplica) -> None:
        vault.discard()
        raise RevokedError("Shelters", "2026-02-02")

    monkeypatch.setattr(synchronising, "leave_if_revoked", leave)


def is_gone(window: Window) -> bool:
    return isinstance(window.app.shell.centralWidget(), GoneScreen) and not window.app.session.is_open


@pytest.mark.usefixtures("hub")
def test_a_sync_that_reads_of_the_revocation_ends_in_that_screen_and_in_nothing_else(
    window: Window, told: list[Message], monkeypatch: pytest.MonkeyPatch
) -> None:
    revoke(monkeypatch)
    # What pages read again in the same moment finds no vault.
    window.app.models.synchroniser.start()
    window.app.session.changed.emit()
    window.settle()

    assert is_gone(window)
    assert not told
    assert not window.app.models.synchroniser.is_running


@pytest.mark.usefixtures("hub")
def test_a_sync_that_somebody_stops_while_it_reads_of_the_revocation_ends_there_too(
    window: Window, told: list[Message], monkeypatch: pytest.MonkeyPatch
) -> None:
    synchroniser = window.app.models.synchroniser

    def leave(vault: Vault, replica: VaultReplica) -> None:
        job = synchroniser._job
        assert job is not None
        job.cancel()
        vault.discard()
        raise RevokedError("Shelters", "2026-02-02")

    monkeypatch.setattr(synchronising, "leave_if_revoked", leave)
    kept = list[str]()

    synchroniser.start()
    # What a person did meanwhile must be done at closing, and finds no vault.
    window.app.session.keep(lambda workspace: kept.append("kept"))
    window.settle()

    assert is_gone(window)
    assert not told
    assert not synchroniser.is_running


@pytest.mark.usefixtures("hub")
def test_a_stick_that_tells_of_the_revocation_ends_in_that_screen_too(
    window: Window, told: list[Message], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synchroniser, sticks = window.app.models.synchroniser, window.app.models.get(StickModel)

    def read(workspace: Workspace, *_: object, **__: object) -> None:
        workspace.vault.discard()
        raise RevokedError("Shelters", "2026-02-02")

    monkeypatch.setattr(carrying_in, "carry_in", read)

    sticks.carry_in(str(tmp_path), synchroniser)
    window.settle()

    assert is_gone(window)
    assert not told
