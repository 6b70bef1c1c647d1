"""What every page has: a scrolling body, a help id, a width that decides how it is laid out. Must not show a record."""

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QVBoxLayout, QWidget

from haversack.viewmodels.navigation import Place
from haversack.views.context import Context


class Page(QWidget):
    """One page of the window.

    A subclass builds its widgets in `__init__` after `super().__init__(context)`, shows what its view-model holds at
    once, and connects to its signals. It is thrown away and built again when look or language change.

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


def scrolling(content: QWidget) -> QScrollArea:
    """Return a frame in which content scrolls up and down, never sideways."""
    area = QScrollArea()
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
    """Give a layout the margins and gaps of the design, scaled."""
    left, top, right, bottom = (context.look.px(size) for size in margins)
    layout.setContentsMargins(left, top, right, bottom)
    layout.setSpacing(context.look.px(gap))
