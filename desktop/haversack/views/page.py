"""What every page has: a scrolling body, a help id, a width that decides how it is laid out. Must not show a record."""

from collections.abc import Callable, Sequence
from typing import ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QScrollBar, QVBoxLayout, QWidget

from haversack.viewmodels.navigation import Place
from haversack.views.context import Context
from haversack.views.parts.panes import Panes

_LEAST_WIDTHS: Final = 2
"""A margin gives its room to a bar if it is so many times as wide."""


class Page(QWidget):
    """One page of the window.

    A subclass builds its widgets in `__init__` after `super().__init__(context)`, shows what its view-model holds at
    once, and connects to its signals. What would take longer than a turn of the event loop may is left to `parts`.
    It is thrown away and built again when look or language change.

    Attributes:
        context: What it was built with.
        help_id: Name of its help page.
    """

    help_id: ClassVar[str] = ""

    def __init__(self, context: Context) -> None:
        """Begin empty."""
        super().__init__()
        self.context = context
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def parts(self) -> Sequence[Callable[[], None]]:
        """Return what is still to be built after `__init__`, each part in a turn of its own, the last one connects.

        Asked once; nothing else is called before all of them were.
        """
        return ()

    @property
    def is_whole(self) -> bool:
        """Whether nothing is still to be built of what is shown on it."""
        return True

    def go_to(self, place: Place) -> None:
        """Show a place on this page; called each time people come here. Pages without records need not."""

    def set_effective_width(self, width: int) -> None:
        """Lay out anew for a width.

        Args:
            width: Of the whole window in pixels at 100 % text: 1180 and more is three panes, from 900 two, from 700
                no sidebar, below one column.
        """

    def focus_first(self) -> None:
        """Put the keyboard where work on this page begins."""
        self.setFocus()

    def subtitle(self) -> str:
        """Return what stands beside the title in the header, or an empty text."""
        return ""

    def panes(self) -> Sequence[QWidget]:
        """Return the parts between which F6 moves, in reading order; only those that are shown."""
        panes = self._shown_panes()
        return panes.shown if panes is not None else (self,)

    def covers_list(self) -> bool:
        """Return whether a detail stands in its list's place, so that people need a way back."""
        panes = self._shown_panes()
        return panes is not None and panes.covers_list

    def escape(self) -> bool:
        """Close what can be closed on this page with Escape; return whether there was something."""
        panes = self._shown_panes()
        if panes is None or not panes.shows_side:
            return False
        panes.toggle_side()
        return True

    def print_shown(self) -> bool:
        """Print what is shown (Ctrl+P); return whether there is something to print."""
        return False

    def keep_shown(self) -> bool:
        """Keep on this computer what is shown, or stop keeping it (Ctrl+D); return whether there is something."""
        return False

    def _shown_panes(self) -> Panes | None:
        return next((one for one in self.findChildren(Panes) if one.isVisibleTo(self)), None)


class _Bar(QScrollBar):
    """A bar that shows itself only where there is something to scroll; its place stays."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """See `QWidget`."""
        if self.maximum() > self.minimum():
            super().paintEvent(event)


class _Scroller(QScrollArea):
    """Scrolls; its bar stands in the margin of what it holds, so that all pages end at the same line."""

    def __init__(self) -> None:
        super().__init__()
        # Always there: else what it holds would be laid out twice, with the bar and without, whenever it grows.
        self.setVerticalScrollBar(_Bar())
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)

    def setWidget(self, held: QWidget) -> None:
        """See `QScrollArea`: takes the bar's width from the margin beside it, where there is one wide enough."""
        if self.isVisible():
            # Else Qt would lay it out in the size that it would like, and then again in this one.
            held.resize(self.viewport().size())
        super().setWidget(held)
        # The bar stands on the same ground.
        if self.property("ground") != held.objectName():
            self.setProperty("ground", held.objectName())
            self.style().unpolish(self)
            self.style().polish(self)
        layout = held.layout()
        if layout is None:
            return
        margins, is_rtl, width = (
            layout.contentsMargins(),
            self.isRightToLeft(),
            self.verticalScrollBar().sizeHint().width(),
        )
        whole = margins.left() if is_rtl else margins.right()
        end = whole - width if whole >= _LEAST_WIDTHS * width else whole
        if is_rtl:
            margins.setLeft(end)
        else:
            margins.setRight(end)
        layout.setContentsMargins(margins)


def scrolling(content: QWidget) -> QScrollArea:
    """Return a frame in which content scrolls up and down, never sideways."""
    area = _Scroller()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(content)
    return area


def column(context: Context, *, margins: tuple[int, int, int, int] = (0, 0, 0, 0), gap: int = 12) -> QVBoxLayout:
    """Return a vertical layout with sizes of the design.

    Args:
        context: For the text size.
        margins: Left, top, right, bottom at 100 %.
        gap: Between the parts at 100 %.
    """
    made = QVBoxLayout()
    spaced(context, made, margins=margins, gap=gap)
    return made


def spaced(
    context: Context, layout: QBoxLayout, *, margins: tuple[int, int, int, int] = (0, 0, 0, 0), gap: int = 12
) -> None:
    """Give a layout the margins and gaps of the design, scaled; seen in a mirror where people read from the right."""
    left, top, right, bottom = (context.look.px(size) for size in margins)
    if context.look.is_rtl:
        left, right = right, left
    layout.setContentsMargins(left, top, right, bottom)
    layout.setSpacing(context.look.px(gap))
