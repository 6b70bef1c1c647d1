"""A process of its own in which somebody types into a field without a pause: tests kill it, and look what is left.

    python -m tests.gui.typing_process VAULT

It is the real app on the real clock. What happened is written line by line: ``typed LENGTH MOMENT``, ``saving`` just
before a draft is written, ``kept LENGTH`` when it is.
"""

import sys
from pathlib import Path

import sqlalchemy as sa
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from haversack.app import App
from haversack.clock import system_clock
from haversack.process import prepare
from haversack.store import drafts
from haversack.viewmodels.navigation import Place
from haversack.viewmodels.organisation import OrganisationModel
from haversack.views.organisation_form import GroupEditor
from haversack.views.organisation_page import OrganisationPage
from haversack_sync.model.ids import RecordId
from tests.gui.conftest import wait_until
from tests.gui.small_vault import PASSPHRASE

FIELD, KEY = "opening_hours", "opening_hours@en"
SENTENCE = "Monday to Friday from half past eight until five, and on Saturday in the morning; "


def tell(*words: object) -> None:
    """Write a line, at once: whoever reads it may end this process."""
    sys.stdout.write(" ".join(str(word) for word in words) + "\n")
    sys.stdout.flush()


def tell_of_writing() -> None:
    """Have each write of a draft told from inside its transaction."""
    really_save = drafts.save

    def save(connection: sa.Connection, record: RecordId, key: str, data: bytes) -> None:
        tell("saving")
        really_save(connection, record, key, data)

    drafts.save = save


def main() -> None:
    """Open the window, and type until somebody ends this."""
    tell_of_writing()
    application = QApplication([])
    prepare(application)
    clock = system_clock()
    app = App(Path(sys.argv[1]), "en", clock)
    app.shell.show()
    app.unlock(PASSPHRASE)
    wait_until(lambda: app.session.is_open and app.session.lanes.is_idle and app.shell.is_whole)
    app.navigation.go(Place("organisation"))
    model = app.models.get(OrganisationModel)
    wait_until(lambda: app.shell.is_whole)
    page = app.shell.findChild(OrganisationPage)
    assert isinstance(page, OrganisationPage)

    def editors() -> list[GroupEditor]:
        return [one for one in page.findChildren(GroupEditor) if one.accessibleName() == "Opening hours"]

    wait_until(lambda: model.is_ready and bool(editors()))
    (editor,) = editors()
    line = editor.findChild(QLineEdit)
    assert isinstance(line, QLineEdit)
    line.clear()

    def kept(record: str, key: str) -> None:
        tell("kept", len(model.keeper.kept_so_far[record, key][FIELD]))

    def type_one() -> None:
        typed = len(line.text())
        QTest.keyClicks(line, SENTENCE[typed % len(SENTENCE)])
        tell("typed", len(line.text()), clock.monotonic())

    model.keeper.kept.connect(kept)
    typing = QTimer(application)
    typing.timeout.connect(type_one)
    typing.start(0)
    application.exec()


if __name__ == "__main__":
    main()
