"""What a delegate needs of a style option, with types. Must not draw."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem


@dataclass(frozen=True, slots=True)
class Drawn:
    """One item that is being drawn.

    Attributes:
        rect: All of its place.
        state: Selected, hovered, focused …
        direction: Of the view.
    """

    rect: QRect
    state: QStyle.StateFlag
    direction: Qt.LayoutDirection

    @property
    def is_chosen(self) -> bool:
        """Whether it is selected."""
        return bool(self.state & QStyle.StateFlag.State_Selected)

    @property
    def is_hovered(self) -> bool:
        """Whether the pointer is over it."""
        return bool(self.state & QStyle.StateFlag.State_MouseOver)

    @property
    def is_focused(self) -> bool:
        """Whether the keyboard is on it."""
        return bool(self.state & QStyle.StateFlag.State_HasFocus)

    def visual(self, rect: QRect) -> QRect:
        """Mirror a rectangle of the item for languages that read from right to left."""
        return QStyle.visualRect(self.direction, self.rect, rect)


def drawn(option: QStyleOptionViewItem) -> Drawn:
    """Return what an option says; PySide's type stubs leave these attributes out."""
    return Drawn(option.rect, option.state, option.direction)  # type: ignore[attr-defined]  # missing in the stubs only
