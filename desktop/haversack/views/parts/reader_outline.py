"""Beside a text that is read: its headings, and one's own bookmarks in it. Must not keep either."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from haversack.viewmodels.reading import Heading
from haversack.viewmodels.rows import Row, RowsModel
from haversack.views.context import Context
from haversack.views.page import scrolling, spaced
from haversack.views.parts.buttons import button, icon_button
from haversack.views.parts.cards import rule
from haversack.views.parts.row_list import RowList
from haversack.views.parts.texts import picture, text

_WIDTH = 236
_INDENT = "\u2003"


@dataclass(frozen=True, slots=True)
class Mark:
    """A bookmark: the character at which it is, and the words that stand there."""

    at: int
    words: str


class ReaderOutline(QFrame):
    """Shows both.

    Signals:
        heading_chosen: Number of a heading.
        mark_chosen: Character of a bookmark.
        mark_removed: Character of a bookmark that is to go.
    """

    heading_chosen = Signal(int)
    mark_chosen = Signal(int)
    mark_removed = Signal(int)

    def __init__(self, context: Context) -> None:
        """Build it, empty."""
        super().__init__()
        self._context = context
        say = context.speaker.say
        self._model = RowsModel(self)
        self.setObjectName("readerOutline")
        self.setFixedWidth(context.look.px(_WIDTH))
        lines = QVBoxLayout(self)
        spaced(context, lines, margins=(10, 12, 6, 8), gap=8)
        self._title = text(say("In this text"), "label")
        lines.addWidget(self._title)
        self._headings = RowList(context, self._model, say("In this text"), is_slim=True)
        self._headings.opened.connect(lambda number: self.heading_chosen.emit(int(number)))
        self._headings.setProperty("nav", "true")
        lines.addWidget(self._headings, 3)
        self._marks_holder = QWidget()
        holder = QVBoxLayout(self._marks_holder)
        spaced(context, holder, gap=4)
        holder.addWidget(rule())
        head = QHBoxLayout()
        spaced(context, head, gap=6)
        head.addWidget(picture(context, "bookmark", ink="text2", size=16))
        head.addWidget(text(say("My bookmarks"), "label"), 1)
        self._number = text("", "caption", wraps=False)
        head.addWidget(self._number)
        holder.addLayout(head)
        content = QWidget()
        self._marks = QVBoxLayout(content)
        spaced(context, self._marks, gap=2)
        self._marks.addStretch()
        holder.addWidget(scrolling(content), 1)
        holder.addWidget(text(say("Bookmarks stay on this computer and are never sent."), "caption"))
        lines.addWidget(self._marks_holder, 2)
        self._marks_holder.hide()
        self._rows: list[QWidget] = []

    @property
    def has_headings(self) -> bool:
        """Whether there is more than one heading."""
        return self._model.rowCount() > 1

    def show_headings(self, headings: Sequence[Heading]) -> None:
        """Show the headings of another text."""
        lowest = min((heading.level for heading in headings), default=1)
        self._model.show(
            [
                Row(str(one.number), _INDENT * (one.level - lowest) + one.words, is_new=False, spoken=one.words)
                for one in headings
            ]
        )
        self._title.setVisible(self.has_headings)
        self._headings.setVisible(self.has_headings)

    def show_heading(self, number: int) -> None:
        """Say under which heading people are."""
        self._headings.choose(str(number))

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """Show one's own bookmarks."""
        context, say = self._context, self._context.speaker.say
        for row in self._rows:
            row.setParent(None)
            row.deleteLater()
        self._rows = []
        for place, mark in enumerate(marks):
            row = QWidget()
            line = QHBoxLayout(row)
            spaced(context, line, gap=2)
            go = button(context, mark.words, partial(self.mark_chosen.emit, mark.at), kind="link")
            go.setAccessibleName(say("Go to the bookmark {words}", words=mark.words))
            go.setMinimumWidth(context.look.px(40))
            line.addWidget(go, 1)
            away = icon_button(
                context,
                "x",
                say("Take the bookmark {words} away", words=mark.words),
                partial(self.mark_removed.emit, mark.at),
            )
            line.addWidget(away)
            self._marks.insertWidget(place, row)
            self._rows.append(row)
        self._number.setText(context.speaker.number(len(marks)))
        self._marks_holder.setVisible(bool(marks))
