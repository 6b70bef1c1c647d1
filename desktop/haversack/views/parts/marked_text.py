"""A text in which what another one lacks is bold and underlined, and said to screen readers. Never by colour alone."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from haversack.viewmodels import word_marks
from haversack.views.context import Context
from haversack.views.parts.cards import escaped
from haversack.views.parts.texts import text


def marked_text(context: Context, words: str, other: str, *, role: str = "body") -> QLabel:
    """Return a text with what differs marked.

    Args:
        context: For words.
        words: The text.
        other: What it is compared with.
        role: See `texts.text`.
    """
    label = text("", role)
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setText(marked(words, other))
    label.setAccessibleName(spoken(context, words, other))
    return label


def marked(words: str, other: str) -> str:
    """Return a text as rich text, with what the other lacks bold and underlined."""
    parts = (
        f"<b><u>{escaped(one.words)}</u></b>" if one.is_changed else escaped(one.words)
        for one in word_marks.pieces(words, other)
    )
    return "".join(parts).replace("\n", "<br>")


def spoken(context: Context, words: str, other: str) -> str:
    """Return a text for ears: all of it, then what differs."""
    differs = word_marks.changed(words, other)
    if not differs or not other:
        return words
    say = context.speaker.say
    return say("{words}. Different here: {differences}", words=words, differences=context.speaker.listed(differs))
