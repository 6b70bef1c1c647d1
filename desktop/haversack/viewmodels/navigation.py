"""Where people are: which page, which record, and the way back. Must not know what a page shows."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, Signal

_LONGEST: Final = 100


@dataclass(frozen=True, slots=True)
class Place:
    """A page, and what it shows.

    Attributes:
        page: Id of the page, for example `directory`.
        record: Id of a record, or empty.
        query: Words to search for, or empty.
    """

    page: str
    record: str = ""
    query: str = ""


class Navigation(QObject):
    """Goes to places and back.

    Signals:
        moved: `place` is another.
    """

    moved = Signal()

    def __init__(self, start: Place) -> None:
        """Begin at a place."""
        super().__init__()
        self._back: list[Place] = []
        self._forward: list[Place] = []
        self.place = start

    @property
    def can_go_back(self) -> bool:
        """Whether there is a way back."""
        return bool(self._back)

    def go(self, place: Place) -> None:
        """Go to a place. Going to where one is changes nothing."""
        if place == self.place:
            return
        self._back = [*self._back, self.place][-_LONGEST:]
        self._forward = []
        self._move(place)

    def replace(self, place: Place) -> None:
        """Go to a place in the stead of this one: the way back leads past it."""
        if place != self.place:
            self._move(place)

    def back(self) -> None:
        """Go back; does nothing at the start."""
        if self._back:
            self._forward.append(self.place)
            self._move(self._back.pop())

    def forward(self) -> None:
        """Go where `back` came from; does nothing at the end."""
        if self._forward:
            self._back.append(self.place)
            self._move(self._forward.pop())

    def _move(self, place: Place) -> None:
        self.place = place
        self.moved.emit()
