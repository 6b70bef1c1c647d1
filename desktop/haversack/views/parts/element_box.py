"""A set of things as chips, each with a way to take it out, and a box to add more. Must not decide what is in it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.flow import clear, flow

_LEAST_CHARACTERS = 14


class ElementBox(QWidget):
    """Chips and a box to add.

    Signals:
        edited: The values, in their order.
    """

    edited = Signal(list)

    def __init__(self, context: Context, name: str, choices: Sequence[tuple[str, str]]) -> None:
        """Build it, empty.

        Args:
            context: For the look and words.
            name: What the set is, for screen readers.
            choices: (value, words) of everything that can be added.
        """
        super().__init__()
        self._context, self._name = context, name
        self._choices = tuple(choices)
        self._words = dict(choices)
        self._values: list[str] = []
        lines = QVBoxLayout(self)
        spaced(context, lines, gap=6)
        self._chips, self._chip_flow = flow(context.look.px(6))
        lines.addWidget(self._chips)
        self._add = QComboBox()
        self._add.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._add.setMinimumContentsLength(_LEAST_CHARACTERS)
        self._add.setAccessibleName(context.speaker.say("Add to {name}", name=name))
        for value, words in self._choices:
            self._add.addItem(words, value)
        self._add.setPlaceholderText(context.speaker.say("Add…"))
        self._add.setCurrentIndex(-1)
        self._add.activated.connect(self._on_added)
        lines.addWidget(self._add)

    def show_values(self, values: Sequence[str]) -> None:
        """Show other values."""
        if list(values) == self._values and self._chip_flow.count():
            return
        self._values = list(values)
        clear(self._chip_flow)
        for value in self._values:
            self._chip_flow.addWidget(self._chip(value))
        self._chips.setVisible(bool(self._values))

    def set_read_only(self, *, is_read_only: bool) -> None:
        """Allow changes or not."""
        self._add.setVisible(not is_read_only)
        self._chips.setEnabled(not is_read_only)

    def _chip(self, value: str) -> QWidget:
        words = self._words.get(value, value)
        made = button(self._context, words, lambda: self._remove(value), kind="small", icon="x")
        made.setAccessibleName(self._context.speaker.say("Remove {what} from {name}", what=words, name=self._name))
        return made

    def _remove(self, value: str) -> None:
        self.edited.emit([one for one in self._values if one != value])

    def _on_added(self, place: int) -> None:
        value = self._add.itemData(place)
        self._add.setCurrentIndex(-1)
        if isinstance(value, str) and value and value not in self._values:
            self.edited.emit([*self._values, value])
