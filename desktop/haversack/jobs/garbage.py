"""Takes Python's garbage away in the window's thread, and in no other.

Python looks for objects that hold each other in whatever thread happens to make one too many. Were that the store lane,
it would destroy widgets and other objects of Qt outside their thread, and Qt crashes on that sooner or later. Must not
know what the objects are.
"""

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer

_LOOK_MS: Final = 500


class Garbage(QObject):
    """Looks for garbage while its thread's event loop runs, as often as Python itself would.

    From its making on Python does not look by itself, in no thread, until `leave_to_python`.
    """

    def __init__(self, parent: QObject) -> None:
        """Begin, in the thread of the caller.

        Args:
            parent: Ends with it.
        """
        super().__init__(parent)
        gc.disable()
        # What the start has made stays until the end; looking through it each time would only take time.
        gc.freeze()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.take_away)
        self._timer.start(_LOOK_MS)

    def take_away(self) -> None:
        """Take away the garbage of those generations in which Python, too, would look now."""
        generations = enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))
        due = [generation for generation, (count, most) in generations if count > most]
        if due:
            gc.collect(max(due))

    def leave_to_python(self) -> None:
        """Let Python look by itself again; the windows must be gone."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()
