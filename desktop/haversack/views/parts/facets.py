"""Filters with live counts: a titled group of boxes to tick. Must not filter; the view-model does."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.texts import text

_SHOWN_AT_FIRST: Final = 5
_SEARCHED_FROM: Final = 12
_MOST: Final = 40
"""More boxes are not built; the field above them finds the others."""


@dataclass(frozen=True, slots=True)
class FacetChoice:
    """One box.

    Attributes:
        value: Stable; what the view-model filters by.
        name: As people read it.
        count: How many there are with the other filters as they are.
        is_ticked: Whether it filters now.
        icon: Name of an icon before the name, or empty.
        ink: Token of its colour.
    """

    value: str
    name: str
    count: int
    is_ticked: bool
    icon: str = ""
    ink: str = "text2"


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


class FacetGroup(QWidget):
    """A group of boxes: five at first, ticked ones always; the others in a list in which one can search.

    Signals:
        ticked: The value, and whether it is ticked now.
    """

    ticked = Signal(str, bool)

    def __init__(self, context: Context, title: str, *, more: Callable[[int], str] | None = None) -> None:
        """Build it, empty.

        Args:
            context: For the look and words.
            title: What the choices are, for example *Country*.
            more: Says how many more there are, for example *24 more countries*.
        """
        super().__init__()
        self._context = context
        self._choices: tuple[FacetChoice, ...] = ()
        self._more_words = more
        self._shows_all = False
        self._boxes: dict[str, tuple[QCheckBox, QWidget]] = {}
        say = context.speaker.say
        self.setAccessibleName(title)
        outer = QVBoxLayout(self)
        spaced(context, outer, gap=4)
        outer.addWidget(text(title, "label"))
        self._find = QLineEdit()
        self._find.setPlaceholderText(say("Type to find"))
        self._find.setAccessibleName(say("{name}: type to find", name=title))
        self._find.setClearButtonEnabled(True)
        self._find.textChanged.connect(lambda _: self.show_choices(self._choices))
        outer.addWidget(self._find)
        self._lines = QVBoxLayout()
        spaced(context, self._lines, gap=0)
        outer.addLayout(self._lines)
        self._rest = text(say("Type to find the others."), "caption")
        outer.addWidget(self._rest)
        line = QHBoxLayout()
        self._more = button(context, "", self._toggle_all, kind="link")
        line.addWidget(self._more)
        line.addStretch()
        outer.addLayout(line)
        self.show_choices(())

    def show_choices(self, choices: Sequence[FacetChoice]) -> None:
        """Show other choices; boxes that stay keep the keyboard."""
        self._choices = tuple(choices)
        shown = self._shown()
        if [one.value for one in shown] != list(self._boxes):
            self._rebuild(shown)
        for one in shown:
            self._fill(one)
        speaker, hidden = self._context.speaker, len(self._choices) - len(shown)
        is_long = len(self._choices) > _SEARCHED_FROM
        self._find.setVisible(self._shows_all and is_long)
        self._rest.setVisible(self._shows_all and hidden > 0 and not self._find.text())
        words = self._more_words or (lambda number: speaker.count("{number} more", "{number} more", number))
        name = speaker.say("Fewer") if self._shows_all else words(hidden)
        self._more.setText(name)
        self._more.setAccessibleName(speaker.say("{name}: {more}", name=self.accessibleName(), more=name))
        self._more.setVisible(self._shows_all or hidden > 0)

    def _shown(self) -> list[FacetChoice]:
        if not self._shows_all:
            return [one for place, one in enumerate(self._choices) if place < _SHOWN_AT_FIRST or one.is_ticked]
        typed = self._find.text().strip().casefold()
        return [one for one in self._choices if typed in one.name.casefold() or one.is_ticked][:_MOST]

    def _rebuild(self, shown: Sequence[FacetChoice]) -> None:
        """Build boxes for other choices; those that stay are only moved, so that none loses the keyboard."""
        kept = {value: pair for value, pair in self._boxes.items() if any(one.value == value for one in shown)}
        for value, (_, line) in self._boxes.items():
            if value not in kept:
                line.setParent(None)
                line.deleteLater()
        self._boxes = {}
        for place, one in enumerate(shown):
            self._boxes[one.value] = kept.get(one.value) or self._build(one)
            self._lines.insertWidget(place, self._boxes[one.value][1])

    def _fill(self, one: FacetChoice) -> None:
        box, line = self._boxes[one.value]
        box.blockSignals(True)  # noqa: FBT003 - Qt takes it by position only
        box.setChecked(one.is_ticked)
        box.blockSignals(False)  # noqa: FBT003 - as above
        speaker = self._context.speaker
        for number in line.findChildren(QLabel, "count"):
            number.setText(speaker.number(one.count))
        box.setAccessibleName(speaker.say("{name}, {count}", name=one.name, count=speaker.number(one.count)))

    def _build(self, one: FacetChoice) -> tuple[QCheckBox, QWidget]:
        holder = QWidget()
        line = QHBoxLayout(holder)
        spaced(self._context, line, margins=(0, 1, 4, 1), gap=6)
        # An ampersand would be read as the mark of a key.
        box = _ElidedBox(one.name.replace("&", "&&"))
        box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        box.setMinimumHeight(self._context.look.px(24))
        box.setToolTip(one.name)
        if one.icon:
            box.setIcon(self._context.look.icon(one.icon, one.ink, 16))
            box.setIconSize(self._context.look.icon_size(16))
        box.toggled.connect(lambda is_ticked: self.ticked.emit(one.value, is_ticked))
        number = text("", "caption", wraps=False)
        number.setObjectName("count")
        line.addWidget(box, 1)
        line.addWidget(number)
        return box, holder

    def _toggle_all(self) -> None:
        self._shows_all = not self._shows_all
        self._find.clear()
        self.show_choices(self._choices)
        if self._find.isVisibleTo(self):
            self._find.setFocus()
        else:
            self._more.setFocus()
