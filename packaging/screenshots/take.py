"""Writes a picture of every page in every look to `build/screenshots/`: `make screenshots`.

    take.py [--only PAGE] [--vault FOLDER --passphrase WORDS]

Runs the real app on a sample network, without a screen. Must not change anything but that folder.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["HAVERSACK_KDF_FLOOR"] = "1"
sys.path.insert(0, str(Path(__file__).resolve().parent))

from before_vault import FIRST_RUN, UNLOCK, take_first_run, take_unlock
from page_states import PAGE_STATES
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from sample_vault import Sample, make_sample
from sync_states import slow_down, take_sync_states

from haversack.app import App
from haversack.clock import system_clock
from haversack.i18n.pseudo_language import PSEUDO_LANGUAGE
from haversack.process import prepare
from haversack.viewmodels.directory import DirectoryModel
from haversack.viewmodels.home import HomeModel
from haversack.viewmodels.library import LibraryModel
from haversack.viewmodels.navigation import Place
from haversack.viewmodels.pins import PinsModel
from haversack.views.registry import PAGES

OUT = Path(__file__).resolve().parents[2] / "build" / "screenshots"
_LONGEST_SECONDS = 30


@dataclass(frozen=True)
class Setting:
    """How a picture is taken: theme, language, text size in percent, size of the window."""

    name: str
    theme: str = "light"
    language: str = "en"
    scale: int = 100
    size: tuple[int, int] = (1366, 696)


SETTINGS = (
    Setting("light"),
    Setting("dark", theme="dark"),
    Setting("high-contrast", theme="high-contrast"),
    Setting("arabic-dark", theme="dark", language="ar"),
    Setting("arabic", language="ar"),
    Setting("french", language="fr"),
    Setting("spanish", language="es"),
    Setting("longer", language=PSEUDO_LANGUAGE),
    Setting("text-200", scale=200),
    Setting("1024x600", size=(1024, 600)),
    Setting("960x520", size=(960, 520)),
)


def settle(application: QApplication, app: App) -> None:
    """Wait until no work is left and everything is drawn."""
    until = time.monotonic() + _LONGEST_SECONDS
    quiet = 0
    while quiet < 3 and time.monotonic() < until:
        application.processEvents()
        # What was let go is taken away by the loop of a running window only, which there is none here.
        application.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        quiet = quiet + 1 if app.session.lanes.is_idle else 0
        time.sleep(0.005)


def take(application: QApplication, app: App, pages: list[str], passphrase: str) -> None:
    """Take every picture."""
    appearance = app.models.appearance
    app.unlock(passphrase)
    settle(application, app)
    pin_some(application, app)
    for setting in SETTINGS:
        set_look(app, setting)
        for page in pages:
            app.navigation.go(Place(page))
            save(application, app, f"{page}-{setting.name}")
            for name, show in PAGE_STATES.get(page, ()):
                show(app, lambda: settle(application, app))
                if name:
                    save(application, app, f"{page}-{name}-{setting.name}")
    appearance.choose_theme("light")


def pin_some(application: QApplication, app: App) -> None:
    """Put an organisation, a guide and a date within reach, so that the first page is as people have it."""
    for model in (app.models.get(DirectoryModel), app.models.get(LibraryModel)):
        settle(application, app)
        for record in model.rows.ids[1:2]:
            app.models.get(PinsModel).toggle(record)
    dates = [row.id for row in app.models.get(HomeModel).coming.rows]
    for record in dates[:1]:
        app.models.get(PinsModel).toggle(record)
    settle(application, app)


def before(application: QApplication, vault: Path, folder: Path, only: str | None) -> None:
    """Take what people see before a vault is open."""

    def photograph(app: App, name: str, arrange: Callable[[], None]) -> None:
        for setting in SETTINGS:
            set_look(app, setting)
            settle(application, app)
            arrange()
            save(application, app, f"{name}-{setting.name}")

    if only in (None, FIRST_RUN):
        take_first_run(folder, photograph)
    if only in (None, UNLOCK):
        take_unlock(vault, folder, photograph)


def after(application: QApplication, vault: Path, sample: Sample | None, passphrase: str, *, only: str | None) -> None:
    """Take every page of an open vault, and the states of a sync where there is a hub."""
    slow_down()
    app = App(vault, "en", system_clock())
    app.shell.show()
    take(application, app, [page.id for page in PAGES if only in (None, page.id)], passphrase)
    if sample is not None and only in (None, "sync"):
        set_look(app, SETTINGS[0])
        take_sync_states(
            app,
            sample.stage,
            settle=lambda: settle(application, app),
            save=lambda name: draw(app, name),
        )
    app.session.close()


def set_look(app: App, setting: Setting) -> None:
    """Choose a look."""
    app.shell.resize(*setting.size)
    app.models.appearance.choose_theme(setting.theme)
    app.models.appearance.choose_language(setting.language)
    app.models.appearance.choose_scale(setting.scale)


def save(application: QApplication, app: App, name: str) -> None:
    """Draw the window into a file."""
    settle(application, app)
    draw(app, name)


def draw(app: App, name: str) -> None:
    """Draw the window as it is now into a file."""
    app.shell.grab().save(str(OUT / f"{name}.png"))


def main() -> None:
    """Read what was typed and take the pictures."""
    parser = argparse.ArgumentParser(description="Pictures of every page")
    parser.add_argument("--only", help="one page, by its id; or first-run, or unlock")
    parser.add_argument("--vault", type=Path, help="another vault (its passphrase with --passphrase)")
    parser.add_argument("--passphrase", default="")
    options = parser.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="haversack-pictures-") as folder:
        sample = make_sample(Path(folder)) if options.vault is None else None
        vault: Path = sample.vault if sample is not None else options.vault
        passphrase: str = options.passphrase or (Path(folder) / "passphrase.txt").read_text("utf-8").strip()
        application = QApplication([])
        prepare(application)
        before(application, vault, Path(folder), options.only)
        if options.only not in (FIRST_RUN, UNLOCK):
            after(application, vault, sample, passphrase, only=options.only)
    print(f"{len(list(OUT.glob('*.png')))} pictures in {OUT}")


if __name__ == "__main__":
    main()
