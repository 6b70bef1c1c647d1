"""Buttons of the design. Each says what it does in words; one with an icon alone says it to screen readers."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from haversack.views.context import Context

_GAP = "\u2002"  # Qt sets an icon tight against its text
_INKS = {"primary": "onPrimary", "quiet": "primary", "link": "primary", "danger": "dangerInk"}


def button(
    context: Context,
    words: str,
    on_press: Callable[[], None],
    *,
    kind: str = "",
    icon: str = "",
    is_icon_last: bool = False,
) -> QPushButton:
    """Return a button.

    Args:
        context: For the look.
        words: What it does.
        on_press: Called when it is pressed.
        kind: primary (one a region), quiet, link, small, danger, or empty.
        icon: Name of an icon before the words, or empty.
        is_icon_last: Whether the icon stands behind the words, as an arrow that leads on does.
    """
    made = QPushButton(f"{words}{_GAP}" if icon and is_icon_last else f"{_GAP}{words}" if icon else words)
    if is_icon_last:
        is_rtl = context.look.is_rtl  # a button that is mirrored by itself has its icon, and the gap, at the end
        made.setLayoutDirection(Qt.LayoutDirection.LeftToRight if is_rtl else Qt.LayoutDirection.RightToLeft)
    made.setProperty("kind", kind)
    made.setAccessibleName(words)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setAutoDefault(True)
    if icon:
        made.setIcon(context.look.icon(icon, _INKS.get(kind, "text"), 16))
        made.setIconSize(context.look.icon_size(16))
    made.clicked.connect(lambda _: on_press())
    return made


def icon_button(context: Context, icon: str, name: str, on_press: Callable[[], None]) -> QPushButton:
    """Return a square button with an icon alone.

    Args:
        context: For the look.
        icon: Name of the icon.
        name: What it does, for screen readers and the tooltip.
        on_press: Called when it is pressed.
    """
    made = QPushButton()
    made.setProperty("kind", "icon")
    made.setIcon(context.look.icon(icon, "text", 16))
    made.setIconSize(context.look.icon_size(16))
    made.setAccessibleName(name)
    made.setToolTip(name)
    made.setFixedSize(context.look.target, context.look.target)
    made.clicked.connect(lambda _: on_press())
    return made


def copy_button(context: Context, what: str, value: str) -> QPushButton:
    """Return a button that puts a value on the clipboard.

    Args:
        context: For the look and words.
        what: What is copied, for screen readers, for example the name of a contact line.
        value: The value.
    """
    say = context.speaker.say

    def copy() -> None:
        QGuiApplication.clipboard().setText(value)
        made.setIcon(context.look.icon("check", "okInk", 16))
        made.setAccessibleName(say("{what} is copied", what=what))
        made.setToolTip(say("{what} is copied", what=what))

    made = icon_button(context, "copy", say("Copy {what}", what=what), copy)
    return made
