"""Grounds of panes: white where people read, as cards are, without a card's outline. Must not know what is on it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def on_surface(widget: QWidget) -> None:
    """Give a widget the ground of a card.

    The theme knows the name. A style sheet of the widget's own would be worked through again for each widget that is
    added below it, which takes half of the time in which a page is built.
    """
    widget.setObjectName("surface")
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
