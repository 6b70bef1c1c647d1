"""A switch with its words and, where there is one, a count: on or off. Must not keep what it switches."""

from typing import Final

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QStyle

from haversack.views.context import Context
from haversack.views.parts.from_right import draw_from_right

_TRACK: Final = QSize(36, 20)
_KNOB: Final = 12
_GAP: Final = 8
_HEIGHT: Final = 26
_PADDING: Final = 3
_RING: Final = 2
_WRAPPED: Final = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextWordWrap)


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
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

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

    def hasHeightForWidth(self) -> bool:
        """See `QWidget`: words wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """See `QWidget`."""
        font = QFontMetrics(self._look.font("small", bold=True))
        room = QRect(0, 0, max(width - self._beside, 1), 0)
        return max(font.boundingRect(room, _WRAPPED, self.text()).height() + 2 * _RING, self._height)

    def sizeHint(self) -> QSize:
        """See `QWidget`."""
        look = self._look
        words = QFontMetrics(look.font("small", bold=True)).horizontalAdvance(self.text())
        return QSize(words + self._beside + 2, self._height)

    def minimumSizeHint(self) -> QSize:
        """See `QWidget`: the words go over several lines."""
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
        if look.is_rtl:
            draw_from_right(painter, self._mirrored(words), self.text(), painter.font())
        else:
            painter.drawText(words, _WRAPPED, self.text())
        if self.hasFocus():
            painter.setPen(QPen(look.colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), look.px(4), look.px(4))
        painter.end()

    @property
    def _beside(self) -> int:
        """Width of all but the words."""
        count = QFontMetrics(self._look.font("caption")).horizontalAdvance(self._count)
        return count + self._look.px(_TRACK.width() + 2 * _GAP + 2 * _PADDING)

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
