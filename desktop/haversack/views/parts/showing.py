"""Shows a widget that may not have its place yet. Must not decide what is shown."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def show_in_place(widget: QWidget, *, is_shown: bool) -> None:
    """Show or hide a widget, before or after it was laid out.

    One without a parent would open as a window of its own, for a blink, and take the keyboard from the real one. It is
    only marked instead, and shown with whatever it is put into.
    """
    if is_shown and widget.parentWidget() is None:
        widget.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, on=False)
    else:
        widget.setVisible(is_shown)


def let_go(widget: QWidget) -> None:
    """Take a widget out of its place and let it go.

    It is hidden first: a layout shows what was added to it a moment later, and by then this one has no parent.
    """
    widget.hide()
    widget.setParent(None)
    widget.deleteLater()
