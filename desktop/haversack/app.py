"""The window's composition root: builds the parts in order and joins them. Imported by `__main__` alone.

Must not hold a rule of its own: what happens is in operations, what is shown in view-models, how in views.
"""

import os
import sys
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from haversack.assets import asset, read_text, starter_network
from haversack.clock import Clock, system_clock
from haversack.i18n.language import Speaker
from haversack.jobs import Garbage, Lanes, load
from haversack.jobs.doorway import Doorway, door_name, hand_over
from haversack.jobs.reachability import Reachability
from haversack.jobs.uncaught import Uncaught
from haversack.operations.first_run import checked, is_folder
from haversack.operations.kit_finding import carried_file, find_kit
from haversack.operations.meeting import ClosingEndpoint
from haversack.operations.places import has_vault, newest_place
from haversack.operations.proxies import Proxy
from haversack.paths import vaults_folder
from haversack.process import DONE, OpenRequest, prepare, start_again
from haversack.settings import cost_of_new_vaults, read_settings
from haversack.viewmodels.appearance import AppearanceModel
from haversack.viewmodels.first_run import FirstRunModel, Luggage, Means, Starter, Typed
from haversack.viewmodels.messages import Messages
from haversack.viewmodels.models import Models
from haversack.viewmodels.moment import MomentModel
from haversack.viewmodels.navigation import Navigation, Place
from haversack.viewmodels.network_file import NetworkFileModel, offer
from haversack.viewmodels.quit_request import QuitRequest
from haversack.viewmodels.session import Session
from haversack.viewmodels.sleep_signal import SleepSignal
from haversack.viewmodels.synchroniser import Synchroniser
from haversack.viewmodels.vaults import OwnVault, Start, VaultsModel
from haversack.views.shell import Shell

_LONGEST_SECONDS: Final = 5.0
"""For the work that still runs when the window locks or closes; what people wrote takes milliseconds."""
_PAGES_AFTER_MS: Final = 100
"""The locked screen is painted by then."""


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
        luggage: Luggage | None = None,
        kit: Path | None = None,
        door: Doorway | None = None,
    ) -> None:
        """Build everything, locked.

        Args:
            folder: Of the vault.
            language: The computer's own language, or the one asked for.
            clock: Time and randomness.
            reachability: What the system knows of the connection; None where nobody is to ask it.
            base: Holds all vaults of whoever uses this computer; None where one folder was named.
            luggage: What comes along into a new vault from the one in which somebody looked around.
            kit: Folder of the kit that a first start offers; a vault that is there is never touched by it.
            door: By which files come that somebody opens while this window is open.
        """
        self._folder, self._base, self._luggage, self._kit, self._door = folder, base, luggage, kit, door
        self._is_locking = False
        self.next: Start | None = None
        self._appearance = AppearanceModel(folder, language, luggage.look if luggage is not None else None)
        messages = Messages(speaker_of(self._appearance.now.language))
        reachability = reachability or Reachability()
        self.session = Session(Lanes(messages.report), messages, clock, reachability)
        synchroniser = Synchroniser(self.session, connect, reachability)
        moment = MomentModel(self.session, synchroniser, reachability)
        self.models = Models(self.session, synchroniser, moment, self._appearance)
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
            vaults=VaultsModel(base, folder, lambda other: self._go_to(Start(other, base)))
            if base is not None
            else None,
        )
        self.session.opened.connect(self.shell.show_main)
        self.session.gone.connect(lambda message: self.shell.show_gone(message, self._begin_again))
        self.models.get(OwnVault).wanted.connect(self._set_up)
        if self.first_run is not None:
            self.first_run.stopped.connect(self._leave_first_run)
        if door is not None:
            door.came.connect(lambda file: self.open_file(Path(file)))

    def open_file(self, file: Path) -> None:
        """Show a network file that somebody opened, with this window before all others; while it is locked it waits."""
        if self.shell.isMinimized():
            self.shell.showNormal()
        self.shell.raise_()
        self.shell.activateWindow()
        if self.first_run is not None and self.first_run.is_needed:
            offer(self.first_run, file)
        else:
            self.models.get(NetworkFileModel).open(str(file))

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
        if self._door is not None:
            # The fresh process listens in its place.
            self._door.close()
        start_again(self._folder)

    def _go_to(self, start: Start) -> None:
        """Show another vault, locked, or the first start of a new one."""
        self.next = start
        QApplication.exit(DONE)

    def _begin_again(self) -> None:
        """The vault is gone: show another one of this computer, or the first start."""
        if self._base is not None:
            self._go_to(Start(newest_place(self._base).folder, self._base))
        else:
            self._go_to(Start(self._folder))

    def _set_up(self, typed: Typed) -> None:
        """Leave this vault as it is for the first start of another one, for the network of an invitation."""
        luggage = Luggage(typed, self._appearance.now, self._folder)
        self._go_to(Start.of_own_vault(self._base or vaults_folder(), luggage))

    def _leave_first_run(self) -> None:
        """Nothing was made: show another vault of this computer, or end."""
        start = Start.without_new_vault(self._base, self._luggage)
        if start is None:
            self.shell.close()
        else:
            self._go_to(start)

    def _first_run(self) -> FirstRunModel:
        clock, synchroniser = self.session.clock, self.models.synchroniser
        means = Means(
            words=tuple(read_text("words/en.txt").split()),
            connect=connect,
            cost=lambda: cost_of_new_vaults(read_settings(), clock),
            carry_in=synchroniser.carry_in,
            starter=Starter(*found) if (found := starter_network()) else None,
            kit=str(self._kit) if self._kit is not None else "",
        )
        return FirstRunModel(self.session, self._appearance, self._folder, means, luggage=self._luggage)

    def _speak(self) -> None:
        language = self._appearance.now.language
        if language != self.session.speaker.asked:
            self.session.speak(speaker_of(language))


