"""A text on paper, as wide as eyes like lines: laid out piece by piece, so that the window never stands still.

Must not fetch the text, nor keep where people are in it.
"""

import time
from typing import Final

from PySide6.QtCore import QMimeData, QPoint, QRect, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QTextBlockFormat, QTextCharFormat, QTextCursor

from haversack.viewmodels.reading import ReadingText
from haversack.views.context import Context
from haversack.views.look import Look
from haversack.views.parts.reading_view import ReadingView

_WIDEST: Final = 760
_PADDING: Final = 40
_NARROW_PADDING: Final = 18
_TURN_SECONDS: Final = 0.012
_SENTINEL: Final = "\u2060"
_TABLE: Final = "<table"


class PaperView(ReadingView):
    """Shows a long text.

    Attributes:
        is_loaded: Whether all of the text is laid out.

    Signals:
        loaded: All of it is laid out.
        moved: Another part of it is shown.
    """

    loaded = Signal()
    moved = Signal()

    def __init__(self, context: Context, name: str) -> None:
        """Begin empty; see `ReadingView`."""
        super().__init__(context, name)
        self._paper_look = context.look
        self._desk_look = context.look
        self._ground = context.look.colour("surface")
        self._waiting: tuple[str, ...] = ()
        self._next = 0
        self.is_loaded = True
        self._turn = QTimer(self)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._lay_more)
        self.verticalScrollBar().valueChanged.connect(lambda _: self.moved.emit())
        self.verticalScrollBar().rangeChanged.connect(lambda *_: self.moved.emit())

    def set_paper(self, look: Look, *, zoom: int, ground: str) -> None:
        """Take the colours of the paper.

        Args:
            look: Of the paper; it may be another one than the window's.
            zoom: In percent, apart from the text size of the window.
            ground: Token of the paper's own colour.
        """
        self._paper_look = look
        self.set_look(look, zoom=zoom)
        size = self.font().pixelSize()
        desk = self._desk_look.css("sunken")
        self._ground = look.colour(ground)
        self.setStyleSheet(
            f"QTextBrowser {{ font-size: {size}px; color: {look.css('text')};"
            # As wide without the keyboard: Qt makes room for the ring only once.
            f" background: {desk}; border: 2px solid {desk}; padding: 0; }}"
            f"QTextBrowser:focus {{ border: 2px solid {self._desk_look.css('focus')}; }}"
        )
        self._set_sides()

    def show_text(self, shown: ReadingText) -> None:
        """Show a text from its beginning; the first screens at once, the rest soon."""
        self._turn.stop()
        self.clear()
        self._take(shown)
        self._set_sides()
        self._waiting, self._next = shown.blocks, 0
        self.is_loaded = False
        self._lay_more()
        if not self.is_loaded:
            self._turn.start()

    def at(self) -> int:
        """Return the number of the first character that is shown."""
        return self.cursorForPosition(QPoint(self._leading(), 4)).position()

    def last_at(self) -> int:
        """Return the number of the last character that is shown."""
        return self.cursorForPosition(QPoint(self._leading(), self.viewport().height() - 4)).position()

    def _leading(self) -> int:
        """Return where lines begin, in pixels of what is shown."""
        margin = round(self.document().documentMargin()) + 1
        return self.viewport().width() - margin if self._shown.is_rtl else margin

    def paragraph_at(self) -> int:
        """Return the first character of the first paragraph that begins in what is shown."""
        block = self.document().findBlock(self.at())
        after = block.next()
        begins_above = block.position() < self.at()
        return after.position() if begins_above and after.isValid() else block.position()

    def selected_words(self) -> str:
        """Return what is selected as plain words."""
        return self.textCursor().selection().toPlainText()

    def go_to(self, at: int) -> None:
        """Show a character at the top, and put the keyboard's place there."""
        super().go_to(at)
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + self.cursorRect().top() if at > 0 else 0)

    def percent(self) -> int:
        """Return how much of the text is above the lower edge of what is shown."""
        bar = self.verticalScrollBar()
        whole = bar.maximum() + bar.pageStep()
        return 100 if not bar.maximum() else min((bar.value() + bar.pageStep()) * 100 // max(whole, 1), 100)

    def words_at(self, at: int, *, most: int = 60) -> str:
        """Return the beginning of the paragraph in which a character stands."""
        words = self.document().findBlock(at).text().strip()
        return words if len(words) <= most else f"{words[:most].rstrip()}…"

    def createMimeDataFromSelection(self) -> QMimeData:
        """Copy plain words: other programs would fetch what rich text names."""
        made = QMimeData()
        made.setText(self.selected_words())
        return made

    def paintEvent(self, event: QPaintEvent) -> None:
        """See `QWidget`: the paper, its edges, then the text."""
        painter = QPainter(self.viewport())
        area, edge = self.viewport().rect(), self._desk_look.colour("border")
        painter.fillRect(area, self._ground)
        painter.fillRect(QRect(area.left(), area.top(), 1, area.height()), edge)
        painter.fillRect(QRect(area.right(), area.top(), 1, area.height()), edge)
        painter.end()
        super().paintEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """See `QWidget`: the paper stays in the middle."""
        at = self.at() if self.verticalScrollBar().value() else 0
        self._set_sides()
        super().resizeEvent(event)
        if at and event.oldSize().width() != event.size().width():
            self.go_to(at)

    def _set_sides(self) -> None:
        px, whole = self._desk_look.px, self.width() - self.verticalScrollBar().sizeHint().width()
        side = max((whole - px(_WIDEST)) // 2, 0)
        self.setViewportMargins(side, 0, side, 0)
        self.document().setDocumentMargin(px(_PADDING if whole >= px(_WIDEST) else _NARROW_PADDING))

    def _lay_more(self) -> None:
        """Lay out pieces for a moment, then let the window do what it has to."""
        until = time.monotonic() + _TURN_SECONDS
        while self._next < len(self._waiting) and time.monotonic() < until:
            self._lay_one(self._waiting[self._next], is_first=self._next == 0)
            self._next += 1
        if self._next >= len(self._waiting):
            self._turn.stop()
            self.is_loaded = True
            self.loaded.emit()

    def _lay_one(self, html: str, *, is_first: bool) -> None:
        """Add a piece at the end.

        Where HTML is inserted, its first paragraph takes the form of the one that it comes into. So a sign that joins
        nothing goes before it, into a paragraph of its own, and both are taken away again.
        """
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        cursor.movePosition(QTextCursor.MoveOperation.End)
        if html.startswith(_TABLE):
            # Around a table Qt has empty paragraphs of its own; they take no room.
            if cursor.block().length() > 1:
                cursor.insertBlock(QTextBlockFormat(), QTextCharFormat())
            cursor.setBlockFormat(_no_room())
            cursor.insertHtml(html)
            cursor.movePosition(QTextCursor.MoveOperation.End)
            cursor.setBlockFormat(_no_room())
        else:
            if not is_first:
                cursor.insertBlock(QTextBlockFormat(), QTextCharFormat())
            begin = cursor.position()
            cursor.insertHtml(f"<p>{_SENTINEL}</p>{html}")
            cursor.setPosition(begin)
            cursor.movePosition(QTextCursor.MoveOperation.NextBlock, QTextCursor.MoveMode.KeepAnchor)
            cursor.removeSelectedText()
        cursor.endEditBlock()


def _no_room() -> QTextBlockFormat:
    made = QTextBlockFormat()
    made.setLineHeight(1, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
    return made
