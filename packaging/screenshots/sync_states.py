"""Pictures of the sync centre that need a hub: while a sync runs, after it, stopped, and with today's data used.

The sample's hub answers slowly here. Must run last: it changes the sample.
"""

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication, QScrollArea
from sample_vault import Sample

from haversack.app import App
from haversack.operations import offline_files
from haversack.operations.data_used import DayCounter
from haversack.operations.library import library
from haversack.operations.preferences import Preferences, write_preferences
from haversack.operations.workspace import Workspace
from haversack.viewmodels.navigation import Place
from haversack.viewmodels.sticks import StickModel
from haversack.viewmodels.sync_centre import SyncCentreModel
from haversack.views.sync_stick import StickCard

_LONGEST_SECONDS = 60
_SLOWLY = 1.2


def take_sync_states(app: App, sample: Sample, *, settle: Callable[[], None], save: Callable[[str], None]) -> None:
    """Take the pictures; the vault is open.

    Args:
        app: The running window.
        sample: What the window shows.
        settle: Waits until no work is left.
        save: Draws the window into a file of this name.
    """
    synchroniser = app.models.synchroniser
    app.navigation.go(Place("sync"))
    _write_more(sample.folder / "more")
    sample.publish(sample.folder / "more")
    app.session.write(_ask_for_files, lambda _: None)
    settle()
    save("sync-before-light")
    sample.line.step_seconds = _SLOWLY
    synchroniser.start()
    _wait_for_progress(app)
    save("sync-running-light")
    synchroniser.cancel()
    sample.line.step_seconds = 0
    settle()
    save("sync-stopped-light")
    synchroniser.start()
    settle()
    save("sync-after-light")
    sticks = app.models.get(StickModel)
    sticks.carry_out(str(sample.folder / "BLUE"), synchroniser)
    settle()
    app.session.write(_let_go, lambda _: None)
    settle()
    sticks.carry_in(str(sample.folder / "BLUE"), synchroniser)
    settle()
    _show_stick(app)
    save("sync-files-on-stick-light")
    app.session.write(_use_up, lambda _: None)
    settle()
    save("sync-limit-light")
    sample.line.is_cut = True
    synchroniser.start()
    settle()
    save("sync-hub-away-light")


def _wait_for_progress(app: App) -> None:
    model, until = app.models.get(SyncCentreModel), time.monotonic() + _LONGEST_SECONDS
    while (model.running is None or model.running.done == 0 or not model.running.left) and time.monotonic() < until:
        QApplication.processEvents()
        time.sleep(0.01)
    QApplication.processEvents()


def _ask_for_files(workspace: Workspace) -> None:
    for item in library(workspace).items:
        if item.missing_bytes:
            offline_files.ask_for(workspace, item.id)


def _show_stick(app: App) -> None:
    for area in app.shell.findChildren(QScrollArea):
        for card in area.findChildren(StickCard):
            area.ensureWidgetVisible(card, 0, 0)


def _let_go(workspace: Workspace) -> None:
    for item in library(workspace).items:
        if item.state == "here" and item.files:
            offline_files.remove_from_here(workspace, item.id)


def _use_up(workspace: Workspace) -> None:
    write_preferences(workspace, Preferences(costs_money=False))
    DayCounter(workspace).end(5_200_000)
    for item in library(workspace).items[:4]:
        if item.state == "here" and item.files:
            offline_files.remove_from_here(workspace, item.id)
            offline_files.ask_for(workspace, item.id)


def _write_more(folder: Path) -> None:
    """Write what a busy month of a network brings: enough for a sync that can be watched."""
    for number in range(260):
        path = folder / ("organisations" if number % 2 else "topics") / f"more-{number}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        words = " ".join(f"{number * 7919 % 9973:x}{place * 104729 % 7919:x}" for place in range(30))
        path.write_text(f"---\nlanguage: en\nname: Sample {number}\nsummary: {words}\n---\n", encoding="utf-8")