def connect(address: str, proxy: Proxy) -> ClosingEndpoint:
    """Reach a hub by its address, and by a proxy if one is set, or what it wrote by the path of a folder."""
    from haversack_sync.client.folder import FolderEndpoint  # noqa: PLC0415 - nothing is reached before unlocking
    from haversack_sync.client.http import HttpEndpoint  # noqa: PLC0415 - as above

    address = checked(address)
    return FolderEndpoint(Path(address)) if is_folder(address) else HttpEndpoint(address, proxy)


def speaker_of(language: str) -> Speaker:
    """Return who speaks a language, with moments in this computer's time."""
    return Speaker(language, asset("translations"), zone=None)


def run(folder: Path | None, language: str | None, *, kit: Path | None = None, file: Path | None = None) -> int:
    """Open the window and return the exit code when it is closed.

    Args:
        folder: Of the vault; None for the vaults of whoever uses this computer.
        language: Language tag, or None for what was chosen before, else the computer's own.
        kit: Folder of a kit, or its network file, that was named; None for the one beside the program, if any.
        file: A network file, or the folder of a kit, that somebody opened: a window that is open already shows it.
    """
    base = vaults_folder()
    name = door_name(folder.parent if folder else base)
    if file is not None and hand_over(name, file):
        return DONE
    application = QApplication(sys.argv[:1])
    prepare(application)
    door = Doorway(name, application)
    if sys.platform == "darwin":
        # Not elsewhere: it would be asked about each event of each part of the window.
        OpenRequest(application).came.connect(door.came)
    reachability, sleep = Reachability(), SleepSignal()
    QuitRequest(application).came.connect(application.closeAllWindows)
    start: Start | None = Start(folder, base if folder.parent == base else None) if folder else None
    start = start or Start(newest_place(base).folder, base)
    code, shown, garbage = DONE, None, Garbage(application)
    program = Path(sys.executable).parent if getattr(sys, "frozen", False) else None
    named, kit = file or kit, find_kit(file or kit, program)
    while start is not None:
        chosen = language or read_settings().language
        clock, above, luggage = system_clock(), start.base, start.luggage
        app = App(start.folder, chosen, clock, reachability, base=above, luggage=luggage, kit=kit, door=door)
        sleep.leaving.connect(app.lock)
        app.shell.show()
        if shown is None:
            # At a first start without its kit there is what the installer took along of it.
            opened = file or (carried_file(program) if app.first_run is not None and named is None else None)
            if opened is not None and (app.first_run is None or kit is None):
                app.open_file(opened)
            reachability.follow_system()
            QTimer.singleShot(_PAGES_AFTER_MS, partial(load, "haversack.views.main_window", app.session.lanes))
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
