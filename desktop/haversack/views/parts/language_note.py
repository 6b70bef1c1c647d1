"""What is said of the language of a text: which other one it is in, and whether it is a draft translation."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.texts import picture, text


def language_note(context: Context, words: str) -> QWidget:
    """Return a line with the sign of languages and the words beside it."""
    holder = QWidget()
    line = QHBoxLayout(holder)
    spaced(context, line, gap=8)
    line.addWidget(picture(context, "languages", ink="text3", size=16), 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(text(words, "small"), 1)
    return holder
