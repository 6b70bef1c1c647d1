"""Training: courses, the outline of one, its lessons and quizzes. Must not read the vault; its view-model does."""

from typing import ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from haversack.viewmodels.navigation import Place
from haversack.viewmodels.reading import ReadingText
from haversack.viewmodels.training import CourseShown, TrainingModel
from haversack.views.context import Context
from haversack.views.page import Page, scrolling, spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import Card, EmptyState, rule
from haversack.views.parts.link_strip import LinkStrip
from haversack.views.parts.panes import Panes
from haversack.views.parts.reading_view import ReadingView
from haversack.views.parts.row_list import RowList
from haversack.views.parts.texts import picture, text
from haversack.views.training_quiz import QuizView

_PAPER_WIDTH: Final = 780


class TrainingPage(Page):
    """The network's courses."""

    help_id: ClassVar[str] = "training"

    def __init__(self, context: Context) -> None:
        """Build it and show what is known."""
        super().__init__(context)
        self._model = context.models.get(TrainingModel)
        self._shown: object = None
        self._detail: QWidget | None = None
        self._quiz: QuizView | None = None
        self._panes = Panes(context, None, self._build_list(), self._build_detail())
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._panes)
        for keys, action in (("Ctrl+PgDown", self._go_after), ("Ctrl+PgUp", self._go_before)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.activated.connect(action)
        self._model.changed.connect(self._show)
        self._show()

    def go_to(self, place: Place) -> None:
        """Show the courses, a course, or one of its parts."""
        self._model.go_to(place.record)
        self._panes.show_detail(is_shown=bool(place.record))

    def set_effective_width(self, width: int) -> None:
        """Show the outline beside the lesson, or one after the other."""
        self._panes.set_effective_width(width)
        self._to_list.setVisible(self._panes.is_single)

    def focus_first(self) -> None:
        """Put the keyboard on the outline, or on the question."""
        if self._quiz is not None:
            self._quiz.focus_first()
        else:
            self._rows.setFocus()

    def subtitle(self) -> str:
        """See `Page`."""
        return self._model.summary if self._model.is_ready else ""

    def _build_list(self) -> QWidget:
        context, say = self.context, self.context.speaker.say
        holder = QWidget()
        lines = QVBoxLayout(holder)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        self._head = QWidget()
        head = QVBoxLayout(self._head)
        spaced(context, head, margins=(14, 10, 12, 10), gap=6)
        self._all = button(context, say("All courses"), self._go_to_courses, kind="small", icon="arrow-left")
        line = QHBoxLayout()
        line.addWidget(self._all)
        line.addStretch()
        head.addLayout(line)
        self._course_title = text("", "h2")
        head.addWidget(self._course_title)
        self._course_line = text("", "small")
        head.addWidget(self._course_line)
        self._bar = _progress_bar(say("Progress in this course"))
        head.addWidget(self._bar)
        self._here = QWidget()
        here = QHBoxLayout(self._here)
        spaced(context, here, gap=6)
        here.addWidget(picture(context, "circle-check", ink="okInk", size=16))
        here.addWidget(text(say("All lessons are on this computer"), "small"), 1)
        head.addWidget(self._here)
        lines.addWidget(self._head)
        lines.addWidget(rule())
        self._rows = RowList(context, self._model.rows, say("Training"))
        self._rows.opened.connect(self._open)
        self._rows.chosen.connect(self._choose)
        lines.addWidget(self._rows, 1)
        self._empty = EmptyState(
            context,
            "graduation-cap",
            say("There is no course yet."),
            say("Courses of your network come with the first sync, and work without a connection."),
        )
        lines.addWidget(self._empty)
        lines.addStretch()
        return holder

    def _build_detail(self) -> QWidget:
        context, say = self.context, self.context.speaker.say
        content = QWidget()
        content.setObjectName("page")
        outer = QVBoxLayout(content)
        spaced(context, outer, margins=(24, 14, 24, 20), gap=10)
        line = QHBoxLayout()
        self._to_list = button(context, say("Show the list"), self._go_to_list, kind="small", icon="arrow-left")
        line.addWidget(self._to_list)
        line.addStretch()
        outer.addLayout(line)
        middle = QHBoxLayout()
        self._paper = QWidget()
        self._paper.setMaximumWidth(context.look.px(_PAPER_WIDTH))
        self._lines = QVBoxLayout(self._paper)
        spaced(context, self._lines, gap=10)
        middle.addWidget(self._paper, 100)
        middle.addStretch(1)
        outer.addLayout(middle)
        outer.addStretch()
        self._scroll = scrolling(content)
        return self._scroll

    def _show(self) -> None:
        model = self._model
        course = model.course
        self._empty.setVisible(model.is_ready and course is None)
        self._rows.setVisible(course is not None)
        self._head.setVisible(model.is_open)
        if course is not None:
            self._course_title.setText(course.title)
            self._course_line.setText(course.line)
            _show_progress(self._bar, course)
        if model.current_row:
            self._rows.choose(model.current_row)
        self._show_detail()

    def _show_detail(self) -> None:
        """Build the detail anew, but only where it is another: what is typed in a quiz must stay."""
        model = self._model
        key = (model.part, model.lesson, model.quiz, model.is_done, model.course if not model.part else None)
        if key == self._shown:
            return
        is_same = isinstance(self._shown, tuple) and self._shown[:3] == key[:3]
        self._shown = key
        if is_same and model.quiz is not None:
            return
        self._quiz = None
        made = self._part_view() if model.part else self._course_view()
        if self._detail is not None:
            self._lines.removeWidget(self._detail)
            self._detail.hide()
            self._detail.deleteLater()
        self._detail = made
        self._lines.addWidget(made)
        if not is_same:
            self._scroll.verticalScrollBar().setValue(0)

    def _course_view(self) -> QWidget:
        context, say, course = self.context, self.context.speaker.say, self._model.course
        holder = QWidget()
        lines = QVBoxLayout(holder)
        spaced(context, lines, gap=10)
        if course is None:
            return holder
        lines.addWidget(text(course.title, "h1"))
        lines.addWidget(text(course.line, "small"))
        if course.summary:
            lines.addWidget(text(course.summary, "body"))
        bar = _progress_bar(say("Progress in this course"))
        _show_progress(bar, course)
        lines.addWidget(bar)
        lines.addWidget(text(course.progress, "small"))
        if course.next_part:
            line = QHBoxLayout()
            line.addWidget(button(context, course.next_words, self._go_on, kind="primary", icon="play"))
            line.addStretch()
            lines.addLayout(line)
        if course.description.html:
            card = Card(context, say("About this course"))
            self._add_reading(card, course.title, course.description)
            lines.addWidget(card)
        modules = Card(context, say("Modules"))
        for number, (title, summary, progress) in enumerate(course.modules, 1):
            name = say("{number}. {title}", number=context.speaker.number(number), title=title)
            modules.body.addWidget(text(name, "h3"))
            modules.body.addWidget(text(" · ".join(one for one in (summary, progress) if one), "small"))
        lines.addWidget(modules)
        note = say("How far you are is kept on this computer only. It is not sent.")
        lines.addWidget(text(note, "caption"))
        return holder

    def _part_view(self) -> QWidget:
        context, model, say = self.context, self._model, self.context.speaker.say
        holder = QWidget()
        lines = QVBoxLayout(holder)
        spaced(context, lines, gap=10)
        lines.addWidget(text(model.place_words, "small"))
        if model.lesson is not None:
            lines.addWidget(text(model.lesson.title, "h1"))
            card = Card(context)
            spaced(context, card.body, margins=(24, 18, 24, 18))
            self._add_reading(card, model.lesson.title, model.lesson.body)
            lines.addWidget(card)
        elif model.quiz is not None:
            lines.addWidget(text(model.quiz.title, "h1"))
            words = say("You can stop at any time. Answers are checked here, without a connection.")
            lines.addWidget(text(words, "small"))
            self._quiz = QuizView(context, model.quiz)
            lines.addWidget(self._quiz)
        lines.addLayout(self._part_buttons())
        lines.addWidget(text(say("Ctrl+Page Down goes on, Ctrl+Page Up goes back."), "caption"))
        return holder

    def _add_reading(self, card: Card, name: str, body: ReadingText) -> None:
        view, strip = ReadingView(self.context, name, fits=True), LinkStrip(self.context)
        view.link_chosen.connect(strip.show_link)
        view.show_text(body)
        card.body.addWidget(view)
        card.body.addWidget(strip)

    def _part_buttons(self) -> QHBoxLayout:
        context, model, say = self.context, self._model, self.context.speaker.say
        line = QHBoxLayout()
        spaced(context, line, gap=8)
        if model.before:
            line.addWidget(button(context, say("Back"), self._go_before, icon="arrow-left"))
        line.addStretch()
        if model.lesson is not None and model.is_done:
            line.addWidget(text(say("Done"), "small", wraps=False))
            line.addWidget(button(context, say("Not done yet"), model.mark_not_done, kind="quiet"))
        if model.lesson is not None and not model.is_done:
            words = say("Mark as done and go on") if model.after else say("Mark as done")
            line.addWidget(button(context, words, self._finish, kind="primary", icon="check"))
        elif model.after:
            kind = "primary" if model.lesson is not None else ""
            line.addWidget(button(context, say("Next"), self._go_after, kind=kind, icon="arrow-right"))
        return line

    def _open(self, record: str) -> None:
        self.context.navigation.go(Place("training", record))
        self._panes.show_detail(is_shown=True)

    def _choose(self, record: str) -> None:
        if not self._model.is_open and not self._panes.is_single:
            self._model.choose_course(record)

    def _go_to_courses(self) -> None:
        self.context.navigation.go(Place("training"))
        self._rows.setFocus()

    def _go_to_list(self) -> None:
        self._panes.show_detail(is_shown=False)
        self._rows.setFocus()

    def _go_on(self) -> None:
        course = self._model.course
        if course is not None and course.next_part:
            self._open(course.next_part)

    def _finish(self) -> None:
        self._model.mark_done()
        self._go_after()

    def _go_after(self) -> None:
        if self._model.after:
            self._open(self._model.after)

    def _go_before(self) -> None:
        if self._model.before:
            self._open(self._model.before)


def _progress_bar(name: str) -> QProgressBar:
    bar = QProgressBar()
    bar.setTextVisible(False)
    bar.setAccessibleName(name)
    return bar


def _show_progress(bar: QProgressBar, course: CourseShown) -> None:
    bar.setRange(0, max(course.total, 1))
    bar.setValue(course.done)
    bar.setAccessibleDescription(course.progress)
