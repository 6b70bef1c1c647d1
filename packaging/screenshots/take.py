"""Writes a picture of every page in every look to `build/screenshots/`: `make screenshots`.

    take.py [--only PAGE …] [--looks LOOK …] [--vault FOLDER --passphrase WORDS]

Runs the real app on a sample network, without a screen. Must not change anything but that folder, and
`build/screenshots-sample/`, where the sample is kept for the next time.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["HAVERSACK_KDF_FLOOR"] = "1"
sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "demo"))

from before_vault import FIRST_RUN, UNLOCK, put_away, take_first_run, take_unlock
from kit_states import take_kit_states
from offscreen import listen_to_qt
from page_states import PAGE_STATES, show_coordinators
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from sample_vault import PASSPHRASE, Sample, make_sample
from sync_states import take_sync_states

import haversack.app
from haversack.app import App
from haversack.clock import system_clock
from haversack.i18n.pseudo_language import PSEUDO_LANGUAGE
from haversack.process import prepare
from haversack.viewmodels.navigation import Place
from haversack.views.registry import PAGES

OUT = Path(__file__).resolve().parents[2] / "build" / "screenshots"
KEPT = OUT.with_name("screenshots-sample")
_LONGEST_SECONDS = 30


@dataclass(frozen=True)
class Setting:
    """How a picture is taken: theme, language, text size in percent, size of the window."""

    name: str
    theme: str = "light"
    language: str = "en"
    scale: int = 100
    size: tuple[int, int] = (1366, 696)


@dataclass(frozen=True)
class Wanted:
    """Which pictures to take.

    Attributes:
        screens: Ids of pages, first-run, unlock.
        looks: In which looks.
    """

    screens: tuple[str, ...]
    looks: tuple[Setting, ...]

    @property
    def pages(self) -> tuple[str, ...]:
        """Ids of the pages among them."""
        return tuple(page.id for page in PAGES if page.id in self.screens)


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
        quiet = quiet + 1 if app.session.lanes.is_idle and app.shell.is_whole else 0
        time.sleep(0.005)


def take(application: QApplication, app: App, what: Wanted, passphrase: str) -> None:
    """Take every wanted page of a vault."""
    set_look(app, what.looks[0])
    app.unlock(passphrase)
    settle(application, app)
    for setting in what.looks:
        set_look(app, setting)
        for page in what.pages:
            app.navigation.go(Place(page, query="detention" if page == "search" else ""))
            save(application, app, f"{page}-{setting.name}")
            for name, show in PAGE_STATES.get(page, ()):
                show(app, lambda: settle(application, app))
                if name:
                    save(application, app, f"{page}-{name}-{setting.name}")


def before(application: QApplication, vault: Path, folder: Path, what: Wanted) -> None:
    """Take what people see before a vault is open."""

    def photograph(app: App, name: str, arrange: Callable[[], None]) -> None:
        for setting in what.looks:
            set_look(app, setting)
            settle(application, app)
            arrange()
            save(application, app, f"{name}-{setting.name}")

    if FIRST_RUN in what.screens:
        take_first_run(folder, photograph)
    if UNLOCK in what.screens:
        take_unlock(vault, folder, photograph)


def of_coordinator(application: QApplication, sample: Sample, what: Wanted) -> None:
    """Take what only the sample's coordinator sees: the Kits page, and the end of the network's."""
    haversack.app.connect = sample.line.connect
    app = App(sample.folder / "office", "en", sample.calendar.clock)
    app.shell.show()
    app.unlock(PASSPHRASE)
    settle(application, app)
    for setting in what.looks:
        set_look(app, setting)
        keep = partial(lambda look, name: save(application, app, f"{name}-{look}"), setting.name)
        if "network" in what.pages:
            show_coordinators(app, lambda: settle(application, app))
            keep("network-coordinator")
        if "kits" in what.pages:
            take_kit_states(app, sample.folder / "stick", settle=lambda: settle(application, app), save=keep)
    put_away(app)


def after(application: QApplication, sample: Sample, what: Wanted) -> None:
    """Take the pages of the sample, and the sync centre at work."""
    haversack.app.connect = sample.line.connect
    app = App(sample.vault, "en", sample.calendar.clock)
    app.shell.show()
    take(application, app, what, PASSPHRASE)
    if "sync" in what.pages and SETTINGS[0] in what.looks:
        set_look(app, SETTINGS[0])
        take_sync_states(
            app,
            sample,
            settle=lambda: settle(application, app),
            save=lambda name: draw(app, name),
        )
    put_away(app)


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
    screens = (FIRST_RUN, UNLOCK, *(page.id for page in PAGES))
    parser = argparse.ArgumentParser(description="Pictures of every page")
    parser.add_argument("--only", nargs="+", choices=screens, default=screens, help="some pages, first-run, unlock")
    parser.add_argument("--looks", nargs="+", choices=[setting.name for setting in SETTINGS], help="some looks")
    parser.add_argument("--vault", type=Path, help="another vault (its passphrase with --passphrase)")
    parser.add_argument("--passphrase", default="")
    options = parser.parse_args()
    looks = tuple(setting for setting in SETTINGS if options.looks is None or setting.name in options.looks)
    what = Wanted(tuple(options.only), looks)
    OUT.mkdir(parents=True, exist_ok=True)
    application = QApplication([])
    listen_to_qt()
    prepare(application)
    with tempfile.TemporaryDirectory(prefix="haversack-pictures-") as folder:
        if options.vault is not None:
            before(application, options.vault, Path(folder), what)
            app = App(options.vault, "en", system_clock())
            app.shell.show()
            take(application, app, what, options.passphrase)
            put_away(app)
        else:
            sample = make_sample(Path(folder) / "sample", kept=KEPT)
            before(application, sample.vault, Path(folder), what)
            if {"kits", "network"} & set(what.pages):
                of_coordinator(application, sample, what)
            if what.pages:
                after(application, sample, what)
            sample.line.end()
    print(f"{len(list(OUT.glob('*.png')))} pictures in {OUT}")


if __name__ == "__main__":
    main()
