"""Draws plain text of several lines that read from the right. Must not decide where.

Qt shifts each line of such a text by the space at its end (seen with 6.9), so that the lines do not begin below each
other; a layout of our own does not.
"""

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QFont, QPainter, QTextLayout, QTextOption


def draw_from_right(painter: QPainter, rect: QRect, words: str, font: QFont) -> None:
    """Draw plain text from the right, over as many lines as it needs, in the middle of a place's height.

    Args:
        painter: With its pen set.
        rect: The place.
        words: May hold line breaks.
        font: Its font.
    """
    layout = QTextLayout(words.replace("\n", "\u2028"), font)
    option = QTextOption(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute)
    option.setTextDirection(Qt.LayoutDirection.RightToLeft)
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    layout.setTextOption(option)
    layout.beginLayout()
    height = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(rect.width())
        line.setPosition(QPointF(0, height))
        height += line.height()
    layout.endLayout()
    layout.draw(painter, QPointF(rect.left(), rect.top() + max((rect.height() - height) / 2, 0)))
