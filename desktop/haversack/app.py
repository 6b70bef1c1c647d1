"""The window's composition root: builds the parts in order and joins them. Imported by `__main__` alone.

Must not hold a rule of its own: what happens is in operations, what is shown in view-models, how in views.
"""

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QProcess
from PySide6.QtWidgets import QApplication, QStyleFactory

from haversack.assets import asset, read_text
from haversack.clock import Clock, system_clock
from haversack.i18n.language import Speaker
from haversack.jobs import Garbage, Lanes
from haversack.jobs.reachability import Reachability
from haversack.jobs.uncaught import Uncaught
from haversack.operations.first_run import Joining, is_folder, join
from haversack.operations.meeting import ClosingEndpoint
from haversack.operations.places import has_vault, newest_place
from haversack.operations.synchronising import SyncResult, Wishes
from haversack.paths import vaults_folder
from haversack.settings import cost_of_new_vaults, read_settings
from haversack.viewmodels.appearance import AppearanceModel
from haversack.viewmodels.first_run import FirstRunModel, Means
from haversack.viewmodels.messages import Messages
from haversack.viewmodels.models import Models
from haversack.viewmodels.navigation import Navigation, Place
from haversack.viewmodels.quit_request import QuitRequest
from haversack.viewmodels.session import Session
from haversack.viewmodels.sleep_signal import SleepSignal
from haversack.viewmodels.synchroniser import Synchroniser
from haversack.viewmodels.vaults import VaultsModel
from haversack.views.look import load_fonts
from haversack.views.shell import Shell
from haversack_sync.client.folder import FolderEndpoint
from haversack_sync.client.http import HttpEndpoint

_DONE: Final = 0
_LONGEST_SECONDS: Final = 5.0
"""For the work that still runs when the window locks or closes; what people wrote takes milliseconds."""


@dataclass(frozen=True, slots=True)
class Start:
    """Where a window begins.

    Attributes:
        folder: Of the vault.
        base: Holds all vaults of whoever uses this computer; None where one folder was named.
    """

    folder: Path
    base: Path | None = None


class App:
    """The parts of one run, joined.

    Attributes:
        session: The vault, locked at first.
        models: The view-models.
        navigation: Where people are.
        first_run: Makes a vault; None where one lies in the folder.
        shell: The window.
        next: Where to begin when this window is over; None to end the program.
    """

    def __init__(
        self,
        folder: Path,
        language: str,
        clock: Clock,
        reachability: Reachability | None = None,
        *,
        base: Path | None = None,
    ) -> None:
        """Build everything, locked.

        Args:
            folder: Of the vault.
            language: The computer's own language, or the one asked for.
            clock: Time and randomness.
            reachability: What the system knows of the connection; None where nobody is to ask it.
            base: Holds all vaults of whoever uses this computer; None where one folder was named.
        """
        self._folder, self._base = folder, base
        self._is_locking = False
        self.next: Start | None = None
        self._appearance = AppearanceModel(folder, language)
        messages = Messages(speaker_of(self._appearance.now.language))
        self.session = Session(Lanes(messages.report), messages, clock)
        synchroniser = Synchroniser(self.session, connect, reachability)
        self.models = Models(self.session, synchroniser, self._appearance)
        self.navigation = Navigation(Place("home"))
        # First of all receivers: the window is built again in the new language after this.
        self._appearance.changed.connect(self._speak)
        self.first_run = None if has_vault(folder) else self._first_run()
        self.shell = Shell(
            self.models,
            self.navigation,
            lock=self.lock,
            unlock=self.unlock,
            first_run=self.first_run,
            vaults=VaultsModel(base, folder, self._go_to) if base is not None else None,
        )
        self.session.opened.connect(self.shell.show_main)

    def unlock(self, passphrase: str) -> None:
        """Open the vault; the window shows how it went."""
        messages = self.session.messages
        self.session.open(self._folder, passphrase, lambda error: self.shell.show_failure(messages.explain(error)))

    def lock(self) -> None:
        """End this process, and with it every key in memory; a fresh locked one starts. What was written is saved."""
        if self._is_locking or not self.session.is_open:
            return
        self._is_locking = True
        self.shell.leave()
        self.session.close(_LONGEST_SECONDS)
        start_again(self._folder)

    def _go_to(self, folder: Path) -> None:
        """Show another vault, locked, or the first start of a new one."""
        self.next = Start(folder, self._base)
        QApplication.exit(_DONE)

    def _first_run(self) -> FirstRunModel:
        means = Means(self._join, tuple(read_text("words/en.txt").split()))
        return FirstRunModel(self.session, self._appearance, self._folder, means)

    def _join(self, joining: Joining, wishes: Wishes) -> SyncResult:
        """Join a network; runs in the store lane."""
        clock = self.session.clock
        return join(joining, connect, cost_of_new_vaults(read_settings(), clock), clock=clock, wishes=wishes)

    def _speak(self) -> None:
        language = self._appearance.now.language
        if language != self.session.speaker.asked:
            self.session.speak(speaker_of(language))


def start_again(folder: Path) -> None:
    """Start a fresh, locked process on the same vault, and end this one."""
    QProcess.startDetached(sys.executable, ["-m", "haversack", "window", "--vault", str(folder)])
    QApplication.exit(_DONE)


def connect(address: str) -> ClosingEndpoint:
    """Reach a hub by its address, or what it wrote by the path of a folder."""
    return FolderEndpoint(Path(address)) if is_folder(address) else HttpEndpoint(address)


def speaker_of(language: str) -> Speaker:
    """Return who speaks a language, with moments in this computer's time."""
    return Speaker(language, asset("translations"), zone=None)


def prepare(application: QApplication) -> None:
    """Give an application what every window of ours needs, before the first one is built."""
    application.setApplicationName("Haversack")
    application.setApplicationDisplayName("Haversack")
    # One style on every system, so that what was tested is what people see.
    application.setStyle(QStyleFactory.create("Fusion"))
    application.setQuitOnLastWindowClosed(True)
    load_fonts()


def run(folder: Path | None, language: str | None) -> int:
    """Open the window and return the exit code when it is closed.

    Args:
        folder: Of the vault; None for the vaults of whoever uses this computer.
        language: Language tag, or None for what was chosen before, else the computer's own.
    """
    application = QApplication(sys.argv[:1])
    prepare(application)
    reachability, sleep = Reachability(), SleepSignal()
    QuitRequest(application).came.connect(application.closeAllWindows)
    start: Start | None = Start(folder) if folder else Start(newest_place(vaults_folder()).folder, vaults_folder())
    code, shown, garbage = _DONE, None, Garbage(application)
    while start is not None:
        app = App(start.folder, language or read_settings().language, system_clock(), reachability, base=start.base)
        sleep.leaving.connect(app.lock)
        app.shell.show()
        if shown is None:
            reachability.follow_system()
        else:
            shown.close()
        with Uncaught(app.session.messages.report):
            code = application.exec()
        if not app.session.close(_LONGEST_SECONDS):
            # A thread hangs in a connection. It holds keys, so nobody waits for it.
            os._exit(code)
        start, shown = app.next, app.shell
    garbage.leave_to_python()
    return code
