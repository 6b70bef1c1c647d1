"""A switch with its words and, where there is one, a count: on or off. Must not keep what it switches."""

from typing import Final

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QStyle

from haversack.views.context import Context

_TRACK: Final = QSize(36, 20)
_KNOB: Final = 12
_GAP: Final = 8
_HEIGHT: Final = 26
_PADDING: Final = 3
_LEADING: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class Switch(QCheckBox):
    """One line: words, a count, and the switch at the end; all of it can be pressed. To screen readers a check box."""

    def __init__(self, context: Context, words: str) -> None:
        """Build it, off.

        Args:
            context: For the look and words.
            words: What it switches; a whole statement that is true while it is on.
        """
        super().__init__(words)
        self._look, self._speaker = context.look, context.speaker
        self._count = ""
        self.setAccessibleName(words)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_count(self, number: int) -> None:
        """Show how many there are if it is switched on."""
        self._count = self._speaker.number(number)
        self.setAccessibleName(self._speaker.say("{name}, {count}", name=self.text(), count=self._count))
        self.updateGeometry()
        self.update()

    def show_state(self, *, is_on: bool) -> None:
        """Show it on or off, and tell nobody."""
        self.blockSignals(True)  # noqa: FBT003 - Qt takes it by position only
        self.setChecked(is_on)
        self.blockSignals(False)  # noqa: FBT003 - as above

    def hitButton(self, pos: QPoint) -> bool:
        """See `QAbstractButton`: the whole line."""
        return self.rect().contains(pos)

    def sizeHint(self) -> QSize:
        """See `QWidget`."""
        look = self._look
        words = QFontMetrics(look.font("small", bold=True)).horizontalAdvance(self.text())
        count = QFontMetrics(look.font("caption")).horizontalAdvance(self._count)
        width = words + count + look.px(_TRACK.width() + 2 * _GAP + 2 * _PADDING) + 2
        return QSize(width, self._height)

    def minimumSizeHint(self) -> QSize:
        """See `QWidget`: the words give way."""
        return QSize(self._look.px(_TRACK.width() + 60), self._height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """See `QWidget`."""
        look, painter = self._look, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inside = self.rect().adjusted(look.px(_PADDING), 0, -look.px(_PADDING), 0)
        size = QSize(look.px(_TRACK.width()), look.px(_TRACK.height()))
        track = QRect(QPoint(inside.right() - size.width(), (self.height() - size.height()) // 2), size)
        self._paint_track(painter, track)
        end = track.left() - look.px(_GAP)
        painter.setFont(look.font("caption"))
        count = QFontMetrics(painter.font()).horizontalAdvance(self._count)
        painter.setPen(look.colour("text3"))
        place = QRect(end - count, 0, count + 1, self.height())
        painter.drawText(self._mirrored(place), Qt.AlignmentFlag.AlignCenter, self._count)
        painter.setFont(look.font("small", bold=True))
        painter.setPen(look.colour("text" if self.isEnabled() else "text3"))
        words = QRect(inside.left(), 0, max(place.left() - look.px(_GAP) - inside.left(), 0), self.height())
        shown = QFontMetrics(painter.font()).elidedText(self.text(), Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(self._mirrored(words), _LEADING, shown)
        if self.hasFocus():
            painter.setPen(QPen(look.colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), look.px(4), look.px(4))
        painter.end()

    @property
    def _height(self) -> int:
        return max(self._look.px(_HEIGHT), self._look.target) if self._look.has_large_text else self._look.px(_HEIGHT)

    def _paint_track(self, painter: QPainter, track: QRect) -> None:
        look, is_on = self._look, self.isChecked()
        outline = "primary" if is_on else "control"
        painter.setPen(QPen(look.colour(outline), max(look.px(1.5), 1)))
        painter.setBrush(look.colour("primary") if is_on else look.colour("surface"))
        painter.drawRoundedRect(QRectF(self._mirrored(track)), track.height() / 2, track.height() / 2)
        side = look.px(_KNOB)
        gap = (track.height() - side) // 2
        left = track.right() - gap - side + 1 if is_on else track.left() + gap
        knob = QRect(left, track.top() + gap, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("onPrimary" if is_on else "control"))
        painter.drawEllipse(self._mirrored(knob))

    def _mirrored(self, rect: QRect) -> QRect:
        return QStyle.visualRect(self.layoutDirection(), self.rect(), rect)
