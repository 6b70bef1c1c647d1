"""Has screen readers say a sentence once, without moving the keyboard. Must not be used for each step of anything."""

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget


def announce(where: QWidget, sentence: str) -> None:
    """Say a sentence, politely: after what is being said now.

    Args:
        where: A widget that is shown; the sentence is said in its window's name.
        sentence: Whole; empty says nothing.
    """
    if sentence:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(where, sentence))
