"""Grounds of panes: white where people read, as cards are, without a card's outline. Must not know what is on it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from haversack.views.context import Context


def on_surface(context: Context, widget: QWidget) -> None:
    """Give a widget the ground of a card."""
    widget.setObjectName("surface")
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    widget.setStyleSheet(f"QWidget#surface {{ background: {context.look.css('surface')}; }}")
