"""Steps of something that is gone through: a row of numbered circles, each a button. Must not know what a step is."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from haversack.viewmodels.tooltips import tooltip
from haversack.views.context import Context
from haversack.views.parts.flow import FlowLayout

_SIDE = 26
_MARKS = {"right": ("check", "okInk", "okBg", "okLine"), "wrong": ("x", "dangerInk", "dangerBg", "dangerLine")}
_OTHER_MARKS = {
    "partly": ("minus", "waitInk", "waitBg", "waitLine"),
    "given": ("circle-dot", "text2", "surface", "control"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step.

    Attributes:
        words: What a screen reader says.
        number: As the language writes it.
        state: right, wrong, partly, given, or empty for one that was not done.
        is_current: Whether it is shown.
    """

    words: str
    number: str
    state: str = ""
    is_current: bool = False


class _StepButton(QAbstractButton):
    """One circle."""

    def __init__(self, context: Context, step: Step) -> None:
        super().__init__()
        self._look = context.look
        self._step = step
        self.setAccessibleName(step.words)
        self.setToolTip(tooltip(step.words))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        side = self._look.px(_SIDE) + 4
        return QSize(side, side)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if Qt.Key(event.key()) in {Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down}:
            event.ignore()  # the strip moves the keyboard
        elif Qt.Key(event.key()) in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        look, step = self._look, self._step
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        circle = self.rect().adjusted(2, 2, -2, -2)
        mark = (_MARKS | _OTHER_MARKS).get(step.state)
        fill, line = (
            ("primary", "primary") if step.is_current else (mark[2], mark[3]) if mark else ("surface", "control")
        )
        painter.setBrush(look.colour(fill))
        painter.setPen(QPen(look.colour(line), 1))
        painter.drawEllipse(circle)
        if mark and not step.is_current:
            side = look.px(14)
            place = QRect(0, 0, side, side)
            place.moveCenter(circle.center())
            painter.drawPixmap(place.topLeft(), look.pixmap(mark[0], mark[1], 14))
        else:
            painter.setFont(look.font("small", bold=step.is_current))
            painter.setPen(look.colour("onPrimary" if step.is_current else "text2"))
            painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, step.number)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("focus"), 2))
            painter.drawEllipse(self.rect().adjusted(1, 1, -1, -1))
        painter.end()


class StepStrip(QWidget):
    """The circles; Tab reaches the current one, arrow keys the others, Space or Enter choose.

    Signals:
        chosen: Number of the step, from 0.
    """

    chosen = Signal(int)

    def __init__(self, context: Context, name: str, steps: Sequence[Step]) -> None:
        """Show steps.

        Args:
            context: For the look.
            name: What they are, for screen readers.
            steps: In order.
        """
        super().__init__()
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        line = FlowLayout(self, context.look.px(4))
        self._buttons = [_StepButton(context, step) for step in steps]
        first = next((place for place, step in enumerate(steps) if step.is_current), 0)
        for place, one in enumerate(self._buttons):
            one.setFocusPolicy(Qt.FocusPolicy.StrongFocus if place == first else Qt.FocusPolicy.ClickFocus)
            one.clicked.connect(lambda _, place=place: self.chosen.emit(place))
            line.addWidget(one)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the circle beside; arrows follow the direction of the page."""
        ahead = -1 if self.isRightToLeft() else 1
        steps = {Qt.Key.Key_Left: -ahead, Qt.Key.Key_Right: ahead, Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        now = next((place for place, one in enumerate(self._buttons) if one.hasFocus()), None)
        step = steps.get(Qt.Key(event.key()))
        if now is None or step is None:
            super().keyPressEvent(event)
        elif 0 <= now + step < len(self._buttons):
            self._buttons[now + step].setFocus()
