"""The vaults of this computer by their numbers: choose one, or set up another; and where a window begins.

Must not open one or say whose it is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from haversack.i18n.language import Speaker
from haversack.operations.places import known_places, newest_place, next_place
from haversack.viewmodels.first_run import Luggage
from haversack.viewmodels.session import Session


@dataclass(frozen=True, slots=True)
class Start:
    """Where a window begins.

    Attributes:
        folder: Of the vault.
        base: Holds all vaults of whoever uses this computer; None where one folder was named.
        luggage: What comes along into a new vault from the one in which somebody looked around.
    """

    folder: Path
    base: Path | None = None
    luggage: Luggage | None = None

    @classmethod
    def of_own_vault(cls, base: Path, luggage: Luggage) -> "Start":
        """Return where a vault of its own is set up for an invitation."""
        return cls(next_place(base).folder, base, luggage)

    @classmethod
    def without_new_vault(cls, base: Path | None, luggage: Luggage | None) -> "Start | None":
        """Return where one goes on when a new vault was not made after all; None to end."""
        if luggage is not None:
            came_from = luggage.came_from
            return cls(came_from, base if came_from.parent == base else None)
        if base is not None and known_places(base):
            return cls(newest_place(base).folder, base)
        return None


class OwnVault(QObject):
    """Where an invitation to another network leads.

    Signals:
        wanted: A vault of its own shall be set up, with what was typed already (`Typed`).
    """

    wanted = Signal(object)

    def __init__(self, session: Session) -> None:
        """Begin."""
        super().__init__()


class VaultsModel:
    """Offers the numbered vaults below a folder.

    Attributes:
        folders: Of the vaults, by their numbers.
    """

    def __init__(self, base: Path, folder: Path, go: Callable[[Path], None]) -> None:
        """Look which there are.

        Args:
            base: Holds the vaults.
            folder: Of the one that is shown now.
            go: Shows another one.
        """
        self._base, self._folder, self._go = base, folder, go
        self._places = known_places(base)
        self.folders = tuple(place.folder for place in self._places)

    @property
    def chosen(self) -> int:
        """Place of the one that is shown in `folders`; -1 where it is not among them."""
        return self.folders.index(self._folder) if self._folder in self.folders else -1

    def names(self, speaker: Speaker) -> tuple[str, ...]:
        """Return what each is called: a number, and nothing that tells them apart to others."""
        return tuple(speaker.say("Vault {number}", number=speaker.number(place.number)) for place in self._places)

    def choose(self, place: int) -> None:
        """Show another vault."""
        if place != self.chosen:
            self._go(self.folders[place])

    def set_up_another(self) -> None:
        """Begin a new vault: for another network, or another person."""
        self._go(next_place(self._base).folder)
