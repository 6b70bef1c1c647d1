"""A reader sees the own profile, is told why it cannot be changed here, and finds nothing that would change it."""

import shutil
from pathlib import Path

from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from haversack.app import App
from haversack.clock import Clock
from haversack.views.organisation_form import GroupEditor
from haversack.views.organisation_page import OrganisationPage
from tests.gui.conftest import Window, put_away
from tests.gui.organisation_vault import make_reader_vault


def test_a_reader_reads_and_is_told_why(
    prepared: QApplication, tmp_path: Path, qtbot: QtBot, fixed_clock: Clock
) -> None:
    made, folder = tmp_path / "made" / "vault", tmp_path / "vault"
    made.parent.mkdir()
    make_reader_vault(made)
    shutil.copytree(made, folder)
    app = App(folder, "en", fixed_clock)
    app.shell.show()
    window = Window(app, qtbot)
    window.open()
    page = window.go("organisation")
    assert isinstance(page, OrganisationPage)

    editors = page.findChildren(GroupEditor)
    assert "Opening hours" in {one.accessibleName() for one in editors}
    for editor in editors:
        assert all(line.isReadOnly() or line.isHidden() for line in editor.findChildren(QLineEdit))
        assert all(text.isReadOnly() for text in editor.findChildren(QPlainTextEdit))
        assert not any(box.isEnabled() for box in editor.findChildren(QComboBox))
    words = " ".join(one.text() for one in page.findChildren(QLabel) if one.isVisible())
    assert "You can read this profile, not change it: this computer was invited as a reader." in words
    for tab in ("profile", "contacts", "history"):
        page.choose_tab(tab)
        window.settle()
        pressed = {one.accessibleName() for one in page.findChildren(QPushButton) if one.isVisible()}
        assert pressed <= {"Preview", "Show older versions"}, tab
    put_away(app)
