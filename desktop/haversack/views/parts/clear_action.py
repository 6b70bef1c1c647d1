"""A way to clear a field, in the colours of the theme: Qt's own sign can hardly be seen on dark ground."""

from PySide6.QtWidgets import QLineEdit

from haversack.viewmodels.tooltips import tooltip
from haversack.views.context import Context


def add_clear(context: Context, field: QLineEdit) -> None:
    """Give a field a sign at its end that clears it; it is shown only while there is something to clear.

    Args:
        context: For the look and words.
        field: Empty.
    """
    words = context.speaker.say("Clear what was typed")
    action = field.addAction(context.look.icon("x", "text2", 16), QLineEdit.ActionPosition.TrailingPosition)
    action.setText(words)
    action.setToolTip(tooltip(words))
    action.setVisible(False)
    action.triggered.connect(lambda _: field.clear())
    field.textChanged.connect(lambda typed: action.setVisible(bool(typed)))
