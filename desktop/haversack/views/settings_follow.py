"""What comes by itself, line by line, with End; asks once and says what leaves. Must not end anything by itself."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from haversack.viewmodels.following import FollowingModel, FollowLine, FollowQuestion
from haversack.viewmodels.navigation import Place
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import Card, rule
from haversack.views.parts.flow import clear
from haversack.views.parts.question import Asked, Question
from haversack.views.parts.texts import text


class FollowSettings(Card):
    """The lines, each with what it means now and a button that ends it."""

    def __init__(self, context: Context) -> None:
        """Build it and show what is known."""
        say = context.speaker.say
        super().__init__(context, say("Files that come by themselves"))
        self._context, self._model = context, context.models.get(FollowingModel)
        self._none = text(
            say("None. In the library, tick an area or a language, and get its files from now on."), "small"
        )
        self.body.addWidget(self._none)
        self._lines = QVBoxLayout()
        spaced(context, self._lines, gap=6)
        self.body.addLayout(self._lines)
        self._ask = Question(context)
        self.body.addWidget(self._ask)
        go = button(context, say("Open the library"), lambda: context.navigation.go(Place("library")), kind="link")
        self.body.addWidget(go, 0, Qt.AlignmentFlag.AlignLeading)
        self._shown: tuple[FollowLine, ...] | None = None
        self._model.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        if self._model.lines == self._shown:
            return
        self._shown = self._model.lines
        self._none.setVisible(not self._shown)
        clear(self._lines)
        for number, line in enumerate(self._shown):
            if number:
                self._lines.addWidget(rule())
            self._lines.addWidget(self._built(line))

    def _built(self, line: FollowLine) -> QWidget:
        context, say = self._context, self._context.speaker.say
        holder = QWidget()
        across = QHBoxLayout(holder)
        spaced(context, across, gap=10)
        words = QVBoxLayout()
        spaced(context, words, gap=1)
        words.addWidget(text(line.name, "label"))
        words.addWidget(text(line.detail, "caption"))
        across.addLayout(words, 1)
        end = button(context, say("End"), partial(self._ask_for, line), kind="small", icon="x")
        end.setAccessibleName(say("End: {name}", name=line.name))
        across.addWidget(end, 0, Qt.AlignmentFlag.AlignVCenter)
        return holder

    def _ask_for(self, line: FollowLine) -> None:
        keep = self._context.speaker.say("Keep it")

        def ask(asked: FollowQuestion) -> None:
            self._ask.ask(
                Asked(asked.title, asked.line, asked.yes, lambda: self._model.end(line), tone="wait", no=keep)
            )

        self._model.ask_to_end(line, ask)
