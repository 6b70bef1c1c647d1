"""What people type is kept: when they leave a field or a page, when the window locks, closes, and when it is killed."""

from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from haversack import app
from haversack.clock import system_clock
from haversack.operations import drafting
from haversack.operations.reporting import status
from haversack.operations.workspace import opened
from haversack.viewmodels import draft_keeper
from haversack.viewmodels.organisation import OrganisationModel
from haversack.views.organisation_form import GroupEditor
from haversack_sync.model.ids import parse_record_id
from tests.gui.conftest import Window
from tests.gui.small_vault import PASSPHRASE

FIELD, KEY = "opening_hours", "opening_hours@en"
NEVER_MS = 10**8


def opening_hours(window: Window) -> QLineEdit:
    """Open the page and put the keyboard into an empty editor."""
    page = window.go("organisation")
    found = next(one for one in page.findChildren(GroupEditor) if one.accessibleName() == "Opening hours")
    line = found.findChild(QLineEdit)
    assert isinstance(line, QLineEdit)
    line.setFocus()
    line.selectAll()
    return line


def is_kept(window: Window) -> bool:
    return window.app.models.get(OrganisationModel).keeper.is_quiet


def in_the_vault(folder: Path) -> str:
    """What a fresh process finds, after this one has ended."""
    with opened(folder, PASSPHRASE, clock=system_clock()) as workspace:
        own = status(workspace).organisation
        assert own is not None
        drafts = drafting.load_drafts(workspace, parse_record_id(own.id))
    return drafts[KEY].values[FIELD] if KEY in drafts else ""


def test_what_is_typed_is_kept_when_people_leave_the_field_the_page_or_the_window(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draft_keeper, "KEEP_AFTER_MS", NEVER_MS)
    monkeypatch.setattr(app, "start_again", lambda folder: None)
    window.open()

    line = opening_hours(window)
    QTest.keyClicks(line, "Every")
    assert not is_kept(window)
    line.clearFocus()
    window.settle()
    assert is_kept(window)

    line.setFocus()
    QTest.keyClicks(line, " morning")
    assert not is_kept(window)
    window.go("home")
    assert is_kept(window)

    line = opening_hours(window)
    QTest.keyClicks(line, "Every evening")
    assert not is_kept(window)
    window.app.lock()
    assert in_the_vault(tmp_path / "vault") == "Every evening"
