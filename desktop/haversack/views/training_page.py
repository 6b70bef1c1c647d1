"""Training: courses, the outline of one, its lessons and quizzes. Must not read the vault; its view-model does."""

from typing import ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut, QTextDocument
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QHBoxLayout,
    QMessageBox,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from haversack.viewmodels import lesson_files
from haversack.viewmodels.course_words import of_all
from haversack.viewmodels.navigation import Place
from haversack.viewmodels.training import TrainingModel
from haversack.views.context import Context
from haversack.views.page import Page, scrolling, spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import EmptyState, rule
from haversack.views.parts.choose_target import SYSTEM_TARGETS
from haversack.views.parts.outline_list import OutlineList
from haversack.views.parts.panes import Panes
from haversack.views.parts.printing import ChoosePrinter, ask_for_printer, print_document
from haversack.views.parts.surface import on_surface
from haversack.views.parts.texts import text
from haversack.views.training_course import CourseView, SideActions, TrainingSide, here_line
from haversack.views.training_lesson import LessonDoors, LessonView, paper_width
from haversack.views.training_paper import lesson_document, quiz_document
from haversack.views.training_quiz import QuizView
from haversack.views.training_result import QuizDoors

_LIST_WIDTH: Final = 304
_SIDE_WIDTH: Final = 216
_SIDE_FROM: Final = 1180
_NO_LIMIT: Final = 16_777_215
"""The width that Qt gives a widget which may be as wide as it likes."""


