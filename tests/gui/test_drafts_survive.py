"""What people type is kept: when they leave a field or a page, when the window locks, closes, and when it is killed."""

import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from haversack import app
from haversack.clock import system_clock
from haversack.operations import drafting
from haversack.operations.browsing import show_record
from haversack.operations.reporting import status
from haversack.operations.workspace import opened
from haversack.viewmodels import draft_keeper
from haversack.viewmodels.organisation import OrganisationModel
from haversack.views.organisation_form import GroupEditor
from haversack_sync.model.ids import parse_record_id
from tests.architecture.source_tree import ROOT
from tests.gui.conftest import Window
from tests.gui.small_vault import PASSPHRASE
from tests.gui.typing_process import FIELD, KEY, SENTENCE

NEVER_MS = 10**8
_LONGEST_SECONDS = 20


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


@dataclass
class Told:
    """What a process said until it was killed.

    Attributes:
        typed: Length and moment of each key.
        kept: Lengths of what was written.
        killed_at: When it was killed.
    """

    typed: list[tuple[int, float]] = field(default_factory=list)
    kept: list[int] = field(default_factory=list)
    killed_at: float = 0.0


def killed(folder: Path, is_time: Callable[[Told, str], bool]) -> Told:
    """Let somebody type in a process of its own, and kill that process at a moment."""
    command = [sys.executable, "-m", "tests.gui.typing_process", str(folder)]
    told = Told()
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            what, *rest = line.split()
            if what == "typed":
                told.typed.append((int(rest[0]), float(rest[1])))
            elif what == "kept":
                told.kept.append(int(rest[0]))
            if is_time(told, what) or seconds(told) > _LONGEST_SECONDS:
                break
        told.killed_at = system_clock().monotonic()
        process.kill()
    assert process.returncode == -signal.SIGKILL, "it ended by itself"
    assert seconds(told) <= _LONGEST_SECONDS, "the moment did not come"
    return told


def seconds(told: Told) -> float:
    return told.typed[-1][1] - told.typed[0][1] if told.typed else 0.0


MOMENTS: dict[str, Callable[[Told, str], bool]] = {
    "after the first key": lambda told, what: bool(told.typed),
    "while the first draft is written": lambda told, what: what == "saving",
    "as soon as it is kept": lambda told, what: bool(told.kept),
    "while a later draft is written": lambda told, what: len(told.kept) > 1 and what == "saving",
    "after three seconds of typing": lambda told, what: seconds(told) > 3,
}


@pytest.mark.story
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_kill_at_any_moment_costs_two_seconds_of_typing_at_most(
    made_vault: Path, tmp_path: Path, moment: str
) -> None:
    folder = tmp_path / "vault"
    shutil.copytree(made_vault, folder)

    told = killed(folder, MOMENTS[moment])

    left = in_the_vault(folder)
    endless = SENTENCE * (told.typed[-1][0] // len(SENTENCE) + 2) if told.typed else SENTENCE
    assert endless.startswith(left), "never anything but what was typed, in its order"
    assert len(left) >= max(told.kept, default=0), "what was kept stays"
    assert len(left) >= max((length for length, at in told.typed if told.killed_at - at >= 2), default=0)
    with opened(folder, PASSPHRASE, clock=system_clock()) as workspace:
        with workspace.replica.reading() as connection:
            assert connection.exec_driver_sql("PRAGMA cipher_integrity_check").all() == []
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
        own = status(workspace).organisation
        assert own is not None
        hours = show_record(workspace, parse_record_id(own.id)).fields[FIELD]
    assert hours == {"en": "Monday to Friday, 8:30 to 17:00"}, "what waited before is untouched"
