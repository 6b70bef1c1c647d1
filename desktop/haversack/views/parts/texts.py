"""Texts, badges and pictures in the roles of the design. Must not wrap anything that is operated."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStyle

from haversack.viewmodels.tooltips import tooltip
from haversack.views.context import Context
from haversack.views.parts.from_right import draw_from_right

_MARKING = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard


def text(words: str, role: str = "body", *, wraps: bool = True) -> QLabel:
    """Return a text.

    Args:
        words: Plain; never read as markup, whatever it holds.
        role: display, h1, h2, h3, body, label, small or caption.
        wraps: Whether it goes over several lines; else it must be short.
    """
    label = MirroredText(words) if wraps and QGuiApplication.isRightToLeft() else QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    label.setWordWrap(wraps)
    if QGuiApplication.isRightToLeft():
        # Qt begins a text in Latin letters at the left all the same, away from what it belongs to.
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)
    if wraps:
        label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return label


def badge(words: str, tone: str = "plain") -> QLabel:
    """Return a short word in a filled shape.

    Args:
        words: One to three words.
        tone: plain, brand, wait, ok, conflict, danger or info.
    """
    label = QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("badge", tone)
    label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return label


def picture(context: Context, icon: str, *, ink: str = "primary", size: int = 18) -> QLabel:
    """Return an icon that says nothing by itself: the words beside it do."""
    label = QLabel()
    label.setPixmap(context.look.pixmap(icon, ink, size))
    label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return label


def selectable(label: QLabel) -> QLabel:
    """Let people mark and copy a text, also by keyboard."""
    label.setTextInteractionFlags(_MARKING)
    label.setAccessibleName(label.text())
    return label


class MirroredText(QLabel):
    """A text of several lines that begin at the right, below each other."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """See `QWidget`."""
        begins_right = QStyle.visualAlignment(self.layoutDirection(), self.alignment()) & Qt.AlignmentFlag.AlignRight
        is_marked = self.textInteractionFlags() & _MARKING
        if self.textFormat() != Qt.TextFormat.PlainText or is_marked or not begins_right:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        draw_from_right(painter, self.contentsRect(), self.text(), self.font())
        painter.end()


class ElidedText(QLabel):
    """A text of one line that gives way: it ends in dots where there is no room, and says all of it in its tooltip."""

    def __init__(self, role: str) -> None:
        """Begin empty.

        Args:
            role: See `text`.
        """
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)

    def minimumSizeHint(self) -> QSize:
        """See `QWidget`: a few letters."""
        return QSize(self.fontMetrics().averageCharWidth() * 4, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """See `QWidget`."""
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        self.setToolTip(tooltip("" if shown == self.text() else self.text()))
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.end()
