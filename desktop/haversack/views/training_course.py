"""One course at a glance, and what stands beside its lessons: the module, results, paper. Must not keep anything."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from haversack.viewmodels.course_words import CourseShown, ResultShown
from haversack.viewmodels.reading import fallback
from haversack.viewmodels.training import TrainingModel
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import Card, rule
from haversack.views.parts.language_note import language_note
from haversack.views.parts.link_strip import LinkStrip
from haversack.views.parts.pin_button import PinButton
from haversack.views.parts.reading_view import ReadingView
from haversack.views.parts.texts import picture, text


class CourseView(QWidget):
    """Shows what a course is about, and how far the learner is."""

    def __init__(self, context: Context, course: CourseShown, go_on: Callable[[], None]) -> None:
        """Build it.

        Args:
            context: For the look and words.
            course: In words.
            go_on: Opens the part to go on with.
        """
        super().__init__()
        self._context, self._course = context, course
        self.first: QWidget | None = None
        lines = QVBoxLayout(self)
        spaced(context, lines, gap=10)
        head = QHBoxLayout()
        spaced(context, head, gap=10)
        head.addWidget(text(course.title, "h1"), 1)
        head.addWidget(PinButton(context, course.id, course.title), 0, Qt.AlignmentFlag.AlignTop)
        lines.addLayout(head)
        lines.addWidget(text(course.line, "small"))
        if course.summary:
            lines.addWidget(text(course.summary, "body"))
        lines.addLayout(progress_line(context, course))
        lines.addWidget(here_line(context, course))
        if course.next_part:
            line = QHBoxLayout()
            spaced(context, line, gap=10)
            self.first = button(context, course.next_words, go_on, kind="primary", icon="play")
            self.first.setAccessibleDescription(course.next_title)
            line.addWidget(self.first)
            line.addWidget(text(course.next_title, "small"), 1)
            lines.addLayout(line)
        if course.description.html:
            card = Card(context, context.speaker.say("About this course"))
            described = course.description
            foreign = fallback(context.speaker, described.language, is_unreviewed=described.is_unreviewed)
            if foreign:
                card.body.addWidget(language_note(context, foreign))
            view, strip = ReadingView(context, course.title, fits=True), LinkStrip(context)
            view.link_chosen.connect(strip.show_link)
            view.show_text(course.description)
            card.body.addWidget(view)
            card.body.addWidget(strip)
            lines.addWidget(card)
        lines.addWidget(self._modules_card())

    def _modules_card(self) -> Card:
        context, say = self._context, self._context.speaker.say
        card = Card(context, say("Modules"))
        for number, (title, summary, progress) in enumerate(self._course.modules, 1):
            if number > 1:
                card.body.addWidget(rule())
            line = QHBoxLayout()
            spaced(context, line, gap=10)
            name = say("{number}. {title}", number=context.speaker.number(number), title=title)
            line.addWidget(text(name, "h3"), 1)
            line.addWidget(text(progress, "caption", wraps=False), 0, Qt.AlignmentFlag.AlignTop)
            card.body.addLayout(line)
            if summary:
                card.body.addWidget(text(summary, "small"))
        return card


@dataclass(frozen=True, slots=True)
class SideActions:
    """What people can do beside a lesson: forget their progress, print, print with the answers."""

    forget: Callable[[], None]
    print_plain: Callable[[], None]
    print_answers: Callable[[], None]


class TrainingSide(QWidget):
    """Cards beside a lesson, a quiz or a course; built anew when something in them changes."""

    def __init__(self, context: Context, model: TrainingModel, course: CourseShown, actions: SideActions) -> None:
        """Build it.

        Args:
            context: For the look and words.
            model: Which lesson or quiz is open, and what is known of its module.
            course: In words.
            actions: What its buttons do.
        """
        super().__init__()
        self._context, self._actions = context, actions
        lines = QVBoxLayout(self)
        spaced(context, lines, gap=12)
        facts = model.module_facts
        if facts:
            lines.addWidget(self._facts_card(facts))
        lines.addWidget(self._results_card(course))
        if model.lesson is not None or model.quiz is not None:
            lines.addWidget(self._paper_card(is_quiz=model.quiz is not None))
        lines.addStretch()

    def _facts_card(self, facts: Sequence[tuple[str, str]]) -> Card:
        context = self._context
        card = Card(context, context.speaker.say("This module"))
        for name, words in facts:
            line = QHBoxLayout()
            spaced(context, line, gap=8)
            line.addWidget(text(name, "small"), 1)
            line.addWidget(text(words, "label", wraps=False))
            card.body.addLayout(line)
        return card

    def _results_card(self, course: CourseShown) -> Card:
        context, say = self._context, self._context.speaker.say
        card = Card(context, say("Your results"))
        for number, one in enumerate(course.results):
            if number:
                card.body.addWidget(rule())
            card.body.addLayout(self._result(one))
        if not course.results:
            card.body.addWidget(text(course.progress, "small"))
        line = QHBoxLayout()
        spaced(context, line, gap=8)
        line.addWidget(picture(context, "lock", ink="text3", size=14), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(text(say("Kept on this computer only. Nothing of it is sent."), "caption"), 1)
        card.body.addLayout(line)
        if course.has_past:
            words = say("Forget my progress")
            card.body.addWidget(
                button(context, words, self._actions.forget, kind="link", icon="trash-2"),
                0,
                Qt.AlignmentFlag.AlignLeading,
            )
        return card

    def _result(self, one: ResultShown) -> QVBoxLayout:
        context = self._context
        both = QVBoxLayout()
        spaced(context, both, gap=2)
        both.addWidget(text(one.title, "small"))
        line = QHBoxLayout()
        spaced(context, line, gap=6)
        line.addWidget(picture(context, one.icon, ink=one.ink, size=14), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(text(one.words, "label"), 1)
        both.addLayout(line)
        return both

    def _paper_card(self, *, is_quiz: bool) -> Card:
        context, say = self._context, self._context.speaker.say
        card = Card(context, say("Learn as a group"))
        words = (
            say("No screen to share? Print this quiz.") if is_quiz else say("No screen to share? Print this lesson.")
        )
        card.body.addWidget(text(words, "small"))
        name = say("Print the questions") if is_quiz else say("Print the lesson")
        card.body.addWidget(button(context, name, self._actions.print_plain, kind="small", icon="printer"))
        if is_quiz:
            name = say("Print with the answers")
            card.body.addWidget(button(context, name, self._actions.print_answers, kind="small", icon="printer"))
        return card


def progress_line(context: Context, course: CourseShown) -> QHBoxLayout:
    """Return how much of a course is done, as a bar and in words."""
    line = QHBoxLayout()
    spaced(context, line, gap=10)
    bar = QProgressBar()
    bar.setTextVisible(False)
    bar.setAccessibleName(context.speaker.say("Progress in this course"))
    bar.setAccessibleDescription(course.progress)
    bar.setRange(0, max(course.total, 1))
    bar.setValue(course.done)
    line.addWidget(bar, 1)
    line.addWidget(text(course.progress, "label", wraps=False))
    return line


def here_line(context: Context, course: CourseShown) -> QWidget:
    """Return whether all of a course is on this computer: an icon and words."""
    holder = QWidget()
    line = QHBoxLayout(holder)
    spaced(context, line, gap=6)
    icon, ink = ("circle-check", "okInk") if course.is_here else ("cloud-download", "text2")
    line.addWidget(picture(context, icon, ink=ink, size=16), 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(text(course.here, "small"), 1)
    return holder
