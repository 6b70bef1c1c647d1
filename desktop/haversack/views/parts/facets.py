"""Filters with live counts: a titled group of boxes to tick. Must not filter; the view-model does."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from haversack.viewmodels.tooltips import tooltip
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button, unmarked
from haversack.views.parts.facet_list import FacetChoice, FacetList
from haversack.views.parts.laid_out import LaidOutButton
from haversack.views.parts.showing import let_go
from haversack.views.parts.texts import picture, text

_SHOWN: Final = 5
_ROW_HEIGHT: Final = 26


__all__ = ["FacetChoice", "FacetGroup"]


class FacetGroup(QWidget):
    """A group of boxes: five at most and ticked ones always; all of them in a list that can be searched.

    Signals:
        ticked: The value, and whether it is ticked now.
    """

    ticked = Signal(str, bool)

    def __init__(self, context: Context, title: str, *, more: Callable[[int], str] | None = None) -> None:
        """Build it, empty.

        Args:
            context: For the look and words.
            title: What the choices are, for example *Country*.
            more: Says how many are not shown, for example *24 more countries*; None for *24 more*.
        """
        super().__init__()
        self._context, self._title = context, title
        self._more_words = more or self._just_more
        self._choices: tuple[FacetChoice, ...] = ()
        self._is_folded = False
        self._boxes: dict[str, _Box] = {}
        self._list: FacetList | None = None
        self.setAccessibleName(title)
        outer = QVBoxLayout(self)
        spaced(context, outer, gap=2)
        outer.addWidget(self._build_head())
        self._body = QWidget()
        body = QVBoxLayout(self._body)
        spaced(context, body, gap=0)
        self._lines = QVBoxLayout()
        spaced(context, self._lines, gap=0)
        body.addLayout(self._lines)
        self._more = button(context, "", self.show_list, kind="link")
        body.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeading)
        outer.addWidget(self._body)

    def show_choices(self, choices: Sequence[FacetChoice]) -> None:
        """Show other choices; boxes that stay keep the keyboard."""
        self._choices = tuple(choices)
        shown = [one for place, one in enumerate(self._choices) if place < _SHOWN or one.is_ticked]
        for gone in set(self._boxes) - {one.value for one in shown}:
            let_go(self._boxes.pop(gone))
        for place, one in enumerate(shown):
            box = self._boxes.get(one.value)
            if box is None:
                box = self._boxes[one.value] = _Box(self._context, one.value)
                box.ticked.connect(self.ticked)
            if self._lines.indexOf(box) != place:
                self._lines.removeWidget(box)
                self._lines.insertWidget(place, box)
            box.show_choice(one)
        for before, after in pairwise(shown):
            QWidget.setTabOrder(self._boxes[before.value].box, self._boxes[after.value].box)
        hidden = len(self._choices) - len(shown)
        self._more.setText(self._more_words(hidden))
        self._more.setAccessibleName(self._more.text())
        self._more.setVisible(hidden > 0)
        if self._list is not None:
            self._list.show_choices(self._choices)

    def show_list(self) -> None:
        """Show all choices in a list that can be searched, beside which the page stays as it is."""
        self._list = FacetList(self._context, self._title, self)
        self._list.ticked.connect(self.ticked)
        self._list.finished.connect(self._on_list_closed)
        self._list.show_choices(self._choices)
        self._list.open()

    def _on_list_closed(self) -> None:
        if self._list is not None:
            self._list.deleteLater()
            self._list = None

    def _build_head(self) -> QWidget:
        self._head = LaidOutButton(self._context, "row", margins=(2, 2, 4, 2), gap=6)
        self._head.line.addWidget(text(self._title, "label"), 1)
        self._arrow = picture(self._context, "chevron-up", ink="text", size=16)
        self._head.line.addWidget(self._arrow)
        self._head.clicked.connect(self._fold)
        self._name_head()
        return self._head

    def _fold(self) -> None:
        self._is_folded = not self._is_folded
        self._body.setVisible(not self._is_folded)
        icon = "chevron-down" if self._is_folded else "chevron-up"
        self._arrow.setPixmap(self._context.look.pixmap(icon, "text", 16))
        self._name_head()

    def _name_head(self) -> None:
        say = self._context.speaker.say
        words = (
            say("{name}, folded away", name=self._title) if self._is_folded else say("{name}, shown", name=self._title)
        )
        self._head.setAccessibleName(words)

    def _just_more(self, number: int) -> str:
        return self._context.speaker.count("{number} more", "{number} more", number)


class _ElidedBox(QCheckBox):
    """A box whose words end in dots where there is no room; the tooltip and screen readers have all of them."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """See `QWidget`."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        room = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxContents, option, self).width()
        taken = self.iconSize().width() + self.fontMetrics().averageCharWidth() if not self.icon().isNull() else 0
        words = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room - taken)
        option.text = words  # type: ignore[attr-defined]  # missing in the stubs only
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_CheckBox, option)
        painter.end()


class _Box(QWidget):
    """One box with its count.

    Signals:
        ticked: The value, and whether it is ticked now.
    """

    ticked = Signal(str, bool)

    def __init__(self, context: Context, value: str) -> None:
        super().__init__()
        self._context, self._speaker, self._value = context, context.speaker, value
        line = QHBoxLayout(self)
        spaced(context, line, margins=(2, 0, 6, 0), gap=6)
        look = context.look
        self.box = _ElidedBox()
        self.box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.box.setMinimumHeight(look.target if look.has_large_text else look.px(_ROW_HEIGHT))
        self.box.toggled.connect(self._on_toggled)
        self._shown: FacetChoice | None = None
        self._count: QLabel = text("", "caption", wraps=False)
        line.addWidget(self.box, 1)
        line.addWidget(self._count)

    def show_choice(self, one: FacetChoice) -> None:
        """Show a choice; nobody is told."""
        if one == self._shown and self.box.isChecked() == one.is_ticked:
            return
        self._shown = one
        self.box.blockSignals(True)  # noqa: FBT003 - Qt takes it by position only
        self.box.setChecked(one.is_ticked)
        self.box.blockSignals(False)  # noqa: FBT003 - as above
        # An ampersand would be read as the mark of a key.
        self.box.setText(unmarked(one.name))
        self.box.setToolTip(tooltip(one.name))
        if one.icon:
            self.box.setIcon(self._context.look.icon(one.icon, one.ink, 16))
            self.box.setIconSize(self._context.look.icon_size(16))
        number = self._speaker.number(one.count)
        self._count.setText(number)
        self.box.setAccessibleName(self._speaker.say("{name}, {count}", name=one.name, count=number))

    def _on_toggled(self, is_ticked: bool) -> None:  # noqa: FBT001 - as Qt tells it
        self.ticked.emit(self._value, is_ticked)
