"""The own profile as a member will see it, in words. Must not hold a widget."""

from PySide6.QtCore import QObject, Signal

from haversack.operations.previewing import preview
from haversack.operations.profile import Profile
from haversack.viewmodels.directory_profile import ProfileShown, show_profile
from haversack.viewmodels.session import Session
from haversack_sync.model.ids import parse_record_id


class PreviewModel(QObject):
    """Reads the preview when it is asked for.

    Attributes:
        shown: It, or None.

    Signals:
        changed: It is another.
    """

    changed = Signal()

    def __init__(self, session: Session) -> None:
        """Begin empty."""
        super().__init__()
        self._session = session
        self.shown: ProfileShown | None = None

    def read(self, record: str) -> None:
        """Read the preview of an organisation."""
        languages, target = self._session.languages, parse_record_id(record)

        def show(found: Profile) -> None:
            self.shown = show_profile(found, self._session.speaker)
            self.changed.emit()

        self._session.read(lambda workspace: preview(workspace, target, languages=languages), show)
