"""How much data a day may use: five stops with their names below, the value in words above. Must not keep it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QSignalBlocker, Qt, QTimer
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSlider, QStyle, QVBoxLayout, QWidget

from haversack.views.context import Context
from haversack.views.look import Look
from haversack.views.page import spaced
from haversack.views.parts.wheel import scroll_past

_SETTLE_MS = 400


class DataSlider(QWidget):
    """The slider; what is chosen is told when the keyboard or pointer rests."""

    def __init__(
        self, context: Context, names: Sequence[str], choose: Callable[[int], None], *, marks: Sequence[str] = ()
    ) -> None:
        """Build it at its first stop.

        Args:
            context: For the look and words.
            names: What the stops are called.
            choose: Is given the place of the stop that was chosen.
            marks: What stands below the stops, if it is shorter than their names.
        """
        super().__init__()
        self._names, self._choose = tuple(names), choose
        lines = QVBoxLayout(self)
        spaced(context, lines, gap=2)
        self._slider = QSlider(Qt.Orientation.Horizontal)
        scroll_past(self._slider)
        self._slider.setRange(0, len(names) - 1)
        self._slider.setPageStep(1)
        self._slider.setProperty("rtl", "true" if context.look.is_rtl else "false")
        self._slider.setMinimumHeight(context.look.px(28))
        self._slider.setAccessibleName(context.speaker.say("Data each day"))
        lines.addWidget(self._slider)
        self._stops = _Stops(context.look, tuple(marks) or self._names)
        lines.addWidget(self._stops)
        # One durable write for a way over several stops, not one for each.
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_SETTLE_MS)
        self._rest.timeout.connect(self._tell)
        self._slider.valueChanged.connect(self._on_moved)

    @property
    def slider(self) -> QSlider:
        """The slider itself, for the keyboard."""
        return self._slider

    def show_stop(self, place: int) -> None:
        """Show what is set, unless somebody is moving it."""
        if not self._rest.isActive() and place != self._slider.value():
            with QSignalBlocker(self._slider):
                self._slider.setValue(place)
        self._name_value()

    def _on_moved(self) -> None:
        self._name_value()
        self._rest.start()

    def _name_value(self) -> None:
        self._slider.setAccessibleDescription(self._names[self._slider.value()])
        self._stops.choose(self._slider.value())

    def _tell(self) -> None:
        self._choose(self._slider.value())


class _Stops(QWidget):
    """The names below their stops; where there is no room for all, the first, the last and the chosen one."""

    def __init__(self, look: Look, names: Sequence[str]) -> None:
        super().__init__()
        self._look, self._names, self._chosen = look, names, 0
        self._font, self._bold = look.font("caption"), look.font("caption", bold=True)
        self.setMinimumHeight(QFontMetrics(self._bold).height() + 2)

    def choose(self, place: int) -> None:
        self._chosen = place
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """See `QWidget`."""
        painter = QPainter(self)
        last, taken = len(self._names) - 1, list[QRect]()
        for place in dict.fromkeys((self._chosen, 0, last, *range(last))):
            font = self._bold if place == self._chosen else self._font
            area = self._area(place, QFontMetrics(font).horizontalAdvance(self._names[place]) + 2)
            if any(area.adjusted(-self._look.px(6), 0, self._look.px(6), 0).intersects(other) for other in taken):
                continue
            taken.append(area)
            painter.setFont(font)
            painter.setPen(self._look.colour("text" if place == self._chosen else "text3"))
            shown = QStyle.visualRect(self.layoutDirection(), self.rect(), area)
            painter.drawText(shown, Qt.AlignmentFlag.AlignCenter, self._names[place])
        painter.end()

    def _area(self, place: int, width: int) -> QRect:
        """Return where a name stands: below its stop, but never over the edge."""
        knob = self._look.px(11)
        middle = knob + (self.width() - 2 * knob) * place // (len(self._names) - 1)
        left = min(max(middle - width // 2, 0), self.width() - width)
        return QRect(left, 0, width, self.height())
