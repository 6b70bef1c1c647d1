"""Buttons of the design. Each says what it does in words; one with an icon alone says it to screen readers."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from haversack.viewmodels.tooltips import tooltip
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
    shown = unmarked(words)
    made = QPushButton(f"{shown}{_GAP}" if icon and is_icon_last else f"{_GAP}{shown}" if icon else shown)
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


def unmarked(words: str) -> str:
    """Return a text for a button, box or tab in which `&` is just that, and no mark of a key."""
    return words.replace("&", "&&")


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
    made.setToolTip(tooltip(name))
    made.setFixedSize(context.look.target, context.look.target)
    made.clicked.connect(lambda _: on_press())
    return made


class CopyButton(QPushButton):
    """Puts a value on the clipboard, and says so for as long as it is there."""

    def __init__(self, context: Context, what: str, value: str) -> None:
        """Build it; see `copy_button`."""
        super().__init__()
        self._context, self._what, self._value = context, what, value
        self.setProperty("kind", "icon")
        self.setIconSize(context.look.icon_size(16))
        self.setFixedSize(context.look.target, context.look.target)
        self.clicked.connect(self._copy)
        context.clipboard.cleared.connect(self._offer)
        self._offer()

    def _copy(self) -> None:
        self._context.clipboard.put(self._value)
        self._show("check", "okInk", self._context.speaker.say("{what} is copied", what=self._what))

    def _offer(self) -> None:
        self._show("copy", "text", self._context.speaker.say("Copy {what}", what=self._what))

    def _show(self, icon: str, ink: str, words: str) -> None:
        self.setIcon(self._context.look.icon(icon, ink, 16))
        self.setAccessibleName(words)
        self.setToolTip(tooltip(words))


def copy_button(context: Context, what: str, value: str) -> QPushButton:
    """Return a button that puts a value on the clipboard.

    Args:
        context: For the look and words.
        what: What is copied, for screen readers, for example the name of a contact line.
        value: The value.
    """
    return CopyButton(context, what, value)
