"""Filters with live counts: a titled group of boxes to tick. Must not filter; the view-model does."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.texts import text

_SHOWN_AT_FIRST: Final = 5


@dataclass(frozen=True, slots=True)
class FacetChoice:
    """One box.

    Attributes:
        value: Stable; what the view-model filters by.
        name: As people read it.
        count: How many there are with the other filters as they are.
        is_ticked: Whether it filters now.
    """

    value: str
    name: str
    count: int
    is_ticked: bool


class FacetGroup(QWidget):
    """A group of boxes: five at first, ticked ones always.

    Signals:
        ticked: The value, and whether it is ticked now.
    """

    ticked = Signal(str, bool)

    def __init__(self, context: Context, title: str) -> None:
        """Build it, empty.

        Args:
            context: For the look and words.
            title: What the choices are, for example *Country*.
        """
        super().__init__()
        self._context = context
        self._choices: tuple[FacetChoice, ...] = ()
        self._shows_all = False
        self._boxes: dict[str, tuple[QCheckBox, QWidget]] = {}
        self.setAccessibleName(title)
        outer = QVBoxLayout(self)
        spaced(context, outer, gap=4)
        outer.addWidget(text(title, "label"))
        self._lines = QVBoxLayout()
        spaced(context, self._lines, gap=0)
        outer.addLayout(self._lines)
        self._more = button(context, "", self._show_all, kind="link")
        outer.addWidget(self._more)

    def show_choices(self, choices: Sequence[FacetChoice]) -> None:
        """Show other choices; boxes that stay keep the keyboard."""
        new = tuple(choices)
        if [one.value for one in new] != [one.value for one in self._choices]:
            for _, line in self._boxes.values():
                line.setParent(None)
                line.deleteLater()
            self._boxes = {one.value: self._build(one) for one in new}
        self._choices = new
        for place, one in enumerate(new):
            box, line = self._boxes[one.value]
            box.blockSignals(True)  # noqa: FBT003 - Qt takes it by position only
            box.setChecked(one.is_ticked)
            box.blockSignals(False)  # noqa: FBT003 - as above
            for number in line.findChildren(QLabel, "count"):
                number.setText(self._context.speaker.number(one.count))
            box.setAccessibleName(
                self._context.speaker.say(
                    "{name}, {count}", name=one.name, count=self._context.speaker.number(one.count)
                )
            )
            line.setVisible(self._shows_all or place < _SHOWN_AT_FIRST or one.is_ticked)
        hidden = 0 if self._shows_all else max(len(new) - _SHOWN_AT_FIRST, 0)
        self._more.setText(self._context.speaker.count("{number} more", "{number} more", hidden))
        self._more.setAccessibleName(self._more.text())
        self._more.setVisible(hidden > 0)

    def _build(self, one: FacetChoice) -> tuple[QCheckBox, QWidget]:
        holder = QWidget()
        line = QHBoxLayout(holder)
        spaced(self._context, line, margins=(0, 1, 4, 1), gap=6)
        box = QCheckBox(one.name)
        box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        box.setMinimumHeight(self._context.look.px(24))
        box.setToolTip(one.name)
        box.toggled.connect(lambda is_ticked: self.ticked.emit(one.value, is_ticked))
        number = text("", "caption", wraps=False)
        number.setObjectName("count")
        line.addWidget(box, 1)
        line.addWidget(number)
        self._lines.addWidget(holder)
        return box, holder

    def _show_all(self) -> None:
        self._shows_all = True
        self.show_choices(self._choices)
