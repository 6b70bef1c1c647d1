"""Finding words in a text that is read: how many, which one, and their marks. Must not change the text."""

from typing import Final

from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit

from haversack.views.look import Look

MOST: Final = 500
"""Places beyond these are not counted; the count says so."""


class TextFinder:
    """Finds in one view.

    Attributes:
        number: How many places there are, at most `MOST`.
        at: Which of them is shown, from 0.
    """

    def __init__(self, view: QTextEdit) -> None:
        """Begin with nothing found."""
        self._view = view
        self._found: list[QTextCursor] = []
        self.at = 0

    @property
    def number(self) -> int:
        """How many places there are."""
        return len(self._found)

    def search(self, words: str) -> None:
        """Find words, and begin at the first place that is not above what is shown."""
        document, start = self._view.document(), self._view.textCursor().selectionStart()
        self._found = []
        cursor = document.find(words) if words.strip() else QTextCursor()
        while not cursor.isNull() and len(self._found) < MOST:
            self._found.append(cursor)
            cursor = document.find(words, cursor)
        self.at = next((place for place, one in enumerate(self._found) if one.selectionStart() >= start), 0)

    def step(self, by: int) -> None:
        """Go to another place; after the last comes the first."""
        if self._found:
            self.at = (self.at + by) % len(self._found)

    def mark(self, look: Look) -> None:
        """Mark all places, and show the one that is meant.

        Args:
            look: Colours of the paper.
        """
        marks = []
        for place, cursor in enumerate(self._found):
            mark = QTextEdit.ExtraSelection()
            mark.cursor = cursor  # type: ignore[attr-defined]  # missing in the stubs only
            style, is_current = QTextCharFormat(), place == self.at
            style.setBackground(look.colour("mark" if not is_current else "strap"))
            # On ochre, the dark theme's pale ink would be hard to read.
            is_dark = look.theme == "dark"
            style.setForeground(look.colour("onPrimary" if is_current and is_dark else "markInk"))
            style.setFontUnderline(is_current)
            mark.format = style  # type: ignore[attr-defined]  # missing in the stubs only
            marks.append(mark)
        self._view.setExtraSelections(marks)
        if self._found:
            here = QTextCursor(self._found[self.at])
            here.setPosition(here.selectionStart())
            self._view.setTextCursor(here)
            self._view.ensureCursorVisible()
