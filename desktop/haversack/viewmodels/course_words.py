"""A course in words: its line, its outline, its results. Must not read the vault, nor know which part is open."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from haversack.i18n.language import Speaker
from haversack.i18n.names import language_name
from haversack.operations.training import BEGUN, DONE, NEW, Course, Module, Part
from haversack.viewmodels.reading import ReadingText
from haversack.viewmodels.rows import Row

_MOST_LANGUAGES: Final = 4


@dataclass(frozen=True, slots=True)
class OutlineRow(Row):
    """A line of the outline.

    Attributes:
        is_module: Whether it is a module, which opens and closes; else a lesson or quiz.
        ink: Name of the colour of its icon.
        is_current: Whether it is open in the page.
    """

    is_module: bool = False
    ink: str = "text2"
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class ResultShown:
    """What came of one quiz: its title, the result in words, icon and ink of its state."""

    title: str
    words: str
    icon: str
    ink: str


@dataclass(frozen=True, slots=True)
class CourseShown:
    """A course in words.

    Attributes:
        id: The record.
        title: Its title.
        line: Level, minutes, languages.
        summary: May be empty.
        description: For the reading view; its html may be empty.
        done: How many parts are done.
        total: How many there are.
        progress: The same in words.
        here: Whether all of it is on this computer, in words.
        is_here: Likewise.
        next_part: Id of the part to go on with; empty where there is none.
        next_words: What the button says: begin, continue, or read again.
        next_title: Which part that is.
        modules: Title, summary, and how much of it is done in words.
        results: Of its quizzes.
        has_past: Whether anything is kept of the learner.
    """

    id: str
    title: str
    line: str
    summary: str
    description: ReadingText
    done: int
    total: int
    progress: str
    here: str
    is_here: bool
    next_part: str
    next_words: str
    next_title: str
    modules: tuple[tuple[str, str, str], ...]
    results: tuple[ResultShown, ...]
    has_past: bool


def show_course(speaker: Speaker, course: Course, last: str) -> CourseShown:
    """Put a course into words.

    Args:
        speaker: The language of sentences.
        course: The course.
        last: Id of the part that was opened last, in whatever course.
    """
    parts = course.parts
    done = sum(part.is_done for part in parts)
    has_past = any(part.state in {DONE, BEGUN} for part in parts) or last in {part.id for part in parts}
    if not has_past:
        words = speaker.say("Begin this course")
    elif done < len(parts):
        words = speaker.say("Continue training")
    else:
        words = speaker.say("Read it again")
    going_on = next_part(course, last)
    return CourseShown(
        id=course.id,
        title=course.title,
        line=course_line(speaker, course),
        summary=course.summary,
        description=course.description,
        done=done,
        total=len(parts),
        progress=progress(speaker, done, len(parts)),
        here=_here(speaker, course),
        is_here=course.missing_files == 0,
        next_part=going_on,
        next_words=words,
        next_title=next((part.title for part in parts if part.id == going_on), ""),
        modules=tuple(
            (module.title, module.summary, progress(speaker, done_in(module), len(module.parts)))
            for module in course.modules
        ),
        results=tuple(_result(speaker, part) for part in parts if part.kind == "quiz"),
        has_past=has_past,
    )


def course_row(speaker: Speaker, course: Course) -> Row:
    """Return a course as a line of the catalogue."""
    parts = course.parts
    done, line = sum(part.is_done for part in parts), course_line(speaker, course)
    state = progress(speaker, done, len(parts))
    spoken = speaker.say("{title}. {line}. {state}.", title=course.title, line=line, state=state)
    return Row(course.id, course.title, (line, state), "graduation-cap", is_new=True, spoken=spoken)


def outline(speaker: Speaker, course: Course, current: str, open_modules: Collection[str]) -> list[OutlineRow]:
    """Return modules and, of those that are open, their parts.

    Args:
        speaker: The language of sentences.
        course: The course.
        current: Id of the part that is open in the page, or empty.
        open_modules: Ids of modules whose parts are listed.
    """
    rows = []
    for number, module in enumerate(course.modules, 1):
        is_open = module.id in open_modules
        rows.append(_module_row(speaker, number, module, is_open=is_open))
        if is_open:
            rows.extend(_part_row(speaker, part, is_current=part.id == current) for part in module.parts)
    return rows


def next_part(course: Course, last: str) -> str:
    """Return the part to go on with: the last one if it is not done, else the next that is not, else the first."""
    ids = [part.id for part in course.parts]
    start = ids.index(last) if last in ids else 0
    ordered = (*course.parts[start:], *course.parts[:start])
    return next((part.id for part in ordered if not part.is_done), ids[0] if ids else "")


def done_in(module: Module, kind: str = "") -> int:
    """Return how many parts of a module are done: of one kind, or of all."""
    return sum(part.is_done for part in module.parts if kind in {"", part.kind})


def of_all(speaker: Speaker, some: int, every: int) -> str:
    """Return how many of how many, for example *3 of 5*."""
    return speaker.say("{done} of {all}", done=speaker.number(some), all=speaker.number(every))


def progress(speaker: Speaker, done: int, total: int) -> str:
    """Return how much is done in words."""
    if done == 0:
        return speaker.say("Not begun")
    if done == total:
        return speaker.say("Done")
    return speaker.say("{done} of {all} done", done=speaker.number(done), all=speaker.number(total))


def minutes_words(speaker: Speaker, minutes: int) -> str:
    """Return how long something takes; empty where nobody says."""
    return speaker.count("{number} minute", "{number} minutes", minutes) if minutes else ""


def score_words(speaker: Speaker, right: int, of: int) -> str:
    """Return a score in words."""
    return speaker.say("{right} of {all} right", right=speaker.number(right), all=speaker.number(of))


def course_line(speaker: Speaker, course: Course) -> str:
    """Return level, minutes and languages of a course, as far as they are known."""
    levels = {
        "introductory": speaker.say("Introduction"),
        "intermediate": speaker.say("Intermediate"),
        "advanced": speaker.say("Advanced"),
    }
    tags = course.languages[:_MOST_LANGUAGES]
    languages = speaker.listed(language_name(speaker.language, tag) for tag in tags)
    return speaker.dotted((levels.get(course.level, course.level), minutes_words(speaker, course.minutes), languages))


def _here(speaker: Speaker, course: Course) -> str:
    if not course.missing_files:
        return speaker.say("All lessons are on this computer")
    return speaker.count(
        "All texts are on this computer, {number} file is not",
        "All texts are on this computer, {number} files are not",
        course.missing_files,
    )


def _module_row(speaker: Speaker, number: int, module: Module, *, is_open: bool) -> OutlineRow:
    count = of_all(speaker, done_in(module), len(module.parts))
    state = progress(speaker, done_in(module), len(module.parts))
    if is_open:
        spoken = speaker.say("Module {title}. {state}. Its parts are listed below.", title=module.title, state=state)
    else:
        spoken = speaker.say("Module {title}. {state}. Its parts are folded away.", title=module.title, state=state)
    return OutlineRow(
        module.id,
        speaker.say("{number}. {title}", number=speaker.number(number), title=module.title),
        (),
        "chevron-down" if is_open else "chevron-right",
        trailing=count,
        is_new=True,
        spoken=spoken,
        is_module=True,
    )


def _part_row(speaker: Speaker, part: Part, *, is_current: bool) -> OutlineRow:
    length, state = minutes_words(speaker, part.minutes), _state(speaker, part)
    if part.kind == "quiz":
        length = speaker.count("{number} question", "{number} questions", part.questions)
    spoken = speaker.say("{title}. {line}.", title=part.title, line=speaker.dotted((state, length)))
    # An empty circle and no word: nothing happened yet. Only what did is said to the eye.
    has_score = part.is_done and part.kind == "quiz"
    line = speaker.dotted((state if part.state != NEW else "", "" if has_score else length))
    icon, ink = ("circle-dot", "primary") if is_current else _STATE_ICONS.get(part.state, ("circle", "text3"))
    if is_current and part.is_done:
        icon, ink = _STATE_ICONS[DONE]
    return OutlineRow(part.id, part.title, (line,), icon, spoken=spoken, ink=ink, is_current=is_current)


def _state(speaker: Speaker, part: Part) -> str:
    if part.state == BEGUN:
        return speaker.say("Begun")
    if part.state != DONE:
        return speaker.say("Not begun")
    return score_words(speaker, part.right, part.of) if part.kind == "quiz" else speaker.say("Done")


def _result(speaker: Speaker, part: Part) -> ResultShown:
    words, (icon, ink) = _state(speaker, part), _STATE_ICONS.get(part.state, ("circle", "text3"))
    if part.is_done and part.to_pass:
        is_passed = part.right >= part.to_pass
        words = speaker.say("{score}, passed", score=words) if is_passed else _missed(speaker, part, words)
        icon, ink = (icon, ink) if is_passed else _STATE_ICONS[BEGUN]
    return ResultShown(part.title, words, icon, ink)


def _missed(speaker: Speaker, part: Part, score: str) -> str:
    return speaker.say("{score}, {number} needed", score=score, number=speaker.number(part.to_pass))


_STATE_ICONS: Final = {DONE: ("circle-check", "okInk"), BEGUN: ("circle-dot", "text2")}
