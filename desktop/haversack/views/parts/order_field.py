"""Lines that a learner puts in order, by keys or by buttons. Must not mark anything."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QSizePolicy, QVBoxLayout

from haversack.viewmodels.questions import QuestionShown
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.answer_field import AnswerField, Move
from haversack.views.parts.buttons import icon_button


class _KeyList(QListWidget):
    """A list as high as its lines, whose current line moves with Alt and an arrow key."""

    moved = Signal(int)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setProperty("box", "true")
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setSpacing(context.look.px(3))
        self.setIconSize(context.look.icon_size(16))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self._height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()

    def _height(self) -> int:
        lines = [self.sizeHintForRow(row) + 2 * self.spacing() for row in range(self.count())]
        return sum(lines) + 2 * self.frameWidth() + 2 * self.spacing()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """See `QWidget`."""
        by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if by is not None and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.moved.emit(by)
            return
        super().keyPressEvent(event)


class OrderField(AnswerField):
    """Lines that are put in order, by keys or by buttons."""

    def __init__(self, context: Context, question: QuestionShown, move: Move) -> None:
        """Show the lines as they stand."""
        super().__init__(context)
        say = context.speaker.say
        self._move = move
        self._words = [words for _, words in question.options]
        self._list = _KeyList(context)
        self._list.setAccessibleName(question.words)
        self._list.setAccessibleDescription(question.hint)
        self._list.addItems(self._words)
        self._number()
        self._list.setCurrentRow(0)
        self._list.moved.connect(self._shift)
        line = QHBoxLayout()
        spaced(context, line, gap=8)
        line.addWidget(self._list, 1)
        ends = QVBoxLayout()
        spaced(context, ends, gap=6)
        self._buttons = [
            icon_button(context, "arrow-up", say("Move this line up"), lambda: self._shift(-1)),
            icon_button(context, "arrow-down", say("Move this line down"), lambda: self._shift(1)),
        ]
        for one in self._buttons:
            ends.addWidget(one)
        ends.addStretch()
        line.addLayout(ends)
        self.lines.addLayout(line)

    def show_mark(self, parts: Mapping[int, bool], feedback: Mapping[int, str]) -> None:
        """See `AnswerField`."""
        say = self.context.speaker.say
        for button in self._buttons:
            button.setEnabled(False)
        for place, is_right in parts.items():
            word = say("in its place") if is_right else say("not in its place")
            self._words[place] = say("{words} ({state})", words=self._words[place], state=word)
            icon, ink = ("circle-check", "okInk") if is_right else ("circle-x", "dangerInk")
            self._list.item(place).setIcon(self.context.look.icon(icon, ink, 16))
        self._number()

    def _number(self) -> None:
        """Write the number of each line before it."""
        say, number, count = self.context.speaker.say, self.context.speaker.number, len(self._words)
        for place, words in enumerate(self._words):
            item = self._list.item(place)
            item.setText(say("{number}. {title}", number=number(place + 1), title=words))
            spoken = say("Line {at} of {all}: {words}", at=number(place + 1), all=number(count), words=words)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)

    def _shift(self, by: int) -> None:
        place = self._list.currentRow()
        target = self._move(place, by)
        if target != place:
            self._words.insert(target, self._words.pop(place))
            self._number()
            self._list.setCurrentRow(target)
