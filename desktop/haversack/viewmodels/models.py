"""View-models of one session, one of each class: views come and go with the look, what they show stays.

Must not know any view-model by name.
"""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject

from haversack.viewmodels.appearance import AppearanceModel
from haversack.viewmodels.moment import MomentModel
from haversack.viewmodels.session import Session
from haversack.viewmodels.synchroniser import Synchroniser

M = TypeVar("M", bound=QObject)


class Models:
    """Makes each view-model when it is first asked for.

    Attributes:
        session: The open vault.
        synchroniser: The sync.
        moment: When it goes by itself.
        appearance: Theme, text size, language.
    """

    def __init__(
        self, session: Session, synchroniser: Synchroniser, moment: MomentModel, appearance: AppearanceModel
    ) -> None:
        """Begin with those that the frame itself needs."""
        self.session = session
        self.synchroniser = synchroniser
        self.moment = moment
        self.appearance = appearance
        self._made: dict[object, QObject] = {}

    def get(self, make: Callable[[Session], M]) -> M:
        """Return the view-model of a class.

        Args:
            make: The class; it is given the session.
        """
        if make not in self._made:
            self._made[make] = make(self.session)
        return self._made[make]  # type: ignore[return-value]  # what is kept under a class is what the class made
