"""Settings of this vault, and what the program is made of. How the window looks is `appearance`."""

from importlib.metadata import PackageNotFoundError, version
from typing import Final

from PySide6.QtCore import QObject, Signal

from haversack.operations.preferences import (
    LOCK_CHOICES,
    About,
    Preferences,
    about,
    read_preferences,
    write_preferences,
)
from haversack.operations.workspace import Workspace
from haversack.viewmodels.session import Session

LICENCES: Final = (
    ("Haversack", "AGPL-3.0-or-later"),
    ("Qt, PySide6", "LGPL-3.0"),
    ("Python", "PSF-2.0"),
    ("SQLCipher", "BSD-3-Clause"),
    ("SQLite", "public domain"),
    ("SQLAlchemy, Alembic", "MIT"),
    ("cryptography", "Apache-2.0 or BSD-3-Clause"),
    ("msgspec, zstandard, Babel", "BSD-3-Clause"),
    ("requests", "Apache-2.0"),
    ("markdown-it-py, PyYAML, platformdirs, filelock", "MIT"),
    ("Noto Sans, Noto Sans Arabic", "OFL-1.1"),
    ("Lucide", "ISC"),
)
"""Part of the program → its licence, as its authors name it."""


class SettingsModel(QObject):
    """Holds what was set.

    Attributes:
        preferences: Of this vault.
        about: Which network this is; None until it was read.

    Signals:
        changed: Any of them is new.
    """

    changed = Signal()

    def __init__(self, session: Session) -> None:
        """Begin with the defaults and read."""
        super().__init__()
        self._session = session
        self.preferences = Preferences()
        self.about: About | None = None
        session.changed.connect(self.refresh)
        self.refresh()

    @property
    def lock_choices(self) -> tuple[tuple[int, str], ...]:
        """Minutes without use before the window locks, each with its words."""
        speaker = self._session.speaker
        return tuple(
            (minutes, speaker.count("After {number} minute", "After {number} minutes", minutes))
            for minutes in LOCK_CHOICES
        )

    @property
    def version(self) -> str:
        """Version of the program."""
        try:
            return version("haversack")
        except PackageNotFoundError:
            return ""

    def choose_lock(self, minutes: int) -> None:
        """Choose when the window locks by itself."""
        wanted = Preferences(minutes)
        if wanted != self.preferences:
            self._session.write(lambda workspace: write_preferences(workspace, wanted), lambda _: None)

    def refresh(self) -> None:
        """Read again."""

        def read(workspace: Workspace) -> tuple[Preferences, About]:
            return read_preferences(workspace), about(workspace)

        self._session.read(read, self._show)

    def _show(self, read: tuple[Preferences, About]) -> None:
        self.preferences, self.about = read
        self.changed.emit()
