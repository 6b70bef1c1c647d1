"""Small rounded buttons that stand in a line of words: a filter that is set, an area of work. Must not keep state."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from haversack.viewmodels.tooltips import tooltip
from haversack.views.context import Context
from haversack.views.parts.buttons import unmarked
from haversack.views.parts.flow import FlowLayout, clear
from haversack.views.parts.showing import show_in_place


class Chip(QToolButton):
    """A chip; one that can be taken away goes with the Delete key too."""

    def __init__(self, *, is_removable: bool) -> None:
        """Begin empty.

        Args:
            is_removable: Whether pressing it takes it away.
        """
        super().__init__()
        self._is_removable = is_removable

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take it away with Delete."""
        if self._is_removable and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.click()
            return
        super().keyPressEvent(event)


def chip(
    context: Context,
    words: str,
    on_press: Callable[[], None],
    *,
    icon: str = "",
    is_set: bool = False,
    spoken: str = "",
) -> QToolButton:
    """Return a chip.

    Args:
        context: For the look.
        words: What it is; plain text.
        on_press: Called when it is pressed.
        icon: Name of an icon after the words, or empty; with `x`, pressing it or Delete takes it away.
        is_set: Whether it is drawn as chosen.
        spoken: What a screen reader says, where that is more than the words.
    """
    made = Chip(is_removable=icon == "x")
    made.setProperty("kind", "chip")
    # An ampersand would be read as the mark of a key.
    made.setText(unmarked(words))
    made.setAccessibleName(spoken or words)
    made.setToolTip(tooltip(spoken or words))
    made.setCheckable(is_set)
    made.setChecked(is_set)
    # Where there is less room than its words need they end in dots; its tooltip has all of them.
    made.setMinimumWidth(context.look.px(48))
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    if icon:
        made.setIcon(context.look.icon(icon, "tintInk" if is_set else "text2", 14))
        made.setIconSize(context.look.icon_size(14))
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        # Qt sets the icon before the words: seen in a mirror, it stands after them.
        rtl, ltr = Qt.LayoutDirection.RightToLeft, Qt.LayoutDirection.LeftToRight
        made.setLayoutDirection(ltr if context.look.is_rtl else rtl)
    made.clicked.connect(lambda _: on_press())
    return made


class ChipLine(QWidget):
    """Chips in as many lines as they need; hidden while there is none."""

    def __init__(self, context: Context, name: str) -> None:
        """Begin empty.

        Args:
            context: For the look.
            name: What the chips are, for screen readers.
        """
        super().__init__()
        self.setAccessibleName(name)
        self._line = FlowLayout(self, context.look.px(6))
        # As high as its lines and no higher: what is left over belongs elsewhere.
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_chips(self, chips: list[QToolButton]) -> None:
        """Show other chips."""
        clear(self._line)
        for one in chips:
            self._line.addWidget(one)
        # Without a parent, what is shown would become a window of its own.
        if self.parentWidget() is not None or not chips:
            show_in_place(self, is_shown=bool(chips))
        self.updateGeometry()
