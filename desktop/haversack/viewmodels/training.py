"""Training: courses, one course's outline, the lesson or quiz that is open. Must not mark answers."""

from typing import Final

from PySide6.QtCore import QObject, Signal

from haversack.operations import learner
from haversack.operations import training as operation
from haversack.operations.learner import Answers
from haversack.operations.training import Course, Lesson, Module, Part, Quiz, Training
from haversack.operations.workspace import Workspace
from haversack.viewmodels.course_words import (
    CourseShown,
    course_row,
    done_in,
    next_part,
    of_all,
    outline,
    score_words,
    show_course,
)
from haversack.viewmodels.lesson_words import LessonShown, show_lesson
from haversack.viewmodels.messages import Message
from haversack.viewmodels.quiz import Keeper, QuizModel
from haversack.viewmodels.reading import ReadingText
from haversack.viewmodels.rows import Row, RowsModel
from haversack.viewmodels.session import Session

_ALL_OPEN_UP_TO: Final = 12
"""A course with at most so many parts lists them all; else only those of the module that is read."""


class TrainingModel(QObject):
    """Shows the training.

    Attributes:
        rows: The courses; or modules and parts of the course that is open.
        course: The course that is shown, or None.
        is_open: Whether `rows` is its outline.
        part: Id of the lesson or quiz that is open, or empty.
        lesson: The lesson that is open, or None.
        page: Which page of it is shown, from 0.
        quiz: The quiz that is open, or None.
        is_ready: Whether it was read once.

    Signals:
        changed: Anything but the question of the quiz is new.
    """

    changed = Signal()

    def __init__(self, session: Session) -> None:
        """Begin empty; reads at once, and again after every change."""
        super().__init__()
        self._session = session
        self._training = Training((), "")
        self._catalogue: tuple[Row, ...] = ()
        self._wanted = ""
        self._folds: dict[str, bool] = {}
        self.rows = RowsModel(self)
        self.course: CourseShown | None = None
        self.is_open = False
        self.part = ""
        self.lesson: LessonShown | None = None
        self.page = 0
        self.quiz: QuizModel | None = None
        self.is_ready = False
        self._language = session.speaker.language
        session.changed.connect(self.refresh)
        session.closing.connect(self._keep_answers)
        self.refresh()

    @property
    def summary(self) -> str:
        """How many courses there are, in words."""
        count = len(self._training.courses)
        return self._session.speaker.count(
            "{number} course on this computer", "{number} courses on this computer", count
        )

    @property
    def current_row(self) -> str:
        """Id of the row that is shown."""
        return self.part or (self.course.id if self.course and not self.is_open else "")

    @property
    def before(self) -> str:
        """Id of the part before the one that is open, or empty."""
        return self._beside(-1)

    @property
    def after(self) -> str:
        """Id of the part after the one that is open, or empty."""
        return self._beside(1)

    @property
    def after_title(self) -> str:
        """Title of the part after the one that is open, or empty."""
        part = self._part(self.after)
        return part.title if part else ""

    @property
    def is_done(self) -> bool:
        """Whether the part that is open was done."""
        part = self._part(self.part)
        return part is not None and part.is_done

    @property
    def reread(self) -> tuple[str, str]:
        """Id and title of the lesson that the quiz is about: the last one before it; empty where there is none."""
        course = self._course_of(self.part)
        parts = list(course.parts) if course else []
        place = next((place for place, part in enumerate(parts) if part.id == self.part), 0)
        found = next((part for part in reversed(parts[:place]) if part.kind == "lesson"), None)
        return (found.id, found.title) if found else ("", "")

    @property
    def place_words(self) -> str:
        """Where in the course the part that is open stands, in words."""
        course, module = self._course_of(self.part), self._module_of(self.part)
        if course is None or module is None:
            return ""
        speaker = self._session.speaker
        at = [part.id for part in course.parts].index(self.part) + 1
        return speaker.say(
            "{module} · part {at} of {all}",
            module=module.title,
            at=speaker.number(at),
            all=speaker.number(len(course.parts)),
        )

    @property
    def page_words(self) -> str:
        """Which page of the lesson is shown, in words; empty where there is only one."""
        count, speaker = len(self.lesson.pages) if self.lesson else 0, self._session.speaker
        if count <= 1:
            return ""
        return speaker.say("Page {at} of {all}", at=speaker.number(self.page + 1), all=speaker.number(count))

    @property
    def text(self) -> ReadingText:
        """The page of the lesson that is shown."""
        return self.lesson.pages[self.page] if self.lesson else ReadingText()

    @property
    def module_facts(self) -> tuple[tuple[str, str], ...]:
        """Name and words of what is known about the module that is read, and the quiz in it that is taken."""
        speaker, module, quiz = self._session.speaker, self._module_of(self.part), self.quiz
        if module is None:
            return ()
        lessons = sum(part.kind == "lesson" for part in module.parts)
        facts = [(speaker.say("Lessons read"), of_all(speaker, done_in(module, "lesson"), lessons))] if lessons else []
        if quiz is not None and quiz.is_told_at_end and not quiz.has_result:
            answered = sum(quiz.is_answered(place) for place in range(quiz.count))
            facts.append((speaker.say("Answered so far"), of_all(speaker, answered, quiz.count)))
        elif quiz is not None:
            words = score_words(speaker, quiz.right, quiz.marked) if quiz.marked else speaker.say("Not begun")
            facts.append((speaker.say("Quiz so far"), words))
        if quiz is not None and quiz.to_pass:
            facts.append((speaker.say("To pass"), of_all(speaker, quiz.to_pass, quiz.count)))
        return tuple(facts)

    @property
    def continue_words(self) -> str:
        """What `continue_part` is called: its title; empty where there is none."""
        part = self._part(self.continue_part)
        return part.title if part else ""

    @property
    def continue_part(self) -> str:
        """Id of the part to go on with, whatever course it is in: the last one, or the next that is not done."""
        course = self._course_of(self._training.last)
        return next_part(course, self._training.last) if course else ""

    def refresh(self) -> None:
        """Read again."""
        if self._language != self._session.speaker.language:
            self._language = self._session.speaker.language
            self._open_part()
        elif self.lesson is not None:
            self._read_lesson(self.lesson.id)
        self._read_courses()

    def go_to(self, record: str) -> None:
        """Show a course, or open one of its parts; an empty id shows the courses.

        Args:
            record: Id of a course, module, lesson or quiz.
        """
        self._wanted = record
        if self.is_ready:
            self._arrange()

    def choose_course(self, record: str) -> None:
        """Show a course beside the list of courses."""
        if self.course is not None and record == self.course.id:
            return
        found = next((course for course in self._training.courses if course.id == record), None)
        self.course = show_course(self._session.speaker, found, self._training.last) if found else None
        self.changed.emit()

    def is_module(self, record: str) -> bool:
        """Tell whether a row of the outline is a module."""
        return any(record == module.id for course in self._training.courses for module in course.modules)

    def fold(self, module: str) -> None:
        """List the parts of a module, or list them no longer."""
        self._folds[module] = module not in self._open_modules(self._course_of(module))
        self._arrange()

    def turn(self, by: int) -> bool:
        """Turn to another page of the lesson, and remember it.

        Returns:
            Whether there was one.
        """
        page, lesson = self.page + by, self.lesson
        if lesson is None or not 0 <= page < len(lesson.pages):
            return False
        self.page = page
        self._session.keep(lambda workspace: learner.turn_to(workspace, lesson.id, page))
        self.changed.emit()
        return True

    def mark_done(self) -> None:
        """Keep that the lesson that is open was read."""
        part = self.part
        self._session.write(lambda workspace: learner.mark_done(workspace, part), lambda _: None)

    def mark_not_done(self) -> None:
        """Take back that the part that is open was done."""
        part = self.part
        self._session.write(lambda workspace: learner.mark_not_done(workspace, part), lambda _: None)

    def forget(self) -> None:
        """Forget how far the learner is in the course that is shown, with all answers and results."""
        course = self._course_of(self.course.id if self.course else "")
        parts = [part.id for part in course.parts] if course else []
        if self.quiz is not None:
            self.quiz.let_go()
        self.quiz = None

        def forgotten(_: None) -> None:
            words = self._session.speaker.say("Your progress in this course is forgotten.")
            self._session.messages.tell(Message(words, tone="ok"))
            self._read_part()

        self._session.write(lambda workspace: learner.forget(workspace, parts), forgotten)

    def _read_courses(self) -> None:
        speaker, languages = self._session.speaker, self._session.languages

        def read(workspace: Workspace) -> tuple[Training, tuple[Row, ...]]:
            found = operation.training(workspace, languages=languages)
            # Words of hundreds of courses are made beside the window too.
            return found, tuple(course_row(speaker, one) for one in found.courses)

        self._session.read(read, self._show)

    def _show(self, found: tuple[Training, tuple[Row, ...]]) -> None:
        self._training, self._catalogue = found
        self.is_ready = True
        self._arrange()

    def _arrange(self) -> None:
        """Find out what the wanted record is, and show that."""
        speaker = self._session.speaker
        course = self._course_of(self._wanted)
        self.is_open = course is not None
        shown = self.course.id if self.course else ""
        beside = next((one for one in self._training.courses if one.id == shown), None)
        first = self._training.courses[0] if self._training.courses else None
        here = course or beside or first
        self.course = show_course(speaker, here, self._training.last) if here else None
        part = self._wanted if self._part(self._wanted) is not None else ""
        if part != self.part:
            self.part = part
            self._open_part()
        if course is not None:
            self.rows.show(outline(speaker, course, self.part, self._open_modules(course)))
        else:
            self.rows.show(self._catalogue)
        self.changed.emit()

    def _open_part(self) -> None:
        """Read the part that is open, and note that it is the one to go on with."""
        record = self._read_part()
        if record:
            self._training = Training(self._training.courses, record)
            self._session.keep(lambda workspace: learner.open_part(workspace, record))
            self._read_courses()

    def _read_part(self) -> str:
        """Read the part that is open from its beginning, or where it was left; return its id, or an empty text."""
        self._keep_answers()
        self.lesson, self.quiz, self.page = None, None, 0
        part, languages = self._part(self.part), self._session.languages
        if part is None:
            return ""
        record = part.id
        if part.kind == "lesson":
            self._read_lesson(record)
        else:
            self._session.read(
                lambda workspace: operation.quiz(workspace, record, languages=languages), self._show_quiz
            )
        return record

    def _keep_answers(self) -> None:
        if self.quiz is not None:
            self.quiz.keep_now()

    def _read_lesson(self, record: str) -> None:
        languages = self._session.languages
        self._session.read(
            lambda workspace: operation.lesson(workspace, record, languages=languages), self._show_lesson
        )

    def _show_lesson(self, found: Lesson) -> None:
        if found.id != self.part:
            return
        page = found.page if self.lesson is None else self.page
        self.lesson = show_lesson(self._session.speaker, found)
        self.page = min(page, len(found.pages) - 1)
        self.changed.emit()

    def _show_quiz(self, found: Quiz) -> None:
        if found.id != self.part:
            return

        def keep(answers: Answers) -> None:
            self._session.keep(lambda workspace: learner.keep_answers(workspace, found.id, answers))

        def finish(right: int, of: int) -> None:
            self._session.write(
                lambda workspace: learner.mark_done(workspace, found.id, right=right, of=of), lambda _: None
            )

        self.quiz = QuizModel(self._session.speaker, found, Keeper(keep, finish))
        self.changed.emit()

    def _open_modules(self, course: Course | None) -> set[str]:
        """Return the modules whose parts are listed."""
        if course is None:
            return set()
        here = self.part or next_part(course, self._training.last)
        is_short = len(course.parts) <= _ALL_OPEN_UP_TO
        return {
            module.id
            for module in course.modules
            if self._folds.get(module.id, is_short or any(part.id == here for part in module.parts))
        }

    def _beside(self, by: int) -> str:
        course = self._course_of(self.part)
        if course is None or not self.part:
            return ""
        ids = [part.id for part in course.parts]
        place = ids.index(self.part) + by if self.part in ids else -1
        return ids[place] if 0 <= place < len(ids) else ""

    def _part(self, record: str) -> Part | None:
        return next((part for course in self._training.courses for part in course.parts if part.id == record), None)

    def _module_of(self, record: str) -> Module | None:
        modules = (module for course in self._training.courses for module in course.modules)
        return next((module for module in modules if any(part.id == record for part in module.parts)), None)

    def _course_of(self, record: str) -> Course | None:
        for course in self._training.courses:
            ids = {course.id, *(module.id for module in course.modules), *(part.id for part in course.parts)}
            if record and record in ids:
                return course
        return None