class TrainingPage(Page):
    """The network's courses.

    Attributes:
        choose_printer: Asks for a printer; tests put another here.
        targets: Asks where copies go; tests put others here.
    """

    help_id: ClassVar[str] = "training"

    def __init__(self, context: Context) -> None:
        """Build it and show what is known."""
        super().__init__(context)
        self._model = context.models.get(TrainingModel)
        self._shown: object = None
        self._detail: QWidget | None = None
        self._side: TrainingSide | None = None
        self.choose_printer: ChoosePrinter = ask_for_printer
        self.targets = SYSTEM_TARGETS
        self._panes = Panes(context, None, self._build_list(), self._build_detail(), list_width=_LIST_WIDTH)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._panes)
        keys = (("Ctrl+PgDown", self._go_on), ("Ctrl+PgUp", self._go_back))
        for key, action in keys:
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(action)
        self._model.changed.connect(self._show)
        self._show()

    def go_to(self, place: Place) -> None:
        """Show the courses, a course, or one of its parts."""
        self._model.go_to(place.record)
        self._panes.show_detail(is_shown=bool(place.record))

    def set_effective_width(self, width: int) -> None:
        """Show outline, lesson and results beside each other, or one after the other."""
        self._panes.set_effective_width(width)
        self._to_list.setVisible(self._panes.is_single)
        is_wide = width >= _SIDE_FROM
        self._body.setDirection(QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom)
        # Qt asks how high it is at the whole width, so that below it there may be no narrower one.
        self._paper.setMaximumWidth(paper_width(self.context) if is_wide else _NO_LIMIT)
        self._beside.setMinimumWidth(self.context.look.px(_SIDE_WIDTH) if is_wide else 0)

    def focus_first(self) -> None:
        """Put the keyboard on the outline, into the lesson, or on the question."""
        if isinstance(self._detail, LessonView | QuizView):
            self._detail.focus_first()
        else:
            self._rows.setFocus()

    def subtitle(self) -> str:
        """See `Page`."""
        return self._model.summary if self._model.is_ready else ""

    def print_shown(self) -> bool:
        """See `Page`."""
        if self._model.lesson is None and self._model.quiz is None:
            return False
        self.print_part()
        return True

    def print_part(self, *, has_answers: bool = False) -> None:
        """Print the lesson or quiz that is open; nothing where none is.

        Args:
            has_answers: Of a quiz, whether the answers are printed behind it.
        """
        context, document = self.context, self._document(has_answers=has_answers)
        printer = self.choose_printer(self, context.speaker.say("Training")) if document else None
        if document is not None and printer is not None:
            print_document(document, printer)

    def _document(self, *, has_answers: bool) -> QTextDocument | None:
        model = self._model
        if model.lesson is not None:
            return lesson_document(self.context, model.lesson)
        if model.quiz is not None:
            return quiz_document(self.context, model.quiz.title, model.quiz.paper(), has_answers=has_answers)
        return None

    def _build_list(self) -> QWidget:
        context, say = self.context, self.context.speaker.say
        holder = QWidget()
        lines = QVBoxLayout(holder)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        self._head = QWidget()
        on_surface(self._head)
        head = QVBoxLayout(self._head)
        spaced(context, head, margins=(14, 8, 14, 10), gap=4)
        self._all = button(context, say("All courses"), self._go_to_courses, kind="link", icon="arrow-left")
        line = QHBoxLayout()
        line.addWidget(self._all)
        line.addStretch()
        head.addLayout(line)
        self._course_title = text("", "h3")
        head.addWidget(self._course_title)
        self._course_line = text("", "small")
        head.addWidget(self._course_line)
        bar = QHBoxLayout()
        spaced(context, bar, gap=10)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(say("Progress in this course"))
        bar.addWidget(self._bar, 1)
        self._of_all = text("", "label", wraps=False)
        bar.addWidget(self._of_all)
        head.addLayout(bar)
        self._here = QVBoxLayout()
        head.addLayout(self._here)
        lines.addWidget(self._head)
        self._head_rule = rule()
        lines.addWidget(self._head_rule)
        self._rows = OutlineList(context, self._model.rows, say("Training"))
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
        return holder

    def _build_detail(self) -> QWidget:
        context, say = self.context, self.context.speaker.say
        content = QWidget()
        content.setObjectName("page")
        outer = QVBoxLayout(content)
        spaced(context, outer, margins=(24, 14, 24, 16), gap=10)
        line = QHBoxLayout()
        self._to_list = button(context, say("Show the list"), self._go_to_list, kind="small", icon="arrow-left")
        line.addWidget(self._to_list)
        line.addStretch()
        outer.addLayout(line)
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        spaced(context, self._body, gap=20)
        self._paper = QWidget()
        self._lines = QVBoxLayout(self._paper)
        spaced(context, self._lines, gap=10)
        self._lines.addStretch()
        self._body.addWidget(self._paper, 100)
        self._beside = QWidget()
        self._side_lines = QVBoxLayout(self._beside)
        spaced(context, self._side_lines, gap=12)
        self._body.addWidget(self._beside)
        self._body.addStretch(1)
        outer.addLayout(self._body)
        outer.addStretch()
        self._scroll = scrolling(content)
        return self._scroll

    def _show(self) -> None:
        model = self._model
        course = model.course
        self._empty.setVisible(model.is_ready and course is None)
        self._rows.setVisible(course is not None)
        self._head.setVisible(model.is_open)
        self._head_rule.setVisible(model.is_open)
        if course is not None:
            self._course_title.setText(course.title)
            self._course_line.setText(course.line)
            self._bar.setRange(0, max(course.total, 1))
            self._bar.setValue(course.done)
            self._bar.setAccessibleDescription(course.progress)
            self._of_all.setText(of_all(self.context.speaker, course.done, course.total))
            _replace(self._here, here_line(self.context, course))
        if model.current_row:
            self._rows.choose(model.current_row)
        self._show_detail()
        self._show_side()

    def _show_detail(self) -> None:
        """Build the detail anew, but only where it is another: what is typed in a quiz must stay."""
        model = self._model
        page = (model.lesson, model.page, model.is_done) if model.lesson is not None else ()
        key = (model.part, model.quiz, page, model.course if not model.part else None)
        is_coming = bool(model.part) and model.lesson is None and model.quiz is None
        if key == self._shown or is_coming:
            return
        focused = QApplication.focusWidget()
        had_focus = self._detail is not None and focused is not None and self._detail.isAncestorOf(focused)
        before = self._shown if isinstance(self._shown, tuple) else ("", None, ())
        self._shown = key
        made = self._make_detail()
        if self._detail is not None:
            self._lines.removeWidget(self._detail)
            self._detail.hide()
            self._detail.deleteLater()
        self._detail = made
        self._lines.insertWidget(0, made)
        made.show()
        if (before[0], before[2][1:2]) != (key[0], page[1:2]):
            self._scroll.verticalScrollBar().setValue(0)
        if had_focus:
            self.focus_first()

    def _make_detail(self) -> QWidget:
        context, model = self.context, self._model
        if model.lesson is not None:
            doors = LessonDoors(
                self._go_on, self._go_back, self._finish, model.mark_not_done, self._get_files, self._export
            )
            return LessonView(context, model, model.lesson, doors)
        if model.quiz is not None:
            lesson, title = model.reread
            quiz_doors = QuizDoors(title, lambda: self._open(lesson), model.after_title, self._go_after)
            made = QuizView(context, model.quiz, quiz_doors)
            model.quiz.changed.connect(self._show_side)
            return made
        if model.course is not None and not model.part:
            return CourseView(context, model.course, self._go_to_next)
        return QWidget()

    def _show_side(self) -> None:
        model = self._model
        if model.course is None:
            return
        actions = SideActions(self._ask_to_forget, self.print_part, lambda: self.print_part(has_answers=True))
        self._side = TrainingSide(self.context, model, model.course, actions)
        _replace(self._side_lines, self._side)

    def _open(self, record: str) -> None:
        if self._model.is_module(record):
            self._model.fold(record)
            return
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

    def _go_to_next(self) -> None:
        course = self._model.course
        if course is not None and course.next_part:
            self._open(course.next_part)

    def _finish(self) -> None:
        self._model.mark_done()
        self._go_after()

    def _go_on(self) -> None:
        if not self._model.turn(1):
            self._go_after()

    def _go_back(self) -> None:
        if not self._model.turn(-1) and self._model.before:
            self._open(self._model.before)

    def _go_after(self) -> None:
        if self._model.after:
            self._open(self._model.after)

    def _get_files(self) -> None:
        models = self.context.models
        lesson_files.ask_for_files(models.session, self._model.part, models.synchroniser.fetch_files)

    def _export(self) -> None:
        """Ask for a folder: what lies there is not protected any more."""
        say = self.context.speaker.say
        words = say("Folder for the readable copy; anybody who uses it can read it")
        chosen = self.targets.folder(self, words)
        if chosen is not None:
            lesson_files.export_files(self.context.models.session, self._model.part, chosen)

    def _ask_to_forget(self) -> None:
        say = self.context.speaker.say
        box = QMessageBox(self)
        box.setWindowTitle("Haversack")
        box.setText(say("Forget your progress in this course?"))
        box.setInformativeText(
            say("What you read, your answers and your results are removed from this computer. Nobody else has them.")
        )
        keep = box.addButton(say("Keep my progress"), QMessageBox.ButtonRole.RejectRole)
        go_on = box.addButton(say("Forget my progress"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.buttonClicked.connect(lambda pressed: self._model.forget() if pressed is go_on else None)
        box.open()


def _replace(layout: QVBoxLayout, widget: QWidget) -> None:
    """Put a widget in the place of the one that a layout holds."""
    while layout.count():
        before = layout.takeAt(0).widget()
        before.hide()
        before.deleteLater()
    layout.addWidget(widget)
