"""Filters, list and detail beside each other, or one after the other where there is no room. Must not know records."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from haversack.views.context import Context

_THREE: Final = 1180
_WITH_SIDEBAR: Final = 900
_TWO: Final = 700
_SIDEBAR_WIDTH: Final = 216
_SPREAD_DETAIL: Final = 356
_SIDE_WIDTH: Final = 240
_LIST_WIDTH: Final = 372
_NARROWEST_LIST: Final = 296
_DETAIL_WIDTH: Final = 480
_ANY: Final = 16_777_215
"""Qt's own largest width."""


class Panes(QWidget):
    """Three panes.

    Attributes:
        is_single: Whether only one of them is shown.
        has_side: Whether the filters stand beside the list.

    Signals:
        arranged: Other panes are shown than before.
    """

    arranged = Signal()

    def __init__(
        self, context: Context, side: QWidget | None, rows: QWidget, detail: QWidget, *, list_width: int = _LIST_WIDTH
    ) -> None:
        """Take the panes.

        Args:
            context: For the look.
            side: Filters, or None where there are none.
            rows: The list.
            detail: What was chosen.
            list_width: Of the list at 100 % where there is room; it gives way so that the detail has 480.
        """
        super().__init__()
        self._context = context
        self._side, self._rows, self._detail = side or QWidget(), rows, detail
        self._is_plain = side is None
        self._list_width = list_width
        self._width = _THREE
        self.is_single = False
        self.has_side = True
        self._shows_detail = False
        self._shows_side = False
        self._is_spread = False
        line = self._line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        self._rules = [_upright() for _ in range(2)]
        for part in (self._side, self._rules[0], rows, self._rules[1]):
            line.addWidget(part)
        line.addWidget(detail, 1)

    @property
    def shows_side(self) -> bool:
        """Whether the filters stand in the list's place."""
        return self._shows_side and not self.has_side

    @property
    def covers_list(self) -> bool:
        """Whether the detail stands in the list's place."""
        return self.is_single and self._shows_detail

    @property
    def shown(self) -> tuple[QWidget, ...]:
        """The panes that are shown, in reading order."""
        return tuple(one for one in (self._side, self._rows, self._detail) if one.isVisibleTo(self))

    def set_effective_width(self, width: int) -> None:
        """Lay out anew; see `Page.set_effective_width`."""
        self._width = width
        self.has_side = width >= _THREE and not self._is_spread
        self.is_single = width < _TWO
        self._arrange()

    def spread_list(self, *, is_spread: bool) -> None:
        """Give the list all the room beside a narrow detail, as a month wants it; the filters stand aside then."""
        self._is_spread = is_spread
        self.set_effective_width(self._width)

    def show_detail(self, *, is_shown: bool) -> None:
        """Say whether the detail or the list is wanted where only one has room."""
        self._shows_detail = is_shown
        self._shows_side = False
        self._arrange()

    def toggle_side(self) -> None:
        """Show the filters in the list's place, or the list again."""
        self._shows_side = not self._shows_side
        self._arrange()
        (self._side if self.shows_side else self._rows).setFocus()

    def _arrange(self) -> None:
        look, is_covered = self._context.look, self.covers_list
        side = not self._is_plain and (self.has_side or (self._shows_side and not is_covered))
        rows = self.has_side or not (self._shows_side or is_covered)
        detail = is_covered or not self.is_single
        width = look.px(self._list_room(side_stands=self.has_side and side))
        for pane, is_shown, wide in (
            (self._side, side, look.px(_SIDE_WIDTH) if self.has_side else width),
            (self._rows, rows, width),
        ):
            is_free = self.is_single or (self._is_spread and pane is self._rows)
            pane.setMinimumWidth(0 if is_free else wide)
            pane.setMaximumWidth(_ANY if is_free else wide)
            pane.setVisible(is_shown)
        is_narrow = self._is_spread and not self.is_single
        self._detail.setMinimumWidth(look.px(_SPREAD_DETAIL) if is_narrow else 0)
        self._detail.setMaximumWidth(look.px(_SPREAD_DETAIL) if is_narrow else _ANY)
        self._line.setStretchFactor(self._rows, 2 if self._is_spread else 0)
        self._detail.setVisible(detail)
        self._rules[0].setVisible(side and rows)
        self._rules[1].setVisible((side or rows) and detail)
        self.arranged.emit()

    def _list_room(self, *, side_stands: bool) -> int:
        """Return how wide the list is at 100 %: as wanted, less where the detail would be narrower than 480."""
        sidebar = _SIDEBAR_WIDTH if self._width >= _WITH_SIDEBAR else 0
        room = self._width - sidebar - (_SIDE_WIDTH if side_stands else 0) - _DETAIL_WIDTH
        return max(min(room, self._list_width), _NARROWEST_LIST)


def _upright() -> QFrame:
    line = QFrame()
    line.setProperty("rule", "upright")
    line.setFixedWidth(1)
    return line
