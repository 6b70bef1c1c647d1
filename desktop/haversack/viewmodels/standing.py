"""What the frame shows of the vault whatever page is open: network, who this computer is, counts, what waits."""

from typing import Final

from PySide6.QtCore import QObject, Signal

from haversack.i18n.language import Speaker
from haversack.operations.standing import Identity, Standing, identity, standing
from haversack.operations.workspace import Workspace
from haversack.viewmodels.session import Session

_VISITOR: Final = "visitor"
_COORDINATOR: Final = "coordinator"


class StandingModel(QObject):
    """Reads again after every change.

    Attributes:
        network: Public name of the network.
        organisation: Name of the own organisation, or empty.
        role_name: The role in words.
        is_looking: Whether this computer only looks around; not before it was read.
        leads: Whether it is a coordinator's.
        counts: Records in use by kind.
        waiting: Changes that the hub has not confirmed.
        two_versions: Records in which the people of this computer have to choose.
        soon: Events within the next 14 days.

    Signals:
        changed: Any of them is new.
    """

    changed = Signal()

    def __init__(self, session: Session) -> None:
        """Begin empty and read."""
        super().__init__()
        self._session = session
        self.network = self.organisation = self.role_name = ""
        self.is_looking = self.leads = False
        self.counts: dict[str, int] = {}
        self.waiting = self.two_versions = self.soon = 0
        session.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read again."""
        languages = self._session.languages

        def read(workspace: Workspace) -> tuple[Identity, Standing]:
            return identity(workspace, languages=languages), standing(workspace)

        self._session.read(read, self._show)

    def _show(self, read: tuple[Identity, Standing]) -> None:
        who, where = read
        self.network, self.organisation = who.network, who.organisation
        self.role_name = role_name(self._session.speaker, who.role)
        self.is_looking, self.leads = who.role == _VISITOR, who.role == _COORDINATOR
        self.counts, self.soon = where.counts, where.soon
        self.waiting, self.two_versions = where.waiting, where.two_versions
        self.changed.emit()


def role_name(speaker: Speaker, role: str) -> str:
    """Return what people call a role."""
    names = {
        "reader": speaker.say("Reader"),
        "editor": speaker.say("Editor"),
        "focal_point": speaker.say("Focal point"),
        "coordinator": speaker.say("Coordinator"),
        "provisional": speaker.say("Waiting for the first sync"),
        "unconfirmed": speaker.say("Waiting to be confirmed"),
    }
    return names.get(role, speaker.say("Visitor"))
