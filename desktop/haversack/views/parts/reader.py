"""The reading view of the whole page: outline, find with count, zoom, and what it cost. Must not fetch the text."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QTextEdit, QVBoxLayout, QWidget

from haversack.viewmodels.reading import ReadingText
from haversack.viewmodels.rows import Row, RowsModel
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button, icon_button
from haversack.views.parts.link_strip import LinkStrip
from haversack.views.parts.reading_view import ReadingView
from haversack.views.parts.row_list import RowList
from haversack.views.parts.texts import picture, text

_ZOOMS: Final = (80, 90, 100, 110, 125, 150, 175, 200)
_MOST_FOUND: Final = 500
_OUTLINE_WIDTH: Final = 230
_OUTLINE_FROM: Final = 1024
_PAPER_WIDTH: Final = 760
_INDENT: Final = "\u2003"


class Reader(QWidget):
    """Shows one text with what helps to read it.

    Signals:
        closed: People want to go back to the item.
    """

    closed = Signal()

    def __init__(self, context: Context) -> None:
        """Build it, empty."""
        super().__init__()
        self._context = context
        self._zoom = 100
        self._found: list[QTextCursor] = []
        self._at = 0
        self._rows = RowsModel(self)
        self._has_room = True
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addWidget(self._build_bar())
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self._build_outline())
        middle.addWidget(self._build_paper(), 1)
        lines.addLayout(middle, 1)
        lines.addWidget(self._build_foot())
        for keys, action in (("Escape", self.closed.emit), ("Ctrl+F", self.focus_find)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(action)

    def show_text(self, title: str, shown: ReadingText) -> None:
        """Show a text from its beginning."""
        self._title.setText(title)
        self._view.setAccessibleName(title)
        self._view.show_text(shown)
        self._rows.show(
            [
                Row(
                    str(one.number), _INDENT * (one.level - lowest) + one.words, icon="", is_new=False, spoken=one.words
                )
                for lowest in [min((heading.level for heading in shown.headings), default=1)]
                for one in shown.headings
            ]
        )
        self._find.clear()
        self._links.hide()
        self._lay_out()

    def set_effective_width(self, width: int) -> None:
        """Leave the outline out where there is no room."""
        self._has_room = width >= _OUTLINE_FROM
        self._percent.setVisible(width >= _OUTLINE_FROM)
        self._title.setVisible(self._has_room)
        self._foot.setVisible(self._has_room)
        side, top = (26, 22) if self._has_room else (14, 10)
        spaced(self._context, self._paper, margins=(side, top, side, 8))
        self._lay_out()

    def focus_text(self) -> None:
        """Put the keyboard into the text."""
        self._view.setFocus()

    def focus_find(self) -> None:
        """Put the keyboard into the find field."""
        self._find.setFocus()
        self._find.selectAll()

    def _lay_out(self) -> None:
        self._outline.setVisible(self._has_room and self._rows.rowCount() > 1)

    def _build_bar(self) -> QWidget:
        context, say = self._context, self._context.speaker.say
        bar = QFrame()
        bar.setObjectName("header")
        line = QHBoxLayout(bar)
        spaced(context, line, margins=(14, 6, 14, 6), gap=8)
        line.addWidget(button(context, say("Back"), self.closed.emit, kind="small", icon="arrow-left"))
        self._title = text("", "h3", wraps=False)
        self._title.setMinimumWidth(0)
        line.addWidget(self._title, 1)
        line.addStretch()
        line.addWidget(icon_button(context, "zoom-out", say("Smaller text"), lambda: self._zoom_by(-1)))
        self._percent = text(context.speaker.say("{number}%", number=100), "small", wraps=False)
        line.addWidget(self._percent)
        line.addWidget(icon_button(context, "zoom-in", say("Larger text"), lambda: self._zoom_by(1)))
        self._find = QLineEdit()
        self._find.setPlaceholderText(say("Find in this text"))
        self._find.setAccessibleName(say("Find in this text (Ctrl+F)"))
        self._find.setMaximumWidth(context.look.px(190))
        self._find.textChanged.connect(self._search)
        self._find.returnPressed.connect(lambda: self._step(1))
        line.addWidget(self._find)
        self._count = text("", "caption", wraps=False)
        line.addWidget(self._count)
        line.addWidget(icon_button(context, "chevron-up", say("Previous place"), lambda: self._step(-1)))
        line.addWidget(icon_button(context, "chevron-down", say("Next place"), lambda: self._step(1)))
        return bar

    def _build_outline(self) -> QWidget:
        context, say = self._context, self._context.speaker.say
        self._outline = QFrame()
        self._outline.setObjectName("readerOutline")
        self._outline.setFixedWidth(context.look.px(_OUTLINE_WIDTH))
        lines = QVBoxLayout(self._outline)
        spaced(context, lines, margins=(10, 12, 6, 8), gap=8)
        lines.addWidget(text(say("In this text"), "label"))
        headings = RowList(context, self._rows, say("In this text"), is_slim=True)
        headings.opened.connect(lambda number: self._view.go_to_heading(int(number)))
        headings.setProperty("nav", "true")
        lines.addWidget(headings, 1)
        return self._outline

    def _build_paper(self) -> QWidget:
        context, say = self._context, self._context.speaker.say
        desk = QWidget()
        lines = QVBoxLayout(desk)
        spaced(context, lines, margins=(16, 14, 16, 0), gap=8)
        line = QHBoxLayout()
        paper = QFrame()
        paper.setProperty("card", "true")
        paper.setMaximumWidth(context.look.px(_PAPER_WIDTH))
        inner = self._paper = QVBoxLayout(paper)
        spaced(context, inner, margins=(26, 22, 26, 8))
        self._view = ReadingView(context, say("Text"))
        self._view.setMinimumWidth(context.look.px(120))
        inner.addWidget(self._view)
        line.addStretch(1)
        line.addWidget(paper, 100)
        line.addStretch(1)
        lines.addLayout(line, 1)
        self._links = LinkStrip(context)
        self._view.link_chosen.connect(self._links.show_link)
        lines.addWidget(self._links)
        return desk

    def _build_foot(self) -> QWidget:
        context, say = self._context, self._context.speaker.say
        foot = self._foot = QFrame()
        line = QHBoxLayout(foot)
        spaced(context, line, margins=(16, 8, 16, 8), gap=8)
        line.addWidget(picture(context, "hard-drive-download", ink="text2", size=16))
        line.addWidget(text(say("Kept on this computer. Reading it used no data."), "small"), 1)
        return foot

    def _zoom_by(self, steps: int) -> None:
        place = min(max(_ZOOMS.index(self._zoom) + steps, 0), len(_ZOOMS) - 1)
        self._zoom = _ZOOMS[place]
        self._view.set_look(self._context.look, zoom=self._zoom)
        self._view.reload_text()
        self._percent.setText(self._context.speaker.say("{number}%", number=self._zoom))
        self._search(self._find.text())

    def _search(self, words: str) -> None:
        document = self._view.document()
        self._found, self._at = [], 0
        cursor = document.find(words) if words.strip() else QTextCursor()
        while not cursor.isNull() and len(self._found) < _MOST_FOUND:
            self._found.append(cursor)
            cursor = document.find(words, cursor)
        self._mark()

    def _step(self, by: int) -> None:
        if self._found:
            self._at = (self._at + by) % len(self._found)
            self._mark()

    def _mark(self) -> None:
        look, marks = self._context.look, []
        for place, cursor in enumerate(self._found):
            mark = QTextEdit.ExtraSelection()
            mark.cursor = cursor  # type: ignore[attr-defined]  # missing in the stubs only
            style = QTextCharFormat()
            style.setBackground(look.colour("waitBg" if place != self._at else "primary"))
            style.setForeground(look.colour("waitInk" if place != self._at else "onPrimary"))
            mark.format = style  # type: ignore[attr-defined]  # missing in the stubs only
            marks.append(mark)
        self._view.setExtraSelections(marks)
        say, number = self._context.speaker.say, self._context.speaker.number
        words = say("{at} of {all}", at=number(self._at + 1), all=number(len(self._found))) if self._found else ""
        self._count.setText(words or (say("Not found") if self._find.text().strip() else ""))
        if self._found:
            here = QTextCursor(self._found[self._at])
            here.setPosition(here.selectionStart())
            self._view.setTextCursor(here)
            self._view.ensureCursorVisible()
