"""Training: courses, one course's outline, the lesson or quiz that is open. Must not mark answers."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from haversack.i18n.names import language_name
from haversack.operations import training as operation
from haversack.operations.training import Course, Lesson, Part, Quiz, Training
from haversack.viewmodels.quiz import QuizModel
from haversack.viewmodels.reading import ReadingText
from haversack.viewmodels.rows import Row, RowsModel
from haversack.viewmodels.session import Session


@dataclass(frozen=True, slots=True)
class CourseShown:
    """A course in words.

    Attributes:
        id: The record.
        title: Its title.
        line: Minutes, languages, level.
        summary: May be empty.
        description: For the reading view; its html may be empty.
        done: How many parts are done.
        total: How many there are.
        progress: The same in words.
        next_part: Id of the part to go on with; empty where there is none.
        next_words: What the button says: begin, continue, or read again.
        modules: Title, summary, and how much of it is done in words.
    """

    id: str
    title: str
    line: str
    summary: str
    description: ReadingText
    done: int
    total: int
    progress: str
    next_part: str
    next_words: str
    modules: tuple[tuple[str, str, str], ...]


class TrainingModel(QObject):
    """Shows the training.

    Attributes:
        rows: The courses; or modules and parts of the course that is open.
        course: The course that is shown, or None.
        is_open: Whether `rows` is its outline.
        part: Id of the lesson or quiz that is open, or empty.
        lesson: The lesson that is open, or None.
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
        self._wanted = ""
        self.rows = RowsModel(self)
        self.course: CourseShown | None = None
        self.is_open = False
        self.part = ""
        self.lesson: Lesson | None = None
        self.quiz: QuizModel | None = None
        self.is_ready = False
        self._language = session.speaker.language
        session.changed.connect(self.refresh)
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
    def is_done(self) -> bool:
        """Whether the part that is open was done."""
        part = self._part(self.part)
        return part is not None and part.is_done

    @property
    def place_words(self) -> str:
        """Where in the course the part that is open stands, in words."""
        course = self._course_of(self.part)
        if course is None:
            return ""
        speaker = self._session.speaker
        at = [part.id for part in course.parts].index(self.part) + 1
        module = next(one.title for one in course.modules if any(part.id == self.part for part in one.parts))
        return speaker.say(
            "{module} · part {at} of {all}",
            module=module,
            at=speaker.number(at),
            all=speaker.number(len(course.parts)),
        )

    @property
    def continue_words(self) -> str:
        """What `continue_part` is called: its title; empty where there is none."""
        part = self._part(self.continue_part)
        return part.title if part else ""

    @property
    def continue_part(self) -> str:
        """Id of the part to go on with, whatever course it is in: the last one, or the next that is not done."""
        course = self._course_of(self._training.last)
        return _next_part(course, self._training.last) if course else ""

    def refresh(self) -> None:
        """Read again."""
        languages = self._session.languages
        if self._language != self._session.speaker.language:
            self._language = self._session.speaker.language
            self._open_part()
        self._session.read(lambda workspace: operation.training(workspace, languages=languages), self._show)

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
        found = next((course for course in self._training.courses if course.id == record), None)
        self.course = self._describe(found) if found else None
        self.changed.emit()

    def mark_done(self) -> None:
        """Keep that the lesson that is open was read."""
        part = self.part
        self._session.write(lambda workspace: operation.mark_done(workspace, part), lambda _: None)

    def mark_not_done(self) -> None:
        """Take back that the part that is open was done."""
        part = self.part
        self._session.write(lambda workspace: operation.mark_not_done(workspace, part), lambda _: None)

    def _show(self, found: Training) -> None:
        self._training = found
        self.is_ready = True
        self._arrange()

    def _arrange(self) -> None:
        """Find out what the wanted record is, and show that."""
        course = self._course_of(self._wanted)
        is_part = self._part(self._wanted) is not None
        self.is_open = course is not None
        shown = self.course.id if self.course else ""
        beside = next((one for one in self._training.courses if one.id == shown), None)
        first = self._training.courses[0] if self._training.courses else None
        here = course or beside or first
        self.course = self._describe(here) if here else None
        part = self._wanted if is_part else ""
        if part != self.part:
            self.part = part
            self._open_part()
        self.rows.show(self._outline(course) if course else [self._course_row(one) for one in self._training.courses])
        self.changed.emit()

    def _open_part(self) -> None:
        self.lesson, self.quiz = None, None
        part, languages = self._part(self.part), self._session.languages
        if part is None:
            return
        record = part.id
        if part.kind == "lesson":
            self._session.read(
                lambda workspace: operation.lesson(workspace, record, languages=languages), self._show_lesson
            )
        else:
            self._session.read(
                lambda workspace: operation.quiz(workspace, record, languages=languages), self._show_quiz
            )
        self._training = Training(self._training.courses, record)
        self._session.read(lambda workspace: operation.open_part(workspace, record), lambda _: None)

    def _show_lesson(self, found: Lesson) -> None:
        if found.id == self.part:
            self.lesson = found
            self.changed.emit()

    def _show_quiz(self, found: Quiz) -> None:
        if found.id == self.part:

            def keep(right: int, of: int) -> None:
                self._session.write(
                    lambda workspace: operation.mark_done(workspace, found.id, right=right, of=of), lambda _: None
                )

            self.quiz = QuizModel(self._session.speaker, found, keep)
            self.changed.emit()

    def _beside(self, by: int) -> str:
        course = self._course_of(self.part)
        if course is None or not self.part:
            return ""
        ids = [part.id for part in course.parts]
        place = ids.index(self.part) + by
        return ids[place] if 0 <= place < len(ids) else ""

    def _part(self, record: str) -> Part | None:
        return next((part for course in self._training.courses for part in course.parts if part.id == record), None)

    def _course_of(self, record: str) -> Course | None:
        for course in self._training.courses:
            ids = {course.id, *(module.id for module in course.modules), *(part.id for part in course.parts)}
            if record in ids:
                return course
        return None

    def _describe(self, course: Course) -> CourseShown:
        speaker, parts = self._session.speaker, course.parts
        done = sum(part.is_done for part in parts)
        if done == 0 and self._course_of(self._training.last) is not course:
            words = speaker.say("Begin this course")
        elif done < len(parts):
            words = speaker.say("Continue training")
        else:
            words = speaker.say("Read it again")
        return CourseShown(
            course.id,
            course.title,
            self._line(course),
            course.summary,
            course.description,
            done,
            len(parts),
            self._progress(done, len(parts)),
            _next_part(course, self._training.last),
            words,
            tuple(
                (
                    module.title,
                    module.summary,
                    self._progress(sum(part.is_done for part in module.parts), len(module.parts)),
                )
                for module in course.modules
            ),
        )

    def _progress(self, done: int, total: int) -> str:
        speaker = self._session.speaker
        if done == 0:
            return speaker.say("Not begun")
        if done == total:
            return speaker.say("Done")
        return speaker.say("{done} of {all} done", done=speaker.number(done), all=speaker.number(total))

    def _line(self, course: Course) -> str:
        speaker = self._session.speaker
        languages = speaker.say(", ").join(language_name(speaker.language, tag) for tag in course.languages[:4])
        return " · ".join(part for part in (self._minutes(course.minutes), languages) if part)

    def _minutes(self, minutes: int) -> str:
        return self._session.speaker.count("{number} minute", "{number} minutes", minutes) if minutes else ""

    def _course_row(self, course: Course) -> Row:
        speaker, parts = self._session.speaker, course.parts
        done, line = sum(part.is_done for part in parts), self._line(course)
        progress = self._progress(done, len(parts))
        spoken = speaker.say("{title}. {line}. {state}.", title=course.title, line=line, state=progress)
        lines = (line, progress)
        return Row(course.id, course.title, lines, "graduation-cap", is_new=True, spoken=spoken)

    def _outline(self, course: Course) -> list[Row]:
        speaker, rows = self._session.speaker, []
        for number, module in enumerate(course.modules, 1):
            done, total = sum(part.is_done for part in module.parts), len(module.parts)
            title = speaker.say("{number}. {title}", number=speaker.number(number), title=module.title)
            count = speaker.say("{done} of {all}", done=speaker.number(done), all=speaker.number(total))
            spoken = speaker.say(
                "Module {title}. {state}.", title=module.title, state=self._progress(done, len(module.parts))
            )
            rows.append(Row(module.id, title, (), trailing=count, is_new=True, spoken=spoken))
            rows.extend(self._part_row(part) for part in module.parts)
        return rows

    def _part_row(self, part: Part) -> Row:
        speaker = self._session.speaker
        state = speaker.say("Done") if part.is_done else speaker.say("Not begun")
        length = self._minutes(part.minutes)
        if part.kind == "quiz":
            length = speaker.count("{number} question", "{number} questions", part.questions)
            if part.is_done:
                right, of = speaker.number(part.right), speaker.number(part.questions)
                state = speaker.say("{right} of {all} right", right=right, all=of)
        line = " · ".join(one for one in (length, state) if one)
        spoken = speaker.say("{title}. {line}.", title=part.title, line=line)
        icon = "circle-check" if part.is_done else ("circle-help" if part.kind == "quiz" else "circle")
        return Row(part.id, part.title, (line,), icon, spoken=spoken)


def _next_part(course: Course, last: str) -> str:
    """Return the part to go on with: the last one if it is not done, else the next that is not, else the first."""
    ids = [part.id for part in course.parts]
    start = ids.index(last) if last in ids else 0
    ordered = (*course.parts[start:], *course.parts[:start])
    return next((part.id for part in ordered if not part.is_done), ids[0] if ids else "")
