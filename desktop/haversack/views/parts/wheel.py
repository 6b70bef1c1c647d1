"""A wheel that turns over a field scrolls the page, unless people are in that field.

Qt would change what is chosen, unseen, while somebody scrolls past.
"""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QWidget


class _ScrolledPast(QObject):
    """Lets go on to the page what a field without the keyboard would take."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See `QObject`."""
        if event.type() is QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return False


def scroll_past(field: QWidget) -> None:
    """Let the wheel over a field scroll the page, unless the field has the keyboard."""
    field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    field.installEventFilter(_ScrolledPast(field))
