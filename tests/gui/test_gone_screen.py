"""A computer that was taken out of the network says so, in the place of everything, and goes to the first start."""

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from haversack.store.revocation import RevokedError
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
