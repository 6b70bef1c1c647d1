"""The vaults of this computer by their numbers: choose one, or set up another. Must not open one or say whose it is."""

from collections.abc import Callable
from pathlib import Path

from haversack.i18n.language import Speaker
from haversack.operations.places import known_places, next_place


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
