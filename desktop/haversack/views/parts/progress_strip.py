"""Work that takes longer than a second: what it is, how far, the time left, and Cancel. Must not run it."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout

from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.texts import text

_IN_MINUTES_FROM = 90


class ProgressStrip(QFrame):
    """One line of progress; hidden until `show_progress`."""

    def __init__(self, context: Context, name: str, on_cancel: Callable[[], None]) -> None:
        """Build it.

        Args:
            context: For the look and words.
            name: What is being done, for screen readers.
            on_cancel: Called when people stop it; what is done so far must be kept.
        """
        super().__init__()
        self._speaker = context.speaker
        self.setProperty("card", "true")
        line = QHBoxLayout(self)
        spaced(context, line, margins=(14, 8, 10, 8), gap=12)
        words = QVBoxLayout()
        spaced(context, words, gap=4)
        self._title = text(name, "label")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(name)
        self._detail = text("", "caption")
        for part in (self._title, self._bar, self._detail):
            words.addWidget(part)
        line.addLayout(words, 1)
        self._cancel = button(context, context.speaker.say("Cancel"), on_cancel, kind="small", icon="x")
        line.addWidget(self._cancel)
        self.setVisible(False)

    def focus_cancel(self) -> None:
        """Take the keyboard, where what began the work is hidden meanwhile."""
        self._cancel.setFocus()

    def show_progress(self, done: int, total: int, *, seconds_left: int | None = None, detail: str = "") -> None:
        """Show how far it is; at most twice a second.

        Args:
            done: In any unit, at most `total`.
            total: In the same unit; 0 while nobody knows.
            seconds_left: None while nobody knows.
            detail: What was done, in words, for example a size.
        """
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        left = self._left(seconds_left)
        shown = self._speaker.say("{detail} · {left}", detail=detail, left=left) if detail and left else detail or left
        self._detail.setText(shown)
        self._bar.setAccessibleDescription(shown)
        self.setVisible(True)

    def _left(self, seconds: int | None) -> str:
        if seconds is None:
            return ""
        if seconds >= _IN_MINUTES_FROM:
            minutes = round(seconds / 60)
            return self._speaker.count("About {number} minute left", "About {number} minutes left", minutes)
        return self._speaker.count("About {number} second left", "About {number} seconds left", max(seconds, 1))
