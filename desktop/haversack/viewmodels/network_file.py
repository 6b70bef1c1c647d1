"""A network file that somebody opened while there is a vault: which network it is, and what can be done with it.

Nothing of it is taken in, and no vault is made, before a person says so. Must not read the file itself.
"""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from haversack.operations.kit_form import KitError
from haversack.operations.network_file import NetworkFile, read_network_file
from haversack.viewmodels.first_run import FirstRunModel, Typed
from haversack.viewmodels.proxy_form import form_of
from haversack.viewmodels.session import Session
from haversack.viewmodels.settings import SettingsModel
from haversack.viewmodels.sticks import StickModel
from haversack.viewmodels.synchroniser import Synchroniser
from haversack.viewmodels.vaults import OwnVault


def offer(first_run: FirstRunModel, file: Path) -> None:
    """Begin a first start with a file that was opened, unless a vault is being made.

    A kit's network is shown to compare. A hub that the file names is asked when a person says so: it may be anybody's,
    and a proxy may have to be set first.
    """
    if first_run.is_running:
        return
    way = "join" if first_run.typed.way == "join" else "network"
    source, is_here = str(file), True
    with suppress(KitError):
        found = read_network_file(file)
        source, is_here = found.source or source, bool(found.place) or not found.source
        if found.place:
            first_run.kit.look(found.place)
        elif found.source:
            first_run.kit.look_at_file(found)
    # A file that is none is told beside the field, like a folder that is none.
    first_run.keep(replace(first_run.typed, way=way, network=source, source=source))
    if is_here:
        first_run.ask()


class NetworkFileModel(QObject):
    """Holds the file that was opened last until somebody has decided.

    Attributes:
        found: What it says; None while there is none.

    Signals:
        came: There is one, and the vault is open.
    """

    came = Signal()

    def __init__(self, session: Session) -> None:
        """Begin without one."""
        super().__init__()
        self._session = session
        self._waiting = ""
        self.found: NetworkFile | None = None
        session.opened.connect(self._go_on)

    def open(self, path: str) -> None:
        """Take a file; while the window is locked it waits."""
        self._waiting = path
        self._go_on()

    def take_in(self, sticks: StickModel, synchroniser: Synchroniser) -> None:
        """Take in what the kit of this network brings; the Sync page shows how it goes."""
        if self.found is not None and self.found.is_own and self.found.place:
            sticks.carry_in(self.found.place, synchroniser)

    def set_up(self, settings: SettingsModel, own_vault: OwnVault) -> None:
        """Set up a vault of its own, for another network."""
        if self.found is not None and not self.found.is_own:
            source = self.found.source
            preferences = settings.preferences
            typed = Typed(way="network", network=source, source=source, preferences=preferences)
            own_vault.wanted.emit(replace(typed, proxy=form_of(preferences.proxy)))

    def _go_on(self) -> None:
        if self._session.is_open and self._waiting:
            path, self._waiting = Path(self._waiting), ""
            self._session.read(lambda workspace: read_network_file(path, workspace), self._show)

    def _show(self, found: NetworkFile) -> None:
        self.found = found
        self.came.emit()
