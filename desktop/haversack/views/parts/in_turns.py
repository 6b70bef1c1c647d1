"""Work that is done in small steps, each in a turn of the event loop. Must not know what is done."""

from collections.abc import Iterator

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget


class InTurns(QTimer):
    """Does a work step by step, a turn of the event loop each, so that the window answers in between."""

    def __init__(self, owner: QWidget) -> None:
        """Begin with nothing to do.

        Args:
            owner: Whose work it is.
        """
        super().__init__(owner, singleShot=True)
        self._steps: Iterator[None] = iter(())
        self.timeout.connect(self._step)

    def begin(self, steps: Iterator[None]) -> None:
        """Do other work from now on; what is left of the work before is not done."""
        self._steps = steps
        self.start()

    def _step(self) -> None:
        if next(self._steps, self) is None:
            self.start()
