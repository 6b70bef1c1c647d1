"""Goes through every page of the real window on one vault, without a screen, and saves a picture of each.

    tour.py --vault FOLDER --passphrase-file FILE --to FOLDER

Ends by itself: a page that does not come to rest within half a minute ends it with exit code 1. Must not change
anything but the folder of pictures.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from offscreen import listen_to_qt
from PySide6.QtWidgets import QApplication

from haversack.app import App
from haversack.clock import system_clock
from haversack.operations import browsing
from haversack.operations.workspace import Workspace
from haversack.process import prepare
from haversack.viewmodels.navigation import Place
from haversack.views.main_window import MainWindow
from haversack.views.registry import PAGES

_LONGEST_SECONDS: Final = 30
_ROUNDS: Final = 4
_RECORDS: Final = (("library", "resource"), ("training", "course"), ("training", "lesson"), ("calendar", "event"))


class RestlessError(Exception):
    """The window did not come to rest."""


def wait(is_so: Callable[[], bool], application: QApplication) -> None:
    """Let the window work until something is so.

    Raises:
        RestlessError: It did not become so in time.
    """
    until = time.monotonic() + _LONGEST_SECONDS
    while not is_so():
        if time.monotonic() > until:
            raise RestlessError
        application.processEvents()
        time.sleep(0.002)
    application.processEvents()


def lay_out(application: QApplication) -> None:
    """Let what was shown last find its place: each round may ask those around it for another."""
    for _ in range(_ROUNDS):
        application.sendPostedEvents()
        application.processEvents()


def stops(app: App) -> Iterator[tuple[str, Place]]:
    """Yield a name and a place for each picture: every page, then some with a record."""
    for entry in PAGES:
        yield entry.id, Place(entry.id, query="detention" if entry.id == "search" else "")
    found: dict[str, str] = {}
    for _, kind in _RECORDS:
        app.session.read(partial(_first_of, kind), found.update)
    application = QApplication.instance()
    if isinstance(application, QApplication):
        wait(lambda: app.session.lanes.is_idle and app.shell.is_whole, application)
    for page, kind in _RECORDS:
        if kind in found:
            yield f"{page}-{kind}", Place(page, found[kind])


def _first_of(kind: str, workspace: Workspace) -> dict[str, str]:
    rows = browsing.list_records(workspace, kind)
    return {kind: rows[0].id} if rows else {}


def tour(vault: Path, passphrase: str, to: Path) -> int:
    """Take the pictures; return how many."""
    application = QApplication([])
    listen_to_qt()
    prepare(application)
    app = App(vault, "en", system_clock())
    app.shell.show()
    application.processEvents()
    taken = 0

    def save(name: str) -> None:
        nonlocal taken
        taken += 1
        app.shell.grab().save(str(to / f"{taken:02}-{name}.png"))

    try:
        save("unlock")
        app.unlock(passphrase)
        wait(lambda: isinstance(app.shell.centralWidget(), MainWindow), application)
        for name, place in stops(app):
            app.navigation.go(place)
            wait(lambda: app.session.lanes.is_idle and app.shell.is_whole, application)
            lay_out(application)
            save(name)
    finally:
        app.session.close()
    return taken


def main() -> int:
    """Read what was typed, and go."""
    parser = argparse.ArgumentParser(description="A picture of every page of one vault")
    parser.add_argument("--vault", type=Path, required=True)
    parser.add_argument("--passphrase-file", type=Path, required=True)
    parser.add_argument("--to", type=Path, required=True)
    options = parser.parse_args()
    options.to.mkdir(parents=True, exist_ok=True)
    for old in options.to.glob("*.png"):
        old.unlink()
    try:
        print(tour(options.vault, options.passphrase_file.read_text("utf-8").strip(), options.to))
    except RestlessError:
        sys.stderr.write("The window did not come to rest.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
