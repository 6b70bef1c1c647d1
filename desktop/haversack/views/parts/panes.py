"""Filters, list and detail beside each other, or one after the other where there is no room. Must not know records."""

from typing import Final

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from haversack.views.context import Context

_THREE: Final = 1180
_TWO: Final = 700
_SIDE_WIDTH: Final = 236
_LIST_WIDTH: Final = 372
_NARROW_LIST: Final = 296


class Panes(QWidget):
    """Three panes.

    Attributes:
        is_single: Whether only one of them is shown.
        has_side: Whether the filters stand beside the list.
    """

    def __init__(self, context: Context, side: QWidget | None, rows: QWidget, detail: QWidget) -> None:
        """Take the panes.

        Args:
            context: For the look.
            side: Filters, or None where there are none.
            rows: The list.
            detail: What was chosen.
        """
        super().__init__()
        self._context = context
        self._side, self._rows, self._detail = side or QWidget(), rows, detail
        self._is_plain = side is None
        self.is_single = False
        self.has_side = True
        self._shows_detail = False
        self._shows_side = False
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        self._rules = [_upright() for _ in range(2)]
        for part in (self._side, self._rules[0], rows, self._rules[1]):
            line.addWidget(part)
        line.addWidget(detail, 1)

    def set_effective_width(self, width: int) -> None:
        """Lay out anew; see `Page.set_effective_width`."""
        self.has_side = width >= _THREE
        self.is_single = width < _TWO
        self._arrange()

    def show_detail(self, *, is_shown: bool) -> None:
        """Say whether the detail or the list is wanted where only one has room."""
        self._shows_detail = is_shown
        self._shows_side = False
        self._arrange()

    def toggle_side(self) -> None:
        """Show the filters in the list's place, or the list again."""
        self._shows_side = not self._shows_side
        self._arrange()

    @property
    def shows_side(self) -> bool:
        """Whether the filters stand in the list's place."""
        return self._shows_side and not self.has_side

    def _arrange(self) -> None:
        look = self._context.look
        side = self.has_side or (self._shows_side and not (self.is_single and self._shows_detail))
        side = side and not self._is_plain
        rows = self.has_side or (not self._shows_side and not (self.is_single and self._shows_detail))
        detail = not self.is_single or self._shows_detail
        width = look.px(_LIST_WIDTH if self.has_side else _NARROW_LIST)
        for pane, is_shown, wide in (
            (self._side, side, look.px(_SIDE_WIDTH) if self.has_side else width),
            (self._rows, rows, width),
        ):
            pane.setMinimumWidth(0 if self.is_single else wide)
            pane.setMaximumWidth(_ANY if self.is_single else wide)
            pane.setVisible(is_shown)
        self._detail.setVisible(detail)
        self._rules[0].setVisible(side and rows)
        self._rules[1].setVisible((side or rows) and detail)


_ANY: Final = 16_777_215
"""Qt's own largest width."""


def _upright() -> QFrame:
    line = QFrame()
    line.setProperty("rule", "upright")
    line.setFixedWidth(1)
    return line
