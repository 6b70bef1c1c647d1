"""The cards beside the news on the start page: coming up, training, not sent yet. Must not read the vault."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from haversack.viewmodels.home import HomeModel
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import Card, EmptyState
from haversack.views.parts.dated_list import DatedList
from haversack.views.parts.row_list import RowList
from haversack.views.parts.texts import badge, picture, text


class ComingCard(Card):
    """What is to be chosen, and dates ahead."""

    def __init__(self, context: Context, model: HomeModel, go: Callable[[str], None]) -> None:
        """Build it.

        Args:
            context: For the look and words.
            model: The start page's.
            go: Leads to a page, by its id.
        """
        say = context.speaker.say
        super().__init__(context, say("Coming up"), is_flush=True)
        self._model = model
        self.head.addWidget(button(context, say("Calendar"), lambda: go("calendar"), kind="link"))
        self.rows = DatedList(context, model.coming, say("Coming up"))
        self.rows.fit_contents()
        self._empty = EmptyState(
            context,
            "calendar-days",
            say("No dates on this computer."),
            say("Meetings, trainings and deadlines arrive with your next sync, or from a folder or stick."),
        )
        self.body.addWidget(self.rows)
        self.body.addWidget(self._empty)

    def show_model(self) -> None:
        """Show what the view-model has now."""
        is_empty = self._model.coming.rowCount() == 0
        self.rows.setVisible(not is_empty)
        self.rows.updateGeometry()
        self._empty.setVisible(is_empty and self._model.is_ready)


class TrainingCard(Card):
    """Where to go on learning."""

    def __init__(self, context: Context, model: HomeModel, go: Callable[[str, str], None]) -> None:
        """Build it.

        Args:
            context: For the look and words.
            model: The start page's.
            go: Leads to a page and a record, by their ids.
        """
        say = context.speaker.say
        super().__init__(context, say("Continue training"))
        self._context, self._model, self._go = context, model, go
        self._count = text("", "caption", wraps=False)
        self.head.addWidget(self._count)
        self._course = text("", "small")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(say("How far this course is"))
        self._next = QWidget()
        line = QHBoxLayout(self._next)
        spaced(context, line, gap=8)
        self._button = button(context, say("Go on"), self._open, kind="primary", icon="play")
        self._title = text("", "small")
        line.addWidget(self._button)
        line.addWidget(self._title, 1)
        self._done = text(say("You have finished this course."), "small")
        self._empty = text(say("Courses arrive with a sync. What you do in them stays on this computer."), "small")
        for part in (self._course, self._bar, self._next, self._done, self._empty):
            self.body.addWidget(part)

    def show_model(self) -> None:
        """Show what the view-model has now."""
        facts, say = self._model.facts, self._context.speaker.say
        lesson = facts.lesson
        self.setVisible(self._model.is_ready)
        for part in (self._count, self._course, self._bar):
            part.setVisible(lesson is not None)
        self._next.setVisible(lesson is not None and bool(lesson.next))
        self._done.setVisible(lesson is not None and not lesson.next)
        self._empty.setVisible(lesson is None)
        is_begun = lesson is not None and lesson.is_begun
        self.title.setText(say("Continue training") if is_begun else say("Training"))
        if lesson is None:
            return
        self._count.setText(facts.lesson_count)
        self._course.setText(lesson.course_title)
        self._bar.setRange(0, max(lesson.total, 1))
        self._bar.setValue(lesson.done)
        self._bar.setAccessibleDescription(facts.lesson_count)
        words = say("Go on") if is_begun else say("Begin")
        # Qt sets an icon tight against its text.
        self._button.setText(f"\u2002{words}")
        self._button.setAccessibleName(say("{action}: {title}", action=words, title=lesson.next_title))
        self._title.setText(lesson.next_title)

    def _open(self) -> None:
        lesson = self._model.facts.lesson
        if lesson is not None and lesson.next:
            self._go("training", lesson.next)


class WaitingCard(Card):
    """What was not sent yet."""

    def __init__(self, context: Context, model: HomeModel, go: Callable[[str], None]) -> None:
        """Build it.

        Args:
            context: For the look and words.
            model: The start page's.
            go: Leads to a page, by its id.
        """
        say = context.speaker.say
        super().__init__(context, say("Not sent yet"))
        self._context, self._model = context, model
        self.title.setWordWrap(False)
        self.head.setStretch(0, 0)
        self._badge = badge("", "wait")
        self.head.addWidget(self._badge, 0, Qt.AlignmentFlag.AlignVCenter)
        self.head.addStretch(1)
        self.head.addWidget(button(context, say("Sync centre"), lambda: go("sync"), kind="link"))
        self.rows = RowList(context, model.waiting, say("Not sent yet"), is_slim=True)
        self.rows.fit_contents()
        self.rows.opened.connect(lambda _: go("sync"))
        self._note = text("", "caption")
        self._sent = QWidget()
        line = QHBoxLayout(self._sent)
        spaced(context, line, gap=8)
        line.addWidget(picture(context, "check-check", ink="okInk", size=16), 0, Qt.AlignmentFlag.AlignTop)
        sentences = QVBoxLayout()
        spaced(context, sentences, gap=2)
        sentences.addWidget(text(say("Nothing waits."), "label"))
        sentences.addWidget(text(say("Everything that you wrote on this computer has left it."), "small"))
        line.addLayout(sentences, 1)
        self._here = QWidget()
        lines = QVBoxLayout(self._here)
        spaced(context, lines, gap=2)
        self._saved = text("", "small")
        lines.addWidget(self._saved)
        doors = button(context, say("My organisation"), self._open_drafts, kind="link")
        lines.addWidget(doors, 0, Qt.AlignmentFlag.AlignLeading)
        for part in (self.rows, self._sent, self._note, self._here):
            self.body.addWidget(part)

    def show_model(self) -> None:
        """Show what the view-model has now."""
        facts, speaker = self._model.facts, self._context.speaker
        number = facts.waiting_count
        self._badge.setText(speaker.number(number))
        self._badge.setAccessibleName(
            speaker.count("{number} thing not sent yet", "{number} things not sent yet", number)
        )
        self._badge.setVisible(number > 0)
        self.rows.setVisible(number > 0)
        self.rows.updateGeometry()
        self._note.setText(facts.waiting_note)
        self._note.setVisible(number > 0)
        self._saved.setText(facts.saved_here)
        self._here.setVisible(facts.drafts is not None)
        self._sent.setVisible(number == 0 and facts.drafts is None and self._model.is_ready)

    def _open_drafts(self) -> None:
        if self._model.facts.drafts is not None:
            self._context.navigation.go(self._model.facts.drafts)
