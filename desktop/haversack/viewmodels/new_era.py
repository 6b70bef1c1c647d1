"""Whether a coordinator is offered to let a restored hub go on, and in which words. Must not begin anything."""

from PySide6.QtCore import QObject, Signal

from haversack.operations import eras
from haversack.operations.workspace import Workspace
from haversack.viewmodels.session import Session
from haversack.viewmodels.synchroniser import Synchroniser


class NewEraModel(QObject):
    """Knows who leads, and what the hub said last.

    Signals:
        changed: It is new.
    """

    changed = Signal()

    def __init__(self, session: Session) -> None:
        """Begin with nothing to offer, and read."""
        super().__init__()
        self._session = session
        self._leads = self._is_awaited = False
        session.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read again."""
        self._session.read(_read, self._show)

    def is_offered(self, synchroniser: Synchroniser) -> bool:
        """Tell whether this is a coordinator's computer, nothing runs, and the hub waits or has lost something."""
        if synchroniser.is_running or not self._leads:
            return False
        return self._is_awaited or synchroniser.has_hub_lost

    @property
    def consequences(self) -> str:
        """What letting it go on means."""
        say = self._session.speaker.say
        return " ".join(
            (
                say("Do this only if the hub’s operator says that it was put back from a backup."),
                say("Everybody then goes back to where the backup was made, and hands back what the hub has lost."),
            )
        )

    def _show(self, read: tuple[bool, bool]) -> None:
        self._leads, self._is_awaited = read
        self.changed.emit()


def _read(workspace: Workspace) -> tuple[bool, bool]:
    return workspace.leads, eras.is_awaited(workspace)
